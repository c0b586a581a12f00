package store

import (
	"time"
)

// TakeLease makes a holder the only one to do a named job until an instant; false while another holds it.
func TakeLease(tx *Tx, name, holder string, until time.Time) (bool, error) {
	n, err := tx.exec(`INSERT INTO leases (name, holder, held_until) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE
		SET holder = excluded.holder, held_until = excluded.held_until WHERE leases.holder = excluded.holder OR leases.held_until <= ?`, name, holder, until, tx.now)
	return n == 1, err
}

// RestLease sets until when a job's holder keeps it: the others wait until then, the holder itself does not.
func RestLease(tx *Tx, name, holder string, until time.Time) error {
	_, err := tx.exec("UPDATE leases SET held_until = ? WHERE name = ? AND holder = ?", until, name, holder)
	return err
}
