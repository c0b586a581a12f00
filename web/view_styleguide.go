package web

import (
	"maps"
	"slices"

	"qadam/models"
)

// Styleguide is a page with all parts of pages in all their states.
type Styleguide struct {
	// Signs are all statuses, a kind a row.
	Signs []SignRow
	Orgs  []Org
	Sure  []*Robustness
	Score models.Score
	Money []*NeedFunding
	// Uneven is money whose sums are not parts of each other.
	Bars []Funding
	Form Form
}

// SignRow is the statuses of one kind.
type SignRow struct {
	Kind  string
	Signs []Sign
}

// NewStyleguide makes it.
func NewStyleguide() Styleguide {
	v := Styleguide{Score: 8800, Orgs: []Org{{"INTERPOL", "Interpol", false}, {"UNODA", "Disarmament", true}},
		Bars: []Funding{{Needed: 100, Spent: 20, Disbursed: 35, Committed: 60, Pledged: 80}, {Needed: 100, Spent: 50, Disbursed: 30,
			Committed: 60}, {Needed: 100}},
		Money: []*NeedFunding{{Funding: Funding{Needed: 100, Committed: 62}}, {}},
		Form:  NewForm("", nil, Fault{Field: "reason", Rule: "reason"})}
	for _, of := range []int{14, 100} {
		v.Sure = append(v.Sure, &Robustness{Rank: 6, First: 5, Of: of, Top: 5, Low: 5, High: 10, TopShare: 3800, Word: models.Contested,
			Shares: []models.Score{3800, 2600, 1400, 1000, 800, 400}})
	}
	v.Sure = append(v.Sure, &Robustness{Rank: 9, First: 2, Of: 14, Top: 5, Low: 3, High: 14, TopShare: 900, Incomplete: true,
		Shares: []models.Score{300, 300, 300, 700, 900, 1000, 1000, 1100, 1100, 1100, 900, 700, 600}})
	for _, kind := range slices.Sorted(maps.Keys(signs)) {
		row := SignRow{Kind: kind}
		for _, status := range slices.Sorted(maps.Keys(signs[kind])) {
			found, _ := sign(kind, status)
			row.Signs = append(row.Signs, found)
		}
		v.Signs = append(v.Signs, row)
	}
	return v
}

func (Styleguide) page() page { return page{name: "styleguide"} }

func (Styleguide) examples() []View { return []View{NewStyleguide()} }
