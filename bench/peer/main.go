// Command peer is what Qadam is measured against: the same answers from the same tables, written by hand with net/http,
// pgx and encoding/json for the few operations that bench/drive compares. It knows managers only, checks no input beyond
// what the operations need, and writes no log: the least that the work costs in Go.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"strings"
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
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return err
	}
	defer pool.Close()
	// Its own audit, as Qadam's was before there was a chain.
	if _, err := pool.Exec(ctx, `CREATE TABLE IF NOT EXISTS peer_changes (id uuid PRIMARY KEY, created_at timestamptz NOT NULL,
		actor_id uuid, actor_name text NOT NULL, action text NOT NULL,
		subject_type text NOT NULL, subject_id uuid NOT NULL, request_id text NOT NULL, before text NOT NULL, after text NOT NULL);
		CREATE INDEX IF NOT EXISTS peer_changes_subject ON peer_changes (subject_id, id)`); err != nil {
		return err
	}
	p := &peer{pool}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	mux.HandleFunc("GET /api/v1/needs", p.signedIn(p.listNeeds))
	mux.HandleFunc("GET /api/v1/activities/{id}", p.signedIn(p.getActivity))
	mux.HandleFunc("PATCH /api/v1/activities/{id}", p.signedIn(p.patchActivity))
	mux.HandleFunc("POST /api/v1/activities/{id}/step", p.signedIn(p.stepActivity))

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

// actor is who asks; now is when.
type actor struct {
	userID, name, role string
	now                time.Time
}

var (
	errUnsigned  = errors.New("unsigned")
	errForbidden = errors.New("forbidden")
	errStale     = errors.New("stale")
)

// signedIn looks up the bearer token and writes what the operation answers.
func (p *peer) signedIn(do func(*http.Request, actor) (any, int, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 20*time.Second)
		defer cancel()
		a, err := p.authenticate(ctx, r)
		if err != nil {
			fail(w, err)
			return
		}
		body, version, err := do(r.WithContext(ctx), a)
		if err != nil {
			fail(w, err)
			return
		}
		b, err := json.Marshal(body)
		if err != nil {
			fail(w, err)
			return
		}
		if version > 0 {
			w.Header().Set("ETag", etag(version))
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("Content-Length", strconv.Itoa(len(b)))
		_, _ = w.Write(b) // the client has gone
	}
}

func (p *peer) authenticate(ctx context.Context, r *http.Request) (actor, error) {
	secret, found := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !found {
		return actor{}, errUnsigned
	}
	hash := sha256.Sum256([]byte(secret))
	a := actor{now: time.Now().UTC().Truncate(time.Microsecond)}
	var tokenID, scope, email, country, language string
	var organisation *string
	var used *time.Time
	err := p.pool.QueryRow(ctx, `SELECT t.id, u.id, u.organisation_id, t.scope, u.name, u.email, u.role, u.country_code, u.language,
		t.last_used_at
		FROM tokens t JOIN people u ON u.id = t.user_id WHERE t.hash = $1 AND t.revoked_at IS NULL AND t.expires_at > $2 AND u.active`,
		hash[:], a.now).
		Scan(&tokenID, &a.userID, &organisation, &scope, &a.name, &email, &a.role, &country, &language, &used)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return a, errUnsigned
	case err != nil:
		return a, err
	case a.role != "manager" || (r.Method != http.MethodGet && scope != "write"):
		return a, errForbidden
	case used == nil || a.now.Sub(*used) > time.Hour:
		_, err = p.pool.Exec(ctx, "UPDATE tokens SET last_used_at = $1 WHERE id = $2", a.now, tokenID)
	}
	return a, err
}

func fail(w http.ResponseWriter, err error) {
	status := http.StatusInternalServerError
	switch {
	case errors.Is(err, errUnsigned):
		status = http.StatusUnauthorized
	case errors.Is(err, errForbidden):
		status = http.StatusForbidden
	case errors.Is(err, errStale):
		status = http.StatusPreconditionFailed
	case errors.Is(err, pgx.ErrNoRows):
		status = http.StatusNotFound
	}
	http.Error(w, err.Error(), status)
}

func etag(version int) string { return `"` + strconv.Itoa(version) + `"` }
