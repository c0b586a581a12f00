package store

import (
	"slices"
	"strings"
	"time"

	"qadam/models"
)

// WatchedItem is an item whose clock runs, with its possible recipients.
type WatchedItem struct {
	ID                       models.ID
	Reference, Title, Status string
	// Since is the day of the event that started the clock: a milestone's due date, the last news, the agreement to a need.
	Since models.Date
	// Instant is when a consent begins or ends, where that is what is watched: Since is the last day before it in its State.
	Instant *time.Time
	// Months are the object's own part of its clock's length: a project's reporting cycle.
	Months int
	// EndsOn is the adjusted end of the clock; "" leaves it to the rule.
	EndsOn           models.Date
	CountryCode      string
	OrganisationID   models.ID
	OrganisationName string
	// The group is the object under which mails show the item: its activity, or itself.
	GroupID              models.ID
	GroupRef, GroupTitle string
	LastNews             models.Date
	Contact              Recipient `gorm:"embedded;embeddedPrefix:contact_"`
	Focal                Recipient `gorm:"embedded;embeddedPrefix:focal_"`
	Coordinator          Recipient `gorm:"embedded;embeddedPrefix:coordinator_"`
}

// Span asks for a page of the items whose clock began between two days, both included; From "" is no bound. With IDs it asks for
// these items only.
type Span struct {
	From, To models.Date
	After    WatchedItem
	Limit    int
	IDs      []models.ID
}

// after gives the position of a page; the first page is before all rows.
func (s Span) after() (models.Date, models.ID) {
	if s.After.ID == "" {
		return s.From, models.NilID
	}
	return s.After.Since, s.After.ID
}

// joinFirstContact joins the first active contact of an organisation with a duty, as the columns of a Person.
func joinFirstContact(alias, duty, organisation string) string {
	return strings.NewReplacer("{p}", alias, "{duty}", duty, "{org}", organisation).Replace(`
		LEFT JOIN contacts {p} ON {p}.id = (SELECT x.id FROM contacts x
			WHERE x.organisation_id = {org} AND x.duty = '{duty}' AND x.active ORDER BY x.id LIMIT 1)`)
}

func personColumns(alias string) string {
	return strings.ReplaceAll("{p}.name AS {p}_name, {p}.email AS {p}_email, {p}.language AS {p}_language", "{p}", alias)
}

// eventSearch is one kind of event: how its open items are found. Columns, tables and conditions are written out; the days and
// the page come on top. Items with a clock of their own are found on any day of their event.
type eventSearch struct {
	watches              models.Watch
	columns, from, where string
	args                 []any
	id, since            string
	// coming and today take the instant, or its day, as their first argument.
	coming, today bool
	// byDay reads in the order of the days, which has an index; the others read in the order of their ids.
	byDay bool
	// adjustable events may have a row in clocks, joined as k.
	adjustable bool
}

// find gives the open items of a span.
func (q eventSearch) find(tx *Tx, s Span) ([]WatchedItem, error) {
	sql, args := "SELECT "+q.columns, slices.Clone(q.args)
	if q.coming {
		args = append(args, tx.now)
	}
	if q.today {
		args = append([]any{models.DateOf(tx.now)}, args...)
	}
	sql += ", " + q.since + " AS since"
	where := q.where
	if q.adjustable {
		sql += ", k.due_on AS ends_on"
		q.from += " LEFT JOIN clocks k ON k.subject_id = " + q.id + " AND k.watches = " + quoted(q.watches)
		where += " AND k.met_on IS NULL"
	}
	sql += " FROM " + q.from + " WHERE " + where
	day, id := s.after()
	switch within := q.since + " BETWEEN ? AND ?"; {
	case s.IDs != nil:
		sql, args = sql+" AND "+q.id+" IN ? ORDER BY "+q.id, append(args, s.IDs)
		return queryAll[WatchedItem](tx, sql, args...)
	case q.byDay:
		sql += " AND " + within + " AND (" + q.since + ", " + q.id + ") > (?, ?) ORDER BY " + q.since + ", " + q.id + " LIMIT ?"
		args = append(args, s.From, s.To, day, id, s.Limit)
	default:
		since := []any{s.From, s.To}
		if s.From == "" { // the day is computed once less
			within, since = q.since+" <= ?", since[1:]
		}
		if q.adjustable {
			within = "(" + within + " OR k.due_on IS NOT NULL)"
		}
		sql += " AND " + within + " AND " + q.id + " > ? ORDER BY " + q.id + " LIMIT ?"
		args = append(append(args, since...), id, s.Limit)
	}
	return queryAll[WatchedItem](tx, sql, args...)
}

// FindWatched gives the open items of a span that a rule watches.
func FindWatched(tx *Tx, watches models.Watch, s Span) ([]WatchedItem, error) {
	q, known := eventSearches[watches]
	if !known {
		return nil, models.Errorf(models.Internal, "There is no search for what %q watches.", watches)
	}
	q.watches = watches
	found, err := q.find(tx, s)
	if err != nil || !q.coming {
		return found, err
	}
	return found, setLastDays(tx, found)
}

// setLastDays sets the last day before an item's instant, in its State's zone.
func setLastDays(tx *Tx, found []WatchedItem) error {
	var states []string
	for _, w := range found {
		states = append(states, w.CountryCode)
	}
	zones, err := timeZonesOf(tx, states)
	for i := range found {
		found[i].Since = models.LastDay(*found[i].Instant, zones[found[i].CountryCode])
	}
	return err
}

// lastNews is the day on which an activity was last heard of: a report or a step of its life. An activity owes no news before its
// planned start.
const lastNews = `CASE WHEN a.status = 'pipeline' AND a.planned_start > a.status_on AND (a.last_update_on IS NULL
	OR a.planned_start > a.last_update_on) THEN a.planned_start
	WHEN a.last_update_on > a.status_on THEN a.last_update_on ELSE a.status_on END`

// agreedOn is the day since which a need waits for an answer: prioritizing does not restart the wait, coming back from a referral
// does.
const agreedOn = `COALESCE((SELECT MAX(s.on_date) FROM steps s WHERE s.subject_id = n.id AND NOT s.proposed
	AND s.to_status IN ('agreed', 'prioritized') AND s.from_status NOT IN ('agreed', 'prioritized')), n.status_on)`

// referredOn is the day of a need's first referral.
const referredOn = `(SELECT MIN(s.on_date) FROM steps s WHERE s.subject_id = n.id AND s.to_status = 'referred' AND NOT s.proposed)`

// joinOwner joins the manager who owns a need.
const joinOwner = ` LEFT JOIN users contact ON contact.id = n.owner_id AND contact.active AND contact.role IN ('manager', 'admin')`

// eventSearches read no title of a need, a mission or a consent: those are confidential, and mails are not.
var eventSearches = map[models.Watch]eventSearch{
	// Former partners of the activity are not told of its milestones.
	models.WatchMilestone: {id: "m.id", since: "m.due_on", byDay: true,
		columns: `m.id, m.reference, m.title, m.status, a.country_code, m.organisation_id, o.name AS organisation_name, a.id AS group_id,
			a.reference AS group_ref,
			a.title AS group_title, a.last_update_on AS last_news, ` + personColumns("contact") + ", " + personColumns("focal") + ", " +
			personColumns("coordinator"),
		from: `milestones m JOIN activities a ON a.id = m.activity_id JOIN projects p ON p.id = a.project_id
			JOIN organisations o ON o.id = m.organisation_id
			LEFT JOIN activity_partners t ON t.activity_id = a.id AND t.organisation_id = m.organisation_id
			LEFT JOIN contacts contact ON contact.id = m.contact_id AND contact.organisation_id = t.organisation_id AND contact.active` +
			joinFirstContact("focal", "focal_point", "t.organisation_id") + joinFirstContact("coordinator", "coordinator",
			"t.organisation_id"),
		where: `m.status = 'planned' AND a.status IN ? AND p.status IN ?`, args: []any{liveStatuses, liveStatuses}},
	models.WatchNews: {id: "a.id", since: lastNews,
		columns: `a.id, a.reference, a.title, a.status, a.country_code, o.id AS organisation_id, o.name AS organisation_name,
			a.id AS group_id, a.reference AS group_ref,
			a.title AS group_title, a.last_update_on AS last_news, ` + personColumns("focal") + ", " + personColumns("coordinator"),
		from: `activities a JOIN projects p ON p.id = a.project_id
			JOIN activity_partners t ON t.activity_id = a.id AND t.partner_role = 'lead' JOIN organisations o ON o.id = t.organisation_id` +
			joinFirstContact("focal", "focal_point", "t.organisation_id") + joinFirstContact("coordinator", "coordinator",
			"t.organisation_id"),
		where: `a.status IN ? AND p.status IN ?`, args: []any{liveStatuses, liveStatuses}},
	models.WatchUpdate: {id: "p.id", since: "COALESCE(p.last_update_on, p.starts_on)",
		columns: `p.id, p.reference, p.title, p.status, p.reporting_months AS months, o.country_code, o.id AS organisation_id,
			o.name AS organisation_name,
			p.id AS group_id, p.reference AS group_ref, p.title AS group_title, p.last_update_on AS last_news, ` + personColumns("focal") +
			", " + personColumns("coordinator"),
		from: `projects p JOIN organisations o ON o.id = p.lead_organisation_id` +
			joinFirstContact("focal", "focal_point", "o.id") + joinFirstContact("coordinator", "coordinator", "o.id"),
		where: `p.reporting_months > 0 AND p.status IN ? AND p.status <> 'pipeline'`, args: []any{liveStatuses}},
	models.WatchUnmatched: {id: "n.id", since: agreedOn, today: true,
		columns: `n.id, n.reference, n.status, n.country_code, n.id AS group_id, n.reference AS group_ref, ` + personColumns("contact"),
		from:    `needs n` + joinOwner,
		where: `n.status IN ('agreed', 'prioritized')
			AND NOT EXISTS (SELECT 1 FROM referrals r WHERE r.need_id = n.id AND ` + openReferral + `)
			AND NOT EXISTS (SELECT 1 FROM activity_needs an JOIN activities a ON a.id = an.activity_id WHERE an.need_id = n.id
				AND a.status IN ?)`,
		args: []any{liveStatuses}},
	models.WatchMet: {id: "n.id", since: referredOn, adjustable: true,
		columns: `n.id, n.reference, n.status, n.country_code, n.id AS group_id, n.reference AS group_ref, ` + personColumns("contact"),
		from:    `needs n` + joinOwner,
		where:   `n.status IN ('referred', 'taken_up', 'in_delivery')`},
	models.WatchDraft:   missionSearch("draft_sent_on", "draft_sent"),
	models.WatchReport:  missionSearch("report_sent_on", "report_sent"),
	models.WatchSilence: consentSearch("c.effective_from", "c.silence_days > 0"),
	models.WatchExpiry:  consentSearch("c.expires_at", "NOT "+renewed),
	models.WatchDonorReport: {id: "d.id", since: "d.due_on",
		columns: `d.id, o.code AS reference, d.agreement AS title, 'due' AS status, o.country_code, o.id AS organisation_id,
			o.name AS organisation_name, d.id AS group_id, o.code AS group_ref`,
		from:  `report_deadlines d JOIN organisations o ON o.id = d.organisation_id`,
		where: `NOT EXISTS (SELECT 1 FROM reports r WHERE r.organisation_id = d.organisation_id AND r.as_of >= d.covers_to)`},
}

// missionSearch finds the missions whose State was sent a report and has not answered.
func missionSearch(sent, status string) eventSearch {
	return eventSearch{id: "m.id", since: "m." + sent, adjustable: true,
		columns: `m.id, m.reference, m.status, m.country_code, m.id AS group_id, m.reference AS group_ref`,
		from:    `missions m`,
		where:   `m.status = '` + status + `' AND m.` + sent + ` IS NOT NULL`}
}

// renewed tells that a later entry replaces a consent, so that its expiry changes nothing.
const renewed = `EXISTS (SELECT 1 FROM consents r WHERE r.subject_id = c.subject_id AND r.audience = c.audience AND r.objected_at IS NULL
	AND (r.withdrawn_at IS NULL OR r.withdrawn_at > r.effective_from) AND r.effective_from < c.expires_at
		AND (r.effective_from, r.id) > (c.effective_from, c.id))`

// consentSearch finds consents that begin or end. Their instants cannot be adjusted.
func consentSearch(instant, where string) eventSearch {
	return eventSearch{id: "c.id", since: instant, coming: true,
		columns: `c.id, COALESCE(m.reference, n.reference, f.reference) AS reference, 'asked' AS status, c.country_code, c.id AS group_id,
			COALESCE(m.reference, n.reference, f.reference) AS group_ref, ` + instant + ` AS instant`,
		from: `consents c LEFT JOIN missions m ON m.id = c.subject_id LEFT JOIN needs n ON n.id = c.subject_id
			LEFT JOIN findings f ON f.id = c.subject_id`,
		where: `c.withdrawn_at IS NULL AND c.objected_at IS NULL AND c.extent <> 'none' AND ` + where + ` AND ` + instant + ` > ?`}
}
