package web

import (
	"fmt"
	"html/template"
	"strings"

	"qadam/models"
)

// Overview is the home of whoever has signed in: what needs them today, and how big the gap is.
type Overview struct {
	Matters []Matter
	// All is how many matters there are; those that are not named stand on the page of reminders.
	All int
	// Gap is null for those who may not know it; Gaps are the largest of single needs.
	Gap  *models.GapTotal
	Gaps []NeedRow
	// Money are the sums of the transactions that the reader sees; nil where it reads none.
	Money  *models.MoneyTotals
	Themes []ThemeCover
	States []StateTile
	// Next are the activities with milestones that are late or due in the next DaysAhead days, and where these stand.
	Next      []NextActivity
	Due, Late int
	Basis     string
}

// The days of the strip of milestones: before today and after it.
const (
	DaysBehind = 30
	DaysAhead  = 90
)

// Matter is one thing that needs the reader: a word of the signs of "matter".
type Matter struct {
	Matter           models.Matter
	Reference, Title string
	// Why is a sentence of the API.
	Why string
	// Path is where it is taken in hand, Do the key of what is done there; "" where there is no page for it yet.
	Path, Do string
}

// ThemeCover is what there is for the needs of a theme.
type ThemeCover struct {
	Name, Path                      string
	Nobody, Proposed, Answered, Met int
	Money                           *NeedFunding
}

// Of is how many needs there are.
func (c ThemeCover) Of() int { return c.Nobody + c.Proposed + c.Answered + c.Met }

// StateTile is a State with its latest mission. Open is how many of its needs wait for something.
type StateTile struct {
	Name, Path string
	Mission    models.MissionStatus
	On         models.Date
}

// NextActivity is an activity with its milestones in the days of the strip.
type NextActivity struct {
	Path, Reference string
	Milestones      []NextMilestone
}

// NextMilestone is one of them; Day is counted from today, below 0 for one that is late.
type NextMilestone struct {
	Title string
	On    models.Date
	Day   int
}

// Late tells that it was due before today.
func (m NextMilestone) Late() bool { return m.Day < 0 }

// stripPlace is where a day stands in a strip of 600 units.
func stripPlace(day int) float64 {
	return 8 + float64(min(max(day, -DaysBehind), DaysAhead)+DaysBehind)*584/(DaysBehind+DaysAhead)
}

// Strip draws the activity's milestones along the days: what is late stands on the left of today's line, at its edge when it is older.
func (a NextActivity) Strip() template.HTML {
	var b strings.Builder
	b.WriteString(`<svg class="days" viewBox="0 0 600 20" preserveAspectRatio="none" aria-hidden="true">` +
		`<path class="f-track" d="M0 10h600"/>`)
	fmt.Fprintf(&b, `<path class="f-now" d="M%.0f 0v20"/>`, stripPlace(0))
	for _, m := range a.Milestones {
		class := "f-due"
		if m.Late() {
			class = "f-late"
		}
		fmt.Fprintf(&b, `<path class="%s" d="M%.0f 4l6 6-6 6-6-6z"/>`, class, stripPlace(m.Day))
	}
	b.WriteString("</svg>")
	return template.HTML(b.String())
}

func (Overview) page() page { return page{name: "overview", shell: true} }

func (Overview) examples() []View {
	full := Overview{All: 12, Gap: &models.GapTotal{Needed: models.USD(618000000), Covered: models.USD(195000000),
		Missing: models.USD(423000000)}, Money: &models.MoneyTotals{Pledged: models.USD(100), Committed: models.USD(100),
		Disbursed: models.USD(100), Spent: models.USD(100)},
		Gaps: []NeedRow{{Path: "/needs/KAZ-2021-02", Title: "One register", Money: &NeedFunding{Funding: Funding{Needed: 100,
			Committed: 20},
			Missing: models.USD(80)}}},
		Themes: []ThemeCover{{Name: "Tracing", Path: "/needs?theme=tracing", Nobody: 1, Answered: 2, Met: 1,
			Money: &NeedFunding{Funding: Funding{Needed: 100, Committed: 20}}}},
		States: []StateTile{{Name: "Kazakhstan", Path: "/needs?country=KAZ", Mission: models.MissionFollowUp, On: day0},
			{Name: "Tajikistan", Path: "/needs?country=TJK"}}, Due: 2, Late: 1,
		Next: []NextActivity{{Path: "/reminders/activity/1", Reference: "KAZ-P02-A1", Milestones: []NextMilestone{{"Desk", day0, -9},
			{"Course", day0, 40}}}}}
	for matter := range signs["matter"] {
		if matter != "no_money" {
			full.Matters = append(full.Matters, Matter{Matter: models.Matter(matter), Reference: "KAZ-P02-A3", Title: "Desk", Why: "Due",
				Path: "/reminders/activity/1", Do: matter})
		}
	}
	full.Matters = append(full.Matters, Matter{Matter: models.MatterStale, Title: "Desk", Path: "/reminders/activity/1", Do: "open"})
	return []View{Overview{}, full}
}
