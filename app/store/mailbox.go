package store

import "qadam/models"

// Mailboxes are the mail settings of people.
var Mailboxes = &Noun[models.Mailbox]{
	Table: "mailboxes", Name: "mailbox", Scope: mailboxScope,
	Filters: []Filter{
		addresses("email", "mailboxes.email"),
		flag("bounced", "(mailboxes.bounced_at IS NOT NULL) = ?", "Mail came back"),
	},
	Sorts: []Sort{{Key: "email", Column: "mailboxes.email"}},
}

// BouncedAddresses are those to which no mail goes until the bounce is cleared.
func BouncedAddresses(tx *Tx) (map[string]bool, error) {
	found, err := queryAll[models.Mailbox](tx, "SELECT email FROM mailboxes WHERE bounced_at IS NOT NULL")
	out := make(map[string]bool, len(found))
	for _, b := range found {
		out[b.Email] = true
	}
	return out, err
}

// BounceOf is what the mail server said of an address that it refuses, "" for one to which mail may go.
func BounceOf(tx *Tx, email string) (string, error) {
	found, err := queryAll[models.Mailbox](tx, "SELECT bounce FROM mailboxes WHERE email = ? AND bounced_at IS NOT NULL", email)
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0].Bounce, nil
}

// RecordBounce records that an address is refused for good, with the mail server's reply.
func RecordBounce(tx *Tx, email, words string) error {
	_, err := tx.exec(`INSERT INTO mailboxes
		(id, version, created_at, updated_at, email, no_courtesy, morning, deputy_email, organisation_id, user_id, bounced_at, bounce)
		VALUES (?, 1, ?, ?, ?, FALSE, ?, '', (SELECT organisation_id FROM people WHERE email = ? ORDER BY role = '', id LIMIT 1),
			(SELECT id FROM people WHERE email = ? AND role <> ''), ?, ?)
		ON CONFLICT (email) DO UPDATE SET bounced_at = excluded.bounced_at, bounce = excluded.bounce,
			version = mailboxes.version + 1, updated_at = excluded.updated_at`,
		models.NewID(), tx.now, tx.now, email, models.DefaultMorning, email, email, tx.now, words)
	return err
}

// ClearBounce lets mail go to an address again.
func ClearBounce(tx *Tx, email string) error {
	_, err := tx.exec(`UPDATE mailboxes SET bounced_at = NULL, bounce = '', version = version + 1, updated_at = ?
		WHERE email = ? AND bounced_at IS NOT NULL`, tx.now, email)
	return err
}

// StopCourtesies turns off what is optional for a mailbox; false when there is none.
func StopCourtesies(tx *Tx, id models.ID) (bool, error) {
	n, err := tx.exec("UPDATE mailboxes SET no_courtesy = TRUE, version = version + 1, updated_at = ? WHERE id = ?", tx.now, id)
	return n == 1, err
}

// AssignMailbox gives the mailbox of an address to its present person and organisation.
func AssignMailbox(tx *Tx, email string) error {
	people, err := RecipientMailboxes(tx, []string{email})
	p, known := people[email]
	if err != nil || !known {
		return err
	}
	_, err = tx.exec(`UPDATE mailboxes SET organisation_id = ?, user_id = ?, version = version + 1, updated_at = ?
		WHERE email = ? AND (organisation_id IS DISTINCT FROM ? OR user_id IS DISTINCT FROM ?)`,
		p.Organisation, p.User, tx.now, email, p.Organisation, p.User)
	return err
}

// EnsureMailbox gives a person's mailbox, and makes it if there is none.
func EnsureMailbox(tx *Tx, p RecipientMailbox) (models.ID, error) {
	found, err := queryOne[models.Mailbox](tx, `INSERT INTO mailboxes
		(id, version, created_at, updated_at, email, no_courtesy, morning, deputy_email, organisation_id, user_id, bounce)
		VALUES (?, 1, ?, ?, ?, FALSE, ?, '', ?, ?, '') ON CONFLICT (email) DO UPDATE SET email = excluded.email RETURNING id`,
		models.NewID(), tx.now, tx.now, p.Email, models.DefaultMorning, p.Organisation, p.User)
	return found.ID, err
}
