package store

import "qadam/models"

// Recipient is a person to whom a mail can go; without an Email there is none.
type Recipient struct {
	Name, Email, Language string
}

// ActiveManagers gives the active managers, the first one created first.
func ActiveManagers(tx *Tx) ([]Recipient, error) {
	return queryAll[Recipient](tx, "SELECT name, email, language FROM people WHERE role = "+quoted(models.Manager)+
		" AND active ORDER BY id")
}

// Counterpart is a counterpart of a State.
type Counterpart struct {
	CountryCode string
	Recipient   `gorm:"embedded"`
}

// Counterparts gives the active counterparts of all States, the first one created first.
func Counterparts(tx *Tx) ([]Counterpart, error) {
	return queryAll[Counterpart](tx, "SELECT country_code, name, email, language FROM people WHERE role = "+quoted(models.National)+
		" AND active ORDER BY id")
}

// RecipientMailbox is a recipient with mailbox, zone, organisation and role.
type RecipientMailbox struct {
	models.Mailbox
	Name, Language, TimeZone, CountryCode string
	Organisation, User                    models.ID
	Role                                  models.Role
}

// RecipientMailboxes gives the people behind addresses, as users or else as contacts, with their mailboxes. Addresses of nobody are
// left out.
func RecipientMailboxes(tx *Tx, emails []string) (map[string]RecipientMailbox, error) {
	found, err := queryAll[RecipientMailbox](tx, `SELECT p.*, COALESCE(b.id, ?) AS id, b.version,
			COALESCE(b.no_courtesy, FALSE) AS no_courtesy, b.morning, b.away_from, b.away_until, b.deputy_email, b.bounced_at, b.bounce
		FROM (SELECT u.email, u.name, u.language, u.time_zone, u.organisation_id AS organisation,
				CASE WHEN u.role = '' THEN o.country_code ELSE u.country_code END AS country_code,
				CASE WHEN u.role <> '' THEN u.id END AS user, u.role, u.id AS source
				FROM people u LEFT JOIN organisations o ON o.id = u.organisation_id WHERE u.active AND u.email IN ?) p
		LEFT JOIN mailboxes b ON b.email = p.email ORDER BY p.email, p.role = '' DESC, p.source DESC`, models.NilID, emails)
	out := make(map[string]RecipientMailbox, len(found))
	for _, p := range found { // the last one of an address stands: the user before the contact, the first before the others
		if p.ID == models.NilID {
			p.ID = ""
		}
		if p.Morning == 0 {
			p.Morning = models.DefaultMorning
		}
		out[p.Email] = p
	}
	return out, err
}

// HasColleague tells whether a person's organisation has an active contact with an address, or a user with the person's role.
func HasColleague(tx *Tx, p RecipientMailbox, email string) (bool, error) {
	return exists(tx, `SELECT 1 FROM people u WHERE u.active AND u.organisation_id = ? AND u.email = ?
		AND (u.role = '' OR ? = '' OR u.role = ?)`,
		p.Organisation, email, string(p.Role), string(p.Role))
}

// LinkRecipient is a person of a partner to whom an update link can go.
type LinkRecipient struct {
	ContactID, UserID, OrganisationID models.ID
	Name, Email, Language             string
}

// LinkRecipientAt finds the person with an address at an organisation: one without an account, else a partner.
func LinkRecipientAt(tx *Tx, organisation models.ID, email string) (LinkRecipient, error) {
	found, err := queryAll[LinkRecipient](tx, `SELECT CASE WHEN role = '' THEN id END AS contact_id,
			CASE WHEN role <> '' THEN id END AS user_id, organisation_id, name, email, language
		FROM people WHERE organisation_id = ? AND email = ? AND active AND role IN ('', `+quoted(models.Partner)+`) ORDER BY role LIMIT 1`,
		organisation, email)
	if err == nil && len(found) == 0 {
		err = models.NotFoundError()
	}
	if err != nil {
		return LinkRecipient{}, err
	}
	return found[0], nil
}

// PartnerContact gives who is asked about an organisation's activities: its first focal point, or else its coordinator.
func PartnerContact(tx *Tx, organisation models.ID) (Recipient, error) {
	p, err := queryOptional[Recipient](tx, `SELECT name, email, language FROM people
		WHERE organisation_id = ? AND active AND duty IN (`+quoted(models.DutyFocalPoint, models.DutyCoordinator)+`)
			AND email NOT IN (SELECT email FROM mailboxes WHERE bounced_at IS NOT NULL)
		ORDER BY CASE duty WHEN `+quoted(models.DutyFocalPoint)+` THEN 0 ELSE 1 END, id LIMIT 1`, organisation)
	if err != nil || p == nil {
		return Recipient{}, err
	}
	return *p, nil
}
