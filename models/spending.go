package models

// Spending is what an amount of money answers best: which open needs' gaps it closes. It changes nothing.
type Spending struct {
	_ struct{} `doc:"What an amount of money answers best."`

	Amount    Money          `json:"amount"`
	AmountUSD Money          `json:"amount_in_usd"`
	Method    SpendingMethod `json:"method"`
	Basis     string         `json:"basis"`
	Rates     []RateUsed     `json:"rates"`
	Spent     Money          `json:"spent"`
	Left      Money          `json:"left"`
	Priority  Score          `json:"priority"`
	Draws     int            `json:"draws"`
	// DrawsExact is in how many draws the best set was found exactly.
	DrawsExact int            `json:"draws_exact"`
	Needs      []SpentNeed    `json:"needs"`
	Excluded   []ExcludedNeed `json:"excluded"`
}

// SpendingMethod is how the best set was found.
type SpendingMethod string

// The methods of spending.
const (
	SpendingExact  SpendingMethod = "exact"
	SpendingGreedy SpendingMethod = "greedy"
)

// Values lists them.
func (SpendingMethod) Values() []string { return texts(SpendingExact, SpendingGreedy) }

// SpentNeed is an open need with its gap. Share is in how many per cent of the draws it was in the best set.
type SpentNeed struct {
	ID        ID     `json:"id"`
	Reference string `json:"reference"`
	Title     string `json:"title"`
	Priority  Score  `json:"priority"`
	// Incomplete says on how many criteria the priority rests; empty where it rests on all.
	Incomplete string `json:"incomplete" example:"incomplete, 1 of 6" doc:"Empty where all criteria are scored."`
	Gap        Money  `json:"gap"`
	Chosen     bool   `json:"chosen"`
	Share      Score  `json:"share" doc:"In how many per cent of the draws the need was in the best set."`
	Robust     bool   `json:"robust" doc:"In the best set in at least 95% of the draws."`
}

// ExcludedNeed is an open need that cannot take part, and why.
type ExcludedNeed struct {
	ID        ID        `json:"id"`
	Reference string    `json:"reference"`
	Title     string    `json:"title"`
	Why       Exclusion `json:"why"`
}

// Exclusion is why a need cannot take part.
type Exclusion string

// The reasons for which a need is left out.
const (
	ExcludedNoCost   Exclusion = "no_cost"
	ExcludedNoRate   Exclusion = "no_rate"
	ExcludedFunded   Exclusion = "funded"
	ExcludedUnscored Exclusion = "unscored"
)

// Values lists them.
func (Exclusion) Values() []string {
	return texts(ExcludedNoCost, ExcludedNoRate, ExcludedFunded, ExcludedUnscored)
}
