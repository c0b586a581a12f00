package mail_test

import (
	"strings"
	"testing"

	"qadam/app/mail"
	"qadam/app/mail/mailtest"
)

const injected = "\r\nBcc: thief@example.net\r\n\r\n<p>Buy</p>"

// Line breaks of every kind, in places where text is welcome: they become spaces.
func TestInjectionThroughTextIsDefused(t *testing.T) {
	server := mailtest.Start(t)
	sender := newSender(t, server)
	for _, attack := range []string{
		injected, "\nBcc: thief@example.net", "\rBcc: thief@example.net", "\u0085Bcc: thief@example.net",
		"\u2028Bcc: thief@example.net", "\v\f\x00Bcc: thief@example.net", "\xff\r\nBcc: thief@example.net",
		"Ж\r\nBcc: thief@example.net", `"<thief@example.net>,`, "=?utf-8?q?=0D=0ABcc:_thief?=",
	} {
		m := message(a)
		m.Subject, m.ToName = "Update due"+attack, "Serik"+attack
		m.Headers = map[string]string{"X-Note": "x" + attack}
		accepted(t, attack, send(t, sender, m)[0])
		all := server.Messages()
		got := all[len(all)-1]
		if got.Header.Get("Bcc") != "" || len(got.To) != 1 || got.To[0] != a || got.Text != m.Text {
			t.Errorf("%q went through:\n%s", attack, got.Raw)
		}
		if list, err := got.Header.AddressList("To"); err != nil || len(list) != 1 || list[0].Address != a {
			t.Errorf("%q changed the recipient: %v %v", attack, list, err)
		}
		if strings.ContainsAny(got.Subject(), "\r\n\x00\u0085\u2028") {
			t.Errorf("%q is still in the subject %q", attack, got.Subject())
		}
		if n := len(got.Header); n != 10 {
			t.Errorf("%q made it %d headers:\n%s", attack, n, got.Raw)
		}
	}
}

// The same in places where it can only be an attack or a mistake: refused.
func TestInjectionThroughStructureIsRefused(t *testing.T) {
	server := mailtest.Start(t)
	sender := newSender(t, server)
	header := func(name string) func(*mail.Message) {
		return func(m *mail.Message) { m.Headers = map[string]string{name: "x"} }
	}
	for what, attack := range map[string]func(*mail.Message){
		"To":             func(m *mail.Message) { m.To += injected },
		"To, SMTP":       func(m *mail.Message) { m.To = "a@example.org>\r\nRCPT TO:<thief@example.net" },
		"To, folded":     func(m *mail.Message) { m.To = "a@example.org\r\n (x)" },
		"To, quoted":     func(m *mail.Message) { m.To = "\"a\r\nb\"@example.org" },
		"Reply-To":       func(m *mail.Message) { m.ReplyTo = "Dana <dana@example.org>" + injected },
		"Reply-To, name": func(m *mail.Message) { m.ReplyTo = "\"Dana" + injected + "\" <dana@example.org>" },
		"ID":             func(m *mail.Message) { m.ID += injected },
		"ID, brackets":   func(m *mail.Message) { m.ID = "<x@example.org>" },
		"header, break":  header("X-A" + injected),
		"header, colon":  header("X-A: b"),
		"header, space":  header("X A"),
		"header, empty":  header(""),
		"header, own":    header("bCC"),
		"header, type":   header("Content-Type"),
	} {
		m := message(a)
		attack(&m)
		expect(t, what, send(t, sender, m)[0], true, 0)
	}
	if n := len(server.Messages()); n != 0 {
		t.Errorf("%d messages were sent", n)
	}
}
