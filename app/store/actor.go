package store

import (
	"time"

	"qadam/models"
)

// accountRow is what a secret's hash leads to.
type accountRow struct {
	ID, UserID, OrganisationID                      models.ID
	Scope, Name, Email, Role, CountryCode, Language string
	LastSeenAt                                      *time.Time
}

func (r accountRow) actor() models.Actor {
	return models.Actor{UserID: r.UserID, Name: r.Name, Email: r.Email, Role: models.Role(r.Role), OrganisationID: r.OrganisationID,
		CountryCode: r.CountryCode, Language: r.Language}
}

// ActorOfUser gives a user as an actor; NotFound when it is inactive.
func ActorOfUser(tx *Tx, user models.ID) (models.Actor, error) {
	found, err := queryAll[models.User](tx, "SELECT id, name, email, role, organisation_id, country_code, language FROM users WHERE id "+
		"= ? AND active", user)
	if err == nil && len(found) == 0 {
		err = models.NotFoundError()
	}
	if err != nil {
		return models.Actor{}, err
	}
	u := found[0]
	return models.Actor{UserID: u.ID, Name: u.Name, Email: u.Email, Role: u.Role, OrganisationID: u.OrganisationID,
		CountryCode: u.CountryCode, Language: u.Language}, nil
}

// CheckActor refuses an actor whose session or token has ended, or whose role has changed, since the request began: an answer may
// take minutes to send.
func CheckActor(tx *Tx) error {
	a := tx.actor
	var door string
	var args []any
	switch {
	case a.ViewedBy != "":
		door, args = "SELECT v.id FROM users v WHERE v.id = ?", []any{a.ViewedBy}
	case a.SessionID != "":
		door, args = "SELECT sessions.user_id FROM sessions WHERE sessions.id = ? AND "+sessionInForce, []any{a.SessionID, tx.now, tx.now}
	case a.TokenID != "":
		door, args = "SELECT t.user_id FROM tokens t WHERE t.id = ? AND t.revoked_at IS NULL AND t.expires_at > ?", []any{a.TokenID, tx.now}
	default: // jobs have no session or token that could end
		return nil
	}
	u, err := queryOne[accountRow](tx, "SELECT u.role, u.organisation_id, u.country_code FROM users u WHERE u.active AND u.id IN ("+door+
		")", args...)
	if err != nil && !NoRow(err) {
		return err
	}
	now := u.actor()
	if a.ViewedBy != "" && now.SeesAll() || a.ViewedBy == "" && err == nil && now.Role == a.Role &&
		now.OrganisationID == a.OrganisationID && now.CountryCode == a.CountryCode {
		return nil
	}
	return models.Errorf(models.Unauthenticated, "What you came in with is not in force any more.")
}
