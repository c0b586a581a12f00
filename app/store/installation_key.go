package store

import (
	"crypto/rand"
)

// InstallationKey is what derives secrets where no setting gives it: the same on every server, made when it is first asked for.
func InstallationKey(tx *Tx) ([]byte, error) {
	fresh := make([]byte, 32)
	if _, err := rand.Read(fresh); err != nil {
		return nil, err
	}
	if _, err := tx.exec("INSERT INTO installation_keys (name, value) VALUES ('secrets', ?) ON CONFLICT (name) DO NOTHING",
		fresh); err != nil {
		return nil, err
	}
	key, err := queryOne[struct{ Value []byte }](tx, "SELECT value FROM installation_keys WHERE name = 'secrets'")
	return key.Value, err
}
