package engine

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"sync"

	"qadam/app/store"
	"qadam/models"
)

func UpdateLinkHash(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// RandomText is 256 bits of chance as text.
func RandomText() string {
	b := make([]byte, 32)
	if _, err := rand.Read(b); err != nil {
		panic(err) // cannot happen since Go 1.24: rand.Read never returns an error
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// keyring holds the key from which secrets are derived: the setting, or one kept in the database. Derived secrets are stored
// nowhere: with the setting, a copy of the database alone opens nothing.
type keyring struct {
	mu  sync.Mutex
	key []byte
}

// Of gives the key; the first time it may have to be read.
func (k *keyring) Of(tx *store.Tx) ([]byte, error) {
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

// DeriveFrom gives the secret for one purpose: always the same one, and none that tells of another.
func DeriveFrom(key []byte, purpose string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(purpose))
	return mac.Sum(nil)
}

// UpdateLinkSecret is the secret in the address of an update link.
func UpdateLinkSecret(key []byte, link models.ID) string {
	return base64.RawURLEncoding.EncodeToString(DeriveFrom(key, "update link "+string(link)))
}

// SecretKey gives the key outside a transaction.
func (a *Engine) SecretKey(ctx context.Context) ([]byte, error) {
	return View(a, ctx, System(), a.Keys.Of)
}
