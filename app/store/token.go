package store

import (
	"time"

	"gorm.io/gorm"

	"qadam/models"
)

// Tokens are the bearer tokens with which programs call the API for a user.
var Tokens = &Noun[models.Token]{
	Table: "tokens", Name: "token", Scope: ofUser("tokens"), Unrestricted: true,
	Filters: []Filter{ids("user_id", "tokens.user_id IN ?", "Users")},
	Sorts:   []Sort{byCreated("tokens")},
}

// ActorByToken finds the user of the token that has this hash, if both are in force at this instant.
func ActorByToken(tx *Tx, hash []byte) (models.Actor, error) {
	var r accountRow
	rs := tx.db.Raw(`SELECT t.id, u.id, u.organisation_id, t.scope, u.name, u.email, u.role, u.country_code, u.language, t.last_used_at
		FROM tokens t JOIN people u ON u.id = t.user_id WHERE t.hash = ? AND t.revoked_at IS NULL AND t.expires_at > ?
			AND u.active`, hash, tx.now).Row()
	if rs == nil {
		return models.Actor{}, gorm.ErrInvalidDB
	}
	err := rs.Scan(&r.ID, &r.UserID, &r.OrganisationID, &r.Scope, &r.Name, &r.Email, &r.Role, &r.CountryCode, &r.Language, &r.LastSeenAt)
	if err != nil {
		return models.Actor{}, err
	}
	if r.LastSeenAt == nil || tx.now.Sub(*r.LastSeenAt) > time.Hour {
		// The error is dropped: reading goes on where this cannot be written, on a full disk for example.
		tx.db.Exec("UPDATE tokens SET last_used_at = ? WHERE id = ?", tx.now, r.ID)
	}
	a := r.actor()
	a.TokenID, a.CanWrite = r.ID, r.Scope == "write"
	return a, nil
}
