package models

import "time"

// Work is something that takes longer than a request. It goes on where it stood after a restart.
type Work struct {
	_ struct{} `doc:"Something that takes longer than a request. It goes on where it stood after a restart."`

	Base
	Kind       WorkKind   `json:"kind"`
	SubjectID  ID         `json:"subject_id"`
	Done       int        `json:"done"`
	Total      int        `json:"total"`
	State      WorkState  `json:"state"`
	Error      string     `json:"error"`
	Place      string     `json:"-"`
	Attempts   int        `json:"attempts"`
	FinishedAt *time.Time `json:"finished_at"`
}

// WorkKind is what work is about.
type WorkKind string

// The kinds of work.
const (
	WorkRank WorkKind = "rank" // ranks a mission's needs anew
)

// Values lists them.
func (WorkKind) Values() []string { return texts(WorkRank) }

// WorkState is how far work is.
type WorkState string

// The states of work.
const (
	WorkWaiting    WorkState = "waiting"
	WorkRunning    WorkState = "running"
	WorkDone       WorkState = "done"
	WorkFailed     WorkState = "failed"
	WorkSuperseded WorkState = "superseded"
)

// Values lists them.
func (WorkState) Values() []string {
	return texts(WorkWaiting, WorkRunning, WorkDone, WorkFailed, WorkSuperseded)
}

// WorkStates are the states of work.
var WorkStates = []string{"waiting", "running", "done", "failed", "superseded"}
