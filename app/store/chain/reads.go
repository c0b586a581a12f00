package chain

import (
	"database/sql/driver"
	"encoding/hex"
	"time"

	"gorm.io/gorm"

	"qadam/app/store/batch"
	"qadam/models"
)

// readColumns are those of a read.
var readColumns = []string{"part", "id", "created_at", "action", "actor_id", "actor_name", "actor_role", "organisation_id", "subject_type",
	"subject_id", "request_id", "reason", "after", "lane", "seq", "prev_hash", "hash"}

// partOf names the part of an instant: its month, in UTC.
func partOf(at time.Time) string { return at.UTC().Format("2006-01") }

// isRead tells whether an entry stands among the reads; of what changes nothing there is no before.
func isRead(c *models.Change) bool { return c.Kind == models.LogRead && c.Before == "" }

// split gives the reads and the other entries, each in their order.
func split(entries []models.Change) (reads, others []models.Change) {
	for i := range entries {
		if isRead(&entries[i]) {
			reads = append(reads, entries[i])
		} else {
			others = append(others, entries[i])
		}
	}
	return reads, others
}

// Prepare makes the part of an instant, where there is none.
func (l *Log) Prepare(db *gorm.DB, at time.Time) error { return l.makePart(db, partOf(at)) }

func (l *Log) makePart(db *gorm.DB, part string) error {
	if l.sql.MakePart == "" {
		return nil
	}
	return db.Exec(l.sql.MakePart, part).Error
}

// writeReads moves the head of a lane of reads and inserts the reads that lead to it, with the objects that they name.
func (l *Log) writeReads(db *gorm.DB, head models.Head, reads []models.Change, part string) error {
	pairs := named(reads)
	values := func(c *models.Change) []any { return readValues(c, part) }
	if l.sql.InOneStatement {
		begin := "WITH moved AS (" + moveHead + "), named AS (" + insertNamed + ") "
		with := []any{head.Seq, head.Hash, head.Lane, part, array(pairs, 0), array(pairs, 1)}
		return insertRows(db, begin, with, "reads", readColumns, reads, values)
	}
	if err := db.Exec(moveHead, head.Seq, head.Hash, head.Lane).Error; err != nil {
		return err
	}
	for some := range batch.Padded(pairs) {
		args := make([]any, 0, 2*len(some))
		for _, p := range some {
			args = append(args, BinaryID(p[0]), BinaryID(p[1]))
		}
		if err := db.Exec(batch.InsertInto("read_subjects", []string{"subject_id", "read_id"})+batch.Tuples(len(some), 2)+
			" ON CONFLICT DO NOTHING", args...).Error; err != nil {
			return err
		}
	}
	return insertRows(db, "", nil, "reads", readColumns, reads, values)
}

// insertNamed writes which objects reads of a part name.
const insertNamed = "INSERT INTO read_subjects (subject_id, read_id, part) " +
	"SELECT subject_id, read_id, ? FROM unnest(CAST(? AS uuid[]), CAST(? AS uuid[])) AS n (subject_id, read_id)"

// readValues are the values of a read.
func readValues(c *models.Change, part string) []any {
	return []any{part, c.ID, c.CreatedAt, c.Action, c.ActorID, c.ActorName, string(c.ActorRole), c.OrganisationID, c.SubjectType,
		c.SubjectID, c.RequestID, c.Reason, pack(string(c.After)), c.Lane, c.Seq, binaryHash(c.PrevHash), binaryHash(c.Hash)}
}

// named gives the objects that reads name, alone or among others, and beside each the read.
func named(reads []models.Change) (pairs [][2]models.ID) {
	for i := range reads {
		c := &reads[i]
		if c.SubjectID != "" {
			pairs = append(pairs, [2]models.ID{c.SubjectID, c.ID})
		}
		for _, id := range c.Among() {
			if id != c.SubjectID {
				pairs = append(pairs, [2]models.ID{id, c.ID})
			}
		}
	}
	return pairs
}

// array writes one side of pairs as Postgres reads an array.
func array(pairs [][2]models.ID, side int) string {
	b := append(make([]byte, 0, 2+(uuidLen+1)*len(pairs)), '{')
	for i, p := range pairs {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, p[side]...)
	}
	return string(append(b, '}'))
}

// BinaryID is an id that is kept as its 16 bytes.
type BinaryID models.ID

// Value gives the bytes.
func (id BinaryID) Value() (driver.Value, error) {
	return appendUUID(make([]byte, 0, 16), string(id)), nil
}

// TextID gives the text of an id that may be kept as its 16 bytes.
func TextID(id string) string {
	if len(id) != 16 {
		return id
	}
	return string(appendText(make([]byte, 0, uuidLen), []byte(id)))
}

// binaryHash gives the bytes of a hash.
func binaryHash(text string) []byte {
	b, _ := hex.DecodeString(text) // a sum that was just made
	return b
}

// Unpack gives an entry that was read from the view log the text of what it says.
func Unpack(c *models.Change) error {
	if c.Packed == nil {
		return nil
	}
	text, err := unpack(c.Packed)
	c.After, c.Packed = models.RawJSON(text), nil
	return err
}
