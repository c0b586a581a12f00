package store

import "qadam/models"

// What opens something for its user without signing in anew. Each function locks what is in force of it, whoever asks.

func lockKeys[T any](tx *Tx, n *Noun[T], inForce Where) ([]T, error) {
	return queryAll[T](tx, "SELECT * FROM "+n.Table+" WHERE ? ORDER BY id"+tx.dialect.lockRow, inForce)
}

// LockTokens gives the tokens of a user that are in force.
func LockTokens(tx *Tx, user models.ID) ([]models.Token, error) {
	return lockKeys(tx, Tokens, where("user_id = ? AND revoked_at IS NULL AND expires_at > ?", user, tx.now))
}

// LockFeeds gives the calendars of a user whose addresses are open.
func LockFeeds(tx *Tx, user models.ID) ([]models.Feed, error) {
	return lockKeys(tx, Feeds, where("user_id = ? AND revoked_at IS NULL", user))
}

// LockUpdateLinks gives the update links that still open a page and were made for a user, or mailed to its address.
func LockUpdateLinks(tx *Tx, user models.ID, email string) ([]models.UpdateLink, error) {
	return lockKeys(tx, UpdateLinks,
		where("(user_id = ? OR contact_id = ? OR LOWER(recipient) = ?) AND revoked_at IS NULL AND expires_at > ?", user, user, email,
			tx.now))
}

// LockWebhooks gives the webhooks of a user that are told of changes.
func LockWebhooks(tx *Tx, user models.ID) ([]models.Webhook, error) {
	return lockKeys(tx, Webhooks, where("user_id = ? AND active AND deleted_at IS NULL", user))
}

// LockPasskeys gives the passkeys by which a user can sign in.
func LockPasskeys(tx *Tx, user models.ID) ([]models.Passkey, error) {
	return lockKeys(tx, Passkeys, where("user_id = ? AND suspended_at IS NULL", user))
}

// LockIdentities gives the identities by which a user can sign in.
func LockIdentities(tx *Tx, user models.ID) ([]models.Identity, error) {
	return lockKeys(tx, Identities, where("user_id = ? AND suspended_at IS NULL", user))
}
