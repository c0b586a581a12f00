package app_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

func (w *world) overview(as models.Actor) *models.Overview {
	w.t.Helper()
	return sure(w.Overview(w.ctx, as))(w.t)
}

// matters says an attention list in short: "overdue KAZ-P01-A1-M2 131".
func matters(o *models.Overview) []string {
	out := []string{}
	for _, m := range o.Attention {
		out = append(out, fmt.Sprintf("%s %s %d", m.Matter, m.Reference, m.Days))
	}
	return out
}

func TestOverview(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		got := w.overview(w.manager)
		if want := []string{"overdue KAZ-P01-A1-M2 131", "unmatched KGZ-2021-01 329", "stale KAZ-P01-A1 270",
			"stale KAZ-P01-A2 240", "allot KAZ-P01 315", "allot KAZ-P01 301"}; !slices.Equal(
			matters(got),
			want,
		) {
			t.Errorf("attention %q", matters(got))
		}
		if got.Attention[0].Why != "Due 1 September 2021, overdue by 131 days" || got.Attention[0].SubjectID != w.milestones[1].ID ||
			got.AsOf != worldDay {
			t.Errorf("got %+v", got.Attention[0])
		}
		counts := map[string]int{"overdue": 1, "unmatched": 1, "stale": 2, "no_money": 1, "allot": 2}
		if !reflect.DeepEqual(got.Counts, counts) {
			t.Errorf("counts %v", got.Counts)
		}
		statuses := map[models.NeedStatus]int{"identified": 1, "agreed": 2, "referred": 1, "in_delivery": 1}
		if !reflect.DeepEqual(got.Needs, statuses) {
			t.Errorf("needs %v", got.Needs)
		}
		// 120,000.50 + EUR 100,000 at 1.10 + KZT 50 M at 0.0025 + 30,000; DONORB's 100,000 for activity 2 answer need 2.
		if want := (gapTotal("385000.50", "100000.00")); got.Gap != want {
			t.Errorf("gap %+v", got.Gap)
		}
		if got.Mail == nil || got.Mail.Dead != 0 || got.Basis == "" {
			t.Errorf("mail %+v, basis %q", got.Mail, got.Basis)
		}
	})
}

// TestOverviewShowsNobodyWhatIsNotTheirs: each role reads its own matters, and no text, count or status of the rest.
func TestOverviewShowsNobodyWhatIsNotTheirs(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		for name, c := range map[string]struct {
			actor   models.Actor
			matters []string
			needs   map[models.NeedStatus]int
		}{
			"partner1": {w.partner1, []string{"overdue KAZ-P01-A1-M2 131", "stale KAZ-P01-A1 270", "stale KAZ-P01-A2 240", "decide  0",
				"decide  0"}, map[models.NeedStatus]int{}},
			"partner2": {w.partner2, []string{"stale KAZ-P01-A2 240"}, map[models.NeedStatus]int{}},
			"donorA":   {w.donorA, []string{}, map[models.NeedStatus]int{"in_delivery": 1}},
			"KAZ": {w.nationalKAZ, []string{"decide KAZ-2021-M1 0"},
				map[models.NeedStatus]int{"identified": 1, "agreed": 1, "referred": 1, "in_delivery": 1}},
			"KGZ": {w.nationalKGZ, []string{"unmatched KGZ-2021-01 329"}, map[models.NeedStatus]int{"agreed": 1}},
			"stranger": {models.Actor{Role: models.Partner, OrganisationID: w.manager.OrganisationID}, []string{},
				map[models.NeedStatus]int{}},
		} {
			got := w.overview(c.actor)
			if !slices.Equal(matters(got), c.matters) || !reflect.DeepEqual(got.Needs, c.needs) || got.Mail != nil {
				t.Errorf("%s: %q, %v, %+v", name, matters(got), got.Needs, got.Mail)
			}
			bounded := c.actor.Audience() != ""
			if bounded &&
				(strings.Contains(text(t, got), "Secret") || got.Gap != models.GapTotal{} ||
					got.Counts["no_money"]+got.Counts["unmatched"] != 0) {
				t.Errorf("%s reads %s", name, text(t, got))
			}
		}
		if got := w.overview(w.partner1).Attention[3]; got.Title != models.NeedPlaceholder || got.SubjectType != "referral" {
			t.Errorf("a referral of a need that is not shared: %+v", got)
		}
		w.consent(w.needs[1].ID, models.ExtentPartial, models.AudiencePartners)
		if got := w.overview(w.partner1).Attention[3]; got.Title != "Open summary 1" || got.Reference != "KAZ-2021-01" {
			t.Errorf("a referral of a need that is shared in part: %+v", got)
		}
	})
}

func TestFinishedThingsAskForNothing(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.stepActivity(w.activities[1], "suspended", "2022-01-03")
		if got := matters(w.overview(w.manager)); !slices.Equal(
			got,
			[]string{"unmatched KAZ-2021-03 329", "unmatched KGZ-2021-01 329", "stale KAZ-P01-A2 240", "allot KAZ-P01 315",
				"allot KAZ-P01 301"},
		) {
			t.Errorf("with activity 1 suspended: %q", got)
		}
		sure(w.Projects.Step(w.ctx, w.manager, w.project.ID, 2, models.StepInput{To: "closed", OnDate: "2022-01-04"}))(t)
		if got := w.overview(w.manager); got.Counts["stale"]+got.Counts["overdue"] != 0 {
			t.Errorf("with the project closed: %q", matters(got))
		}
	})
}

func TestOverviewAsksForDecisions(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.consent(w.needs[1].ID, models.ExtentFull, models.AudiencePartners)
		n := sure(w.Needs.Get(w.ctx, w.partner1, w.needs[1].ID))(t)
		sure(w.Needs.Step(w.ctx, w.partner1, n.ID, n.Version, models.StepInput{To: "met", OnDate: "2022-01-05"}))(t)
		u := sure(
			w.Updates.Create(
				w.ctx,
				w.partner2,
				models.UpdateInput{
					ProjectID:  w.project.ID,
					ActivityID: w.activities[2].ID,
					PeriodFrom: "2021-10-01",
					PeriodTo:   "2021-12-31",
					NoChange:   true,
				},
			),
		)(
			t,
		)
		u = sure(w.Updates.Step(w.ctx, w.partner2, u.ID, u.Version, models.StepInput{To: "submitted", OnDate: "2022-01-07"}))(t)
		dead := models.OutboxMail{
			ID:        models.NewID(),
			CreatedAt: s.Now().AddDate(0, 0, -2),
			Recipient: "x@example.org",
			MessageID: "1",
			Status:    "dead",
			NextAt:    s.Now(),
		}
		if err := s.Update(w.ctx, engine.System(), func(tx *store.Tx) error { return store.Outbox.Insert(tx, &dead) }); err != nil {
			t.Fatal(err)
		}

		got := w.overview(w.manager)
		if want := []string{"decide KAZ-2021-01 5", "decide KAZ-P01-A2 3", "allot KAZ-P01 315", "allot KAZ-P01 301",
			"mail  2"}; !slices.Equal(matters(got)[3:], want) ||
			got.Counts["decide"] != 2 {
			t.Errorf("got %q, %v", matters(got), got.Counts)
		}
		if why := got.Attention[3].Why; why != "Decide on the proposal: met" {
			t.Errorf("why %q", why)
		}
		if got.Mail.Dead != 1 || got.Attention[7].Title != "Mail that does not leave" {
			t.Errorf("mail %+v, %+v", got.Mail, got.Attention[7])
		}
		sure(
			w.Updates.Step(w.ctx, w.manager, u.ID, u.Version, models.StepInput{To: "returned", OnDate: "2022-01-08",
				Reason: "Which courses?"}),
		)(
			t,
		)
		if got := matters(w.overview(w.partner2)); !slices.Contains(got, "decide KAZ-P01-A2 2") {
			t.Errorf("partner 2 is to correct its update: %q", got)
		}
	})
}

// TestOneMatterDoesNotCrowdOutTheOthers when there is more than room for.
func TestOneMatterDoesNotCrowdOutTheOthers(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		before := s.Queries()
		few := w.overview(w.manager)
		asked := s.Queries() - before
		for i := range 30 {
			w.milestone(w.activities[2], models.Date("2021-11-01").AddDays(i), "")
		}
		before = s.Queries()
		got := w.overview(w.manager)
		if again := s.Queries() - before; again != asked {
			t.Errorf("%d questions for %d matters, %d for %d", asked, len(few.Attention), again, len(got.Attention))
		}
		kinds := map[string]int{}
		for _, m := range got.Attention {
			kinds[string(m.Matter)]++
		}
		want := map[string]int{"overdue": 15, "unmatched": 1, "stale": 2, "allot": 2}
		if !reflect.DeepEqual(kinds, want) || got.Counts["overdue"] != 31 {
			t.Errorf("named %v, counted %v", kinds, got.Counts)
		}
	})
}

func TestStaleGoesByTheRule(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		rule := &models.ReminderRule{
			ReminderRuleInput: models.ReminderRuleInput{
				Code:    "activity_stale",
				Name:    "Without news",
				Active:  true,
				Watches: models.WatchNews,
				Days:    250,
			},
		}
		if err := s.Update(w.ctx, engine.System(), func(tx *store.Tx) error { return store.Rules.Insert(tx, rule) }); err != nil {
			t.Fatal(err)
		}
		if got := w.overview(w.manager).Counts["stale"]; got != 1 {
			t.Errorf("after 250 days %d are stale", got)
		}
		sure(w.Rules.Patch(w.ctx, w.admin, rule.ID, 1, func(in *models.ReminderRuleInput) error { in.Active = false; return nil }))(t)
		if got := w.overview(w.manager).Counts["stale"]; got != 0 {
			t.Errorf("with the rule off %d are stale", got)
		}
	})
}

// gaps reads all pages and says them in short: "KAZ-2021-01 nobody no_money 120000.50-0.00=120000.50".
func (w *world) gaps(as models.Actor, q models.ListQuery) (out []string) {
	w.t.Helper()
	for {
		page := sure(w.Gaps(w.ctx, as, q))(w.t)
		for _, g := range page.Items {
			line := g.Reference
			if g.Nobody {
				line += " nobody"
			}
			if g.NoMoney {
				line += " no_money"
			}
			if g.Needed.IsZero() {
				line += " unknown"
			} else {
				line += fmt.Sprintf(" %s-%s=%s", g.Needed.Decimal().StringFixed(2), g.Committed.Decimal().StringFixed(2),
					g.Missing.Decimal().StringFixed(2))
			}
			out = append(out, line)
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			return out
		}
	}
}

func TestGaps(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		gbp := w.need(w.missionKAZ, 6, money("1000.00", "GBP")) // no rate is stored
		sure(w.Needs.Step(w.ctx, w.manager, gbp.ID, 1, models.StepInput{To: "agreed"}))(t)
		want := []string{
			"KAZ-2021-01 120000.50-0.00=120000.50",
			"KAZ-2021-02 110000.00-100000.00=10000.00",
			"KAZ-2021-03 125000.00-0.00=125000.00",
			"KAZ-2021-05 nobody no_money unknown",
			"KGZ-2021-01 nobody no_money 30000.00-0.00=30000.00",
		}
		if got := w.gaps(w.manager, models.ListQuery{}); !slices.Equal(got, want) {
			t.Errorf("got %q", got)
		}
		if got := w.gaps(w.nationalKGZ, models.ListQuery{}); !slices.Equal(got, want[4:]) {
			t.Errorf("Kyrgyzstan reads %q", got)
		}
		if got := w.gaps(w.manager, models.ListQuery{Filters: map[string]string{"country": "KAZ"}, Limit: 3}); !slices.Equal(got,
			want[:4]) {
			t.Errorf("of Kazakhstan %q", got)
		}
		// By shares: of 100,000.01 for activity 1 need 1 gets 60 and need 3 gets 40 per cent; unearmarked money answers none.
		w.pay("commitment", w.donorA, w.project, w.activities[1], usd("100000.01"), "2021-05-01")
		w.pay("commitment", w.donorA, w.project, w.activities[2], usd("10000.00"), "2021-05-01")
		want = []string{"KAZ-2021-01 120000.50-60000.01=60000.49", "KAZ-2021-03 125000.00-40000.00=85000.00"}
		if got := w.gaps(w.manager, models.ListQuery{})[:2]; !slices.Equal(got, want) {
			t.Errorf("got %q", got)
		}
		w.stepActivity(w.activities[1], "cancelled", "2022-01-05")
		if got := w.gaps(w.manager, models.ListQuery{})[1]; got != "KAZ-2021-03 nobody no_money 125000.00-0.00=125000.00" {
			t.Errorf("with the activity cancelled: %q", got)
		}
		for actor, want := range map[*models.Actor]models.Code{&w.donorA: models.Forbidden, &w.partner1: models.Forbidden} {
			if _, err := w.Gaps(w.ctx, *actor, models.ListQuery{}); models.CodeOf(err) != want {
				t.Errorf("a %s got %v", actor.Role, err)
			}
		}
		if _, err := w.Gaps(w.ctx, w.manager, models.ListQuery{Cursor: "x"}); models.CodeOf(err) != models.Invalid {
			t.Errorf("a bad cursor: %v", err)
		}
	})
}

// TestGapsPageByPage skips and repeats none, though most open needs have all their money.
func TestGapsPageByPage(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		v := w.activity(w.project, "Pays for many", w.partner1)
		paid := []models.ActivityNeed{}
		for i := range 48 {
			n := w.need(w.missionKGZ, 9, usd("1.00"))
			sure(w.Needs.Step(w.ctx, w.manager, n.ID, 1, models.StepInput{To: "agreed"}))(t)
			if i%6 > 0 {
				paid = append(paid, models.ActivityNeed{NeedID: n.ID, Share: 1})
			}
		}
		sure(w.Activities.Patch(w.ctx, w.manager, v.ID, v.Version, func(in *models.ActivityInput) error { in.Needs = paid; return nil }))(t)
		w.pay("commitment", w.donorA, w.project, v, usd("100.00"), "2021-05-01")
		all := w.gaps(w.manager, models.ListQuery{})
		if len(all) != 4+8 {
			t.Errorf("%d gaps: %q", len(all), all)
		}
		for _, limit := range []int{1, 3, 12, 200} {
			if got := w.gaps(w.manager, models.ListQuery{Limit: limit}); !slices.Equal(got, all) {
				t.Errorf("by %d: %q, not %q", limit, got, all)
			}
		}
	})
}
