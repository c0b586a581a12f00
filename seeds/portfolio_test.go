package seeds

import (
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"qadam/models"
)

// TestSomethingIsAlwaysDue: whatever the day of loading, the same things are overdue, due and without news.
func TestSomethingIsAlwaysDue(t *testing.T) {
	eachDay(t, func(t *testing.T, today models.Date, d *Data) {
		var due []int
		for _, a := range d.Demo.activities() {
			for _, m := range a.Milestones {
				if in := today.DaysUntil(m.DueOn); m.Status == "planned" && !models.Finished(a.Status) && in <= 14 {
					due = append(due, in)
				}
			}
		}
		slices.Sort(due)
		if !slices.Equal(due, []int{-29, -9, 3, 14}) {
			t.Errorf("milestones are due in %v days", due)
		}
		heard := map[string]int{}
		for _, u := range d.Demo.Updates {
			for _, s := range u.Steps {
				if s.To == "submitted" {
					heard[u.Activity] = s.OnDate.DaysUntil(today)
				}
			}
		}
		for _, a := range d.Demo.activities() {
			stale := a.Status == "implementation" && heard[a.Reference] > 30
			if stale != (a.Reference == "KAZ-P03-A2") {
				t.Errorf("%s was heard of %d days ago", a.Reference, heard[a.Reference])
			}
		}
		for _, n := range d.Demo.Needs {
			if last := len(n.Steps) - 1; n.Status == "agreed" && n.Steps[last].OnDate.DaysUntil(today) <= 30 {
				t.Errorf("%s is not unmatched for long", n.Reference)
			}
		}
	})
}

// TestOverlap: two partners plan something on one theme at one institution at about the same time.
func TestOverlap(t *testing.T) {
	d, err := Parse(Earliest)
	if err != nil {
		t.Fatal(err)
	}
	all, found := d.Demo.activities(), 0
	for i, a := range all {
		for _, b := range all[i+1:] {
			if a.Status == "implementation" && b.Status == "implementation" && a.CountryCode == b.CountryCode && apart(a, b) &&
				shares(a.ThemeCodes, b.ThemeCodes) && shares(a.Institutions, b.Institutions) && a.PlannedStart <= b.PlannedEnd &&
				b.PlannedStart <= a.PlannedEnd {
				found++
			}
		}
	}
	if found != 1 {
		t.Errorf("%d pairs of activities overlap, want 1", found)
	}
}

func shares(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

func partners(a Activity) []string {
	var out []string
	for _, p := range a.Partners {
		out = append(out, p.Organisation)
	}
	return out
}

func apart(a, b Activity) bool { return !shares(partners(a), partners(b)) }

func TestActivitiesFitTogether(t *testing.T) {
	eachDay(t, func(t *testing.T, _ models.Date, d *Data) {
		contacts := map[string]string{}
		for _, c := range d.Demo.Contacts {
			contacts[c.Email] = c.Organisation
		}
		carried := map[string]bool{}
		for _, p := range d.Demo.Projects {
			for _, a := range p.Activities {
				if a.PlannedStart < p.StartsOn || a.PlannedEnd > p.EndsOn || a.PlannedEnd < a.PlannedStart {
					t.Errorf("%s does not lie in the time of its project", a.Reference)
				}
				leads, share := 0, 0
				for _, x := range a.Partners {
					carried[x.Organisation] = true
					if x.PartnerRole == "lead" {
						leads++
					}
				}
				for _, n := range a.Needs {
					share += n.Share
				}
				if leads != 1 || share != 100 {
					t.Errorf("%s has %d leads and needs for %d%%", a.Reference, leads, share)
				}
				checkMilestones(t, a, contacts)
			}
		}
		if len(carried) != 5 {
			t.Errorf("%v carry activities; want the five fictional partners", carried)
		}
	})
}

func checkMilestones(t *testing.T, a Activity, contacts map[string]string) {
	seen := map[string]bool{"": true}
	for _, m := range a.Milestones {
		if m.DueOn < a.PlannedStart || m.DueOn > a.PlannedEnd || m.Weight < 1 {
			t.Errorf("%s is due outside its activity, or has no weight", m.Reference)
		}
		if !slices.Contains(partners(a), m.Organisation) || m.Contact != "" && contacts[m.Contact] != m.Organisation {
			t.Errorf("%s: the responsible partner or the contact does not belong to it", m.Reference)
		}
		if !seen[m.WaitsFor] {
			t.Errorf("%s waits for %s, which does not stand before it", m.Reference, m.WaitsFor)
		}
		seen[m.Reference] = true
	}
}

// TestMilestonesEndAsTheySay: by their own steps or by an update that was sent.
func TestMilestonesEndAsTheySay(t *testing.T) {
	eachDay(t, func(t *testing.T, today models.Date, d *Data) {
		done, asked := map[string]Step{}, 0
		for _, u := range d.Demo.Updates {
			for _, m := range u.Milestones {
				switch {
				case (m.DoneOn == "") == (m.DueOn == ""):
					t.Errorf("%s: one of done_on and due_on", m.Milestone)
				case m.DueOn != "":
					asked++
				case u.Status != "draft":
					done[m.Milestone] = Step{StepInput: models.StepInput{To: "delivered", OnDate: m.DoneOn}, By: u.Author}
				}
			}
		}
		w := newWalker(t, today, d)
		for _, a := range d.Demo.activities() {
			for _, m := range a.Milestones {
				steps := slices.Clone(m.Steps)
				if s, ok := done[m.Reference]; ok {
					steps = append(steps, s)
				}
				w.walk(models.MilestoneLifecycle, m.Reference, a.CreatedOn, steps, string(m.Status))
			}
		}
		if asked != 1 {
			t.Errorf("%d new dates are asked for, want 1", asked)
		}
	})
}

func TestUpdatesFit(t *testing.T) {
	eachDay(t, func(t *testing.T, today models.Date, d *Data) {
		w := newWalker(t, today, d)
		activities, leads := map[string]Activity{}, map[string]string{}
		for _, p := range d.Demo.Projects {
			leads[p.Reference] = p.LeadOrganisation
			for _, a := range p.Activities {
				activities[a.Reference] = a
			}
		}
		for _, u := range d.Demo.Updates {
			a, author := activities[u.Activity], w.users[u.Author]
			ours := slices.Contains(partners(a), author.Organisation) || u.Activity == "" && leads[u.Project] == author.Organisation
			if !ours || author.Role != models.Partner {
				t.Errorf("%s cannot write on %s%s", u.Author, u.Project, u.Activity)
			}
			if u.PeriodTo < u.PeriodFrom || u.PeriodTo > today {
				t.Errorf("%s: period from %s to %s", u.Activity, u.PeriodFrom, u.PeriodTo)
			}
			said := u.Health != "" || u.Progress != nil || len(u.Milestones) > 0 || u.Narrative != ""
			if u.NoChange == said {
				t.Errorf("%s: an update says something, or that nothing changed", u.Activity)
			}
			for _, m := range u.Milestones {
				if !slices.ContainsFunc(a.Milestones, func(x Milestone) bool { return x.Reference == m.Milestone }) ||
					m.DoneOn > u.PeriodTo {
					t.Errorf("%s moves %s", u.Activity, m.Milestone)
				}
			}
		}
	})
}

// TestNeedsMeetTheirActivities: referrals and starts stand on both sides of a need's life.
func TestNeedsMeetTheirActivities(t *testing.T) {
	eachDay(t, func(t *testing.T, _ models.Date, d *Data) {
		for _, n := range d.Demo.Needs {
			started := 0
			for _, s := range n.Steps {
				if s.To == "referred" && !slices.ContainsFunc(d.Demo.Referrals, func(r Referral) bool {
					return r.Need == n.Reference && r.Organisation == s.Organisation && r.CreatedOn == s.OnDate && r.Purpose == "deliver"
				}) {
					t.Errorf("%s: no referral to %s on %s", n.Reference, s.Organisation, s.OnDate)
				}
				if (s.ByActivity != "") != (s.To == "in_delivery") || (s.Organisation != "") != (s.To == "referred") {
					t.Errorf("%s: the step to %s says too much or too little", n.Reference, s.To)
				}
				if s.ByActivity != "" && !slices.ContainsFunc(d.Demo.activities(), func(a Activity) bool {
					return a.Reference == s.ByActivity && a.Steps[0].OnDate == s.OnDate && answers(a, n.Reference)
				}) {
					t.Errorf("%s: %s does not start on %s, or does not answer it", n.Reference, s.ByActivity, s.OnDate)
				}
				if s.ByActivity != "" {
					started++
				}
			}
			for _, a := range d.Demo.activities() {
				if answers(a, n.Reference) && (a.Status == "pipeline") != (started == 0) {
					t.Errorf("%s and %s do not agree on whether delivery began", n.Reference, a.Reference)
				}
			}
		}
	})
}

func answers(a Activity, need string) bool {
	return slices.ContainsFunc(a.Needs, func(n ActivityNeed) bool { return n.Need == need })
}

func TestScoresAreComplete(t *testing.T) {
	d, err := Parse(Earliest)
	if err != nil {
		t.Fatal(err)
	}
	roles := map[string]models.Role{}
	for _, u := range d.Demo.Users {
		roles[u.Email] = u.Role
	}
	type mark struct{ need, criterion, assessor string }
	seen := map[mark]bool{}
	for _, s := range d.Demo.Scores {
		seen[mark{s.Need, s.Criterion, s.Assessor}] = true
		if roles[s.Assessor] != models.Manager {
			t.Errorf("%s is no assessor", s.Assessor)
		}
	}
	if len(seen) != len(d.Demo.Scores) {
		t.Errorf("%d scores, %d of them different", len(d.Demo.Scores), len(seen))
	}
	for _, n := range d.Demo.Needs {
		for _, c := range d.Reference.Schemes[0].Criteria {
			for _, assessor := range []string{"assessor@demo.example", "manager@demo.example"} {
				if !seen[mark{n.Reference, c.Code, assessor}] {
					t.Errorf("%s has not scored %s on %s", assessor, n.Reference, c.Code)
				}
			}
		}
	}
}

func TestMoneyAddsUp(t *testing.T) {
	eachDay(t, func(t *testing.T, today models.Date, d *Data) {
		rates := map[string]bool{}
		for _, r := range d.Demo.Rates {
			if key := r.Currency + string(r.OnDate); rates[key] {
				t.Errorf("two rates of %s on %s", r.Currency, r.OnDate)
			} else {
				rates[key] = true
			}
		}
		flows := map[string]map[string]int64{"pledge": {}, "commitment": {}, "disbursement": {}}
		disbursed, spent := map[string]int64{}, map[string]int64{}
		for _, tr := range d.Demo.Transactions {
			usd := inUSD(t, d.Demo.Rates, tr)
			if tr.ValueDate > today {
				t.Errorf("%s lies in the future", tr.Description)
			}
			switch tr.Kind {
			case "expenditure":
				spent[tr.Project] += usd
			case "disbursement":
				disbursed[tr.Project] += usd
				fallthrough
			default:
				flows[string(tr.Kind)][tr.Organisation+tr.Project+tr.Activity+tr.Amount.Currency] += tr.Amount.Minor
			}
		}
		for key, paid := range flows["disbursement"] {
			if paid > flows["commitment"][key] || flows["commitment"][key] > flows["pledge"][key] {
				t.Errorf("%s: more was disbursed than committed, or committed than pledged", key)
			}
		}
		for project, minor := range spent {
			if minor > disbursed[project] {
				t.Errorf("%s: US$ %d cents spent, %d disbursed", project, minor, disbursed[project])
			}
		}
	})
}

// inUSD converts with the last rate on or before the value date.
func inUSD(t *testing.T, rates []models.RateInput, tr Transaction) int64 {
	if tr.Amount.Currency == models.ReportingCurrency {
		return tr.Amount.Minor
	}
	var last models.RateInput
	for _, r := range rates {
		if r.Currency == tr.Amount.Currency && r.OnDate <= tr.ValueDate && r.OnDate > last.OnDate {
			last = r
		}
	}
	per, err := decimal.NewFromString(last.USDPerUnit)
	if err != nil {
		t.Errorf("%s: no rate of %s on or before %s", tr.Description, tr.Amount.Currency, tr.ValueDate)
	}
	return tr.Amount.ConvertToUSD(per)
}

// TestConsentsCoverTheCases: in force, expired, withdrawn and still to come, for each audience.
func TestConsentsCoverTheCases(t *testing.T) {
	eachDay(t, func(t *testing.T, today models.Date, d *Data) {
		summaries := map[string]string{}
		for _, f := range d.Demo.Findings {
			summaries[f.Reference] = f.ReleasableSummary
		}
		for _, n := range d.Demo.Needs {
			summaries[n.Reference] = n.ReleasableSummary
		}
		noon, ids, cases := today.Time().Add(12*time.Hour), keysOf(d), map[string]int{}
		for _, c := range d.Demo.Consents {
			in := c.Input(ids)
			if c.Extent == models.ExtentPartial && summaries[c.Subject] == "" {
				t.Errorf("%s opens a summary that is not there", c.Subject)
			}
			from := c.GivenOn.Time().Add(9 * time.Hour)
			if in.EffectiveFrom != nil {
				from = *in.EffectiveFrom
			}
			if c.GivenOn > today || in.ExpiresAt != nil && !in.ExpiresAt.After(from) {
				t.Errorf("%s: given on %s, from %s to %s", c.Subject, c.GivenOn, from, in.ExpiresAt)
			}
			switch {
			case c.WithdrawnOn != "":
				cases["withdrawn"]++
			case in.ExpiresAt != nil && in.ExpiresAt.Before(noon):
				cases["expired"]++
			case from.After(noon):
				cases["to come"]++
			default:
				cases[string(c.SubjectType)+" "+string(c.Extent)+" "+string(c.Audience)]++
			}
		}
		for _, r := range d.Demo.Asked {
			cases["asked by "+string(r.Procedure)+string(r.Answer)]++
		}
		for _, want := range []string{"asked by answer", "asked by silence", "asked by silencerefuse", "asked by answerrefuse", "withdrawn",
			"expired", "to come", "mission none public", "need partial donors", "need full partners", "need partial public"} {
			if cases[want] == 0 {
				t.Errorf("no consent is %s: %v", want, cases)
			}
		}
	})
}
