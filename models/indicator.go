package models

// Indicator measures an output or an outcome of a project or of one activity.
type Indicator struct {
	Base
	IndicatorInput
}

// IndicatorInput is what is written about an indicator. Values are decimal texts, such as "12.5".
type IndicatorInput struct {
	ProjectID  ID                `json:"project_id" validate:"required" patch:"-"`
	ActivityID ID                `json:"activity_id" patch:"-"`
	Kind       IndicatorKind     `json:"kind" validate:"filled,enum" example:"output"`
	Title      string            `json:"title" validate:"filled,max=300"`
	Unit       string            `json:"unit" validate:"filled,max=60" example:"officers trained"`
	Baseline   string            `json:"baseline" validate:"omitempty,figure,max=30" example:"0" doc:"A decimal number as text."`
	Periods    []IndicatorPeriod `json:"periods" validate:"max=100,dive" gorm:"-"`
}

// IndicatorKind is what an indicator measures.
type IndicatorKind string

// The kinds of indicator.
const (
	IndicatorOutput  IndicatorKind = "output"
	IndicatorOutcome IndicatorKind = "outcome"
)

// Values lists them.
func (IndicatorKind) Values() []string { return texts(IndicatorOutput, IndicatorOutcome) }

// IndicatorPeriod is a target and what was reached, in all or for one group ("women", "Atyrau region").
type IndicatorPeriod struct {
	_ struct{} `doc:"A target and what was reached in a period, in all or for one group."`

	StartsOn Date   `json:"starts_on" validate:"required"`
	EndsOn   Date   `json:"ends_on" validate:"required"`
	Group    string `json:"group" validate:"max=100" gorm:"column:group_name"`
	Target   string `json:"target" validate:"omitempty,figure,max=30"`
	Actual   string `json:"actual" validate:"omitempty,figure,max=30"`
}

// At gives the figures of an indicator as of a day, one for each group of people in the order of the periods; reference is that
// of the activity or the project that it measures. Of the begun periods it takes the latest that had ended by then, or, today,
// the current one: its actual is what was reached so far. On a past day a period that had not ended has its target only. An
// indicator without a period has its baseline.
func (i *Indicator) At(reference string, day Date, isToday bool) []SummaryMeasure {
	bare := SummaryMeasure{Reference: reference, Title: i.Title, Kind: i.Kind, Unit: i.Unit, Baseline: i.Baseline}
	told := func(p IndicatorPeriod) bool { return isToday || p.EndsOn <= day }
	latest, groups := map[string]IndicatorPeriod{}, []string{}
	for _, p := range i.Periods {
		if p.StartsOn > day {
			continue
		}
		q, seen := latest[p.Group]
		if !seen {
			groups = append(groups, p.Group)
		}
		if !seen || told(p) && !told(q) || told(p) == told(q) && p.after(q) {
			latest[p.Group] = p
		}
	}
	if len(groups) == 0 {
		return []SummaryMeasure{bare}
	}
	out := make([]SummaryMeasure, len(groups))
	for n, g := range groups {
		p := latest[g]
		out[n] = bare
		out[n].Group, out[n].StartsOn, out[n].EndsOn, out[n].Target = g, p.StartsOn, p.EndsOn, p.Target
		if told(p) {
			out[n].Actual = p.Actual
		}
	}
	return out
}

func (p IndicatorPeriod) after(q IndicatorPeriod) bool {
	return p.StartsOn > q.StartsOn || p.StartsOn == q.StartsOn && p.EndsOn > q.EndsOn
}
