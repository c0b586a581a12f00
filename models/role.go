package models

// Role is a user's only role (docs/domain.md#roles).
type Role string

// The five roles, and two that no token has: System for the jobs and the seeds, Public for whoever asks without one.
const (
	Manager  Role = "manager"
	Partner  Role = "partner"
	Donor    Role = "donor"
	National Role = "national"
	Admin    Role = "admin"
	System   Role = "system"
	Public   Role = "public"
)

// Values lists the roles that a user can have.
func (Role) Values() []string { return texts(Roles...) }

// Roles lists the roles that a user can have.
var Roles = []Role{Manager, Partner, Donor, National, Admin}

var (
	managers    = []Role{Manager, Admin, System}
	orNational  = []Role{Manager, Admin, System, National}
	orPartner   = []Role{Manager, Admin, System, Partner}
	partnerAsks = []Role{Partner}
)
