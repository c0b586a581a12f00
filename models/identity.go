package models

import "time"

// Identity is an account at an OpenID provider that signs a user in. It is known by issuer and subject alone, never by an address.
type Identity struct {
	Base
	IdentityInput
	// SuspendedAt is since when it does not sign in, because its user's account changed.
	SuspendedAt *time.Time `json:"suspended_at"`
}

// IdentityInput is what an admin writes of an identity; users add their own by signing in at the provider.
type IdentityInput struct {
	UserID  ID     `json:"user_id" validate:"required"`
	Issuer  string `json:"issuer" validate:"filled,http_url,max=500" example:"https://login.example.org"`
	Subject string `json:"subject" validate:"filled,max=255" example:"248289761001"`
}
