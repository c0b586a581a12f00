package store

import (
	"database/sql"
	"time"

	"qadam/models"
)

// What people sign in with, and their sessions. Everybody sees the own; an admin sees those of all.
var (
	Sessions = &Noun[models.Session]{Table: "sessions", Scope: sessionScope, Sorts: []Sort{byBirth("sessions")},
		Filters: []Filter{ids("user_id", "sessions.user_id IN ?", "Users")},
		Load: func(tx *Tx, found []*models.Session) error {
			for _, s := range found {
				s.Current = s.ID == tx.actor.SessionID
			}
			return nil
		}}
	Passkeys = &Noun[models.Passkey]{Table: "passkeys", Scope: ofUser("passkeys"), Sorts: []Sort{byBirth("passkeys")},
		Filters: []Filter{ids("user_id", "passkeys.user_id IN ?", "Users")}}
	Identities = &Noun[models.Identity]{Table: "identities", Scope: ofUser("identities"), Sorts: []Sort{byBirth("identities")},
		Filters: []Filter{ids("user_id", "identities.user_id IN ?", "Users")}}
)

// inForce is the condition under which a session opens anything, with two placeholders for this instant.
const inForce = "sessions.ended_at IS NULL AND sessions.idle_until > ? AND sessions.expires_at > ?"

// sessionScope shows the sessions that are in force: those that have ended stand in the audit.
func sessionScope(tx *Tx) Where {
	w := ofUser("sessions")(tx)
	return Where{SQL: w.SQL + " AND " + inForce, Args: append(w.Args, tx.now, tx.now)}
}

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

// ActorBySession finds whose session a hash is of, if the session and its user are in force at this instant. That somebody
// is there is noted now and then, and puts the end off by the idle time.
func ActorBySession(tx *Tx, hash []byte, idle time.Duration) (models.Actor, error) {
	r, err := one[accountRow](tx, `SELECT sessions.id, sessions.last_seen_at, u.id AS user_id, u.organisation_id, u.name, u.email, u.role, u.country_code, u.language
		FROM sessions JOIN users u ON u.id = sessions.user_id WHERE sessions.hash = ? AND u.active AND `+inForce, hash, tx.now, tx.now)
	if err != nil {
		return models.Actor{}, err
	}
	if tx.now.Sub(*r.LastSeenAt) >= SeenEvery(idle) {
		// That it cannot be written, on a full disk say, keeps nobody from reading: the session only ends earlier.
		tx.db.Exec("UPDATE sessions SET last_seen_at = ?, idle_until = ? WHERE id = ? AND "+inForce, tx.now, tx.now.Add(idle), r.ID, tx.now, tx.now)
	}
	a := r.actor()
	a.SessionID, a.CanWrite = r.ID, true
	return a, nil
}

// SeenEvery is how often it is noted that somebody is there.
func SeenEvery(idle time.Duration) time.Duration { return min(time.Minute, idle/10) }

// SessionBySecret finds the session in force that has this hash, whoever asks.
func SessionBySecret(tx *Tx, hash []byte) (*models.Session, error) {
	s, err := one[models.Session](tx, "SELECT * FROM sessions WHERE hash = ? AND "+inForce, hash, tx.now, tx.now)
	return &s, err
}

// EndSessions ends the sessions in force of a user but for one, and gives those that it ended.
func EndSessions(tx *Tx, user, but models.ID) ([]models.Session, error) {
	query, args := "UPDATE sessions SET ended_at = ?, updated_at = ?, version = version + 1 WHERE user_id = ? AND "+inForce, []any{tx.now, tx.now, user, tx.now, tx.now}
	if but != "" {
		query, args = query+" AND id <> ?", append(args, but)
	}
	return rows[models.Session](tx, query+" RETURNING *", args...)
}

// AskLink keeps that somebody asked for a link.
func AskLink(tx *Tx, in models.SignInRequest, peer string) error {
	_, err := tx.exec("INSERT INTO sign_in_requests (id, created_at, email, next, peer) VALUES (?, ?, ?, ?, ?)", models.NewID(), tx.now, in.Email, in.Next, peer)
	return err
}

// Asked is a request for a link.
type Asked struct {
	Email, Next, Peer string
}

// TakeAsked takes up to n requests for links out of the line; no other server gets them.
func TakeAsked(tx *Tx, n int) ([]Asked, error) {
	return scanned(tx, `WITH due AS MATERIALIZED (SELECT id FROM sign_in_requests ORDER BY id LIMIT ?`+tx.dialect.skipLocked+`)
		DELETE FROM sign_in_requests WHERE id IN (SELECT id FROM due) RETURNING email, next, peer`, []any{n},
		func(r *sql.Rows, a *Asked) error { return r.Scan(&a.Email, &a.Next, &a.Peer) })
}

// ActiveUser finds the user with an address who may sign in; noRow's error for nobody.
func ActiveUser(tx *Tx, email string) (*models.User, error) {
	u, err := one[models.User](tx, "SELECT * FROM users WHERE email = ? AND active", email)
	return &u, err
}

// Link is a sign-in link as it is kept.
type Link struct {
	ID, UserID models.ID
	Hash       []byte
	Next       string
	ExpiresAt  time.Time
	UsedAt     *time.Time
}

// AddLink keeps a new sign-in link.
func AddLink(tx *Tx, l Link) error {
	_, err := tx.exec("INSERT INTO sign_in_links (id, created_at, user_id, hash, next, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
		models.NewID(), tx.now, l.UserID, l.Hash, l.Next, l.ExpiresAt)
	return err
}

// LinkByHash finds a link in whatever state.
func LinkByHash(tx *Tx, hash []byte) (Link, error) {
	return one[Link](tx, "SELECT id, user_id, hash, next, expires_at, used_at FROM sign_in_links WHERE hash = ?", hash)
}

// UseLink uses a link up; false when it was used or has expired. Of any number at once, one is told true.
func UseLink(tx *Tx, id models.ID) (bool, error) {
	n, err := tx.exec("UPDATE sign_in_links SET used_at = ? WHERE id = ? AND used_at IS NULL AND expires_at > ?", tx.now, id, tx.now)
	return n == 1, err
}

// DropLinks makes all links of a user that were not used yet unusable.
func DropLinks(tx *Tx, user models.ID) error {
	_, err := tx.exec("DELETE FROM sign_in_links WHERE user_id = ? AND used_at IS NULL", user)
	return err
}

// Ceremony is what was begun with an authenticator or a provider. UserID is who began it, "" for somebody not signed in.
type Ceremony struct {
	Kind      string
	UserID    models.ID
	Data      string
	ExpiresAt time.Time
}

// AddCeremony keeps a ceremony under the hash of its secret.
func AddCeremony(tx *Tx, hash []byte, c Ceremony) error {
	_, err := tx.exec("INSERT INTO ceremonies (kind, hash, user_id, data, expires_at) VALUES (?, ?, ?, ?, ?)", c.Kind, hash, c.UserID, c.Data, c.ExpiresAt)
	return err
}

// TakeCeremony takes a ceremony of a kind, which has to be in time; there is no second answer to it.
func TakeCeremony(tx *Tx, hash []byte, kind string) (Ceremony, error) {
	return one[Ceremony](tx, "DELETE FROM ceremonies WHERE hash = ? AND kind = ? AND expires_at > ? RETURNING kind, user_id, data, expires_at", hash, kind, tx.now)
}

// PasskeyByCredential finds a passkey by its credential's id, whoever asks.
func PasskeyByCredential(tx *Tx, id []byte) (*models.Passkey, error) {
	p, err := one[models.Passkey](tx, "SELECT * FROM passkeys WHERE credential_id = ?"+tx.dialect.lockRow, id)
	return &p, err
}

// PasskeysOf lists the passkeys of a user.
func PasskeysOf(tx *Tx, user models.ID) ([]models.Passkey, error) {
	return rows[models.Passkey](tx, "SELECT * FROM passkeys WHERE user_id = ? ORDER BY id", user)
}

// IdentityOf finds the identity that an issuer knows by a subject, whoever asks.
func IdentityOf(tx *Tx, issuer, subject string) (*models.Identity, error) {
	i, err := one[models.Identity](tx, "SELECT * FROM identities WHERE issuer = ? AND subject = ?", issuer, subject)
	return &i, err
}

// Remove deletes a row that the actor sees and that nothing refers to.
func (n *Noun[T]) Remove(tx *Tx, row *T) error {
	_, err := tx.exec("DELETE FROM "+n.Table+" WHERE id = ?", any(row).(models.Entity).Meta().ID)
	return err
}

// Throttle takes one try of a name that may be tried so often at once, and then again at every interval. It gives how long
// to wait, 0 when the try is granted. All servers count together.
func Throttle(tx *Tx, name string, burst int, every time.Duration) (time.Duration, error) {
	now, step := tx.now.UnixMicro(), every.Microseconds()
	latest := now + step*int64(burst-1)
	n, err := tx.exec(`INSERT INTO throttles (name, free_at) VALUES (?, ?) ON CONFLICT (name) DO UPDATE
		SET free_at = CASE WHEN throttles.free_at > ? THEN throttles.free_at ELSE ? END + ? WHERE throttles.free_at <= ?`, name, now+step, now, now, step, latest)
	if err != nil || n == 1 {
		return 0, err
	}
	held, err := one[struct{ FreeAt int64 }](tx, "SELECT free_at FROM throttles WHERE name = ?", name)
	return time.Duration(held.FreeAt-latest) * time.Microsecond, err
}

// ForgetSignIns drops what is over: requests, links, ceremonies and throttles at once, sessions that ended before an instant.
func ForgetSignIns(tx *Tx, before time.Time) error {
	for _, s := range []struct {
		query string
		arg   any
	}{
		{"DELETE FROM sign_in_links WHERE expires_at < ?", before}, {"DELETE FROM ceremonies WHERE expires_at < ?", tx.now},
		{"DELETE FROM throttles WHERE free_at < ?", tx.now.UnixMicro()}, {"DELETE FROM sessions WHERE idle_until < ?", before},
	} {
		if _, err := tx.exec(s.query, s.arg); err != nil {
			return err
		}
	}
	return nil
}
