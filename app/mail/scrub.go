package mail

import (
	"encoding/base64"
	"net/url"
	"strings"

	"qadam/app/secret"
)

// scrub masks the password in what a server said. Some servers repeat in their
// replies what they were sent, in the encoding in which they got it.
func (s Settings) scrub(text string) string {
	user, password := s.user.Reveal(), s.password.Reveal()
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
		text = strings.ReplaceAll(text, leak, secret.Mask)
	}
	return text
}
