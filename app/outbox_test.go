package app_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"qadam/app"
	"qadam/app/engine"
	"qadam/app/mail"
	"qadam/app/mail/mailtest"
	"qadam/app/store"
	"qadam/models"
)

// remSender hands mails to a server for tests.
func remSender(t *testing.T, server *mailtest.Server) *mail.Sender {
	t.Helper()
	settings, err := mail.ParseURL(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	settings.From = "Qadam <qadam@qadam.example>"
	settings.Timeout = 5 * time.Second
	sender, err := mail.New(settings)
	if err != nil {
		t.Fatal(err)
	}
	return sender
}

// remMails runs a test with a mail server and so many mails to m0@p1.example, m1@p1.example… that wait to be sent.
func remMails(t *testing.T, many int, fn func(*testing.T, *remWorld, *mailtest.Server)) {
	t.Helper()
	remEach(t, func(t *testing.T, w *remWorld) {
		already := goleak.IgnoreCurrent() // so these tests run alone, without t.Parallel
		t.Cleanup(func() { goleak.VerifyNone(t, already) })
		server := mailtest.Start(t)
		w.a = w.server(remSender(t, server))
		for i := range many {
			c := w.contact(fmt.Sprintf("m%d@p1.example", i), "other")
			m := w.milestone("2021-12-15")
			remPatch(w, w.a.Milestones, m.ID, func(in *models.MilestoneInput) { in.ContactID = c.ID })
		}
		if got := w.scan("2021-12-16"); len(got) != many {
			t.Fatalf("%d reminders wait", len(got))
		}
		if made := w.compose(); made != many {
			t.Fatalf("%d mails wait", made)
		}
		fn(t, w, server)
	})
}

func (w *remWorld) deliver(want int) {
	w.t.Helper()
	sent, err := w.a.DeliverOutbox(context.Background())
	w.must(err)
	if sent != want {
		w.t.Errorf("sent %d, want %d", sent, want)
	}
}

// only is the one mail in the outbox.
func (w *remWorld) only() models.OutboxMail {
	w.t.Helper()
	all := w.outbox()
	if len(all) != 1 {
		w.t.Fatalf("%d mails", len(all))
	}
	return all[0]
}

func TestDeliversOnce(t *testing.T) {
	remMails(t, 1, func(t *testing.T, w *remWorld, server *mailtest.Server) {
		w.deliver(1)
		w.deliver(0)
		m, got := w.only(), server.Messages()
		if len(got) != 1 || got[0].ID() != m.MessageID || got[0].Subject() != m.Subject || got[0].To[0] != "m0@p1.example" {
			t.Fatalf("the server took %+v", got)
		}
		kept, address, _ := strings.Cut(m.TextBody, "/u/link-")
		before, secret, _ := strings.Cut(got[0].Text, "/u/")
		if address, _, _ := strings.Cut(address, "\n"); before != kept || address == "" || strings.Contains(secret, address) {
			t.Errorf("the outbox keeps\n%s\nand the server took\n%s", m.TextBody, got[0].Text)
		}
		if reply := got[0].Header.Get("Reply-To"); reply != "<dana@managers.example>" {
			t.Errorf("replies go to %q", reply)
		}
		if m.Status != "sent" || m.Attempts != 1 || m.SentAt == nil || !m.SentAt.Equal(w.now()) {
			t.Errorf("the outbox says %+v", m)
		}
		if r := w.reminders()[0]; r.Status != "sent" || r.SentAt == nil {
			t.Errorf("the reminder says %+v", r)
		}
	})
}

func TestWithoutASenderMailsWait(t *testing.T) {
	remMails(t, 1, func(t *testing.T, w *remWorld, server *mailtest.Server) {
		sent, err := w.server(nil).DeliverOutbox(context.Background())
		if sent != 0 || err != nil || len(server.Messages()) > 0 || w.only().Attempts != 0 {
			t.Errorf("sent %d, %v; the outbox says %+v", sent, err, w.only())
		}
	})
}

func TestDeliverersAtOnceSendOnce(t *testing.T) {
	const many = 60
	remMails(t, many, func(t *testing.T, w *remWorld, server *mailtest.Server) {
		var group sync.WaitGroup
		total := make(chan int, 4)
		for range 4 {
			a := w.server(remSender(t, server))
			group.Go(func() {
				sent, err := a.DeliverOutbox(context.Background())
				if err != nil {
					t.Error(err)
				}
				total <- sent
			})
		}
		group.Wait()
		close(total)
		sum := 0
		for n := range total {
			sum += n
		}
		ids := map[string]bool{}
		for _, m := range server.Messages() {
			ids[m.ID()] = true
		}
		if sum != many || len(server.Messages()) != many || len(ids) != many {
			t.Errorf("sent %d, the server took %d, of them %d different", sum, len(server.Messages()), len(ids))
		}
		state, err := w.a.MailState(context.Background(), engine.System())
		w.must(err)
		if state != (models.MailState{}) {
			t.Errorf("the state is %+v", state)
		}
	})
}

// TestMailServerGoneAndBack looks for the mail server for days: the wait costs no attempt, and all goes at once when it is back.
func TestMailServerGoneAndBack(t *testing.T) {
	remMails(t, 15, func(t *testing.T, w *remWorld, server *mailtest.Server) {
		server.Stop()
		for range 20 {
			w.deliver(0)
			w.wait(6 * time.Hour)
		}
		for _, m := range w.outbox() {
			if m.Attempts != 0 || m.Status != "waiting" {
				t.Errorf("the outbox says %+v", m)
			}
		}
		server.Start(t)
		w.deliver(15)
		for _, m := range w.outbox() {
			if m.Attempts != 1 || m.Status != "sent" || m.LastError != "" {
				t.Errorf("the outbox says %+v", m)
			}
		}
	})
}

// TestAMailIsPutOffLongerEachTime asks a mail server that says "later" for ever, and gives up in the end.
func TestAMailIsPutOffLongerEachTime(t *testing.T) {
	remMails(t, 1, func(t *testing.T, w *remWorld, server *mailtest.Server) {
		server.Behave(func(b *mailtest.Behaviour) { b.Close = mailtest.Everyone })
		waits := []time.Duration{
			time.Minute,
			5 * time.Minute,
			15 * time.Minute,
			time.Hour,
			3 * time.Hour,
			6 * time.Hour,
			12 * time.Hour,
			12 * time.Hour,
			12 * time.Hour,
			12 * time.Hour,
			12 * time.Hour,
		}
		for i, wait := range waits {
			w.deliver(0)
			m := w.only()
			if m.Status != "retrying" || m.Attempts != i+1 || !m.NextAt.Equal(w.now().Add(wait)) || m.LastError == "" {
				t.Fatalf("attempt %d: %+v", i+1, m)
			}
			w.wait(wait - time.Second)
			w.deliver(0)
			if again := w.only(); again.Attempts != i+1 {
				t.Fatalf("tried again before its time: %+v", again)
			}
			w.wait(time.Second)
		}
		w.deliver(0)
		if m := w.only(); m.Status != "dead" || m.Attempts != 12 {
			t.Errorf("after twelve attempts: %+v", m)
		}
	})
}

func TestRefusedMailIsDeadAndCanBeRevived(t *testing.T) {
	remMails(t, 3, func(t *testing.T, w *remWorld, server *mailtest.Server) {
		server.Behave(func(b *mailtest.Behaviour) { b.Refuse = mailtest.Only("m1@p1.example") })
		w.deliver(2)
		ctx, manager := context.Background(), models.Actor{Role: models.Manager, UserID: w.manager, CanWrite: true}
		page, err := w.a.Outbox.List(ctx, manager, models.ListQuery{Filters: map[string]string{"status": "dead"}})
		w.must(err)
		if len(page.Items) != 1 || page.Items[0].Recipient != "m1@p1.example" || !strings.Contains(page.Items[0].LastError, "550") {
			t.Fatalf("the manager sees %+v", page.Items)
		}
		state, err := w.a.MailState(ctx, manager)
		w.must(err)
		if state.Dead != 1 || state.Waiting != 0 {
			t.Errorf("the state is %+v", state)
		}
		if _, err := w.a.MailState(ctx, models.Actor{Role: models.Partner, OrganisationID: w.org}); models.CodeOf(err) != models.Forbidden {
			t.Errorf("a partner gets %v", err)
		}
		server.Behave(func(b *mailtest.Behaviour) { b.Refuse = nil })
		w.deliver(0)
		_, err = w.a.RetryMail(ctx, manager, page.Items[0].ID)
		w.must(err)
		w.deliver(1)
		if got := server.Messages(); got[len(got)-1].ID() != page.Items[0].MessageID {
			t.Errorf("the last mail is %s", got[len(got)-1].ID())
		}
	})
}

func TestGreylistedMailComesLater(t *testing.T) {
	remMails(t, 2, func(t *testing.T, w *remWorld, server *mailtest.Server) {
		server.Behave(func(b *mailtest.Behaviour) { b.Greylist = mailtest.Only("m0@p1.example") })
		w.deliver(1)
		w.deliver(0)
		w.wait(time.Minute)
		w.deliver(1)
	})
}

// TestAnswerThatNeverCame sends again what the mail server may have taken, under the same Message-ID.
func TestAnswerThatNeverCame(t *testing.T) {
	remMails(t, 1, func(t *testing.T, w *remWorld, server *mailtest.Server) {
		server.Behave(func(b *mailtest.Behaviour) { b.Drop = mailtest.Everyone })
		w.deliver(0)
		server.Behave(func(b *mailtest.Behaviour) { b.Drop = nil })
		w.wait(time.Minute)
		w.deliver(1)
		if got := server.Messages(); len(got) != 2 || got[0].ID() != got[1].ID() {
			t.Errorf("the server took %d mails", len(got))
		}
	})
}

// TestKilledServer leaves mails claimed; when the claim ends another server sends them, and what the dead one says after
// that counts no more.
func TestKilledServer(t *testing.T) {
	remMails(t, 1, func(t *testing.T, w *remWorld, server *mailtest.Server) {
		var claimed []models.OutboxMail
		w.must(w.a.Store().Update(t.Context(), engine.System(), func(tx *store.Tx) (err error) {
			claimed, err = store.ClaimMails(tx, 10, 5*time.Minute)
			return err
		}))
		w.deliver(0)
		w.wait(5*time.Minute - time.Second)
		w.deliver(0)
		w.wait(time.Second)
		w.deliver(1)
		late := claimed[0]
		late.Status = "dead"
		w.must(w.a.Store().Update(t.Context(), engine.System(), func(tx *store.Tx) error {
			if held, err := store.MarkMail(tx, late); err != nil || held {
				t.Errorf("marked with a lost claim: %v, %v", held, err)
			}
			return store.UnclaimMail(tx, late, tx.Now(), "")
		}))
		if m := w.only(); m.Status != "sent" || m.Attempts != 2 || server.Messages()[0].ID() != m.MessageID {
			t.Errorf("the outbox says %+v", m)
		}
	})
}

// TestEndOfTheProgramCostsNoAttempt ends a delivery while the mail server has not even greeted.
func TestEndOfTheProgramCostsNoAttempt(t *testing.T) {
	remMails(t, 2, func(t *testing.T, w *remWorld, server *mailtest.Server) {
		server.Behave(func(b *mailtest.Behaviour) { b.HangGreeting = true })
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		go func() {
			for server.Connections() == 0 {
				time.Sleep(time.Millisecond)
			}
			cancel()
		}()
		if sent, err := w.a.DeliverOutbox(ctx); sent != 0 || err != nil {
			t.Errorf("sent %d, %v", sent, err)
		}
		for _, m := range w.outbox() {
			if m.Attempts != 0 || m.Status != "waiting" {
				t.Errorf("the outbox says %+v", m)
			}
		}
		server.Behave(func(b *mailtest.Behaviour) { b.HangGreeting = false })
		w.deliver(2)
	})
}

func TestForgetsOldAnswers(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		a := app.New(w.a.Store(), slog.New(slog.DiscardHandler), app.Options{})
		me := models.Actor{UserID: w.manager, Role: models.Manager, CanWrite: true}
		create := func(name string) (*models.Rate, error) {
			ctx := engine.WithRequest(context.Background(), "r", "outbox.retry", "key-1", []byte("the same"))
			return a.Rates.Create(ctx, me, models.RateInput{Currency: "EUR", OnDate: "2021-05-03", USDPerUnit: "1.2", Source: name})
		}
		first, err := create("Example")
		w.must(err)
		w.wait(6 * 24 * time.Hour)
		w.must(a.ForgetAnswers(context.Background()))
		if again, err := create("Example"); err != nil || again.ID != first.ID {
			t.Errorf("within the week: %v, %v", again, err)
		}
		w.wait(2 * 24 * time.Hour)
		w.must(a.ForgetAnswers(context.Background()))
		if _, err := create("Example"); models.CodeOf(err) != models.Conflict {
			t.Errorf("after it the rate is there twice: %v", err)
		}
	})
}
