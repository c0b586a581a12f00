package store

import (
	"database/sql"

	"qadam/models"
)

// TrackRecord is what an organisation has brought to its end, by country and by theme.
type TrackRecord struct{ inCountry, onTheme map[string]models.TrackRecord }

// On gives the record that counts for a need: in its country, and on that of its themes on which it was most.
func (s TrackRecord) On(n *NeedToMatch) models.TrackRecord {
	r := s.inCountry[n.Country]
	for _, theme := range n.Themes {
		r = r.Best(s.onTheme[theme])
	}
	return r
}

// TrackRecords gives what organisations have brought to their end. A donor has what its commitments reach. With a need, what
// ended in its country and on its themes is found once, for all of them, and the rest is left out.
func TrackRecords(tx *Tx, organisations []models.ID, n *NeedToMatch) (map[models.ID]TrackRecord, error) {
	type row struct {
		ID             models.ID
		Country, Theme string
		N, Late        int
	}
	kept, args := "NOT MATERIALIZED", []any{organisations, organisations}
	var narrowed, there, those string // what ended, and of that what counts by country and by theme
	if n != nil {
		kept, narrowed = "MATERIALIZED", " AND (a.country_code = ? OR a.id IN (SELECT at.activity_id FROM activity_themes at WHERE "+
			"at.theme_code IN ?))"
		there, those = " WHERE country_code = ?", " WHERE at.theme_code IN ?"
		args = []any{n.Country, n.Themes, organisations, organisations, n.Country, n.Themes}
	}
	found, err := scanRows(tx, `WITH closed AS `+kept+` (
			SELECT a.id, a.project_id, a.country_code, a.actual_end > a.planned_end AS late FROM activities a WHERE a.status = 'closed'`+
		narrowed+`),
		done AS MATERIALIZED (
			SELECT ap.organisation_id AS org, a.id, a.country_code, a.late FROM activity_partners ap JOIN closed a ON a.id = ap.activity_id
				WHERE ap.organisation_id IN ?
			UNION SELECT t.organisation_id, a.id, a.country_code, a.late FROM transactions t JOIN closed a ON a.project_id = t.project_id
				AND (t.activity_id IS NULL OR t.activity_id = a.id)
				WHERE t.kind = 'commitment' AND t.organisation_id IN ?)
		SELECT org, country_code, '', COUNT(*), SUM(CASE WHEN late THEN 1 ELSE 0 END) FROM done`+there+` GROUP BY org, country_code
		UNION ALL SELECT org, '', at.theme_code, COUNT(*), SUM(CASE WHEN late THEN 1 ELSE 0 END) FROM done
			JOIN activity_themes at ON at.activity_id = done.id`+those+` GROUP BY org, at.theme_code`,
		args, func(r *sql.Rows, x *row) error { return r.Scan(&x.ID, &x.Country, &x.Theme, &x.N, &x.Late) })
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
