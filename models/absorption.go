package models

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Absorption is how many activities engage national institutions month by month, against their limits.
type Absorption struct {
	From         string            `json:"from" example:"2026-11"`
	To           string            `json:"to" example:"2027-10"`
	Institutions []InstitutionLoad `json:"institutions"`
	More         int               `json:"more"`
}

// InstitutionLoad is the load on one institution. Over says in words which months are over its limit; empty for none.
type InstitutionLoad struct {
	InstitutionID ID          `json:"institution_id"`
	Name          string      `json:"name"`
	CountryCode   string      `json:"country_code"`
	MonthlyLimit  int         `json:"monthly_limit" doc:"How many activities a month it bears; 0 is no limit."`
	Over          string      `json:"over" example:"Over its limit of 2 in March 2027, April 2027"`
	Months        []MonthLoad `json:"months"`
}

// MonthLoad is how many activities engage an institution in a month, and, for a single institution, which.
type MonthLoad struct {
	Month      string   `json:"month" example:"2026-11"`
	Activities int      `json:"activities"`
	Over       bool     `json:"over"`
	References []string `json:"references"`
}

// Engagement is an activity's engagement of an institution from one day to another.
type Engagement struct {
	Institution Institution
	Reference   string
	From, To    Date
}

// AbsorptionLimit is how many institutions are named, those that are most over their limits first.
const AbsorptionLimit = 50

// MaxMonths is the most months of a query.
const MaxMonths = 36

// Months lists the months from one to another, both as "2026-11".
func Months(from, to string) []string {
	var out []string
	for day := Date(from + "-01"); string(day[:7]) <= to && len(out) <= MaxMonths; day = day.AddMonths(1) {
		out = append(out, string(day[:7]))
	}
	return out
}

// AbsorptionOf counts the engagements of each institution in each month. The activities are named where there is one institution.
func AbsorptionOf(months []string, touches []Engagement) *Absorption {
	index := map[ID]*InstitutionLoad{}
	for _, t := range touches {
		load := index[t.Institution.ID]
		if load == nil {
			load = &InstitutionLoad{InstitutionID: t.Institution.ID, Name: t.Institution.Name, CountryCode: t.Institution.CountryCode,
				MonthlyLimit: t.Institution.MonthlyLimit}
			for _, m := range months {
				load.Months = append(load.Months, MonthLoad{Month: m, References: []string{}})
			}
			index[t.Institution.ID] = load
		}
		for i := range load.Months {
			if m := &load.Months[i]; string(t.From[:7]) <= m.Month && m.Month <= string(t.To[:7]) {
				m.References = append(m.References, t.Reference)
			}
		}
	}
	all := make([]InstitutionLoad, 0, len(index))
	for _, load := range index {
		load.total()
		all = append(all, *load)
	}
	slices.SortFunc(all, func(a, b InstitutionLoad) int {
		return cmp.Or(b.excess()-a.excess(), b.most()-a.most(), cmp.Compare(a.Name, b.Name), cmp.Compare(a.InstitutionID, b.InstitutionID))
	})
	if len(all) > 1 {
		for _, l := range all {
			for i := range l.Months {
				l.Months[i].References = []string{}
			}
		}
	}
	n := min(len(all), AbsorptionLimit)
	return &Absorption{From: months[0], To: months[len(months)-1], Institutions: all[:n:n], More: len(all) - n}
}

func (l *InstitutionLoad) total() {
	var over []string
	for i := range l.Months {
		m := &l.Months[i]
		slices.SortFunc(m.References, CompareReferences)
		m.Activities = len(m.References)
		if m.Over = l.MonthlyLimit > 0 && m.Activities > l.MonthlyLimit; m.Over {
			over = append(over, Date(m.Month+"-01").Time().Format("January 2006"))
		}
	}
	if len(over) > 0 {
		l.Over = fmt.Sprintf("Over its limit of %d in %s", l.MonthlyLimit, strings.Join(over, ", "))
	}
}

// excess sums by how much the months are over the limit.
func (l *InstitutionLoad) excess() int {
	n := 0
	for _, m := range l.Months {
		if m.Over {
			n += m.Activities - l.MonthlyLimit
		}
	}
	return n
}

func (l *InstitutionLoad) most() int {
	n := 0
	for _, m := range l.Months {
		n = max(n, m.Activities)
	}
	return n
}
