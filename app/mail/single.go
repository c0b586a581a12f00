package mail

import (
	"errors"

	"qadam/models"
)

// single is a mail with one thing to do, as its templates see it.
type single struct {
	frameView
	// Ask says what is to be done, Quoted what it is about, one a line, and Note what somebody has to say of it.
	Ask    string
	Quoted []string
	Note   string
	// Action is the button's, URL where it leads, Good what is good to know of it.
	Action, URL, Good string
}

// SignIn is a link by which one person signs in, good once.
type SignIn struct {
	Frame
	URL string
	// Minutes is for how long it is good.
	Minutes int
}

func (s SignIn) write(t *tongue) (Letter, error) {
	if err := checkAddress(s.URL); err != nil || s.Minutes < 1 {
		return Letter{}, errors.Join(err, errors.New("mail: a sign-in link is good for some minutes"))
	}
	v := single{frameView: s.view(t, t.t("sign_in_subject"), t.t("sign_in_because")), Ask: t.n("sign_in_ask", s.Minutes), Action: t.t("sign_in_action"),
		URL: s.URL, Good: t.t("sign_in_good")}
	return singleTemplates.letter(t, v.Subject, v)
}

// Link is the address by which one person reports once on one activity.
type Link struct {
	Frame
	// Reference is the activity's full reference, "KAZ-P02-A3".
	Reference string
	URL       string
	// Until is the last day on which it works.
	Until models.Date
	// ManagerName is who asks; empty where the recipient, or a colleague, asked for the link.
	ManagerName string
}

func (l Link) write(t *tongue) (Letter, error) {
	if err := errors.Join(checkAddress(l.URL), checkReference(l.Reference)); err != nil {
		return Letter{}, err
	}
	because := t.t("link_because")
	if name := oneLine(l.ManagerName); name != "" {
		because = t.t("link_because_manager", "Name", name)
	}
	v := single{frameView: l.view(t, t.t("link_subject", "Reference", l.Reference), because), Ask: t.t("link_ask", "Reference", l.Reference),
		Action: t.t("action_update", "Reference", l.Reference), URL: l.URL, Good: t.t("link_good", "Date", t.day(l.Until))}
	return singleTemplates.letter(t, v.Subject, v)
}

// Overlap asks one partner whether its activity and another one do the same.
type Overlap struct {
	Frame
	// Reference is the recipient's own activity, Other the one that it is like, "" where the recipient may not see that.
	Reference, Other string
	// Alike are the things in which the two are alike, as models.Alike names them; Themes are those that they share.
	Alike, Themes []string
	// ManagerName asks, and gets the reply; Note is that person's own word, if any.
	ManagerName, Note string
	// URL opens the recipient's activity.
	URL string
}

func (o Overlap) write(t *tongue) (Letter, error) {
	err := errors.Join(checkAddress(o.URL), checkReference(o.Reference))
	v := single{Action: t.t("action_open", "Reference", o.Reference), URL: o.URL, Good: t.t("overlap_good")}
	subject := t.t("overlap_subject", "Reference", o.Reference)
	if o.Other == "" {
		v.Ask, v.Quoted = t.t("overlap_ask_alone", "Reference", o.Reference), []string{t.t("overlap_hidden")}
	} else {
		err = errors.Join(err, checkReference(o.Other))
		subject = t.t("overlap_subject_both", "Reference", o.Reference, "Other", o.Other)
		v.Ask = t.t("overlap_ask", "Reference", o.Reference, "Other", o.Other)
		for _, what := range o.Alike {
			v.Quoted = append(v.Quoted, t.t("alike_"+what, "Names", t.list(o.Themes)))
		}
	}
	if err != nil {
		return Letter{}, err
	}
	if name := oneLine(o.ManagerName); name != "" {
		v.Good = sentences(v.Good, t.t("overlap_replies", "Name", name))
		if note := oneLine(o.Note); note != "" {
			v.Note = t.t("overlap_note", "Name", name, "Note", note)
		}
	}
	v.frameView = o.view(t, subject, t.t("overlap_because", "Reference", o.Reference))
	return singleTemplates.letter(t, v.Subject, v)
}
