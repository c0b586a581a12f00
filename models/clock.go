package models

import (
	"slices"
	"time"
)

// Clock runs from an event to an end, until it is met.
type Clock struct {
	Watches     Watch      `json:"watches" enum:"-"`
	Rule        string     `json:"rule"`
	SubjectType string     `json:"subject_type"`
	SubjectID   ID         `json:"subject_id"`
	Reference   string     `json:"reference"`
	StartedOn   Date       `json:"started_on"`
	EndsOn      Date       `json:"ends_on"`
	MetOn       Date       `json:"met_on"`
	State       ClockState `json:"state"`
	// Reason says why it was adjusted, and AdjustedBy who did; "" where it was not.
	Reason     string `json:"reason"`
	AdjustedBy string `json:"adjusted_by"`
	// PutOff says why its end is later than the rule's: what is plainly in delivery is not asked about.
	PutOff string `json:"put_off" example:"In delivery until 31 December 2022" doc:"Why it ends later than the rule says; empty otherwise."`
	// Edition counts the changes of all that decides when it ends, and whether it was met; ChangedAt is the latest of them.
	Edition   int       `json:"-"`
	ChangedAt time.Time `json:"-"`
}

// ClockState tells whether a clock still runs.
type ClockState string

// The states of a clock.
const (
	ClockRunning ClockState = "running"
	ClockOverdue ClockState = "overdue"
	ClockMet     ClockState = "met"
	ClockStopped ClockState = "stopped"
)

// Values lists them.
func (ClockState) Values() []string { return texts(ClockRunning, ClockOverdue, ClockMet, ClockStopped) }

// ClockInput gives a clock another end, or says that it was met. Clocks of consents cannot be adjusted.
type ClockInput struct {
	Watches   Watch  `json:"watches" validate:"filled,enum=draft_report final_report need_met" example:"draft_report"`
	SubjectID ID     `json:"subject_id" validate:"required"`
	EndsOn    Date   `json:"ends_on" example:"2027-02-15"`
	MetOn     Date   `json:"met_on"`
	Reason    string `json:"reason" validate:"filled,max=1000" example:"The State asked for two more weeks"`
}

// MissionClocks are the clocks that a mission's events started. They have the mission's version, which an adjustment counts up.
type MissionClocks struct {
	MissionID ID      `json:"mission_id"`
	Version   int     `json:"version" doc:"Counts the changes; an ETag begins with it. 0 where only the summary is shared."`
	Reference string  `json:"reference"`
	Clocks    []Clock `json:"clocks"`
}

// ClockEvent is a clock's event as the store finds it, with its adjustments.
type ClockEvent struct {
	Watches                 Watch
	SubjectType, Reference  string
	SubjectID               ID
	StartedOn, DueOn, MetOn Date
	Reason, AdjustedBy      string
	// DeliveredUntil is the last planned end of the running activities that answer the need; "" for none.
	DeliveredUntil Date
	// Answered and Over tell that the object's status means that the clock was met, or has no more effect.
	Answered, Over bool
	// Edition and ChangedAt are those of the object.
	Edition   int
	ChangedAt time.Time
}

// Ended tells that the clock has ended.
func (c Clock) Ended() bool { return c.State == ClockMet || c.State == ClockStopped }

// Meta gives the version with which an ETag begins.
func (m *MissionClocks) Meta() *Base { return &Base{ID: m.MissionID, Version: m.Version} }

// Find gives one of them.
func (m *MissionClocks) Find(watches Watch, subject ID) (Clock, bool) {
	for _, c := range m.Clocks {
		if c.Watches == watches && c.SubjectID == subject {
			return c, true
		}
	}
	return Clock{}, false
}

// ClockBy gives the clock by a rule, on a day.
func (s ClockEvent) ClockBy(r ReminderRule, today Date) Clock {
	c := Clock{Watches: s.Watches, Rule: r.Code, SubjectType: s.SubjectType, SubjectID: s.SubjectID, Reference: s.Reference,
		StartedOn: s.StartedOn, EndsOn: s.DueOn, MetOn: s.MetOn, Reason: s.Reason, AdjustedBy: s.AdjustedBy, State: ClockRunning,
		Edition: s.Edition + r.Version, ChangedAt: slices.MaxFunc([]time.Time{s.ChangedAt, r.UpdatedAt}, time.Time.Compare)}
	if c.EndsOn == "" {
		if c.EndsOn = r.End(s.StartedOn); s.DeliveredUntil > c.EndsOn {
			c.EndsOn, c.PutOff = s.DeliveredUntil, "In delivery until "+s.DeliveredUntil.Words()
		}
	}
	switch {
	case s.MetOn != "" || s.Answered:
		c.State = ClockMet
	case s.Over:
		c.State = ClockStopped
	case c.EndsOn < today:
		c.State = ClockOverdue
	}
	return c
}
