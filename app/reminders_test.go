package app_test

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"qadam/app"
	"qadam/app/engine"
	"qadam/app/mail"
	"qadam/app/store"
	"qadam/app/store/storetest"
	"qadam/models"
)

// remWorld is a small portfolio with one activity, whose days the test turns.
type remWorld struct {
	t        *testing.T
	address  string
	clock    atomic.Int64 // seconds, in Unix time
	a        *app.App
	org      models.ID // the lead partner
	manager  models.ID
	mission  models.ID
	project  *models.Project
	activity *models.Activity
}

const remStart models.Date = "2021-10-01"

// remEach runs a test on both databases.
func remEach(t *testing.T, fn func(*testing.T, *remWorld)) {
	t.Helper()
	for _, kind := range storetest.Kinds {
		t.Run(kind, func(t *testing.T) {
			w := &remWorld{t: t, address: storetest.Address(t, kind)}
			w.turnTo(remStart)
			w.a = w.server(nil)
			w.build()
			fn(t, w)
		})
	}
}

// server opens one more server on the database.
func (w *remWorld) server(sender *mail.Sender) *app.App {
	s, err := store.Open(w.address, func() time.Time { return time.Unix(w.clock.Load(), 0) })
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		if err := s.Close(); err != nil {
			w.t.Error(err)
		}
	})
	return app.New(s, slog.New(slog.DiscardHandler), app.Options{BaseURL: "https://qadam.example/at", Sender: sender})
}

// turnTo sets the clock to the morning of a day.
func (w *remWorld) turnTo(day models.Date) { w.clock.Store(day.Time().Add(9 * time.Hour).Unix()) }

func (w *remWorld) wait(d time.Duration) { w.clock.Add(int64(d / time.Second)) }

func (w *remWorld) now() time.Time { return time.Unix(w.clock.Load(), 0).UTC() }

func (w *remWorld) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatalf("%+v", err)
	}
}

func remMake[T, I any](w *remWorld, r engine.Resource[T, I], in I) *T {
	w.t.Helper()
	row, err := r.Create(context.Background(), engine.System(), in)
	w.must(err)
	return row
}

func remPatch[T, I any](w *remWorld, r engine.Resource[T, I], id models.ID, apply func(*I)) *T {
	w.t.Helper()
	row, err := r.Get(context.Background(), engine.System(), id)
	w.must(err)
	row, err = r.Patch(
		context.Background(),
		engine.System(),
		id,
		any(row).(models.Entity).Meta().Version,
		func(in *I) error { apply(in); return nil },
	)
	w.must(err)
	return row
}

func remStep[T, I any](w *remWorld, r engine.Resource[T, I], id models.ID, in models.StepInput) {
	w.t.Helper()
	row, err := r.Get(context.Background(), engine.System(), id)
	w.must(err)
	_, err = r.Step(context.Background(), engine.System(), id, any(row).(models.Entity).Meta().Version, in)
	w.must(err)
}

func (w *remWorld) build() {
	w.t.Helper()
	rungs := func(offsets []int, to ...string) (out []models.Rung) {
		for i, o := range offsets {
			out = append(out, models.Rung{Offset: o, To: []models.RecipientRole{models.RecipientRole(to[i])}})
		}
		return out
	}
	for _, r := range []models.ReminderRuleInput{
		{Code: "milestone_due", Name: "Due", Active: true, Watches: models.WatchMilestone, Ladder: rungs([]int{-14, -3}, "responsible",
			"responsible")},
		{Code: "milestone_overdue", Name: "Overdue", Active: true, Watches: models.WatchMilestone,
			Ladder: rungs([]int{1, 7, 14}, "responsible", "coordinator", "manager")},
		{Code: "activity_stale", Name: "Stale", Active: true, Watches: models.WatchNews, Days: 30,
			Ladder: rungs([]int{0, 10}, "responsible", "manager")},
		{Code: "need_unmatched", Name: "Unmatched", Active: true, Watches: models.WatchUnmatched, Days: 30,
			Ladder: rungs([]int{0, 20}, "manager", "manager")},
	} {
		remMake(w, w.a.Rules, r)
	}
	remMake(w, w.a.Countries, models.CountryInput{Code: "KAZ", TimeZone: "Asia/Almaty"})
	remMake(w, w.a.Themes, models.ThemeInput{Code: "marking", Name: "Marking"})
	w.org = remMake(w, w.a.Organisations, models.OrganisationInput{Code: "P1", Name: "Partner One", Kind: "ngo", Listed: true}).ID
	w.manager = w.user("dana@managers.example", models.Manager).ID
	m := remMake(w, w.a.Missions, models.MissionInput{CountryCode: "KAZ", Title: "First", Modality: "virtual", LeadOrganisationID: w.org,
		Parts: []models.MissionPart{{StartsOn: "2021-01-18", EndsOn: "2021-01-25"}}})
	w.mission = m.ID
	w.project = remMake(w, w.a.Projects, models.ProjectInput{Reference: "KAZ-P01", Title: "Project", LeadOrganisationID: w.org,
		CountryCodes: []string{"KAZ"}, StartsOn: "2021-06-01", EndsOn: "2023-05-31"})
	w.activity = w.newActivity("Tracing desk")
}

func (w *remWorld) user(email string, role models.Role) *models.User {
	name, _, _ := strings.Cut(email, "@")
	return remMake(w, w.a.Users, models.UserInput{Name: name, Email: email, Role: role, Active: true})
}

func (w *remWorld) contact(email, duty string) *models.Contact {
	name, _, _ := strings.Cut(email, "@")
	return remMake(w, w.a.Contacts, models.ContactInput{OrganisationID: w.org, Name: name, Email: email, Duty: models.Duty(duty),
		Active: true})
}

// newActivity begins far in the future, so that only the tests about silence hear of it.
func (w *remWorld) newActivity(title string) *models.Activity {
	return remMake(
		w,
		w.a.Activities,
		models.ActivityInput{ProjectID: w.project.ID, Title: title, CountryCode: "KAZ", ThemeCodes: []string{"marking"},
			Partners:     []models.ActivityPartner{{OrganisationID: w.org, PartnerRole: "lead"}},
			PlannedStart: "2029-01-01", PlannedEnd: "2029-12-31", Health: "on_track"},
	)
}

func (w *remWorld) milestone(due models.Date) *models.Milestone {
	return remMake(w, w.a.Milestones, models.MilestoneInput{ActivityID: w.activity.ID, Title: "Desk staffed", DueOn: due, Weight: 1})
}

// need is agreed on a day.
func (w *remWorld) need(agreed models.Date, owner models.ID) *models.Need {
	n := remMake(w, w.a.Needs, models.NeedInput{MissionID: w.mission, Title: "Secret shortage", Level: "operational", Kind: "training",
		ReleasableSummary: "A shortage.",
		ThemeCodes:        []string{"marking"}, OwnerID: owner})
	remStep(w, w.a.Needs, n.ID, models.StepInput{To: "agreed", OnDate: agreed})
	return n
}

// scan scans on a day and gives what was queued then.
func (w *remWorld) scan(day models.Date) []string {
	w.t.Helper()
	w.turnTo(day)
	before := len(w.reminders())
	n, err := w.a.ScanReminders(context.Background(), w.now())
	w.must(err)
	all := w.reminders()
	if len(all) != before+n {
		w.t.Errorf("%s: told %d, and there are %d more", day, n, len(all)-before)
	}
	var out []string
	for _, r := range all[before:] {
		out = append(out, remLine(r.Rule, r.Reference, r.Occasion, r.Recipient))
	}
	slices.Sort(out)
	return out
}

// reminders are all that was told, oldest first.
func (w *remWorld) reminders() []models.Reminder {
	w.t.Helper()
	out := remAll(w, w.a.Reminders.List)
	slices.SortFunc(out, func(a, b models.Reminder) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

func (w *remWorld) outbox() []models.OutboxMail { return remAll(w, w.a.Outbox.List) }

func remAll[T any](w *remWorld, list func(context.Context, models.Actor, models.ListQuery) (models.Page[T], error)) []T {
	w.t.Helper()
	var out []T
	for q := (models.ListQuery{Limit: models.MaxLimit}); ; {
		page, err := list(context.Background(), engine.System(), q)
		w.must(err)
		out = append(out, page.Items...)
		if q.Cursor = page.Next; q.Cursor == "" {
			return out
		}
	}
}

func remLine(rule, reference, occasion, recipient string) string {
	return strings.Join([]string{rule, reference, occasion, recipient}, " ")
}

// due gives what a scan on a day would tell.
func (w *remWorld) due(day models.Date) []models.Owed {
	w.t.Helper()
	out, err := w.a.DueReminders(context.Background(), day.Time().Add(9*time.Hour), 0)
	w.must(err)
	return out
}

func (w *remWorld) expect(what string, got []string, want ...string) {
	w.t.Helper()
	if !slices.Equal(got, want) {
		w.t.Errorf("%s:\n got %q\nwant %q", what, got, want)
	}
}

func TestMilestoneLadders(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		w.contact("focal@p1.example", "focal_point")
		const due models.Date = "2021-12-15"
		w.milestone(due)
		week := models.PlainCalendar("KAZ", "Asia/Almaty")
		want := map[models.Date]string{}
		for _, offset := range []int{-14, -3, 1, 7, 14} {
			for late := range 4 {
				if day := week.AddWorkingDays(due, offset).AddDays(late); offset > 0 || day <= due {
					want[day] = fmt.Sprintf("2021-12-15%+d", offset)
				}
			}
		}
		if want["2021-11-25"] != "2021-12-15-14" || want["2021-12-24"] != "2021-12-15+7" {
			t.Errorf("the working days are %v", want)
		}
		for day := due.AddDays(-25); day <= due.AddDays(30); day = day.AddDays(1) {
			got := ""
			for _, o := range w.due(day) {
				got += o.Occasion
				if rule := map[bool]string{true: "milestone_due", false: "milestone_overdue"}[day <= due]; o.Rule != rule ||
					o.DaysLate != max(due.DaysUntil(day), 0) ||
					o.DueOn != due {
					t.Errorf("%s: %+v", day, o)
				}
			}
			if got != want[day] {
				t.Errorf("%s: got %q, want %q", day, got, want[day])
			}
		}
		if told := w.reminders(); len(told) > 0 {
			t.Errorf("a dry run told %v", told)
		}
	})
}

func TestActivityWithoutNews(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		w.contact("focal@p1.example", "focal_point")
		v := w.newActivity("Course")
		remStep(w, w.a.Activities, v.ID, models.StepInput{To: "implementation"})
		told := map[int]string{}
		for _, day := range []int{0, 29, 30, 31, 41, 42, 43, 89, 90, 91, 120, 150, 200} {
			for _, line := range w.scan(remStart.AddDays(day)) {
				told[day] += line
			}
		}
		if len(told) != 2 || told[30] != remLine("activity_stale", v.Reference, string(remStart)+"+0", "focal@p1.example") ||
			told[42] != remLine("activity_stale", v.Reference, string(remStart)+"+10", "dana@managers.example") {
			t.Errorf("told %v", told)
		}
		u := remMake(
			w,
			w.a.Updates,
			models.UpdateInput{ProjectID: w.project.ID, ActivityID: v.ID, PeriodFrom: remStart, PeriodTo: remStart, NoChange: true},
		)
		remStep(w, w.a.Updates, u.ID, models.StepInput{To: "submitted"})
		news := models.DateOf(w.now())
		w.expect("a day before the period", w.scan(news.AddDays(29)))
		w.expect(
			"after a long stop",
			w.scan(news.AddDays(75)),
			remLine("activity_stale", v.Reference, string(news)+"+10", "dana@managers.example"),
		)
	})
}

func TestActivityBeforeItsStartOwesNoNews(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		v := w.newActivity("Course")
		remPatch(w, w.a.Activities, v.ID, func(in *models.ActivityInput) { in.PlannedStart = "2022-03-01" })
		w.expect("before", w.scan("2022-03-30"))
		w.expect("after", w.scan("2022-03-31"), remLine("activity_stale", v.Reference, "2022-03-01+0", "dana@managers.example"))
		if r := w.reminders()[0]; r.Why != "Nobody is responsible at Partner One" {
			t.Errorf("the manager is told %+v", r)
		}
	})
}

func TestNeedNobodyAnswers(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		second := w.user("emil@managers.example", models.Manager)
		owner := w.user("olga@managers.example", models.Manager)
		partner := remMake(
			w,
			w.a.Users,
			models.UserInput{Name: "P", Email: "p@p1.example", Role: models.Partner, OrganisationID: w.org, Active: true},
		)
		remPatch(w, w.a.Users, second.ID, func(in *models.UserInput) { in.Active = false })
		owned, shared, wrong := w.need(remStart, owner.ID), w.need(remStart, ""), w.need(remStart, partner.ID)
		declined := w.need("2021-09-30", "")
		remStep(w, w.a.Needs, declined.ID, models.StepInput{To: "declined", Reason: "Not wanted"})
		w.expect("too early", w.scan("2021-10-30"))
		remStep(w, w.a.Needs, owned.ID, models.StepInput{To: "prioritized", OnDate: "2021-10-30"}) // does not begin the wait anew
		line := func(n *models.Need, to string) string {
			return remLine("need_unmatched", n.Reference, "2021-10-01+0", to)
		}
		w.expect("on the day", w.scan("2021-10-31"), line(owned, "olga@managers.example"),
			line(shared, "dana@managers.example"), line(shared, "olga@managers.example"),
			line(wrong, "dana@managers.example"), line(wrong, "olga@managers.example"))
		w.user("new@managers.example", models.Manager)
		w.expect("a manager who comes later is not told again", w.scan("2021-11-01"))
		w.compose()
		if len(w.outbox()) == 0 {
			t.Error("no mail was made")
		}
		for _, m := range w.outbox() {
			if all := m.Subject + m.TextBody + m.HTMLBody; strings.Contains(all, "Secret") {
				t.Errorf("a mail tells what a need says:\n%s", all)
			}
		}
	})
}

func TestAnsweredNeedIsSilent(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		referred, answered := w.need(remStart, ""), w.need(remStart, "")
		remStep(w, w.a.Needs, referred.ID, models.StepInput{To: "prioritized"})
		r := remMake(
			w,
			w.a.Referrals,
			models.ReferralInput{NeedID: referred.ID, OrganisationID: w.org, Purpose: "deliver", EndsOn: "2021-12-31"},
		)
		v := w.newActivity("Course")
		remPatch(
			w,
			w.a.Activities,
			v.ID,
			func(in *models.ActivityInput) { in.Needs = []models.ActivityNeed{{NeedID: answered.ID, Share: 100}} },
		)
		w.expect("both answered", w.scan("2021-11-05"))
		remStep(w, w.a.Activities, v.ID, models.StepInput{To: "suspended", Reason: "No money"})
		w.expect(
			"its activity stopped",
			w.scan("2021-11-06"),
			remLine("need_unmatched", answered.Reference, "2021-10-01+0", "dana@managers.example"),
		)
		remStep(w, w.a.Referrals, r.ID, models.StepInput{To: "declined", Reason: "No"})
		remStep(w, w.a.Needs, referred.ID, models.StepInput{To: "prioritized"})
		w.expect("back from a referral it waits anew", w.scan("2021-11-07"))
		w.expect(
			"and is told in time",
			w.scan("2021-12-06"),
			remLine("need_unmatched", referred.Reference, "2021-11-06+0", "dana@managers.example"),
			remLine("need_unmatched", answered.Reference, "2021-10-01+20", "dana@managers.example"),
		)
	})
}

func TestMilestoneRecipients(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		m := w.milestone("2021-12-15")
		to := func(day models.Date) string {
			var out []string
			for _, o := range w.due(day) {
				out = append(out, o.Recipient)
				if org := map[bool]models.ID{true: w.org}[strings.HasSuffix(o.Recipient, "p1.example")]; o.OrganisationID != org {
					t.Errorf("%s: the organisation of %+v", day, o)
				}
			}
			return strings.Join(out, " ")
		}
		check := func(what, first, second string) {
			t.Helper()
			for day, want := range map[models.Date]string{"2021-12-12": first, "2021-12-16": first, "2021-12-24": second,
				"2022-01-04": "dana@managers.example"} {
				if got := to(day); got != want {
					t.Errorf("%s, %s: told %q, want %q", what, day, got, want)
				}
			}
		}
		const managers = "dana@managers.example"
		check("nobody there", managers, managers)
		if nobody := w.due("2021-12-12")[0].Nobody; nobody != "Partner One" {
			t.Errorf("managers are told of %q", nobody)
		}
		coordinator := w.contact("coordinator@p1.example", "coordinator")
		check("a coordinator alone", "coordinator@p1.example", "coordinator@p1.example")
		focal := w.contact("focal@p1.example", "focal_point")
		w.contact("later@p1.example", "focal_point")
		check("a focal point", "focal@p1.example", "coordinator@p1.example")
		own := w.contact("own@p1.example", "other")
		remPatch(w, w.a.Milestones, m.ID, func(in *models.MilestoneInput) { in.ContactID = own.ID })
		check("a contact of its own", "own@p1.example", "coordinator@p1.example")
		remPatch(w, w.a.Contacts, own.ID, func(in *models.ContactInput) { in.Active = false })
		remPatch(w, w.a.Contacts, focal.ID, func(in *models.ContactInput) { in.Active = false })
		check("those out of duty", "later@p1.example", "coordinator@p1.example")
		remPatch(w, w.a.Contacts, coordinator.ID, func(in *models.ContactInput) { in.Active = false })
		check("no coordinator", "later@p1.example", managers)
		other := remMake(w, w.a.Organisations, models.OrganisationInput{Code: "P2", Name: "Partner Two", Kind: "ngo", Listed: true})
		remPatch(w, w.a.Activities, w.activity.ID, func(in *models.ActivityInput) {
			in.Partners = []models.ActivityPartner{{OrganisationID: other.ID, PartnerRole: "lead"}}
		})
		check("no partner of the activity any more", managers, managers)
	})
}

// TestTheLastRungSaysWhoWasTold escalates, and names those who were told before.
func TestTheLastRungSaysWhoWasTold(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		w.contact("focal@p1.example", "focal_point")
		w.contact("coordinator@p1.example", "coordinator")
		w.milestone("2021-12-15")
		for _, day := range []models.Date{"2021-12-16", "2021-12-24", "2022-01-04", "2022-02-04"} {
			w.scan(day)
		}
		var told []string
		for _, r := range w.reminders() {
			told = append(told, string(r.Role)+" "+r.RecipientName+" after "+r.ToldBefore)
		}
		w.expect("the ladder", told, "responsible focal after ", "coordinator coordinator after ", "manager dana after focal, coordinator")
	})
}

func TestFinishedThingsAreSilent(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		w.contact("focal@p1.example", "focal_point")
		w.turnTo("2021-12-16")
		m := w.milestone("2021-12-15")
		step := func(to string) models.StepInput { return models.StepInput{To: to, Reason: "For the test"} }
		silent := func(what string) {
			t.Helper()
			if got := w.due("2021-12-16"); len(got) > 0 {
				t.Errorf("%s: %+v", what, got)
			}
		}
		loud := func(what string) {
			t.Helper()
			if got := w.due("2021-12-16"); len(got) != 1 {
				t.Errorf("%s: %+v", what, got)
			}
		}
		loud("planned")
		for _, to := range []string{"delivered", "dropped"} {
			remStep(w, w.a.Milestones, m.ID, step(to))
			silent(to)
			remStep(w, w.a.Milestones, m.ID, step("planned"))
			loud("planned again")
		}
		remStep(w, w.a.Activities, w.activity.ID, step("suspended"))
		silent("a suspended activity")
		remStep(w, w.a.Activities, w.activity.ID, step("implementation"))
		loud("resumed")
		remStep(w, w.a.Activities, w.activity.ID, step("closed"))
		silent("a closed activity")
		remStep(w, w.a.Activities, w.activity.ID, step("implementation"))
		for _, to := range []string{"suspended", "cancelled"} {
			remStep(w, w.a.Projects, w.project.ID, step(to))
			silent("a project that is " + to)
			for _, o := range w.due("2022-03-30") {
				t.Errorf("an activity of a project that is %s: %+v", to, o)
			}
			if to == "suspended" {
				remStep(w, w.a.Projects, w.project.ID, step("pipeline"))
			}
		}
	})
}

func TestMovedDateIsANewOccasion(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		w.contact("focal@p1.example", "focal_point")
		m := w.milestone("2021-12-15")
		line := func(rule, occasion string) string { return remLine(rule, m.Reference, occasion, "focal@p1.example") }
		w.expect("the first date", w.scan("2021-12-12"), line("milestone_due", "2021-12-15-3"))
		w.expect("again on the same day", w.scan("2021-12-12"))
		w.expect("overdue", w.scan("2021-12-16"), line("milestone_overdue", "2021-12-15+1"))
		remPatch(w, w.a.Milestones, m.ID, func(in *models.MilestoneInput) { in.DueOn = "2022-01-20" })
		w.expect("moved", w.scan("2021-12-22"))
		w.expect("its new date", w.scan("2022-01-17"), line("milestone_due", "2022-01-20-3"))
	})
}

func TestTenDaysOffSendOneReminder(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		w.contact("focal@p1.example", "focal_point")
		m := w.milestone("2021-12-15")
		w.expect("before", w.scan("2021-12-13"), remLine("milestone_due", m.Reference, "2021-12-15-3", "focal@p1.example"))
		w.expect("ten days later", w.scan("2021-12-24"), remLine("milestone_overdue", m.Reference, "2021-12-15+7", "dana@managers.example"))
		w.expect("and the day after", w.scan("2021-12-25"))
		w.expect("a month later", w.scan("2022-01-25"))
	})
}

func TestRuleSwitchedOffOrChanged(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		w.milestone("2021-12-15")
		rules := remAll(w, w.a.Rules.List)
		overdue := rules[slices.IndexFunc(rules, func(r models.ReminderRule) bool { return r.Code == "milestone_overdue" })]
		change := func(apply func(*models.ReminderRuleInput)) { remPatch(w, w.a.Rules, overdue.ID, apply) }
		change(func(in *models.ReminderRuleInput) { in.Active = false })
		w.expect("switched off", w.scan("2021-12-16"))
		change(func(in *models.ReminderRuleInput) { in.Active, in.Ladder = true, []models.Rung{} })
		w.expect("without rungs", w.scan("2021-12-16"))
		change(func(in *models.ReminderRuleInput) {
			in.Ladder = []models.Rung{{Offset: 30, To: []models.RecipientRole{"responsible"}}}
		})
		w.expect("a later one", w.scan("2021-12-16"))
		w.contact("focal@p1.example", "focal_point")
		if got := w.scan("2022-01-26"); len(got) != 1 || !strings.HasSuffix(got[0], "+30 focal@p1.example") {
			t.Errorf("the only rung escalates to nobody: %q", got)
		}
	})
}

func TestDryRunIsWhatTheScanTells(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		w.contact("focal@p1.example", "focal_point")
		w.user("emil@managers.example", models.Manager)
		for _, due := range []models.Date{"2021-11-17", "2021-11-06", "2021-11-02", "2021-10-20", "2022-05-01"} {
			w.milestone(due)
		}
		w.need(remStart, "")
		remStep(w, w.a.Activities, w.newActivity("Course").ID, models.StepInput{To: "implementation"})
		const day models.Date = "2021-11-03"
		w.turnTo(day)
		would := w.due(day)
		var want []string
		for _, o := range would {
			want = append(want, remLine(o.Rule, o.Reference, o.Occasion, o.Recipient))
		}
		slices.Sort(want)
		if len(want) < 5 {
			t.Errorf("would tell %q", want)
		}
		some, err := w.a.DueReminders(context.Background(), w.now(), 2)
		w.must(err)
		if !slices.Equal(some, would[:2]) {
			t.Errorf("of two it gives %v", some)
		}
		w.expect("the scan", w.scan(day), want...)
		if rest := w.due(day); len(rest) > 0 {
			t.Errorf("afterwards it would still tell %v", rest)
		}
		w.expect("a second scan", w.scan(day))
	})
}

func TestScannersAtOnceTellOnce(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		const many = 510 // more than a scan holds at once
		w.contact("focal@p1.example", "focal_point")
		for range many {
			w.milestone("2021-12-15")
		}
		w.turnTo("2021-12-16")
		var told atomic.Int64
		var group sync.WaitGroup
		for range 4 {
			a := w.server(nil)
			group.Go(func() {
				n, err := a.ScanReminders(context.Background(), w.now())
				if err != nil {
					t.Error(err)
				}
				told.Add(int64(n))
			})
		}
		group.Wait()
		if told.Load() != many || len(w.reminders()) != many {
			t.Errorf("told %d, %d reminders", told.Load(), len(w.reminders()))
		}
		var made atomic.Int64
		for range 4 {
			a := w.server(nil)
			group.Go(func() {
				n, err := a.ComposeMails(context.Background())
				if err != nil {
					t.Error(err)
				}
				made.Add(int64(n))
			})
		}
		group.Wait()
		if mails := w.outbox(); made.Load() != 1 || len(mails) != 1 || !strings.HasSuffix(mails[0].MessageID, "@qadam.example") {
			t.Errorf("made %d mails: %v", made.Load(), mails)
		}
	})
}

func TestMailsNeedTheAddressOfTheInstallation(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		a := app.New(w.a.Store(), slog.New(slog.DiscardHandler), app.Options{})
		if _, err := a.ComposeMails(context.Background()); err == nil {
			t.Error("made mails without a base URL")
		}
	})
}

// compose makes the mails that are due now.
func (w *remWorld) compose() int {
	w.t.Helper()
	n, err := w.a.ComposeMails(context.Background())
	w.must(err)
	return n
}
