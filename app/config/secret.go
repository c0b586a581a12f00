package config

import (
	"log/slog"
	"net/url"
	"slices"
	"strings"
)

const mask = "***"

// Secret is a value that holds a password or a token. However it is printed, only what is no secret shows. It holds its
// text behind a function, because fmt and JSON print what a struct holds, but not what a closure does.
type Secret struct{ reveal func() string }

// NewSecret hides a text.
func NewSecret(text string) Secret { return Secret{reveal: func() string { return text }} }

// Reveal gives the text itself, "" for none.
func (s Secret) Reveal() string {
	if s.reveal == nil {
		return ""
	}
	return s.reveal()
}

// UnmarshalText takes the text from a flag or a variable.
func (s *Secret) UnmarshalText(text []byte) error {
	*s = NewSecret(string(text))
	return nil
}

// String shows of a well-formed address of a server its scheme, host and path, and of anything else that it is there.
func (s Secret) String() string {
	text := s.Reveal()
	if text == "" {
		return ""
	}
	u, err := url.Parse(text)
	if err != nil || !slices.Contains([]string{"postgres", "postgresql", "smtp", "smtps"}, u.Scheme) || misplaced(u) {
		return mask
	}
	// The user goes too: some services take the same token as both. So does the query: Postgres takes a password there.
	shown := (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
	if u.User == nil {
		return shown
	}
	return strings.Replace(shown, "://", "://"+mask+"@", 1)
}

// misplaced tells whether a piece of the password stands where it does not belong: a / ? or # in it that is not
// percent-encoded ends the host early, and the @ comes after it.
func misplaced(u *url.URL) bool {
	return strings.Contains(u.Opaque+u.Path+u.RawQuery+u.Fragment, "@")
}

// GoString keeps %#v from looking inside.
func (s Secret) GoString() string { return s.String() }

// MarshalText keeps JSON from looking inside.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue keeps logs from looking inside.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }
