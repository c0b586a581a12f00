package main

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // to write what Qadam would not
	_ "github.com/ncruces/go-sqlite3/driver"

	"qadam/app/store/storetest"
	"qadam/models"
)

// TestAuditVerifyAfterAnOldLog puts rows where the log was before it was chained, brings the database up to date, and has the
// log proved by the command; then one of the rows is changed behind Qadam's back.
func TestAuditVerifyAfterAnOldLog(t *testing.T) {
	for _, kind := range storetest.Kinds {
		t.Run(kind, func(t *testing.T) {
			address := storetest.Address(t, kind)
			driver, dsn := "pgx", address
			if kind == "sqlite" {
				driver, dsn = "sqlite3", "file:"+address+"?_pragma=busy_timeout(5000)"
			}
			db, err := sql.Open(driver, dsn)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			do := func(statement string) {
				t.Helper()
				if _, err := db.Exec(statement); err != nil {
					t.Fatalf("%s: %v", statement, err)
				}
			}
			ids := make([]models.ID, 5)
			for i := range ids {
				ids[i] = models.NewID()
				do(fmt.Sprintf(`INSERT INTO changes_unchained (id, created_at, actor_name, action, subject_type, subject_id, request_id,
					before, after)
					VALUES ('%s', '2021-05-03T09:00:0%d.000000Z', 'Dana', 'need.update', 'need', '%s', 'r', '', '{}')`, ids[i], i,
					models.NewID()))
			}
			env := []string{"QADAM_DATABASE=" + address}
			must(t, env, "migrate", "up")
			if out := must(t, env, "audit", "verify"); !strings.Contains(out, "5 entries in 1 lanes") ||
				!strings.Contains(out, "The log holds.") {
				t.Error(out)
			}
			drop := "DROP TRIGGER changes_stand"
			if kind == "postgres" {
				drop += " ON changes"
			}
			do(drop)
			do("UPDATE changes SET actor_name = 'Nobody' WHERE id IN ('" + string(ids[2]) + "', '" + string(ids[3]) + "')")
			r := qadam(t, env, "audit", "verify")
			if want := fmt.Sprintf("BROKEN lane 1, number 3 (%s): content", ids[2]); r.code != 1 || !strings.Contains(r.out, want) ||
				strings.Count(r.out, "BROKEN") != 1 || strings.Contains(r.out, "holds") {
				t.Errorf("exits with %d: %s%s", r.code, r.out, r.errOut)
			}
		})
	}
}
