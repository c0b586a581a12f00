package store

import (
	"time"

	"qadam/models"
)

// accountRow is the user behind the hash of a secret, with what the secret is.
type accountRow struct {
	ID, UserID, OrganisationID                      models.ID
	Scope, Name, Email, Role, CountryCode, Language string
	LastSeenAt                                      *time.Time
}

func (r accountRow) actor() models.Actor {
	return models.Actor{UserID: r.UserID, Name: r.Name, Email: r.Email, Role: models.Role(r.Role), OrganisationID: r.OrganisationID,
		CountryCode: r.CountryCode, Language: r.Language}
}

// ActorOfUser gives an active user as an actor; else it is Missing.
func ActorOfUser(tx *Tx, user models.ID) (models.Actor, error) {
	r, err := queryOptional[accountRow](tx, `SELECT id AS user_id, name, email, role, organisation_id, country_code, language
		FROM people WHERE id = ? AND active`, user)
	if err == nil && r == nil {
		err = models.NotFoundError()
	}
	if err != nil {
		return models.Actor{}, err
	}
	return r.actor(), nil
}

// HoldActor keeps the account of the actor as it is until the transaction ends, and refuses one that CheckActor refuses: what opens
// something must not be made by a request that overlaps with the change that ends all such things.
func HoldActor(tx *Tx) error {
	if _, err := tx.exec("SELECT id FROM people WHERE id = ?"+tx.dialect.lockRow, tx.actor.UserID); err != nil {
		return err
	}
	return CheckActor(tx)
}

// CheckActor refuses an actor whose session or token has ended since the request began, or whose role, organisation or country
// is another one now: an answer may take minutes to go out.
func CheckActor(tx *Tx) error {
	a := tx.actor
	var user Where
	switch {
	case a.ViewedBy != "":
		user = where("SELECT v.id FROM people v WHERE v.id = ?", a.ViewedBy)
	case a.SessionID != "":
		user = where("SELECT sessions.user_id FROM sessions WHERE sessions.id = ? AND "+sessionInForce, a.SessionID, tx.now, tx.now)
	case a.TokenID != "":
		user = where("SELECT t.user_id FROM tokens t WHERE t.id = ? AND t.revoked_at IS NULL AND t.expires_at > ?", a.TokenID, tx.now)
	default: // it came with neither session nor token
		return nil
	}
	r, err := queryOptional[accountRow](tx, `SELECT u.role, u.organisation_id, u.country_code FROM people u
		WHERE u.active AND u.id IN (?)`, user)
	if err != nil {
		return err
	}
	if r != nil {
		now := r.actor()
		unchanged := now.Role == a.Role && now.OrganisationID == a.OrganisationID && now.CountryCode == a.CountryCode
		if a.ViewedBy != "" && now.SeesAll() || a.ViewedBy == "" && unchanged {
			return nil
		}
	}
	return models.Errorf(models.Unauthenticated, "What you came in with is not in force any more.")
}
