package chain_test

import (
	"database/sql"
	"fmt"
	"testing"

	_ "github.com/ncruces/go-sqlite3/driver" // the drivers that know nothing of Qadam

	"qadam/models"
)

// raw is a connection to the database that bypasses the store.
type raw struct {
	t  testing.TB
	db *sql.DB
}

func openRaw(t testing.TB, kind, address string) *raw {
	t.Helper()
	driver := map[string]string{"sqlite": "sqlite3", "postgres": "pgx"}[kind]
	if kind == "sqlite" {
		address = "file:" + address + "?_pragma=busy_timeout(5000)"
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return &raw{t, db}
}

func (r *raw) do(statements ...string) {
	r.t.Helper()
	for _, s := range statements {
		if _, err := r.db.Exec(s); err != nil {
			r.t.Fatalf("%s: %v", s, err)
		}
	}
}

// unguarded takes the guards away, as the owner of a database can.
func (r *raw) unguarded() {
	r.t.Helper()
	for _, trigger := range []string{"changes_stand ON changes", "changes_stay ON changes", "chain_heads_grow ON chain_heads",
		"chain_heads_stand ON chain_heads"} {
		var name string
		fmt.Sscan(trigger, &name)
		if _, err := r.db.Exec("DROP TRIGGER " + trigger); err != nil { // SQLite does not take the table
			r.do("DROP TRIGGER " + name)
		}
	}
}

const allColumns = "id, created_at, kind, action, actor_id, actor_name, actor_role, organisation_id, subject_type, subject_id, " +
	"request_id, reason, before, after, lane, seq, prev_hash, hash"

func (r *raw) entries() []*models.Change {
	r.t.Helper()
	rs, err := r.db.Query("SELECT " + allColumns + " FROM changes ORDER BY lane, seq")
	if err != nil {
		r.t.Fatal(err)
	}
	defer rs.Close()
	var all []*models.Change
	for rs.Next() {
		c := &models.Change{}
		if err := rs.Scan(&c.ID, &c.CreatedAt, &c.Kind, &c.Action, &c.ActorID, &c.ActorName, &c.ActorRole, &c.OrganisationID,
			&c.SubjectType, &c.SubjectID, &c.RequestID, &c.Reason, &c.Before, &c.After, &c.Lane, &c.Seq, &c.PrevHash, &c.Hash); err != nil {
			r.t.Fatal(err)
		}
		all = append(all, c)
	}
	return all
}

// cut takes the entries behind one away, and sets the head back to it.
func (r *raw) cut(last int) {
	r.t.Helper()
	r.do(fmt.Sprintf("DELETE FROM changes WHERE seq > %d", last))
	r.do(fmt.Sprintf("UPDATE chain_heads SET seq = %d, hash = (SELECT hash FROM changes WHERE seq = %[1]d) WHERE lane = 1", last))
}

// swap lets two entries change places.
func (r *raw) swap(a, b int) {
	r.t.Helper()
	r.do(fmt.Sprintf("UPDATE changes SET seq = 100 WHERE seq = %d", a), fmt.Sprintf("UPDATE changes SET seq = %d WHERE seq = %d", a, b),
		fmt.Sprintf("UPDATE changes SET seq = %d WHERE seq = 100", b))
}

// insert puts an entry of an attacker's own into a lane, sealed as it should be; the lane is 1 unless it is given.
func (r *raw) insert(seq int, lanes ...int) {
	r.t.Helper()
	all := r.entries()
	c := *all[len(all)-1]
	head := models.Head{Lane: 1, Seq: c.Seq, Hash: c.Hash}
	if len(lanes) > 0 {
		head = models.Head{Lane: lanes[0], Hash: models.LogStart(lanes[0])}
	}
	c.ID = models.NewID()
	c.Seal(head)
	r.do(fmt.Sprintf(
		`INSERT INTO changes (%s) SELECT '%s', created_at, kind, action, actor_id, actor_name, actor_role, organisation_id, subject_type,
			subject_id, request_id, reason, before, after,
		%d, %d, '%s', '%s' FROM changes WHERE lane = 1 AND seq = %d`, allColumns, c.ID, c.Lane, seq, c.PrevHash, c.Hash,
		all[len(all)-1].Seq))
}
