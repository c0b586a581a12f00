package models

import (
	"fmt"
	"slices"
	"strings"
)

// Moves compare an earlier ranking with today's: which needs moved and why, which came, and which went.
type Moves struct {
	_ struct{} `doc:"A ranking of then beside today's."`

	Reference string       `json:"reference"`
	Then      string       `json:"scheme_then"`
	Now       string       `json:"scheme_now"`
	Weights   []WeightMove `json:"weights"`
	Needs     []NeedMove   `json:"needs"`
	Came      []MovedNeed  `json:"came"`
	Went      []MovedNeed  `json:"went"`
	Unchanged bool         `json:"unchanged"`
	Fiction   string       `json:"notice,omitempty"`
}

// WeightMove is a criterion's weight then and now; null where the scheme has no such criterion.
type WeightMove struct {
	Code string `json:"code"`
	Name string `json:"name"`
	Then *Score `json:"then"`
	Now  *Score `json:"now"`
}

// MovedNeed names a need that stands in one of two rankings alone.
type MovedNeed struct {
	ID        ID         `json:"id"`
	Reference string     `json:"reference"`
	Title     string     `json:"title"`
	Rank      int        `json:"rank"`
	Priority  Score      `json:"priority"`
	Status    NeedStatus `json:"status" enum:"-"`
}

// NeedMove is a need in both rankings. The parts sum to the change of its priority, but for the rounding of each.
type NeedMove struct {
	_ struct{} `doc:"A need in both rankings, and what moved it. The parts sum to the change of its priority, but for the rounding of each."`

	ID           ID         `json:"id"`
	Reference    string     `json:"reference"`
	Title        string     `json:"title"`
	RankThen     int        `json:"rank_then"`
	RankNow      int        `json:"rank_now"`
	PriorityThen Score      `json:"priority_then"`
	PriorityNow  Score      `json:"priority_now"`
	Parts        []MovePart `json:"parts"`
	// Passed are the needs that were ahead and are behind now; PassedBy those the other way round.
	Passed   []string `json:"passed"`
	PassedBy []string `json:"passed_by"`
	Words    string   `json:"words" example:"From 4 to 2: urgency +6.25 by new scores, severity -1.20 by its weight."`
}

// MovePart is what one criterion did to a need's priority, by its weight and by its scores.
type MovePart struct {
	Code     string `json:"code"`
	MeanThen *Score `json:"mean_then"`
	MeanNow  *Score `json:"mean_now"`
	ByWeight Score  `json:"by_weight"`
	ByScores Score  `json:"by_scores"`
}

// Explain tells a move in words, the largest part first.
func (m *NeedMove) Explain() string {
	place := fmt.Sprintf("Stays at %d", m.RankNow)
	if m.RankThen != m.RankNow {
		place = fmt.Sprintf("From %d to %d", m.RankThen, m.RankNow)
	}
	type reason struct {
		size Score
		text string
	}
	var reasons []reason
	add := func(by Score, format, code string) {
		if by != 0 {
			reasons = append(reasons, reason{max(by, -by), fmt.Sprintf(format, code, by.Signed())})
		}
	}
	for _, p := range m.Parts {
		add(p.ByScores, "%s %s by the scores", p.Code)
		add(p.ByWeight, "%s %s by its weight", p.Code)
	}
	if len(reasons) == 0 {
		if m.RankThen == m.RankNow {
			return place + "."
		}
		return place + ": nothing of it changed, others moved."
	}
	slices.SortStableFunc(reasons, func(a, b reason) int { return int(b.size - a.size) })
	texts := []string{}
	for _, r := range reasons[:min(len(reasons), 4)] {
		texts = append(texts, r.text)
	}
	return place + ": " + strings.Join(texts, ", ") + "."
}
