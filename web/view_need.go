package web

import (
	"time"

	"qadam/models"
)

// Need is the page of one need: what is needed, why, and who is doing it.
type Need struct {
	// Address is the page's own; Back is the register.
	Address, Reference, Title string
	// Partial tells that only the releasable summary is shared, which is the title then.
	Partial bool
	Status  models.NeedStatus
	Matters []string
	// Sharing is how it is shared, a word of the signs of "sharing"; of "extent" where the reader knows only its own part.
	Sharing Sign
	// Sees says to whom what is open, in sentences of the API.
	Sees        []string
	Description string
	Facts       []Fact
	Next        NextStep
	NextDue     models.Date
	Sure        *Robustness
	Score       *models.Score
	From, Of    int
	Money       *NeedFunding
	Awaits      bool
	Findings    []NeedFinding
	Scores      []NeedScore
	Partners    []NeedPartner
	Activities  []NeedActivity
	History     []Event
	// Comments are what was said, for a reader who can say nothing more.
	Comments []Quote
	Forms    []ActForm
	// Acts is where the forms are sent.
	Acts string
	// Done tells that a step was just taken.
	Done bool
}

// Fact is something that is known: Key is that of its label; its value is a text, that of WordKey, or a day.
type Fact struct {
	Key, Text, WordKey string
	Day                models.Date
}

// NeedFinding is a finding that a need rests on.
type NeedFinding struct {
	Reference, Text, Dimension, Session string
	SessionOn                           models.Date
	Provisions                          []string
	Sharing                             Sign
	Path                                string
}

// NeedScore is a need on one criterion.
type NeedScore struct {
	Name            string
	Weight, Adds    models.Score
	Mean            *models.Score
	Lowest, Highest int
	Assessors       int
}

// NeedPartner is what an organisation does for a need, or how it was asked.
type NeedPartner struct {
	Org Org
	// Part is its part in an activity, or the purpose for which it was asked.
	Part string
	// Status is that of a proposal; "" for who delivers.
	Status models.ReferralStatus
	On     models.Date
	Ends   models.Date
	Note   string
}

// NeedActivity is an activity that answers a need.
type NeedActivity struct {
	Path, Reference, Title   string
	Status                   models.ActivityStatus
	Health                   models.Health
	Start, End               models.Date
	Progress                 int
	Milestones, Delivered    int
	Late                     int
	Orgs                     []Org
	NextReference, NextTitle string
	NextDue                  models.Date
}

// Event is something that happened, in words of the API.
type Event struct {
	At    time.Time
	Words string
}

// Day is the day on which it happened, in UTC.
func (e Event) Day() models.Date { return models.DateOf(e.At) }

func (Need) page() page { return page{name: "need", shell: true} }

func (Need) examples() []View {
	score, mean := models.Score(8688), models.Score(425)
	shared, _ := sign("sharing", "shared")
	partly, _ := sign("extent", "partial")
	full := Need{Address: "/needs/KAZ-2021-03", Reference: "KAZ-2021-03", Title: "Trace every recovered firearm",
		Status:  models.NeedInDelivery,
		Matters: []string{"unmatched"}, Sharing: shared, Sees: []string{"Shared in full with partners."},
		Description: "Every firearm.\n\nAll.",
		Facts: []Fact{{Key: "need.themes", Text: "Tracing"}, {Key: "need.wanted_by", Day: day0},
			{Key: "need.level", WordKey: "level.operational"}, {Key: "need.kind", WordKey: "kind_of_need.training"},
			{Key: "need.institutions", Text: "Ministry"}, {Key: "need.owner", Text: "Dana S."}, {Key: "need.country", Text: "Kazakhstan"},
			{Key: "need.state_since", Day: day0}, {Key: "need.confirmed", Day: day0}},
		Next: NextStep{"in_delivery", "partner"}, NextDue: day0, Score: &score, From: 5, Of: 6, Awaits: true,
		Sure:  &Robustness{Rank: 2, First: 1, Of: 14, Top: 5, Low: 1, High: 3, Shares: []models.Score{3000, 6000, 1000}, TopShare: 10000},
		Money: &NeedFunding{Funding: Funding{Needed: 61000000, Committed: 38000000}, Missing: models.USD(23000000)},
		Findings: []NeedFinding{{Reference: "KAZ-2021-F12", Text: "Not checked", Dimension: "operational", Session: "Session 3",
			SessionOn:  day0,
			Provisions: []string{"S/RES/2370 (2017), OP 6"}, Sharing: shared, Path: "/reminders/finding/1"},
			{Reference: "KAZ-2021-F13", Text: "Summary", Sharing: partly}},
		Scores: []NeedScore{{Name: "Urgency", Weight: 2000, Adds: 1800, Mean: &mean, Lowest: 3, Highest: 5, Assessors: 4},
			{Name: "Reach", Weight: 600}},
		Partners: []NeedPartner{{Org: Org{"INTERPOL", "Interpol", false}, Part: "lead"},
			{Org: Org{"UNODA", "Disarmament", true}, Part: "deliver", Status: models.ReferralProposed, On: day0, Ends: day0,
				Note: "You know it"}},
		Activities: []NeedActivity{{Path: "/reminders/activity/1", Reference: "KAZ-P02-A1", Title: "Desk",
			Status: models.ActivityImplementation,
			Health: models.AtRisk, Start: day0, End: day0, Progress: 30, Milestones: 3, Delivered: 1, Late: 1, Orgs: []Org{{"UNODC", "U",
				false}},
			NextReference: "KAZ-P02-A1-M2", NextTitle: "Staffed", NextDue: day0}},
		History:  []Event{{At: time.Date(2021, 7, 14, 9, 0, 0, 0, time.UTC), Words: "The State agreed to it"}},
		Comments: []Quote{{On: day0, Name: "Dana S.", Role: "manager", Text: "Two of four."}}, Acts: "/reminders/need/1", Done: true}
	for _, do := range []string{"step", "met"} {
		f := NewActForm(do, "")
		f.Version, f.Token = 3, "t"
		full.Forms = append(full.Forms, f)
	}
	bare := Need{Reference: "KAZ-2021-12", Title: "Early warning", Status: models.NeedIdentified, Money: &NeedFunding{}, Sharing: shared}
	return []View{bare, Need{Reference: "KAZ-2021-03", Title: "A desk for tracing", Partial: true, Sharing: partly}, full}
}
