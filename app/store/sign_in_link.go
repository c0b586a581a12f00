package store

import (
	"time"

	"qadam/models"
)

// SignInLink is a link that signs one user in, once. Of its secret only the hash is stored.
type SignInLink struct {
	ID, UserID models.ID
	Hash       []byte
	Next       string
	ExpiresAt  time.Time
	UsedAt     *time.Time
}

// AddSignInLink stores a new sign-in link.
func AddSignInLink(tx *Tx, l SignInLink) error {
	_, err := tx.exec("INSERT INTO sign_in_links (id, created_at, user_id, hash, next, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
		models.NewID(), tx.now, l.UserID, l.Hash, l.Next, l.ExpiresAt)
	return err
}

// SignInLinkByHash finds a link, be it used or expired or not.
func SignInLinkByHash(tx *Tx, hash []byte) (SignInLink, error) {
	return queryOne[SignInLink](tx, "SELECT id, user_id, hash, next, expires_at, used_at FROM sign_in_links WHERE hash = ?", hash)
}

// UseSignInLink marks a link as used; false when it was used or has expired. Of concurrent callers one gets true.
func UseSignInLink(tx *Tx, id models.ID) (bool, error) {
	n, err := tx.exec("UPDATE sign_in_links SET used_at = ? WHERE id = ? AND used_at IS NULL AND expires_at > ?", tx.now, id, tx.now)
	return n == 1, err
}

// DropSignInLinks deletes all unused links of a user.
func DropSignInLinks(tx *Tx, user models.ID) error {
	_, err := tx.exec("DELETE FROM sign_in_links WHERE user_id = ? AND used_at IS NULL", user)
	return err
}
