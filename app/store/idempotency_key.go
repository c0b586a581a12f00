package store

import (
	"crypto/sha256"
	"fmt"
	"time"

	"qadam/models"
)

// answerRow is the kept answer to a POST with an Idempotency-Key.
type answerRow struct {
	UserID      models.ID
	Key         string
	RequestHash []byte
	CreatedAt   time.Time `gorm:"autoCreateTime:false"`
	Body        string
}

// keySum is the hash of an Idempotency-Key, which may hold anything.
func keySum(key string) string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte(key)))
}

// ClaimKey takes an Idempotency-Key for this transaction. It gives "" when the key is new (another request with it waits until
// this one commits), or the kept answer. A key that came with another request is a Conflict.
func ClaimKey(tx *Tx, key string, request [sha256.Size]byte) (string, error) {
	n, err := tx.exec(`INSERT INTO answers (user_id, key, request_hash, created_at, body) VALUES (?, ?, ?, ?, '')
		ON CONFLICT (user_id, key) DO NOTHING`, tx.actor.UserID, keySum(key), request[:], tx.now)
	if err != nil || n == 1 {
		return "", err
	}
	kept, err := queryOne[answerRow](tx, "SELECT * FROM answers WHERE user_id = ? AND key = ?", tx.actor.UserID, keySum(key))
	if err != nil {
		return "", err
	}
	if string(kept.RequestHash) != string(request[:]) {
		return "", models.Errorf(models.Conflict, "This Idempotency-Key came with another request before. Use a new key for a new request.")
	}
	return kept.Body, nil
}

// KeepAnswer stores the answer under its key, in the transaction that it answers for.
func KeepAnswer(tx *Tx, key, body string) error {
	_, err := tx.exec("UPDATE answers SET body = ? WHERE user_id = ? AND key = ?", body, tx.actor.UserID, keySum(key))
	return err
}

// DeleteAnswers drops the answers kept from before an instant.
func DeleteAnswers(tx *Tx, before time.Time) error {
	_, err := tx.exec("DELETE FROM answers WHERE created_at < ?", before)
	return err
}
