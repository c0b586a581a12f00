// Package chain keeps the log (the tables changes and reads, and the view log of both) as chains of hashes, so that a change, move or
// removal of an entry is detected.
//
// The log has lanes. A lane is one chain: each entry is the next number of its lane and carries the hash of the entry before
// it (models.Change.Seal). Where a lane ends stands in chain_heads. A transaction appends its entries to one lane that no
// other transaction holds, as its last act; several lanes let several servers write at once. A checkpoint is an entry that
// names the heads of all lanes, so that no lane can be cut without the others.
//
// Reads have lanes of their own, each of one month, and rows that are as small as they can be: a month's reads are a part of the table,
// which can be dropped while the rest of the log is still proved.
//
// Append and Release write; Verify, Heads, Checkpoint and Each read; Drop and Clear end a month of reads; Backfill brings in what was
// written before there was a chain. Each works within the transaction that it is given.
package chain

import "sync"

// Log is the log of one database. It is safe for many goroutines.
type Log struct {
	sql SQL

	mu   sync.Mutex
	free []Held // lanes that this server used last, and that none of its transactions holds
}

// SQL is what the databases write differently.
type SQL struct {
	LockRow    string // ends a SELECT that locks what it reads
	SkipLocked string // ends a SELECT that takes only what nobody has locked
	// InOneStatement says that an INSERT may move the head in a WITH, which spares a way to the database.
	InOneStatement bool
	// MakePart makes a month's part of the reads, its placeholder; "" where a table has no parts.
	MakePart string
	// DropPart drops a month's part of the reads, PART being its name; none where a table has no parts, and Clear takes the rows away.
	DropPart []string
}

// New gives the log of a database.
func New(sql SQL) *Log { return &Log{sql: sql} }
