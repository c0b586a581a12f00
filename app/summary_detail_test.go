package app_test

import (
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"qadam/app"
	"qadam/app/store"
	"qadam/models"
)

// TestSummaryTellsTheAgeOfRates: which rate was the oldest on the value date of what a donor gave, or of what was spent of it.
func TestSummaryTellsTheAgeOfRates(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.App = app.New(s, slog.New(slog.DiscardHandler), app.Options{RateDays: 100})
		before := w.summary(w.donorA, w.donorA, worldDay).RatesBehind
		sure(w.Rates.Create(w.ctx, w.manager, models.RateInput{Currency: "GBP", OnDate: "2021-02-01", USDPerUnit: "1.3",
			Source: "Fiction"}))(t)
		w.pay("pledge", w.donorB, w.project, nil, models.Money{Minor: 100, Currency: "GBP"}, "2021-06-30")
		if got := w.summary(w.donorA, w.donorA, worldDay).RatesBehind; got != before || got.Words == "" {
			t.Errorf("of another donor's money donor A reads %+v", got)
		}
		w.pay("pledge", w.donorA, w.project, nil, models.Money{Minor: 100, Currency: "GBP"}, "2021-03-03")
		got := w.summary(w.donorA, w.donorA, worldDay).RatesBehind
		if got.OldestOn != "2021-02-01" || got.Days != 30 || got.Old ||
			got.Words != "No rate was more than 30 days old on the value date of its amount." {
			t.Errorf("the rates are %+v", got)
		}
		w.pay("pledge", w.donorA, w.project, nil, models.Money{Minor: 100, Currency: "GBP"}, "2021-06-01")
		got = w.summary(w.donorA, w.donorA, worldDay).RatesBehind
		want := "An amount was converted at the rate of 1 February 2021, which was 120 days old on its value date: more than the 100 " +
			"that count as recent here."
		if got.Days != 120 || !got.Old || got.Words != want {
			t.Errorf("the rates are %+v", got)
		}
		if past := w.summary(w.donorA, w.donorA, "2021-04-30").RatesBehind; past.Days != 30 {
			t.Errorf("of the past donor A reads %+v", past)
		}
	})
}

// TestSummaryDetail: who does what, when and with which budget, milestones that were moved as moved, the way of the money, and what was
// spent beyond what was disbursed.
func TestSummaryDetail(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		moved := sure(patch(t, w, w.Milestones, w.manager, w.milestones[1].ID,
			func(in *models.MilestoneInput) { in.DueOn = "2021-10-01" }))(t)
		if moved.FirstDueOn != "2021-09-01" || moved.TimesMoved != 1 {
			t.Errorf("the milestone is %+v", moved)
		}
		whole := w.pay("commitment", w.donorA, w.project, nil, usd("50000.00"), "2021-06-01")
		sure(w.allot(w.manager, whole, part(w.activities[1], nil, usd("50000.00"))))(t)
		a := w.summary(w.donorA, w.donorA, worldDay)
		p, v := a.Projects[0], a.Activities[0]
		if p.Lead.Name != "Organisation PARTNER1" || p.StartsOn != "2021-04-01" ||
			p.EndsOn != "2023-03-31" || p.Budget != usd("600000.00") {
			t.Errorf("the project is %+v", p)
		}
		if len(v.Partners) != 1 || v.Partners[0].PartnerRole != models.PartnerLead || !slices.Equal(v.ThemeCodes, []string{"marking"}) ||
			v.PlannedEnd != "2022-06-30" || v.ActualStart != "2021-04-15" {
			t.Errorf("the activity is %+v", v)
		}
		want := models.SummaryMilestone{Reference: "KAZ-P01-A1-M2", Title: moved.Title, Activity: "KAZ-P01-A1", FirstDueOn: "2021-09-01",
			DueOn: "2021-10-01", TimesMoved: 1}
		if !slices.Contains(a.MilestoneList, want) || len(a.MilestoneList) != 4 || a.MoreMilestones != 0 {
			t.Errorf("the milestones are %+v", a.MilestoneList)
		}
		if a.Portfolio.Projects != 1 || a.Portfolio.Activities != 2 || a.Portfolio.Partners != 2 ||
			a.Portfolio.Budget != usd("600000.00") || !slices.Equal(a.Portfolio.CountryCodes, []string{"KAZ"}) {
			t.Errorf("the portfolio is %+v", a.Portfolio)
		}
		if a.Period != (models.SummaryPeriod{From: "2021-02-01", To: worldDay}) {
			t.Errorf("the period is %+v", a.Period)
		}
		// 300,000 wait to be allotted; of 50,000 for activity 1 need 1, which donor A may see, has 60 per cent.
		amounts := map[string]string{}
		for _, e := range a.Graph.Edges {
			amounts[string(e.To[:4])] = e.Amount.Text()
		}
		if amounts["not_"] != "300000.00" || amounts["need"] != "30000.00" || amounts["rest"] != "20000.00" {
			t.Errorf("the way of the money is %+v", a.Graph)
		}
		balanced(t, a)
		if b := w.summary(w.donorB, w.donorB, worldDay); b.Projects[0].Beyond != b.Attributed || b.Attributed.Minor == 0 {
			t.Errorf("donor B disbursed nothing, and beyond that %+v were spent", b.Projects[0])
		}
	})
}

// TestSummarySince tells what began and changed since any day.
func TestSummarySince(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		first := w.reported(w.partner2, models.UpdateInput{PeriodFrom: "2021-07-01", PeriodTo: "2021-09-30", Health: models.OnTrack})
		w.reported(w.partner2, models.UpdateInput{PeriodFrom: "2021-10-01", PeriodTo: "2021-12-31", Health: models.AtRisk})
		_, err := w.correct(w.manager, first.ID, func(in *models.UpdateInput) { in.Narrative = "Otherwise" })
		sure(first, err)(t)
		got := sure(w.Summary(w.ctx, w.donorB, w.donorB.OrganisationID, worldDay, "2021-05-15"))(t)
		since := got.Since
		if since.From != "2021-05-15" || since.LastReport != "" || got.Period.From != "2021-05-15" {
			t.Errorf("since %+v", since)
		}
		if len(since.Started) != 1 || since.Started[0].On != "2021-05-15" || since.Started[0].Reference != "KAZ-P01-A2" {
			t.Errorf("started are %+v", since.Started)
		}
		health := []models.HealthChange{{On: worldDay, Reference: "KAZ-P01-A2", Title: "Activity 2", From: models.OnTrack,
			To: models.AtRisk}}
		if !slices.Equal(since.Health, health) || len(since.Corrections) != 1 || since.Corrections[0].CorrectsID != first.ID {
			t.Errorf("health %+v, corrections %+v", since.Health, since.Corrections)
		}
		if got := sure(w.Summary(w.ctx, w.donorB, w.donorB.OrganisationID, worldDay, "2021-05-16"))(t).Since; len(got.Started) != 0 {
			t.Errorf("a day later started are %+v", got.Started)
		}
		_, err = w.Summary(w.ctx, w.donorB, w.donorB.OrganisationID, "2021-05-16", "2021-05-17")
		if faults := models.FieldsOf(err); len(faults) != 1 || faults[0].Pointer != "since" {
			t.Errorf("since a later day: %v", err)
		}
	})
}

// TestDonorOverview is about the donor's money and its reports.
func TestDonorOverview(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		sure(w.ReportDeadlines.Create(w.ctx, w.manager, models.ReportDeadlineInput{OrganisationID: w.donorB.OrganisationID,
			Agreement: "Agreement 1", CoversTo: "2021-12-31", DueOn: "2022-01-05"}))(t)
		sure(w.ReportDeadlines.Create(w.ctx, w.manager, models.ReportDeadlineInput{OrganisationID: w.donorA.OrganisationID,
			Agreement: "Agreement 2", CoversTo: "2021-12-31", DueOn: "2022-01-05"}))(t)
		issued := w.issue(w.donorB, "2021-06-30")
		got, summary := w.overview(w.donorB), w.summary(w.donorB, w.donorB, worldDay)
		if len(got.Attention) != 2 || got.Counts["report"] != 2 || got.Attention[0].Title != "Agreement 1" ||
			got.Attention[0].Why != "A report was due on 5 January 2022 and is not issued" ||
			got.Attention[1].Why != "Issued on 10 January 2022, as of 30 June 2021" {
			t.Errorf("the matters are %+v, %v", got.Attention, got.Counts)
		}
		d := got.Donor
		if d.Attributed != summary.Attributed || len(d.Beyond) != 1 || d.Beyond[0].Amount != summary.Projects[0].Beyond ||
			d.LastReport.Reference != issued.Reference || d.LastReport.IssuedOn != worldDay || d.NextReport.Agreement != "Agreement 1" {
			t.Errorf("the donor is told %+v", d)
		}
		if w.overview(w.manager).Donor != nil || w.overview(w.partner1).Donor != nil {
			t.Error("others are told what a donor is")
		}
	})
}

// TestReportsWithholdNeedsFromTheWayOfMoney: what was a need's joins the rest once consent has ended.
func TestReportsWithholdNeedsFromTheWayOfMoney(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.pay("commitment", w.donorA, w.project, w.activities[1], usd("100.00"), "2021-06-01")
		report := w.issue(w.donorA, worldDay)
		if text := string(report.Content); !strings.Contains(text, `"label":"KAZ-2021-01"`) {
			t.Errorf("issued is %s", text)
		}
		q := models.ListQuery{Filters: map[string]string{"subject_id": string(w.needs[1].ID)}}
		page := sure(w.Consents.List(w.ctx, w.manager, q))(t)
		c := page.Items[0]
		sure(w.WithdrawConsent(w.ctx, w.manager, c.ID, c.Version, models.WithdrawInput{Reason: "No longer"}))(t)
		read := sure(w.Reports.Get(w.ctx, w.donorA, report.ID))(t)
		var said models.ReportContent
		if err := json.Unmarshal([]byte(read.Content), &said); err != nil {
			t.Fatal(err)
		}
		if text := string(read.Content); strings.Contains(text, "KAZ-2021-01") || strings.Contains(text, string(w.needs[1].ID)) {
			t.Errorf("it still tells of the need: %s", text)
		}
		balanced(t, &said.Summary)
		if whole := sure(w.Reports.Get(w.ctx, w.manager, report.ID))(t); whole.Content != report.Content || whole.SHA256 != report.SHA256 {
			t.Error("a manager does not read it as it was issued")
		}
	})
}
