package mail

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"qadam/app/secret"
)

// TLSPolicy says how the connection to the mail server is protected.
type TLSPolicy string

// The policies that a URL may name; ImplicitTLS is what smtps:// means.
const (
	// StartTLS requires STARTTLS; without it nothing is sent. The default.
	StartTLS TLSPolicy = "starttls"
	// Opportunistic uses STARTTLS where it is offered. The certificate is
	// checked even so, and a failed handshake is not followed by plain text.
	Opportunistic TLSPolicy = "opportunistic"
	// NoTLS sends in plain text: for a relay on this machine or its own network.
	NoTLS TLSPolicy = "none"
	// ImplicitTLS begins with TLS.
	ImplicitTLS TLSPolicy = "implicit"
)

// ofClient is the policy as go-mail has it; ImplicitTLS is the session's own.
func (p TLSPolicy) ofClient() gomail.TLSPolicy {
	switch p {
	case StartTLS:
		return gomail.TLSMandatory
	case Opportunistic:
		return gomail.TLSOpportunistic
	}
	return gomail.NoTLS
}

// defaultTimeout leaves room for servers that scan a mail before they answer:
// giving up too early would send it twice.
const defaultTimeout = time.Minute

// Settings say which server takes the mail and who sends it. They begin with
// ParseURL, which alone can put credentials into them; From and what follows
// may then be set.
type Settings struct {
	// URL is the address of the server as parsed, credentials masked.
	URL  string
	Host string
	Port int
	TLS  TLSPolicy
	// From is the sender, "Qadam <qadam@example.org>" or a bare address.
	From string
	// Hello is the name given to the server; empty means the host's own.
	Hello string
	// Timeout bounds the dialling and then each message; 0 means a minute.
	Timeout time.Duration
	// PerHour is how many messages may go out in an hour; 0 means any number.
	PerHour int
	// RootCAs replaces the system's certificate authorities, if not nil.
	RootCAs *x509.CertPool

	user, password secret.Text
}

// String names the server without its credentials.
func (s Settings) String() string { return s.URL }

// LogValue names the server without its credentials.
func (s Settings) LogValue() slog.Value { return slog.StringValue(s.URL) }

// ParseURL reads the address of a mail server:
//
//	smtp://user:password@host:port?tls=starttls|opportunistic|none&from=…&helo=…
//	smtps://user:password@host:port?from=…&helo=…
//
// Ports default to 587 and 465, tls to starttls. All faults are reported at
// once. Nothing of the address is repeated in them: where a URL is malformed,
// a piece of the password may stand in any of its parts.
func ParseURL(s string) (Settings, error) {
	u, err := url.Parse(s)
	if err != nil {
		return Settings{}, errors.New("mail URL: not a URL; characters such as / ? # % @ in user or password must be percent-encoded")
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return Settings{}, errors.New("mail URL: the part after ? is not well formed")
	}
	settings := Settings{Host: u.Hostname(), From: query.Get("from"), Hello: query.Get("helo")}
	err = errors.Join(
		settings.readScheme(u, query),
		settings.readPort(u),
		settings.readCredentials(u),
		checkRest(u, query),
		checkFrom(settings.From, query.Has("from")),
	)
	if err != nil {
		return Settings{}, err
	}
	settings.URL = settings.masked()
	return settings, nil
}

func (s *Settings) readScheme(u *url.URL, query url.Values) error {
	switch u.Scheme {
	case "smtps":
		s.TLS = ImplicitTLS
		if query.Has("tls") {
			return errors.New("mail URL: smtps:// begins with TLS; leave tls out")
		}
	case "smtp":
		s.TLS = TLSPolicy(query.Get("tls"))
		if !query.Has("tls") {
			s.TLS = StartTLS
		}
		switch s.TLS {
		case StartTLS, Opportunistic, NoTLS:
		default:
			return errors.New("mail URL: tls must be starttls, opportunistic or none")
		}
	default:
		return errors.New("mail URL: must begin with smtp:// or smtps://")
	}
	return nil
}

func (s *Settings) readPort(u *url.URL) error {
	s.Port = 587
	if u.Scheme == "smtps" {
		s.Port = 465
	}
	if u.Port() == "" {
		return nil
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	if err != nil || port == 0 {
		return errors.New("mail URL: the port must be between 1 and 65535")
	}
	s.Port = int(port)
	return nil
}

func (s *Settings) readCredentials(u *url.URL) error {
	if u.User == nil {
		return nil
	}
	user := u.User.Username()
	password, _ := u.User.Password()
	if user == "" {
		return errors.New("mail URL: the user before @ is empty")
	}
	if password == "" {
		return errors.New("mail URL: the user has no password")
	}
	if s.TLS == NoTLS && !loopback(s.Host) {
		return errors.New("mail URL: a password needs tls=starttls or smtps://, it must not cross a network in plain text")
	}
	s.user, s.password = secret.New(user), secret.New(password)
	return nil
}

func checkRest(u *url.URL, query url.Values) error {
	var faults []error
	fault := func(text string) { faults = append(faults, errors.New("mail URL: "+text)) }
	if u.Hostname() == "" {
		fault("the host is missing")
	}
	if u.Opaque != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "" {
		fault("nothing may follow the port but ?; a / or # in user or password must be percent-encoded")
	}
	if strings.ContainsAny(query.Get("helo"), " \t\r\n") {
		fault("helo must be one host name")
	}
	for name, values := range query {
		switch {
		case name != "tls" && name != "from" && name != "helo":
			fault("a parameter other than tls, from and helo is given")
		case len(values) > 1:
			fault(name + " is given more than once")
		}
	}
	return errors.Join(faults...)
}

func checkFrom(from string, given bool) error {
	if !given {
		return nil
	}
	if _, err := mail.ParseAddress(from); err != nil {
		return errors.New(`mail URL: from must be an address, such as "Qadam <qadam@example.org>"`)
	}
	return nil
}

// masked hides the user too: with some services it is the same token as the password.
func (s Settings) masked() string {
	scheme, credentials, tls := "smtp", "", "?tls="+string(s.TLS)
	if s.TLS == ImplicitTLS {
		scheme, tls = "smtps", ""
	}
	if s.user.Reveal() != "" {
		credentials = secret.Mask + "@"
	}
	return fmt.Sprintf("%s://%s%s%s", scheme, credentials, s.address(), tls)
}

func (s Settings) tlsConfig() *tls.Config {
	return &tls.Config{ServerName: s.Host, RootCAs: s.RootCAs, MinVersion: tls.VersionTLS12}
}

func (s Settings) address() string { return net.JoinHostPort(s.Host, strconv.Itoa(s.Port)) }

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}
