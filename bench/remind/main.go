// Command remind searches for whom to remind of what, as `qadam remind --dry-run` does, and writes as JSON what that took
// this process. bench/drive runs it.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"qadam/app"
	"qadam/app/store"
)

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "remind:", err)
		os.Exit(1)
	}
}

// result is what the scans took, the first one left out: it makes connections and prepares statements.
type result struct {
	CPU   time.Duration   `json:"cpu_ns"`
	Walls []time.Duration `json:"wall_ns"`
	// Database is for how long the database worked on statements, of other programs at the same time, too.
	Database time.Duration `json:"database_ns"`
	Owed     int           `json:"owed"`
}

func run(ctx context.Context) error {
	database := flag.String("database", "", "postgres:// address")
	atText := flag.String("at", "", "instant of the scan")
	times := flag.Int("times", 5, "how many scans count")
	flag.Parse()
	at, err := time.Parse(time.RFC3339, *atText)
	if err != nil {
		return err
	}
	s, err := store.Open(*database, time.Now)
	if err != nil {
		return err
	}
	defer s.Close()
	a := app.New(s, slog.New(slog.NewTextHandler(io.Discard, nil)), app.Options{BaseURL: "http://127.0.0.1"})
	scan := func() (int, error) {
		found, err := a.DueReminders(ctx, at, 0)
		return len(found), err
	}
	watch, err := pgxpool.New(ctx, *database)
	if err != nil {
		return err
	}
	defer watch.Close()
	return measure(scan, *times, func() (time.Duration, error) { return worked(ctx, watch) })
}

func measure(scan func() (int, error), times int, worked func() (time.Duration, error)) error {
	var r result
	if _, err := scan(); err != nil {
		return err
	}
	workedBefore, err := worked()
	if err != nil {
		return err
	}
	before, err := cpu()
	if err != nil {
		return err
	}
	for range times {
		began := time.Now()
		if r.Owed, err = scan(); err != nil {
			return err
		}
		r.Walls = append(r.Walls, time.Since(began))
	}
	after, err := cpu()
	if err != nil {
		return err
	}
	r.CPU = after - before
	workedAfter, err := worked()
	if err != nil {
		return err
	}
	r.Database = workedAfter - workedBefore
	return json.NewEncoder(os.Stdout).Encode(r)
}

// worked is how long the database has worked on statements so far. It counts what a connection did once that has been idle
// for a second.
func worked(ctx context.Context, db *pgxpool.Pool) (time.Duration, error) {
	time.Sleep(2 * time.Second)
	var ms float64
	err := db.QueryRow(ctx, "SELECT active_time FROM pg_stat_database WHERE datname = current_database()").Scan(&ms)
	return time.Duration(ms * float64(time.Millisecond)), err
}

// cpu is the processor time of this process.
func cpu() (time.Duration, error) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, err
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), nil
}
