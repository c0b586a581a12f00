package store

import (
	"database/sql"

	"qadam/models"
)

// Engagements gives which activities touch which institutions between two days, among those that the actor sees: the planned days
// of what is to come, the actual ones of what was. Cancelled and suspended ones do not count.
func Engagements(tx *Tx, q models.ListQuery, from, to models.Date) ([]models.Engagement, error) {
	which, err := Institutions.selectIDs(tx, q)
	if err != nil {
		return nil, err
	}
	scope := activityScope(tx)
	begin, end := "COALESCE(activities.actual_start, activities.planned_start)", "COALESCE(activities.actual_end, activities.planned_end)"
	args := append([]any{which}, scope.Args...)
	return scanRows(tx, `SELECT i.id, i.name, i.country_code, i.monthly_limit, activities.reference, `+begin+`, `+end+`
		FROM institutions i JOIN activity_institutions ai ON ai.institution_id = i.id JOIN activities ON activities.id = ai.activity_id
		WHERE i.id IN (?) AND `+scope.SQL+` AND activities.status NOT IN ('cancelled', 'suspended') AND `+begin+` <= ? AND `+end+` >= ?`,
		append(args, to, from), func(r *sql.Rows, t *models.Engagement) error {
			return r.Scan(&t.Institution.ID, &t.Institution.Name, &t.Institution.CountryCode, &t.Institution.MonthlyLimit, &t.Reference,
				&t.From, &t.To)
		})
}
