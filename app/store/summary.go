package store

import (
	"database/sql"
	"strings"

	"qadam/models"
)

// Funding is what a summary is about: the money of one donor up to a day, and what is new since the day of the report
// before ("" where there was none).
type Funding struct {
	Donor       models.ID
	AsOf, After models.Date
}

// reached begins a query with what the donor's money reaches by the day: funded are its projects, each as a whole or by an activity
// that it earmarked money for; reached are some columns of the activities, by the rule of activityScope. A donor funds a small part
// of all: joined in this order, the indexes lead from its transactions outwards. No activity is reached twice, so that nothing has
// to be sorted.
func (f Funding) reached(columns, query string, args ...any) Where {
	return where(`WITH funded AS MATERIALIZED (SELECT ft.project_id, ft.activity_id FROM transactions ft
		WHERE ft.organisation_id = ? AND ft.kind <> `+quoted(models.Expenditure)+
		` AND ft.value_date <= ? GROUP BY ft.project_id, ft.activity_id),
	reached AS MATERIALIZED (SELECT `+columns+` FROM funded f JOIN activities ON activities.project_id = f.project_id
			WHERE f.activity_id IS NULL
		UNION ALL SELECT `+columns+` FROM funded f JOIN activities ON activities.id = f.activity_id AND activities.project_id = f.project_id
			WHERE f.project_id NOT IN (SELECT w.project_id FROM funded w WHERE w.activity_id IS NULL)) ?`,
		f.Donor, f.AsOf, where(query, args...))
}

// Funded is a project that a donor funds: what it gave up to the day, and what of it is new.
type Funded struct {
	models.SummaryProject
	Given, New CentsByBasis
	First      models.Date // the day of the first of it
}

// CentsByBasis is what a donor pledged, committed and disbursed, in US cents.
type CentsByBasis struct{ Pledged, Committed, Disbursed int64 }

// Add adds other sums, basis by basis.
func (g *CentsByBasis) Add(b CentsByBasis) {
	g.Pledged, g.Committed, g.Disbursed = g.Pledged+b.Pledged, g.Committed+b.Committed, g.Disbursed+b.Disbursed
}

// InUSD writes it as money.
func (g CentsByBasis) InUSD() models.Given {
	return models.Given{Pledged: models.USD(g.Pledged), Committed: models.USD(g.Committed), Disbursed: models.USD(g.Disbursed)}
}

// FundedProjects gives every project that the donor funds, with its status on the day.
func FundedProjects(tx *Tx, f Funding) ([]Funded, error) {
	sum := func(kind string) Where {
		return where(`CAST(SUM(CASE WHEN t.kind = '`+kind+`' THEN t.usd_minor ELSE 0 END) AS bigint),
			CAST(SUM(CASE WHEN t.kind = '`+kind+`' AND t.value_date > ? THEN t.usd_minor ELSE 0 END) AS bigint)`, f.After)
	}
	return scanRows(tx, where(`SELECT projects.id, projects.reference, projects.title, ?, ?, ?, ?, MIN(t.value_date)
		FROM transactions t JOIN projects ON projects.id = t.project_id
		WHERE t.organisation_id = ? AND t.kind <> `+quoted(models.Expenditure)+` AND t.value_date <= ? GROUP BY projects.id`,
		statusAt("projects", models.ProjectLifecycle, f.AsOf), sum("pledge"), sum("commitment"), sum("disbursement"), f.Donor, f.AsOf),
		func(r *sql.Rows, f *Funded) error {
			return r.Scan(&f.ID, &f.Reference, &f.Title, &f.Status, &f.Given.Pledged, &f.New.Pledged,
				&f.Given.Committed, &f.New.Committed, &f.Given.Disbursed, &f.New.Disbursed, &f.First)
		})
}

// Flows gives what was spent in the projects that the donor funds, and what all donors committed there: the donor's part of the
// former is computed from the latter. Other donors' amounts are never shown.
func Flows(tx *Tx, f Funding) ([]models.Flow, error) {
	return scanRows(tx, f.reached("activities.id", `SELECT t.project_id, t.activity_id,
			CASE WHEN t.kind = `+quoted(models.Commitment)+` THEN t.organisation_id END,
			CAST(SUM(t.usd_minor) AS bigint), CAST(SUM(CASE WHEN t.value_date > ? THEN t.usd_minor ELSE 0 END) AS bigint)
		FROM transactions t WHERE t.project_id IN (SELECT f.project_id FROM funded f) AND t.kind IN
			(`+quoted(models.Commitment, models.Expenditure)+`)
		AND t.value_date <= ? GROUP BY 1, 2, 3`, f.After, f.AsOf), func(r *sql.Rows, f *models.Flow) error {
		return r.Scan(&f.ProjectID, &f.ActivityID, &f.DonorID, &f.Amount, &f.New)
	})
}

// RatesBehind gives the oldest rate at which an amount was converted that the donor gave, or that was spent on what its money reaches.
func RatesBehind(tx *Tx, f Funding) (out models.RatesBehind, err error) {
	type used struct{ on, valueDate models.Date }
	const columns, end = "SELECT r.on_date, MAX(t.value_date) FROM transactions t JOIN rates r ON r.id = t.rate_id WHERE ",
		" GROUP BY r.id, r.on_date"
	spent := quoted(models.Expenditure)
	found, err := scanRows(tx, f.reached("activities.id",
		columns+"t.organisation_id = ? AND t.kind <> "+spent+" AND t.value_date <= ?"+end+
			" UNION ALL "+columns+`t.project_id IN (SELECT f.project_id FROM funded f) AND t.kind = `+spent+` AND t.value_date <= ?
			AND (t.activity_id IS NULL OR t.activity_id IN (SELECT q.id FROM reached q))`+end, f.Donor, f.AsOf, f.AsOf),
		func(r *sql.Rows, u *used) error { return r.Scan(&u.on, &u.valueDate) })
	for _, u := range found {
		out.Note(u.on, u.valueDate)
	}
	return out, err
}

// Reach is what a donor's money reaches: how many activities have which status, how many milestones they have, and the first of
// the activities themselves, live ones before the others, in the order of creation.
type Reach struct {
	ByStatus   map[models.ActivityStatus]int
	Milestones models.MilestoneCount
	Named      []models.SummaryActivity
}

// What is read of an activity to find its status on a day, and what of one that is named, too.
const (
	stateColumns    = "activities.id, activities.status, activities.status_on"
	activityColumns = stateColumns + ", activities.reference, activities.title"
)

// milestoneCounts counts the milestones m of activities s as of a day. An activity that is not live then has nothing overdue.
func milestoneCounts(day models.Date) Where {
	return where(`COUNT(m.id) AS planned, COUNT(CASE WHEN m.due_on <= ? THEN 1 END) AS due,
		COUNT(CASE WHEN m.done_on <= ? THEN 1 END) AS delivered,
		COUNT(CASE WHEN s.live AND m.due_on < ? AND (m.done_on IS NULL OR m.done_on > ?) THEN 1 END) AS overdue`, day, day, day, day)
}

// ReachedActivities gives what the donor's money reaches, with statuses and milestones on the day, in one statement.
func ReachedActivities(tx *Tx, f Funding, limit int) (Reach, error) {
	statuses := models.ActivityLifecycle.Statuses()
	counts := make([]string, len(statuses))
	for i, status := range statuses {
		counts[i] = "COUNT(CASE WHEN s.status = '" + status + "' THEN 1 END) AS " + status
	}
	counted, notDropped := milestoneCounts(f.AsOf), where("NOT (m.status = "+quoted(models.MilestoneDropped)+
		" AND m.status_on <= ?)", f.AsOf)
	query := f.reached(stateColumns, `, standing AS MATERIALIZED (SELECT o.id, o.status, o.status IN `+liveList+` AS live
			FROM (SELECT r.id, ? AS status FROM reached r) o)
		SELECT k.*, t.*, n.id, COALESCE(n.reference, ''), COALESCE(n.title, ''), COALESCE(n.status, ''), COALESCE(n.health, ''),
			COALESCE(n.progress, 0), COALESCE(n.planned, 0), COALESCE(n.due, 0), COALESCE(n.delivered, 0), COALESCE(n.overdue, 0)
		FROM (SELECT `+strings.Join(counts, ", ")+` FROM standing s) k
		CROSS JOIN (SELECT ? FROM standing s JOIN milestones m ON m.activity_id = s.id WHERE ?) t
		LEFT JOIN (SELECT s.id, a.reference, a.title, s.status, a.health, a.progress, ?
			FROM (SELECT s.* FROM standing s ORDER BY s.live DESC, s.id LIMIT ?) s
			JOIN activities a ON a.id = s.id LEFT JOIN milestones m ON m.activity_id = s.id AND ?
			GROUP BY s.id, s.status, s.live, a.id) n ON TRUE`,
		statusAt("r", models.ActivityLifecycle, f.AsOf), counted, notDropped, counted, limit, notDropped)
	out := Reach{ByStatus: map[models.ActivityStatus]int{}, Named: []models.SummaryActivity{}}
	numbers := make([]int, len(statuses))
	named, err := scanRows(tx, query, func(r *sql.Rows, a *models.SummaryActivity) error {
		var to []any
		for i := range numbers {
			to = append(to, &numbers[i])
		}
		all, own := &out.Milestones, &a.Milestones
		return r.Scan(append(to, &all.Planned, &all.Due, &all.Delivered, &all.Overdue, &a.ID, &a.Reference, &a.Title, &a.Status, &a.Health,
			&a.Progress, &own.Planned, &own.Due, &own.Delivered, &own.Overdue)...)
	})
	for i, n := range numbers {
		if n > 0 {
			out.ByStatus[models.ActivityStatus(statuses[i])] = n
		}
	}
	if len(out.ByStatus) > 0 {
		out.Named = named
	}
	return out, err
}

// SummaryEvents gives what happened after the report before and up to the day: the activities closed, and the milestones delivered,
// the newest of each kind; and how many of each there are.
func SummaryEvents(tx *Tx, f Funding, limit int) (closed, delivered []models.SummaryEvent, closedTotal, deliveredTotal int, err error) {
	query := f.reached(activityColumns, `, standing AS MATERIALIZED (SELECT r.id, r.reference, r.title, ? AS status, ? AS since
		FROM reached r)
		SELECT * FROM (SELECT 0 AS kind, s.since AS happened, s.reference, s.title, COUNT(*) OVER () AS total
			FROM standing s WHERE s.status = `+quoted(models.ActivityClosed)+` AND s.since > ? ORDER BY s.since DESC, s.id LIMIT ?) c
		UNION ALL SELECT * FROM (SELECT 1 AS kind, m.done_on AS happened, m.reference, m.title, COUNT(*) OVER () AS total
			FROM standing s JOIN milestones m ON m.activity_id = s.id WHERE m.done_on > ? AND m.done_on <= ?
			ORDER BY m.done_on DESC, m.id LIMIT ?) d`,
		statusAt("r", models.ActivityLifecycle, f.AsOf), statusSince("r", f.AsOf), f.After, limit, f.After, f.AsOf, limit)
	closed, delivered = []models.SummaryEvent{}, []models.SummaryEvent{}
	_, err = scanRows(tx, query, func(r *sql.Rows, e *models.SummaryEvent) error {
		var kind, total int
		if err := r.Scan(&kind, &e.On, &e.Reference, &e.Title, &total); err != nil {
			return err
		}
		if kind == 0 {
			closed, closedTotal = append(closed, *e), total
		} else {
			delivered, deliveredTotal = append(delivered, *e), total
		}
		return nil
	})
	return closed, delivered, closedTotal, deliveredTotal, err
}

// ReachedNeeds gives those of the needs that these activities answer which the actor may see, with their status on the day;
// hidden tells that there are others. How much is shared is looked up for the few needs only that some consent is about.
func ReachedNeeds(tx *Tx, f Funding) (visible []models.Need, hidden bool, err error) {
	query := f.reached("activities.id", `,
		linked AS MATERIALIZED (SELECT DISTINCT an.need_id AS id FROM reached r JOIN activity_needs an ON an.activity_id = r.id),
		shared AS MATERIALIZED (SELECT needs.id, needs.reference, needs.country_code, needs.title, needs.releasable_summary,
				? AS status, ? AS extent
			FROM linked l JOIN needs ON needs.id = l.id
			WHERE EXISTS (SELECT 1 FROM consents k WHERE k.subject_id IN (needs.id, needs.mission_id)))
		SELECT c.n, s.id, COALESCE(s.reference, ''), COALESCE(s.country_code, ''), COALESCE(s.title, ''),
			COALESCE(s.releasable_summary, ''), COALESCE(s.status, ''), COALESCE(s.extent, '')
		FROM (SELECT COUNT(*) AS n FROM linked) c LEFT JOIN shared s ON s.extent IN (`+quoted(models.ExtentPartial, models.ExtentFull)+`)`,
		statusAt("needs", models.NeedLifecycle, f.AsOf), needExtent(tx))
	linked := 0
	_, err = scanRows(tx, query, func(r *sql.Rows, n *models.Need) error {
		if err := r.Scan(&linked, &n.ID, &n.Reference, &n.CountryCode, &n.Title, &n.ReleasableSummary, &n.Status, &n.Shared); err != nil {
			return err
		}
		if n.ID != "" {
			n.Mask()
			visible = append(visible, *n)
		}
		return nil
	})
	shared := make([]SharedRow, len(visible))
	for i, n := range visible {
		shared[i] = SharedRow{n.ID, n.Shared}
	}
	Needs.LogRows(tx, shared...)
	return visible, linked > len(visible), err
}

// MeasuredIndicator is an indicator and the reference of the activity or the project that it measures.
type MeasuredIndicator struct {
	models.Indicator
	Of string
}

// IndicatorsOf gives the indicators of some activities and those of some projects as a whole, by creation, with their periods.
func IndicatorsOf(tx *Tx, activities, projects []models.ID) ([]MeasuredIndicator, error) {
	found, err := scanRows(tx, where(`SELECT i.id, COALESCE(v.reference, p.reference), i.kind, i.title, i.unit, i.baseline
		FROM indicators i JOIN projects p ON p.id = i.project_id LEFT JOIN activities v ON v.id = i.activity_id
		WHERE i.activity_id IN ? OR (i.activity_id IS NULL AND i.project_id IN ?) ORDER BY i.id`, activities, projects),
		func(r *sql.Rows, i *MeasuredIndicator) error {
			return r.Scan(&i.ID, &i.Of, &i.Kind, &i.Title, &i.Unit, &i.Baseline)
		})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	all := make([]*models.Indicator, len(found))
	for i := range found {
		all[i] = &found[i].Indicator
	}
	return found, loadIndicators(tx, all)
}
