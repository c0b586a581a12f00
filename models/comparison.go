package models

// ComparisonsInput compares a scheme's criteria in pairs (AHP), each pair once.
type ComparisonsInput struct {
	Comparisons []Comparison `json:"comparisons" validate:"required,min=1,max=105,dive"`
}

// Comparison says how many times as much the criterion More counts as Less: from 1, alike, to 9, incomparably more.
type Comparison struct {
	_ struct{} `doc:"How many times as much one criterion counts as another, from 1 to 9."`

	More  string `json:"more" validate:"filled,slug,max=60" example:"severity"`
	Less  string `json:"less" validate:"filled,slug,max=60" example:"urgency"`
	Times int    `json:"times" validate:"min=1,max=9" example:"3"`
}

// Compared is what comparisons in pairs come to. It changes nothing; a manager may put the weights into a scheme.
type Compared struct {
	_ struct{} `doc:"What comparisons in pairs come to."`

	Weights []FoundWeight `json:"weights"`
	Lambda  Score         `json:"lambda"`
	// ConsistencyRatio is in per cent; up to 10 counts as consistent.
	ConsistencyRatio Score  `json:"consistency_ratio" doc:"In per cent."`
	Consistent       bool   `json:"consistent"`
	Source           string `json:"source"`
	// Pairs are the comparisons that fit the others least, the worst first.
	Pairs []OddPair `json:"pairs"`
}

// FoundWeight is the weight that comparisons give a criterion.
type FoundWeight struct {
	Code   string `json:"code" example:"urgency"`
	Weight Score  `json:"weight" example:"26.05" doc:"Its part in the whole."`
}

// OddPair is a comparison with what the weights imply for it; Misfit is how many times too large or too small it is.
type OddPair struct {
	_ struct{} `doc:"A comparison beside what the weights imply for it."`

	More    string `json:"more"`
	Less    string `json:"less"`
	Given   Score  `json:"given"`
	Implied Score  `json:"implied"`
	Misfit  Score  `json:"misfit"`
}
