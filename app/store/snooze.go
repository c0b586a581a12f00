package store

import "qadam/models"

// snoozeKey is an object that is snoozed for a recipient.
type snoozeKey struct {
	SubjectID models.ID
	Recipient string
}

// snooze is until when an object is snoozed for a recipient, and why.
type snooze struct {
	SubjectID         models.ID
	Recipient, Reason string
	Until             models.Date
}

// snoozesOf gives each recipient's latest snooze of some objects.
func snoozesOf(tx *Tx, subjects []models.ID) (map[snoozeKey]snooze, error) {
	if len(subjects) == 0 {
		return nil, nil
	}
	all, err := queryAll[snooze](tx, "SELECT subject_id, recipient, until, reason FROM snoozes WHERE subject_id IN ? ORDER BY id", subjects)
	out := make(map[snoozeKey]snooze, len(all))
	for _, s := range all {
		out[snoozeKey{s.SubjectID, s.Recipient}] = s
	}
	return out, err
}

// loadSnoozes puts a snooze's reason in the place of the reminder's.
func loadSnoozes(tx *Tx, found []*models.Reminder) error {
	var subjects []models.ID
	for _, r := range found {
		if r.State == models.ReminderSnoozed {
			subjects = append(subjects, r.SubjectID)
		}
	}
	held, err := snoozesOf(tx, subjects)
	for _, r := range found {
		if s, snoozed := held[snoozeKey{r.SubjectID, r.Recipient}]; snoozed && r.State == models.ReminderSnoozed {
			r.Why = s.Reason
		}
	}
	return err
}

// Snooze holds back an object's reminders for one recipient, those that are due and those to come.
func Snooze(tx *Tx, subject models.ID, recipient string, in models.SnoozeInput) error {
	if _, err := tx.exec(`INSERT INTO snoozes (id, created_at, subject_id, recipient, until, reason, actor_id, actor_name)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		models.NewID(), tx.now, subject, recipient, in.Until, in.Reason, tx.actor.UserID, tx.actor.Name); err != nil {
		return err
	}
	_, err := tx.exec(`UPDATE reminders SET state = `+quoted(models.ReminderSnoozed)+`, held_until = ?
		WHERE subject_id = ? AND recipient = ? AND state IN (`+quoted(models.ReminderDue, models.ReminderSnoozed)+
		`)`, in.Until, subject, recipient)
	return err
}
