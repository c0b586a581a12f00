package store

import (
	"slices"

	"qadam/models"
)

// Reminders is what people were told, or are about to be: an organisation's for those who are at it, and one's own.
var Reminders = &Noun[models.Reminder]{Table: "reminders", Scope: reminderScope, Sorts: []Sort{byBirth("reminders")},
	Filters: []Filter{codes("rule", "reminders.rule IN ?", "Rules"), ids("subject_id", "reminders.subject_id IN ?", "Objects"), codes("recipient", "reminders.recipient IN ?", "Addresses"),
		enum("status", `(CASE WHEN reminders.state <> 'mailed' THEN reminders.state ELSE (SELECT fo.status FROM outbox fo WHERE fo.id = reminders.outbox_id) END) IN ?`, models.ReminderStatuses)},
	Load: loadReminders}

func reminderScope(tx *Tx) Where {
	switch a := tx.actor; {
	case a.SeesAll():
		return everything
	case a.Role == models.Partner:
		return Where{SQL: "(reminders.organisation_id = ? OR reminders.recipient = ?)", Args: []any{a.OrganisationID, a.Email}}
	case a.Email != "":
		return Where{SQL: "reminders.recipient = ?", Args: []any{a.Email}}
	}
	return nothing
}

// loadReminders brings the state of the mails that carry them.
func loadReminders(tx *Tx, found []*models.Reminder) error {
	all := make([]models.ID, 0, len(found))
	for _, r := range found {
		if r.Status = r.State; r.OutboxID != "" {
			all = append(all, r.OutboxID)
		}
	}
	mails, err := rows[models.OutboxMail](tx, "SELECT id, status, attempts, sent_at, last_error FROM outbox WHERE id IN ?", all)
	if err != nil {
		return err
	}
	index := make(map[models.ID]models.OutboxMail, len(mails))
	for _, m := range mails {
		index[m.ID] = m
	}
	for _, r := range found {
		if m, carried := index[r.OutboxID]; carried {
			r.Status, r.Attempts, r.SentAt, r.LastError = m.Status, m.Attempts, m.SentAt, m.LastError
		}
	}
	return loadSnoozes(tx, found)
}

// loadSnoozes shows of what is held back the reason for that, in the place of why it came to its recipient.
func loadSnoozes(tx *Tx, found []*models.Reminder) error {
	var subjects []models.ID
	for _, r := range found {
		if r.State == models.ReminderSnoozed {
			subjects = append(subjects, r.SubjectID)
		}
	}
	held, err := snoozesOf(tx, subjects)
	for _, r := range found {
		if s, snoozed := held[holding{r.SubjectID, r.Recipient}]; snoozed && r.State == models.ReminderSnoozed {
			r.Why = s.Reason
		}
	}
	return err
}

// ActiveRules gives the rules that are switched on.
func ActiveRules(tx *Tx) ([]models.ReminderRule, error) {
	return collect[models.ReminderRule](tx, Rules.selection(tx).Where("reminder_rules.active").Order("reminder_rules.code"))
}

// Told is an occasion on which somebody was told of an object.
type Told struct {
	SubjectID     models.ID
	Occasion      string
	Recipient     string
	RecipientName string
	State         string
}

// ToldOf gives the occasions of some objects on which a rule had somebody told, the oldest first.
func ToldOf(tx *Tx, rule string, subjects []models.ID) (map[models.ID][]Told, error) {
	found, err := rows[Told](tx, "SELECT subject_id, occasion, recipient, recipient_name, state FROM reminders WHERE rule = ? AND subject_id IN ? ORDER BY id", rule, subjects)
	told := make(map[models.ID][]Told, len(found))
	for _, t := range found {
		told[t.SubjectID] = append(told[t.SubjectID], t)
	}
	return told, err
}

// holding is an object that is held back for a recipient.
type holding struct {
	SubjectID models.ID
	Recipient string
}

// snooze is until when, and why.
type snooze struct {
	SubjectID         models.ID
	Recipient, Reason string
	Until             models.Date
}

// snoozesOf gives what was held back of some objects: of each recipient's the latest, which may correct an earlier one.
func snoozesOf(tx *Tx, subjects []models.ID) (map[holding]snooze, error) {
	if len(subjects) == 0 {
		return nil, nil
	}
	all, err := rows[snooze](tx, "SELECT subject_id, recipient, until, reason FROM snoozes WHERE subject_id IN ? ORDER BY id", subjects)
	out := make(map[holding]snooze, len(all))
	for _, s := range all {
		out[holding{s.SubjectID, s.Recipient}] = s
	}
	return out, err
}

// AddReminders records what is owed, and gives how many were new: what was recorded before, by whatever server, is left out.
// The record decides, so that nobody is mailed twice for one occasion. What its recipient snoozes waits until that ends.
func AddReminders(tx *Tx, found []models.Reminder) (int, error) {
	added := 0
	for part := range slices.Chunk(found, remindersAtOnce) {
		n, err := addReminders(tx, part)
		if err != nil {
			return 0, err
		}
		added += n
	}
	return added, nil
}

// remindersAtOnce keeps a statement below what the databases take as parameters.
const remindersAtOnce = 200

func addReminders(tx *Tx, part []models.Reminder) (int, error) {
	subjects := make([]models.ID, len(part))
	for i, r := range part {
		subjects[i] = r.SubjectID
	}
	held, err := snoozesOf(tx, subjects)
	if err != nil {
		return 0, err
	}
	const columns = 17
	args := make([]any, 0, columns*len(part))
	for _, r := range part {
		state := models.ReminderDue
		if s := held[holding{r.SubjectID, r.Recipient}]; s.Until > models.DateOf(tx.now) {
			state, r.HeldUntil = models.ReminderSnoozed, s.Until
		}
		args = append(args, models.NewID(), tx.now, r.Rule, r.SubjectType, r.SubjectID, r.Reference, r.Occasion, r.DueOn,
			r.Recipient, r.RecipientName, r.OrganisationID, state, r.Since, r.Rung, r.Role, r.AtOnce, r.Courtesy)
		args = append(args, r.ToldBefore, r.HeldUntil, r.Why)
	}
	n, err := tx.exec(`INSERT INTO reminders (id, created_at, rule, subject_type, subject_id, reference, occasion, due_on, recipient, recipient_name, organisation_id,
		state, since, rung, role, at_once, courtesy, told_before, held_until, why)
		VALUES `+tuples(len(part), columns+3)+` ON CONFLICT (rule, subject_id, occasion, recipient) DO NOTHING`, args...)
	return int(n), err
}

// RemindersTo gives what somebody was told of, or is about to be, the newest first, at most so much of it, and what of its objects
// they hold back, until when.
func RemindersTo(tx *Tx, recipient string, limit int) ([]models.Reminder, map[models.ID]models.Date, error) {
	found, err := rows[models.Reminder](tx, "SELECT * FROM reminders WHERE recipient = ? AND state IN ('due', 'snoozed', 'mailed') ORDER BY id DESC LIMIT ?", recipient, limit)
	if err != nil || len(found) == 0 {
		return nil, nil, err
	}
	subjects := make([]models.ID, len(found))
	for i, r := range found {
		subjects[i] = r.SubjectID
	}
	all, err := snoozesOf(tx, subjects)
	held := map[models.ID]models.Date{}
	for h, s := range all {
		if h.Recipient == recipient && s.Until > models.DateOf(tx.now) {
			held[h.SubjectID] = s.Until
		}
	}
	return found, held, err
}

// WakeReminders lets go what was held back until a day.
func WakeReminders(tx *Tx, day models.Date) error {
	_, err := tx.exec("UPDATE reminders SET state = 'due', held_until = NULL WHERE state = 'snoozed' AND held_until <= ?", day)
	return err
}

// Snooze holds back what concerns an object for one recipient, what waits now and what is still to come.
func Snooze(tx *Tx, subject models.ID, recipient string, in models.SnoozeInput) error {
	if _, err := tx.exec("INSERT INTO snoozes (id, created_at, subject_id, recipient, until, reason, actor_id, actor_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		models.NewID(), tx.now, subject, recipient, in.Until, in.Reason, tx.actor.UserID, tx.actor.Name); err != nil {
		return err
	}
	_, err := tx.exec("UPDATE reminders SET state = 'snoozed', held_until = ? WHERE subject_id = ? AND recipient = ? AND state IN ('due', 'snoozed')", in.Until, subject, recipient)
	return err
}

// SendAtOnce makes a reminder that waits, or is held back, go with a mail of its own; false when it does not wait.
func SendAtOnce(tx *Tx, id models.ID) (bool, error) {
	n, err := tx.exec("UPDATE reminders SET state = 'due', at_once = TRUE, held_until = NULL WHERE id = ? AND state IN ('due', 'snoozed')", id)
	return n == 1, err
}

// RecipientsDue gives whom something waits for, in the order of their addresses.
func RecipientsDue(tx *Tx, after string, limit int) ([]string, error) {
	found, err := rows[models.Reminder](tx, "SELECT DISTINCT recipient FROM reminders WHERE state = 'due' AND recipient > ? ORDER BY recipient LIMIT ?", after, limit)
	out := make([]string, len(found))
	for i, r := range found {
		out[i] = r.Recipient
	}
	return out, err
}

// RecipientsAway gives for whom something waits while, about this day, somebody stands in for them.
func RecipientsAway(tx *Tx, day models.Date) ([]string, error) {
	found, err := rows[models.Mailbox](tx, `SELECT DISTINCT b.email FROM mailboxes b JOIN reminders r ON r.recipient = b.email AND r.state = 'due'
		WHERE b.deputy_email <> '' AND b.away_from <= ? AND b.away_until >= ? ORDER BY b.email`, day.AddDays(1), day.AddDays(-1))
	out := make([]string, len(found))
	for i, b := range found {
		out[i] = b.Email
	}
	return out, err
}

// LockDue gives what waits for one recipient, at most so much of it, the oldest first, and keeps other servers from it.
func LockDue(tx *Tx, recipient string, limit int) ([]models.Reminder, error) {
	return rows[models.Reminder](tx, "SELECT * FROM reminders WHERE state = 'due' AND recipient = ? ORDER BY id LIMIT ?"+tx.dialect.skipLocked, recipient, limit)
}

// DropReminders says of reminders that they are not needed any more, and why.
func DropReminders(tx *Tx, all []models.ID, why string) error {
	if len(all) == 0 {
		return nil
	}
	_, err := tx.exec("UPDATE reminders SET state = 'dropped', why = ? WHERE id IN ?", why, all)
	return err
}

// ForgetReminders takes back what was recorded for somebody and never said to them.
func ForgetReminders(tx *Tx, all []models.ID) error {
	if len(all) == 0 {
		return nil
	}
	_, err := tx.exec("DELETE FROM reminders WHERE id IN ?", all)
	return err
}

// CarryReminders gives reminders to a mail.
func CarryReminders(tx *Tx, all []models.ID, mail models.ID) error {
	_, err := tx.exec("UPDATE reminders SET state = 'mailed', outbox_id = ? WHERE id IN ?", mail, all)
	return err
}

// HandOver gives what waits for one recipient to another. What the other was told anyway is dropped.
func HandOver(tx *Tx, from, to, name string, all []models.ID) error {
	why := "Handed over to " + name + ", who stands in"
	if _, err := tx.exec(`UPDATE reminders SET state = 'dropped', why = ? WHERE id IN ? AND EXISTS (SELECT 1 FROM reminders o
		WHERE o.rule = reminders.rule AND o.subject_id = reminders.subject_id AND o.occasion = reminders.occasion AND o.recipient = ?)`, why, all, to); err != nil {
		return err
	}
	_, err := tx.exec("UPDATE reminders SET recipient = ?, recipient_name = ?, role = 'deputy', why = ? WHERE id IN ? AND state = 'due'",
		to, name, "In place of "+from, all)
	return err
}

// AddDigest queues a mail that is the only one with its key; false when there is one already.
func AddDigest(tx *Tx, m models.OutboxMail) (bool, error) {
	n, err := tx.exec(`INSERT INTO outbox (id, created_at, recipient, name, reply_to, subject, language, text_body, html_body, message_id, status, attempts, next_at,
		last_error, digest_key, unsubscribe) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', 0, ?, '', ?, ?) ON CONFLICT DO NOTHING`,
		m.ID, tx.now, m.Recipient, m.Name, m.ReplyTo, m.Subject, m.Language, m.TextBody, m.HTMLBody, m.MessageID, tx.now, m.DigestKey, m.Unsubscribe)
	return n == 1, err
}

// Absorb takes the reminders out of a recipient's earlier mails that have not left, so that the next one says it all; the
// mails themselves go no more. A mail that the mail server may have taken stays as it is.
func Absorb(tx *Tx, recipient string) ([]models.Reminder, error) {
	if _, err := tx.exec("UPDATE outbox SET status = 'merged' WHERE "+digestsTo, recipient); err != nil {
		return nil, err
	}
	return rows[models.Reminder](tx, "SELECT r.* FROM reminders r JOIN outbox o ON o.id = r.outbox_id WHERE o.recipient = ? AND o.status = 'merged'", recipient)
}
