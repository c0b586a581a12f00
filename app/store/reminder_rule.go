package store

import (
	"qadam/models"
)

// Rules are the reminder rules, which admins edit.
var Rules = &Noun[models.ReminderRule]{Table: "reminder_rules", Scope: managersOnly,
	Sorts: []Sort{{Key: "code", Column: "reminder_rules.code"}}, Filters: []Filter{codes("code", "reminder_rules.code IN ?", "Codes")}}

// ActiveRules gives the rules that are switched on.
func ActiveRules(tx *Tx) ([]models.ReminderRule, error) {
	return scanStructs[models.ReminderRule](tx, Rules.selectColumns(tx).Where("reminder_rules.active").Order("reminder_rules.code"))
}

// RuleDays gives after how many days a rule's clock ends: usual without such a rule or its days, and 0 where it is inactive.
func RuleDays(tx *Tx, code string, usual int) (int, error) {
	r, err := queryOne[models.ReminderRule](tx, "SELECT days, active FROM reminder_rules WHERE code = ?", code)
	switch {
	case err != nil && !NoRow(err):
		return 0, err
	case err == nil && !r.Active:
		return 0, nil
	case r.Days > 0:
		return r.Days, nil
	}
	return usual, nil
}
