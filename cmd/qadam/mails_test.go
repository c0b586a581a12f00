package main

import (
	"fmt"
	"log/slog"
	"os/exec"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"qadam/app"
	"qadam/app/engine"
	"qadam/app/mail/mailtest"
	"qadam/app/store"
	"qadam/app/store/storetest"
	"qadam/models"
)

const (
	mailsToSend = 450
	// Where a pause is to outlast the lease, both are shortened from minutes.
	shortLease  = "3s"
	longPause   = 6 * time.Second
	usualPause  = 90 * time.Second
	underAnHour = 10_000
	// secondTry is within which a mail comes that was lost with its server and put off after that: its claim, and the second wait.
	secondTry = 8 * time.Minute
)

// once matches a recipient the first time.
func once(recipient string) mailtest.Match {
	var before atomic.Bool
	return func(to string) bool { return to == recipient && before.CompareAndSwap(false, true) }
}

// TestMailsArriveOnceThoughServersDie has three servers send at once. One is killed in the midst of it, one is stopped for
// longer than its claims last and goes on then. The mail server puts off, refuses, falls silent, and hangs up after taking a
// mail. Each mail comes but the refused one; what comes twice is one mail a kill, a pause or a hanging up at most, under the
// same Message-ID.
func TestMailsArriveOnceThoughServersDie(t *testing.T) {
	address := storetest.Address(t, "postgres")
	queueMails(t, address, mailsToSend)
	smtp := mailtest.Start(t)
	smtp.Behave(func(b *mailtest.Behaviour) {
		// They stand late in line: one that is lost with its server and refused after that waits for longer than a test should.
		b.Greylist, b.Refuse, b.Hang, b.Drop = mailtest.Only("m305@example.org", "m306@example.org"), mailtest.Only("m307@example.org"),
			once("m308@example.org"), once("m309@example.org")
	})
	var servers []*exec.Cmd
	for range 3 {
		servers = append(servers, mailing(t, address, smtp, "QADAM_MAIL_LEASE="+shortLease, "QADAM_MAIL_PER_HOUR=36000"))
	}
	arrived(t, smtp, 20, 2*time.Minute)
	if err := servers[0].Process.Kill(); err != nil {
		t.Fatal(err)
	}
	arrived(t, smtp, 60, 2*time.Minute)
	pause(t, servers[1], longPause, func() {})
	if got := undelivered(t, address, 1); got != "m307@example.org dead" {
		t.Errorf("the outbox has %s", got)
	}
	came, extra := arrived(t, smtp, mailsToSend-1, time.Minute)
	if came["m307@qadam.example"] > 0 || extra > 3 {
		t.Errorf("of %d mails %d came, and %d more than once", mailsToSend, len(came), extra)
	}
}

// TestAPausedServerSendsNothingTwice stops one of two servers for 90 seconds in the midst of a batch, with the settings as they
// come: what it had claimed stays its own until it goes on, so that each mail comes, and one at most twice.
func TestAPausedServerSendsNothingTwice(t *testing.T) {
	t.Parallel()
	const mails, inBatch = 150, "m5@example.org" // the sixth of a batch of ten
	address := storetest.Address(t, "postgres")
	queueMails(t, address, mails)
	smtp := mailtest.Start(t)
	there, goOn := make(chan bool), make(chan bool)
	first := once(inBatch)
	smtp.Behave(func(b *mailtest.Behaviour) {
		b.Greylist = func(recipient string) bool {
			if first(recipient) {
				there <- true
				<-goOn
			}
			return false
		}
	})
	one := mailing(t, address, smtp)
	<-there
	pause(t, one, usualPause, func() {
		close(goOn)
		mailing(t, address, smtp)
		if came, _ := arrived(t, smtp, mails-5, usualPause); came["m9@qadam.example"] > 0 {
			t.Error("another server sent what the one that stands still had claimed")
		}
	})
	if got := undelivered(t, address, 0); got != "" {
		t.Errorf("the outbox has %s", got)
	}
	if came, extra := arrived(t, smtp, mails, time.Minute); extra > 1 {
		t.Errorf("of %d mails %d came, and %d more than once", mails, len(came), extra)
	}
}

// BenchmarkMailsAtOnce tells how long one server takes for an hour's mails when no setting holds it back.
func BenchmarkMailsAtOnce(b *testing.B) {
	for _, kind := range []string{"sqlite", "postgres"} {
		b.Run(kind, func(b *testing.B) {
			for range b.N {
				b.StopTimer()
				address := storetest.Address(b, kind)
				queueMails(b, address, underAnHour)
				smtp := mailtest.Start(b)
				b.StartTimer()
				cmd := mailing(b, address, smtp, "QADAM_MAIL_PER_HOUR=1000000")
				arrived(b, smtp, underAnHour, 20*time.Minute)
				b.StopTimer()
				cmd.Process.Kill()
			}
			b.ReportMetric(underAnHour*float64(b.N)/b.Elapsed().Seconds(), "mails/s")
		})
	}
}

// BenchmarkMailsForAnHour has one server send as much as the settings let it, for an hour. After twenty minutes it is killed in the
// midst of it, and another takes its place: what the first one had claimed comes when the claim is over. It takes an hour:
//
//	go test ./cmd/qadam -run '^$' -bench MailsForAnHour -benchtime 1x -timeout 2h
func BenchmarkMailsForAnHour(b *testing.B) {
	address := storetest.Address(b, "postgres")
	queueMails(b, address, underAnHour)
	smtp := mailtest.Start(b)
	b.ResetTimer()
	first := mailing(b, address, smtp)
	arrived(b, smtp, underAnHour/3, 30*time.Minute)
	if err := first.Process.Kill(); err != nil {
		b.Fatal(err)
	}
	mailing(b, address, smtp)
	_, extra := arrived(b, smtp, underAnHour, 90*time.Minute)
	b.ReportMetric(underAnHour/b.Elapsed().Hours(), "mails/h")
	b.ReportMetric(float64(extra), "twice")
	if got := undelivered(b, address, 0); got != "" || extra > 1 {
		b.Errorf("%d came twice; the outbox has %s", extra, got)
	}
}

// mailing starts a server that sends the mails of a database.
func mailing(t testing.TB, address string, smtp *mailtest.Server, env ...string) *exec.Cmd {
	t.Helper()
	cmd, _ := started(t, append([]string{"QADAM_DATABASE=" + address, "QADAM_SMTP_URL=" + smtp.URL(), "QADAM_MAIL_FROM=qadam@example.org"},
		env...))
	return cmd
}

// arrived waits until so many mails came, and gives how often each came and how many copies that makes.
func arrived(t testing.TB, smtp *mailtest.Server, n int, patience time.Duration) (came map[string]int, extra int) {
	t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(patience / 10_000) {
		all := smtp.Messages()
		came = make(map[string]int, len(all))
		for _, m := range all {
			came[m.ID()]++
		}
		switch {
		case len(came) >= n:
			return came, len(all) - len(came)
		case time.Now().After(end):
			t.Fatalf("only %d of %d mails came", len(came), n)
		}
	}
}

// pause stops a program for a while, in which something else happens.
func pause(t testing.TB, cmd *exec.Cmd, while time.Duration, meanwhile func()) {
	t.Helper()
	if err := cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	over := time.After(while)
	meanwhile()
	<-over
	if err := cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
}

// undelivered are the mails of a database that were not sent, when so many are left, or when none can come any more.
func undelivered(t testing.TB, address string, want int) string {
	t.Helper()
	s, err := store.Open(address, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	a := app.New(s, slog.New(slog.DiscardHandler), app.Options{})
	var out []string
	for end := time.Now().Add(secondTry); time.Now().Before(end); time.Sleep(time.Second) { // the last answers are still written
		page, err := a.Outbox.List(t.Context(), engine.System(),
			models.ListQuery{Filters: map[string]string{"status": "waiting,retrying,dead"}})
		if err != nil {
			t.Fatal(err)
		}
		out = nil
		for _, m := range page.Items {
			out = append(out, m.Recipient+" "+string(m.Status))
		}
		if len(out) == want {
			break
		}
	}
	return strings.Join(out, ", ")
}

// queueMails puts so many mails into the outbox of a database.
func queueMails(t testing.TB, address string, n int) {
	t.Helper()
	s, err := store.Open(address, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	a := app.New(s, slog.New(slog.DiscardHandler), app.Options{})
	err = a.Store().Update(t.Context(), engine.System(), func(tx *store.Tx) error {
		for i := range n {
			key := fmt.Sprint("mail ", i)
			m := models.OutboxMail{ID: models.NewID(), Recipient: fmt.Sprintf("m%d@example.org", i), Subject: key, TextBody: key,
				MessageID: fmt.Sprintf("m%d@qadam.example", i), DigestKey: &key}
			if _, err := store.AddDigest(tx, m); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
