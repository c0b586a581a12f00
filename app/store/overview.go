package store

import (
	"database/sql"
	"time"

	"qadam/models"
)

// OverviewItem is one thing that waits for the actor, and since when; Detail is what its kind adds. Total is how many of the kind
// there are.
type OverviewItem struct {
	ID                       models.ID
	Reference, Title, Detail string
	Since                    models.Date
	Total                    int
	// NeedID and Extent are the need behind a referral, and how much of it is shared with the actor.
	NeedID models.ID
	Extent models.Extent
}

// OverdueMilestones gives what was due before a day and is still open, the latest first. What is finished, suspended or
// cancelled owes nothing, nor do the activities of such a project.
func OverdueMilestones(tx *Tx, day models.Date, limit int) ([]OverviewItem, error) {
	scope := through("a.id", "activities", activityScope)(tx)
	args := append([]any{day, liveStatuses, liveStatuses}, scope.Args...)
	return queryAll[OverviewItem](tx, `SELECT m.id, m.reference, m.title, m.due_on AS since, COUNT(*) OVER () AS total
		FROM milestones m JOIN activities a ON a.id = m.activity_id JOIN projects p ON p.id = a.project_id
		WHERE m.status = 'planned' AND m.due_on < ? AND a.status IN ? AND p.status IN ? AND `+scope.SQL+`
		ORDER BY m.due_on, m.id LIMIT ?`, append(args, limit)...)
}

// unanswered tells that no referral of the need n is open or accepted and that no live activity answers it. It has two
// placeholders, for today and for the live statuses.
const unanswered = `NOT EXISTS (SELECT 1 FROM referrals r WHERE r.need_id = n.id AND ` + openReferral + `)
	AND NOT EXISTS (SELECT 1 FROM activity_needs an JOIN activities a ON a.id = an.activity_id WHERE an.need_id = n.id AND a.status IN ?)`

// NeedsWithNobody gives the agreed needs without an answer, by rank, and since when. Partners and donors get none: they may not
// know who else was asked.
func NeedsWithNobody(tx *Tx, limit int) ([]OverviewItem, error) {
	if tx.actor.Audience() != "" {
		return nil, nil
	}
	scope := through("n.id", "needs", needScope)(tx)
	args := append([]any{models.DateOf(tx.now), liveStatuses}, scope.Args...)
	// MATERIALIZED: to count them all, Postgres would otherwise walk the whole register by rank.
	return queryAll[OverviewItem](tx, `WITH waiting AS MATERIALIZED (SELECT n.id, n.rank_key FROM needs n
			WHERE n.status IN ('agreed', 'prioritized', 'referred') AND `+unanswered+` AND `+scope.SQL+`)
		SELECT n.id, n.reference, n.title, n.status AS detail, `+agreedOn+` AS since, w.total
		FROM (SELECT id, COUNT(*) OVER () AS total FROM waiting ORDER BY rank_key, id LIMIT ?) w JOIN needs n ON n.id = w.id
		ORDER BY n.rank_key, n.id`, append(args, limit)...)
}

// ActivitiesWithoutNews gives the live activities that were last heard of on or before a day, the longest silent first.
func ActivitiesWithoutNews(tx *Tx, until models.Date, limit int) ([]OverviewItem, error) {
	scope := through("a.id", "activities", activityScope)(tx)
	args := append([]any{liveStatuses, until}, scope.Args...)
	// The statuses in words, as the index activities_news has them.
	return queryAll[OverviewItem](tx, `SELECT a.id, a.reference, a.title, `+lastNews+` AS since, COUNT(*) OVER () AS total
		FROM activities a JOIN projects p ON p.id = a.project_id
		WHERE a.status IN `+liveList+` AND p.status IN ? AND `+lastNews+` <= ? AND `+scope.SQL+`
		ORDER BY since, a.id LIMIT ?`, append(args, limit)...)
}

// NeedsToDecide gives the needs that wait for a decision, the longest first: a manager's are those with a proposal, which
// is the detail, a State's those to "agree" to and those to "confirm" as met. Partners and donors decide on none.
func NeedsToDecide(tx *Tx, limit int) ([]OverviewItem, error) {
	detail, which := "n.proposed_status", "n.proposed_status <> ''"
	since := "COALESCE((SELECT MAX(s.on_date) FROM steps s WHERE s.subject_id = n.id AND s.proposed), n.status_on)"
	switch {
	case tx.actor.Role == models.National:
		detail, which = "CASE n.status WHEN 'met' THEN 'confirm' ELSE 'agree' END",
			"(n.status = 'identified' OR (n.status = 'met' AND n.confirmed_on IS NULL))"
		since = "n.status_on"
	case !tx.actor.SeesAll():
		return nil, nil
	}
	scope := through("n.id", "needs", needScope)(tx)
	return queryAll[OverviewItem](tx, "SELECT n.id, n.reference, n.title, "+detail+" AS detail, "+since+" AS since, COUNT(*) OVER () AS "+
		"total FROM needs n WHERE "+which+
		" AND "+scope.SQL+" ORDER BY since, n.id LIMIT ?", append(scope.Args, limit)...)
}

// UpdatesToDecide gives the updates that wait, the longest first: sent in for a manager, returned for the partner that
// wrote them. Donors and States wait for none.
func UpdatesToDecide(tx *Tx, limit int) ([]OverviewItem, error) {
	status, scope := "submitted", everything
	switch {
	case tx.actor.Role == models.Partner:
		status, scope = "returned", Where{SQL: "u.organisation_id = ?", Args: []any{tx.actor.OrganisationID}}
	case !tx.actor.SeesAll():
		return nil, nil
	}
	args := append([]any{status}, scope.Args...)
	return queryAll[OverviewItem](tx, `SELECT u.id, COALESCE(a.reference, p.reference) AS reference, COALESCE(a.title, p.title) AS title,
		u.status AS detail,
			u.status_on AS since, COUNT(*) OVER () AS total
		FROM updates u JOIN projects p ON p.id = u.project_id LEFT JOIN activities a ON a.id = u.activity_id
		WHERE u.status = ? AND `+scope.SQL+` ORDER BY u.status_on, u.id LIMIT ?`, append(args, limit)...)
}

// ReferralsToAnswer gives the needs that were put before the actor's organisation and are not finished, the longest waiting
// first. A need that is not shared with the organisation is a placeholder.
func ReferralsToAnswer(tx *Tx, limit int) ([]OverviewItem, error) {
	if tx.actor.Audience() == "" {
		return nil, nil
	}
	extent := needExtent(tx)
	args := append(extent.Args, tx.actor.OrganisationID, models.DateOf(tx.now), limit)
	found, err := queryAll[OverviewItem](tx, `SELECT q.id, q.need_id, q.extent, CASE WHEN q.extent = 'none' THEN ''
		ELSE q.reference END AS reference,
			CASE q.extent WHEN 'full' THEN q.title WHEN 'partial' THEN q.releasable_summary
				ELSE '' END AS title, q.purpose AS detail, q.status_on AS since, q.total
		FROM (SELECT r.id, r.need_id, r.purpose, r.status_on, needs.reference, needs.title, needs.releasable_summary, `+extent.SQL+
		` AS extent, COUNT(*) OVER () AS total
			FROM referrals r JOIN needs ON needs.id = r.need_id WHERE r.organisation_id = ? AND r.status = 'proposed' AND `+openReferral+`
				AND needs.status NOT IN ('met', 'lapsed', 'declined')
			ORDER BY r.status_on, r.id LIMIT ?) q ORDER BY q.status_on, q.id`, args...)
	var shown []SharedRow
	for _, m := range found {
		if m.Extent != models.ExtentNone {
			shown = append(shown, SharedRow{m.NeedID, m.Extent})
		}
	}
	LogRead(tx, "need", shown...)
	return found, err
}

// OverlapsToCompare gives the strongest of the open overlaps that the actor sees or is told of.
func OverlapsToCompare(tx *Tx) ([]OverviewItem, error) {
	scope := Overlaps.Scope(tx)
	found, err := queryAll[struct {
		ID    models.ID
		Total int
		// MATERIALIZED: to name one of them, Postgres would otherwise look all of them up again and again.
	}](tx, "WITH waiting AS MATERIALIZED (SELECT activity_pairs.id, activity_pairs.strength FROM activity_pairs WHERE "+
		"activity_pairs.status = 'open' AND "+scope.SQL+
		") SELECT id, COUNT(*) OVER () AS total FROM waiting ORDER BY "+strongestFirst(tx)+" LIMIT 1", scope.Args...)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	// which it sees, as was just found
	o, err := Overlaps.getOne(tx, Overlaps.selectColumns(tx).Where("activity_pairs.id = ?", found[0].ID))
	if err != nil {
		return nil, err
	}
	since := o.FoundOn
	if since == "" { // when the other was planned is not told
		since = models.DateOf(tx.now)
	}
	return []OverviewItem{{ID: o.ID, Reference: o.References(), Title: o.Titles(), Detail: o.Words(), Since: since, Total: found[0].Total}},
		nil
}

// strongestFirst orders overlaps; a partner that sees one side may not know the strength.
func strongestFirst(tx *Tx) string {
	if tx.actor.Audience() != "" {
		return "id"
	}
	return "strength DESC, id"
}

// DeadMail gives the oldest dead mail, for managers.
func DeadMail(tx *Tx) ([]OverviewItem, error) {
	if !tx.actor.SeesAll() {
		return nil, nil
	}
	return scanRows(tx, "SELECT id, created_at, COUNT(*) OVER () FROM outbox WHERE status = 'dead' ORDER BY id LIMIT 1", nil,
		func(r *sql.Rows, m *OverviewItem) error { return r.Scan(&m.ID, &m.Since, &m.Total) })
}

// LateMail gives the oldest mail that has waited since an instant or longer, for managers.
func LateMail(tx *Tx, since time.Time) ([]OverviewItem, error) {
	if !tx.actor.SeesAll() {
		return nil, nil
	}
	return scanRows(tx, "SELECT id, created_at, COUNT(*) OVER () FROM outbox WHERE status IN ('waiting', 'retrying') AND created_at <= "+
		"? ORDER BY id LIMIT 1", []any{since},
		func(r *sql.Rows, m *OverviewItem) error { return r.Scan(&m.ID, &m.Since, &m.Total) })
}

// NeedsByStatus counts the needs whose status the actor may see.
func NeedsByStatus(tx *Tx) (map[models.NeedStatus]int, error) {
	scope := needScope(tx)
	if tx.actor.Audience() != "" {
		extent := needExtent(tx)
		// Extents are looked up only for needs with a consent, which are few.
		asked := "IN (SELECT k.subject_id FROM consents k WHERE k.audience IN ?)"
		audiences := []models.Audience{tx.actor.Audience(), models.AudiencePublic}
		scope = Where{SQL: "(needs.id " + asked + " OR needs.mission_id " + asked + ") AND " + extent.SQL + " = 'full'",
			Args: append([]any{audiences, audiences}, extent.Args...)}
	}
	found, err := queryAll[struct {
		Status string
		N      int
	}](tx, "SELECT needs.status, COUNT(*) AS n FROM needs WHERE "+scope.SQL+" GROUP BY needs.status", scope.Args...)
	out := make(map[models.NeedStatus]int, len(found))
	for _, f := range found {
		out[models.NeedStatus(f.Status)] = f.N
	}
	return out, err
}
