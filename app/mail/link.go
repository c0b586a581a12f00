package mail

import (
	"fmt"
	"net/url"
)

// Link is what the template "link" shows: the address by which one person reports once on one activity.
type Link struct {
	// Reference is the activity's full reference, "KAZ-P02-A3".
	Reference string
	// RecipientName greets; empty says "Hello".
	RecipientName string
	// URL opens the form: http or https, with a host.
	URL string
	// Until is the last day on which it works, written out.
	Until string
}

type linkView struct {
	Link
	Site string
}

func (l Link) view() (any, error) {
	l.RecipientName = oneLine(l.RecipientName)
	u, err := url.Parse(l.URL)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return nil, fmt.Errorf("mail: link: the URL must be a whole http or https address")
	}
	if !reference.MatchString(l.Reference) {
		return nil, fmt.Errorf("mail: link: %q is no reference", l.Reference)
	}
	return linkView{Link: l, Site: u.Host}, nil
}
