package mail

import (
	"errors"
	"fmt"
	"net/url"
)

// Overlap is what the template "overlap" shows: the question to one partner whether its activity and another one do the
// same. Texts must be such that this person may read them; the subject shows nothing but references.
type Overlap struct {
	// Reference is the recipient's own activity, Other the one that it is like, if the recipient may see that.
	Reference, Other string
	// Alike says in what the two are alike, or that the other one may not be told of.
	Alike string
	// Note is the asker's own word, if any.
	Note string
	// RecipientName greets; empty says "Hello". ManagerName asks, and gets the reply.
	RecipientName, ManagerName string
	// URL opens the recipient's activity.
	URL string
}

// overlapView is an Overlap as its templates see it.
type overlapView struct {
	Overlap
	Site string
}

func (o Overlap) view() (any, error) {
	for _, text := range []*string{&o.Alike, &o.Note, &o.RecipientName, &o.ManagerName} {
		*text = oneLine(*text)
	}
	u, err := url.Parse(o.URL)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return nil, errors.New("mail: overlap: the URL must be a whole http or https address")
	}
	for _, r := range []string{o.Reference, o.Other} {
		if !reference.MatchString(r) && r != "" || o.Reference == "" {
			return nil, fmt.Errorf("mail: overlap: %q is no reference", r)
		}
	}
	if o.Alike == "" {
		return nil, errors.New("mail: overlap: nothing is alike")
	}
	return overlapView{Overlap: o, Site: u.Host}, nil
}
