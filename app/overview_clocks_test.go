package app_test

import (
	"log/slog"
	"strings"
	"testing"

	"qadam/app"
	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// TestAMatterBeginsByItsClock: a need that was agreed to the other day waits for nothing yet, and the next step says until when.
func TestAMatterBeginsByItsClock(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		matter := func(n *models.Need) bool {
			for _, m := range w.overview(w.manager).Attention {
				if m.SubjectID == n.ID && m.Matter == models.MatterUnmatched {
					return true
				}
			}
			return false
		}
		due := func(n *models.Need, as models.Actor) models.Date {
			return sure(w.Needs.Get(w.ctx, as, n.ID))(t).NextStep.Due
		}
		for on, want := range map[models.Date]bool{"2021-12-11": true, "2021-12-12": false} {
			n := sure(w.Needs.Create(w.ctx, w.manager, models.NeedInput{MissionID: w.missionKGZ.ID, Title: "Agreed " + string(on),
				Level: "operational", Kind: "training", ThemeCodes: []string{"marking"}, WantedBy: "2022-02-01"}))(t)
			if got := due(n, w.manager); got != "" {
				t.Errorf("before it is agreed to the next step is due %s", got)
			}
			n = sure(w.Needs.Step(w.ctx, w.manager, n.ID, n.Version, models.StepInput{To: "agreed", OnDate: on}))(t)
			if matter(n) != want || due(n, w.manager) != on.AddDays(30) || due(n, w.nationalKGZ) != on.AddDays(30) {
				t.Errorf("agreed on %s it is a matter: %v, due %s", on, matter(n), due(n, w.manager))
			}
		}
		// What was put before partner 1 is due when that ends; what an activity answers waits for no day, nor for the wanted-by date.
		sure(patch(t, w, w.Needs, w.manager, w.needs[3].ID, func(in *models.NeedInput) { in.WantedBy = "2022-02-01" }))(t)
		if got := due(w.needs[3], w.manager); got != "" {
			t.Errorf("with an activity the next step is due %s", got)
		}
		page := sure(w.Referrals.List(w.ctx, w.manager, models.ListQuery{Filters: map[string]string{"need_id": string(w.needs[2].ID)}}))(t)
		if ends := page.Items[0].EndsOn; page.Items[0].Status == models.ReferralProposed && due(w.needs[2], w.manager) != ends {
			t.Errorf("the answer is due %s, not %s", due(w.needs[2], w.manager), ends)
		}
	})
}

// TestLongTimesAreTold by their month, and short ones by days.
func TestLongTimesAreTold(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		why := map[string]string{}
		w.milestone(w.activities[2], "2021-06-01", "")
		for _, m := range w.overview(w.manager).Attention {
			why[string(m.Matter)+" "+m.Reference] = m.Why
		}
		for about, want := range map[string]string{"overdue KAZ-P01-A1-M2": "Due 1 September 2021, overdue by 131 days",
			"overdue KAZ-P01-A2-M3": "Overdue since June 2021", "stale KAZ-P01-A1": "Not heard of since April 2021"} {
			if why[about] != want {
				t.Errorf("%s: %q of %q", about, why[about], why)
			}
		}
	})
}

// TestOldRates: a rate that is older than the setting is a matter of managers, and where it converts its age is told.
func TestOldRates(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.App = app.New(s, slog.New(slog.DiscardHandler), app.Options{RateDays: 193})
		got := w.overview(w.manager)
		last := got.Attention[len(got.Attention)-1]
		if got.Counts["rate"] != 1 || !strings.HasPrefix(last.Why, "The latest rate of KZT is of 1 January 2021") {
			t.Errorf("%v, %+v", got.Counts, got.Attention)
		}
		if w.overview(w.partner1).Counts["rate"]+w.overview(w.nationalKAZ).Counts["rate"] != 0 {
			t.Error("others than managers are told to add rates")
		}
		want := []models.RateUsed{{Currency: "EUR", USDPerUnit: "1.1", OnDate: "2021-07-01", Days: 193},
			{Currency: "KZT", USDPerUnit: "0.0025", OnDate: "2021-01-01", Days: 374}}
		c := sure(w.Coverage(w.ctx, w.nationalKAZ, "theme_level", models.ListQuery{}))(t)
		for where, rates := range map[string][]models.RateUsed{"overview": got.Rates, "coverage": c.Rates} {
			if len(rates) != 2 || rates[0] != want[0] || rates[1] != want[1] {
				t.Errorf("%s converts at %+v", where, rates)
			}
		}
		page := sure(w.Gaps(w.ctx, w.manager, models.ListQuery{}))(t)
		if g := page.Items[1]; g.RateOn != "2021-07-01" || g.RateDays != 193 {
			t.Errorf("the gap is %+v", g)
		}
		paid := w.pay("expenditure", w.partner2, w.project, nil, money("10.00", "EUR"), "2021-07-15")
		if paid.RateOn != "2021-07-01" || paid.RateDays != 14 {
			t.Errorf("the transaction is %+v", paid)
		}
	})
}

// TestWasItMetIsPutOff while an activity plainly delivers: nobody is asked, and the clock says until when and why.
func TestWasItMetIsPutOff(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		rule := &models.ReminderRule{ReminderRuleInput: models.ReminderRuleInput{Code: "need_met", Name: "Was it met?", Active: true,
			Watches: models.WatchMet, Months: 6}}
		var asked []store.WatchedItem
		find := func() {
			t.Helper()
			if err := s.View(w.ctx, engine.System(), func(tx *store.Tx) (err error) {
				asked, _, err = store.FindWatched(tx, models.WatchMet, store.Span{To: worldDay, Limit: 10})
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Update(w.ctx, engine.System(), func(tx *store.Tx) error { return store.Rules.Insert(tx, rule) }); err != nil {
			t.Fatal(err)
		}
		// Need 1 is in delivery by activity 1, which is planned until 30 June 2022; need 2 is referred.
		find()
		if len(asked) != 1 || asked[0].ID != w.needs[2].ID {
			t.Errorf("it is asked of %+v", asked)
		}
		clocks := sure(w.MissionClocks(w.ctx, w.nationalKAZ, w.missionKAZ.ID))(t)
		one, _ := clocks.Find(models.WatchMet, w.needs[1].ID)
		if one.EndsOn != "2022-06-30" || one.PutOff != "In delivery until 30 June 2022" || one.State != models.ClockRunning {
			t.Errorf("of need 1 the clock is %+v", one)
		}
		two, _ := clocks.Find(models.WatchMet, w.needs[2].ID)
		if two.EndsOn != "2021-09-10" || two.PutOff != "" || two.State != models.ClockOverdue {
			t.Errorf("of need 2 the clock is %+v", two)
		}
		w.stepActivity(w.activities[1], "suspended", "2022-01-05")
		if find(); len(asked) != 2 {
			t.Errorf("with the activity suspended it is asked of %+v", asked)
		}
	})
}
