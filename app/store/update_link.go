package store

import (
	"time"

	"qadam/models"
)

// UpdateLinks are the rights of one person each to send one update on one activity.
var UpdateLinks = &Noun[models.UpdateLink]{
	Table: "update_links", Name: "update_link", Scope: ownOrganisation("update_links"),
	Filters: []Filter{
		ids("activity_id", "update_links.activity_id IN ?", "Activities"),
		ids("organisation_id", "update_links.organisation_id IN ?", "Partners"),
		addresses("recipient", "update_links.recipient"),
	},
	Sorts: []Sort{byCreated("update_links")},
	Load: func(_ *Tx, found []*models.UpdateLink) error {
		for _, l := range found {
			l.Days = int(l.ExpiresAt.Sub(l.CreatedAt) / (24 * time.Hour))
		}
		return nil
	},
}

// requestedLinks are the links about an activity that a recipient requested on a page since an instant.
func requestedLinks(activity models.ID, recipient string, since time.Time) Where {
	return where(`FROM update_links WHERE activity_id = ? AND recipient = ? AND asked_on_id IS NOT NULL
		AND created_at > ?`, activity, recipient, since)
}

// CountRequestedLinks counts the links about an activity that a recipient requested on a page since an instant.
func CountRequestedLinks(tx *Tx, activity models.ID, recipient string, since time.Time) (int, error) {
	return count(tx, "SELECT COUNT(*) ?", requestedLinks(activity, recipient, since))
}

// HasOpenLinkSince tells whether one of these links is still open.
func HasOpenLinkSince(tx *Tx, activity models.ID, recipient string, since time.Time) (bool, error) {
	return exists(tx, "SELECT 1 ? AND used_at IS NULL AND revoked_at IS NULL AND expires_at > ?",
		requestedLinks(activity, recipient, since), tx.now)
}

// CountLinkFiles counts a form with files of so many bytes that comes through a link on a day, unless more came than a link takes a day:
// then it is false.
func CountLinkFiles(tx *Tx, link models.ID, day models.Date, bytes, maxForms, maxBytes int) (bool, error) {
	n, err := tx.exec(`UPDATE update_links SET files_forms = CASE WHEN files_on = ? THEN files_forms ELSE 0 END + 1,
			files_bytes = CASE WHEN files_on = ? THEN files_bytes ELSE 0 END + ?, files_on = ?
		WHERE id = ? AND (files_on IS NULL OR files_on <> ? OR files_forms < ? AND files_bytes + ? <= ?)`,
		day, day, bytes, day, link, day, maxForms, bytes, maxBytes)
	return n == 1, err
}
