package store

import (
	"slices"
	"strings"

	"qadam/models"
)

// Person is somebody to whom a mail can go; without an Email it is nobody.
type Person struct {
	Name, Email, Language string
}

// Waiting is an item whose clock runs, with those of the responsible organisation who could be told.
type Waiting struct {
	ID                       models.ID
	Reference, Title, Status string
	// Since is the day from which the clock counts: a milestone's due date, the last news, the agreement to a need.
	Since            models.Date
	OrganisationID   models.ID
	OrganisationName string
	Contact          Person `gorm:"embedded;embeddedPrefix:contact_"`
	Focal            Person `gorm:"embedded;embeddedPrefix:focal_"`
	Coordinator      Person `gorm:"embedded;embeddedPrefix:coordinator_"`
}

// Span asks for the items whose clock counts from a day between two others, both included: Limit of them at a time, those
// that come after the last one of the page before.
type Span struct {
	From, To models.Date
	After    Waiting
	Limit    int
}

// live are the statuses of the activities and projects that are chased: finished, suspended and cancelled ones are not.
var live = slices.DeleteFunc(models.ActivityLife.Statuses(), models.Finished)

// beforeAll is an id that comes before every other.
const beforeAll models.ID = "00000000-0000-0000-0000-000000000000"

// after gives the mark on which a page stands; the first page stands before all rows.
func (s Span) after() (models.Date, models.ID) {
	if s.After.ID == "" {
		return s.From, beforeAll
	}
	return s.After.Since, s.After.ID
}

// firstOf joins the first active contact of an organisation with a duty, as the columns of a Person.
func firstOf(alias, duty, organisation string) string {
	return strings.NewReplacer("{p}", alias, "{duty}", duty, "{org}", organisation).Replace(`
		LEFT JOIN contacts {p} ON {p}.id = (SELECT x.id FROM contacts x
			WHERE x.organisation_id = {org} AND x.duty = '{duty}' AND x.active ORDER BY x.id LIMIT 1)`)
}

func person(alias string) string {
	return strings.ReplaceAll("{p}.name AS {p}_name, {p}.email AS {p}_email, {p}.language AS {p}_language", "{p}", alias)
}

// milestonesDue finds open milestones by due date. Whoever is no partner of the activity any more is not told of it.
var milestonesDue = `SELECT m.id, m.reference, m.title, m.status, m.due_on AS since, m.organisation_id, o.name AS organisation_name, ` +
	person("contact") + ", " + person("focal") + ", " + person("coordinator") + `
	FROM milestones m JOIN activities a ON a.id = m.activity_id JOIN projects p ON p.id = a.project_id
	JOIN organisations o ON o.id = m.organisation_id
	LEFT JOIN activity_partners t ON t.activity_id = a.id AND t.organisation_id = m.organisation_id
	LEFT JOIN contacts contact ON contact.id = m.contact_id AND contact.organisation_id = t.organisation_id AND contact.active` +
	firstOf("focal", "focal_point", "t.organisation_id") + firstOf("coordinator", "coordinator", "t.organisation_id") + `
	WHERE m.status = 'planned' AND m.due_on BETWEEN ? AND ? AND (m.due_on, m.id) > (?, ?) AND a.status IN ? AND p.status IN ?
	ORDER BY m.due_on, m.id LIMIT ?`

// MilestonesDue gives open milestones of live activities in the order of their due dates.
func MilestonesDue(tx *Tx, s Span) ([]Waiting, error) {
	day, id := s.after()
	return rows[Waiting](tx, milestonesDue, s.From, s.To, day, id, live, live, s.Limit)
}

// lastNews is the day on which an activity was last heard of: a report or a step of its life. One that is still to begin
// owes no news before its planned start.
const lastNews = `CASE WHEN a.status = 'pipeline' AND a.planned_start > a.status_on AND (a.last_update_on IS NULL OR a.planned_start > a.last_update_on) THEN a.planned_start
	WHEN a.last_update_on > a.status_on THEN a.last_update_on ELSE a.status_on END`

var activitiesQuiet = `SELECT a.id, a.reference, a.title, a.status, ` + lastNews + ` AS since, o.id AS organisation_id, o.name AS organisation_name, ` + person("focal") + `
	FROM activities a JOIN projects p ON p.id = a.project_id
	JOIN activity_partners t ON t.activity_id = a.id AND t.partner_role = 'lead' JOIN organisations o ON o.id = t.organisation_id` +
	firstOf("focal", "focal_point", "t.organisation_id") + `
	WHERE a.id > ? AND a.status IN ? AND p.status IN ? AND ` + lastNews + ` BETWEEN ? AND ? ORDER BY a.id LIMIT ?`

// ActivitiesQuiet gives live activities by the day of their last news, with their lead partner.
func ActivitiesQuiet(tx *Tx, s Span) ([]Waiting, error) {
	_, id := s.after()
	return rows[Waiting](tx, activitiesQuiet, id, live, live, s.From, s.To, s.Limit)
}

// agreedOn is the day since which a need waits for somebody to answer it: prioritizing it does not begin the wait anew,
// coming back from a referral does.
const agreedOn = `COALESCE((SELECT MAX(s.on_date) FROM steps s WHERE s.subject_id = n.id AND NOT s.proposed
	AND s.to_status IN ('agreed', 'prioritized') AND s.from_status NOT IN ('agreed', 'prioritized')), n.status_on)`

// needsUnmatched names no title: what a need says is confidential, and mails are read on the way.
var needsUnmatched = `SELECT n.id, n.reference, n.status, ` + agreedOn + ` AS since, ` + person("contact") + `
	FROM needs n LEFT JOIN users contact ON contact.id = n.owner_id AND contact.active AND contact.role IN ('manager', 'admin')
	WHERE n.id > ? AND n.status IN ('agreed', 'prioritized') AND ` + agreedOn + ` BETWEEN ? AND ?
	AND NOT EXISTS (SELECT 1 FROM referrals r WHERE r.need_id = n.id AND ` + openReferral + `)
	AND NOT EXISTS (SELECT 1 FROM activity_needs an JOIN activities a ON a.id = an.activity_id WHERE an.need_id = n.id AND a.status IN ?)
	ORDER BY n.id LIMIT ?`

// NeedsUnmatched gives the agreed needs that were put before nobody and that no live activity answers. Their Contact is the
// manager who owns the need, if there is one in duty.
func NeedsUnmatched(tx *Tx, s Span) ([]Waiting, error) {
	_, id := s.after()
	return rows[Waiting](tx, needsUnmatched, id, s.From, s.To, models.DateOf(tx.now), live, s.Limit)
}

// ManagersInDuty gives the programme managers, the one who came first before the others.
func ManagersInDuty(tx *Tx) ([]Person, error) {
	return rows[Person](tx, "SELECT name, email, language FROM users WHERE role = 'manager' AND active ORDER BY id")
}

// ActiveRules gives the rules that are switched on.
func ActiveRules(tx *Tx) ([]models.ReminderRule, error) {
	var out []models.ReminderRule
	err := Rules.query(tx).Where("reminder_rules.active").Order("reminder_rules.code").Find(&out).Error
	return out, err
}

// Occasion is what a reminder is about: somebody is told of it once.
type Occasion struct {
	SubjectID models.ID
	Occasion  string
}

// ToldOf gives the occasions of some items on which a rule had somebody told.
func ToldOf(tx *Tx, rule string, subjects []models.ID) (map[Occasion]bool, error) {
	found, err := rows[Occasion](tx, "SELECT DISTINCT subject_id, occasion FROM reminders WHERE rule = ? AND subject_id IN ?", rule, subjects)
	told := make(map[Occasion]bool, len(found))
	for _, o := range found {
		told[o] = true
	}
	return told, err
}

// Letter is a reminder and the mail that carries it.
type Letter struct {
	Reminder models.Reminder
	Mail     models.OutboxMail
}

// lettersAtOnce keeps a statement below what the databases take as parameters.
const lettersAtOnce = 200

// AddLetters records reminders and queues their mails, and gives how many were new: what was recorded before, by whatever
// server, is left out. The record decides and the mail only follows it, so that nobody is mailed twice for one occasion.
func AddLetters(tx *Tx, letters []Letter) (int, error) {
	added := 0
	for part := range slices.Chunk(letters, lettersAtOnce) {
		n, err := addLetters(tx, part)
		if err != nil {
			return 0, err
		}
		added += n
	}
	return added, nil
}

func addLetters(tx *Tx, letters []Letter) (int, error) {
	mails := make(map[models.ID]models.OutboxMail, len(letters))
	args := make([]any, 0, 12*len(letters))
	for _, l := range letters {
		r, m := l.Reminder, l.Mail
		m.ID, m.CreatedAt, m.NextAt, m.Status = models.NewID(), tx.now, tx.now, "waiting"
		mails[m.ID] = m
		args = append(args, models.NewID(), tx.now, r.Rule, r.SubjectType, r.SubjectID, r.Reference, r.Occasion, r.DueOn,
			r.Recipient, r.RecipientName, r.OrganisationID, m.ID)
	}
	added, err := rows[struct{ OutboxID models.ID }](tx, `INSERT INTO reminders
		(id, created_at, rule, subject_type, subject_id, reference, occasion, due_on, recipient, recipient_name, organisation_id, outbox_id)
		VALUES `+tuples(len(letters), 12)+` ON CONFLICT (rule, subject_id, occasion, recipient) DO NOTHING RETURNING outbox_id`, args...)
	if err != nil || len(added) == 0 {
		return 0, err
	}
	queued := make([]models.OutboxMail, len(added))
	for i, a := range added {
		queued[i] = mails[a.OutboxID]
	}
	return len(added), tx.db.Table("outbox").Create(&queued).Error
}
