package store

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"

	"qadam/models"
)

// Steps is what happened to objects; callers have seen to it that the actor sees the object.
var Steps = &Noun[models.Step]{Table: "steps", Scope: everyone,
	Filters: []Filter{ids("subject_id", "steps.subject_id IN ?", "The object")}, Sorts: []Sort{{Key: "created_at", Column: "steps.id"}}}

// Outbox is the mails, for those who look after them.
var Outbox = &Noun[models.OutboxMail]{Table: "outbox", Scope: managersOnly, Sorts: []Sort{byBirth("outbox")},
	Filters: []Filter{enum("status", "outbox.status IN ?", []string{"waiting", "sent", "retrying", "dead", "merged"}), codes("recipient", "outbox.recipient IN ?", "Addresses")}}

// AddStep writes a dated, signed step of an object's life.
func AddStep(tx *Tx, s models.Step) error {
	s.ID, s.CreatedAt, s.ActorID, s.ActorName = models.NewID(), tx.now, tx.actor.UserID, tx.actor.Name
	return tx.db.Table("steps").Create(&s).Error
}

// answerRow is the kept answer to a POST with an Idempotency-Key.
type answerRow struct {
	UserID      models.ID
	Key         string
	RequestHash []byte
	CreatedAt   time.Time `gorm:"autoCreateTime:false"`
	Body        string
}

// keySum is what is kept of an Idempotency-Key: people put into it what they like.
func keySum(key string) string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte(key)))
}

// Claim takes an Idempotency-Key for this transaction. It gives "" when the key is new (another request with it waits until
// this one commits), or the kept answer. A key that came with another request is a Conflict.
func Claim(tx *Tx, key string, request [sha256.Size]byte) (string, error) {
	n, err := tx.exec("INSERT INTO answers (user_id, key, request_hash, created_at, body) VALUES (?, ?, ?, ?, '') ON CONFLICT (user_id, key) DO NOTHING",
		tx.actor.UserID, keySum(key), request[:], tx.now)
	if err != nil || n == 1 {
		return "", err
	}
	kept, err := one[answerRow](tx, "SELECT * FROM answers WHERE user_id = ? AND key = ?", tx.actor.UserID, keySum(key))
	if err != nil {
		return "", err
	}
	if string(kept.RequestHash) != string(request[:]) {
		return "", &models.Error{Code: models.Conflict, Message: "This Idempotency-Key came with another request before. Use a new key for a new request."}
	}
	return kept.Body, nil
}

// Keep stores the answer under its key, in the transaction that it answers for.
func Keep(tx *Tx, key, body string) error {
	_, err := tx.exec("UPDATE answers SET body = ? WHERE user_id = ? AND key = ?", body, tx.actor.UserID, keySum(key))
	return err
}

// ForgetAnswers drops the answers kept from before an instant.
func ForgetAnswers(tx *Tx, before time.Time) error {
	_, err := tx.exec("DELETE FROM answers WHERE created_at < ?", before)
	return err
}

// ActorByToken finds whose token a hash is of, if the token and its user are in force at this instant.
func ActorByToken(tx *Tx, hash []byte) (models.Actor, error) {
	var r accountRow
	rs := tx.db.Raw(`SELECT t.id, u.id, u.organisation_id, t.scope, u.name, u.email, u.role, u.country_code, u.language, t.last_used_at
		FROM tokens t JOIN users u ON u.id = t.user_id WHERE t.hash = ? AND t.revoked_at IS NULL AND t.expires_at > ? AND u.active`, hash, tx.now).Row()
	if rs == nil {
		return models.Actor{}, gorm.ErrInvalidDB
	}
	err := rs.Scan(&r.ID, &r.UserID, &r.OrganisationID, &r.Scope, &r.Name, &r.Email, &r.Role, &r.CountryCode, &r.Language, &r.LastSeenAt)
	if err != nil {
		return models.Actor{}, err
	}
	if r.LastSeenAt == nil || tx.now.Sub(*r.LastSeenAt) > time.Hour {
		// Only for show: that it cannot be written, on a full disk say, keeps nobody from reading.
		tx.db.Exec("UPDATE tokens SET last_used_at = ? WHERE id = ?", tx.now, r.ID)
	}
	a := r.actor()
	a.TokenID, a.CanWrite = r.ID, r.Scope == "write"
	return a, nil
}

func jsonText(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}
