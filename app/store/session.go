package store

import (
	"time"

	"qadam/models"
)

// Sessions are those of people who are signed in.
var Sessions = &Noun[models.Session]{Table: "sessions", Scope: sessionScope, Sorts: []Sort{byCreated("sessions")},
	Filters: []Filter{ids("user_id", "sessions.user_id IN ?", "Users")},
	Load: func(tx *Tx, found []*models.Session) error {
		for _, s := range found {
			s.Current = s.ID == tx.actor.SessionID
		}
		return nil
	}}

// sessionInForce is the condition under which a session opens anything, with two placeholders for this instant.
const sessionInForce = "sessions.ended_at IS NULL AND sessions.idle_until > ? AND sessions.expires_at > ?"

// ActorBySession finds the user of a session's hash, if session and user are in force at this instant. Activity is noted now and
// then, and extends the session by the idle time.
func ActorBySession(tx *Tx, hash []byte, idle time.Duration) (models.Actor, error) {
	r, err := queryOne[accountRow](tx, `SELECT sessions.id, sessions.last_seen_at, u.id AS user_id, u.organisation_id, u.name, u.email,
		u.role, u.country_code, u.language
		FROM sessions JOIN users u ON u.id = sessions.user_id WHERE sessions.hash = ? AND u.active AND `+sessionInForce, hash, tx.now,
		tx.now)
	if err != nil {
		return models.Actor{}, err
	}
	if tx.now.Sub(*r.LastSeenAt) >= SessionRenewal(idle) {
		// Where it cannot be written, on a full disk say, the session only ends earlier.
		tx.db.Exec("UPDATE sessions SET last_seen_at = ?, idle_until = ? WHERE id = ? AND "+sessionInForce, tx.now, tx.now.Add(idle), r.ID,
			tx.now, tx.now)
	}
	a := r.actor()
	a.SessionID, a.CanWrite = r.ID, true
	return a, nil
}

// SessionRenewal is how often activity is noted.
func SessionRenewal(idle time.Duration) time.Duration { return min(time.Minute, idle/10) }

// SessionByHash finds the session in force that has this hash, whoever asks.
func SessionByHash(tx *Tx, hash []byte) (*models.Session, error) {
	s, err := queryOne[models.Session](tx, "SELECT * FROM sessions WHERE hash = ? AND "+sessionInForce, hash, tx.now, tx.now)
	return &s, err
}

// EndSessions ends the sessions in force of a user but for one, and gives those that it ended.
func EndSessions(tx *Tx, user, but models.ID) ([]models.Session, error) {
	query, args := "UPDATE sessions SET ended_at = ?, updated_at = ?, version = version + 1 WHERE user_id = ? AND "+sessionInForce,
		[]any{tx.now, tx.now, user, tx.now, tx.now}
	if but != "" {
		query, args = query+" AND id <> ?", append(args, but)
	}
	return queryAll[models.Session](tx, query+" RETURNING *", args...)
}
