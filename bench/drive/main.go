// Command drive measures Qadam against bench/peer on one Postgres, in one run: what each operation costs the server and Postgres in
// processor time, how long it takes, and what it takes in memory. It fills a database of its own for each scale, prints a table and
// writes the figures as JSON lines. A missed limit is said and is no failure: figures are no test.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

type options struct {
	scales                      string
	server                      string // address of the Postgres server
	qadam, peer, remind, output string
	rounds                      int
	keep, reuse                 bool
	only                        string // a part of the names of the operations that are compared, "" for all that is measured
}

func main() {
	var o options
	flag.StringVar(&o.scales, "scale", "10", "scales of the data, separated by commas")
	flag.StringVar(&o.server, "server", "", "postgres:// address of a server where databases may be made")
	flag.StringVar(&o.qadam, "qadam", "", "the qadam program")
	flag.StringVar(&o.peer, "peer", "", "the program of bench/peer")
	flag.StringVar(&o.remind, "remind", "", "the program of bench/remind")
	flag.StringVar(&o.output, "figures", "", "file for the figures as JSON lines")
	flag.IntVar(&o.rounds, "rounds", 5, "how often the two servers take turns at each operation")
	flag.BoolVar(&o.keep, "keep", false, "keep the databases")
	flag.StringVar(&o.only, "only", "", "compare only the operations whose names match this expression, and measure nothing else")
	flag.BoolVar(&o.reuse, "reuse", false, "measure on the databases that an earlier run kept, as they are")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	r := &report{began: time.Now()}
	var faults []error
	for _, text := range strings.Split(o.scales, ",") {
		scale, err := strconv.Atoi(text)
		if err != nil || scale < 1 {
			return fmt.Errorf("-scale %q: give numbers of 1 or more, separated by commas", o.scales)
		}
		if err := measure(ctx, o, scale, r); err != nil {
			faults = append(faults, fmt.Errorf("scale %d: %w", scale, err))
		}
	}
	r.acrossScales()
	fmt.Printf("\n%s, %s, %d processors, %s\n", r.began.UTC().Format("2006-01-02 15:04 UTC"), runtime.Version(), runtime.NumCPU(),
		processor())
	r.print(os.Stdout)
	return errors.Join(append(faults, r.write(o.output))...)
}

// bench is one run at one scale.
type bench struct {
	options
	scale    int
	address  string // of the database
	db       *pgxpool.Pool
	qadam    *server
	peer     *server
	postgres *postgres
	tokens   map[string]string // by role
	world    world
	*report
}

func measure(ctx context.Context, o options, scale int, r *report) (err error) {
	b := &bench{options: o, scale: scale, report: r}
	if err := b.prepare(ctx); err != nil {
		return err
	}
	defer b.drop()
	defer b.db.Close()
	if b.postgres, err = findPostgres(ctx, b.db); err != nil {
		return err
	}
	if b.qadam, err = startQadam(ctx, o.qadam, b.address); err != nil {
		return err
	}
	defer b.qadam.stop()
	if b.peer, err = startPeer(ctx, o.peer, b.address); err != nil {
		return err
	}
	defer b.peer.stop()

	for _, phase := range []struct {
		name     string
		do       func(context.Context) error
		compared bool
	}{
		{"operations against the peer", b.compare, true}, {"reminder scan", b.scan, false}, {"matching", b.matching, false},
		{"every list, by role", b.sweep, false}, {"export and import against the peer", b.compareMany, true},
		{"memory", b.memory, false}, {"export", b.export, false},
	} {
		if b.only != "" && !phase.compared {
			continue
		}
		fmt.Printf("scale %d: %s\n", scale, phase.name)
		// What fails is left out of the table; the rest is measured all the same.
		if fault := phase.do(ctx); fault != nil {
			err = errors.Join(err, fmt.Errorf("%s: %w", phase.name, fault))
		}
	}
	return err
}

// processor names the machine's processor.
func processor() string {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	for line := range strings.Lines(string(text)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}
