package mail_test

import (
	"strings"
	"testing"

	"qadam/app/mail"
	"qadam/app/mail/mailtest"
)

const password = "hunter2-пароль/+"

func start(t *testing.T, server *mailtest.Server) *mailtest.Server {
	t.Helper()
	server.Start(t)
	return server
}

func TestStartTLSRequiredAndNotOffered(t *testing.T) {
	server := mailtest.Start(t)
	sender := newSender(t, server, func(s *mail.Settings) { s.TLS = mail.StartTLS })
	for _, r := range send(t, sender, messages(a, b)...) {
		expect(t, "no STARTTLS", r, false, 0)
		if !strings.Contains(r.Err.Error(), "STARTTLS") {
			t.Errorf("got %v", r.Err)
		}
	}
	if n := len(server.Messages()); n != 0 {
		t.Errorf("%d messages went in plain text", n)
	}
}

func TestOpportunisticGoesOnInPlainText(t *testing.T) {
	server := mailtest.Start(t)
	sender := newSender(t, server, func(s *mail.Settings) { s.TLS = mail.Opportunistic })
	accepted(t, "message", send(t, sender, message(a))[0])
}

func TestTLSWithPassword(t *testing.T) {
	for what, server := range map[string]*mailtest.Server{
		"STARTTLS": {STARTTLS: true, User: "qadam", Password: password},
		"SMTPS":    {SMTPS: true, User: "qadam", Password: password},
		"plain":    {User: "qadam", Password: password},
	} {
		start(t, server)
		trust := func(s *mail.Settings) { s.RootCAs = server.RootCAs() }
		for _, r := range send(t, newSender(t, server, trust), messages(a, b)...) {
			accepted(t, what, r)
		}
	}
}

func TestUnknownCertificate(t *testing.T) {
	for what, server := range map[string]*mailtest.Server{"STARTTLS": {STARTTLS: true}, "SMTPS": {SMTPS: true}} {
		start(t, server)
		for _, policy := range []mail.TLSPolicy{"", mail.Opportunistic} {
			sender := newSender(t, server, func(s *mail.Settings) {
				if policy != "" && s.TLS == mail.StartTLS {
					s.TLS = policy
				}
			})
			expect(t, what, send(t, sender, message(a))[0], false, 0)
		}
		if n := len(server.Messages()); n != 0 {
			t.Errorf("%s: %d messages were sent", what, n)
		}
	}
}

// The server repeats the password in its refusal, as some do.
func TestWrongPasswordIsTemporaryAndStaysSecret(t *testing.T) {
	server := start(t, &mailtest.Server{User: "qadam", Password: password})
	sender := newSender(t, server)
	server.Password = "another"
	for _, r := range send(t, sender, messages(a, b)...) {
		expect(t, "wrong password", r, false, 535)
		if strings.Contains(r.Err.Error(), "hunter2") {
			t.Errorf("the password is in %q", r.Err)
		}
		if !strings.Contains(r.Err.Error(), "No such user or password") {
			t.Errorf("the server's words are missing in %q", r.Err)
		}
	}
	if n := server.Connections(); n != 1 {
		t.Errorf("tried %d times: that locks accounts", n)
	}
}

func TestMissingPasswordIsNoBounce(t *testing.T) {
	server := mailtest.Start(t)
	sender := newSender(t, server)
	server.Stop()
	server.User, server.Password = "qadam", password
	server.Start(t)
	expect(t, "authentication required", send(t, sender, message(a))[0], false, 530)
}
