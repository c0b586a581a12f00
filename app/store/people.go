package store

import "qadam/models"

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
		LEFT JOIN mailboxes b ON b.email = p.email ORDER BY p.email, p.place DESC, p.source DESC`, beforeAll, emails, emails)
	out := make(map[string]Correspondent, len(found))
	for _, p := range found { // the last one of an address stands: the user before the contact, the first before the others
		if p.ID == beforeAll {
			p.ID = ""
		}
		if p.Morning == 0 {
			p.Morning = models.UsualMorning
		}
		out[p.Email] = p
	}
	return out, err
}

// Zones gives the time zone of each State.
func Zones(tx *Tx) (map[string]string, error) {
	found, err := rows[models.Country](tx, "SELECT code, time_zone FROM countries")
	out := make(map[string]string, len(found))
	for _, c := range found {
		out[c.Code] = c.TimeZone
	}
	return out, err
}

// AllCalendars gives every working calendar with its days.
func AllCalendars(tx *Tx) ([]models.Calendar, error) {
	found, err := collect[models.Calendar](tx, Calendars.selection(tx))
	if err != nil || len(found) == 0 {
		return nil, err
	}
	all := make([]*models.Calendar, len(found))
	for i := range found {
		all[i] = &found[i]
	}
	return found, Calendars.load(tx, all)
}

// Mailboxes is how people want to be written to: their own, and an organisation's for those who are at it.
var Mailboxes = &Noun[models.Mailbox]{Table: "mailboxes", Scope: mailboxScope,
	Filters: []Filter{codes("email", "mailboxes.email IN ?", "Addresses"), flag("bounced", "(mailboxes.bounced_at IS NOT NULL) = ?", "Mail came back")},
	Sorts:   []Sort{{Key: "email", Column: "mailboxes.email"}}}

func mailboxScope(tx *Tx) Where {
	switch a := tx.actor; {
	case a.SeesAll():
		return everything
	case a.OrganisationID != "":
		return Where{SQL: "mailboxes.organisation_id = ?", Args: []any{a.OrganisationID}}
	case a.UserID != "":
		return Where{SQL: "mailboxes.user_id = ?", Args: []any{a.UserID}}
	}
	return nothing
}

// BouncedAddresses are those to which nothing more is sent until somebody has looked.
func BouncedAddresses(tx *Tx) (map[string]bool, error) {
	found, err := rows[models.Mailbox](tx, "SELECT email FROM mailboxes WHERE bounced_at IS NOT NULL")
	out := make(map[string]bool, len(found))
	for _, b := range found {
		out[b.Email] = true
	}
	return out, err
}

// BounceOf is what the mail server said of an address that it refuses, "" for one that mail may go to.
func BounceOf(tx *Tx, email string) (string, error) {
	found, err := rows[models.Mailbox](tx, "SELECT bounce FROM mailboxes WHERE email = ? AND bounced_at IS NOT NULL", email)
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0].Bounce, nil
}

// NoteBounce records that an address is refused for good, and what the mail server said.
func NoteBounce(tx *Tx, email, words string) error {
	_, err := tx.exec(`INSERT INTO mailboxes (id, version, created_at, updated_at, email, no_courtesy, morning, deputy_email, organisation_id, user_id, bounced_at, bounce)
		VALUES (?, 1, ?, ?, ?, FALSE, ?, '', (SELECT organisation_id FROM contacts WHERE email = ? ORDER BY id LIMIT 1), (SELECT id FROM users WHERE email = ?), ?, ?)
		ON CONFLICT (email) DO UPDATE SET bounced_at = excluded.bounced_at, bounce = excluded.bounce, version = mailboxes.version + 1, updated_at = excluded.updated_at`,
		models.NewID(), tx.now, tx.now, email, models.UsualMorning, email, email, tx.now, words)
	return err
}

// ClearBounce lets mail go to an address again.
func ClearBounce(tx *Tx, email string) error {
	_, err := tx.exec("UPDATE mailboxes SET bounced_at = NULL, bounce = '', version = version + 1, updated_at = ? WHERE email = ? AND bounced_at IS NOT NULL", tx.now, email)
	return err
}

// NoCourtesies turns off what is optional for a mailbox; false when there is none.
func NoCourtesies(tx *Tx, id models.ID) (bool, error) {
	n, err := tx.exec("UPDATE mailboxes SET no_courtesy = TRUE, version = version + 1, updated_at = ? WHERE id = ?", tx.now, id)
	return n == 1, err
}

// bouncesOf brings to contacts what their mail server said.
func bouncesOf(tx *Tx, found []*models.Contact) error {
	emails := make([]string, len(found))
	for i, c := range found {
		emails[i] = c.Email
	}
	bounced, err := rows[models.Mailbox](tx, "SELECT email, bounced_at, bounce FROM mailboxes WHERE email IN ? AND bounced_at IS NOT NULL", emails)
	for _, b := range bounced {
		for _, c := range found {
			if c.Email == b.Email {
				c.BouncedAt, c.Bounce = b.BouncedAt, b.Bounce
			}
		}
	}
	return err
}

// MoveMailbox gives the mailbox of an address to whom it is now, with their organisation.
func MoveMailbox(tx *Tx, email string) error {
	people, err := CorrespondentsOf(tx, []string{email})
	p, known := people[email]
	if err != nil || !known {
		return err
	}
	_, err = tx.exec(`UPDATE mailboxes SET organisation_id = ?, user_id = ?, version = version + 1, updated_at = ?
		WHERE email = ? AND (organisation_id IS DISTINCT FROM ? OR user_id IS DISTINCT FROM ?)`, p.Organisation, p.User, tx.now, email, p.Organisation, p.User)
	return err
}

// MailboxOf gives somebody's mailbox, which is made if there is none.
func MailboxOf(tx *Tx, p Correspondent) (models.ID, error) {
	found, err := one[models.Mailbox](tx, `INSERT INTO mailboxes (id, version, created_at, updated_at, email, no_courtesy, morning, deputy_email, organisation_id, user_id, bounce)
		VALUES (?, 1, ?, ?, ?, FALSE, ?, '', ?, ?, '') ON CONFLICT (email) DO UPDATE SET email = excluded.email RETURNING id`,
		models.NewID(), tx.now, tx.now, p.Email, models.UsualMorning, p.Organisation, p.User)
	return found.ID, err
}
