package store

import (
	"crypto/rand"
	"time"

	"qadam/models"
)

// UpdateLinks are the rights to report once by an address from a mail.
var UpdateLinks = &Noun[models.UpdateLink]{Table: "update_links", Scope: ownOrganisation("update_links"),
	Filters: []Filter{ids("activity_id", "update_links.activity_id IN ?", "Activities"), ids("organisation_id", "update_links.organisation_id IN ?", "Partners"),
		codes("recipient", "update_links.recipient IN ?", "Addresses")},
	Sorts: []Sort{byBirth("update_links")}}

// InstallationKey is what derives secrets where no setting gives it: the same on every server, made when it is first asked for.
func InstallationKey(tx *Tx) ([]byte, error) {
	fresh := make([]byte, 32)
	if _, err := rand.Read(fresh); err != nil {
		return nil, err
	}
	if _, err := tx.exec("INSERT INTO installation_keys (name, value) VALUES ('secrets', ?) ON CONFLICT (name) DO NOTHING", fresh); err != nil {
		return nil, err
	}
	key, err := one[struct{ Value []byte }](tx, "SELECT value FROM installation_keys WHERE name = 'secrets'")
	return key.Value, err
}

// Addressee is a person of a partner to whom a link can go.
type Addressee struct {
	ContactID, UserID, OrganisationID models.ID
	Name, Email, Language             string
}

// AddresseeAt finds whose an address is at an organisation: a contact's in duty, else a user's.
func AddresseeAt(tx *Tx, organisation models.ID, email string) (Addressee, error) {
	found, err := rows[Addressee](tx, `SELECT id AS contact_id, organisation_id, name, email, language FROM contacts
		WHERE organisation_id = ? AND email = ? AND active`, organisation, email)
	if err == nil && len(found) == 0 {
		found, err = rows[Addressee](tx, `SELECT id AS user_id, organisation_id, name, email, language FROM users
			WHERE organisation_id = ? AND email = ? AND active AND role = 'partner'`, organisation, email)
	}
	if err == nil && len(found) == 0 {
		err = models.Missing()
	}
	if err != nil {
		return Addressee{}, err
	}
	return found[0], nil
}

// LinksAskedFor counts the links that somebody asked for on a page since an instant, about one activity.
func LinksAskedFor(tx *Tx, activity models.ID, recipient string, since time.Time) (int, error) {
	n, err := one[struct{ N int }](tx, "SELECT COUNT(*) AS n FROM update_links WHERE activity_id = ? AND recipient = ? AND asked_on_id IS NOT NULL AND created_at > ?",
		activity, recipient, since)
	return n.N, err
}

// OpenLinkSince tells whether somebody asked on a page for a link since an instant that is still open.
func OpenLinkSince(tx *Tx, activity models.ID, recipient string, since time.Time) (bool, error) {
	n, err := one[struct{ N int }](tx, `SELECT COUNT(*) AS n FROM update_links WHERE activity_id = ? AND recipient = ? AND asked_on_id IS NOT NULL AND created_at > ?
		AND used_at IS NULL AND revoked_at IS NULL AND expires_at > ?`, activity, recipient, since, tx.now)
	return n.N > 0, err
}

// LastUpdates gives an organisation's own reports on an activity that were sent, the newest first.
func LastUpdates(tx *Tx, organisation, activity models.ID, n int) ([]models.Update, error) {
	return collect[models.Update](tx, Updates.query(tx).Where("updates.organisation_id = ? AND updates.activity_id = ? AND updates.status <> 'draft'", organisation, activity).
		Order("updates.submitted_at DESC, updates.id DESC").Limit(n))
}

// SpentSoFar is what an organisation has booked as spent on an activity, in US dollars.
func SpentSoFar(tx *Tx, organisation, activity models.ID) (models.Money, error) {
	sum, err := one[struct{ Minor int64 }](tx, "SELECT CAST(COALESCE(SUM(usd_minor), 0) AS bigint) AS minor FROM transactions WHERE organisation_id = ? AND activity_id = ? AND kind = 'expenditure'",
		organisation, activity)
	return models.USD(sum.Minor), err
}
