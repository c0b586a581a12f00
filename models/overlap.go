package models

import (
	"slices"
	"strings"
)

// Overlap is a pair of activities of different partners with the same country, a common theme and near dates. A reader who sees
// only one of the two gets that side and Notice.
type Overlap struct {
	Base
	FirstID     ID            `json:"first_id"`
	SecondID    ID            `json:"second_id"`
	CountryCode string        `json:"country_code"`
	Strength    int           `json:"strength" example:"74" doc:"0 to 100: theme 30, dates 30, institution 25, kind 15."`
	Alike       []Alike       `json:"alike" gorm:"serializer:list"`
	FoundOn     Date          `json:"found_on"`
	AskedOn     Date          `json:"asked_on"`
	Status      OverlapStatus `json:"status"`
	StatusOn    Date          `json:"status_on"`
	Reason      string        `json:"reason"`
	Fingerprint string        `json:"-"`
	// First and Second are the two activities, as the reader may see them.
	First  *OverlapSide `json:"first" gorm:"-"`
	Second *OverlapSide `json:"second" gorm:"-"`
	Notice string       `json:"notice" gorm:"-"`
	Shared Extent       `json:"shared" gorm:"->;column:extent"`
}

// OverlapStatus tells whether an overlap still wants a look.
type OverlapStatus string

// The statuses of an overlap.
const (
	OverlapOpen      OverlapStatus = "open"
	OverlapDismissed OverlapStatus = "dismissed"
	OverlapEnded     OverlapStatus = "ended"
)

// Values lists them.
func (OverlapStatus) Values() []string { return texts(OverlapOpen, OverlapDismissed, OverlapEnded) }

// OverlapSide is one of the two activities of an overlap, with what there is to compare.
type OverlapSide struct {
	_ struct{} `doc:"One of the two activities of an overlap."`

	ID                 ID             `json:"id"`
	Reference          string         `json:"reference"`
	Title              string         `json:"title"`
	LeadOrganisationID ID             `json:"lead_organisation_id"`
	Status             ActivityStatus `json:"status" enum:"-"`
	PlannedStart       Date           `json:"planned_start"`
	PlannedEnd         Date           `json:"planned_end"`
	ThemeCodes         []string       `json:"theme_codes"`
	Kinds              []NeedKind     `json:"kinds" enum:"-"`
	InstitutionIDs     []ID           `json:"institution_ids"`
	// Committed is the commitments earmarked to the activity; null for partners and donors, who see their own alone.
	Committed Money `json:"committed"`
}

// Alike is one thing in which two activities are alike, in words.
type Alike struct {
	What  Likeness `json:"what"`
	Words string   `json:"words" example:"Same theme: investigation"`
}

// Likeness is what two activities have in common.
type Likeness string

// In what two activities can be alike.
const (
	AlikeTheme       Likeness = "theme"
	AlikeDates       Likeness = "dates"
	AlikeInstitution Likeness = "institution"
	AlikeKind        Likeness = "kind"
)

// Values lists them.
func (Likeness) Values() []string { return texts(AlikeTheme, AlikeDates, AlikeInstitution, AlikeKind) }

// OverlapNotice is all that is said of a hidden activity.
const OverlapNotice = "Another partner plans something here; ask the coordinator."

// Mask blanks the side of an overlap that the reader does not see.
func (o *Overlap) Mask() {
	if o.Shared != ExtentPartial {
		return
	}
	*o = Overlap{Base: Base{ID: o.ID}, FirstID: o.FirstID, SecondID: o.SecondID, CountryCode: o.CountryCode, Status: OverlapOpen,
		Alike: []Alike{}, Notice: OverlapNotice, Shared: o.Shared}
}

// OverlapLifecycle is the lifecycle of overlaps. Scans end and reopen them.
var OverlapLifecycle = lifecycle("overlap", OverlapOpen, steps[OverlapStatus]{
	OverlapOpen:      {{To: OverlapDismissed, Roles: managers}, {To: OverlapEnded, Roles: []Role{System}}},
	OverlapDismissed: {{To: OverlapOpen, Roles: managers}, {To: OverlapEnded, Roles: []Role{System}}},
	OverlapEnded:     {{To: OverlapOpen, Roles: []Role{System}}},
})

// AskInput is a note with the question to both partners of an overlap.
type AskInput struct {
	Note string `json:"note" validate:"max=1000"`
}

// shown gives the activities of which the reader sees something, one or two.
func (o *Overlap) shown() []*OverlapSide {
	return slices.DeleteFunc([]*OverlapSide{o.First, o.Second}, func(s *OverlapSide) bool { return s == nil })
}

// References names the activities that the reader sees.
func (o *Overlap) References() string {
	return o.join(func(s *OverlapSide) string { return s.Reference })
}

// Titles gives the titles of the activities that the reader sees.
func (o *Overlap) Titles() string { return o.join(func(s *OverlapSide) string { return s.Title }) }

func (o *Overlap) join(of func(*OverlapSide) string) string {
	var parts []string
	for _, s := range o.shown() {
		parts = append(parts, of(s))
	}
	return strings.Join(parts, " and ")
}

// SharedThemes are those of both activities, where the reader sees both.
func (o *Overlap) SharedThemes() []string {
	if o.First == nil || o.Second == nil {
		return nil
	}
	return both(o.First.ThemeCodes, o.Second.ThemeCodes)
}

// Words says in what the two are alike, or that there is another which the reader may not see.
func (o *Overlap) Words() string {
	if o.Notice != "" {
		return o.Notice
	}
	parts := make([]string, len(o.Alike))
	for i, a := range o.Alike {
		parts[i] = a.Words
	}
	return strings.Join(parts, "; ")
}
