package store

import "qadam/models"

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
	emails, all := make([]string, len(found)), make([]models.ID, len(found))
	for i, c := range found {
		emails[i], all[i] = c.Email, c.ID
	}
	accounts, err := accountsAmong(tx, all)
	if err != nil {
		return err
	}
	for _, c := range found {
		c.Account = accounts[c.ID]
	}
	bounced, err := queryAll[models.Mailbox](tx, `SELECT email, bounced_at, bounce FROM mailboxes
		WHERE email IN ? AND bounced_at IS NOT NULL`, emails)
	for _, b := range bounced {
		for _, c := range found {
			if c.Email == b.Email {
				c.BouncedAt, c.Bounce = b.BouncedAt, b.Bounce
			}
		}
	}
	return err
}

// FocalPointOf gives who is asked about an activity: its focal point, else that of an organisation, else its coordinator, else the first
// partner who signs in for it; "" for nobody.
func FocalPointOf(tx *Tx, preferred, organisation models.ID) (models.ID, error) {
	found, err := queryIDs(tx, `SELECT c.id FROM people c WHERE c.organisation_id = ? AND c.active
		AND (c.id = ? OR c.duty IN (`+quoted(models.DutyFocalPoint, models.DutyCoordinator)+`) OR c.role = `+quoted(models.Partner)+`)
		ORDER BY c.id <> ?, `+byDuty+`, c.id LIMIT 1`,
		organisation, preferred, preferred)
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}
