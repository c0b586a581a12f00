package store

import (
	"database/sql"

	"qadam/models"
)

// Engagements gives which visible activities engage which institutions between two days: the planned days of what is to come,
// the actual ones of what was. What was cancelled engages no institution.
func Engagements(tx *Tx, q models.ListQuery, from, to models.Date) ([]models.Engagement, error) {
	which, err := Institutions.selectIDs(tx, q)
	if err != nil {
		return nil, err
	}
	begin, end := "COALESCE(activities.actual_start, activities.planned_start)", "COALESCE(activities.actual_end, activities.planned_end)"
	return scanRows(tx, where(`SELECT i.id, i.name, i.country_code, i.monthly_limit, activities.reference, `+begin+`, `+end+`
		FROM institutions i JOIN activity_institutions ai ON ai.institution_id = i.id JOIN activities ON activities.id = ai.activity_id
		WHERE i.id IN (?) AND ? AND activities.status NOT IN (`+quoted(models.ActivityCancelled, models.ActivitySuspended)+
		`) AND `+begin+` <= ? AND `+end+` >= ?`,
		which, activityScope(tx), to, from), func(r *sql.Rows, t *models.Engagement) error {
		return r.Scan(&t.Institution.ID, &t.Institution.Name, &t.Institution.CountryCode, &t.Institution.MonthlyLimit, &t.Reference,
			&t.From, &t.To)
	})
}
