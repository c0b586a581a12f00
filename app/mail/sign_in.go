package mail

import (
	"errors"
	"net/url"
)

// SignIn is what the template "sign_in" shows: a link for one person, good once.
type SignIn struct {
	// RecipientName greets; empty says "Hello".
	RecipientName string
	// URL is the link: http or https, with a host.
	URL string
	// Minutes is for how long it is good.
	Minutes int
}

func (s SignIn) view() (any, error) {
	s.RecipientName = oneLine(s.RecipientName)
	u, err := url.Parse(s.URL)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") || s.Minutes < 1 {
		return nil, errors.New("mail: sign-in: the URL must be a whole http or https address, good for some minutes")
	}
	return struct {
		SignIn
		Site string
	}{s, u.Host}, nil
}
