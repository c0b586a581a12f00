package store

import "qadam/models"

// AddDigest queues a mail that is the only one with its key; false when there is one already.
func AddDigest(tx *Tx, m models.OutboxMail) (bool, error) {
	n, err := tx.exec(`INSERT INTO outbox (id, created_at, recipient, name, reply_to, subject, language, text_body, html_body,
			message_id, status, attempts, next_at, last_error, digest_key, unsubscribe)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, `+quoted(models.MailWaiting)+`, 0, ?, '', ?, ?) ON CONFLICT DO NOTHING`,
		m.ID, tx.now, m.Recipient, m.Name, m.ReplyTo, m.Subject, m.Language, m.TextBody, m.HTMLBody, m.MessageID, tx.now, m.DigestKey,
		m.Unsubscribe)
	return n == 1, err
}

// MergeDigests detaches the reminders of a person's earlier unsent digests, so that the next one has them all. A mail that the
// mail server may have taken stays.
func MergeDigests(tx *Tx, p RecipientMailbox) ([]models.Reminder, error) {
	if _, err := tx.exec("UPDATE outbox SET status = "+quoted(models.MailMerged)+" WHERE "+digestsTo+
		" AND id IN (SELECT r.outbox_id FROM reminders r WHERE r.person_id = ?)", p.Email, p.Person); err != nil {
		return nil, err
	}
	return queryAll[models.Reminder](tx, `SELECT r.* FROM reminders r JOIN outbox o ON o.id = r.outbox_id
		WHERE r.person_id = ? AND o.status = `+quoted(models.MailMerged), p.Person)
}
