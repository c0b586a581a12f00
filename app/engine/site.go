package engine

import (
	"errors"
	"net/url"

	"qadam/models"
)

// PeoplesPage is the page of a user's pending steps, to which calendars and mails lead. Who is not signed in comes to it by signing in.
const PeoplesPage = "reminders"

// PageOf is the path of the page of an object on which its readers take the steps that wait, and comment on it.
func PageOf(noun string, id models.ID) string {
	return "/" + PeoplesPage + "/" + noun + "/" + string(id)
}

// Site is the address of this installation, to which mails link.
func (a *Engine) Site() (*url.URL, error) {
	u, err := url.Parse(a.BaseURL())
	if err != nil || u.Hostname() == "" {
		return nil, errors.New("reminders link to this installation, and its base URL is not set")
	}
	return u, nil
}
