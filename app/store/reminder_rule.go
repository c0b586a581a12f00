package store

import (
	"cmp"

	"qadam/models"
)

// Rules are the reminder rules, which admins edit.
var Rules = &Noun[models.ReminderRule]{
	Table: "reminder_rules", Name: "rule", Scope: managersOnly, Unrestricted: true,
	Filters: []Filter{anyCase("code", "reminder_rules.code", "Codes")},
	Sorts:   []Sort{{Key: "code", Column: "reminder_rules.code"}},
	Load:    loadLadders,
}

// loadLadders says from where rungs count that were kept before they could count from elsewhere than the end.
func loadLadders(_ *Tx, found []*models.ReminderRule) error {
	for _, r := range found {
		for i := range r.Ladder {
			r.Ladder[i].From = cmp.Or(r.Ladder[i].From, models.PointEnd)
		}
	}
	return nil
}

// ActiveRules gives the rules that are switched on.
func ActiveRules(tx *Tx) ([]models.ReminderRule, error) {
	return Rules.find(tx, Rules.selectColumns(tx).Where("reminder_rules.active").Order("reminder_rules.code"))
}

// RuleDays gives the days of a rule: usual where there is no such rule or it names no days, and 0 where it is switched off.
func RuleDays(tx *Tx, code string, usual int) (int, error) {
	r, err := queryOptional[models.ReminderRule](tx, "SELECT days, active FROM reminder_rules WHERE code = ?", code)
	switch {
	case err != nil:
		return 0, err
	case r != nil && !r.Active:
		return 0, nil
	case r != nil && r.Days > 0:
		return r.Days, nil
	}
	return usual, nil
}
