package store

import (
	"time"

	"qadam/models"
)

// Ceremony is what was begun with an authenticator or a provider. UserID is who began it, "" without sign-in.
type Ceremony struct {
	Kind      string
	UserID    models.ID
	Data      string
	ExpiresAt time.Time
}

// AddCeremony keeps a ceremony under the hash of its secret.
func AddCeremony(tx *Tx, hash []byte, c Ceremony) error {
	_, err := tx.exec("INSERT INTO ceremonies (kind, hash, user_id, data, expires_at) VALUES (?, ?, ?, ?, ?)", c.Kind, hash, c.UserID,
		c.Data, c.ExpiresAt)
	return err
}

// TakeCeremony takes a ceremony of a kind, which has to be in time; there is no second answer to it.
func TakeCeremony(tx *Tx, hash []byte, kind string) (Ceremony, error) {
	return queryOne[Ceremony](tx, "DELETE FROM ceremonies WHERE hash = ? AND kind = ? AND expires_at > ? RETURNING kind, user_id, data, "+
		"expires_at", hash, kind, tx.now)
}
