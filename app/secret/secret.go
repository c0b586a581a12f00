// Package secret holds passwords and tokens so that nothing prints them.
package secret

import (
	"log/slog"
	"net/url"
	"slices"
	"strings"
)

// Mask stands where a secret would.
const Mask = "***"

// Text is a password, a token, or an address that has one in it. However it is printed, only what is no secret shows. It holds its
// text behind a function, because fmt and JSON print what a struct holds, but not what a closure does.
type Text struct{ reveal func() string }

// New hides a text.
func New(text string) Text { return Text{reveal: func() string { return text }} }

// Reveal gives the text itself, "" for none.
func (s Text) Reveal() string {
	if s.reveal == nil {
		return ""
	}
	return s.reveal()
}

// UnmarshalText takes the text from a flag or a variable.
func (s *Text) UnmarshalText(text []byte) error {
	*s = New(string(text))
	return nil
}

// String shows of a well-formed address of a server its scheme, host and path, and of anything else that it is there.
func (s Text) String() string {
	text := s.Reveal()
	if text == "" {
		return ""
	}
	u, err := url.Parse(text)
	if err != nil || !slices.Contains([]string{"postgres", "postgresql", "smtp", "smtps"}, u.Scheme) || Misplaced(u) {
		return Mask
	}
	// The user goes too: some services take the same token as both. So does the query: Postgres takes a password there.
	shown := (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
	if u.User == nil {
		return shown
	}
	return strings.Replace(shown, "://", "://"+Mask+"@", 1)
}

// Misplaced tells whether a piece of the password stands where it does not belong: a / ? or # in it that is not
// percent-encoded ends the host early, and the @ comes after it.
func Misplaced(u *url.URL) bool {
	return strings.Contains(u.Opaque+u.Path+u.RawQuery+u.Fragment, "@")
}

// GoString keeps %#v from looking inside.
func (s Text) GoString() string { return s.String() }

// MarshalText keeps JSON from looking inside.
func (s Text) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue keeps logs from looking inside.
func (s Text) LogValue() slog.Value { return slog.StringValue(s.String()) }
