package models

import "time"

// Visit is from where somebody comes, as far as the server can tell: for the log of sign-ins and for the person's own list.
type Visit struct {
	// Peer is the address, Agent what the browser calls itself.
	Peer, Agent string
	// Replaces is the secret of the session that the browser had before; it ends with the sign-in.
	Replaces string
}

// Session is one browser in which one person is signed in. Only its secret's SHA-256 is kept.
type Session struct {
	Base
	UserID     ID        `json:"user_id"`
	Hash       []byte    `json:"-"`
	Method     string    `json:"method" enum:"link,passkey,oidc"`
	Agent      string    `json:"agent" example:"Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"`
	Peer       string    `json:"peer" example:"192.0.2.7"`
	LastSeenAt time.Time `json:"last_seen_at"`
	// IdleUntil is when it ends if nothing more is asked, ExpiresAt when it ends in any case.
	IdleUntil time.Time  `json:"idle_until"`
	ExpiresAt time.Time  `json:"expires_at"`
	EndedAt   *time.Time `json:"ended_at"`
	// Current marks the session with which the list was asked for.
	Current bool `json:"current" gorm:"-"`
}

// SignedIn is a new session with its secret, which goes into the cookie and nowhere else, and where to go now.
type SignedIn struct {
	Session Session
	Secret  string
	Next    string
}

// SignInRequest asks for a sign-in link by mail. Next is the page of this installation to which it leads.
type SignInRequest struct {
	Email string `json:"email" validate:"filled,email,max=254" example:"focal.point@example.org"`
	Next  string `json:"next" validate:"max=500"`
}

// SignInAsked is the answer to everybody who asks for a link.
type SignInAsked struct {
	Detail string `json:"detail" example:"If somebody here has this address, a link is on its way to it."`
}

// LinkInput is the secret of a sign-in link: the last part of its address.
type LinkInput struct {
	Token string `json:"token" validate:"filled,max=100"`
}

// Ceremony begins the use of an authenticator: its id comes back with the answer, once, within five minutes. PublicKey is
// what navigator.credentials takes, with its bytes in base64url.
type Ceremony struct {
	ID        string  `json:"id"`
	PublicKey RawJSON `json:"public_key"`
}

// AssertionInput is what an authenticator answered to a sign-in: the JSON form of the credential (WebAuthn level 3, toJSON).
type AssertionInput struct {
	Ceremony   string  `json:"ceremony" validate:"filled,max=100"`
	Credential RawJSON `json:"credential" validate:"required,max=65536"`
}

// Passkey is a key pair in somebody's device or password manager; its public half is kept here.
type Passkey struct {
	Base
	PasskeyInput
	UserID       ID         `json:"user_id"`
	CredentialID []byte     `json:"-"`
	Credential   string     `json:"-"`
	LastUsedAt   *time.Time `json:"last_used_at"`
	// BlockedAt is since when it opens nothing, because its counter told that there is a copy of it.
	BlockedAt *time.Time `json:"blocked_at"`
}

// PasskeyInput is what its owner calls a passkey.
type PasskeyInput struct {
	Name string `json:"name" validate:"filled,max=100" example:"Work laptop"`
}

// AttestationInput is a new passkey: the authenticator's answer, and its name.
type AttestationInput struct {
	Name       string  `json:"name" validate:"filled,max=100" example:"Work laptop"`
	Ceremony   string  `json:"ceremony" validate:"filled,max=100"`
	Credential RawJSON `json:"credential" validate:"required,max=65536"`
}

// Identity is an account at an OpenID provider that signs a user in. It is known by issuer and subject alone, never by an address.
type Identity struct {
	Base
	IdentityInput
}

// IdentityInput is what an admin writes of an identity; users add their own by signing in at the provider.
type IdentityInput struct {
	UserID  ID     `json:"user_id" validate:"required"`
	Issuer  string `json:"issuer" validate:"filled,http_url,max=500" example:"https://login.example.org"`
	Subject string `json:"subject" validate:"filled,max=255" example:"248289761001"`
}

// Ended says how many sessions were ended.
type Ended struct {
	Ended int `json:"ended" example:"2"`
}
