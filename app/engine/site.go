package engine

import (
	"errors"
	"net/url"
)

// PeoplesPage is the page of a user's pending steps, to which calendars and mails lead. Who is not signed in comes to it by signing in.
const PeoplesPage = "reminders"

// Site is the address of this installation, to which mails link.
func (a *Engine) Site() (*url.URL, error) {
	u, err := url.Parse(a.BaseURL())
	if err != nil || u.Hostname() == "" {
		return nil, errors.New("reminders link to this installation, and its base URL is not set")
	}
	return u, nil
}
