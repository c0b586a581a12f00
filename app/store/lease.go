package store

import (
	"time"
)

// AcquireLease gives a holder the lease of a named job until an instant; false while another holds it.
func AcquireLease(tx *Tx, name, holder string, until time.Time) (bool, error) {
	n, err := tx.exec(`INSERT INTO leases (name, holder, held_until) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE
		SET holder = excluded.holder, held_until = excluded.held_until WHERE leases.holder = excluded.holder OR leases.held_until <= ?`,
		name, holder, until, tx.now)
	return n == 1, err
}

// ExtendLease sets until when a job's lease keeps other holders away; false where the holder has lost it.
func ExtendLease(tx *Tx, name, holder string, until time.Time) (held bool, err error) {
	n, err := tx.exec("UPDATE leases SET held_until = ? WHERE name = ? AND holder = ?", until, name, holder)
	return n == 1, err
}
