package store

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib" // registers the "pgx" driver, too
	"github.com/pressly/goose/v3"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"qadam/app/store/chain"
	"qadam/models"
)

// Compiling a plan takes Postgres longer, up to 80 ms, than any of our queries gains by it.
const noJIT = "SET jit = off"

func openPostgres(dsn string) (*sql.DB, error) {
	return openPostgresWith(dsn, fmt.Sprintf("%s; SET lock_timeout = %d", noJIT, lockTimeout.Milliseconds()))
}

// openPostgresPlain is for migrations, which wait for their locks as long as it takes.
func openPostgresPlain(dsn string) (*sql.DB, error) { return openPostgresWith(dsn, noJIT) }

func openPostgresWith(dsn, settings string) (*sql.DB, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, err
	}
	several := slices.ContainsFunc(config.Fallbacks, func(f *pgconn.FallbackConfig) bool {
		return f.Host != config.Host || f.Port != config.Port
	})
	if several && config.ConnectTimeout == 0 {
		config.ConnectTimeout = hostTimeout // one of several hosts that is silent must not keep us from the others
	}
	config.OnNotice = noteUnreplicated
	return sql.OpenDB(connector{stdlib.GetConnector(*config, stdlib.OptionAfterConnect(func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, settings)
		return err
	})), new(atomic.Int64)}), nil
}

var postgresDialect = dialect{
	name: "postgres", goose: goose.DialectPostgres, folder: "migrations/postgres",
	exportSnapshot: "SELECT pg_export_snapshot()", takeSnapshot: "SET TRANSACTION SNAPSHOT ",
	open: openPostgres, openPlain: openPostgresPlain,
	gorm:    func(db *sql.DB) gorm.Dialector { return postgres.New(postgres.Config{Conn: db}) },
	lockRow: " FOR NO KEY UPDATE", skipLocked: " FOR NO KEY UPDATE SKIP LOCKED",
	search: func(table string) searchSQL {
		return searchSQL{full: table + ".words @@ CAST(? AS tsquery)", partial: table + ".open_words @@ CAST(? AS tsquery)",
			query: tsQuery}
	},
	readBack: map[string]string{"SHOW server_encoding": "UTF8"},
	load:     copyRows,
	chain: chain.SQL{LockRow: " FOR NO KEY UPDATE", SkipLocked: " FOR NO KEY UPDATE SKIP LOCKED", InOneStatement: true,
		// Whoever drops a part waits for those who read the log, and makes others wait meanwhile: not for long.
		MakePart: "SELECT make_reads_part(?)",
		DropPart: []string{"SET LOCAL lock_timeout = 1000", "DROP TABLE reads_PART, read_subjects_PART"}},
	releaseRows: `SELECT * FROM json_to_recordset(?) AS r (subject_type text, subject_id uuid, extent text, user_id uuid,
		organisation_id uuid, name text, audience text,
		surface text, first_at timestamptz, last_at timestamptz, times bigint)`,
	// as changes_ids has it
	analyze: "VACUUM ANALYZE",
}

// copyRows writes rows by COPY, which only the connection below database/sql can do.
func copyRows(tx *Tx, conn *sql.Conn) rowWriter {
	return func(table string, columns []string, found [][]any) error {
		for _, row := range found {
			for i, v := range row {
				native, err := copyValue(v)
				if err != nil {
					return fmt.Errorf("%s.%s: %w", table, columns[i], err)
				}
				row[i] = native
			}
		}
		return conn.Raw(func(driver any) error {
			_, err := driver.(*connection).Conn().CopyFrom(tx.db.Statement.Context, pgx.Identifier{table}, columns,
				pgx.CopyFromRows(found))
			return err
		})
	}
}

// copyValue gives a value in the form that COPY sends without a detour over text.
func copyValue(v any) (any, error) {
	switch v := v.(type) {
	case models.ID:
		if v == "" {
			return nil, nil
		}
		u, err := uuid.Parse(string(v))
		return [16]byte(u), err // as a uuid.UUID it would go as text after all
	case models.Date:
		if v == "" {
			return nil, nil
		}
		return v.Time(), nil
	}
	return sqldriver.DefaultParameterConverter.ConvertValue(v)
}
