package store

import "qadam/models"

// dueReminder is the state of reminders that wait for a mail.
var dueReminder = quoted(models.ReminderDue)

// Reminders are those that wait and those that were sent.
var Reminders = &Noun[models.Reminder]{
	Table: "reminders", Name: "reminder", Scope: reminderScope, Unrestricted: true,
	Filters: []Filter{
		listed("rule", "reminders.rule IN ?", ruleList),
		ids("subject_id", "reminders.subject_id IN ?", "Objects"),
		addresses("recipient", "reminders.recipient"),
		enum[models.ReminderStatus]("status", `(CASE WHEN reminders.state <> `+quoted(models.ReminderMailed)+` THEN reminders.state
			ELSE (SELECT fo.status FROM outbox fo WHERE fo.id = reminders.outbox_id) END) IN ?`),
	},
	Sorts: []Sort{byCreated("reminders")},
	Load:  loadReminders,
}

// loadReminders reads the status of their mails and the reasons of their snoozes.
func loadReminders(tx *Tx, found []*models.Reminder) error {
	all := make([]models.ID, 0, len(found))
	for _, r := range found {
		if r.Status = models.ReminderStatus(r.State); r.OutboxID != "" {
			all = append(all, r.OutboxID)
		}
	}
	mails, err := queryAll[models.OutboxMail](tx, "SELECT id, status, attempts, sent_at, last_error FROM outbox WHERE id IN ?", all)
	if err != nil {
		return err
	}
	index := make(map[models.ID]models.OutboxMail, len(mails))
	for _, m := range mails {
		index[m.ID] = m
	}
	for _, r := range found {
		if m, mailed := index[r.OutboxID]; mailed {
			r.Status, r.Attempts, r.SentAt, r.LastError = models.ReminderStatus(m.Status), m.Attempts, m.SentAt, m.LastError
		}
	}
	return loadSnoozes(tx, found)
}

// PriorReminder is an earlier occasion of an object.
type PriorReminder struct {
	SubjectID     models.ID
	Occasion      string
	Recipient     string
	RecipientName string
	State         models.ReminderState
}

// PriorReminders gives a rule's earlier occasions of some objects, the oldest first.
func PriorReminders(tx *Tx, rule string, subjects []models.ID) (map[models.ID][]PriorReminder, error) {
	found, err := queryAll[PriorReminder](tx, `SELECT subject_id, occasion, recipient, recipient_name, state FROM reminders
		WHERE rule = ? AND subject_id IN ? ORDER BY id`, rule, subjects)
	prior := make(map[models.ID][]PriorReminder, len(found))
	for _, r := range found {
		prior[r.SubjectID] = append(prior[r.SubjectID], r)
	}
	return prior, err
}

// RemindersTo gives a person's reminders, the newest first up to a limit, and until when their objects are snoozed.
func RemindersTo(tx *Tx, person models.ID, limit int) ([]models.Reminder, map[models.ID]models.Date, error) {
	found, err := queryAll[models.Reminder](tx, `SELECT * FROM reminders WHERE person_id = ? AND state IN
		(`+quoted(models.ReminderDue, models.ReminderSnoozed, models.ReminderMailed)+`)
		ORDER BY id DESC LIMIT ?`, person, limit)
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
		if h.PersonID == person && s.Until > models.DateOf(tx.now) {
			held[h.SubjectID] = s.Until
		}
	}
	return found, held, err
}
