package mail

import (
	"errors"
	"fmt"
	"strings"

	"qadam/models"
)

// Digest is what one mail to one person bundles.
type Digest struct {
	Frame
	// StandsInFor is the person for whom the recipient is the deputy, if any.
	StandsInFor string
	// ManagerName is the person who gets the replies; empty, or the recipient, leaves replies unmentioned.
	ManagerName string
	// Urgent marks a mail that did not wait for the morning.
	Urgent bool
	// Groups come in the order in which they are shown, the most urgent first.
	Groups []Group
	// Unsubscribe is where courtesies are turned off; empty where there are none.
	Unsubscribe string
	// Rest is where all that is due can be read; "" for who does not sign in.
	Rest string
}

// Group is one object with its pending steps, and one link.
type Group struct {
	// Kind is the noun of the object, "activity" for a milestone. Title is "" where it is confidential.
	Kind, Reference, Title string
	LastNews               models.Date
	// URL is where it is answered; "" where that is by a reply alone.
	URL string
	// Theirs marks a partner's pending step in a manager's mail, States a State's.
	Theirs, States bool
	// Until is the last day on which an update link works; "" for a link that only leads to the object.
	Until models.Date
	Lines []Line
}

// Line is one step.
type Line struct {
	// Watches is the event of the rule; it chooses the texts.
	Watches models.Watch
	Title   string
	DueOn   models.Date
	// Days are those since the clock's end, or since the last news. Today says that the end is today, Late that it has passed.
	Days        int
	Today, Late bool
	// Since is from when on Days count.
	Since models.Date
	// Count is how many objects a line tells of that is one for many, or how many new comments; WorkingDays
	// those of a silence that has not begun, 0 for others.
	Count, WorkingDays int
	// ToldBefore names the earlier recipients; Nobody names an organisation that has no contact for it.
	ToldBefore, Nobody string
	// Wording is the installation's own sentence.
	Wording string
}

// Add adds a step, or one more new comment to those that one line tells of; false where no line is added.
func (g *Group) Add(l Line) bool {
	if last := len(g.Lines) - 1; l.Watches == models.WatchComment && last >= 0 && g.Lines[last].Watches == l.Watches {
		l.Count += g.Lines[last].Count
		g.Lines[last] = l
		return false
	}
	g.Lines = append(g.Lines, l)
	return true
}

// The most that a mail's HTML part has, and how many steps it shows where they fit.
const (
	maxHTML  = 8 << 10
	maxLines = 20
)

// digestView is what the templates of a Digest show.
type digestView struct {
	frameView
	StandsIn string
	Shown    []groupView
	// More says how many steps were left out, and Rest is their address; "" where all are shown.
	More, Rest string
	// Good is a hint below the steps.
	Good string
	// Optional and Unsubscribe are the text and the address for turning off courtesies.
	Optional, Unsubscribe string
}

type groupView struct {
	// Before and After stand around the object's name.
	Before, After, Name, Reference, Note string
	choice
	// Others are further actions.
	Others []choice
	Lines  []Step
}

// choice is an address with its text.
type choice struct{ Action, URL string }

// Step is one pending step in words, for mails and pages.
type Step struct {
	State, Step, When string
	Notes             []string
	// Sign is the icon of the state: planned, due, overdue, stale, nobody or comment.
	Sign string
}

// In gives an object and its steps in a language: its name, or its kind where it has none.
func (g Group) In(language string) (name string, steps []Step, err error) {
	t := translatorFor(language)
	g.Title = short(g.Title)
	v := g.view(t, len(g.Lines))
	return v.Name, v.Lines, t.err
}

// write shows as many steps as fit into the mail.
func (d Digest) write(t *translator) (Letter, error) {
	if err := d.check(); err != nil {
		return Letter{}, err
	}
	for lines := maxLines; lines > 0; lines-- {
		v := d.viewOf(t, lines)
		if l, err := digestTemplates.letter(t, v.Subject, v); err != nil || len(l.HTML) <= maxHTML {
			return l, err
		}
	}
	return Letter{}, errors.New("mail: not even one step fits into the mail")
}

func (d *Digest) check() error {
	var faults []error
	if len(d.Groups) == 0 {
		faults = append(faults, errors.New("mail: a digest of nothing"))
	}
	for i, g := range d.Groups {
		g.Title = short(g.Title)
		d.Groups[i] = g
		faults = append(faults, checkOptional(g.URL), checkReference(g.Reference))
		if len(g.Lines) == 0 {
			faults = append(faults, fmt.Errorf("mail: digest: %s waits for nothing", g.Reference))
		}
	}
	return errors.Join(faults...)
}

// short makes one line of a text, at most 160 characters long.
func short(s string) string {
	const longest = 160
	text := []rune(oneLine(s))
	if len(text) > longest {
		return string(text[:longest-1]) + "…"
	}
	return string(text)
}

// viewOf gives a digest in words, with at most so many steps.
func (d Digest) viewOf(t *translator, lines int) digestView {
	because := "because"
	if d.Urgent {
		because = "urgent"
	}
	v := digestView{frameView: d.view(t, d.subject(t), t.text(because)), Rest: d.Rest, Optional: t.text("optional"),
		Unsubscribe: d.Unsubscribe}
	if name := oneLine(d.StandsInFor); name != "" {
		v.StandsIn = t.text("stands_in", "Name", name)
	}
	var first models.Date
	more := 0
	for _, g := range d.Groups {
		if lines <= 0 {
			more += len(g.Lines)
			continue
		}
		v.Shown = append(v.Shown, g.view(t, lines))
		if g.Until != "" && (first == "" || g.Until < first) {
			first = g.Until
		}
		more += max(0, len(g.Lines)-lines)
		lines -= min(lines, len(g.Lines))
	}
	if more > 0 {
		v.More = t.plural("more", more)
	}
	if first != "" {
		v.Good = t.text("yours", "Date", t.day(first))
	}
	if name := oneLine(d.ManagerName); name != "" && name != oneLine(d.RecipientName) {
		v.Good = sentences(v.Good, t.text("replies", "Name", name))
	}
	return v
}

// view gives one object in words, with at most so many steps.
func (g Group) view(t *translator, lines int) groupView {
	out := groupView{Name: g.Title, Reference: g.Reference, choice: choice{URL: g.URL}}
	ask := map[string]string{"activity": "ask_update", "project": "ask_update", "report_deadline": "ask_report"}[g.Kind]
	if ask == "" {
		ask = "ask_answer"
	}
	switch l := g.Lines[0]; {
	case l.Watches == models.WatchComment:
		ask = "ask_comment"
	case l.Watches == models.WatchUnmatched:
		ask = "ask_partner"
	case g.Theirs && l.Nobody != "":
		ask = "ask_contact"
	case g.Theirs && l.Watches == models.WatchReferral:
		ask = "ask_referral"
	case g.States:
		ask = "ask_state"
	case g.Theirs:
		ask = "ask_chase"
	}
	if out.Name == "" {
		out.Name = t.text("kind_" + g.Kind)
	}
	out.Before, out.After, _ = strings.Cut(t.text(ask, "Item", "\x00"), "\x00")
	if g.LastNews != "" {
		out.Note = t.text("last_news", "Date", t.day(g.LastNews))
	}
	action := "action_open"
	if ask == "ask_update" {
		action = "action_update"
	}
	out.Action = t.text(action, "Reference", g.Reference)
	if g.Until != "" {
		out.Others = g.shortcuts(t)
	}
	for _, l := range g.Lines[:min(lines, len(g.Lines))] {
		out.Lines = append(out.Lines, l.view(t, g.Theirs))
	}
	return out
}

// shortcuts are the pages behind an update link that need less than the whole form. They, too, change nothing until their button is
// pressed.
func (g Group) shortcuts(t *translator) []choice {
	same := t.text("same_so_far")
	if g.LastNews != "" {
		same = t.text("same", "Date", t.day(g.LastNews))
	}
	return []choice{{same, g.URL + "?same=1"}, {t.text("colleague"), g.URL + "/colleague"}}
}

// steps are the texts of steps that have no title of their own, or none that may be shown.
var steps = map[models.Watch]string{
	models.WatchUpdate: "step_update", models.WatchNews: "step_news", models.WatchMet: "step_need_met", models.WatchDraft: "step_draft",
	models.WatchReport: "step_report", models.WatchSilence: "step_silence", models.WatchExpiry: "step_expiry",
	models.WatchUnmatched: "step_partner", models.WatchReferral: "step_referral", models.WatchAgreement: "step_agree",
	models.WatchConsent: "step_consent", models.WatchRanking: "step_ranking", models.WatchConfirmation: "step_confirm",
	models.WatchScoring: "step_score",
}

// theirSteps are the texts of a partner's steps for those who chase them.
var theirSteps = map[models.Watch]string{
	models.WatchUpdate: "step_update_theirs", models.WatchNews: "step_news_theirs", models.WatchReferral: "step_referral_theirs",
}

// view gives one step in words, for the one who owes it or for one who chases it.
func (l Line) view(t *translator, theirs bool) Step {
	out := Step{Step: short(l.Title), Sign: "planned"}
	if id, own := steps[l.Watches]; own && l.Watches == models.WatchAgreement {
		out.Step = t.plural(id, l.Count)
	} else if own {
		if chased, other := theirSteps[l.Watches]; theirs && other {
			id = chased
		}
		out.Step = t.text(id)
	}
	switch {
	case l.Watches == models.WatchComment:
		out.Sign, out.Step = "comment", t.plural("step_comment", l.Count)
	case l.Nobody != "":
		out.Sign = "nobody"
	case l.Watches == models.WatchNews:
		out.Sign = "stale"
	case l.Watches == models.WatchUnmatched:
		out.Sign = "nobody"
	case l.Late:
		out.Sign = "overdue"
	case l.Watches != models.WatchMilestone:
		out.Sign = "due"
	}
	out.State = t.text("state_" + out.Sign)
	switch {
	case l.Watches == models.WatchComment:
		out.When = t.day(l.DueOn)
	case l.Watches == models.WatchNews:
		out.When = t.ago(l, "quiet")
	case l.Watches == models.WatchUnmatched:
		out.When = t.ago(l, "alone")
	case l.WorkingDays > 0:
		out.When = t.plural("runs_from_mail", l.WorkingDays)
	case l.Late:
		out.When = t.ago(l, "due_ago", "Date", t.day(l.DueOn))
	case l.Today:
		out.When = t.text("due_today", "Date", t.day(l.DueOn))
	default:
		out.When = t.text("due", "Date", t.day(l.DueOn))
	}
	if l.Nobody != "" {
		out.Notes = append(out.Notes, t.text("nobody_at", "Name", short(l.Nobody)))
	}
	if l.ToldBefore != "" {
		out.Notes = append(out.Notes, t.text("told_before", "Names", short(l.ToldBefore)))
	}
	if l.Wording != "" {
		out.Notes = append(out.Notes, oneLine(l.Wording))
	}
	return out
}

// subject names what is due by its reference alone.
func (d Digest) subject(t *translator) string {
	first := d.Groups[0]
	count := 0
	for _, g := range d.Groups {
		count += len(g.Lines)
	}
	if len(d.Groups) > 1 {
		return t.plural("subject_many", count, "Reference", first.Reference)
	}
	switch l := first.Lines[0]; {
	case l.Watches == models.WatchComment:
		return t.text("subject_comment", "Reference", first.Reference)
	case l.Watches == models.WatchUnmatched:
		return t.text("subject_partner", "Reference", first.Reference)
	case l.Watches == models.WatchNews:
		return t.text("subject_news", "Reference", first.Reference)
	case first.Kind != "activity" && first.Kind != "project":
		return t.text("subject_answer", "Reference", first.Reference)
	case l.Late:
		return t.ago(l, "subject_overdue", "Reference", first.Reference)
	}
	return t.text("subject_update", "Reference", first.Reference)
}
