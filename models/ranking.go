package models

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Ranking is the order of a mission's needs as it was put before the State: kept as it was then, agreed to by the State, and
// frozen. SHA256 proves its content.
type Ranking struct {
	Base
	Reference string `json:"reference" example:"KAZ-2021-M1-K1"`
	RankingInput
	CountryCode string `json:"country_code"`
	SchemeID    ID     `json:"scheme_id"`
	Status      string `json:"status" enum:"proposed,agreed,frozen,declined,withdrawn"`
	StatusOn    Date   `json:"status_on"`
	AgreedOn    Date   `json:"agreed_on"`
	FrozenOn    Date   `json:"frozen_on"`
	ProposedBy  ID     `json:"proposed_by"`
	SHA256      string `json:"sha256"`
	// Content is a RankingContent, byte for byte as it was; lists leave it out.
	Content RawJSON `json:"content,omitempty"`
}

// RankingInput puts today's ranking of a mission's needs before the State. Participants are those with whom it was discussed.
type RankingInput struct {
	MissionID    ID       `json:"mission_id" validate:"required"`
	Title        string   `json:"title" validate:"filled,max=300"`
	HeldOn       Date     `json:"held_on" validate:"required" example:"2021-05-10"`
	Participants []string `json:"participants" validate:"required,min=1,max=100,unique,dive,filled,max=200" gorm:"serializer:list"`
	Note         string   `json:"note" validate:"max=5000"`
	// Top is how many first places are looked at: five when it is left out.
	Top int `json:"top" validate:"min=0,max=1000" example:"5"`
}

// RankingLife is the life of a ranking that is put before a State: only the State agrees to it.
var RankingLife = Lifecycle{Noun: "ranking", Start: "proposed", Steps: map[string][]Move{
	"proposed": {{To: "agreed", Roles: []Role{National, System}}, {To: "declined", Roles: []Role{National, System}}, {To: "withdrawn", Roles: managers}},
	"agreed":   {{To: "frozen", Roles: managers}, {To: "withdrawn", Roles: managers}},
}}

// RankingContent is what a ranking says for ever. Its JSON text is the ranking's content, and what SHA256 is of.
type RankingContent struct {
	Reference        string     `json:"reference"`
	Title            string     `json:"title"`
	MissionReference string     `json:"mission_reference"`
	CountryCode      string     `json:"country_code"`
	HeldOn           Date       `json:"held_on"`
	Participants     []string   `json:"participants"`
	Note             string     `json:"note"`
	ProposedOn       Date       `json:"proposed_on"`
	Robustness       Robustness `json:"robustness"`
	// Scores are all that the ranking rests on.
	Scores  []FrozenScore `json:"scores"`
	Fiction string        `json:"notice,omitempty"`
}

// FrozenScore is one assessor's value and reason as they were.
type FrozenScore struct {
	NeedReference string `json:"need_reference"`
	Criterion     string `json:"criterion"`
	AssessorID    ID     `json:"assessor_id"`
	Value         int    `json:"value"`
	Reason        string `json:"reason"`
}

// Moves show a ranking of then beside today's: which needs moved and why, which came, and which went.
type Moves struct {
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
	ID        ID     `json:"id"`
	Reference string `json:"reference"`
	Title     string `json:"title"`
	Rank      int    `json:"rank"`
	Priority  Score  `json:"priority"`
	Status    string `json:"status"`
}

// NeedMove is a need in both rankings. The parts sum to the change of its priority, but for the rounding of each.
type NeedMove struct {
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

// WorkStates are the states of work.
var WorkStates = []string{"waiting", "running", "done", "failed", "superseded"}

// Work is something that takes longer than a request. It goes on where it stood after a restart.
type Work struct {
	Base
	Kind       string     `json:"kind" enum:"rank"`
	SubjectID  ID         `json:"subject_id"`
	Done       int        `json:"done"`
	Total      int        `json:"total"`
	State      string     `json:"state" enum:"waiting,running,done,failed,superseded"`
	Error      string     `json:"error"`
	Place      string     `json:"-"`
	Attempts   int        `json:"attempts"`
	FinishedAt *time.Time `json:"finished_at"`
}

// Say tells a move in words, what weighs most first.
func (m *NeedMove) Say() string {
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

// Signed writes the score with its sign: +6.25.
func (s Score) Signed() string {
	if s > 0 {
		return "+" + s.String()
	}
	return s.String()
}
