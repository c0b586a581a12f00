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
	// Ends is the last day for an answer, where there is one, and Count how many objects one line tells of.
	Ends  models.Date
	Count int
	// ActivityID is that of a milestone.
	ActivityID models.ID
	// NeedID and Extent are the need of a referral, and how much of it is shared with the actor.
	NeedID models.ID
	Extent models.Extent
}

// owedMilestones are the planned milestones of live activities and projects that the actor sees and that are due on or before a day: what
// follows SELECT m.…, a.….
func owedMilestones(tx *Tx, until models.Date) Where {
	return where(`FROM milestones m JOIN activities a ON a.id = m.activity_id JOIN projects p ON p.id = a.project_id
		WHERE m.status = `+quoted(models.MilestonePlanned)+` AND m.due_on <= ? AND a.status IN ? AND p.status IN ? AND ?
		ORDER BY m.due_on, m.id`, until, liveStatuses, liveStatuses, visibleActivity(tx))
}

// OverdueMilestones gives the milestones that somebody owes and that were due before a day, the earliest first.
func OverdueMilestones(tx *Tx, day models.Date, limit int) ([]OverviewItem, error) {
	return queryAll[OverviewItem](tx, `SELECT m.id, m.reference, m.title, m.activity_id, m.due_on AS since, COUNT(*) OVER () AS total
		? LIMIT ?`, owedMilestones(tx, day.AddDays(-1)), limit)
}

// DueMilestones gives the milestones that somebody owes and that are due on or before a day, the earliest first.
func DueMilestones(tx *Tx, until models.Date) ([]models.DueMilestone, error) {
	return queryAll[models.DueMilestone](tx, "SELECT m.title, m.due_on, m.activity_id, a.reference AS activity ?",
		owedMilestones(tx, until))
}

// NeedsWithNobody gives the needs that were agreed to on or before a day and that nobody answers, by rank, and since when. Partners and
// donors get none: who else was asked is not for them to know.
func NeedsWithNobody(tx *Tx, until models.Date, limit int) ([]OverviewItem, error) {
	if tx.actor.Audience() != "" {
		return nil, nil
	}
	// MATERIALIZED: to count them all, Postgres would otherwise walk the whole register by rank.
	return queryAll[OverviewItem](tx, `WITH waiting AS MATERIALIZED (SELECT n.id, n.rank_key FROM needs n
			WHERE n.status IN (`+unansweredNeed+`) AND `+agreedOn+` <= ? AND ? AND ?)
		SELECT n.id, n.reference, n.title, n.status AS detail, `+agreedOn+` AS since, w.total
		FROM (SELECT id, COUNT(*) OVER () AS total FROM waiting ORDER BY rank_key, id LIMIT ?) w JOIN needs n ON n.id = w.id
		ORDER BY n.rank_key, n.id`, until, unanswered(tx), through("n.id", "needs", needScope)(tx), limit)
}

// ActivitiesWithoutNews gives the live activities of which the last news came on or before a day, the earliest first.
func ActivitiesWithoutNews(tx *Tx, until models.Date, limit int) ([]OverviewItem, error) {
	// The statuses are written out, as the index activities_news has them.
	return queryAll[OverviewItem](tx, `SELECT a.id, a.reference, a.title, `+lastNews+` AS since, COUNT(*) OVER () AS total
		FROM activities a JOIN projects p ON p.id = a.project_id
		WHERE a.status IN `+liveList+` AND p.status IN ? AND `+lastNews+` <= ? AND ?
		ORDER BY since, a.id LIMIT ?`, liveStatuses, until, visibleActivity(tx), limit)
}

// NeedsToDecide gives the needs with a proposal, which is the detail, that wait for a manager's decision, the earliest first.
func NeedsToDecide(tx *Tx, limit int) ([]OverviewItem, error) {
	if !tx.actor.SeesAll() {
		return nil, nil
	}
	return queryAll[OverviewItem](tx, `SELECT n.id, n.reference, n.title, n.proposed_status AS detail,
			COALESCE((SELECT MAX(s.on_date) FROM steps s WHERE s.subject_id = n.id AND s.proposed), n.status_on) AS since,
			COUNT(*) OVER () AS total
		FROM needs n WHERE n.proposed_status <> '' ORDER BY since, n.id LIMIT ?`, limit)
}

// UpdatesToDecide gives the updates that wait, the earliest first: submitted ones for a manager, returned ones for the partner that
// wrote them. Donors and States wait for none.
func UpdatesToDecide(tx *Tx, limit int) ([]OverviewItem, error) {
	status, scope := "submitted", everything
	switch {
	case tx.actor.Role == models.Partner:
		status, scope = "returned", where("u.organisation_id = ?", tx.actor.OrganisationID)
	case !tx.actor.SeesAll():
		return nil, nil
	}
	return queryAll[OverviewItem](tx, `SELECT u.id, COALESCE(a.reference, p.reference) AS reference, COALESCE(a.title, p.title) AS title,
			u.status AS detail, u.status_on AS since, COUNT(*) OVER () AS total
		FROM updates u JOIN projects p ON p.id = u.project_id LEFT JOIN activities a ON a.id = u.activity_id
		WHERE u.status = ? AND ? ORDER BY u.status_on, u.id LIMIT ?`, status, scope, limit)
}

// ReferralsToAnswer gives the referrals that wait for the answer of the actor's organisation, the earliest first. Of a need that is
// not shared with it only the fact is told that there is one.
func ReferralsToAnswer(tx *Tx, limit int) ([]OverviewItem, error) {
	if tx.actor.Audience() == "" {
		return nil, nil
	}
	found, err := queryAll[OverviewItem](tx, `SELECT q.id, q.need_id, q.extent, 
			CASE WHEN q.extent = `+noExtent+` THEN '' ELSE q.reference END AS reference,
			CASE q.extent WHEN `+fullExtent+` THEN q.title WHEN `+quoted(models.ExtentPartial)+
		` THEN q.releasable_summary ELSE '' END AS title,
			q.purpose AS detail, q.status_on AS since, q.total
		FROM (SELECT r.id, r.need_id, r.purpose, r.status_on, needs.reference, needs.title, needs.releasable_summary, ? AS extent,
			COUNT(*) OVER () AS total
			FROM referrals r JOIN needs ON needs.id = r.need_id WHERE r.organisation_id = ? AND r.status =
				`+quoted(models.ReferralProposed)+
		` AND `+openReferral+`
				AND needs.status NOT IN (`+endedNeed+`)
			ORDER BY r.status_on, r.id LIMIT ?) q ORDER BY q.status_on, q.id`, needExtent(tx), tx.actor.OrganisationID,
		models.DateOf(tx.now), limit)
	var shared []SharedRow
	for _, m := range found {
		if m.Extent != models.ExtentNone {
			shared = append(shared, SharedRow{m.NeedID, m.Extent})
		}
	}
	Needs.LogRows(tx, shared...)
	return found, err
}

// OverlapsToCompare gives the strongest of the open overlaps that the actor sees or is told of.
func OverlapsToCompare(tx *Tx) ([]OverviewItem, error) {
	order := "strength DESC, id"
	if tx.actor.Audience() != "" { // how strong an overlap is of which it sees one side is not for a partner to know
		order = "id"
	}
	found, err := queryAll[struct {
		ID    models.ID
		Total int
		// MATERIALIZED: to name one of them, Postgres would otherwise look all of them up again and again.
	}](tx, `WITH waiting AS MATERIALIZED (SELECT activity_pairs.id, activity_pairs.strength FROM activity_pairs
		WHERE activity_pairs.status = `+quoted(models.OverlapOpen)+` AND ?)
		SELECT id, COUNT(*) OVER () AS total FROM waiting ORDER BY `+order+" LIMIT 1", overlapScope(tx))
	if err != nil || len(found) == 0 {
		return nil, err
	}
	o, err := Overlaps.getOne(tx, Overlaps.selectColumns(tx).Where("activity_pairs.id = ?", found[0].ID)) // visible, as was just found
	if err != nil {
		return nil, err
	}
	since := o.FoundOn
	if since == "" { // when the other activity was planned is not told
		since = models.DateOf(tx.now)
	}
	return []OverviewItem{{ID: o.ID, Reference: o.References(), Title: o.Titles(), Detail: o.Words(), Since: since,
		Total: found[0].Total}}, nil
}

// DeadMail gives the oldest mail that was given up, for managers.
func DeadMail(tx *Tx) ([]OverviewItem, error) {
	return oldestMail(tx, where("status = "+quoted(models.MailDead)))
}

// LateMail gives the oldest mail that waits to be sent since an instant or longer, for managers.
func LateMail(tx *Tx, since time.Time) ([]OverviewItem, error) {
	return oldestMail(tx, where("status IN ("+unsentMail+") AND created_at <= ?", since))
}

func oldestMail(tx *Tx, which Where) ([]OverviewItem, error) {
	if !tx.actor.SeesAll() {
		return nil, nil
	}
	return scanRows(tx, where("SELECT id, created_at, COUNT(*) OVER () FROM outbox WHERE ? ORDER BY id LIMIT 1", which),
		func(r *sql.Rows, m *OverviewItem) error { return r.Scan(&m.ID, &m.Since, &m.Total) })
}

// NeedsByStatus counts the needs whose status the actor may see.
func NeedsByStatus(tx *Tx) (map[models.NeedStatus]int, error) {
	scope := needScope(tx)
	if tx.actor.Audience() != "" {
		// How much is shared is looked up for the few needs only that some consent is about.
		subjects := where("IN (SELECT k.subject_id FROM consents k WHERE k.audience IN ?)",
			[]models.Audience{tx.actor.Audience(), models.AudiencePublic})
		scope = where("(needs.id ? OR needs.mission_id ?) AND ? = "+fullExtent, subjects, subjects, needExtent(tx))
	}
	found, err := queryAll[struct {
		Status models.NeedStatus
		N      int
	}](tx, "SELECT needs.status, COUNT(*) AS n FROM needs WHERE ? GROUP BY needs.status", scope)
	out := make(map[models.NeedStatus]int, len(found))
	for _, f := range found {
		out[f.Status] = f.N
	}
	return out, err
}
