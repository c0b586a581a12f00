package app

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"sync"

	"qadam/app/store"
	"qadam/models"
)

// keyring holds what secrets are derived from: the setting, or what this installation made for itself in its database.
// What is derived is kept nowhere: with the setting, a copy of the database alone opens nothing.
type keyring struct {
	mu  sync.Mutex
	key []byte
}

// of gives the key; the first time it may have to be read.
func (k *keyring) of(tx *store.Tx) ([]byte, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.key) > 0 {
		return k.key, nil
	}
	key, err := store.InstallationKey(tx)
	if err == nil {
		k.key = key
	}
	return key, err
}

// deriveFrom gives the secret for one purpose: always the same one, and none that tells of another.
func deriveFrom(key []byte, purpose string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(purpose))
	return mac.Sum(nil)
}

// linkSecret makes the address of an update link good.
func linkSecret(key []byte, link models.ID) string {
	return base64.RawURLEncoding.EncodeToString(deriveFrom(key, "update link "+string(link)))
}

// secretKey gives the key outside a transaction.
func (a *Engine) secretKey(ctx context.Context) ([]byte, error) {
	return view(a, ctx, System(), a.keys.of)
}
