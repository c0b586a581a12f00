package models

import "time"

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

// WorkStates are the states of work.
var WorkStates = []string{"waiting", "running", "done", "failed", "superseded"}
