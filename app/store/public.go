package store

import (
	"slices"

	"qadam/models"
)

// PublicProgress counts the missions and needs that the actor sees, by State and status. Of what is shared by its summary alone the
// status is not told, so it is not counted by it.
func PublicProgress(tx *Tx) (models.PublicProgress, error) {
	out := models.PublicProgress{Countries: []models.PublicCountry{}}
	found, err := queryAll[struct {
		CountryCode string
		Status      models.NeedStatus
		Missions    int
		Needs       int
	}](tx, `SELECT country_code, status, SUM(missions) AS missions, SUM(needs) AS needs FROM (
			SELECT needs.country_code, CASE WHEN ? = `+fullExtent+` THEN needs.status ELSE '' END AS status, 0 AS missions, 1 AS needs
				FROM needs WHERE ?
			UNION ALL SELECT missions.country_code, '', 1, 0 FROM missions WHERE ?) shown
		GROUP BY country_code, status ORDER BY country_code, status`, needExtent(tx), needScope(tx), missionScope(tx))
	for _, f := range found {
		if n := len(out.Countries); n == 0 || out.Countries[n-1].CountryCode != f.CountryCode {
			out.Countries = append(out.Countries, models.PublicCountry{CountryCode: f.CountryCode, Statuses: []models.PublicNeedsStatus{}})
		}
		c := &out.Countries[len(out.Countries)-1]
		c.Missions += f.Missions
		if c.Needs += f.Needs; f.Status == "" {
			c.SummaryOnly += f.Needs
			continue
		}
		c.Statuses = append(c.Statuses, models.PublicNeedsStatus{Status: f.Status, Needs: f.Needs})
	}
	for _, c := range out.Countries {
		order := models.NeedStatus("").Values()
		slices.SortFunc(c.Statuses, func(a, b models.PublicNeedsStatus) int {
			return slices.Index(order, string(a.Status)) - slices.Index(order, string(b.Status))
		})
	}
	return out, err
}
