package store

import (
	"time"

	"qadam/models"
)

// ReviveMail puts a dead mail back in line; false when it is not dead.
func ReviveMail(tx *Tx, id models.ID) (bool, error) {
	n, err := tx.exec("UPDATE outbox SET status = 'waiting', attempts = 0, next_at = ?, claimed_until = NULL WHERE id = ? AND status = 'dead'", tx.now, id)
	return n == 1, err
}

// ClaimMails takes up to n mails that are due, for a while: nobody else sends them until then. A server that dies lets
// them go when the while is over.
func ClaimMails(tx *Tx, n int, forAWhile time.Duration) ([]models.OutboxMail, error) {
	return rows[models.OutboxMail](tx, `UPDATE outbox SET claimed_until = ?, attempts = attempts + 1 WHERE id IN (
		SELECT id FROM outbox WHERE status IN ('waiting', 'retrying') AND next_at <= ? AND (claimed_until IS NULL OR claimed_until <= ?)
		ORDER BY next_at, id LIMIT ?`+tx.dialect.skipLocked+`) RETURNING *`, tx.now.Add(forAWhile), tx.now, tx.now, n)
}

// MarkMail writes what became of a mail that this server had claimed with this attempt; false when it had lost the claim.
func MarkMail(tx *Tx, m models.OutboxMail) (bool, error) {
	n, err := tx.exec("UPDATE outbox SET status = ?, next_at = ?, claimed_until = NULL, last_error = ?, sent_at = ? WHERE id = ? AND attempts = ?",
		m.Status, m.NextAt, m.LastError, m.SentAt, m.ID, m.Attempts)
	return n == 1, err
}

// MailState tells whether mail leaves.
func MailState(tx *Tx) (models.MailState, error) {
	state, err := one[models.MailState](tx, "SELECT COUNT(*) AS waiting FROM outbox WHERE status IN ('waiting', 'retrying')")
	if err != nil {
		return state, err
	}
	if state.Waiting > 0 {
		oldest, err := one[models.OutboxMail](tx, "SELECT created_at FROM outbox WHERE status IN ('waiting', 'retrying') ORDER BY id LIMIT 1")
		if err != nil {
			return state, err
		}
		state.Oldest = &oldest.CreatedAt
	}
	dead, err := one[struct{ N int }](tx, "SELECT COUNT(*) AS n FROM outbox WHERE status = 'dead'")
	state.Dead = dead.N
	return state, err
}

// AddReminder records that somebody is told of an occasion, and queues the mail; false when that was done before, by
// whatever server. The mail is only queued with the record.
func AddReminder(tx *Tx, r models.Reminder, m models.OutboxMail) (bool, error) {
	known, err := one[struct{ N int }](tx, "SELECT COUNT(*) AS n FROM reminders WHERE rule = ? AND subject_id = ? AND occasion = ? AND recipient = ?",
		r.Rule, r.SubjectID, r.Occasion, r.Recipient)
	if err != nil || known.N > 0 {
		return false, err
	}
	added := false
	err = tx.Savepoint(func(tx *Tx) error {
		if err := tx.db.Table("outbox").Create(&m).Error; err != nil {
			return err
		}
		n, err := tx.exec(`INSERT INTO reminders (id, created_at, rule, subject_type, subject_id, reference, occasion, due_on, recipient, recipient_name, organisation_id, outbox_id)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (rule, subject_id, occasion, recipient) DO NOTHING`,
			r.ID, tx.now, r.Rule, r.SubjectType, r.SubjectID, r.Reference, r.Occasion, r.DueOn, r.Recipient, r.RecipientName, r.OrganisationID, m.ID)
		if err != nil {
			return err
		}
		if added = n == 1; !added {
			return errSeen
		}
		return nil
	})
	if err == errSeen {
		err = nil
	}
	return added, err
}

// errSeen undoes the mail of a reminder that another server had just recorded.
var errSeen = &models.Error{Code: models.Conflict, Message: "recorded by another server"}

// TakeLease makes a holder the only one to do a named job until an instant; false while another holds it.
func TakeLease(tx *Tx, name, holder string, until time.Time) (bool, error) {
	n, err := tx.exec(`INSERT INTO leases (name, holder, held_until) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE
		SET holder = excluded.holder, held_until = excluded.held_until WHERE leases.holder = excluded.holder OR leases.held_until <= ?`, name, holder, until, tx.now)
	return n == 1, err
}

// DropLease lets a job go.
func DropLease(tx *Tx, name, holder string) error {
	_, err := tx.exec("DELETE FROM leases WHERE name = ? AND holder = ?", name, holder)
	return err
}

// BeginRun records that a job runs for a key (a local date, say); false when it has run for that key already.
func BeginRun(tx *Tx, job, key string) (bool, error) {
	n, err := tx.exec("INSERT INTO job_runs (job, run_key, started_at) VALUES (?, ?, ?) ON CONFLICT (job, run_key) DO UPDATE SET started_at = excluded.started_at WHERE job_runs.finished_at IS NULL", job, key, tx.now)
	return n == 1, err
}

// EndRun records that a job is done for a key.
func EndRun(tx *Tx, job, key string) error {
	_, err := tx.exec("UPDATE job_runs SET finished_at = ? WHERE job = ? AND run_key = ?", tx.now, job, key)
	return err
}
