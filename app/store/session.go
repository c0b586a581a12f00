package store

import (
	"time"

	"qadam/models"
)

// Sessions are those of people who are signed in.
var Sessions = &Noun[models.Session]{
	Table: "sessions", Name: "session", Scope: sessionScope,
	Filters: []Filter{ids("user_id", "sessions.user_id IN ?", "Users")},
	Sorts:   []Sort{byCreated("sessions")},
	Load: func(tx *Tx, found []*models.Session) error {
		for _, s := range found {
			s.Current = s.ID == tx.actor.SessionID
		}
		return nil
	},
}

// sessionInForce is the condition under which a session may be used, with two placeholders for this instant.
const sessionInForce = "sessions.ended_at IS NULL AND sessions.idle_until > ? AND sessions.expires_at > ?"

// ActorBySession finds the user of the session that has this hash, if both are in force at this instant. Use of the session
// puts off its end by the idle time; it is written down now and then only.
func ActorBySession(tx *Tx, hash []byte, idle time.Duration) (models.Actor, error) {
	r, err := queryOne[accountRow](tx, `SELECT sessions.id, sessions.last_seen_at, u.id AS user_id, u.organisation_id, u.name, u.email,
			u.role, u.country_code, u.language
		FROM sessions JOIN people u ON u.id = sessions.user_id WHERE sessions.hash = ? AND u.active AND `+sessionInForce,
		hash, tx.now, tx.now)
	if err != nil {
		return models.Actor{}, err
	}
	if tx.now.Sub(*r.LastSeenAt) >= SessionRenewal(idle) {
		// The error is dropped: where this cannot be written, on a full disk for example, the session only ends earlier.
		tx.db.Exec("UPDATE sessions SET last_seen_at = ?, idle_until = ? WHERE id = ? AND "+sessionInForce,
			tx.now, tx.now.Add(idle), r.ID, tx.now, tx.now)
	}
	a := r.actor()
	a.SessionID, a.CanWrite = r.ID, true
	return a, nil
}

// SessionRenewal is how often the use of a session is written down.
func SessionRenewal(idle time.Duration) time.Duration { return min(time.Minute, idle/10) }

// SessionByHash finds the session in force that has this hash, for any actor.
func SessionByHash(tx *Tx, hash []byte) (*models.Session, error) {
	s, err := queryOne[models.Session](tx, "SELECT * FROM sessions WHERE hash = ? AND "+sessionInForce, hash, tx.now, tx.now)
	return &s, err
}

// EndSessions ends the sessions in force of a user but for one, and gives those that it ended.
func EndSessions(tx *Tx, user, but models.ID) ([]models.Session, error) {
	which := where("user_id = ? AND "+sessionInForce, user, tx.now, tx.now)
	if but != "" {
		which = which.And("id <> ?", but)
	}
	return queryAll[models.Session](tx, `UPDATE sessions SET ended_at = ?, updated_at = ?, version = version + 1
		WHERE ? RETURNING *`, tx.now, tx.now, which)
}
