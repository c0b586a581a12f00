package store

import (
	"cmp"
	"strings"

	"qadam/models"
)

// Recipient is a person to whom a mail can go; without an Email there is none.
type Recipient struct {
	ID                    models.ID
	Name, Email, Language string
}

// ActiveManagers gives the active managers, the first one created first.
func ActiveManagers(tx *Tx) ([]Recipient, error) {
	return queryAll[Recipient](tx, "SELECT id, name, email, language FROM people WHERE role = "+quoted(models.Manager)+
		" AND active ORDER BY id")
}

// Counterpart is a counterpart of a State.
type Counterpart struct {
	CountryCode string
	Recipient   `gorm:"embedded"`
}

// Counterparts gives the active counterparts of all States, the first one created first.
func Counterparts(tx *Tx) ([]Counterpart, error) {
	return queryAll[Counterpart](tx, "SELECT country_code, id, name, email, language FROM people WHERE role = "+quoted(models.National)+
		" AND active ORDER BY id")
}

// RecipientMailbox is a recipient with mailbox, zone, organisation and role.
type RecipientMailbox struct {
	models.Mailbox
	Name, Language, TimeZone, CountryCode string
	// Person is the person's id; User is, too, where they sign in.
	Person, Organisation, User models.ID
	Role                       models.Role
}

// RecipientMailboxes gives the people behind addresses with their mailboxes: of several with one address who signs in, else the first one.
// Addresses of nobody are left out.
func RecipientMailboxes(tx *Tx, emails []string) (map[string]RecipientMailbox, error) {
	found, err := recipientMailboxes(tx, where("u.email IN ?", emails))
	out := make(map[string]RecipientMailbox, len(found))
	for _, p := range found { // the last one of an address stands
		out[p.Email] = p
	}
	return out, err
}

// RemindedPeople gives active people with the mailboxes of their addresses, by their ids.
func RemindedPeople(tx *Tx, all []models.ID) (map[models.ID]RecipientMailbox, error) {
	found, err := recipientMailboxes(tx, where("u.id IN ?", all))
	out := make(map[models.ID]RecipientMailbox, len(found))
	for _, p := range found {
		out[p.Person] = p
	}
	return out, err
}

// recipientMailboxes gives the active people u of a condition; of one address those who sign in last, and the older ones.
func recipientMailboxes(tx *Tx, which Where) ([]RecipientMailbox, error) {
	found, err := queryAll[RecipientMailbox](tx, `SELECT p.*, COALESCE(b.id, ?) AS id, b.version,
			COALESCE(b.no_courtesy, FALSE) AS no_courtesy, b.morning, b.away_from, b.away_until, b.deputy_email, b.bounced_at, b.bounce
		FROM (SELECT u.email, u.name, u.language, u.time_zone, u.organisation_id AS organisation,
				CASE WHEN u.role = '' THEN o.country_code ELSE u.country_code END AS country_code,
				CASE WHEN u.role <> '' THEN u.id END AS user, u.role, u.id AS person
				FROM people u LEFT JOIN organisations o ON o.id = u.organisation_id WHERE u.active AND ?) p
		LEFT JOIN mailboxes b ON b.email = p.email ORDER BY p.email, p.role = '' DESC, p.person DESC`, models.NilID, which)
	for i := range found {
		p := &found[i]
		if p.ID == models.NilID {
			p.ID = ""
		}
		if p.Morning == 0 {
			p.Morning = models.DefaultMorning
		}
	}
	return found, err
}

// HasColleague tells whether a person's organisation has an active contact with an address, or a user with the person's role.
func HasColleague(tx *Tx, p RecipientMailbox, email string) (bool, error) {
	return exists(tx, `SELECT 1 FROM people u WHERE u.active AND u.organisation_id = ? AND u.email = ?
		AND (u.role = '' OR ? = '' OR u.role = ?)`,
		p.Organisation, email, string(p.Role), string(p.Role))
}

// LinkRecipient is a person of a partner to whom an update link can go; UserID is set where they sign in.
type LinkRecipient struct {
	ContactID, UserID, OrganisationID models.ID
	Name, Email, Language             string
}

// LinkRecipientAt gives a person as one of an organisation to whom an update link can go: active, and if they sign in, as a partner.
func LinkRecipientAt(tx *Tx, organisation, person models.ID) (LinkRecipient, error) {
	return queryOne[LinkRecipient](tx, `SELECT id AS contact_id, CASE WHEN role <> '' THEN id END AS user_id, organisation_id, name, email,
			language
		FROM people WHERE id = ? AND organisation_id = ? AND active AND role IN ('', `+quoted(models.Partner)+")", person, organisation)
}

// LinkRecipientOf gives the person to whom a link went, if they still are at its organisation, with its address.
func LinkRecipientOf(tx *Tx, l *models.UpdateLink) (LinkRecipient, error) {
	to, err := LinkRecipientAt(tx, l.OrganisationID, cmp.Or(l.ContactID, l.UserID))
	if err == nil && !strings.EqualFold(to.Email, l.Recipient) {
		err = models.NotFoundError()
	}
	return to, err
}

// PartnerContact gives who is asked about an organisation's activities: its first focal point, or else its coordinator, or else the first
// partner who signs in for it.
func PartnerContact(tx *Tx, organisation models.ID) (Recipient, error) {
	p, err := queryOptional[Recipient](tx, `SELECT id, name, email, language FROM people
		WHERE organisation_id = ? AND active AND role IN ('', `+quoted(models.Partner)+`)
			AND (duty IN (`+quoted(models.DutyFocalPoint, models.DutyCoordinator)+`)
				OR role = `+quoted(models.Partner)+`)
			AND email NOT IN (SELECT email FROM mailboxes WHERE bounced_at IS NOT NULL)
		ORDER BY `+byDuty+`, id LIMIT 1`, organisation)
	if err != nil || p == nil {
		return Recipient{}, err
	}
	return *p, nil
}

// byDuty sorts people: focal points, coordinators, others.
var byDuty = "CASE duty WHEN " + quoted(models.DutyFocalPoint) + " THEN 0 WHEN " + quoted(models.DutyCoordinator) + " THEN 1 ELSE 2 END"
