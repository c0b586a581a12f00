package store

import "qadam/models"

// Contacts are the people of organisations to whom mail can go, whether they have an account or not.
var Contacts = &Noun[models.Contact]{
	Table: "contacts", Name: "contact", Scope: ownOrganisation("contacts"), Unrestricted: true,
	Filters: []Filter{
		ids("organisation_id", "contacts.organisation_id IN ?", "Organisations"),
		flag("active", "contacts.active = ?", "In duty"),
	},
	Sorts: []Sort{{Key: "name", Column: "contacts.name"}},
	Load:  loadBounces,
}

// loadBounces reads which contacts' addresses a mail server refuses.
func loadBounces(tx *Tx, found []*models.Contact) error {
	emails := make([]string, len(found))
	for i, c := range found {
		emails[i] = c.Email
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

// FocalPointOf gives who is asked about an activity: its focal point, else that of an organisation, else its coordinator; "" for nobody.
func FocalPointOf(tx *Tx, preferred, organisation models.ID) (models.ID, error) {
	found, err := queryIDs(tx, `SELECT c.id FROM contacts c WHERE c.organisation_id = ? AND c.active
		AND (c.id = ? OR c.duty IN (`+quoted(models.DutyFocalPoint, models.DutyCoordinator)+`))
		ORDER BY CASE WHEN c.id = ? THEN 0 WHEN c.duty = `+quoted(models.DutyFocalPoint)+` THEN 1 ELSE 2 END, c.id LIMIT 1`,
		organisation, preferred, preferred)
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}
