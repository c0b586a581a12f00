package app_test

import (
	"bytes"
	"log/slog"
	"strconv"
	"strings"
	"testing"

	"github.com/emersion/go-ical"

	"qadam/app"
	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// events reads a calendar with a parser that is not the writer's.
func events(t *testing.T, file []byte) map[string]ical.Event {
	t.Helper()
	if bytes.Count(file, []byte("\n")) != bytes.Count(file, []byte("\r\n")) {
		t.Error("a line does not end with CRLF")
	}
	cal, err := ical.NewDecoder(bytes.NewReader(file)).Decode()
	if err != nil {
		t.Fatalf("%v\n%s", err, file)
	}
	out := map[string]ical.Event{}
	for _, e := range cal.Events() {
		uid, err := e.Props.Text(ical.PropUID)
		if err != nil || uid == "" {
			t.Fatal(err)
		}
		out[uid] = e
	}
	return out
}

func prop(e ical.Event, name string) string {
	if p := e.Props.Get(name); p != nil {
		return p.Value
	}
	return ""
}

// sequence is the number of an entry's edition.
func sequence(t *testing.T, e ical.Event) int {
	t.Helper()
	return sure(strconv.Atoi(prop(e, "SEQUENCE")))(t)
}

// suspendedOrNot suspends the activity of a deadline, then its project, each for a while: the deadline is cancelled and comes back, each
// time as a later edition, or calendars would keep what they have.
func suspendedOrNot(t *testing.T, w *world, read func() ical.Event) {
	t.Helper()
	last := read()
	next := func(what, status string) {
		t.Helper()
		e := read()
		if prop(e, "STATUS") != status || sequence(t, e) <= sequence(t, last) || prop(e, "LAST-MODIFIED") < prop(last, "LAST-MODIFIED") {
			t.Errorf("%s: %s, edition %s after %s", what, prop(e, "STATUS"), prop(e, "SEQUENCE"), prop(last, "SEQUENCE"))
		}
		last = e
	}
	to := func(status string) models.StepInput { return models.StepInput{To: status, Reason: "Flood"} }
	a := sure(w.Activities.Get(w.ctx, engine.System(), w.activities[1].ID))(t)
	was := a.Status
	a = sure(w.Activities.Step(w.ctx, w.manager, a.ID, a.Version, to("suspended")))(t)
	next("a suspended activity", "CANCELLED")
	sure(w.Activities.Step(w.ctx, w.manager, a.ID, a.Version, to(string(was))))(t)
	next("an activity that goes on", "CONFIRMED")
	p := sure(w.Projects.Get(w.ctx, engine.System(), w.project.ID))(t)
	was = p.Status
	p = sure(w.Projects.Step(w.ctx, w.manager, p.ID, p.Version, to("suspended")))(t)
	next("a suspended project", "CANCELLED")
	sure(w.Projects.Step(w.ctx, w.manager, p.ID, p.Version, to(string(was))))(t)
	next("a project that goes on", "CONFIRMED")
}

// TestCalendarFeeds holds what a calendar shows to whom, that its entries keep their identifiers and count their changes, that
// what ended is cancelled, and that a revoked address is closed.
func TestCalendarFeeds(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.App = app.New(s, slog.New(slog.DiscardHandler), app.Options{BaseURL: "https://qadam.example"})
		open := func(f *models.Feed) []byte {
			t.Helper()
			_, secret, _ := strings.Cut(f.Address, "/calendar/")
			return sure(w.OpenFeed(w.ctx, strings.TrimSuffix(secret, ".ics")))(t)
		}
		soon := worldDay.AddDays(20)
		m := sure(
			w.Milestones.Create(
				w.ctx,
				engine.System(),
				models.MilestoneInput{ActivityID: w.activities[1].ID, Title: "Confidential title", DueOn: soon},
			),
		)(
			t,
		)
		theirs := sure(
			w.Milestones.Create(w.ctx, engine.System(), models.MilestoneInput{ActivityID: w.activities[2].ID, Title: "Theirs",
				DueOn: soon}),
		)(
			t,
		)
		project := sure(w.CreateFeed(w.ctx, w.partner1, models.FeedInput{Kind: "project", SubjectID: w.project.ID}))(t)
		mine := sure(w.CreateFeed(w.ctx, w.partner1, models.FeedInput{Kind: "person"}))(t)

		file := open(project)
		uid := "milestone-" + string(m.ID) + "@qadam.example"
		e, there := events(t, file)[uid]
		if !there || prop(e, "SUMMARY") != "Due: "+m.Reference || prop(e, "STATUS") != "CONFIRMED" {
			t.Errorf("%s", file)
		}
		start := e.Props.Get("DTSTART")
		if start == nil || start.Params.Get("VALUE") != "DATE" || start.Value != strings.ReplaceAll(string(soon), "-", "") {
			t.Errorf("it begins at %+v", start)
		}
		if strings.Contains(string(file), "Confidential") {
			t.Error("a calendar tells a title")
		}
		called := sure(w.CreateFeed(w.ctx, w.partner1, models.FeedInput{Kind: "person", Name: "My telephone"}))(t)
		for name, file := range map[string][]byte{"Qadam: " + w.project.Reference: file, "Qadam": open(mine),
			"Qadam: My telephone": open(called)} {
			if !bytes.Contains(file, []byte("X-WR-CALNAME:"+name+"\r\n")) {
				t.Errorf("%q is not what the calendar is called: %.300s", name, file)
			}
		}
		if !bytes.Equal(file, open(project)) {
			t.Error("the same calendar comes differently")
		}
		if _, there := events(t, open(mine))["milestone-"+string(theirs.ID)+"@qadam.example"]; there {
			t.Error("another partner's milestone stands among one's own")
		}

		moved := sure(
			w.Milestones.Patch(
				w.ctx,
				w.manager,
				m.ID,
				m.Version,
				func(in *models.MilestoneInput) error { in.DueOn = soon.AddDays(5); return nil },
			),
		)(
			t,
		)
		if later := events(t, open(project))[uid]; sequence(t, later) <= sequence(t, e) ||
			prop(later, "DTSTART") != strings.ReplaceAll(string(soon.AddDays(5)), "-", "") {
			t.Errorf("%+v", later)
		}
		if got := prop(e, "URL"); got != "https://qadam.example/reminders/activity/"+string(m.ActivityID) {
			t.Errorf("an entry leads to %q", got)
		}
		suspendedOrNot(t, w, func() ical.Event { return events(t, open(project))[uid] })
		moved = sure(w.Milestones.Step(w.ctx, w.manager, m.ID, moved.Version, models.StepInput{To: "delivered"}))(t)
		for language, title := range map[string]string{"en": "Delivered: ", "fr": "Livré : ", "es": "Entregado: ", "ru": "Выполнено: ",
			"ar": "أُنجز: ", "zh": "已交付："} {
			u := sure(w.Users.Get(w.ctx, w.admin, w.partner1.UserID))(t)
			sure(w.Users.Patch(w.ctx, w.admin, u.ID, u.Version, func(in *models.UserInput) error { in.Language = language; return nil }))(t)
			if e := events(t, open(project))[uid]; prop(e, "SUMMARY") != title+m.Reference || prop(e, "STATUS") != "CONFIRMED" {
				t.Errorf("in %s a delivered milestone is %q, %s", language, prop(e, "SUMMARY"), prop(e, "STATUS"))
			}
		}
		moved = sure(w.Milestones.Step(w.ctx, w.manager, m.ID, moved.Version, models.StepInput{To: "planned"}))(t)
		sure(w.Milestones.Step(w.ctx, w.manager, m.ID, moved.Version, models.StepInput{To: "dropped"}))(t)
		if e := events(t, open(project))[uid]; prop(e, "STATUS") != "CANCELLED" {
			t.Errorf("%+v", e)
		}

		n := sure(w.Needs.Get(w.ctx, w.manager, w.needs[1].ID))(t)
		sure(w.Needs.Patch(w.ctx, w.manager, n.ID, n.Version, func(in *models.NeedInput) error { in.WantedBy = soon; return nil }))(t)
		mission := sure(w.CreateFeed(w.ctx, w.manager, models.FeedInput{Kind: "mission", SubjectID: w.missionKAZ.ID}))(t)
		read := models.ListQuery{Filters: map[string]string{"actor_id": string(w.manager.UserID), "kind": "read", "subject_type": "need"}}
		before := len(sure(w.Changes.List(w.ctx, w.admin, read))(t).Items)
		if _, there := events(t, open(mission))["need-"+string(n.ID)+"@qadam.example"]; !there {
			t.Error("a mission's calendar lacks the day by which a need is wanted")
		}
		if len(sure(w.Changes.List(w.ctx, w.admin, read))(t).Items) != before+1 {
			t.Error("what a calendar shows of needs does not stand in the log as its owner's reading")
		}
		for id, e := range events(t, open(mission)) {
			if !strings.HasPrefix(id, "need-") || !strings.HasPrefix(prop(e, "SUMMARY"), "Wanted: KAZ-") {
				t.Errorf("%s: %+v", id, e)
			}
		}
		for _, refused := range []models.FeedInput{{Kind: "mission", SubjectID: w.missionKAZ.ID},
			{Kind: "project", SubjectID: models.NewID()}} {
			if _, err := w.CreateFeed(w.ctx, w.donorA, refused); models.CodeOf(err) != models.Invalid {
				t.Errorf("a donor has a feed of %+v: %v", refused, err)
			}
		}
		entry := sure(
			w.Consents.Create(
				w.ctx,
				w.nationalKAZ,
				models.ConsentInput{
					SubjectType: "mission",
					SubjectID:   w.missionKAZ.ID,
					Extent:      "full",
					Audience:    "donors",
					Instrument:  "Note",
					GivenOn:     worldDay,
				},
			),
		)(
			t,
		)
		shared := sure(w.CreateFeed(w.ctx, w.donorA, models.FeedInput{Kind: "mission", SubjectID: w.missionKAZ.ID}))(t)
		if _, there := events(t, open(shared))["need-"+string(n.ID)+"@qadam.example"]; !there {
			t.Error("a donor's calendar of a mission that is open to it lacks the day by which a need is wanted")
		}
		sure(w.WithdrawConsent(w.ctx, w.nationalKAZ, entry.ID, entry.Version, models.WithdrawInput{Reason: "Enough"}))(t)
		_, closed, _ := strings.Cut(shared.Address, "/calendar/") // the need itself stays open to donors
		if file, err := w.OpenFeed(w.ctx, strings.TrimSuffix(closed, ".ics")); models.CodeOf(err) != models.NotFound {
			t.Errorf("the calendar of a mission that was closed shows %s: %v", file, err)
		}
		if _, err := w.RevokeFeed(w.ctx, w.partner1, project.ID, project.Version); err != nil {
			t.Fatal(err)
		}
		_, secret, _ := strings.Cut(project.Address, "/calendar/")
		if _, err := w.OpenFeed(w.ctx, strings.TrimSuffix(secret, ".ics")); models.CodeOf(err) != models.NotFound {
			t.Errorf("a revoked calendar opens: %v", err)
		}
	})
}
