package store

import (
	"time"

	"qadam/models"
)

// Contacts are the people of organisations to whom mail can go, whether they have an account or not: those of people who have an
// organisation.
var Contacts = &Noun[models.Contact]{
	Table: "people", Name: "contact", Scope: contactScope, Unrestricted: true,
	Filters: []Filter{
		ids("organisation_id", "people.organisation_id IN ?", "Organisations"),
		flag("active", "people.active = ?", "In duty"),
		flag("account", "(people.role <> '') = ?", "Sign in"),
	},
	Sorts: []Sort{{Key: "name", Column: "people.name"}},
	Load:  loadContacts,
}

// loadContacts reads which contacts sign in, and which addresses a mail server refuses.
func loadContacts(tx *Tx, found []*models.Contact) error {
	all := make([]models.ID, len(found))
	for i, c := range found {
		all[i] = c.ID
	}
	type more struct {
		ID        models.ID
		Role      models.Role
		BouncedAt *time.Time
		Bounce    string
	}
	known, err := queryAll[more](tx, `SELECT p.id, p.role, m.bounced_at, COALESCE(m.bounce, '') AS bounce FROM people p
		LEFT JOIN mailboxes m ON m.email = p.email AND m.bounced_at IS NOT NULL WHERE p.id IN ?`, all)
	for _, k := range known {
		for _, c := range found {
			if c.ID == k.ID {
				c.Account, c.BouncedAt, c.Bounce = k.Role != "", k.BouncedAt, k.Bounce
			}
		}
	}
	return err
}

// FocalPointOf gives who is asked about an activity: its focal point, else that of an organisation, else its coordinator, else the first
// partner who signs in for it; "" for nobody.
func FocalPointOf(tx *Tx, preferred, organisation models.ID) (models.ID, error) {
	found, err := queryIDs(tx, `SELECT c.id FROM people c WHERE c.organisation_id = ? AND c.active
		AND c.role IN ('', `+quoted(models.Partner)+`)
		AND (c.id = ? OR c.duty IN (`+quoted(models.DutyFocalPoint, models.DutyCoordinator)+`) OR c.role = `+quoted(models.Partner)+`)
		ORDER BY c.id <> ?, `+byDuty+`, c.id LIMIT 1`,
		organisation, preferred, preferred)
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}
