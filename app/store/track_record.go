package store

import (
	"database/sql"

	"qadam/models"
)

// TrackRecord counts the closed activities of an organisation, by country and by theme.
type TrackRecord struct{ inCountry, onTheme map[string]models.TrackRecord }

// On gives the record that counts for a need: in its country, and on the one of its themes with the most activities.
func (s TrackRecord) On(n *NeedToMatch) models.TrackRecord {
	r := s.inCountry[n.Country]
	for _, theme := range n.Themes {
		r = r.Best(s.onTheme[theme])
	}
	return r
}

// TrackRecords gives the track records of organisations; a donor's are the activities that its commitments reach. With a need, only
// activities in its country or on its themes are read.
func TrackRecords(tx *Tx, organisations []models.ID, n *NeedToMatch) (map[models.ID]TrackRecord, error) {
	type row struct {
		ID             models.ID
		Country, Theme string
		N, Late        int
	}
	kept, narrowed, byCountry, byTheme := "NOT MATERIALIZED", where(""), where(""), where("")
	if n != nil {
		kept = "MATERIALIZED"
		narrowed = where(` AND (a.country_code = ? OR a.id IN (SELECT at.activity_id FROM activity_themes at
			WHERE at.theme_code IN ?))`, n.Country, n.Themes)
		byCountry, byTheme = where(" WHERE country_code = ?", n.Country), where(" WHERE at.theme_code IN ?", n.Themes)
	}
	found, err := scanRows(tx, where(`WITH closed AS `+kept+` (
			SELECT a.id, a.project_id, a.country_code, a.actual_end > a.planned_end AS late FROM activities a WHERE a.status =
				`+quoted(models.ActivityClosed)+`?),
		done AS MATERIALIZED (
			SELECT ap.organisation_id AS org, a.id, a.country_code, a.late FROM activity_partners ap JOIN closed a ON a.id = ap.activity_id
				WHERE ap.organisation_id IN ?
			UNION SELECT t.organisation_id, a.id, a.country_code, a.late FROM transactions t
				JOIN closed a ON a.project_id = t.project_id AND (t.activity_id IS NULL OR t.activity_id = a.id)
				WHERE t.kind = `+quoted(models.Commitment)+` AND t.organisation_id IN ?)
		SELECT org, country_code, '', COUNT(*), SUM(CASE WHEN late THEN 1 ELSE 0 END) FROM done? GROUP BY org, country_code
		UNION ALL SELECT org, '', at.theme_code, COUNT(*), SUM(CASE WHEN late THEN 1 ELSE 0 END)
			FROM done JOIN activity_themes at ON at.activity_id = done.id? GROUP BY org, at.theme_code`,
		narrowed, organisations, organisations, byCountry, byTheme), func(r *sql.Rows, x *row) error {
		return r.Scan(&x.ID, &x.Country, &x.Theme, &x.N, &x.Late)
	})
	out := make(map[models.ID]TrackRecord, len(organisations))
	for _, id := range organisations {
		out[id] = TrackRecord{map[string]models.TrackRecord{}, map[string]models.TrackRecord{}}
	}
	for _, x := range found {
		if x.Theme == "" {
			out[x.ID].inCountry[x.Country] = models.TrackRecord{InCountry: x.N, LateInCountry: x.Late}
		} else {
			out[x.ID].onTheme[x.Theme] = models.TrackRecord{OnTheme: x.N, LateOnTheme: x.Late}
		}
	}
	return out, err
}
