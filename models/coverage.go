package models

import (
	"cmp"
	"maps"
	"slices"
)

// Coverage counts agreed needs by what answers them.
type Coverage struct {
	AsOf  Date   `json:"as_of"`
	By    Matrix `json:"by"`
	Basis string `json:"basis"`
	// NotYetAllotted is what is committed to projects as a whole and not allotted to activities or needs; null for a State, which reads
	// no transactions.
	NotYetAllotted Money      `json:"not_yet_allotted" doc:"Committed to projects as a whole and not allotted yet; null for a State."`
	Rates          []RateUsed `json:"rates"`
	// Total counts every need once; in the cells a need with several themes counts in each of them.
	Total Covered        `json:"total"`
	Cells []CoverageCell `json:"cells"`
	// Needs are those of a matrix of partners and needs, by rank; Next is the cursor of those that follow.
	Needs []CoveredNeed `json:"needs"`
	Next  string        `json:"next" doc:"The cursor of the following page; empty at the end."`
	// Untied are live projects none of whose activities answers a need that the reader sees; MoreUntied counts the rest.
	Untied     []UntiedProject `json:"projects_without_need"`
	MoreUntied int             `json:"more_projects_without_need"`
}

// Matrix is what the rows and columns of a coverage matrix are.
type Matrix string

// The matrices of coverage.
const (
	ThemeByLevel   Matrix = "theme_level"
	ThemeByCountry Matrix = "theme_country"
	PartnerByNeed  Matrix = "partner_need"
)

// Values lists them.
func (Matrix) Values() []string { return texts(ThemeByLevel, ThemeByCountry, PartnerByNeed) }

// CoverageBasis says what a coverage matrix counts.
const CoverageBasis = "Needs that the State agreed to and that are not declined or lapsed. Money is of the needs that are not met: " +
	GapBasis

// Covered counts needs by what there is for them, each in one of the four, and sums their money.
type Covered struct {
	_ struct{} `doc:"How many needs there is what for, and their money."`

	Nobody   int `json:"nobody"`
	Proposed int `json:"proposed"`
	Answered int `json:"answered"`
	Met      int `json:"met"`
	// Money is over the open needs with an estimate and a rate.
	Money GapTotal `json:"money"`
}

// CoverageCell is one cell of a matrix: a theme, and a level or a country.
type CoverageCell struct {
	Theme       string    `json:"theme"`
	Level       NeedLevel `json:"level,omitempty" enum:"-"`
	CountryCode string    `json:"country_code,omitempty"`
	Covered
}

// CoveredNeed is one need of a matrix of partners and needs.
type CoveredNeed struct {
	ID        ID         `json:"id"`
	Reference string     `json:"reference"`
	Title     string     `json:"title"`
	Priority  *Score     `json:"priority"`
	Status    NeedStatus `json:"status" enum:"-"`
	// Cover is in which of the four it counts; null where it counts in none.
	Cover    Cover         `json:"cover"`
	Money    NeedMoney     `json:"money"`
	Partners []PartnerPart `json:"partners"`
}

// Cover is what there is for a need.
type Cover string

// What there is for a need; a need that counts nowhere has none of them.
const (
	CoverNobody   Cover = "nobody"
	CoverProposed Cover = "proposed"
	CoverAnswered Cover = "answered"
	CoverMet      Cover = "met"
)

// Values lists them.
func (Cover) Values() []string { return texts(CoverNobody, CoverProposed, CoverAnswered, CoverMet) }

// PartnerPart is what an organisation does for a need: the strongest of its parts in live activities, or how it was asked.
type PartnerPart struct {
	OrganisationID ID   `json:"organisation_id"`
	Part           Part `json:"part"`
}

// Part is what an organisation does for a need.
type Part string

// The parts, the strongest first: roles in activities, then answers to proposals.
const (
	PartLead         Part = "lead"
	PartImplementing Part = "implementing"
	PartSupporting   Part = "supporting"
	PartAccepted     Part = "accepted"
	PartProposed     Part = "proposed"
)

// Values lists them.
func (Part) Values() []string {
	return texts(PartLead, PartImplementing, PartSupporting, PartAccepted, PartProposed)
}

// UntiedProject is a live project that answers no need.
type UntiedProject struct {
	ID                 ID     `json:"id"`
	Reference          string `json:"reference"`
	Title              string `json:"title"`
	LeadOrganisationID ID     `json:"lead_organisation_id"`
}

// CoverageFact is a need as a coverage matrix counts it.
type CoverageFact struct {
	Themes  []string
	Level   NeedLevel
	Country string
	Cover   Cover
	Money   NeedMoney
}

func (c *Covered) add(f *CoverageFact) {
	switch f.Cover {
	case CoverNobody:
		c.Nobody++
	case CoverProposed:
		c.Proposed++
	case CoverAnswered:
		c.Answered++
	case CoverMet:
		c.Met++
		return
	}
	c.Money.Add(f.Money.Gap)
}

// CoverageOf counts needs in the cells of a matrix.
func CoverageOf(by Matrix, facts []CoverageFact) (cells []CoverageCell, total Covered) {
	index := map[CoverageCell]*CoverageCell{}
	total.Money.Add(Gap{})
	for i := range facts {
		f := &facts[i]
		if f.Cover == "" {
			continue
		}
		total.add(f)
		for _, theme := range f.Themes {
			at := CoverageCell{Theme: theme}
			if by == ThemeByCountry {
				at.CountryCode = f.Country
			} else {
				at.Level = f.Level
			}
			if index[at] == nil {
				cell := at
				cell.Money.Add(Gap{})
				index[at] = &cell
			}
			index[at].add(f)
		}
	}
	cells = []CoverageCell{}
	for _, c := range slices.Collect(maps.Values(index)) {
		cells = append(cells, *c)
	}
	slices.SortFunc(cells, func(a, b CoverageCell) int {
		return cmp.Or(cmp.Compare(a.Theme, b.Theme), cmp.Compare(a.Level, b.Level), cmp.Compare(a.CountryCode, b.CountryCode))
	})
	return cells, total
}
