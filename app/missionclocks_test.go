package app_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-ical"

	"qadam/app/engine"
	"qadam/models"
)

// clockRules are the ladders of the State's clocks, of reporting cycles and of donors' reports, as they are shipped.
func (w *remWorld) clockRules() (manager, national models.Actor) {
	w.t.Helper()
	both := []models.RecipientRole{"national", "manager"}
	for _, r := range []models.ReminderRuleInput{
		{Code: "draft_comments", Watches: models.WatchDraft, Days: 30,
			Ladder: []models.Rung{{Offset: -10, To: []models.RecipientRole{"national"}}, {Offset: 1, To: both}}},
		{Code: "report_response", Watches: models.WatchReport, Months: 6, Ladder: []models.Rung{{Offset: 1, To: both}}},
		{Code: "need_met", Watches: models.WatchMet, Months: 12, Ladder: []models.Rung{{Offset: 0, To: both},
			{Offset: 20, To: []models.RecipientRole{"manager"}}}},
		{Code: "silence_procedure", Watches: models.WatchSilence, Ladder: []models.Rung{{Offset: -2, To: both}}},
		{Code: "consent_expiry", Watches: models.WatchExpiry, Ladder: []models.Rung{{Offset: -5, To: both}}},
		{Code: "update_due", Watches: models.WatchUpdate, Ladder: []models.Rung{{Offset: -3, To: []models.RecipientRole{"responsible"}},
			{Offset: 7, To: []models.RecipientRole{"coordinator"}}}},
		{Code: "donor_report", Watches: models.WatchDonorReport, Ladder: []models.Rung{{Offset: -5, To: []models.RecipientRole{"manager"}},
			{Offset: 1, To: []models.RecipientRole{"manager"}}}},
	} {
		r.Name, r.Active = r.Code, true
		remMake(w, w.a.Rules, r)
	}
	n := remMake(
		w,
		w.a.Users,
		models.UserInput{Name: "nina", Email: "nina@state.example", Role: models.National, CountryCode: "KAZ", Active: true},
	)
	return models.Actor{
			Role:     models.Manager,
			UserID:   w.manager,
			Name:     "dana",
			CanWrite: true,
		}, models.Actor{
			Role:        models.National,
			UserID:      n.ID,
			Name:        "nina",
			CountryCode: "KAZ",
			CanWrite:    true,
		}
}

// clocked gives the mission's clocks of one kind, in short.
func (w *remWorld) clocked(watches models.Watch) string {
	w.t.Helper()
	all, err := w.a.MissionClocks(context.Background(), engine.System(), w.mission)
	w.must(err)
	var out []string
	for _, c := range all.Clocks {
		if c.Watches == watches {
			out = append(out, string(c.State)+" "+string(c.StartedOn)+" "+string(c.EndsOn))
		}
	}
	return strings.Join(out, ", ")
}

func (w *remWorld) runs(watches models.Watch, want string) {
	w.t.Helper()
	if got := w.clocked(watches); got != want {
		w.t.Errorf("%s: %q, not %q", watches, got, want)
	}
}

func (w *remWorld) adjust(actor models.Actor, in models.ClockInput) error {
	w.t.Helper()
	m, err := w.a.Missions.Get(context.Background(), engine.System(), w.mission)
	w.must(err)
	in.Reason = "The State asked for it"
	_, err = w.a.AdjustClock(context.Background(), actor, w.mission, m.Version, in)
	return err
}

func (w *remWorld) missionTo(day models.Date, states ...string) {
	w.t.Helper()
	w.turnTo(day)
	for _, to := range states {
		remStep(w, w.a.Missions, w.mission, models.StepInput{To: to, OnDate: day, Reason: "For the test"})
	}
}

// TestClocksOfReports start when a report is sent, take another end, and stop when the State has answered.
func TestClocksOfReports(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		manager, national := w.clockRules()
		w.runs(models.WatchDraft, "")
		w.missionTo("2021-10-01", "under_way", "drafting", "draft_sent")
		w.runs(models.WatchDraft, "running 2021-10-01 2021-10-31")
		w.expect("ten working days before", w.scan("2021-10-18"), "draft_comments KAZ-2021-M1 2021-10-01-10 nina@state.example")
		if err := w.adjust(national, models.ClockInput{Watches: models.WatchDraft, SubjectID: w.mission,
			EndsOn: "2021-11-30"}); models.CodeOf(
			err,
		) != models.Forbidden {
			t.Errorf("the State gives itself more time: %v", err)
		}
		w.must(w.adjust(manager, models.ClockInput{Watches: models.WatchDraft, SubjectID: w.mission, EndsOn: "2021-11-30"}))
		w.runs(models.WatchDraft, "running 2021-10-01 2021-11-30")
		if all, err := w.a.MissionClocks(context.Background(), national, w.mission); err != nil ||
			all.Clocks[0].Reason != "The State asked for it" ||
			all.Clocks[0].AdjustedBy != "dana" {
			t.Errorf("the State reads %+v, %v", all, err)
		}
		w.expect("at its first end", w.scan("2021-11-02"))
		w.expect("before the new end", w.scan("2021-11-16"), "draft_comments KAZ-2021-M1 2021-11-30-10 nina@state.example")
		for _, in := range []models.ClockInput{{Watches: models.WatchDraft, SubjectID: w.mission},
			{Watches: models.WatchDraft, SubjectID: w.mission, EndsOn: "2021-12-01", MetOn: "2021-11-16"},
			{Watches: models.WatchDraft, SubjectID: w.project.ID, EndsOn: "2021-12-01"},
			{Watches: models.WatchSilence, SubjectID: w.mission, EndsOn: "2021-12-01"},
			{Watches: models.WatchDraft, SubjectID: w.mission, MetOn: "2021-11-17"}, {Watches: models.WatchDraft, SubjectID: w.mission,
				MetOn: "2021-09-30"}, {Watches: models.WatchDraft, SubjectID: w.mission, EndsOn: "2021-09-30"}} {
			if err := w.adjust(manager, in); models.CodeOf(err) != models.Invalid {
				t.Errorf("%+v: %v", in, err)
			}
		}
		w.must(w.adjust(manager, models.ClockInput{Watches: models.WatchDraft, SubjectID: w.mission, MetOn: "2021-11-16"}))
		w.runs(models.WatchDraft, "met 2021-10-01 2021-11-30")
		w.expect("after it was met", w.scan("2021-12-01"))
		if err := w.adjust(manager, models.ClockInput{Watches: models.WatchDraft, SubjectID: w.mission,
			EndsOn: "2021-12-31"}); models.CodeOf(
			err,
		) != models.Conflict {
			t.Errorf("a clock that was met takes another end: %v", err)
		}
		w.missionTo("2021-12-01", "report_sent")
		w.runs(models.WatchReport, "running 2021-12-01 2022-06-01")
		w.expect(
			"late",
			w.scan("2022-06-02"),
			"report_response KAZ-2021-M1 2021-12-01+1 dana@managers.example",
			"report_response KAZ-2021-M1 2021-12-01+1 nina@state.example",
		)
		w.runs(models.WatchReport, "overdue 2021-12-01 2022-06-01")
		w.missionTo("2022-06-02", "follow_up")
		w.runs(models.WatchReport, "met 2021-12-01 2022-06-01")
		w.at("2022-06-03 09:00", "UTC")
		if n := w.compose(); n != 0 {
			t.Errorf("%d mails about what was answered meanwhile", n)
		}
	})
}

// TestTwoManagersAdjustOneClock lets the first of two who have read the same through, and tells the other to read again.
func TestTwoManagersAdjustOneClock(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		ctx := context.Background()
		manager, _ := w.clockRules()
		w.missionTo("2021-10-01", "under_way", "drafting", "draft_sent")
		read, err := w.a.MissionClocks(ctx, manager, w.mission)
		w.must(err)
		more := models.ClockInput{Watches: models.WatchDraft, SubjectID: w.mission, EndsOn: "2021-11-30", Reason: "The State asked for it"}
		first, err := w.a.AdjustClock(ctx, manager, w.mission, read.Version, more)
		w.must(err)
		more.EndsOn = "2021-12-31"
		if _, err := w.a.AdjustClock(ctx, manager, w.mission, read.Version, more); models.CodeOf(err) != models.Stale {
			t.Errorf("the second one changes what it has not read: %v", err)
		}
		w.runs(models.WatchDraft, "running 2021-10-01 2021-11-30")
		if _, err = w.a.AdjustClock(ctx, manager, w.mission, first.Version, more); err != nil {
			t.Errorf("with what the first answer said: %v", err)
		}
	})
}

// TestClocksInACalendar shows a mission's clocks in its calendar, to those who may read them: with their ends, and cancelled when they
// are met.
func TestClocksInACalendar(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		ctx := context.Background()
		manager, national := w.clockRules()
		w.missionTo("2021-10-01", "under_way", "drafting", "draft_sent")
		n := w.need(remStart, "")
		remStep(w, w.a.Needs, n.ID, models.StepInput{To: "prioritized", OnDate: remStart})
		remStep(w, w.a.Needs, n.ID, models.StepInput{To: "referred", OnDate: remStart, OrganisationID: w.org})
		partner := models.Actor{
			Role: models.Partner,
			UserID: remMake(
				w,
				w.a.Users,
				models.UserInput{Name: "pat", Email: "pat@p1.example", Role: models.Partner, OrganisationID: w.org, Active: true},
			).ID,
			OrganisationID: w.org,
			CanWrite:       true,
		}
		_, err := w.a.Consents.Create(
			ctx,
			national,
			models.ConsentInput{
				SubjectType: "mission",
				SubjectID:   w.mission,
				Extent:      "full",
				Audience:    "partners",
				Instrument:  "Note",
				GivenOn:     "2021-10-01",
			},
		)
		w.must(err)
		read := func(who models.Actor) func() map[string]ical.Event {
			f, err := w.a.CreateFeed(ctx, who, models.FeedInput{Kind: "mission", SubjectID: w.mission})
			w.must(err)
			_, secret, _ := strings.Cut(f.Address, "/calendar/")
			return func() map[string]ical.Event {
				file, err := w.a.OpenFeed(ctx, strings.TrimSuffix(secret, ".ics"))
				w.must(err)
				return events(t, file)
			}
		}
		managers, states, partners := read(manager), read(national), read(partner)
		draft, met := "clock-draft_report-"+string(w.mission)+"@qadam.example", "clock-need_met-"+string(n.ID)+"@qadam.example"
		first := managers()[draft]
		for _, all := range []map[string]ical.Event{managers(), states()} {
			if e := all[draft]; prop(e, "SUMMARY") != "Comments on the draft: KAZ-2021-M1" || prop(e, "DTSTART") != "20211031" ||
				prop(e, "STATUS") != "CONFIRMED" ||
				!strings.HasSuffix(prop(e, "URL"), "//qadam.example/at/reminders/mission/"+string(w.mission)) {
				t.Errorf("the draft's clock: %q, %s, %s, %s", prop(e, "SUMMARY"), prop(e, "DTSTART"), prop(e, "STATUS"), prop(e, "URL"))
			}
			if e := all[met]; prop(e, "SUMMARY") != "Was it met: "+n.Reference || prop(e, "DTSTART") != "20221001" {
				t.Errorf("the need's clock: %+v", e)
			}
		}
		if all := partners(); len(all) != 0 {
			t.Errorf("a partner to whom the mission is open reads its clocks: %v", all)
		}
		w.wait(time.Hour)
		w.must(w.adjust(manager, models.ClockInput{Watches: models.WatchDraft, SubjectID: w.mission, EndsOn: "2021-11-30"}))
		moved := managers()[draft]
		if prop(moved, "DTSTART") != "20211130" || sequence(t, moved) <= sequence(t, first) ||
			prop(moved, "LAST-MODIFIED") <= prop(first, "LAST-MODIFIED") {
			t.Errorf("with another end: %+v", moved)
		}
		w.must(w.adjust(manager, models.ClockInput{Watches: models.WatchDraft, SubjectID: w.mission, MetOn: "2021-10-01"}))
		if e := managers()[draft]; prop(e, "SUMMARY") != "Answered: KAZ-2021-M1" || prop(e, "STATUS") != "CANCELLED" ||
			sequence(t, e) <= sequence(t, moved) {
			t.Errorf("when it is met: %+v", e)
		}
		w.turnTo("2021-12-15")
		if e, there := managers()[draft]; there {
			t.Errorf("long after it was met: %+v", e)
		}
	})
}

// TestClocksOfNeedsAndConsents ask whether a need was met, and tell before a consent begins or ends by itself.
func TestClocksOfNeedsAndConsents(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		ctx := context.Background()
		manager, national := w.clockRules()
		n := w.need(remStart, "")
		remStep(w, w.a.Needs, n.ID, models.StepInput{To: "prioritized", OnDate: remStart})
		remStep(w, w.a.Needs, n.ID, models.StepInput{To: "referred", OnDate: remStart, OrganisationID: w.org})
		w.runs(models.WatchMet, "running 2021-10-01 2022-10-01")
		ask := models.ConsentRequestInput{SubjectType: "need", SubjectID: n.ID, Extent: "partial", Audience: "donors", Procedure: "silence"}
		r, err := w.a.ConsentRequests.Create(ctx, manager, ask)
		w.must(err)
		w.runs(models.WatchSilence, "")
		w.must(w.a.BeginSilence(ctx, r.ID))
		w.runs(models.WatchSilence, "running 2021-10-01 2021-10-08")
		told := func(rule, occasion string) []string {
			return []string{
				remLine(rule, n.Reference, occasion, "dana@managers.example"),
				remLine(rule, n.Reference, occasion, "nina@state.example"),
			}
		}
		// The State's day off moves the end, and with it what is not yet said.
		remMake(
			w,
			w.a.Calendars,
			models.CalendarInput{CountryCode: "KAZ", TimeZone: "Asia/Almaty", Weekend: []models.Weekday{"saturday", "sunday"},
				Source: "Fiction", Days: []models.CalendarDay{{OnDate: "2021-10-06", Source: "Fiction"}}},
		)
		w.runs(models.WatchSilence, "running 2021-10-01 2021-10-11")
		w.expect("on the old day", w.scan("2021-10-06"))
		w.expect("on the new one", w.scan("2021-10-07"), told("silence_procedure", "2021-10-01-2")...)
		r, err = w.a.ConsentRequests.Get(ctx, national, r.ID)
		w.must(err)
		_, err = w.a.AnswerRequest(ctx, national, r.ID, r.Version, models.AnswerInput{Answer: "refuse", Reason: "Not yet"})
		w.must(err)
		w.runs(models.WatchSilence, "met 2021-10-01 2021-10-11")
		if made := w.compose(); made != 0 {
			t.Errorf("%d mails about what the State has answered", made)
		}
		expires := models.Date("2021-12-15").Time().Add(18 * time.Hour) // midnight in Almaty
		given := models.ConsentInput{
			SubjectType: "need",
			SubjectID:   n.ID,
			Extent:      "partial",
			Audience:    "donors",
			Instrument:  "Note 1",
			GivenOn:     "2021-10-07",
			ExpiresAt:   &expires,
		}
		_, err = w.a.Consents.Create(ctx, national, given)
		w.must(err)
		w.runs(models.WatchExpiry, "running 2021-10-07 2021-12-15")
		w.expect("before it expires", w.scan("2021-12-08"), told("consent_expiry", "2021-12-15-5")...)
		later := models.AddMonths(expires, 12)
		given.GivenOn, given.ExpiresAt = "2021-12-08", &later
		_, err = w.a.Consents.Create(ctx, national, given)
		w.must(err)
		w.runs(models.WatchExpiry, "met 2021-10-07 2021-12-15, running 2021-12-08 2022-12-15")
		if made := w.compose(); made != 0 {
			t.Errorf("%d mails about a consent that was renewed", made)
		}
		w.expect("a year after the referral", w.scan("2022-10-01"), told("need_met", "2021-10-01+0")...)
		for _, to := range []string{"taken_up", "in_delivery", "met"} {
			remStep(w, w.a.Needs, n.ID, models.StepInput{To: to, OnDate: "2022-10-01"})
		}
		w.runs(models.WatchMet, "met 2021-10-01 2022-10-01")
		w.expect("after it was met", w.scan("2022-11-01"))
	})
}

// TestReportingCyclesAndDonorReports chase a project's update by its own cycle, and what a donor's agreement asks for.
func TestReportingCyclesAndDonorReports(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		w.clockRules()
		w.contact("focal@p1.example", "focal_point")
		remPatch(w, w.a.Projects, w.project.ID, func(in *models.ProjectInput) { in.ReportingMonths, in.StartsOn = 3, "2021-10-01" })
		w.expect("before it begins to work", w.scan("2021-12-29"))
		remStep(w, w.a.Projects, w.project.ID, models.StepInput{To: "implementation", OnDate: "2021-12-29"})
		w.expect("three working days before", w.scan("2021-12-29"), "update_due KAZ-P01 2021-10-01-3 focal@p1.example")
		u := remMake(
			w,
			w.a.Updates,
			models.UpdateInput{ProjectID: w.project.ID, PeriodFrom: "2021-10-01", PeriodTo: "2021-12-29", NoChange: true},
		)
		remStep(w, w.a.Updates, u.ID, models.StepInput{To: "submitted"})
		if made := w.compose(); made != 0 {
			t.Errorf("%d mails about an update that came", made)
		}
		w.expect("in the next period nothing yet", w.scan("2022-01-12"))
		w.expect("the cycle keeps its day", w.scan("2022-03-29"), "update_due KAZ-P01 2022-01-01-3 focal@p1.example")
		remStep(w, w.a.Projects, w.project.ID, models.StepInput{To: "suspended", Reason: "No money"})

		donor := remMake(w, w.a.Organisations, models.OrganisationInput{Code: "D1", Name: "Donor One", Kind: "government", Listed: true})
		d := remMake(
			w,
			w.a.ReportDeadlines,
			models.ReportDeadlineInput{OrganisationID: donor.ID, Agreement: "Grant 1", CoversTo: "2022-03-31", DueOn: "2022-04-29"},
		)
		w.expect("five working days before", w.scan("2022-04-22"), "donor_report D1 2022-04-29-5 dana@managers.example")
		issued, err := w.a.Reports.Create(context.Background(), models.Actor{Role: models.Manager, UserID: w.manager, Name: "dana",
			CanWrite: true}, models.ReportInput{OrganisationID: donor.ID, AsOf: "2022-03-31", Title: "Report"})
		w.must(err)
		w.expect("after it was issued", w.scan("2022-05-02"))
		got, err := w.a.ReportDeadlines.Get(context.Background(), engine.System(), d.ID)
		w.must(err)
		if got.MetOn != "2022-04-22" {
			t.Errorf("the deadline says %+v", got)
		}
		other := remMake(w, w.a.Organisations, models.OrganisationInput{Code: "D2", Name: "Donor Two", Kind: "government", Listed: true})
		early := models.ReportDeadlineInput{OrganisationID: other.ID, Agreement: "Grant 2", CoversTo: "2022-12-31", DueOn: "2023-01-31",
			ReportID: issued.ID}
		if _, err := w.a.ReportDeadlines.Create(context.Background(), engine.System(), early); !hasFault(err, "/report_id") {
			t.Errorf("another donor's report is named: %v", err)
		}
		early.OrganisationID = donor.ID
		if got := remMake(w, w.a.ReportDeadlines, early); got.MetOn != "2022-04-22" {
			t.Errorf("a report that is named as the one for a deadline does not meet it: %+v", got)
		}
	})
}
