package models

import "time"

// Session is one browser in which one person is signed in. Only its secret's SHA-256 is kept.
type Session struct {
	Base
	UserID     ID           `json:"user_id"`
	Hash       []byte       `json:"-"`
	Method     SignInMethod `json:"method"`
	Agent      string       `json:"agent" example:"Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"`
	Peer       string       `json:"peer" example:"192.0.2.7"`
	LastSeenAt time.Time    `json:"last_seen_at"`
	// IdleUntil is when it ends if nothing more is asked, ExpiresAt when it ends in any case.
	IdleUntil time.Time  `json:"idle_until"`
	ExpiresAt time.Time  `json:"expires_at"`
	EndedAt   *time.Time `json:"ended_at"`
	// Current marks the session with which the list was asked for.
	Current bool `json:"current" gorm:"-"`
}

// SignInMethod is how a user signed in.
type SignInMethod string

// The methods of signing in.
const (
	SignInLink    SignInMethod = "link"
	SignInPasskey SignInMethod = "passkey"
	SignInOIDC    SignInMethod = "oidc"
)

// Values lists them.
func (SignInMethod) Values() []string { return texts(SignInLink, SignInPasskey, SignInOIDC) }

// SignedIn is a new session with its secret, which goes into the cookie and nowhere else, and where to go now.
type SignedIn struct {
	Session Session
	Secret  string
	Next    string
}

// Visit is from where a sign-in comes, as far as the server can tell: for the log and for the user's own list.
type Visit struct {
	// Peer is the address, Agent what the browser calls itself.
	Peer, Agent string
	// Replaces is the secret of the session that the browser had before; it ends with the sign-in.
	Replaces string
}

// Ended says how many sessions were ended.
type Ended struct {
	Ended int `json:"ended" example:"2"`
}
