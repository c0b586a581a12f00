package store

import "qadam/models"

// Users are the people with an account: those of people who have a role.
var Users = &Noun[models.User]{
	Table: "people", Name: "user", Scope: userScope, Unrestricted: true,
	Filters: []Filter{
		enum[models.Role]("role", "people.role IN ?"),
		ids("organisation_id", "people.organisation_id IN ?", "Organisations"),
		flag("active", "people.active = ?", "May sign in"),
	},
	Sorts: []Sort{{Key: "name", Column: "people.name"}, {Key: "email", Column: "people.email"}},
}

// ActiveUser finds the active user with an address; NoRow tells its error where there is none.
func ActiveUser(tx *Tx, email string) (*models.User, error) {
	u, err := queryOne[models.User](tx, "SELECT * FROM people WHERE email = ? AND active AND role <> ''", email)
	return &u, err
}

// HoldOtherAdmins tells whether another admin than one can sign in, and keeps those from being closed until the transaction ends.
func HoldOtherAdmins(tx *Tx, but models.ID) (bool, error) {
	others, err := queryIDs(tx, "SELECT id FROM people WHERE role = "+quoted(models.Admin)+" AND active AND id <> ? ORDER BY id"+
		tx.dialect.lockRow, but)
	return len(others) > 0, err
}
