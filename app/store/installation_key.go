package store

import (
	"crypto/rand"
)

// InstallationKey is the key from which secrets are derived where no setting gives one. It is made when it is first asked for, and
// the same on every server.
func InstallationKey(tx *Tx) ([]byte, error) {
	fresh := make([]byte, 32)
	if _, err := rand.Read(fresh); err != nil {
		return nil, err
	}
	const insert = "INSERT INTO installation_keys (name, value) VALUES ('secrets', ?) ON CONFLICT (name) DO NOTHING"
	if _, err := tx.exec(insert, fresh); err != nil {
		return nil, err
	}
	key, err := queryOne[struct{ Value []byte }](tx, "SELECT value FROM installation_keys WHERE name = 'secrets'")
	return key.Value, err
}
