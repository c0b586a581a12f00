package store

import (
	"qadam/models"
)

// Person is somebody to whom a mail can go; without an Email it is nobody.
type Person struct {
	Name, Email, Language string
}

// ManagersInDuty gives the programme managers, the one who came first before the others.
func ManagersInDuty(tx *Tx) ([]Person, error) {
	return rows[Person](tx, "SELECT name, email, language FROM users WHERE role = 'manager' AND active ORDER BY id")
}

// National is a State's counterpart.
type National struct {
	CountryCode string
	Person      `gorm:"embedded"`
}

// Nationals gives the counterparts in duty of all States, the one who came first before the others.
func Nationals(tx *Tx) ([]National, error) {
	return rows[National](tx, "SELECT country_code, name, email, language FROM users WHERE role = 'national' AND active ORDER BY id")
}

// Correspondent is somebody to whom mail goes, with what their mail goes by.
type Correspondent struct {
	models.Mailbox
	Name, Language, TimeZone, CountryCode string
	Organisation, User                    models.ID
	Role                                  models.Role
}

// CorrespondentsOf gives the people behind addresses, as users or else as contacts, with their mailboxes; somebody whom nobody
// knows any more is left out.
func CorrespondentsOf(tx *Tx, emails []string) (map[string]Correspondent, error) {
	found, err := rows[Correspondent](tx, `SELECT p.*, COALESCE(b.id, ?) AS id, b.version, COALESCE(b.no_courtesy, FALSE) AS no_courtesy, b.morning, b.away_from, b.away_until, b.deputy_email,
			b.bounced_at, b.bounce FROM (
		SELECT u.email, u.name, u.language, u.time_zone, u.country_code, u.organisation_id AS organisation, u.id AS user, u.role, 0 AS place, u.id AS source
			FROM users u WHERE u.active AND u.email IN ?
		UNION ALL SELECT c.email, c.name, c.language, c.time_zone, o.country_code, c.organisation_id, NULL, '', 1, c.id
			FROM contacts c JOIN organisations o ON o.id = c.organisation_id WHERE c.active AND c.email IN ?) p
		LEFT JOIN mailboxes b ON b.email = p.email ORDER BY p.email, p.place DESC, p.source DESC`, models.NilID, emails, emails)
	out := make(map[string]Correspondent, len(found))
	for _, p := range found { // the last one of an address stands: the user before the contact, the first before the others
		if p.ID == models.NilID {
			p.ID = ""
		}
		if p.Morning == 0 {
			p.Morning = models.UsualMorning
		}
		out[p.Email] = p
	}
	return out, err
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

// PartnerContact gives who is asked about an activity: its lead partner's first focal point, or else its coordinator.
func PartnerContact(tx *Tx, organisation models.ID) (Person, error) {
	p, err := one[Person](tx, `SELECT name, email, language FROM contacts WHERE organisation_id = ? AND active AND duty IN ('focal_point', 'coordinator')
		AND email NOT IN (SELECT email FROM mailboxes WHERE bounced_at IS NOT NULL) ORDER BY CASE duty WHEN 'focal_point' THEN 0 ELSE 1 END, id LIMIT 1`, organisation)
	if NoRow(err) {
		return Person{}, nil
	}
	return p, err
}
