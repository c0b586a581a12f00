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
	"qadam/app/mail/mailtest"
	"qadam/app/store"
	"qadam/app/store/storetest"
	"qadam/models"
)

const (
	mailsToSend = 450
	// The lease is shortened from its five minutes, and the pause with it: what counts is that the pause outlasts the lease.
	shortLease = "3s"
	longPause  = 6 * time.Second
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
	queueMails(t, address)
	smtp := mailtest.Start(t)
	smtp.Behave(func(b *mailtest.Behaviour) {
		b.Greylist, b.Refuse, b.Hang, b.Drop = mailtest.Only("m5@example.org", "m6@example.org"), mailtest.Only("m7@example.org"), once("m8@example.org"), once("m9@example.org")
	})
	env := []string{"QADAM_DATABASE=" + address, "QADAM_SMTP_URL=" + smtp.URL(), "QADAM_MAIL_FROM=qadam@example.org", "QADAM_MAIL_LEASE=" + shortLease, "QADAM_MAIL_PER_HOUR=36000"}
	var servers []*exec.Cmd
	for range 3 {
		cmd, _ := started(t, env)
		servers = append(servers, cmd)
	}
	arrived := func(n int) {
		t.Helper()
		for end := time.Now().Add(2 * time.Minute); len(smtp.Messages()) < n; time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("only %d of %d mails came", len(smtp.Messages()), n)
			}
		}
	}
	arrived(20)
	if err := servers[0].Process.Kill(); err != nil {
		t.Fatal(err)
	}
	arrived(60)
	if err := servers[1].Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	time.Sleep(longPause)
	if err := servers[1].Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	came := map[string]int{}
	for end := time.Now().Add(3 * time.Minute); len(came) < mailsToSend-1 && time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		clear(came)
		for _, m := range smtp.Messages() {
			came[m.ID()]++
		}
	}
	extra := 0
	for _, n := range came {
		extra += n - 1
	}
	if len(came) != mailsToSend-1 || came["m7@qadam.example"] > 0 || extra > 3 {
		t.Errorf("of %d mails %d came, and %d more than once", mailsToSend, len(came), extra)
	}
	if got := undelivered(t, address); got != "m7@example.org dead" {
		t.Errorf("the outbox has %s", got)
	}
}

// undelivered are the mails of a database that were not sent.
func undelivered(t *testing.T, address string) string {
	t.Helper()
	s, err := store.Open(address, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	a := app.New(s, slog.New(slog.DiscardHandler), app.Options{})
	var out []string
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(time.Second) { // the last answers are still written
		page, err := a.Outbox.List(t.Context(), app.System(), models.ListQuery{Filters: map[string]string{"status": "waiting,retrying,dead"}})
		if err != nil {
			t.Fatal(err)
		}
		out = nil
		for _, m := range page.Items {
			out = append(out, m.Recipient+" "+m.Status)
		}
		if len(out) == 1 {
			break
		}
	}
	return strings.Join(out, ", ")
}

// queueMails puts mails into the outbox of a database.
func queueMails(t *testing.T, address string) {
	t.Helper()
	s, err := store.Open(address, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	a := app.New(s, slog.New(slog.DiscardHandler), app.Options{})
	err = a.Store().Update(t.Context(), app.System(), func(tx *store.Tx) error {
		for i := range mailsToSend {
			key := fmt.Sprint("mail ", i)
			m := models.OutboxMail{ID: models.NewID(), Recipient: fmt.Sprintf("m%d@example.org", i), Subject: key, TextBody: key, MessageID: fmt.Sprintf("m%d@qadam.example", i), DigestKey: &key}
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
