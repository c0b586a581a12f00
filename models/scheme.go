package models

// Scheme is one edition of a named set of weighted criteria. Once scores exist its criteria and weights stand; a new edition
// keeps the criteria that it does not change, and with them their scores.
type Scheme struct {
	Base
	SchemeInput
	Used    bool   `json:"used"`
	NameKey string `json:"-" gorm:"->:false;<-"`
}

// SchemeInput is what a manager writes about a scheme. The weights sum to 100.
type SchemeInput struct {
	Name     string      `json:"name" validate:"filled,max=200"`
	Edition  int         `json:"edition" validate:"min=1,max=1000" example:"1" doc:"A new one replaces the old when scores exist."`
	Current  bool        `json:"current"`
	Criteria []Criterion `json:"criteria" validate:"required,min=1,max=20,dive" gorm:"-"`
}

// Criterion is one thing that needs are scored on, from 1 to 5; Scale describes the five points. A locked weight stays when
// another one changes.
type Criterion struct {
	_ struct{} `doc:"One thing that needs are scored on, from 1 to 5; the scale describes the five points."`

	ID        ID        `json:"id"`
	Code      string    `json:"code" validate:"filled,slug,max=60" example:"urgency"`
	Name      string    `json:"name" validate:"filled,max=200"`
	Weight    Score     `json:"weight" validate:"min=0,max=100" example:"20" doc:"All weights of a scheme sum to 100."`
	Locked    bool      `json:"locked" doc:"It stays when another weight changes."`
	Direction Direction `json:"direction" validate:"filled,enum" example:"higher_first"`
	Scale     []string  `json:"scale" validate:"required,len=5,dive,filled,max=300"`
}

// Direction says which end of a criterion's scale comes first.
type Direction string

// The directions of a criterion.
const (
	HigherFirst Direction = "higher_first"
	LowerFirst  Direction = "lower_first"
)

// Values lists them.
func (Direction) Values() []string { return texts(HigherFirst, LowerFirst) }

// WeightInput gives one criterion another weight; the others keep their proportions, locked ones stay.
type WeightInput struct {
	Code   string `json:"code" validate:"filled,slug,max=60" example:"urgency"`
	Weight Score  `json:"weight" validate:"min=0,max=100" example:"26" doc:"Its part in the whole."`
}

// EditionInput makes a new edition of a scheme: with other criteria, or, where none are given, with other weights.
type EditionInput struct {
	Current  bool          `json:"current"`
	Weights  []WeightInput `json:"weights" validate:"max=20,dive"`
	Criteria []Criterion   `json:"criteria" validate:"max=20,dive"`
}

// Weights gives the weights in hundredths, and which of them are locked, in the order of the criteria.
func (s *SchemeInput) Weights() (weights []int, locked []bool) {
	for _, c := range s.Criteria {
		weights, locked = append(weights, int(c.Weight)), append(locked, c.Locked)
	}
	return weights, locked
}

// CriterionAt is the place of the criterion with a code; -1 for none.
func (s *SchemeInput) CriterionAt(code string) int {
	for i, c := range s.Criteria {
		if c.Code == code {
			return i
		}
	}
	return -1
}
