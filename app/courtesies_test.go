package app_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"qadam/app/mail/mailtest"
	"qadam/models"
)

// TestCourtesiesAreTurnedOffByTheMail follows the address in a mail's header. Notices ahead of time stop; what is owed comes.
func TestCourtesiesAreTurnedOffByTheMail(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		server := mailtest.Start(t)
		w.a = w.server(remSender(t, server))
		w.contact("focal@p1.example", "focal_point")
		for _, r := range remAll(w, w.a.Rules.List) {
			if r.Code == "milestone_due" {
				remPatch(w, w.a.Rules, r.ID, func(in *models.ReminderRuleInput) {
					in.Ladder = []models.Rung{{Offset: -14, To: []models.RecipientRole{"responsible"}, Courtesy: true},
						{Offset: -3, To: []models.RecipientRole{"responsible"}}}
				})
			}
		}
		w.milestone("2021-12-15")
		w.milestone("2021-12-16")
		day := func(d models.Date, want int) {
			t.Helper()
			w.scan(d)
			w.compose()
			w.deliver(want)
		}
		day("2021-11-25", 1)
		header := server.Messages()[0].Header
		address := strings.Trim(header.Get("List-Unsubscribe"), "<>")
		path, found := strings.CutPrefix(address, "https://qadam.example/at/u/off/")
		id, secret, _ := strings.Cut(path, "/u/")
		if !found || header.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" ||
			!strings.Contains(server.Messages()[0].Text, address) {
			t.Fatalf("the header says %q, the mail\n%s", header, server.Messages()[0].Text)
		}
		for _, s := range []string{secret + "x", secret} {
			w.must(w.a.Unsubscribe(context.Background(), models.ID(id), s))
		}
		if boxes := remAll(w, w.a.Mailboxes.List); len(boxes) != 1 || !boxes[0].NoCourtesy || boxes[0].Version != 2 {
			t.Errorf("the mailbox says %+v", boxes)
		}
		day("2021-11-26", 0)
		day("2021-12-10", 1)
		var why []string
		for _, r := range w.reminders() {
			why = append(why, string(r.Status)+" "+r.Why)
		}
		w.expect("the reminders", why, "sent ", "dropped Its recipient wants no notices ahead of time", "sent ")
		if m := server.Messages()[1]; m.Header.Get("List-Unsubscribe") != "" {
			t.Errorf("what is owed can be turned off: %v", m.Header)
		}
	})
}

// TestAnHourWithoutTheMailServer looks for it every ten seconds for an hour. Then all that waited is out within five minutes.
func TestAnHourWithoutTheMailServer(t *testing.T) {
	const many = 60
	remMails(t, many, func(t *testing.T, w *remWorld, server *mailtest.Server) {
		server.Stop()
		for end := w.now().Add(time.Hour); w.now().Before(end); w.wait(10 * time.Second) {
			w.deliver(0)
		}
		server.Start(t)
		back, sent := w.now(), 0
		for sent < many && w.now().Sub(back) < 5*time.Minute {
			n, err := w.a.DeliverOutbox(context.Background())
			w.must(err)
			sent += n
			w.wait(10 * time.Second)
		}
		seen := map[string]bool{}
		for _, m := range server.Messages() {
			seen[m.ID()] = true
		}
		if sent != many || len(seen) != many || len(server.Messages()) != many {
			t.Errorf("%d were sent, %d came, %d of them different", sent, len(server.Messages()), len(seen))
		}
		for _, m := range w.outbox() {
			if m.Attempts != 1 {
				t.Errorf("the wait cost %d attempts", m.Attempts)
			}
		}
	})
}
