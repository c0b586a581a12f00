package mail

import (
	"errors"

	"qadam/models"
)

// single is what the templates of a mail with one step show.
type single struct {
	frameView
	// Ask says what is to be done, Quoted what it is about, one a line, and Note is the manager's own text.
	Ask    string
	Quoted []string
	Note   string
	// Action is the button's text, URL its address, Good a hint below it.
	Action, URL, Good string
}

// SignIn is the mail with a sign-in link.
type SignIn struct {
	Frame
	URL string
	// Minutes is for how long the link works.
	Minutes int
}

func (s SignIn) write(t *translator) (Letter, error) {
	if err := checkAddress(s.URL); err != nil || s.Minutes < 1 {
		return Letter{}, errors.Join(err, errors.New("mail: a sign-in link is good for some minutes"))
	}
	v := single{frameView: s.view(t, t.text("sign_in_subject"), t.text("sign_in_because")), Ask: t.plural("sign_in_ask", s.Minutes),
		Action: t.text("sign_in_action"),
		URL:    s.URL, Good: t.text("sign_in_good")}
	return singleTemplates.letter(t, v.Subject, v)
}

// UpdateLink is the mail with an update link.
type UpdateLink struct {
	Frame
	// Reference is the activity's full reference, "KAZ-P02-A3".
	Reference string
	URL       string
	// Until is the last day on which it works.
	Until models.Date
	// ManagerName is the manager who asks; empty where the recipient or a colleague asked for the link.
	ManagerName string
}

func (l UpdateLink) write(t *translator) (Letter, error) {
	if err := errors.Join(checkAddress(l.URL), checkReference(l.Reference)); err != nil {
		return Letter{}, err
	}
	because := t.text("link_because")
	if name := oneLine(l.ManagerName); name != "" {
		because = t.text("link_because_manager", "Name", name)
	}
	v := single{frameView: l.view(t, t.text("link_subject", "Reference", l.Reference), because),
		Ask:    t.text("link_ask", "Reference", l.Reference),
		Action: t.text("action_update", "Reference", l.Reference), URL: l.URL, Good: t.text("link_good", "Date", t.day(l.Until))}
	return singleTemplates.letter(t, v.Subject, v)
}

// Overlap asks one partner whether its activity and another one do the same.
type Overlap struct {
	Frame
	// Reference is the recipient's own activity, Other the similar one, "" where the recipient may not see it.
	Reference, Other string
	// Alike names what the two have in common, as models.Alike does; Themes are those that they share.
	Alike, Themes []string
	// ManagerName is the manager who asks and gets the reply; Note is that person's own text, if any.
	ManagerName, Note string
	// URL opens the recipient's activity.
	URL string
}

func (o Overlap) write(t *translator) (Letter, error) {
	err := errors.Join(checkAddress(o.URL), checkReference(o.Reference))
	v := single{Action: t.text("action_open", "Reference", o.Reference), URL: o.URL, Good: t.text("overlap_good")}
	subject := t.text("overlap_subject", "Reference", o.Reference)
	if o.Other == "" {
		v.Ask, v.Quoted = t.text("overlap_ask_alone", "Reference", o.Reference), []string{t.text("overlap_hidden")}
	} else {
		err = errors.Join(err, checkReference(o.Other))
		subject = t.text("overlap_subject_both", "Reference", o.Reference, "Other", o.Other)
		v.Ask = t.text("overlap_ask", "Reference", o.Reference, "Other", o.Other)
		for _, what := range o.Alike {
			v.Quoted = append(v.Quoted, t.text("alike_"+what, "Names", t.list(o.Themes)))
		}
	}
	if err != nil {
		return Letter{}, err
	}
	if name := oneLine(o.ManagerName); name != "" {
		v.Good = sentences(v.Good, t.text("overlap_replies", "Name", name))
		if note := oneLine(o.Note); note != "" {
			v.Note = t.text("overlap_note", "Name", name, "Note", note)
		}
	}
	v.frameView = o.view(t, subject, t.text("overlap_because", "Reference", o.Reference))
	return singleTemplates.letter(t, v.Subject, v)
}

// Decision tells a person what became of what they proposed.
type Decision struct {
	Frame
	// Reference is the need's or the milestone's, or the recipient's organisation where the need may not be named.
	Reference string
	// Refused is the status of a need that was proposed and not accepted.
	Refused models.NeedStatus
	// Returned says that an update came back, of the activity or project with the reference.
	Returned bool
	// Date is the one that was asked for, and Due the one that stays; "" where the asked one holds now.
	Date, Due models.Date
	// ManagerName is who decided and gets the reply; Note is the reason.
	ManagerName, Note string
	// URL is where it can be seen; "" for who does not sign in and has no form.
	URL string
}

func (d Decision) write(t *translator) (Letter, error) {
	if err := errors.Join(checkOptional(d.URL), checkReference(d.Reference)); err != nil {
		return Letter{}, err
	}
	v := single{Action: t.text("action_open", "Reference", d.Reference), URL: d.URL, Good: t.text("overlap_good")}
	if d.URL == "" {
		v.Good = ""
	}
	subject := "answer_moved"
	switch {
	case d.Refused != "":
		subject, v.Ask = "answer_refused", t.text("refused_"+string(d.Refused), "Reference", d.Reference)
	case d.Returned:
		subject, v.Ask = "answer_returned", t.text("update_returned", "Reference", d.Reference)
	case d.Due != "":
		subject, v.Ask = "answer_kept", t.text("date_kept", "Reference", d.Reference, "Date", t.day(d.Date), "Due", t.day(d.Due))
	default:
		v.Ask = t.text("date_moved", "Reference", d.Reference, "Date", t.day(d.Date))
	}
	if name := oneLine(d.ManagerName); name != "" {
		v.Good = sentences(v.Good, t.text("overlap_replies", "Name", name))
		if note := oneLine(d.Note); note != "" {
			v.Note = t.text("overlap_note", "Name", name, "Note", note)
		}
	}
	v.frameView = d.view(t, t.text(subject, "Reference", d.Reference), t.text("answer_because"))
	return singleTemplates.letter(t, v.Subject, v)
}
