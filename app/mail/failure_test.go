package mail_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"qadam/app/mail"
	"qadam/app/mail/mailtest"
)

const a, b, c = "a@example.org", "b@example.org", "c@example.org"

// short is a timeout for servers that never answer; nothing asserts its length.
// It leaves a slow machine the time to send the other messages of the batch.
func short(s *mail.Settings) { s.Timeout = 2 * time.Second }

func TestRefusalInTheMiddleOfABatch(t *testing.T) {
	for what, refusal := range map[string]struct {
		behave func(*mailtest.Behaviour)
		code   int
	}{
		"recipient": {func(x *mailtest.Behaviour) { x.Refuse = mailtest.Only(b) }, 550},
		"content":   {func(x *mailtest.Behaviour) { x.RefuseContent = mailtest.Only(b) }, 554},
	} {
		server := mailtest.Start(t)
		server.Behave(refusal.behave)
		results := send(t, newSender(t, server), messages(a, b, c)...)
		accepted(t, what, results[0])
		expect(t, what, results[1], true, refusal.code)
		accepted(t, what, results[2])
		if got := recipients(server); got != a+" "+c {
			t.Errorf("%s: taken for %q", what, got)
		}
		if n := server.Connections(); n != 1 {
			t.Errorf("%s: %d connections", what, n)
		}
	}
}

// TestFailureSaysWhatTheServerSaid holds the words by which an administrator finds the cause, and nothing else.
func TestFailureSaysWhatTheServerSaid(t *testing.T) {
	for want, behave := range map[string]func(*mailtest.Behaviour){
		"mail: RCPT: 550 5.1.1 No such mailbox":             func(x *mailtest.Behaviour) { x.Refuse = mailtest.Everyone },
		"mail: RCPT: 451 4.7.1 Greylisted, try again later": func(x *mailtest.Behaviour) { x.Greylist = mailtest.Everyone },
		"mail: reply to content: 554 5.7.1 Not wanted": func(
			x *mailtest.Behaviour) {
			x.RefuseContent = mailtest.Everyone
		},
		"mail: reply to content: EOF; " + mail.ErrOutcomeUnknown.Error(): func(x *mailtest.Behaviour) { x.Drop = mailtest.Everyone },
		"mail: RCPT: EOF": func(x *mailtest.Behaviour) { x.Close = mailtest.Everyone },
	} {
		server := mailtest.Start(t)
		server.Behave(behave)
		got := send(t, newSender(t, server), message(a))[0]
		if got.Err == nil || got.Err.Error() != want || got.Bounced && got.Err.Error() != "mail: RCPT: "+got.Reply {
			t.Errorf("got %v, reply %q, not %q", got.Err, got.Reply, want)
		}
	}
}

func TestAnyYesIsAYes(t *testing.T) {
	server := mailtest.Start(t)
	server.Behave(func(x *mailtest.Behaviour) { x.Yes251 = mailtest.Everyone })
	for _, r := range send(t, newSender(t, server), messages(a, b)...) {
		accepted(t, "251", r)
	}
}

func TestGreylistingIsTemporary(t *testing.T) {
	server := mailtest.Start(t)
	server.Behave(func(x *mailtest.Behaviour) { x.Greylist = mailtest.Only(a) })
	sender := newSender(t, server)
	results := send(t, sender, messages(a, b)...)
	expect(t, "first time", results[0], false, 451)
	accepted(t, "the other", results[1])
	accepted(t, "second time", send(t, sender, message(a))[0])
}

func TestHangEndsWithTheTimeout(t *testing.T) {
	server := mailtest.Start(t)
	server.Behave(func(x *mailtest.Behaviour) { x.Hang = mailtest.Only(a) })
	results := send(t, newSender(t, server, short), messages(a, b)...)
	expect(t, "hung", results[0], false, 0)
	if !errors.Is(results[0].Err, os.ErrDeadlineExceeded) || !errors.Is(results[0].Err, mail.ErrOutcomeUnknown) {
		t.Errorf("got %v", results[0].Err)
	}
	accepted(t, "the other, over a new connection", results[1])
}

func TestHangEndsWithTheContext(t *testing.T) {
	for what, hang := range map[string]func(*mailtest.Behaviour){
		"content":  func(x *mailtest.Behaviour) { x.Hang = mailtest.Everyone },
		"greeting": func(x *mailtest.Behaviour) { x.HangGreeting = true },
	} {
		server := mailtest.Start(t)
		server.Behave(hang)
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		for _, r := range newSender(t, server).Send(ctx, messages(a, b)) {
			expect(t, what, r, false, 0)
			if !errors.Is(r.Err, context.DeadlineExceeded) {
				t.Errorf("%s: got %v", what, r.Err)
			}
		}
		cancel()
	}
}

func TestHungGreetingEndsWithTheTimeout(t *testing.T) {
	server := mailtest.Start(t)
	server.Behave(func(x *mailtest.Behaviour) { x.HangGreeting = true })
	for _, r := range send(t, newSender(t, server, short), messages(a, b, c)...) {
		expect(t, "greeting", r, false, 0)
	}
	if n := server.Connections(); n != 1 {
		t.Errorf("%d connections: each message waited anew", n)
	}
}

func TestCancelledBatch(t *testing.T) {
	server := mailtest.Start(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, r := range newSender(t, server).Send(ctx, messages(a, b)) {
		expect(t, "cancelled", r, false, 0)
		if !errors.Is(r.Err, context.Canceled) {
			t.Errorf("got %v", r.Err)
		}
	}
	if n := server.Connections(); n != 0 {
		t.Errorf("%d connections", n)
	}
}

func TestDropBeforeTheReplyIsUnknown(t *testing.T) {
	server := mailtest.Start(t)
	server.Behave(func(x *mailtest.Behaviour) { x.Drop = mailtest.Only(a) })
	sender := newSender(t, server)
	results := send(t, sender, messages(a, b)...)
	expect(t, "dropped", results[0], false, 0)
	if !errors.Is(results[0].Err, mail.ErrOutcomeUnknown) {
		t.Errorf("got %v", results[0].Err)
	}
	accepted(t, "the other", results[1])

	server.Behave(func(x *mailtest.Behaviour) { *x = mailtest.Behaviour{} })
	accepted(t, "again", send(t, sender, message(a))[0])
	got := server.Messages()
	if len(got) != 3 || got[0].ID() != got[2].ID() || got[0].ID() == "" {
		t.Errorf("the copy cannot be told: %d messages to %s", len(got), recipients(server))
	}
}

func TestBrokenConnectionIsDialledAgain(t *testing.T) {
	for what, step := range map[string]struct {
		behave func(*mailtest.Behaviour)
		taken  bool
	}{
		"closed before the content": {func(x *mailtest.Behaviour) { x.Close = mailtest.Only(b) }, false},
		"closed after the reply":    {func(x *mailtest.Behaviour) { x.Leave = mailtest.Only(b) }, true},
	} {
		server := mailtest.Start(t)
		server.Behave(step.behave)
		results := send(t, newSender(t, server), messages(a, b, c)...)
		accepted(t, what, results[0])
		accepted(t, what, results[2])
		if step.taken {
			accepted(t, what, results[1])
		} else {
			expect(t, what, results[1], false, 0)
			if errors.Is(results[1].Err, mail.ErrOutcomeUnknown) {
				t.Errorf("%s: nothing had been sent, but %v", what, results[1].Err)
			}
		}
		if n := server.Connections(); n != 2 {
			t.Errorf("%s: %d connections", what, n)
		}
	}
}

func TestFailedQuitTakesNothingBack(t *testing.T) {
	server := mailtest.Start(t)
	server.Behave(func(x *mailtest.Behaviour) { x.FailQuit = true })
	accepted(t, "message", send(t, newSender(t, server), message(a))[0])
}

func TestServerGoneAndBack(t *testing.T) {
	server := mailtest.Start(t)
	sender := newSender(t, server)
	server.Stop()
	for _, r := range send(t, sender, messages(a, b)...) {
		expect(t, "gone", r, false, 0)
		if !strings.Contains(r.Err.Error(), "connect") {
			t.Errorf("got %v", r.Err)
		}
	}
	server.Start(t)
	for _, r := range send(t, sender, messages(a, b)...) {
		accepted(t, "back", r)
	}
	if got := recipients(server); got != a+" "+b {
		t.Errorf("taken for %q", got)
	}
}
