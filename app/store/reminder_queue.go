package store

import (
	"slices"

	"qadam/app/store/batch"
	"qadam/models"
)

// AddReminders records what is owed, and gives how many reminders were new: what any server has recorded is left out, so that no
// occasion is mailed twice. Reminders of snoozed objects wait until the snooze ends.
func AddReminders(tx *Tx, found []models.Reminder) (int, error) {
	added := 0
	for part := range slices.Chunk(found, maxReminderRows) {
		n, err := insertReminders(tx, part)
		if err != nil {
			return 0, err
		}
		added += n
	}
	return added, nil
}

// maxReminderRows keeps a statement below the databases' limit of parameters.
const maxReminderRows = 200

func insertReminders(tx *Tx, part []models.Reminder) (int, error) {
	subjects := make([]models.ID, len(part))
	for i, r := range part {
		subjects[i] = r.SubjectID
	}
	held, err := snoozesOf(tx, subjects)
	if err != nil {
		return 0, err
	}
	columns := []string{"id", "created_at", "rule", "subject_type", "subject_id", "reference", "occasion", "due_on",
		"person_id", "recipient", "recipient_name", "organisation_id", "state", "since", "rung", "role", "at_once", "courtesy",
		"told_before", "held_until", "why"}
	args := make([]any, 0, len(columns)*len(part))
	for _, r := range part {
		state := models.ReminderDue
		if s := held[snoozeKey{r.SubjectID, r.PersonID}]; s.Until > models.DateOf(tx.now) {
			state, r.HeldUntil = models.ReminderSnoozed, s.Until
		}
		args = append(args, models.NewID(), tx.now, r.Rule, r.SubjectType, r.SubjectID, r.Reference, r.Occasion, r.DueOn,
			r.PersonID, r.Recipient, r.RecipientName, r.OrganisationID, state, r.Since, r.Rung, r.Role,
			r.AtOnce, r.Courtesy, r.ToldBefore, r.HeldUntil, r.Why)
	}
	n, err := tx.exec(batch.InsertInto("reminders", columns)+batch.Tuples(len(part), len(columns))+
		" ON CONFLICT (rule, subject_id, occasion, recipient) DO NOTHING", args...)
	return int(n), err
}

// EndSnoozes makes due what was snoozed until a day.
func EndSnoozes(tx *Tx, day models.Date) error {
	_, err := tx.exec("UPDATE reminders SET state = "+dueReminder+", held_until = NULL WHERE state = "+quoted(models.ReminderSnoozed)+
		" AND held_until <= ?", day)
	return err
}

// SendAtOnce makes a due or snoozed reminder go with a mail of its own; false for others.
func SendAtOnce(tx *Tx, id models.ID) (bool, error) {
	n, err := tx.exec(`UPDATE reminders SET state = `+dueReminder+`, at_once = TRUE, held_until = NULL
		WHERE id = ? AND state IN (`+quoted(models.ReminderDue, models.ReminderSnoozed)+`)`, id)
	return n == 1, err
}

// PeopleDue gives people with due reminders, in the order of their ids.
func PeopleDue(tx *Tx, after models.ID, limit int) ([]models.ID, error) {
	return queryIDs(tx, `SELECT DISTINCT person_id FROM reminders WHERE state = `+dueReminder+` AND person_id > ?
		ORDER BY person_id LIMIT ?`, after, limit)
}

// PeopleAway gives people with due reminders who have a deputy about this day.
func PeopleAway(tx *Tx, day models.Date) ([]models.ID, error) {
	return queryIDs(tx, `SELECT DISTINCT p.id FROM mailboxes b JOIN people p ON p.email = b.email
		JOIN reminders r ON r.person_id = p.id AND r.state = `+dueReminder+`
		WHERE b.deputy_email <> '' AND b.away_from <= ? AND b.away_until >= ? ORDER BY p.id`, day.AddDays(1), day.AddDays(-1))
}

// LockDueReminders locks a person's due reminders, the oldest first up to a limit.
func LockDueReminders(tx *Tx, person models.ID, limit int) ([]models.Reminder, error) {
	return queryAll[models.Reminder](tx, `SELECT * FROM reminders WHERE state = `+dueReminder+` AND person_id = ?
		ORDER BY id LIMIT ?`+tx.dialect.skipLocked,
		person, limit)
}

// DropReminders drops reminders, with the reason.
func DropReminders(tx *Tx, all []models.ID, why string) error {
	if len(all) == 0 {
		return nil
	}
	_, err := tx.exec("UPDATE reminders SET state = "+quoted(models.ReminderDropped)+", why = ? WHERE id IN ?", why, all)
	return err
}

// DeleteReminders deletes reminders that were never sent.
func DeleteReminders(tx *Tx, all []models.ID) error {
	if len(all) == 0 {
		return nil
	}
	_, err := tx.exec("DELETE FROM reminders WHERE id IN ?", all)
	return err
}

// AttachReminders attaches reminders to a mail.
func AttachReminders(tx *Tx, all []models.ID, mail models.ID) error {
	_, err := tx.exec("UPDATE reminders SET state = "+quoted(models.ReminderMailed)+", outbox_id = ? WHERE id IN ?", mail, all)
	return err
}

// HandOverReminders gives a person's reminders to another. Those that the other has anyway are dropped.
func HandOverReminders(tx *Tx, from string, to RecipientMailbox, all []models.ID) error {
	why := "Handed over to " + to.Name + ", who stands in"
	if _, err := tx.exec(`UPDATE reminders SET state = `+quoted(models.ReminderDropped)+`, why = ? WHERE id IN ? AND EXISTS (SELECT 1 FROM
		reminders o
		WHERE o.rule = reminders.rule AND o.subject_id = reminders.subject_id AND o.occasion = reminders.occasion AND o.recipient = ?)`,
		why, all, to.Email); err != nil {
		return err
	}
	_, err := tx.exec("UPDATE reminders SET person_id = ?, recipient = ?, recipient_name = ?, role = "+quoted(models.RecipientDeputy)+
		", why = ? WHERE id IN ? AND state = "+dueReminder,
		to.Person, to.Email, to.Name, "In place of "+from, all)
	return err
}
