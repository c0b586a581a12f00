package mail

import (
	"encoding/base64"
	"net/url"
	"strings"
)

const mask = "***"

// secret holds a credential behind a function, because fmt, slog and JSON
// print what a struct holds, unexported fields too, but not what a closure does.
type secret func() string

func newSecret(s string) secret { return func() string { return s } }

func (s secret) reveal() string {
	if s == nil {
		return ""
	}
	return s()
}

// scrub masks the password in what a server said. Some servers repeat in their
// replies what they were sent, in the encoding in which they got it.
func (s Settings) scrub(text string) string {
	user, password := s.user.reveal(), s.password.reveal()
	if password == "" {
		return text
	}
	for _, leak := range []string{
		base64.StdEncoding.EncodeToString([]byte("\x00" + user + "\x00" + password)),
		base64.StdEncoding.EncodeToString([]byte(password)),
		url.QueryEscape(password),
		url.PathEscape(password),
		password,
	} {
		text = strings.ReplaceAll(text, leak, mask)
	}
	return text
}
