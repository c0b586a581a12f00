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

	Nobody     int `json:"nobody"`
	Proposed   int `json:"proposed"`
	InDelivery int `json:"in_delivery"`
	Met        int `json:"met"`
	// Money is over the needs with an estimate and a rate that are not met. Committed counts for each at most its cost.
	Money Gap `json:"money"`

	needed, committed int64
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
	Money    Gap           `json:"money"`
	Partners []PartnerPart `json:"partners"`
}

// Cover is what there is for a need.
type Cover string

// What there is for a need; a need that counts nowhere has none of them.
const (
	CoverNobody     Cover = "nobody"
	CoverProposed   Cover = "proposed"
	CoverInDelivery Cover = "in_delivery"
	CoverMet        Cover = "met"
)

// Values lists them.
func (Cover) Values() []string { return texts(CoverNobody, CoverProposed, CoverInDelivery, CoverMet) }

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

// CoverageFact is a need as a coverage matrix counts it. Needed is its cost in US cents, nil without an estimate or a rate.
type CoverageFact struct {
	Themes    []string
	Level     NeedLevel
	Country   string
	Cover     Cover
	Needed    *int64
	Committed int64
}

// CoverOf tells in which of the four a need counts: by its status, else by live activities, else by open referrals.
func CoverOf(status NeedStatus, live, proposed bool) Cover {
	switch status {
	case NeedIdentified, NeedDeclined, NeedLapsed:
		return ""
	case NeedMet:
		return CoverMet
	case NeedTakenUp, NeedInDelivery, NeedPartlyMet:
		return CoverInDelivery
	}
	switch {
	case live:
		return CoverInDelivery
	case proposed:
		return CoverProposed
	}
	return CoverNobody
}

func (c *Covered) add(f *CoverageFact) {
	switch f.Cover {
	case CoverNobody:
		c.Nobody++
	case CoverProposed:
		c.Proposed++
	case CoverInDelivery:
		c.InDelivery++
	case CoverMet:
		c.Met++
	}
	if f.Needed != nil && f.Cover != CoverMet {
		c.needed += *f.Needed
		c.committed += min(f.Committed, *f.Needed)
	}
}

func (c *Covered) sum() { c.Money = GapOf(USD(c.needed), c.committed) }

// CoverageOf counts needs in the cells of a matrix.
func CoverageOf(by Matrix, facts []CoverageFact) (cells []CoverageCell, total Covered) {
	index := map[CoverageCell]*CoverageCell{}
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
				index[at] = &cell
			}
			index[at].add(f)
		}
	}
	total.sum()
	cells = []CoverageCell{}
	for _, c := range slices.Collect(maps.Values(index)) {
		c.sum()
		cells = append(cells, *c)
	}
	slices.SortFunc(cells, func(a, b CoverageCell) int {
		return cmp.Or(cmp.Compare(a.Theme, b.Theme), cmp.Compare(a.Level, b.Level), cmp.Compare(a.CountryCode, b.CountryCode))
	})
	return cells, total
}
