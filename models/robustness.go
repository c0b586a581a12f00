package models

import (
	"fmt"
	"strings"
)

// Robustness is a ranking under trial weights, or today's, and how sure it is: what becomes of it under many weights near these.
// Probabilities are in per cent of the draws.
type Robustness struct {
	_ struct{} `doc:"A ranking under some weights, and what becomes of it under many weights near these. Shares are in per cent of the draws."`

	SchemeID      ID         `json:"scheme_id"`
	Scheme        string     `json:"scheme" example:"Default scheme, edition 1"`
	Method        DrawMethod `json:"method"`
	Draws         int        `json:"draws"`
	Seed          int        `json:"seed"`
	Concentration int        `json:"concentration"`
	Spread        bool       `json:"spread"`
	Top           int        `json:"top"`
	// Verdict says in a sentence what holds and what is contested among the first.
	Verdict  string        `json:"verdict"`
	Criteria []TriedWeight `json:"criteria"`
	Needs    []RankedNeed  `json:"needs"`
	// Edges are the first changes of who is among the first, by criterion and direction.
	Edges []NearestSwap `json:"edges"`
}

// DrawMethod is from where weights are drawn.
type DrawMethod string

// The methods: near the weights, or any that keep the order of the criteria.
const (
	DrawNear    DrawMethod = "near"
	DrawOrdinal DrawMethod = "ordinal"
)

// Values lists them.
func (DrawMethod) Values() []string { return texts(DrawNear, DrawOrdinal) }

// TriedWeight is a criterion's weight as it is tried, and as it stands in the scheme.
type TriedWeight struct {
	Code      string    `json:"code"`
	Name      string    `json:"name"`
	Direction Direction `json:"direction" enum:"-"`
	Scale     []string  `json:"scale"`
	Weight    Score     `json:"weight" doc:"Its part in the whole."`
	Agreed    Score     `json:"agreed" doc:"The scheme's own weight."`
	Locked    bool      `json:"locked" doc:"It stays when another weight changes."`
}

// RankedNeed is one need in a ranking. Rank counts among the needs that were asked for and that the reader sees.
type RankedNeed struct {
	_ struct{} `doc:"A need in a ranking."`

	ID        ID         `json:"id"`
	Reference string     `json:"reference"`
	Title     string     `json:"title"`
	Status    NeedStatus `json:"status" enum:"-"`
	WantedBy  Date       `json:"wanted_by"`
	Rank      int        `json:"rank"`
	Priority  Score      `json:"priority"`
	// PriorityMost is the priority if the best came out on every criterion without a score.
	PriorityMost Score `json:"priority_most" doc:"What it would be with the best value on each criterion that is not scored."`
	// Incomplete says on how many criteria the priority rests; empty where it rests on all.
	Incomplete string `json:"incomplete" example:"incomplete, 1 of 6" doc:"Empty where all criteria are scored."`
	// Agreed are its rank and priority by the scheme's own weights.
	AgreedRank     int         `json:"agreed_rank"`
	AgreedPriority Score       `json:"agreed_priority"`
	Scores         []CellScore `json:"scores"`
	TopShare       Score       `json:"top_share" doc:"In how many per cent of the draws it is among the first."`
	Word           Certainty   `json:"word"`
	// Ranks are the shares of the ranks from FirstRank on; those before and behind have none.
	FirstRank    int     `json:"first_rank" doc:"The best rank that it came to; ranks has the shares from there on."`
	Ranks        []Score `json:"ranks" doc:"The share of each rank, in per cent."`
	RankLow      int     `json:"rank_low" doc:"In 5% of the draws it is here or before."`
	RankHigh     int     `json:"rank_high" doc:"In 95% of the draws it is here or before."`
	ExpectedRank Score   `json:"expected_rank" doc:"The mean of its ranks."`
	// Central are the mean weights of the draws in which it came first, by criterion; empty where it never did.
	Central []Score `json:"central_weights" doc:"The mean of the weights that put it first, by criterion; empty where none did."`
	// Passes is the smallest change of one weight that puts it before the need above; null where none does.
	Passes *NearestSwap `json:"passes"`
}

// Certainty says a probability as a word.
type Certainty string

// The words for probabilities, the likeliest first.
const (
	Certain   Certainty = "certain"
	Likely    Certainty = "likely"
	Contested Certainty = "contested"
	Unlikely  Certainty = "unlikely"
	Out       Certainty = "out"
)

// Values lists them.
func (Certainty) Values() []string { return texts(Certain, Likely, Contested, Unlikely, Out) }

// CellScore is a need on one criterion: the mean of its assessors, null without a score, and its part of the priority.
type CellScore struct {
	_ struct{} `doc:"A need on one criterion; contribution is its part of the priority."`

	Code         string `json:"code"`
	Mean         *Score `json:"mean"`
	Assessors    int    `json:"assessors"`
	Lowest       int    `json:"lowest"`
	Highest      int    `json:"highest"`
	Contribution Score  `json:"contribution"`
}

// NearestSwap is the smallest change of one weight, the others in proportion, by which one need passes another.
type NearestSwap struct {
	_ struct{} `doc:"The smallest change of one weight, the others in proportion, by which one need passes another."`

	Criterion string `json:"criterion" example:"urgency"`
	From      Score  `json:"from" example:"15"`
	To        Score  `json:"to" example:"19"`
	Rises     string `json:"rises" example:"KAZ-2021-07"`
	Falls     string `json:"falls" example:"KAZ-2021-03"`
	Words     string `json:"words" example:"KAZ-2021-07 passes KAZ-2021-03 if urgency rises from 15 to 19"`
}

// Exchange tells what would exchange two needs of a ranking. Swap is the smallest change of one weight that does, null where none
// does.
type Exchange struct {
	Ahead  string       `json:"ahead" example:"KAZ-2021-03"`
	Behind string       `json:"behind" example:"KAZ-2021-07"`
	Swap   *NearestSwap `json:"swap"`
	Words  string       `json:"words" example:"KAZ-2021-07 passes KAZ-2021-03 if urgency rises from 15 to 19"`
}

// IncompleteWords says on how many criteria a priority rests; nothing where it rests on all.
func IncompleteWords(scored, criteria int) string {
	if scored == criteria {
		return ""
	}
	return fmt.Sprintf("incomplete, %d of %d", scored, criteria)
}

// ProbabilityWord gives the word for a probability in hundredths of a per cent. What is not scored in full is never certain.
func ProbabilityWord(share Score, complete bool) Certainty {
	switch {
	case share >= 95_00 && complete:
		return Certain
	case share >= 60_00:
		return Likely
	case share >= 15_00:
		return Contested
	case share >= 1_00:
		return Unlikely
	}
	return Out
}

// VerdictOf says in a sentence or two what holds among the first needs and what is contested.
func VerdictOf(r *Robustness) string {
	if len(r.Needs) < 2 {
		return "Score at least two needs."
	}
	top := min(r.Top, len(r.Needs))
	held, least, contested, incomplete := 0, Score(100_00), []string{}, []string{}
	for i, n := range r.Needs {
		if n.Incomplete != "" && len(incomplete) < 5 {
			incomplete = append(incomplete, n.Reference)
		}
		switch {
		case i < top && n.Word == Certain:
			held, least = held+1, min(least, n.TopShare)
		case n.TopShare >= 5_00 && len(contested) < 5:
			contested = append(contested, fmt.Sprintf("%s in %s%%", n.Reference, n.TopShare.Whole()))
		}
	}
	weightings := "weightings near these"
	if r.Method == DrawOrdinal {
		weightings = "weightings that keep this order of the criteria"
	}
	unknown := ""
	if len(incomplete) > 0 {
		unknown = fmt.Sprintf(" Not scored in full: %s.", strings.Join(incomplete, ", "))
	}
	if held == top {
		return fmt.Sprintf("All of the first %d stay there in %s %s.%s", top, least.AtLeast(), weightings, unknown)
	}
	first := fmt.Sprintf("None of the first %d is certain to stay there.", top)
	if held > 0 {
		first = fmt.Sprintf("%d of the first %d stay there in %s %s.", held, top, least.AtLeast(), weightings)
	}
	return fmt.Sprintf("%s The other places are contested: %s.%s", first, strings.Join(contested, ", "), unknown)
}
