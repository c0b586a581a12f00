package web

import (
	"net/url"

	"qadam/models"
)

// PendingSteps is the page of the user's pending steps, where they can be snoozed.
type PendingSteps struct {
	Groups []PendingGroup
	// Done tells that a step was just taken.
	Done bool
	// From and To are the first and last day until which a step may be snoozed.
	From, To models.Date
}

// PendingGroup is an object with its pending steps.
type PendingGroup struct {
	ID, Name, Reference string
	// Path is the page on which its steps are taken.
	Path  string
	Steps []PendingStep
}

// PendingStep is one step, in words as a mail says them.
type PendingStep struct {
	// ID is the reminder's. Sign is planned, due, overdue, stale or nobody, State its word.
	ID, Sign, State, Step, When string
	Notes                       []string
	// Held is the day until which it is snoozed.
	Held models.Date
	// Act is by what the reader takes it; "" for what the reader is only told of.
	Act string
	// Decide tells that no rule watches it: somebody else has sent what waits, since a day. Then it has no words of a mail, and is not
	// held back.
	Decide bool
	Since  models.Date
	// Form is that by which it is snoozed, with the fields until and reason.
	Form
}

// Faults are those of the one form that was sent.
func (w PendingSteps) Faults() []Fault {
	for _, g := range w.Groups {
		for _, s := range g.Steps {
			if len(s.Faults) > 0 {
				return s.Faults
			}
		}
	}
	return nil
}

func (PendingSteps) page() page { return page{name: "reminders", shell: true} }

func (PendingSteps) examples() []View {
	faults := []Fault{{Field: "until", Rule: "within", Args: map[string]any{"From": models.Date("2021-07-15"),
		"To": models.Date("2021-09-12")}}, {Field: "reason", Rule: "reason"}}
	steps := []PendingStep{{ID: "1", Sign: "overdue", State: "Overdue", Step: "Desk staffed", When: "due 1 July 2021, 13 days ago",
		Notes: []string{"Told before: Serik T."}, Act: "write"},
		{ID: "2", Sign: "due", State: "Due", Step: "Send an update", When: "due today, 14 July 2021", Act: "report"},
		{ID: "3", Sign: "stale", State: "Stale", Step: "One line of news is enough", When: "no news for 31 days", Held: "2021-08-01"},
		{ID: "4", Sign: "nobody", State: "Nobody", Step: "Propose a partner", When: "no partner for 31 days", Act: "refer",
			Form: NewForm("4", url.Values{"until": {"soon"}}, faults...)},
		{ID: "5", Sign: "planned", State: "Planned", Step: "Course held", When: "due 31 July 2021"}}
	full := PendingSteps{Done: true, Groups: []PendingGroup{{ID: "a", Name: "National tracing desk", Reference: "KAZ-P02-A3",
		Path: "/reminders/activity/a", Steps: steps},
		{ID: "b", Name: "the need", Reference: "KAZ-2021-03", Path: "/reminders/need/b", Steps: steps[1:2]}},
		From: "2021-07-15", To: "2021-09-12"}
	for _, act := range []string{"review", "date", "decide", "resend"} {
		full.Groups = append(full.Groups, PendingGroup{ID: act, Reference: "KAZ-P02-A3", Name: "Desk", Path: "/reminders/update/1",
			Steps: []PendingStep{{Decide: true, Act: act, Since: "2021-07-10"}}})
	}
	full.Groups[len(full.Groups)-1].Steps[0].Since = ""
	return []View{full, PendingSteps{Groups: full.Groups[1:2], From: full.From, To: full.To}, PendingSteps{}}
}
