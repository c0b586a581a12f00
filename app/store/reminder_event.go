package store

import (
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
	// StartedOn is when its clock started, if not at Since.
	StartedOn models.Date
	// Instant is when a consent ends, where that is what is watched: Since is the last day before it in its State. It is when silence
	// is consent, which has begun at BeganAt.
	Instant, BeganAt *time.Time
	// PeriodEnd is where a rule's own days begin to count, if not at Since: the day after a period of a project's reporting cycle,
	// the last day for the answer to a referral.
	PeriodEnd models.Date
	// Months is the length of that cycle.
	Months int
	// AskedAt is when a State was asked.
	AskedAt *time.Time
	// Waits tells that its clock has not begun, and SilenceDays how many working days it will run from the State's mail.
	Waits       bool
	SilenceDays int
	// Count is how many objects the item is, where it is one for many.
	Count int
	// EndsOn is the adjusted end of the clock; "" leaves it to the rule.
	EndsOn           models.Date
	CountryCode      string
	OrganisationID   models.ID
	OrganisationName string
	// OrganisationCode stands for a reference that the organisation may not be told for good; "" where it may.
	OrganisationCode string
	// The group is the object under which mails show the item: its activity, or itself.
	GroupID              models.ID
	GroupRef, GroupTitle string
	LastNews             models.Date
	Contact              Recipient `gorm:"embedded;embeddedPrefix:contact_"`
	Focal                Recipient `gorm:"embedded;embeddedPrefix:focal_"`
	Coordinator          Recipient `gorm:"embedded;embeddedPrefix:coordinator_"`
	// Member is the first one who signs in for the organisation, whatever the duty.
	Member Recipient `gorm:"embedded;embeddedPrefix:member_"`
	// Team are the managers whose matter it is; without one it is all managers'.
	Team []Recipient `gorm:"-"`
	// Addressed are those whom a comment addresses, or who are asked to score, in place of all the others.
	Addressed []Addressee `gorm:"-"`
}

// Span asks for a page of the items whose clock began between two days, both included; From "" is no bound. With IDs it asks for
// these objects only, whenever their clocks began; of a reporting cycle the two days still bound the periods. What counts as its
// beginning for the span is where the rule's own days begin to count.
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

// firstDay is before every day that there can be.
const firstDay models.Date = "1900-01-01"

// eventSearch is one kind of event: how its open items are found.
type eventSearch struct {
	columns, from string
	shown         func(*Tx) Where // one more column, by what is open to whom
	open          func(*Tx) Where // which items are open
	id, since     string          // the columns of an item's id and of the day of its event
	// settle sets the days of found items that depend on their States' zones.
	settle func(*Tx, []WatchedItem) error
	// byDay reads in the order of the days, which has an index; the others read in the order of their ids.
	byDay bool
	// cycle events are found as objects with the beginning of their cycle; each of its periods that is not reported on is an item.
	cycle bool
	// adjustable events may have a row in clocks, joined as k. With another end of their own they are found on any day.
	adjustable bool
	// addressed events name their own recipients: it gives the items with these, without those that nobody is told of.
	addressed func(*Tx, []WatchedItem) ([]WatchedItem, error)
}

// FindWatched gives the open items of a span that a rule watches, and the span of the next page; nil after the last one.
func FindWatched(tx *Tx, watches models.Watch, s Span) (found []WatchedItem, next *Span, err error) {
	q, known := eventSearches[watches]
	if !known {
		return nil, nil, models.Errorf(models.Internal, "There is no search for what %q watches.", watches)
	}
	columns := q.columns + ", " + q.since + " AS since"
	if q.adjustable {
		columns += ", k.due_on AS ends_on"
	}
	from, open := q.running(tx, watches)
	selected := where(columns)
	if q.shown != nil {
		selected = where("?, ?", selected, q.shown(tx))
	}
	found, err = queryAll[WatchedItem](tx, "SELECT ? FROM "+from+" WHERE ? AND ?", selected, open, q.page(s))
	if err != nil {
		return nil, nil, err
	}
	if s.IDs == nil && len(found) == s.Limit {
		next = &s
		next.After = found[len(found)-1]
	}
	switch {
	case q.settle != nil && err == nil:
		err = q.settle(tx, found)
	case q.cycle:
		found, err = periodsOf(tx, found, s)
	case q.addressed != nil:
		found, err = q.addressed(tx, found)
	}
	return found, next, err
}

// running gives where the items of an event are, and which of them are open and their clocks not met.
func (q eventSearch) running(tx *Tx, watches models.Watch) (from string, open Where) {
	if !q.adjustable {
		return q.from, q.open(tx)
	}
	from = q.from + " LEFT JOIN clocks k ON k.subject_id = " + q.id + " AND k.watches = " + quoted(watches)
	return from, q.open(tx).And("k.met_on IS NULL")
}

// periodsOf gives the periods of projects that are due within a span and not reported on.
func periodsOf(tx *Tx, projects []WatchedItem, s Span) ([]WatchedItem, error) {
	ids := make([]models.ID, len(projects))
	for i, p := range projects {
		ids[i] = p.ID
	}
	reports, err := reportedDays(tx, ids, "", s.To)
	var out []WatchedItem
	for _, p := range projects {
		cycle := models.ReportingCycle{StartsOn: p.Since, Months: p.Months}
		for _, period := range cycle.Due(s.From, s.To, reports[p.ID]) {
			p.Since, p.PeriodEnd = period.PeriodFrom, period.DueOn
			out = append(out, p)
		}
	}
	return out, err
}

// page is the condition of a span, with its order and limit.
func (q eventSearch) page(s Span) Where {
	if q.byDay && s.From == "" {
		s.From = firstDay
	}
	day, id := s.after()
	switch order := q.since + ", " + q.id; {
	case s.IDs != nil:
		return where(q.id+" IN ? ORDER BY "+q.id, s.IDs)
	case q.byDay:
		return where(q.since+" BETWEEN ? AND ? AND ("+order+") > (?, ?) ORDER BY "+order+" LIMIT ?", s.From, s.To, day, id, s.Limit)
	}
	within := where(q.since+" BETWEEN ? AND ?", s.From, s.To)
	if s.From == "" || q.cycle { // the day is computed once less
		within = where(q.since+" <= ?", s.To)
	}
	if q.adjustable {
		within = where("(? OR k.due_on IS NOT NULL)", within)
	}
	return within.And(q.id+" > ? ORDER BY "+q.id+" LIMIT ?", id, s.Limit)
}

// lastNews is the day of the last update or step of an activity a. An activity owes no news before its planned start.
var lastNews = `CASE WHEN a.status = ` + quoted(models.ActivityPipeline) + ` AND a.planned_start > a.status_on
	AND (a.last_update_on IS NULL OR a.planned_start > a.last_update_on)
	THEN a.planned_start WHEN a.last_update_on > a.status_on THEN a.last_update_on ELSE a.status_on END`

// agreedOn is the day since which a need n waits for an answer: prioritizing does not restart the wait, coming back from a referral
// does.
var agreedOn = `COALESCE((SELECT MAX(s.on_date) FROM steps s WHERE s.subject_id = n.id AND NOT s.proposed
	AND s.to_status IN (` + quoted(models.NeedAgreed, models.NeedPrioritized) + `) AND s.from_status NOT IN (` +
	quoted(models.NeedAgreed, models.NeedPrioritized) + `)), n.status_on)`

// referredOn is the day of a need's first referral.
var referredOn = `(SELECT MIN(s.on_date) FROM steps s WHERE s.subject_id = n.id AND s.to_status = ` + quoted(models.NeedReferred) +
	` AND NOT s.proposed)`

// deliveredUntil is the last planned end of the running activities that answer a need n.
var deliveredUntil = `(SELECT MAX(a.planned_end) FROM activity_needs an JOIN activities a ON a.id = an.activity_id
	WHERE an.need_id = n.id AND a.country_code = n.country_code AND a.status = ` + quoted(models.ActivityImplementation) + `)`

// renewed tells that a later entry replaces a consent c, so that its expiry changes nothing.
const renewed = `EXISTS (SELECT 1 FROM consents r WHERE r.subject_id = c.subject_id AND r.audience = c.audience AND r.objected_at IS NULL
	AND (r.withdrawn_at IS NULL OR r.withdrawn_at > r.effective_from) AND r.effective_from < c.expires_at
	AND (r.effective_from, r.id) > (c.effective_from, c.id))`

// firstContact joins the first active contact of an organisation with a duty, who signs in with a role or not at all.
func firstContact(alias, duty, organisation, role string) string {
	return strings.NewReplacer("{p}", alias, "{duty}", duty, "{org}", organisation, "{role}", role).Replace(`
		LEFT JOIN people {p} ON {p}.id = (SELECT x.id FROM people x
			WHERE x.organisation_id = {org} AND x.duty = '{duty}' AND x.active AND x.role IN ('', {role}) ORDER BY x.id LIMIT 1)`)
}

// peopleOf joins an organisation's first focal point and coordinator, and the first one who signs in for it with a role and whose mail does
// not come back.
func peopleOf(organisation, role string) string {
	return firstContact("focal", "focal_point", organisation, role) + firstContact("coordinator", "coordinator", organisation, role) +
		` LEFT JOIN people member ON member.id = (SELECT x.id FROM people x WHERE x.organisation_id = ` + organisation +
		` AND x.role = ` + role + ` AND x.active AND x.email NOT IN (SELECT b.email FROM mailboxes b WHERE b.bounced_at IS NOT NULL)
			ORDER BY x.id LIMIT 1)`
}

// needOwner joins the manager who owns a need n.
var needOwner = ` LEFT JOIN people contact ON contact.id = n.owner_id AND contact.active AND contact.role IN (` +
	quoted(models.Manager, models.Admin) + `)`

// recipients are the columns of joined recipients.
func recipients(aliases ...string) string {
	columns := ""
	for _, alias := range aliases {
		columns += strings.ReplaceAll(
			", {p}.id AS {p}_id, {p}.name AS {p}_name, {p}.email AS {p}_email, {p}.language AS {p}_language", "{p}", alias)
	}
	return columns
}

// eventSearches read no title of a need, a mission or a consent: those are confidential, and mails are not.
var eventSearches = map[models.Watch]eventSearch{
	// Former partners of the activity are not told of its milestones.
	models.WatchMilestone: {id: "m.id", since: "m.due_on", byDay: true,
		columns: `m.id, m.reference, m.title, m.status, a.country_code, m.organisation_id, o.name AS organisation_name, a.id AS group_id,
			a.reference AS group_ref, a.title AS group_title, a.last_update_on AS last_news` +
			recipients("contact", "focal", "coordinator", "member"),
		from: `milestones m JOIN activities a ON a.id = m.activity_id JOIN projects p ON p.id = a.project_id
			JOIN organisations o ON o.id = m.organisation_id
			LEFT JOIN activity_partners t ON t.activity_id = a.id AND t.organisation_id = m.organisation_id
			LEFT JOIN people contact ON contact.id = (SELECT x.id FROM people x WHERE x.id IN (m.contact_id, a.contact_id)
				AND x.organisation_id = t.organisation_id AND x.active ORDER BY CASE x.id WHEN m.contact_id THEN 0 ELSE 1 END LIMIT 1)` +
			peopleOf("t.organisation_id", quoted(models.Partner)),
		open: func(*Tx) Where {
			return where("m.status = "+quoted(models.MilestonePlanned)+" AND a.status IN ? AND p.status IN ?", liveStatuses, liveStatuses)
		}},
	models.WatchNews: {id: "a.id", since: lastNews,
		columns: `a.id, a.reference, a.title, a.status, a.country_code, o.id AS organisation_id, o.name AS organisation_name,
			a.id AS group_id, a.reference AS group_ref, a.title AS group_title, a.last_update_on AS last_news` +
			recipients("contact", "focal", "coordinator", "member"),
		from: `activities a JOIN projects p ON p.id = a.project_id
			JOIN activity_partners t ON t.activity_id = a.id AND t.partner_role = ` + quoted(models.PartnerLead) +
			` JOIN organisations o ON o.id = t.organisation_id
			LEFT JOIN people contact ON contact.id = a.contact_id AND contact.organisation_id = t.organisation_id AND contact.active` +
			peopleOf("t.organisation_id", quoted(models.Partner)),
		open: func(*Tx) Where { return where("a.status IN ? AND p.status IN ?", liveStatuses, liveStatuses) }},
	models.WatchUpdate: {id: "p.id", since: "p.starts_on", cycle: true,
		columns: `p.id, p.reference, p.title, p.status, p.reporting_months AS months, o.country_code, o.id AS organisation_id,
			o.name AS organisation_name, p.id AS group_id, p.reference AS group_ref, p.title AS group_title,
			p.last_update_on AS last_news` + recipients("focal", "coordinator", "member"),
		from: `projects p JOIN organisations o ON o.id = p.lead_organisation_id` + peopleOf("o.id", quoted(models.Partner)),
		open: func(*Tx) Where {
			return where("p.reporting_months > 0 AND p.status IN ? AND p.status <> "+quoted(models.ActivityPipeline), liveStatuses)
		}},
	models.WatchUnmatched: {id: "n.id", since: agreedOn,
		columns: `n.id, n.reference, n.status, n.country_code, n.id AS group_id, n.reference AS group_ref` + recipients("contact"),
		from:    `needs n` + needOwner,
		open: func(tx *Tx) Where {
			return where("n.status IN ("+quoted(models.NeedAgreed, models.NeedPrioritized)+") AND ?", unanswered(tx))
		}},
	models.WatchMet: {id: "n.id", since: referredOn, adjustable: true,
		columns: `n.id, n.reference, n.status, n.country_code, n.id AS group_id, n.reference AS group_ref` + recipients("contact"),
		from:    `needs n` + needOwner,
		open: func(tx *Tx) Where { // of what is plainly in delivery it is not asked, unless somebody set another end
			return where("n.state_answer = '' AND n.status IN ("+
				quoted(models.NeedReferred, models.NeedTakenUp, models.NeedInDelivery)+`) AND (k.due_on IS NOT NULL OR n.status <> `+
				quoted(models.NeedInDelivery)+" OR NOT COALESCE("+deliveredUntil+" >= ?, FALSE))", models.DateOf(tx.now))
		}},
	// The organisation is told the need's reference if that is open to it, else its own code.
	models.WatchReferral: {id: "r.id", since: "r.status_on",
		columns: `r.id, n.reference, r.status, n.country_code, r.organisation_id, o.name AS organisation_name, o.code AS organisation_code,
			r.id AS group_id, r.ends_on AS period_end` + recipients("focal", "coordinator", "member"),
		shown: func(tx *Tx) Where {
			return where("CASE WHEN CASE r.purpose WHEN "+quoted(models.PurposeDeliver)+" THEN ? ELSE ? END = "+noExtent+
				" THEN o.code ELSE n.reference END AS group_ref", extentTo(tx, models.AudiencePartners, "n.id", "n.mission_id"),
				extentTo(tx, models.AudienceDonors, "n.id", "n.mission_id"))
		},
		from: `referrals r JOIN needs n ON n.id = r.need_id JOIN organisations o ON o.id = r.organisation_id` +
			peopleOf("r.organisation_id", "CASE r.purpose WHEN "+quoted(models.PurposeDeliver)+" THEN "+quoted(models.Partner)+" ELSE "+
				quoted(models.Donor)+" END"),
		open: func(tx *Tx) Where {
			return where("r.status = "+quoted(models.ReferralProposed)+" AND ? AND n.status NOT IN ("+endedNeed+")",
				where(openReferral, models.DateOf(tx.now)))
		}},
	models.WatchSilence:      requestSearch(models.ProcedureSilence),
	models.WatchConsent:      requestSearch(models.ProcedureAnswer),
	models.WatchAgreement:    agreementSearch,
	models.WatchRanking:      rankingSearch,
	models.WatchConfirmation: confirmationSearch,

	models.WatchDraft:  missionSearch("draft_sent_on", "draft_sent"),
	models.WatchReport: missionSearch("report_sent_on", "report_sent"),
	models.WatchExpiry: consentSearch("c.expires_at", "NOT "+renewed),
	models.WatchDonorReport: {id: "d.id", since: "d.due_on",
		columns: `d.id, o.code AS reference, d.agreement AS title, ` + dueReminder + ` AS status, o.country_code, o.id AS organisation_id,
			o.name AS organisation_name, d.id AS group_id, o.code AS group_ref`,
		from: `report_deadlines d JOIN organisations o ON o.id = d.organisation_id`,
		open: func(*Tx) Where {
			return where("NOT EXISTS (SELECT 1 FROM reports r WHERE " + meetsDeadline + ")")
		}},
	models.WatchComment: commentSearch,
	models.WatchScoring: scoringSearch,
}
