package mail

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"qadam/models"
)

// Digest is what one mail to one person bundles. Texts must be such that this person may read them; the subject shows
// nothing but references.
type Digest struct {
	// Language is the one asked for; where the catalogue has it not, the mail is in English and says so.
	Language string
	// RecipientName greets; empty says "Hello". StandsInFor is whom the recipient replaces, if anybody.
	RecipientName, StandsInFor string
	// Site is the host of this installation.
	Site string
	// ManagerName is to whom replies go; empty, or the recipient, leaves replies unmentioned.
	ManagerName string
	// Urgent marks a mail that did not wait for the morning.
	Urgent bool
	// Groups come in the order in which they are shown, the most urgent first.
	Groups []Group
	// Unsubscribe is where courtesies are turned off; empty where there are none.
	Unsubscribe string
	// Rest is where all that is due can be read.
	Rest string
	// Notice is said in the mail: that the data is fiction, say.
	Notice string
}

// Group is one object with the steps that it waits for, and one link.
type Group struct {
	// Kind is "activity", "project", "need", "mission", "consent" or "report_deadline". Title is "" where it is confidential.
	Kind, Reference, Title string
	LastNews               models.Date
	URL                    string
	// Theirs marks what a partner owes, where the mail tells a manager of it.
	Theirs bool
	// Until is for how long the link lets its recipient answer without signing in; "" where it merely leads to the object.
	Until models.Date
	Lines []Line
}

// Line is one step.
type Line struct {
	// Watches is what the rule watches; it chooses the words.
	Watches, Title string
	DueOn          models.Date
	// Days are those since the clock's end; for what counts silence, those of the silence. Late tells that the end has passed.
	Days int
	Late bool
	// ToldBefore names who was told before; Nobody names the organisation at which nobody is responsible.
	ToldBefore, Nobody string
	// Wording is the installation's own sentence.
	Wording string
}

// The most that a mail's HTML part has, and how many steps it shows where they fit.
const (
	mostHTML  = 8 << 10
	mostLines = 10
)

// reference has no spaces, so that no words can slip into a subject.
var reference = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}._/-]{0,59}$`)

// digestView is a Digest as its templates see it.
type digestView struct {
	Digest
	tongue
	Shown []groupView
	// Until is the last day of the first link that ends; "" where no link is one's own.
	Until string
	// More is how many steps there is no room for.
	More int
}

type groupView struct {
	Group
	// Before and After are what is said around the object's name.
	Before, After, Name, Note string
	Action                    string
	Lines                     []lineView
}

type lineView struct {
	State, Step, When string
	Notes             []string
	// Sign is the shape that goes with the state's word.
	Sign string
}

// RenderDigest writes a digest's subject, its two parts, and the language that they are in. It shows as many steps as fit.
func RenderDigest(d Digest) (subject, text, html, lang string, err error) {
	if err := d.check(); err != nil {
		return "", "", "", "", err
	}
	for lines := mostLines; lines > 0; lines-- {
		v, err := d.viewOf(lines)
		if err != nil {
			return "", "", "", "", err
		}
		if subject, text, html, err = templates["digest"].render(v); err != nil || len(html) <= mostHTML {
			return subject, text, html, v.Lang, err
		}
	}
	return "", "", "", "", errors.New("mail: not even one step fits into the mail")
}

func (d *Digest) check() error {
	var faults []error
	if len(d.Groups) == 0 {
		faults = append(faults, errors.New("mail: a digest of nothing"))
	}
	for i, g := range d.Groups {
		g.Title = short(g.Title)
		d.Groups[i] = g
		u, err := url.Parse(g.URL)
		if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
			faults = append(faults, fmt.Errorf("mail: digest: the address of %s must be a whole http or https address", g.Reference))
		}
		if !reference.MatchString(g.Reference) {
			faults = append(faults, fmt.Errorf("mail: digest: %q is no reference", g.Reference))
		}
		if len(g.Lines) == 0 {
			faults = append(faults, fmt.Errorf("mail: digest: %s waits for nothing", g.Reference))
		}
	}
	return errors.Join(faults...)
}

// short makes one line of a text, and cuts what would crowd the others out.
func short(s string) string {
	const longest = 160
	text := []rune(oneLine(s))
	if len(text) > longest {
		return string(text[:longest-1]) + "…"
	}
	return string(text)
}

// viewOf puts a digest in words, with at most so many steps.
func (d Digest) viewOf(lines int) (digestView, error) {
	v := digestView{Digest: d, tongue: tongueOf(d.Language)}
	v.RecipientName, v.StandsInFor, v.ManagerName, v.Notice = oneLine(d.RecipientName), oneLine(d.StandsInFor), oneLine(d.ManagerName), oneLine(d.Notice)
	if v.ManagerName == v.RecipientName {
		v.ManagerName = ""
	}
	var first models.Date
	for _, g := range d.Groups {
		if lines <= 0 {
			v.More += len(g.Lines)
			continue
		}
		shown, err := v.group(g, lines)
		if err != nil {
			return v, err
		}
		v.Shown = append(v.Shown, shown)
		if g.Until != "" && (first == "" || g.Until < first) {
			first = g.Until
		}
		v.More += max(0, len(g.Lines)-lines)
		lines -= len(shown.Lines)
	}
	if first == "" {
		return v, nil
	}
	var err error
	v.Until, err = v.Day(first)
	return v, err
}

// group puts one object in words.
func (v digestView) group(g Group, lines int) (groupView, error) {
	out := groupView{Group: g, Name: g.Title}
	w := words{tongue: v.tongue}
	ask := map[string]string{"activity": "ask_update", "project": "ask_update", "report_deadline": "ask_report"}[g.Kind]
	if ask == "" {
		ask = "ask_answer"
	}
	switch l := g.Lines[0]; {
	case l.Watches == models.WatchUnmatched:
		ask = "ask_partner"
	case g.Theirs && l.Nobody != "":
		ask = "ask_contact"
	case g.Theirs:
		ask = "ask_chase"
	}
	if out.Name == "" {
		out.Name = w.t("kind_" + g.Kind)
	}
	out.Before, out.After, _ = strings.Cut(w.t(ask, "Item", "\x00"), "\x00")
	if g.LastNews != "" {
		out.Note = w.t("last_news", "Date", w.day(g.LastNews))
	}
	action := "action_open"
	if ask == "ask_update" {
		action = "action_update"
	}
	out.Action = w.t(action, "Reference", g.Reference)
	for _, l := range g.Lines[:min(lines, len(g.Lines))] {
		out.Lines = append(out.Lines, w.line(l))
	}
	return out, w.err
}

// words is a tongue that keeps the first fault for later.
type words struct {
	tongue
	err error
}

func (w *words) keep(text string, err error) string {
	if w.err == nil {
		w.err = err
	}
	return text
}

func (w *words) t(id string, pairs ...any) string        { return w.keep(w.T(id, pairs...)) }
func (w *words) n(id string, n int, pairs ...any) string { return w.keep(w.N(id, n, pairs...)) }
func (w *words) day(d models.Date) string                { return w.keep(w.Day(d)) }

// steps are the words of steps that have no title of their own, or none that may be told.
var steps = map[string]string{models.WatchUpdate: "step_update", models.WatchNews: "step_news", models.WatchMet: "step_need_met", models.WatchDraft: "step_draft",
	models.WatchReport: "step_report", models.WatchSilence: "step_silence", models.WatchExpiry: "step_expiry", models.WatchUnmatched: "step_partner"}

// line puts one step in words.
func (w *words) line(l Line) lineView {
	out := lineView{Step: short(l.Title), Sign: "planned"}
	if id, own := steps[l.Watches]; own {
		out.Step = w.t(id)
	}
	switch {
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
	out.State = w.t("state_" + out.Sign)
	switch {
	case l.Watches == models.WatchNews:
		out.When = w.n("quiet", l.Days)
	case l.Watches == models.WatchUnmatched:
		out.When = w.n("alone", l.Days)
	case l.Late:
		out.When = w.n("due_ago", l.Days, "Date", w.day(l.DueOn))
	default:
		out.When = w.t("due", "Date", w.day(l.DueOn))
	}
	if l.Nobody != "" {
		out.Notes = append(out.Notes, w.t("nobody_at", "Name", short(l.Nobody)))
	}
	if l.ToldBefore != "" {
		out.Notes = append(out.Notes, w.t("told_before", "Names", short(l.ToldBefore)))
	}
	if l.Wording != "" {
		out.Notes = append(out.Notes, oneLine(l.Wording))
	}
	return out
}

// Subject names what is due by reference, and nothing else.
func (v digestView) Subject() (string, error) {
	first := v.Groups[0]
	count := 0
	for _, g := range v.Groups {
		count += len(g.Lines)
	}
	if len(v.Groups) > 1 {
		return v.N("subject_many", count, "Reference", first.Reference)
	}
	switch l := first.Lines[0]; {
	case l.Watches == models.WatchUnmatched:
		return v.T("subject_partner", "Reference", first.Reference)
	case l.Watches == models.WatchNews:
		return v.T("subject_news", "Reference", first.Reference)
	case first.Kind != "activity" && first.Kind != "project":
		return v.T("subject_answer", "Reference", first.Reference)
	case l.Late:
		return v.N("subject_overdue", l.Days, "Reference", first.Reference)
	}
	return v.T("subject_update", "Reference", first.Reference)
}
