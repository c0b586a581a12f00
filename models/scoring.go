package models

// Scoring is how far the scoring of a mission's needs is, by the scheme in use.
type Scoring struct {
	MissionID ID         `json:"mission_id"`
	SchemeID  ID         `json:"scheme_id"`
	Scheme    string     `json:"scheme"`
	Assessors []Assessor `json:"assessors"`
	// Disagreements are the cells whose values differ by two points or more.
	Disagreements []Cell       `json:"disagreements"`
	Needs         []ScoredNeed `json:"needs"`
}

// DisagreementSpread is by how many points values differ that are a disagreement.
const DisagreementSpread = 2

// Assessor is who was asked to score a mission's needs, or did so.
type Assessor struct {
	UserID ID     `json:"user_id"`
	Name   string `json:"name"`
	Role   Role   `json:"role" enum:"-"`
	Asked  bool   `json:"asked"`
	// Readable is how many of the needs the assessor may read in full, and so score: being asked opens nothing.
	Readable int `json:"readable" doc:"How many of the needs consent lets the assessor read in full, and so score."`
	Scored   int `json:"scored"`
	Missing  int `json:"missing"`
}

// ScoredNeed is a need with its cells, one a criterion.
type ScoredNeed struct {
	ID        ID     `json:"id"`
	Reference string `json:"reference"`
	Title     string `json:"title"`
	Priority  *Score `json:"priority"`
	// Incomplete says on how many criteria the priority rests by the scheme in use; empty where it rests on all.
	Incomplete string `json:"incomplete" example:"incomplete, 1 of 6" doc:"Empty where all criteria are scored."`
	Cells      []Cell `json:"cells"`
}

// Cell is a need on one criterion: the assessors' values with their mean and spread, and whose value is missing.
type Cell struct {
	_ struct{} `doc:"A need on one criterion, with each assessor's value. Talk tells that they lie far apart."`

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

// MissionScoresInput is what one assessor says of a mission's needs, in one request.
type MissionScoresInput struct {
	SchemeID ID         `json:"scheme_id" doc:"The scheme in use when it is left out."`
	Scores   []NeedCell `json:"scores" validate:"required,min=1,max=3000,dive"`
}

// NeedCell is an assessor's value of a need on a criterion.
type NeedCell struct {
	NeedReference string `json:"need_reference" validate:"filled,max=60" example:"KAZ-2021-07"`
	Code          string `json:"code" validate:"filled,max=60" example:"urgency" doc:"The criterion's."`
	Value         int    `json:"value" validate:"min=1,max=5" example:"4"`
	Reason        string `json:"reason" validate:"filled,max=2000"`
}

// NeedToScore is a need that waits for an assessor's scores on some criteria of a scheme. Waiting is how many needs do, this one included.
type NeedToScore struct {
	NeedID, SchemeID ID
	Reference, Title string
	Criteria         []Criterion
	Waiting          int
}

// MissionScores tells what became of the scores of a request or a sheet. What is refused of a sheet stands in Errors; the rest is saved.
type MissionScores struct {
	DryRun    bool        `json:"dry_run"`
	Created   int         `json:"created"`
	Changed   int         `json:"changed"`
	Unchanged int         `json:"unchanged"`
	Errors    []LineFault `json:"errors"`
}

// LineFault is a fault of one row of a file: the line on which the row begins, counted from 1, and the column, "" for the whole row.
type LineFault struct {
	Line   int    `json:"line" example:"3"`
	Column string `json:"column" example:"urgency"`
	Detail string `json:"detail" example:"Give a whole number from 1 to 5."`
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
