package engine

import (
	"errors"
	"net/url"
)

// ObjectPaths are where an object is read. As long as there are no pages for people, that is the API.
var ObjectPaths = map[string]string{
	"milestone":       "api/v1/milestones",
	"activity":        "api/v1/activities",
	"project":         "api/v1/projects",
	"need":            "api/v1/needs",
	"mission":         "api/v1/missions",
	"consent":         "api/v1/consents",
	"report_deadline": "api/v1/report-deadlines",
}

// Site is the address of this installation, to which mails link.
func (a *Engine) Site() (*url.URL, error) {
	u, err := url.Parse(a.BaseURL())
	if err != nil || u.Hostname() == "" {
		return nil, errors.New("reminders link to this installation, and its base URL is not set")
	}
	return u, nil
}
