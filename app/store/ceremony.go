package store

import (
	"time"

	"qadam/models"
)

// Ceremony is one exchange with an authenticator or a provider that has begun. UserID is the user who began it, "" for one who is
// not signed in.
type Ceremony struct {
	Kind      string
	UserID    models.ID
	Data      string
	ExpiresAt time.Time
}

// AddCeremony stores a ceremony under the hash of its secret.
func AddCeremony(tx *Tx, hash []byte, c Ceremony) error {
	_, err := tx.exec(`INSERT INTO ceremonies (kind, hash, user_id, data, expires_at)
		VALUES (?, ?, ?, ?, ?)`, c.Kind, hash, c.UserID, c.Data, c.ExpiresAt)
	return err
}

// TakeCeremony deletes and gives a ceremony of a kind that has not expired, so that it is answered once only.
func TakeCeremony(tx *Tx, hash []byte, kind string) (Ceremony, error) {
	return queryOne[Ceremony](tx, `DELETE FROM ceremonies WHERE hash = ? AND kind = ? AND expires_at > ?
		RETURNING kind, user_id, data, expires_at`, hash, kind, tx.now)
}
