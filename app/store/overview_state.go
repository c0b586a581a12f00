package store

import (
	"time"

	"qadam/models"
)

// What waits for a State's word, for its counterparts alone.

// ofState tells whether the actor is a counterpart of a State.
func ofState(tx *Tx) bool { return tx.actor.Role == models.National && tx.actor.CountryCode != "" }

// RequestsToAnswer gives the requests for consent that wait for the State's answer, those that silence answers next first. Detail is the
// audience.
func RequestsToAnswer(tx *Tx, limit int) ([]OverviewItem, error) {
	if !ofState(tx) {
		return nil, nil
	}
	zones, err := timeZonesOf(tx, []string{tx.actor.CountryCode})
	if err != nil {
		return nil, err
	}
	zone := zones[tx.actor.CountryCode]
	found, err := queryAll[struct {
		OverviewItem  `gorm:"embedded"`
		CreatedAt     time.Time
		TakesEffectAt *time.Time
	}](tx, `SELECT q.id, COALESCE(m.reference, n.reference, f.reference) AS reference, q.audience AS detail, q.created_at,
			q.takes_effect_at, COUNT(*) OVER () AS total
		FROM consent_requests q LEFT JOIN missions m ON m.id = q.subject_id LEFT JOIN needs n ON n.id = q.subject_id
			LEFT JOIN findings f ON f.id = q.subject_id
		WHERE q.status = `+quoted(models.RequestAsked)+` AND q.country_code = ? AND (q.takes_effect_at IS NULL OR q.takes_effect_at > ?)
		ORDER BY q.takes_effect_at IS NULL, q.takes_effect_at, q.id LIMIT ?`, tx.actor.CountryCode, tx.now, limit)
	out := make([]OverviewItem, len(found))
	for i, f := range found {
		out[i] = f.OverviewItem
		out[i].Since = models.DateOf(f.CreatedAt.In(zone))
		if f.TakesEffectAt != nil {
			out[i].Ends = models.LastDay(*f.TakesEffectAt, zone)
		}
	}
	return out, err
}

// ReportsToAnswer gives the missions of which a draft or the report waits for the State, with the status, the earliest first. Ends is
// the adjusted end of their clock.
func ReportsToAnswer(tx *Tx, limit int) ([]OverviewItem, error) {
	if !ofState(tx) {
		return nil, nil
	}
	return queryAll[OverviewItem](tx, `SELECT m.id, m.reference, m.title, m.status AS detail, k.due_on AS ends,
			CASE m.status WHEN `+quoted(models.MissionDraftSent)+` THEN m.draft_sent_on ELSE m.report_sent_on END AS since,
			COUNT(*) OVER () AS total
		FROM missions m LEFT JOIN clocks k ON k.subject_id = m.id AND k.watches =
			CASE m.status WHEN `+quoted(models.MissionDraftSent)+` THEN `+quoted(models.WatchDraft)+`
			ELSE `+quoted(models.WatchReport)+` END
		WHERE m.country_code = ? AND m.status IN (`+quoted(models.MissionDraftSent, models.MissionReportSent)+`) AND k.met_on IS NULL
		ORDER BY since, m.id LIMIT ?`, tx.actor.CountryCode, limit)
}

// RankingsToAnswer gives the rankings that were put before the State, the earliest first.
func RankingsToAnswer(tx *Tx, limit int) ([]OverviewItem, error) {
	if !ofState(tx) {
		return nil, nil
	}
	return queryAll[OverviewItem](tx, `SELECT r.id, r.reference, r.title, r.status_on AS since, COUNT(*) OVER () AS total FROM rankings r
		WHERE r.status = `+quoted(models.RankingProposed)+` AND r.country_code = ? ORDER BY r.status_on, r.id LIMIT ?`,
		tx.actor.CountryCode, limit)
}

// NeedsToAgree gives the missions with needs that wait for the State's agreement, the longest wait first. Total is of the needs.
func NeedsToAgree(tx *Tx, limit int) ([]OverviewItem, error) {
	if !ofState(tx) {
		return nil, nil
	}
	return queryAll[OverviewItem](tx, `SELECT m.id, m.reference, m.title, w.since, w.count,
			CAST(SUM(w.count) OVER () AS integer) AS total
		FROM (SELECT n.mission_id, MIN(n.status_on) AS since, COUNT(*) AS count FROM needs n
			WHERE n.status = `+quoted(models.NeedIdentified)+` AND n.country_code = ? GROUP BY n.mission_id) w
		JOIN missions m ON m.id = w.mission_id WHERE m.status <> `+quoted(models.MissionCancelled)+`
		ORDER BY w.since, m.id LIMIT ?`, tx.actor.CountryCode, limit)
}

// NeedsToConfirm gives the needs that are said to be met and wait for the State's confirmation, the earliest first.
func NeedsToConfirm(tx *Tx, limit int) ([]OverviewItem, error) {
	if !ofState(tx) {
		return nil, nil
	}
	return queryAll[OverviewItem](tx, "SELECT n.id, n.reference, n.title, "+saidMetOn+` AS since, COUNT(*) OVER () AS total
		FROM needs n WHERE n.country_code = ? AND `+unconfirmed+" ORDER BY since, n.id LIMIT ?", tx.actor.CountryCode, limit)
}
