package store

import (
	"time"

	"qadam/models"
)

// UpdateLinks are the rights to report once by an address from a mail.
var UpdateLinks = &Noun[models.UpdateLink]{Table: "update_links", Scope: ownOrganisation("update_links"),
	Filters: []Filter{ids("activity_id", "update_links.activity_id IN ?", "Activities"),
		ids("organisation_id", "update_links.organisation_id IN ?", "Partners"),
		codes("recipient", "update_links.recipient IN ?", "Addresses")},
	Sorts: []Sort{byCreated("update_links")}}

// CountRequestedLinks counts the links that somebody asked for on a page since an instant, about one activity.
func CountRequestedLinks(tx *Tx, activity models.ID, recipient string, since time.Time) (int, error) {
	n, err := queryOne[struct{ N int }](tx, "SELECT COUNT(*) AS n FROM update_links WHERE activity_id = ? AND recipient = ? AND "+
		"asked_on_id IS NOT NULL AND created_at > ?",
		activity, recipient, since)
	return n.N, err
}

// HasOpenLinkSince tells whether a link that a recipient requested since an instant is still open.
func HasOpenLinkSince(tx *Tx, activity models.ID, recipient string, since time.Time) (bool, error) {
	n, err := queryOne[struct{ N int }](tx, `SELECT COUNT(*) AS n FROM update_links WHERE activity_id = ? AND recipient = ?
		AND asked_on_id IS NOT NULL AND created_at > ?
		AND used_at IS NULL AND revoked_at IS NULL AND expires_at > ?`, activity, recipient, since, tx.now)
	return n.N > 0, err
}
