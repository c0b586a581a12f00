package models

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
	// ViewedBy is the person who views as this reader; "" for the reader itself.
	ViewedBy     ID
	ViewedByName string
}

// Person is who really acts: the actor itself, or the manager who views as it.
func (a Actor) Person() (ID, string) {
	if a.ViewedBy != "" {
		return a.ViewedBy, a.ViewedByName + " as " + string(a.Role) + " " + a.Name
	}
	return a.UserID, a.Name
}

// SeesAll tells whether the actor's role is bounded by neither organisation, country nor consent.
func (a Actor) SeesAll() bool { return a.Role == Manager || a.Role == Admin || a.Role == System }

// Audience is the consent audience that covers the actor: "" where consent does not bound what it sees.
func (a Actor) Audience() Audience {
	switch a.Role {
	case Partner:
		return AudiencePartners
	case Donor:
		return AudienceDonors
	case Public:
		return AudiencePublic
	default:
		return ""
	}
}
