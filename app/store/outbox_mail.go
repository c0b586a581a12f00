package store

import (
	"cmp"
	"slices"
	"time"

	"qadam/models"
)

// unsentMail is the status of mail that is still to be sent.
var unsentMail = quoted(models.MailWaiting, models.MailRetrying)

// Outbox is the mails that wait, were sent or were given up.
var Outbox = &Noun[models.OutboxMail]{
	Table: "outbox", Name: "outbox", Scope: managersOnly, Unrestricted: true,
	Filters: []Filter{
		enum[models.MailStatus]("status", "outbox.status IN ?"),
		addresses("recipient", "outbox.recipient"),
	},
	Sorts: []Sort{byCreated("outbox")},
}

// AddMails queues mails.
func AddMails(tx *Tx, mails ...models.OutboxMail) error {
	for i := range mails {
		mails[i].ID, mails[i].CreatedAt, mails[i].NextAt, mails[i].Status = models.NewID(), tx.now, tx.now, models.MailWaiting
	}
	return tx.db.Table("outbox").Create(&mails).Error
}

// RequeueMail queues a dead mail again; false when it is not dead.
func RequeueMail(tx *Tx, id models.ID) (bool, error) {
	n, err := tx.exec(`UPDATE outbox SET status = `+quoted(models.MailWaiting)+`, attempts = 0, next_at = ?, claimed_until = NULL
		WHERE id = ? AND status = `+quoted(models.MailDead), tx.now, id)
	return n == 1, err
}

// ClaimMails takes up to n mails that are due, those that wait longest first, for a while, during which no other server sends
// them. Claims of a server that dies lapse. The count of attempts and the end of the claim identify it.
func ClaimMails(tx *Tx, n int, forAWhile time.Duration) ([]models.OutboxMail, error) {
	// MATERIALIZED: evaluated again, a SELECT that skips what is locked would find and claim others.
	mails, err := queryAll[models.OutboxMail](tx, `WITH due AS MATERIALIZED (
		SELECT id FROM outbox WHERE status IN (`+unsentMail+`) AND next_at <= ? AND (claimed_until IS NULL OR claimed_until <= ?)
		ORDER BY next_at, id LIMIT ?`+tx.dialect.skipLocked+`)
		UPDATE outbox SET claimed_until = ?, attempts = attempts + 1 WHERE id IN (SELECT id FROM due) RETURNING *`,
		tx.now, tx.now, n, tx.now.Add(forAWhile))
	slices.SortFunc(mails, func(a, b models.OutboxMail) int { return byDueTime(a.NextAt, b.NextAt, a.ID, b.ID) })
	return mails, err
}

// byDueTime compares two that are due, since what an UPDATE returns has no order: the one that waits longest comes first.
func byDueTime(a, b time.Time, aID, bID models.ID) int {
	return cmp.Or(a.Compare(b), cmp.Compare(aID, bID))
}

// MarkMail writes the result of a claimed mail; false when the claim was lost.
func MarkMail(tx *Tx, m models.OutboxMail) (bool, error) {
	n, err := tx.exec(`UPDATE outbox SET status = ?, next_at = ?, claimed_until = NULL, last_error = ?, sent_at = ?, unsure = ?
		WHERE id = ? AND attempts = ? AND claimed_until = ?`,
		m.Status, m.NextAt, m.LastError, m.SentAt, m.Unsure, m.ID, m.Attempts, m.ClaimedUntil)
	return n == 1, err
}

// UnclaimMail gives a claimed mail back until an instant: the attempt does not count.
func UnclaimMail(tx *Tx, m models.OutboxMail, until time.Time, words string) error {
	_, err := tx.exec(`UPDATE outbox SET claimed_until = NULL, attempts = attempts - 1, next_at = ?, last_error = ?
		WHERE id = ? AND attempts = ? AND claimed_until = ?`, until, words, m.ID, m.Attempts, m.ClaimedUntil)
	return err
}

var (
	// unsentTo are a recipient's mails that no server is sending.
	unsentTo = "recipient = ? AND status IN (" + unsentMail + ") AND claimed_until IS NULL"
	// digestsTo are those of them that bundle reminders, and that the mail server cannot have taken.
	digestsTo = unsentTo + " AND digest_key IS NOT NULL AND NOT unsure"
)

// StopMailTo stops unsent mail to an address that is refused. Reminders wait for the next digest; all else is given up, with the
// mail server's reply.
func StopMailTo(tx *Tx, email, words string) error {
	if _, err := tx.exec(`UPDATE reminders SET state = CASE state WHEN `+quoted(models.ReminderMailed)+
		` THEN `+dueReminder+` ELSE state END, outbox_id = NULL
		WHERE outbox_id IN (SELECT id FROM outbox WHERE `+digestsTo+")", email); err != nil {
		return err
	}
	if _, err := tx.exec("DELETE FROM outbox WHERE "+digestsTo, email); err != nil { // so that its day, or its occasion, has none yet
		return err
	}
	_, err := tx.exec("UPDATE outbox SET status = "+quoted(models.MailDead)+", last_error = ? WHERE "+unsentTo, words, email)
	return err
}

// MailState tells whether mail leaves.
func MailState(tx *Tx) (models.MailState, error) {
	state, err := queryOne[models.MailState](tx, "SELECT COUNT(*) AS waiting FROM outbox WHERE status IN ("+unsentMail+")")
	if err != nil {
		return state, err
	}
	if state.Waiting > 0 {
		oldest, err := queryOne[models.OutboxMail](tx, `SELECT created_at FROM outbox WHERE status IN (`+unsentMail+`)
			ORDER BY id LIMIT 1`)
		if err != nil {
			return state, err
		}
		state.Oldest = &oldest.CreatedAt
	}
	rest, err := queryOne[models.MailState](tx, `SELECT (SELECT COUNT(*) FROM outbox WHERE status = `+quoted(models.MailDead)+`) AS dead,
		(SELECT COUNT(*) FROM reminders WHERE state = `+dueReminder+`) AS due`)
	state.Dead, state.Due = rest.Dead, rest.Due
	return state, err
}

// NewestMails gives the newest mails, or those that are older than one, whatever became of them.
func NewestMails(tx *Tx, before models.ID, n int) ([]models.OutboxMail, error) {
	which := where("status <> " + quoted(models.MailMerged))
	if before != "" {
		which = which.And("id < ?", before)
	}
	return queryAll[models.OutboxMail](tx, "SELECT * FROM outbox WHERE ? ORDER BY id DESC LIMIT ?", which, n)
}
