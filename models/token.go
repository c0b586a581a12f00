package models

import "time"

// Token is a bearer token. Only its SHA-256 is kept; Secret is set once, in the answer that creates it.
type Token struct {
	Base
	TokenInput
	Hash       []byte     `json:"-"`
	Prefix     string     `json:"prefix"`
	RevokedAt  *time.Time `json:"revoked_at"`
	LastUsedAt *time.Time `json:"last_used_at"`
	Secret     string     `json:"secret,omitempty" gorm:"-" doc:"Shown once, in the answer that creates the token."`
}

// TokenInput asks for a token. Without an end it lives for 90 days; a year is the most.
type TokenInput struct {
	UserID    ID         `json:"user_id" validate:"required" docin:"Yourself; an admin may name anybody."`
	Name      string     `json:"name" validate:"filled,max=100" example:"Report script"`
	Scope     TokenScope `json:"scope" validate:"filled,enum" example:"read"`
	ExpiresAt *time.Time `json:"expires_at"`
}

// TokenScope is what a token may do; writing includes reading.
type TokenScope string

// The scopes of a token.
const (
	ScopeRead  TokenScope = "read"
	ScopeWrite TokenScope = "write"
)

// Values lists them.
func (TokenScope) Values() []string { return texts(ScopeRead, ScopeWrite) }
