package mail_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"qadam/app/mail"
)

func TestParseURL(t *testing.T) {
	for _, c := range []struct {
		url, shown, host string
		port             int
		tls              mail.TLSPolicy
		from             string
	}{
		{"smtp://mail.example.org", "smtp://mail.example.org:587?tls=starttls", "mail.example.org", 587, mail.StartTLS, ""},
		{"smtp://mail.example.org:25?tls=opportunistic", "smtp://mail.example.org:25?tls=opportunistic", "mail.example.org", 25,
			mail.Opportunistic, ""},
		{"smtp://relay:25/?tls=none", "smtp://relay:25?tls=none", "relay", 25, mail.NoTLS, ""},
		{"smtps://u:p%40ss@mail.example.org", "smtps://***@mail.example.org:465", "mail.example.org", 465, mail.ImplicitTLS, ""},
		{"smtp://u:pw@localhost:1025?tls=none", "smtp://***@localhost:1025?tls=none", "localhost", 1025, mail.NoTLS, ""},
		{"smtp://[::1]:2525?tls=none&from=Qadam+<q@example.org>", "smtp://[::1]:2525?tls=none", "::1", 2525, mail.NoTLS,
			"Qadam <q@example.org>"},
	} {
		s, err := mail.ParseURL(c.url)
		if err != nil {
			t.Errorf("%s: %v", c.url, err)
			continue
		}
		if s.String() != c.shown || s.Host != c.host || s.Port != c.port || s.TLS != c.tls || s.From != c.from {
			t.Errorf("%s: got %v host %q port %d tls %q from %q", c.url, s, s.Host, s.Port, s.TLS, s.From)
		}
	}
}

func TestParseURLNamesEveryFault(t *testing.T) {
	const secret = "hunter2"
	for url, faults := range map[string][]string{
		"":                                    {"smtp:// or smtps://", "host is missing"},
		"mail.example.org:25":                 {"smtp:// or smtps://", "host is missing"},
		"https://mail.example.org":            {"smtp:// or smtps://"},
		"u:hunter2@mail.example.org":          {"smtp:// or smtps://", "percent-encoded"},
		"smtp://u:hunter2/@mail.example.org":  {"percent-encoded"},
		"smtp://u:%hunter2@mail.example.org":  {"percent-encoded"},
		"smtp://u:12#hunter2@mail.org":        {"percent-encoded"},
		"smtp://u:12?hunter2@mail.org":        {"parameter other than"},
		"smtp://u:12?hunter2=%zz":             {"after ?"},
		"smtp://u:hunter2@:25":                {"host is missing"},
		"smtp://u:hunter2@mail.org:0":         {"port"},
		"smtp://u:hunter2@mail.org:70000":     {"port"},
		"smtp://u@mail.org":                   {"no password"},
		"smtp://:hunter2@mail.org":            {"user before @"},
		"smtp://u:hunter2@mail.org?tls=none":  {"plain text"},
		"smtp://mail.org?tls=yes":             {"tls must be"},
		"smtp://mail.org?tls=":                {"tls must be"},
		"smtp://mail.org?tls=none&tls=none":   {"tls is given more than once"},
		"smtps://u:hunter2@mail.org?tls=none": {"leave tls out"},
		"smtp://mail.org?from=nobody":         {"from must be"},
		"smtp://mail.org?helo=a%0d%0ab":       {"helo must be"},
		"smtp://u:hunter2@mail.org:0/x?tls=hunter2&from=hunter2&hunter2=1&helo=%20": {
			"port", "tls must be", "from must be", "parameter other than", "helo must be", "percent-encoded"},
	} {
		s, err := mail.ParseURL(url)
		if err == nil {
			t.Errorf("%q: accepted", url)
			continue
		}
		for _, fault := range faults {
			if !strings.Contains(err.Error(), fault) {
				t.Errorf("%q: does not name %q: %v", url, fault, err)
			}
		}
		if strings.Contains(err.Error(), secret) {
			t.Errorf("%q: the password is in the error: %v", url, err)
		}
		if s.Host != "" || s.URL != "" {
			t.Errorf("%q: faulty settings came back: %v", url, s)
		}
	}
}

func TestSettingsNeverShowCredentials(t *testing.T) {
	s, err := mail.ParseURL("smtp://postmaster:hunter2@mail.example.org?from=q@example.org")
	if err != nil {
		t.Fatal(err)
	}
	sender, err := mail.New(s)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	wrapped := struct{ inner mail.Settings }{s} // where fmt cannot call String
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		fmt.Fprintf(&out, verb+verb+verb+verb+"\n", s, &s, wrapped, sender)
	}
	slog.New(slog.NewJSONHandler(&out, nil)).Info("mail", "settings", s, "sender", sender, "wrapped", wrapped)
	slog.New(slog.NewTextHandler(&out, nil)).Info("mail", "settings", s, "sender", sender, "wrapped", wrapped)
	if err := json.NewEncoder(&out).Encode([]any{s.URL, s.From, s.String()}); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"hunter2", "postmaster", fmt.Sprintf("%x", "hunter2")} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("%q shows in %s", secret, out.String())
		}
	}
}

func TestNewNamesWhatIsMissing(t *testing.T) {
	_, err := mail.New(mail.Settings{From: "not an address"})
	if err == nil || !strings.Contains(err.Error(), "no server") || !strings.Contains(err.Error(), "sender") {
		t.Errorf("got %v", err)
	}
}
