package store

import "qadam/models"

// Passkeys are the WebAuthn credentials by which users sign in.
var Passkeys = &Noun[models.Passkey]{
	Table: "passkeys", Name: "passkey", Scope: ofUser("passkeys"),
	Filters: []Filter{ids("user_id", "passkeys.user_id IN ?", "Users")},
	Sorts:   []Sort{byCreated("passkeys")},
}

// PasskeyByCredential finds and locks a passkey by its credential's id, for any actor.
func PasskeyByCredential(tx *Tx, id []byte) (*models.Passkey, error) {
	p, err := queryOne[models.Passkey](tx, "SELECT * FROM passkeys WHERE credential_id = ?"+tx.dialect.lockRow, id)
	return &p, err
}

// PasskeysOf lists the passkeys of a user.
func PasskeysOf(tx *Tx, user models.ID) ([]models.Passkey, error) {
	return queryAll[models.Passkey](tx, "SELECT * FROM passkeys WHERE user_id = ? ORDER BY id", user)
}
