package models

import "time"

// Passkey is a key pair in a user's device or password manager; its public half is kept here.
type Passkey struct {
	Base
	PasskeyInput
	UserID       ID         `json:"user_id"`
	CredentialID []byte     `json:"-"`
	Credential   string     `json:"-"`
	LastUsedAt   *time.Time `json:"last_used_at"`
	// BlockedAt is since when it is blocked, because its counter showed a copy of it.
	BlockedAt *time.Time `json:"blocked_at"`
	// SuspendedAt is since when it does not sign in, because its user's account changed.
	SuspendedAt *time.Time `json:"suspended_at"`
}

// PasskeyInput is what its owner calls a passkey.
type PasskeyInput struct {
	Name string `json:"name" validate:"filled,max=100" example:"Work laptop"`
}

// AttestationInput is a new passkey: the authenticator's answer, and its name.
type AttestationInput struct {
	Name       string  `json:"name" validate:"filled,max=100" example:"Work laptop"`
	Ceremony   string  `json:"ceremony" validate:"filled,max=100"`
	Credential RawJSON `json:"credential" validate:"required,max=16384"`
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
	Credential RawJSON `json:"credential" validate:"required,max=16384"`
}
