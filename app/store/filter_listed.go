package store

import (
	"strings"

	"qadam/models"
	"qadam/models/fold"
)

// valueList is a list of values that people keep as data, such as the codes of themes.
type valueList struct {
	one, doc, sql string
	// closed says that only those who see all may know the list: others find nothing by a value that is not on it.
	closed bool
}

var (
	themeList  = valueList{one: "theme", doc: "Theme codes", sql: "SELECT code FROM themes ORDER BY position, code"}
	ratingList = valueList{one: "rating", doc: "Rating codes", sql: "SELECT code FROM ratings ORDER BY position, code"}
	ruleList   = valueList{one: "rule", doc: "Rule codes", sql: "SELECT code FROM reminder_rules ORDER BY code", closed: true}
	regionList = valueList{one: "region", doc: "Regions", sql: "SELECT DISTINCT region FROM countries WHERE region <> '' ORDER BY region"}
)

// listed is a filter by values of a list, in capitals or not.
func listed(name, sql string, of valueList) Filter {
	f := codes(name, sql, of.doc)
	f.listed = &of
	return f
}

// themes is a filter by themes.
func themes(sql string) Filter { return listed("theme", sql, themeList) }

// find gives values as the list has them. It refuses one that no list has, and names those that there are.
func (l valueList) find(tx *Tx, parameter string, given []string) ([]string, error) {
	known, err := queryTexts(tx, l.sql)
	if err != nil {
		return nil, err
	}
	byKey := make(map[string]string, len(known))
	for _, k := range known {
		byKey[fold.Key(k)] = k
	}
	found := make([]string, len(given))
	for i, v := range given {
		value, is := byKey[fold.Key(v)]
		if !is && l.closed && !tx.actor.SeesAll() {
			value = v
		} else if !is {
			const shown = 50
			return nil, models.Fault(parameter, "There is no %s %.60q. The %ss are: %s.", l.one, v, l.one,
				strings.Join(known[:min(len(known), shown)], ", "))
		}
		found[i] = value
	}
	return found, nil
}
