// Package models holds Qadam's nouns and their pure rules: what a need, an activity or a consent is, which steps its
// life allows, who owes the next one. It knows no database, no HTTP and no clock of its own.
package models

import (
	"time"
)

// Base is what every stored noun carries. ID is a UUIDv7, Version counts the changes (an ETag begins with it), times are UTC.
type Base struct {
	ID        ID        `json:"id" gorm:"primaryKey"`
	Version   int       `json:"version"`
	CreatedAt time.Time `json:"created_at" gorm:"autoCreateTime:false"`
	UpdatedAt time.Time `json:"updated_at" gorm:"autoUpdateTime:false"`
}

// Meta gives the common part of a noun, so that one engine can store them all.
func (b *Base) Meta() *Base { return b }

// Entity is any stored noun.
type Entity interface{ Meta() *Base }

// Role is what a user is to the installation; one role a user (docs/domain.md#roles).
type Role string

// The five roles, and System for the jobs and the seeds, which no token can ever carry.
const (
	Manager  Role = "manager"
	Partner  Role = "partner"
	Donor    Role = "donor"
	National Role = "national"
	Admin    Role = "admin"
	System   Role = "system"
)

// Roles lists the roles that a user can have.
var Roles = []Role{Manager, Partner, Donor, National, Admin}

// Actor is who asks. The zero Actor sees nothing and may do nothing.
type Actor struct {
	UserID         ID
	Name           string
	Email          string
	Role           Role
	OrganisationID ID
	CountryCode    string
	Language       string
	TokenID        ID
	SessionID      ID // of a person who has signed in; "" for a token
	CanWrite       bool
	// ViewedBy is the person who looks through this reader's eyes; "" where the reader looks itself.
	ViewedBy     ID
	ViewedByName string
}

// Person is who really acts: the reader, or whoever looks through its eyes.
func (a Actor) Person() (ID, string) {
	if a.ViewedBy != "" {
		return a.ViewedBy, a.ViewedByName + " as " + string(a.Role) + " " + a.Name
	}
	return a.UserID, a.Name
}

// SeesAll tells whether the actor's role is bounded by neither organisation, country nor consent.
func (a Actor) SeesAll() bool { return a.Role == Manager || a.Role == Admin || a.Role == System }

// Audience is the consent audience that covers the actor: "" where consent does not bound what it sees.
func (a Actor) Audience() string {
	switch a.Role {
	case Partner:
		return AudiencePartners
	case Donor:
		return AudienceDonors
	default:
		return ""
	}
}

// NextStep is the one thing that an object waits for, and whose step it is. A finished object has none.
type NextStep struct {
	Action string `json:"action" example:"Refer it to a partner or a donor"`
	Owner  Role   `json:"owner" enum:"manager,partner,donor,national,admin"`
	Due    Date   `json:"due"`
}

// Link is a document or a piece of evidence kept elsewhere.
type Link struct {
	Title string `json:"title" validate:"filled,max=200"`
	URL   string `json:"url" validate:"filled,http_url,max=2000"`
}
