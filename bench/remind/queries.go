package main

import "strings"

var live = []string{"pipeline", "implementation", "finalisation"}

// watch is what one kind of event asks for. Its query takes from when to when it began, the mark of the page, what is live,
// the instant and how much is wanted.
type watch struct {
	noun, query string
	patience    int
	quiet       bool
}

const ever = 36500

var watches = map[string]watch{
	"milestone":         {noun: "milestone", query: milestones, patience: 3},
	"activity_news":     {noun: "activity", query: news, patience: ever, quiet: true},
	"update":            {noun: "project", query: updates, patience: 3},
	"need_unmatched":    {noun: "need", query: unmatched, patience: ever, quiet: true},
	"need_met":          {noun: "need", query: met, patience: ever, quiet: true},
	"draft_report":      {noun: "mission", query: mission("draft_sent_on", "draft_sent"), patience: 3},
	"final_report":      {noun: "mission", query: mission("report_sent_on", "report_sent"), patience: 3},
	"silence_procedure": {noun: "consent", query: consent("effective_from", "c.silence_days > 0"), patience: 3},
	"consent_expiry":    {noun: "consent", query: consent("expires_at", "TRUE"), patience: 3},
}

const (
	someone = "{p}.name, {p}.email, {p}.language"
	noOne   = "NULL, NULL, NULL"
	firstOf = ` LEFT JOIN people {p} ON {p}.id = (SELECT x.id FROM people x WHERE x.organisation_id = {org} AND x.duty = '{duty}'
		AND x.active ORDER BY x.id LIMIT 1)`
	byID = ` AND {since} BETWEEN $1 AND $2 AND {id} > $4 AND $3::date IS NOT NULL AND $6::timestamptz IS NOT NULL
		AND $5::text[] IS NOT NULL ORDER BY {id} LIMIT $7`
	lastNews = `CASE WHEN a.status = 'pipeline' AND a.planned_start > a.status_on AND (a.last_update_on IS NULL
		OR a.planned_start > a.last_update_on) THEN a.planned_start
	WHEN a.last_update_on > a.status_on THEN a.last_update_on ELSE a.status_on END`
	agreedOn = `COALESCE((SELECT MAX(s.on_date) FROM steps s WHERE s.subject_id = n.id AND NOT s.proposed
	AND s.to_status IN ('agreed', 'prioritized') AND s.from_status NOT IN ('agreed', 'prioritized')), n.status_on)`
	referredOn = `(SELECT MIN(s.on_date) FROM steps s WHERE s.subject_id = n.id AND s.to_status = 'referred' AND NOT s.proposed)`
	owner      = ` LEFT JOIN people contact ON contact.id = n.owner_id AND contact.active AND contact.role IN ('manager', 'admin')`
)

func fill(text string, pairs ...string) string { return strings.NewReplacer(pairs...).Replace(text) }

func as(alias string) string { return fill(someone, "{p}", alias) }

func first(alias, duty, organisation string) string {
	return fill(firstOf, "{p}", alias, "{duty}", duty, "{org}", organisation)
}

func page(since, id string) string { return fill(byID, "{since}", since, "{id}", id) }

var milestones = `SELECT m.id, m.reference, m.title, m.status, m.due_on, NULL, a.country_code, m.organisation_id, o.name, ` +
	as("contact") + ", " + as("focal") + ", " + as("coordinator") + `
	FROM milestones m JOIN activities a ON a.id = m.activity_id JOIN projects p ON p.id = a.project_id
		JOIN organisations o ON o.id = m.organisation_id
	LEFT JOIN activity_partners t ON t.activity_id = a.id AND t.organisation_id = m.organisation_id
	LEFT JOIN people contact ON contact.id = m.contact_id AND contact.organisation_id = t.organisation_id AND contact.active` +
	first("focal", "focal_point", "t.organisation_id") + first("coordinator", "coordinator", "t.organisation_id") + `
	WHERE m.status = 'planned' AND a.status = ANY($5) AND p.status = ANY($5) AND m.due_on BETWEEN $1 AND $2 AND (m.due_on, m.id) > ($3, $4)
	AND $6::timestamptz IS NOT NULL ORDER BY m.due_on, m.id LIMIT $7`

var news = `SELECT a.id, a.reference, a.title, a.status, ` + lastNews + `, NULL, a.country_code, o.id, o.name, ` + noOne + ", " +
	as("focal") + ", " + as("coordinator") + `
	FROM activities a JOIN projects p ON p.id = a.project_id JOIN activity_partners t ON t.activity_id = a.id AND t.partner_role = 'lead'
	JOIN organisations o ON o.id = t.organisation_id` + first("focal", "focal_point", "t.organisation_id") +
	first("coordinator", "coordinator", "t.organisation_id") + `
	WHERE a.status = ANY($5) AND p.status = ANY($5)` + page(lastNews, "a.id")

// updates are the periods of projects that nothing was reported on, by the day on which they are due.
var updates = `SELECT p.id, p.reference, p.title, p.status, d.due, d.began, COALESCE(o.country_code, ''), o.id, o.name, ` + noOne + ", " +
	as("focal") + ", " + as("coordinator") + `
	FROM projects p JOIN organisations o ON o.id = p.lead_organisation_id
	CROSS JOIN LATERAL (SELECT (p.starts_on + make_interval(months => n * p.reporting_months))::date AS due,
			(p.starts_on + make_interval(months => (n - 1) * p.reporting_months))::date AS began
		FROM generate_series(1, ($2::date - p.starts_on) / (28 * p.reporting_months) + 1) n) d` +
	first("focal", "focal_point", "o.id") + first("coordinator", "coordinator", "o.id") + `
	WHERE p.reporting_months > 0 AND p.status = ANY($5) AND p.status <> 'pipeline' AND d.due BETWEEN $1 AND $2
		AND NOT EXISTS (SELECT 1 FROM updates u WHERE u.project_id = p.id AND u.status IN ('submitted', 'accepted')
			AND u.period_from < d.due AND u.period_to >= d.due - 8)
		AND (d.due, p.id) > ($3, $4) AND $6::timestamptz IS NOT NULL ORDER BY d.due, p.id LIMIT $7`

var unmatched = `SELECT n.id, n.reference, NULL, n.status, ` + agreedOn + `, NULL, n.country_code, NULL, NULL, ` + as("contact") + ", " +
	noOne + ", " + noOne + `
	FROM needs n` + owner + ` WHERE n.status IN ('agreed', 'prioritized')
	AND NOT EXISTS (SELECT 1 FROM referrals r WHERE r.need_id = n.id AND (r.status = 'accepted' OR r.status = 'proposed'
		AND (r.ends_on IS NULL OR r.ends_on >= $6::date)))
	AND NOT EXISTS (SELECT 1 FROM activity_needs an JOIN activities a ON a.id = an.activity_id WHERE an.need_id = n.id
		AND a.status = ANY($5))` + page(agreedOn, "n.id")

var met = `SELECT n.id, n.reference, NULL, n.status, ` + referredOn + `, NULL, n.country_code, NULL, NULL, ` + as("contact") + ", " +
	noOne + ", " + noOne + `
	FROM needs n` + owner + ` WHERE n.status IN ('referred', 'taken_up', 'in_delivery')
	AND (n.status <> 'in_delivery' OR NOT EXISTS (SELECT 1 FROM activity_needs an JOIN activities a ON a.id = an.activity_id
		WHERE an.need_id = n.id AND a.country_code = n.country_code AND a.status = 'implementation' AND a.planned_end >= $6::date))` +
	page(referredOn, "n.id")

func mission(sent, status string) string {
	return `SELECT m.id, m.reference, NULL, m.status, m.` + sent + `, NULL, m.country_code, NULL, NULL, ` + noOne + ", " + noOne + ", " +
		noOne + `
		FROM missions m WHERE m.status = '` + status + "'" + page("m."+sent, "m.id")
}

func consent(instant, where string) string {
	return `SELECT c.id, COALESCE(m.reference, n.reference, f.reference), NULL, 'asked', c.` + instant +
		`, NULL, c.country_code, NULL, NULL, ` + noOne + ", " + noOne + ", " + noOne + `
		FROM consents c LEFT JOIN missions m ON m.id = c.subject_id LEFT JOIN needs n ON n.id = c.subject_id
			LEFT JOIN findings f ON f.id = c.subject_id
		WHERE c.withdrawn_at IS NULL AND c.objected_at IS NULL AND c.extent <> 'none' AND ` + where + ` AND c.` + instant + ` > $6` +
		page("c."+instant, "c.id")
}
