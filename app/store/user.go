package store

import "qadam/models"

// Users are the people with an account.
var Users = &Noun[models.User]{
	Table: "users", Name: "user", Scope: userScope, Unrestricted: true,
	Filters: []Filter{
		enum[models.Role]("role", "users.role IN ?"),
		ids("organisation_id", "users.organisation_id IN ?", "Organisations"),
		flag("active", "users.active = ?", "May sign in"),
	},
	Sorts: []Sort{{Key: "name", Column: "users.name"}, {Key: "email", Column: "users.email"}},
}

// ActiveUser finds the active user with an address; NoRow tells its error where there is none.
func ActiveUser(tx *Tx, email string) (*models.User, error) {
	u, err := queryOne[models.User](tx, "SELECT * FROM users WHERE email = ? AND active", email)
	return &u, err
}
