package seeds

import (
	"fmt"
	"slices"

	"qadam/models"
)

// The large demo is the demo with much more of everything, and with every state of everything. It is made in the form of the files'
// records, and goes the same way: the loader does not know that nobody wrote it.

const (
	largeMissions = 29 // with the demo's own 30
	largeFollowed = 22 // of these, the ones that have needs
	largeNeeds    = 486
	largeFindings = 26 // missions that have come so far as to have findings
	longTitle     = 200
)

// largeStates are the States of the large demo; one of them has a mission of the demo's own.
var largeStates = []string{"KAZ", "UZB", "KGZ", "TJK", "TKM"}

// large makes the records of the large demo, the same for the same day.
type large struct {
	today            models.Date
	themes, criteria []string
	Demo
}

// enlarge adds to the demo what makes it large.
func (d *Data) enlarge(today models.Date) {
	g := &large{today: today}
	for _, t := range d.Reference.Themes {
		g.themes = append(g.themes, t.Code)
	}
	for _, c := range d.Reference.Schemes[0].Criteria {
		g.criteria = append(g.criteria, c.Code)
	}
	d.Reference.Schemes = append(d.Reference.Schemes, costScheme(d.Reference.Schemes[0]))
	d.Reference.ReminderRules = append(d.Reference.ReminderRules, models.ReminderRuleInput{Code: "milestone_of_focal_point",
		Name: "Milestone is due soon, to the focal point", Watches: models.WatchMilestone,
		Ladder: []models.Rung{{Offset: -5, To: []models.RecipientRole{models.RecipientFocalPoint}}}})
	g.people()
	for i := range largeMissions {
		g.mission(i)
	}
	for i := range largeNeeds {
		g.need(i)
	}
	for i := range largeFollowed {
		g.project(i)
		g.judge(i)
	}
	g.singleProjects()
	g.offers()
	g.everyState()
	d.Demo = d.Demo.and(g.Demo)
}

// costScheme is a second scheme, which is not in use: the first one with a criterion of which less is better.
func costScheme(first models.SchemeInput) models.SchemeInput {
	s := first
	s.Name, s.Current, s.Criteria = "Scheme with cost", false, slices.Clone(first.Criteria)
	for i := range s.Criteria {
		s.Criteria[i].Code += "-2"
	}
	last := &s.Criteria[len(s.Criteria)-1]
	last.Name, last.Direction = "Cost of the answer", models.LowerFirst
	return s
}

// and gives both demos as one.
func (d Demo) and(more Demo) Demo {
	d.Organisations = slices.Concat(d.Organisations, more.Organisations)
	d.Contacts = slices.Concat(d.Contacts, more.Contacts)
	d.Users = slices.Concat(d.Users, more.Users)
	d.Institutions = slices.Concat(d.Institutions, more.Institutions)
	d.Rates = slices.Concat(d.Rates, more.Rates)
	d.Missions = slices.Concat(d.Missions, more.Missions)
	d.Findings = slices.Concat(d.Findings, more.Findings)
	d.Needs = slices.Concat(d.Needs, more.Needs)
	d.Scores = slices.Concat(d.Scores, more.Scores)
	d.Rankings = slices.Concat(d.Rankings, more.Rankings)
	d.Referrals = slices.Concat(d.Referrals, more.Referrals)
	d.Consents = slices.Concat(d.Consents, more.Consents)
	d.Asked = slices.Concat(d.Asked, more.Asked)
	d.Offers = slices.Concat(d.Offers, more.Offers)
	d.Projects = slices.Concat(d.Projects, more.Projects)
	d.Indicators = slices.Concat(d.Indicators, more.Indicators)
	d.Updates = slices.Concat(d.Updates, more.Updates)
	d.Transactions = slices.Concat(d.Transactions, more.Transactions)
	d.Comments = slices.Concat(d.Comments, more.Comments)
	d.Reports = slices.Concat(d.Reports, more.Reports)
	d.Views = slices.Concat(d.Views, more.Views)
	return d
}

// twoThemes picks two themes for an object.
func (g *large) twoThemes(i int) []string {
	return []string{g.themes[i%len(g.themes)], g.themes[(i+5)%len(g.themes)]}
}

// title makes the title of an object; that of every eleventh is as long as titles get.
func title(k kind, i int) string {
	r, t := chance(k, i), largeTongues[i%len(largeTongues)]
	text := t.title(r)
	for i%11 == 7 && len([]rune(text)) < longTitle {
		text += "; " + t.title(r)
	}
	if runes := []rune(text); len(runes) > longTitle {
		text = string(runes[:longTitle-1]) + "…"
	}
	return text
}

// prose makes the description of an object.
func prose(k kind, i, sentences int) string {
	return largeTongues[i%len(largeTongues)].prose(chance(k, -i-1), sentences)
}

func usd(thousands int) models.Money { return models.USD(int64(thousands) * 1000_00) }

// step is a step on a day.
func step[S ~string](to S, on models.Date, by, reason string) Step {
	return Step{StepInput: models.StepInput{To: string(to), OnDate: on, Reason: reason}, By: by}
}

func largeState(mission int) string { return largeStates[mission%len(largeStates)] }

func missionReference(i int) string { return fmt.Sprintf("%s-L-M%02d", largeState(i), i+1) }
