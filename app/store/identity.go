package store

import "qadam/models"

// Identities are the accounts at OpenID providers by which users sign in.
var Identities = &Noun[models.Identity]{
	Table: "identities", Name: "identity", Scope: ofUser("identities"),
	Filters: []Filter{ids("user_id", "identities.user_id IN ?", "Users")},
	Sorts:   []Sort{byCreated("identities")},
}

// IdentityOf finds and locks the identity that an issuer knows by a subject, for any actor.
func IdentityOf(tx *Tx, issuer, subject string) (*models.Identity, error) {
	i, err := queryOne[models.Identity](tx, "SELECT * FROM identities WHERE issuer = ? AND subject = ?"+tx.dialect.lockRow, issuer, subject)
	return &i, err
}
