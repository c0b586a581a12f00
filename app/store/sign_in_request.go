package store

import (
	"database/sql"
	"time"

	"qadam/models"
)

// QueueSignIn queues a request for a sign-in link, so that the answer does not reveal whether the address is known.
func QueueSignIn(tx *Tx, in models.SignInRequest, peer string) error {
	_, err := tx.exec("INSERT INTO sign_in_requests (id, created_at, email, next, peer) VALUES (?, ?, ?, ?, ?)",
		models.NewID(), tx.now, in.Email, in.Next, peer)
	return err
}

// QueuedSignIn is a request for a sign-in link.
type QueuedSignIn struct {
	Email, Next, Peer string
}

// TakeQueuedSignIns takes up to n requests for sign-in links off the queue; no other server gets them.
func TakeQueuedSignIns(tx *Tx, n int) ([]QueuedSignIn, error) {
	return scanRows(tx, where(`WITH due AS MATERIALIZED (SELECT id FROM sign_in_requests ORDER BY id LIMIT ?`+tx.dialect.skipLocked+`)
		DELETE FROM sign_in_requests WHERE id IN (SELECT id FROM due) RETURNING email, next, peer`, n),
		func(r *sql.Rows, a *QueuedSignIn) error { return r.Scan(&a.Email, &a.Next, &a.Peer) })
}

// DeleteExpiredSignIns deletes ceremonies and throttles that are over, and sign-in links and sessions that ended before an instant.
func DeleteExpiredSignIns(tx *Tx, before time.Time) error {
	for _, s := range []struct {
		query string
		arg   any
	}{
		{"DELETE FROM sign_in_links WHERE expires_at < ?", before},
		{"DELETE FROM ceremonies WHERE expires_at < ?", tx.now},
		{"DELETE FROM throttles WHERE free_at < ?", tx.now.UnixMicro()},
		{"DELETE FROM sessions WHERE idle_until < ?", before},
	} {
		if _, err := tx.exec(s.query, s.arg); err != nil {
			return err
		}
	}
	return nil
}
