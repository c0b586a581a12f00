package app_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"qadam/app/engine"
	"qadam/app/mail/mailtest"
	"qadam/app/reminders"
	"qadam/app/store"
	"qadam/models"
)

// at sets the clock to a time of day in a zone.
func (w *remWorld) at(local, zone string) {
	w.t.Helper()
	place, err := time.LoadLocation(zone)
	w.must(err)
	when, err := time.ParseInLocation("2006-01-02 15:04", local, place)
	w.must(err)
	w.clock.Store(when.Unix())
}

// TestOneMailADayAcrossDaylightSaving lives through the changes of the clocks of 2027, quarter hour by quarter hour, and gets
// one mail a working day that has something to say, at eight in the morning and never before.
func TestOneMailADayAcrossDaylightSaving(t *testing.T) {
	t.Parallel()
	for zone, turns := range map[string][]models.Date{"Europe/Paris": {"2027-03-28", "2027-10-31"},
		"America/New_York": {"2027-03-14", "2027-11-07"},
		"Africa/Cairo":     {"2027-04-30", "2027-10-29"}, "Asia/Beirut": {"2027-03-28", "2027-10-31"}, "Asia/Almaty": {"2027-03-28"}} {
		t.Run(zone, func(t *testing.T) {
			remEach(t, func(t *testing.T, w *remWorld) {
				c := w.contact("focal@p1.example", "focal_point")
				remPatch(w, w.a.Contacts, c.ID, func(in *models.ContactInput) { in.TimeZone = zone })
				place, err := time.LoadLocation(zone)
				w.must(err)
				for _, turn := range turns {
					first := turn.AddDays(-2)
					for day := range 6 { // something new is due on each day
						w.milestone(first.AddDays(day - 1))
					}
					before := len(w.outbox())
					days := map[models.Date]int{}
					w.at(string(first)+" 00:00", zone)
					for end := w.now().Add(5 * 24 * time.Hour); w.now().Before(end); w.wait(30 * time.Minute) {
						_, err := w.a.ScanReminders(context.Background(), w.now())
						w.must(err)
						made := w.compose()
						local := w.now().In(place)
						if days[models.DateOf(local)] += made; made > 0 &&
							(local.Hour() < 8 || local.Weekday() == time.Saturday || local.Weekday() == time.Sunday) {
							t.Errorf("a mail at %s", local)
						}
					}
					for day, n := range days {
						if n > 1 {
							t.Errorf("%d mails on %s", n, day)
						}
					}
					if len(w.outbox())-before < 3 {
						t.Errorf("around %s there were %v", turn, days)
					}
				}
			})
		})
	}
}

// TestAClockThatJumpsSendsNothingTwice turns the clock forward, back and forward again.
func TestAClockThatJumpsSendsNothingTwice(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		w.contact("focal@p1.example", "focal_point")
		w.milestone("2021-12-15")
		w.milestone("2021-12-16")
		for _, day := range []models.Date{"2021-12-16", "2021-12-20", "2021-12-16", "2021-12-17", "2021-12-20", "2021-12-16"} {
			w.scan(day)
			w.compose()
		}
		seen := map[string]bool{}
		for _, r := range w.reminders() {
			if key := r.Rule + string(r.SubjectID) + r.Occasion + r.Recipient; seen[key] {
				t.Errorf("twice: %+v", r)
			} else {
				seen[key] = true
			}
		}
		ids := map[string]bool{}
		for _, m := range w.outbox() {
			ids[m.MessageID] = true
		}
		if len(ids) != len(w.outbox()) || len(ids) == 0 {
			t.Errorf("%d mails, %d of them different", len(w.outbox()), len(ids))
		}
	})
}

// TestTheMailSaysHowThingsAre bundles an activity's steps, drops what was done before the morning, and waits for the working day.
func TestTheMailSaysHowThingsAre(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		w.contact("focal@p1.example", "focal_point")
		done, late, moved := w.milestone("2021-12-15"), w.milestone("2021-12-15"), w.milestone("2021-12-15")
		if got := w.scan("2021-12-16"); len(got) != 3 {
			t.Fatalf("found %q", got)
		}
		w.at("2021-12-16 07:30", "UTC")
		if n := w.compose(); n != 0 {
			t.Errorf("%d mails before the morning", n)
		}
		remStep(w, w.a.Milestones, done.ID, models.StepInput{To: "delivered", OnDate: "2021-12-16"})
		remPatch(w, w.a.Milestones, moved.ID, func(in *models.MilestoneInput) { in.DueOn = "2022-05-01" })
		w.at("2021-12-18 09:00", "UTC")
		if n := w.compose(); n != 0 {
			t.Errorf("%d mails on a Saturday", n)
		}
		w.at("2021-12-20 08:00", "UTC")
		if n := w.compose(); n != 1 {
			t.Fatalf("%d mails on Monday", n)
		}
		m := w.outbox()[0]
		text := strings.Join(strings.Fields(m.TextBody), " ")
		if m.Subject != "Update due: "+w.activity.Reference+", 5 days late" || m.ReplyTo != "dana@managers.example" || m.Language != "en" ||
			strings.Count(text, "Desk staffed") != 1 ||
			!strings.Contains(text, "due 15 December 2021, 5 days ago") ||
			!strings.Contains(text, "https://qadam.example/at/u/link-") {
			t.Errorf("the mail %s says:\n%s", m.Subject, m.TextBody)
		}
		status := map[models.ID]string{}
		for _, r := range w.reminders() {
			status[r.SubjectID] = string(r.Status) + " " + r.Why
		}
		if status[done.ID] != "dropped Done, suspended or closed before the mail went" ||
			status[moved.ID] != "dropped Its date was moved before the mail went" ||
			status[late.ID] != "waiting " {
			t.Errorf("the reminders say %v", status)
		}
	})
}

// TestOldMailsAreMerged leaves mails unsent for days; one mail says it all then.
func TestOldMailsAreMerged(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		server := mailtest.Start(t)
		server.Stop()
		w.a = w.server(remSender(t, server))
		w.contact("focal@p1.example", "focal_point")
		for i := range 4 {
			w.milestone(models.Date("2021-12-13").AddDays(i))
		}
		for _, day := range []models.Date{"2021-12-14", "2021-12-15", "2021-12-16", "2021-12-17"} {
			w.scan(day)
			w.compose()
			w.deliver(0)
		}
		server.Start(t)
		w.wait(time.Minute)
		w.deliver(1)
		if got := server.Messages(); len(got) != 1 || strings.Count(got[0].Text, "Desk staffed") != 4 {
			t.Errorf("%d mails came", len(got))
		}
		for _, r := range w.reminders() {
			if r.Status != "sent" {
				t.Errorf("a reminder is %s", r.Status)
			}
		}
	})
}

// TestUrgentSnoozedAwayAndUnwanted takes the ways around the morning's mail.
func TestUrgentSnoozedAwayAndUnwanted(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		ctx, manager := context.Background(), models.Actor{Role: models.Manager, UserID: w.manager, CanWrite: true}
		w.contact("focal@p1.example", "focal_point")
		w.contact("deputy@p1.example", "other")
		m := w.milestone("2021-12-15")
		w.scan("2021-12-16")
		w.at("2021-12-16 03:00", "UTC")
		r := w.reminders()[0]
		held, err := w.a.SnoozeReminder(ctx, manager, r.ID, models.SnoozeInput{Until: "2021-12-20", Reason: "Wait for the agreement"})
		w.must(err)
		if held.Status != "snoozed" || held.Why != "Wait for the agreement" {
			t.Errorf("held back: %+v", held)
		}
		w.at("2021-12-17 09:00", "UTC")
		if n := w.compose(); n != 0 {
			t.Errorf("%d mails while it is held back", n)
		}
		for _, until := range []models.Date{"2021-12-17", "2022-06-01"} {
			if _, err := w.a.SnoozeReminder(ctx, manager, r.ID, models.SnoozeInput{Until: until, Reason: "No"}); models.CodeOf(
				err,
			) != models.Invalid {
				t.Errorf("until %s: %v", until, err)
			}
		}
		// The next rung comes while its recipient is away.
		box := remMake(
			w,
			w.a.Mailboxes,
			models.MailboxInput{
				Email:       "focal@p1.example",
				Morning:     8,
				AwayFrom:    "2021-12-18",
				AwayUntil:   "2021-12-31",
				DeputyEmail: "deputy@p1.example",
			},
		)
		w.at("2021-12-20 09:00", "UTC")
		w.compose()
		if n := w.compose(); n > 0 {
			t.Errorf("%d more mails", n)
		}
		mails := w.outbox()
		if len(mails) != 1 || mails[0].Recipient != "deputy@p1.example" || !strings.Contains(mails[0].TextBody, "in place of focal") {
			t.Errorf("the mails are %+v", mails)
		}
		if _, err := w.a.Mailboxes.Patch(ctx, engine.System(), box.ID, box.Version,
			func(in *models.MailboxInput) error { in.DeputyEmail = "dana@managers.example"; return nil }); models.CodeOf(
			err,
		) != models.Invalid {
			t.Errorf("a deputy from outside: %v", err)
		}
		// Sent now, at any hour.
		remPatch(w, w.a.Mailboxes, box.ID, func(in *models.MailboxInput) { in.AwayFrom, in.AwayUntil, in.DeputyEmail = "", "", "" })
		other := w.milestone("2021-12-21")
		w.scan("2021-12-22")
		w.at("2021-12-22 23:00", "Asia/Almaty")
		w.at("2021-12-22 02:00", "UTC")
		for _, r := range w.reminders() {
			if r.SubjectID == other.ID {
				_, err := w.a.SendReminder(ctx, manager, r.ID)
				w.must(err)
			}
		}
		if n := w.compose(); n != 1 {
			t.Errorf("%d urgent mails", n)
		}
		_ = m
	})
}

// TestBouncesStopAndShow has a mail server refuse an address: nothing more goes there, the contact says so, and the next one
// in line is told instead.
func TestBouncesStopAndShow(t *testing.T) {
	remMails(t, 1, func(t *testing.T, w *remWorld, server *mailtest.Server) {
		server.Behave(func(b *mailtest.Behaviour) { b.Refuse = mailtest.Everyone })
		w.deliver(0)
		page, err := w.a.Contacts.List(context.Background(), engine.System(), models.ListQuery{})
		w.must(err)
		if c := page.Items[0]; c.BouncedAt == nil || !strings.HasPrefix(c.Bounce, "550 5.1.1 ") {
			t.Errorf("the contact says %+v", c)
		}
		_, err = w.a.CreateUpdateLink(
			context.Background(),
			engine.System(),
			models.UpdateLinkInput{ActivityID: w.activity.ID, ContactID: page.Items[0].ID},
		)
		var e *models.Error
		if !errors.As(err, &e) || len(e.Fields) != 1 || e.Fields[0].Pointer != "/contact_id" ||
			!strings.Contains(e.Fields[0].Detail, "comes back: 550 5.1.1 No such mailbox") {
			t.Errorf("a link by mail to an address that is refused: %v", err)
		}
		server.Behave(func(b *mailtest.Behaviour) { b.Refuse = nil })
		w.milestone("2021-12-20")
		if got := w.scan("2021-12-21"); len(got) != 1 || !strings.HasSuffix(got[0], "dana@managers.example") {
			t.Errorf("then they told %q", got)
		}
		_, err = w.a.RetryMail(context.Background(), engine.System(), w.outbox()[len(w.outbox())-1].ID)
		w.must(err)
		page, err = w.a.Contacts.List(context.Background(), engine.System(), models.ListQuery{})
		w.must(err)
		if page.Items[0].BouncedAt != nil {
			t.Error("sent again, it still counts as bounced")
		}
	})
}

// TestABounceStopsWhatWaits has an address refused while more waits for it: what is owed waits on, unwritten, and goes in one
// mail once the address is mended; all else is given up. What goes to others goes.
func TestABounceStopsWhatWaits(t *testing.T) {
	remMails(t, 2, func(t *testing.T, w *remWorld, server *mailtest.Server) {
		ctx := context.Background()
		refused, other := "m0@p1.example", "m1@p1.example"
		server.Behave(func(b *mailtest.Behaviour) { b.Greylist = mailtest.Only(refused, other) })
		w.deliver(0) // the digests wait for their next attempt
		put := func(subject, key string) {
			w.must(w.a.Store().Update(ctx, engine.System(), func(tx *store.Tx) error {
				return store.AddMails(
					tx,
					models.OutboxMail{Recipient: refused, Subject: subject, TextBody: subject, MessageID: key + "@qadam.example"},
				)
			}))
		}
		put("Refused at once", "one")
		server.Behave(func(b *mailtest.Behaviour) { b.Greylist, b.Refuse = nil, mailtest.Only(refused) })
		w.deliver(0)
		states := func() map[string]int {
			out := map[string]int{}
			for _, m := range w.outbox() {
				out[m.Recipient+" "+string(m.Status)]++
			}
			return out
		}
		if got := states(); got[refused+" dead"] != 1 || len(got) != 2 || got[other+" retrying"] != 1 {
			t.Errorf("after the refusal the outbox has %v", got)
		}
		for _, r := range w.reminders() {
			if want := map[string]models.ReminderStatus{refused: "due", other: "retrying"}[r.Recipient]; r.Status != want {
				t.Errorf("what is owed by %s is %s", r.Recipient, r.Status)
			}
		}
		if made := w.compose(); made != 0 {
			t.Errorf("%d mails are written to an address that is refused", made)
		}
		w.wait(10 * time.Minute)
		w.deliver(1)
		if got := server.Messages(); len(got) != 1 || !strings.Contains(got[0].Header.Get("To"), other) {
			t.Errorf("%d mails came", len(got))
		}
		server.Behave(func(b *mailtest.Behaviour) { b.Refuse = nil })
		mails := w.outbox()
		at := slices.IndexFunc(mails, func(m models.OutboxMail) bool { return m.Status == "dead" })
		_, err := w.a.RetryMail(ctx, engine.System(), mails[at].ID)
		w.must(err)
		if made := w.compose(); made != 1 {
			t.Errorf("%d mails are written once the address is mended", made)
		}
		w.deliver(2)
		if got := states(); got[refused+" sent"] != 2 || got[refused+" due"]+got[refused+" waiting"] != 0 {
			t.Errorf("at last the outbox has %v", got)
		}
	})
}

// TestMailThatArrivesEndsABounce signs in by an address that was refused before.
func TestMailThatArrivesEndsABounce(t *testing.T) {
	remMails(t, 1, func(t *testing.T, w *remWorld, server *mailtest.Server) {
		server.Behave(func(b *mailtest.Behaviour) { b.Refuse = mailtest.Everyone })
		w.deliver(0)
		server.Behave(func(b *mailtest.Behaviour) { b.Refuse = nil })
		w.must(w.a.Store().Update(context.Background(), engine.System(), func(tx *store.Tx) error {
			return store.AddMails(
				tx,
				models.OutboxMail{Recipient: "m0@p1.example", Subject: "Asked for", TextBody: "Asked for", MessageID: "one@qadam.example"},
			)
		}))
		w.deliver(1)
		page, err := w.a.Contacts.List(context.Background(), engine.System(), models.ListQuery{})
		w.must(err)
		if c := page.Items[0]; c.BouncedAt != nil || c.Bounce != "" {
			t.Errorf("a mail has come, and the contact says %q", c.Bounce)
		}
	})
}

// TestCalendarsAndPreviews moves what is not yet sent by another calendar, after looking at it.
func TestCalendarsAndPreviews(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		ctx := context.Background()
		w.contact("focal@p1.example", "focal_point")
		w.milestone("2021-12-15")
		c := remMake(
			w,
			w.a.Calendars,
			models.CalendarInput{CountryCode: "KAZ", TimeZone: "Asia/Almaty", Weekend: []models.Weekday{"saturday", "sunday"},
				Source: "Fiction"},
		)
		w.turnTo("2021-12-14")
		file := reminders.DayFile{
			Body: []byte(
				"on_date,working,name\n2021-12-16,false,Day off\n2021-12-17,false,Day off\n2021-12-18,true,Worked for it\nsometime,,\n",
			),
			Source: "Decree 7 (fiction)",
			DryRun: true,
		}
		tried, err := w.a.ImportDays(ctx, engine.System(), c.ID, file)
		w.must(err)
		var moves []string
		for _, m := range tried.Moves.Items {
			moves = append(moves, fmt.Sprintf("%s %s to %s", m.Occasion, m.Was, m.On))
		}
		slices.Sort(moves)
		w.expect(
			"a trial moves",
			moves,
			"2021-12-15+1 2021-12-16 to 2021-12-18",
			"2021-12-15+14 2022-01-04 to 2022-01-05",
			"2021-12-15+7 2021-12-24 to 2021-12-27",
		)
		if tried.Added != 3 || len(tried.Faults) != 1 || tried.Faults[0].Line != 5 || len(tried.Calendar.Days) != 0 ||
			tried.Moves.Today != 0 {
			t.Errorf("the trial says %+v", tried)
		}
		file.DryRun = false
		_, err = w.a.ImportDays(ctx, engine.System(), c.ID, file)
		w.must(err)
		w.expect("on the old day", w.scan("2021-12-16"))
		if got := w.scan("2021-12-18"); len(got) != 1 {
			t.Errorf("on the new day: %q", got)
		}
		ics := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20210101T000000Z\r\nDTSTART;VALUE=DATE:20220103\r\nDTEND;VALUE=DATE:20220105\r\nSUMMARY:New Year\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
		done, err := w.a.ImportDays(ctx, engine.System(), c.ID, reminders.DayFile{Body: []byte(ics), Source: "Published", IsICS: true})
		w.must(err)
		if done.Added != 2 || len(done.Calendar.Days) != 5 || done.Calendar.Days[4].OnDate != "2022-01-04" {
			t.Errorf("the file gave %+v", done)
		}
		rules := remAll(w, w.a.Rules.List)
		overdue := rules[slices.IndexFunc(rules, func(r models.ReminderRule) bool { return r.Code == "milestone_overdue" })]
		p, err := w.a.PreviewRule(ctx, engine.System(), overdue.ID, func(in *models.ReminderRuleInput) error {
			in.Ladder = []models.Rung{{Offset: 2, To: []models.RecipientRole{"manager"}}}
			return nil
		})
		w.must(err)
		if p.Now.Total != 2 || p.Changed.Total != 1 || p.Changed.Items[0].Recipient != "dana@managers.example" ||
			p.Changed.Items[0].On != "2021-12-20" {
			t.Errorf("the preview says %+v", p)
		}
	})
}
