package models

import (
	"fmt"
	"strconv"
	"strings"
)

// Robustness is a ranking under the weights that somebody tries, or today's, and how sure it is: what becomes of it under many
// weights near these. Probabilities are in per cent of the draws. It changes nothing.
type Robustness struct {
	SchemeID      ID     `json:"scheme_id"`
	Scheme        string `json:"scheme" example:"Default scheme, edition 1"`
	Method        string `json:"method" enum:"near,ordinal"`
	Draws         int    `json:"draws"`
	Seed          int    `json:"seed"`
	Concentration int    `json:"concentration"`
	Spread        bool   `json:"spread"`
	Top           int    `json:"top"`
	// Verdict says in a sentence what holds and what is contested among the first.
	Verdict  string        `json:"verdict"`
	Criteria []TriedWeight `json:"criteria"`
	Needs    []RankedNeed  `json:"needs"`
	// Edges are the first changes of who is among the first, by criterion and direction.
	Edges []NearestSwap `json:"edges"`
}

// TriedWeight is a criterion's weight as it is tried, and as it stands in the scheme.
type TriedWeight struct {
	Code      string   `json:"code"`
	Name      string   `json:"name"`
	Direction string   `json:"direction"`
	Scale     []string `json:"scale"`
	Weight    Score    `json:"weight"`
	Agreed    Score    `json:"agreed"`
	Locked    bool     `json:"locked"`
}

// RankedNeed is one need in a ranking. Rank counts among the needs that were asked for and that the reader sees.
type RankedNeed struct {
	ID        ID     `json:"id"`
	Reference string `json:"reference"`
	Title     string `json:"title"`
	Status    string `json:"status"`
	WantedBy  Date   `json:"wanted_by"`
	Rank      int    `json:"rank"`
	Priority  Score  `json:"priority"`
	// Agreed are its rank and priority by the scheme's own weights.
	AgreedRank     int         `json:"agreed_rank"`
	AgreedPriority Score       `json:"agreed_priority"`
	Scores         []CellScore `json:"scores"`
	TopShare       Score       `json:"top_share"`
	Word           string      `json:"word" enum:"certain,likely,contested,unlikely,out"`
	// Ranks are the shares of the ranks from FirstRank on; those before and behind have none.
	FirstRank    int     `json:"first_rank"`
	Ranks        []Score `json:"ranks"`
	RankLow      int     `json:"rank_low"`
	RankHigh     int     `json:"rank_high"`
	ExpectedRank Score   `json:"expected_rank"`
	// Central are the mean weights of the draws in which it came first, by criterion; empty where it never did.
	Central []Score `json:"central_weights"`
	// Passes is the smallest change of one weight that puts it before the need above; null where none does.
	Passes *NearestSwap `json:"passes"`
}

// CellScore is a need on one criterion: the mean of its assessors, null where nobody scored, and its part of the priority.
type CellScore struct {
	Code         string `json:"code"`
	Mean         *Score `json:"mean"`
	Assessors    int    `json:"assessors"`
	Lowest       int    `json:"lowest"`
	Highest      int    `json:"highest"`
	Contribution Score  `json:"contribution"`
}

// NearestSwap is the smallest change of one weight, the others in proportion, by which one need passes another.
type NearestSwap struct {
	Criterion string `json:"criterion" example:"urgency"`
	From      Score  `json:"from" example:"15"`
	To        Score  `json:"to" example:"19"`
	Rises     string `json:"rises" example:"KAZ-2021-07"`
	Falls     string `json:"falls" example:"KAZ-2021-03"`
	Words     string `json:"words" example:"KAZ-2021-07 passes KAZ-2021-03 if urgency rises from 15 to 19"`
}

// Exchange tells what would exchange two needs, wherever they stand. Swap is the smallest change of one weight that does, null
// where none does.
type Exchange struct {
	Ahead  string       `json:"ahead" example:"KAZ-2021-03"`
	Behind string       `json:"behind" example:"KAZ-2021-07"`
	Swap   *NearestSwap `json:"swap"`
	Words  string       `json:"words" example:"KAZ-2021-07 passes KAZ-2021-03 if urgency rises from 15 to 19"`
}

// WordOf says a probability, in hundredths of a per cent, as a word.
func WordOf(share Score) string {
	switch {
	case share >= 95_00:
		return "certain"
	case share >= 60_00:
		return "likely"
	case share >= 15_00:
		return "contested"
	case share >= 1_00:
		return "unlikely"
	}
	return "out"
}

// Scoring is how far the scoring of a mission's needs is, by the scheme in use.
type Scoring struct {
	MissionID ID         `json:"mission_id"`
	SchemeID  ID         `json:"scheme_id"`
	Scheme    string     `json:"scheme"`
	Assessors []Assessor `json:"assessors"`
	// Disagreements are the cells whose values lie at least two points apart: worth a talk.
	Disagreements []Cell       `json:"disagreements"`
	Needs         []ScoredNeed `json:"needs"`
}

// Talk is how many points apart values lie that are worth a talk.
const Talk = 2

// Assessor is who was asked to score a mission's needs, or did so.
type Assessor struct {
	UserID  ID     `json:"user_id"`
	Name    string `json:"name"`
	Asked   bool   `json:"asked"`
	Scored  int    `json:"scored"`
	Missing int    `json:"missing"`
}

// ScoredNeed is a need with its cells, one a criterion.
type ScoredNeed struct {
	ID        ID     `json:"id"`
	Reference string `json:"reference"`
	Title     string `json:"title"`
	Priority  *Score `json:"priority"`
	Cells     []Cell `json:"cells"`
}

// Cell is a need on one criterion: the assessors' values with their mean and spread, and whose value is missing.
type Cell struct {
	NeedReference string       `json:"need_reference"`
	Code          string       `json:"code"`
	Mean          *Score       `json:"mean"`
	Spread        int          `json:"spread"`
	Talk          bool         `json:"talk"`
	Values        []GivenValue `json:"values"`
	Missing       []ID         `json:"missing"`
}

// GivenValue is one assessor's value.
type GivenValue struct {
	AssessorID ID     `json:"assessor_id"`
	Value      int    `json:"value"`
	Reason     string `json:"reason"`
}

// AssessorsInput says who is asked to score a mission's needs.
type AssessorsInput struct {
	UserIDs []ID `json:"user_ids" validate:"max=50,unique"`
}

// ComparisonsInput compares a scheme's criteria in pairs (AHP), each pair once.
type ComparisonsInput struct {
	Comparisons []Comparison `json:"comparisons" validate:"required,min=1,max=105,dive"`
}

// Comparison says how many times as much the criterion More counts as Less: from 1, alike, to 9, incomparably more.
type Comparison struct {
	More  string `json:"more" validate:"filled,slug,max=60" example:"severity"`
	Less  string `json:"less" validate:"filled,slug,max=60" example:"urgency"`
	Times int    `json:"times" validate:"min=1,max=9" example:"3"`
}

// Compared is what comparisons in pairs come to. It changes nothing; a manager may put the weights into a scheme.
type Compared struct {
	Weights []FoundWeight `json:"weights"`
	Lambda  Score         `json:"lambda"`
	// ConsistencyRatio is in per cent; up to 10 is held to be consistent enough.
	ConsistencyRatio Score  `json:"consistency_ratio"`
	Consistent       bool   `json:"consistent"`
	Source           string `json:"source"`
	// Pairs are the comparisons that fit the others least, the worst first.
	Pairs []OddPair `json:"pairs"`
}

// FoundWeight is the weight that comparisons give a criterion.
type FoundWeight struct {
	Code   string `json:"code" example:"urgency"`
	Weight Score  `json:"weight" example:"26.05"`
}

// OddPair is a comparison beside what the weights imply for it; Misfit is how many times too large or too small it is.
type OddPair struct {
	More    string `json:"more"`
	Less    string `json:"less"`
	Given   Score  `json:"given"`
	Implied Score  `json:"implied"`
	Misfit  Score  `json:"misfit"`
}

// Spending is what an amount of money answers best: which open needs' gaps it closes. It changes nothing.
type Spending struct {
	Amount    Money  `json:"amount"`
	AmountUSD Money  `json:"amount_in_usd"`
	Method    string `json:"method" enum:"exact,greedy"`
	Basis     string `json:"basis"`
	Spent     Money  `json:"spent"`
	Left      Money  `json:"left"`
	Priority  Score  `json:"priority"`
	Draws     int    `json:"draws"`
	// DrawsExact is in how many draws the best set was found exactly.
	DrawsExact int            `json:"draws_exact"`
	Needs      []SpentNeed    `json:"needs"`
	Excluded   []ExcludedNeed `json:"excluded"`
}

// SpentNeed is an open need with its gap. Share is in how many per cent of the draws it was in the best set.
type SpentNeed struct {
	ID        ID     `json:"id"`
	Reference string `json:"reference"`
	Title     string `json:"title"`
	Priority  Score  `json:"priority"`
	Gap       Money  `json:"gap"`
	Chosen    bool   `json:"chosen"`
	Share     Score  `json:"share"`
	Robust    bool   `json:"robust"`
}

// ExcludedNeed is an open need that cannot take part, and why.
type ExcludedNeed struct {
	ID        ID     `json:"id"`
	Reference string `json:"reference"`
	Title     string `json:"title"`
	Why       string `json:"why" enum:"no_cost,no_rate,funded,unscored"`
}

// MeanOf is the mean of assessors' values in hundredths, rounded half up; nil for none.
func MeanOf(values []int) *Score {
	if len(values) == 0 {
		return nil
	}
	sum := 0
	for _, v := range values {
		sum += v
	}
	n := len(values)
	mean := Score((200*sum + n) / (2 * n))
	return &mean
}

// VerdictOf says in a sentence or two what holds among the first needs and what is contested.
func VerdictOf(r *Robustness) string {
	if len(r.Needs) < 2 {
		return "Score at least two needs."
	}
	top := min(r.Top, len(r.Needs))
	held, least, contested := 0, Score(100_00), []string{}
	for i, n := range r.Needs {
		switch {
		case i < top && n.TopShare >= 95_00:
			held, least = held+1, min(least, n.TopShare)
		case n.TopShare >= 5_00 && len(contested) < 5:
			contested = append(contested, fmt.Sprintf("%s in %s%%", n.Reference, n.TopShare.Whole()))
		}
	}
	weightings := "weightings near these"
	if r.Method == "ordinal" {
		weightings = "weightings that keep this order of the criteria"
	}
	if held == top {
		return fmt.Sprintf("All of the first %d stay there in %s %s.", top, least.AtLeast(), weightings)
	}
	first := fmt.Sprintf("None of the first %d is certain to stay there.", top)
	if held > 0 {
		first = fmt.Sprintf("%d of the first %d stay there in %s %s.", held, top, least.AtLeast(), weightings)
	}
	return fmt.Sprintf("%s The other places are contested: %s.", first, strings.Join(contested, ", "))
}

// Whole writes the score without decimals, rounded towards nought: what holds in 95.9% holds in at least 95%.
func (s Score) Whole() string { return strconv.Itoa(int(s) / 100) }

// AtLeast says a share of draws without promising more than they show: "all", or "at least 95% of".
func (s Score) AtLeast() string {
	if s >= 100_00 {
		return "all"
	}
	return "at least " + s.Whole() + "% of"
}
