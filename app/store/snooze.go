package store

import "qadam/models"

// snoozeKey is an object that is snoozed for a person.
type snoozeKey struct{ SubjectID, PersonID models.ID }

// snooze is until when an object is snoozed for a person, and why.
type snooze struct {
	SubjectID, PersonID models.ID
	Reason              string
	Until               models.Date
}

// snoozesOf gives each person's latest snooze of some objects.
func snoozesOf(tx *Tx, subjects []models.ID) (map[snoozeKey]snooze, error) {
	if len(subjects) == 0 {
		return nil, nil
	}
	all, err := queryAll[snooze](tx, "SELECT subject_id, person_id, until, reason FROM snoozes WHERE subject_id IN ? ORDER BY id", subjects)
	out := make(map[snoozeKey]snooze, len(all))
	for _, s := range all {
		out[snoozeKey{s.SubjectID, s.PersonID}] = s
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
		if s, snoozed := held[snoozeKey{r.SubjectID, r.PersonID}]; snoozed && r.State == models.ReminderSnoozed {
			r.Why = s.Reason
		}
	}
	return err
}

// Snooze holds back the reminders about a reminder's object for its person, those that are due and those to come.
func Snooze(tx *Tx, r *models.Reminder, in models.SnoozeInput) error {
	if _, err := tx.exec(`INSERT INTO snoozes (id, created_at, subject_id, person_id, recipient, until, reason, actor_id, actor_name)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		models.NewID(), tx.now, r.SubjectID, r.PersonID, r.Recipient, in.Until, in.Reason, tx.actor.UserID, tx.actor.Name); err != nil {
		return err
	}
	_, err := tx.exec(`UPDATE reminders SET state = `+quoted(models.ReminderSnoozed)+`, held_until = ?
		WHERE subject_id = ? AND person_id = ? AND state IN (`+quoted(models.ReminderDue, models.ReminderSnoozed)+
		`)`, in.Until, r.SubjectID, r.PersonID)
	return err
}
