package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// world is what the operations ask about.
type world struct {
	activity   string // one with many milestones
	acts       []act  // those that are stepped and reported on
	mission    string
	donor      string // the organisation of the donor who is signed in
	word       string
	needs      int
	activities int
	size       int64 // of the database, in bytes
	loads      int   // files that were imported
}

// prepare makes a database of the scale, unless one is to be used again, and tokens for each role.
func (b *bench) prepare(ctx context.Context) error {
	u, err := url.Parse(b.server)
	if err != nil {
		return err
	}
	name := fmt.Sprintf("qadam_bench_%d", b.scale)
	u.Path = "/" + name
	b.address = u.String()
	if !b.reuse {
		if err := b.fill(ctx, name); err != nil {
			return err
		}
	}
	if b.db, err = pgxpool.New(ctx, b.address); err != nil {
		return err
	}
	if _, err := b.db.Exec(ctx, "VACUUM ANALYZE"); err != nil {
		return err
	}
	if err := b.makeTokens(ctx); err != nil {
		return err
	}
	return b.find(ctx)
}

// fill makes the database through the product's own commands.
func (b *bench) fill(ctx context.Context, name string) error {
	if err := b.admin(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)", "CREATE DATABASE "+name); err != nil {
		return err
	}
	began := time.Now()
	for _, args := range [][]string{{"migrate", "up"}, {"seed", "--scale", fmt.Sprint(b.scale)}} {
		cmd := exec.CommandContext(ctx, b.options.qadam, args...)
		cmd.Env = append(os.Environ(), qadamEnv(b.address, "127.0.0.1:0")...)
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("qadam %v: %w\n%s", args, err, out)
		}
	}
	fmt.Printf("scale %d: filled in %.1f s\n", b.scale, time.Since(began).Seconds())
	return nil
}

func (b *bench) admin(ctx context.Context, statements ...string) error {
	db, err := pgx.Connect(ctx, b.options.server)
	if err != nil {
		return err
	}
	defer db.Close(ctx)
	for _, s := range statements {
		if _, err := db.Exec(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) drop() {
	if b.keep {
		return
	}
	if err := b.admin(context.Background(), fmt.Sprintf("DROP DATABASE IF EXISTS qadam_bench_%d WITH (FORCE)", b.scale)); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
	}
}

// makeTokens signs in one user of each role: the partner and the donor with the most behind them, so that figures are
// those of a bad day.
func (b *bench) makeTokens(ctx context.Context) error {
	b.tokens = map[string]string{}
	for role, busiest := range map[string]string{
		"manager":  "u.id::text",
		"national": "(SELECT COUNT(*) FROM needs n WHERE n.country_code = u.country_code)",
		"partner":  "(SELECT COUNT(*) FROM activity_partners p WHERE p.organisation_id = u.organisation_id)",
		"donor":    "(SELECT COUNT(*) FROM transactions t WHERE t.organisation_id = u.organisation_id)",
	} {
		var user, organisation string
		if err := b.db.QueryRow(ctx, "SELECT u.id::text, COALESCE(u.organisation_id::text, '') FROM people u WHERE u.role = $1 AND "+
			"u.active ORDER BY "+busiest+" DESC, u.id LIMIT 1", role).Scan(&user, &organisation); err != nil {
			return fmt.Errorf("a user with the role %s: %w", role, err)
		}
		secret := "qdm_" + rand.Text()
		hash := sha256.Sum256([]byte(secret))
		if _, err := b.db.Exec(ctx, `INSERT INTO tokens (id, version, created_at, updated_at, user_id, name, scope, expires_at, hash,
			prefix)
			VALUES ($1, 1, now(), now(), $2, 'bench', 'write', now() + interval '1 day', $3, 'qdm_bench')`, uuid.Must(uuid.NewV7()), user,
			hash[:]); err != nil {
			return err
		}
		b.tokens[role] = secret
		if role == "donor" {
			b.world.donor = organisation
		}
	}
	return nil
}

// find picks what the operations ask about.
func (b *bench) find(ctx context.Context) error {
	w := &b.world
	for _, ask := range []struct {
		into  any
		query string
	}{
		{&w.activity, "SELECT activity_id::text FROM milestones GROUP BY 1 ORDER BY COUNT(*) DESC, 1 LIMIT 1"},
		{&w.mission, "SELECT mission_id::text FROM needs GROUP BY 1 ORDER BY COUNT(*) DESC, 1 LIMIT 1"},
		// The most frequent word that not even a tenth of the needs have: neither index alone makes it easy to find.
		{&w.word, `SELECT word FROM ts_stat('SELECT words FROM needs') WHERE word ~ '^[a-z]{4,}$'
			ORDER BY ndoc * 10 < (SELECT COUNT(*) FROM needs) DESC, ndoc DESC, word LIMIT 1`},
		{&w.needs, "SELECT COUNT(*) FROM needs"},
		{&w.activities, "SELECT COUNT(*) FROM activities"},
		{&w.size, "SELECT pg_database_size(current_database())"},
	} {
		if err := b.db.QueryRow(ctx, ask.query).Scan(ask.into); err != nil {
			return fmt.Errorf("%s: %w", ask.query, err)
		}
	}
	var err error
	w.acts, err = b.readActs(ctx)
	return err
}

// copyActivities copies activities, with their child rows, until there are n.
func (b *bench) copyActivities(ctx context.Context, n int) error {
	missing := n - b.world.activities
	if missing <= 0 {
		return nil
	}
	// The statements share a temporary table, so they share a connection.
	err := pgx.BeginFunc(ctx, b.db, func(tx pgx.Tx) error {
		for _, statement := range []string{
			fmt.Sprintf(`CREATE TEMPORARY TABLE copies ON COMMIT DROP AS SELECT a.id AS old, gen_random_uuid() AS id, k FROM activities a,
				generate_series(1, %d) k ORDER BY k, a.id LIMIT %d`, missing/b.world.activities+1, missing),
			`INSERT INTO activities (id, version, created_at, updated_at, reference, project_id, title, description, country_code,
				planned_start, planned_end,
				health, progress, status, status_on, actual_start, actual_end, last_update_on)
				SELECT c.id, 1, created_at, updated_at, reference || '-C' || k, project_id, title, description, country_code, planned_start,
					planned_end,
				health, progress, status, status_on, actual_start, actual_end, last_update_on FROM copies c
					JOIN activities a ON a.id = c.old`,
			"INSERT INTO activity_themes (activity_id, theme_code) SELECT c.id, theme_code FROM copies c JOIN activity_themes t ON " +
				"t.activity_id = c.old",
			`INSERT INTO activity_partners (activity_id, organisation_id, partner_role, position)
				SELECT c.id, organisation_id, partner_role, position FROM copies c JOIN activity_partners p ON p.activity_id = c.old`,
			"INSERT INTO activity_needs (activity_id, need_id, share) SELECT c.id, need_id, share FROM copies c JOIN activity_needs n " +
				"ON n.activity_id = c.old",
		} {
			if _, err := tx.Exec(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	})
	b.world.activities = max(n, b.world.activities)
	return err
}
