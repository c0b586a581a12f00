package app_test

import (
	"log/slog"
	"slices"
	"strings"
	"testing"

	"qadam/app"
	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// scanned compares what changed and gives the overlaps that an actor sees, by id.
func (w *world) scanned(t *testing.T, actor models.Actor, status string) []models.Overlap {
	t.Helper()
	if _, err := w.CompareChanged(w.ctx); err != nil {
		t.Fatal(err)
	}
	q := models.ListQuery{}
	if status != "" {
		q.Filters = map[string]string{"status": status}
	}
	return sure(w.Overlaps.List(w.ctx, actor, q))(t).Items
}

// A pair of different partners is found, dismissed with a reason, and comes back by itself when something changes.
func TestAnOverlapIsDismissedUntilSomethingChanges(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.alike(t)
		found := w.scanned(t, w.manager, "open")
		if len(found) != 1 || found[0].First == nil || found[0].Second == nil || found[0].Notice != "" || len(found[0].Alike) < 2 {
			t.Fatalf("found %+v", found)
		}
		o := found[0]
		_, err := w.Overlaps.Step(w.ctx, w.manager, o.ID, o.Version, models.StepInput{To: "dismissed"})
		refuses(t, "without a reason", err, models.Invalid, "/reason")
		gone := sure(
			w.Overlaps.Step(w.ctx, w.manager, o.ID, o.Version, models.StepInput{To: "dismissed", Reason: "One teaches, the other equips"}),
		)(
			t,
		)
		if gone.Reason == "" || gone.Status != "dismissed" {
			t.Errorf("dismissed it is %+v", gone)
		}
		// What is not compared changes nothing, nor does a whole scan.
		sure(patch(t, w, w.Activities, w.manager, w.activities[1].ID, func(in *models.ActivityInput) { in.Progress = 70 }))(t)
		if n, err := w.ScanOverlaps(w.ctx); err != nil || n != 0 || len(w.scanned(t, w.manager, "open")) != 0 {
			t.Errorf("%d are new: %v", n, err)
		}
		sure(
			patch(t, w, w.Activities, w.manager, w.activities[1].ID,
				func(in *models.ActivityInput) { in.PlannedEnd = in.PlannedEnd.AddDays(7) }),
		)(
			t,
		)
		if found = w.scanned(t, w.manager, "open"); len(found) != 1 || found[0].ID != o.ID || found[0].Reason != "" {
			t.Fatalf("after a change %+v", found)
		}
		steps := sure(w.Overlaps.Steps(w.ctx, w.manager, o.ID, models.ListQuery{}))(t).Items
		if len(steps) != 2 || steps[1].ToStatus != "open" || steps[1].Reason == "" {
			t.Errorf("its steps are %+v", steps)
		}
		sure(patch(t, w, w.Activities, w.manager, w.activities[1].ID, func(in *models.ActivityInput) { in.ThemeCodes = nil }))(t)
		if found = w.scanned(t, w.manager, "ended"); len(found) != 1 || found[0].ID != o.ID {
			t.Errorf("without a common theme %+v", found)
		}
	})
}

// alike gives the world's two activities a theme in common, a project of its own to the second partner, and all else apart.
func (w *world) alike(t *testing.T) {
	t.Helper()
	p := sure(
		w.Projects.Create(
			w.ctx,
			w.manager,
			models.ProjectInput{Title: "Another project", LeadOrganisationID: w.partner2.OrganisationID, CountryCodes: []string{"KAZ"},
				StartsOn: "2021-06-01", EndsOn: "2023-05-31"},
		),
	)(
		t,
	)
	sure(patch(t, w, w.Activities, w.manager, w.activities[1].ID,
		func(in *models.ActivityInput) { in.ThemeCodes = []string{"marking"} }))(t)
	sure(patch(t, w, w.Activities, w.manager, w.activities[2].ID,
		func(in *models.ActivityInput) { in.ThemeCodes = []string{"tracing"} }))(t)
	in := w.activities[1].ActivityInput
	in.ProjectID, in.Reference, in.ThemeCodes, in.Needs, in.Title = p.ID, "", []string{"marking", "tracing"}, nil, "Secret plan of PARTNER2"
	in.Partners = []models.ActivityPartner{{OrganisationID: w.partner2.OrganisationID, PartnerRole: "lead"}}
	sure(w.Activities.Create(w.ctx, w.manager, in))(t)
}

// Each side is told that there is another, and of the other one nothing: not what, when or how many.
func TestAnOverlapTellsEachSideItsOwnAlone(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.alike(t)
		told := w.scanned(t, w.partner1, "")
		if len(told) != 1 || told[0].Notice != models.OverlapNotice || told[0].Shared != models.ExtentPartial {
			t.Fatalf("a partner is told %+v", told)
		}
		o := told[0]
		side := o.First
		if side == nil {
			side = o.Second
		}
		if o.First != nil && o.Second != nil || side.ID != w.activities[1].ID || o.FirstID != "" && o.SecondID != "" || o.Strength != 0 ||
			len(o.Alike) != 0 ||
			o.Version != 0 || o.FoundOn != "" ||
			o.Fingerprint != "" ||
			!o.UpdatedAt.IsZero() {
			t.Errorf("a partner is told %+v", o)
		}
		_, err := w.Overlaps.Steps(w.ctx, w.partner1, o.ID, models.ListQuery{})
		refuses(t, "its steps", err, models.NotFound, "")
		// A second one is nothing new to hear of.
		whole := sure(w.Overlaps.Get(w.ctx, w.manager, o.ID))(t)
		other := whole.First
		if other.ID == w.activities[1].ID {
			other = whole.Second
		}
		in := sure(w.Activities.Get(w.ctx, w.manager, other.ID))(t).ActivityInput
		in.Reference = ""
		sure(w.Activities.Create(w.ctx, w.manager, in))(t)
		if again := w.scanned(t, w.partner1, ""); len(again) != 1 || again[0].ID != o.ID {
			t.Errorf("with a second one a partner is told %+v", again)
		}
		if all := w.scanned(t, w.manager, ""); len(all) != 2 {
			t.Errorf("a manager sees %d", len(all))
		}
		for _, who := range []models.Actor{w.donorA, w.donorB, w.nationalKGZ} {
			if got := w.scanned(t, who, ""); len(got) != 0 {
				t.Errorf("a %s sees %+v", who.Role, got)
			}
		}
		if got := w.scanned(t, w.nationalKAZ, ""); len(got) != 2 || got[0].First == nil || got[0].Second == nil ||
			!got[0].First.Committed.IsZero() {
			t.Errorf("the State sees %+v", got)
		}
		v := sure(w.Overview(w.ctx, w.partner1))(t)
		at := slices.IndexFunc(v.Attention, func(x models.Attention) bool { return x.Matter == "overlap" })
		if v.Counts["overlap"] != 1 || at < 0 || v.Attention[at].Why != models.OverlapNotice ||
			v.Attention[at].Reference != w.activities[1].Reference {
			t.Errorf("its overview says %+v of %v", v.Attention, v.Counts)
		}
	})
}

// Both lead partners are asked by mail, each at its own address, of what it may see of the other: of the two activities of a
// project its lead sees both, the other partner its own. All mails are written or none.
func TestBothPartnersAreAsked(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.App = app.New(s, slog.New(slog.DiscardHandler), app.Options{BaseURL: "https://qadam.example"})
		o := w.scanned(t, w.manager, "open")[0]
		ask := func(who models.Actor, version int) (*models.Overlap, error) {
			return w.AskPartners(w.ctx, who, o.ID, version, models.AskInput{Note: "Could you run it together?"})
		}
		mails := func() []models.OutboxMail { return sure(w.Outbox.List(w.ctx, w.manager, models.ListQuery{}))(t).Items }
		focal := func(of models.Actor, email string) {
			sure(
				w.Contacts.Create(
					w.ctx,
					w.admin,
					models.ContactInput{OrganisationID: of.OrganisationID, Name: "Focal Point", Email: email, Duty: "focal_point",
						Active: true},
				),
			)(
				t,
			)
		}
		bounce := func(email string) {
			sure(
				0,
				w.Store().Update(w.ctx, engine.System(),
					func(tx *store.Tx) error { return store.RecordBounce(tx, email, "550 No such mailbox") }),
			)(
				t,
			)
		}
		focal(w.partner1, "one@example.org")
		bounce(w.partner2.Email) // else who signs in for it would be asked
		_, err := ask(w.manager, o.Version)
		refuses(t, "a partner without a contact", err, models.Conflict, "nobody in duty")
		if got := mails(); len(got) != 0 {
			t.Fatalf("half of the mails are written: %+v", got)
		}
		focal(w.partner2, "refused@example.org")
		bounce("refused@example.org")
		_, err = ask(w.manager, o.Version)
		refuses(t, "a partner whose only contact is out of reach", err, models.Conflict, "whom mail reaches")
		focal(w.partner2, "two@example.org")
		for _, who := range []models.Actor{w.partner1, w.donorA, w.nationalKAZ} {
			_, err := ask(who, o.Version)
			refused(t, err, models.Forbidden, "asking as a "+string(who.Role))
		}
		asked := sure(ask(w.manager, o.Version))(t)
		if asked.AskedOn != worldDay {
			t.Errorf("asked it is %+v", asked)
		}
		_, err = ask(w.manager, o.Version)
		refused(t, err, models.Stale, "asking twice at once")
		one, two := w.activities[1].Reference, w.activities[2].Reference
		got := map[string]models.OutboxMail{}
		for _, m := range mails() {
			if got[m.Recipient] = m; m.Status != "waiting" || m.ReplyTo != "manager@example.org" || m.Attempts != 0 ||
				m.Name != "Focal Point" {
				t.Errorf("the outbox has %+v", m)
			}
		}
		lead, other := got["one@example.org"], got["two@example.org"]
		if len(got) != 2 || len(mails()) != 2 || lead.MessageID == other.MessageID {
			t.Fatalf("the mails are %+v", mails())
		}
		if lead.Subject != "Overlap: "+one+" and "+two || !strings.Contains(lead.TextBody, "Same theme: marking") ||
			!strings.Contains(lead.TextBody, "\nhttps://qadam.example/reminders/activity/"+string(w.activities[1].ID)+"\n") {
			t.Errorf("the lead of the project is asked %s\n%s", lead.Subject, lead.TextBody)
		}
		if other.Subject != "Overlap: "+two || !strings.Contains(other.TextBody, models.OverlapNotice) ||
			!strings.Contains(other.TextBody, "\nhttps://qadam.example/reminders/activity/"+string(w.activities[2].ID)+"\n") {
			t.Errorf("the other partner is asked %s\n%s", other.Subject, other.TextBody)
		}
		for _, secret := range []string{one, w.activities[1].Title, string(w.activities[1].ID), string(o.ID), "PARTNER1", "Same theme",
			"in common", "one@example.org"} {
			if strings.Contains(other.Subject+other.TextBody+other.HTMLBody+other.MessageID, secret) {
				t.Errorf("the other partner reads %q", secret)
			}
		}
		for _, m := range got {
			if !strings.Contains(m.TextBody, "manager writes: Could you run it together?") ||
				!strings.Contains(m.TextBody, "because your organisation leads activity") {
				t.Errorf("the mail says\n%s", m.TextBody)
			}
			for _, secret := range []string{w.activities[1].Title, w.activities[2].Title} {
				if strings.Contains(m.Subject, secret) {
					t.Errorf("the subject tells %q", secret)
				}
			}
		}
		sure(w.Overlaps.Step(w.ctx, w.manager, o.ID, asked.Version, models.StepInput{To: "dismissed", Reason: "They agreed"}))(t)
		_, err = ask(w.manager, asked.Version+1)
		refuses(t, "what is dismissed", err, models.Conflict, "only an open one")
	})
}
