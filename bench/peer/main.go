// Command peer is what Qadam is measured against: the same work on the same tables by hand, with net/http, pgx and encoding/json, each
// operation in one statement. It asks for no token, hides nothing, checks no input and writes no log: the least that the work costs in
// Go. What pages show it shows, field by field; the rest it answers in its own words.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "peer:", err)
		os.Exit(1)
	}
}

func run() error {
	listen := flag.String("listen", "127.0.0.1:0", "address to answer on")
	database := flag.String("database", "", "postgres:// address")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	config, err := pgxpool.ParseConfig(*database)
	if err != nil {
		return err
	}
	config.MaxConns = 16
	// Planning takes longer than most of the statements, none of which is worth another plan for other values.
	config.ConnConfig.RuntimeParams["plan_cache_mode"] = "force_generic_plan"
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return err
	}
	defer pool.Close()
	p := &peer{pool}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	mux.HandleFunc("GET /api/v1/needs", answering(p.listNeeds))
	mux.HandleFunc("GET /api/v1/activities", answering(p.listActivities))
	mux.HandleFunc("GET /api/v1/activities/{id}", answering(p.getActivity))
	mux.HandleFunc("GET /api/v1/donors/{id}/summary", answering(p.summary))
	mux.HandleFunc("GET /milestones", answering(p.dueMilestones))
	mux.HandleFunc("POST /act", answering(p.act))
	mux.HandleFunc("GET /api/v1/activities/export", p.export)
	mux.HandleFunc("POST /api/v1/missions/{id}/needs/import", answering(p.load))

	ln, err := net.Listen("tcp", *listen)
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: mux, ReadTimeout: time.Minute, WriteTimeout: time.Minute, IdleTimeout: time.Minute}
	go func() {
		<-ctx.Done()
		srv.Close()
	}()
	if err := srv.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

type peer struct{ pool *pgxpool.Pool }

// answering writes what an operation gives as JSON.
func answering(do func(*http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := do(r)
		var b []byte
		if err == nil {
			b, err = json.Marshal(body)
		}
		if err != nil {
			fail(w, err)
			return
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("Content-Length", strconv.Itoa(len(b)))
		_, _ = w.Write(b) // the client has gone
	}
}

func fail(w http.ResponseWriter, err error) {
	status := http.StatusInternalServerError
	if errors.Is(err, pgx.ErrNoRows) {
		status = http.StatusNotFound
	}
	http.Error(w, err.Error(), status)
}

// each hands every row of the one statement of an operation to scan.
func (p *peer) each(ctx context.Context, query string, scan func(pgx.Rows) error, args ...any) error {
	rows, err := p.pool.Query(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
