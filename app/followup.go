package app

import (
	"cmp"
	"context"
	"crypto/subtle"
	"slices"
	"strings"
	"time"

	"qadam/app/store"
	"qadam/models"
)

// prepareRule keeps what a rule watches: its ladders are told by it.
func prepareRule(_ *store.Tx, old, r *models.ReminderRule) error {
	if r.Wording == nil {
		r.Wording = []models.Wording{}
	}
	if r.Ladder == nil {
		r.Ladder = []models.Rung{}
	}
	slices.SortFunc(r.Ladder, func(a, b models.Rung) int { return a.Offset - b.Offset })
	if old == nil {
		return nil
	}
	if old.Code != r.Code {
		return models.Fault("/code", "The code stays %q: others refer to it.", old.Code)
	}
	if old.Watches != r.Watches {
		return models.Fault("/watches", "The rule goes on watching %q; make another one.", old.Watches)
	}
	return nil
}

// prepareMailbox finds whose an address is. A deputy is somebody who may read what is handed over: of the same organisation,
// or of the same role where there is none.
func prepareMailbox(tx *store.Tx, old, m *models.Mailbox) error {
	m.Email, m.DeputyEmail, m.Morning = strings.ToLower(m.Email), strings.ToLower(m.DeputyEmail), cmp.Or(m.Morning, models.UsualMorning)
	if old != nil && old.Email != m.Email {
		return models.Fault("/email", "The address stays; make another mailbox.")
	}
	people, err := store.CorrespondentsOf(tx, []string{m.Email, m.DeputyEmail})
	if err != nil {
		return err
	}
	p, known := people[m.Email]
	if a := tx.Actor(); !known && old == nil || !a.SeesAll() && p.User != a.UserID && (p.Organisation == "" || p.Organisation != a.OrganisationID) {
		return models.Fault("/email", "Give your own address, or that of a contact of your organisation.")
	}
	if known {
		m.OrganisationID, m.UserID = p.Organisation, p.User
	}
	if err := models.CheckPeriod(m.AwayFrom, m.AwayUntil, "/away_until"); err != nil {
		return err
	}
	if (m.AwayFrom == "") != (m.AwayUntil == "") || (m.AwayFrom == "") != (m.DeputyEmail == "") {
		return models.Fault("/deputy_email", "Give all three: from when, until when, and who stands in.")
	}
	if m.DeputyEmail == "" {
		return nil
	}
	if day := today(tx); m.AwayUntil < day && (old == nil || old.AwayUntil != m.AwayUntil) {
		return models.Fault("/away_until", "Give a day from %s on: this absence is over.", day)
	}
	if d, known := people[m.DeputyEmail]; !known || !standsIn(d, p) {
		return models.Fault("/deputy_email", "Give a colleague: somebody of the same organisation, or counterpart of the same State, with the same role.")
	}
	return nil
}

// standsIn tells whether somebody may read what is handed over by another: they are at the same organisation, or counterparts of
// the same State, with the same role.
func standsIn(d, p store.Correspondent) bool {
	return d.Email != p.Email && d.Organisation == p.Organisation && (p.Organisation != "" || d.CountryCode == p.CountryCode) && (p.Role == "" || d.Role == "" || d.Role == p.Role)
}

// longestSnooze is for how many days something can be held back at once.
const longestSnooze = 60

// SnoozeDays gives the days until which something can be held back on a day.
func SnoozeDays(today models.Date) (from, to models.Date) {
	return today.AddDays(1), today.AddDays(longestSnooze)
}

// SnoozeReminder holds back what concerns a reminder's object, for the reminder's recipient, until a day. The ladder goes on:
// those on its next rungs are told.
func (a *App) SnoozeReminder(ctx context.Context, actor models.Actor, id models.ID, in models.SnoozeInput) (*models.Reminder, error) {
	return a.onReminder(ctx, actor, "reminder.snooze", id, &in, func(tx *store.Tx, r *models.Reminder) error {
		if from, to := SnoozeDays(today(tx)); in.Until < from || in.Until > to {
			return models.Fault("/until", "Give a day from %s to %s.", from, to)
		}
		return store.Snooze(tx, r.SubjectID, r.Recipient, in)
	})
}

// SendReminder sends a reminder that waits with the next round, as a mail of its own.
func (a *App) SendReminder(ctx context.Context, actor models.Actor, id models.ID) (*models.Reminder, error) {
	return a.onReminder(ctx, actor, "reminder.send", id, nil, func(tx *store.Tx, r *models.Reminder) error {
		sent, err := store.SendAtOnce(tx, r.ID)
		if err == nil && !sent {
			return models.Errorf(models.Conflict, "Only a reminder that waits can be sent; this one is %s.", r.Status)
		}
		return err
	})
}

// onReminder does something to one visible reminder.
func (a *App) onReminder(ctx context.Context, actor models.Actor, action string, id models.ID, in any, do func(*store.Tx, *models.Reminder) error) (*models.Reminder, error) {
	if err := allow(actor, action); err != nil {
		return nil, err
	}
	if in != nil {
		if err := CheckShape(in); err != nil {
			return nil, err
		}
	}
	return change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Reminder, error) {
		before, err := store.Reminders.Lock(tx, id)
		if err != nil {
			return nil, err
		}
		if err := do(tx, before); err != nil {
			return nil, err
		}
		after, err := store.Reminders.Get(tx, id)
		if err != nil {
			return nil, err
		}
		return after, audit(ctx, tx, action, "reminder", id, before, after)
	})
}

// Unsubscribe turns off what is optional for the mailbox with an id, for whoever has its secret, which only mails to it hold.
// What is wrong is answered in the same way.
func (a *App) Unsubscribe(ctx context.Context, id models.ID, secret string) error {
	key, err := a.secretKey(ctx)
	if err != nil || subtle.ConstantTimeCompare([]byte(secret), []byte(linkSecret(key, id))) != 1 {
		return err
	}
	return a.store.Update(ctx, System(), func(tx *store.Tx) error {
		off, err := store.NoCourtesies(tx, id)
		if err != nil || !off {
			return err
		}
		m, err := store.Mailboxes.Get(tx, id)
		if err != nil {
			return err
		}
		return audit(ctx, tx, "mailbox.unsubscribe", "mailbox", id, nil, m)
	})
}

// Forecast is what will go out in some days, as things stand.
type Forecast struct {
	From  models.Date `json:"from"`
	To    models.Date `json:"to"`
	Total int         `json:"total"`
	// ByDay counts what is said on each day.
	ByDay map[models.Date]int `json:"by_day"`
	// Items are the first of them, day by day.
	Items []models.Owed `json:"items"`
}

// mostForecast is how much of a forecast is written out; the counts tell of all.
const mostForecast = 500

// ForecastReminders tells what will go out in the coming days, if nothing is done meanwhile.
func (a *App) ForecastReminders(ctx context.Context, actor models.Actor, days int) (*Forecast, error) {
	if err := allow(actor, "reminder.forecast"); err != nil {
		return nil, err
	}
	s, err := a.newScan(ctx, a.store.Now())
	if err != nil {
		return nil, err
	}
	return a.forecast(ctx, s, days)
}

func (a *App) forecast(ctx context.Context, s *scan, days int) (*Forecast, error) {
	s.to = s.from.AddDays(days)
	f := &Forecast{From: s.from, To: s.to, ByDay: map[models.Date]int{}, Items: []models.Owed{}}
	for found, err := range s.owed(ctx, a) {
		if err != nil {
			return nil, err
		}
		for _, o := range found {
			f.Total++
			f.ByDay[o.On]++
			f.Items = append(f.Items, o)
		}
		if len(f.Items) > 2*mostForecast {
			f.keepFirst()
		}
	}
	f.keepFirst()
	return f, nil
}

// keepFirst leaves the items of the first days.
func (f *Forecast) keepFirst() {
	slices.SortStableFunc(f.Items, func(a, b models.Owed) int { return strings.Compare(string(a.On), string(b.On)) })
	f.Items = f.Items[:min(len(f.Items), mostForecast)]
}

// previewDays is how far ahead a changed rule or calendar is looked at.
const previewDays = 30

// RulePreview sets what a changed rule would send beside what it sends as it is.
type RulePreview struct {
	Now     Forecast `json:"now"`
	Changed Forecast `json:"changed"`
}

// PreviewRule tells what a rule would send in the next 30 days if it were changed so. It changes nothing.
func (a *App) PreviewRule(ctx context.Context, actor models.Actor, id models.ID, apply func(*models.ReminderRuleInput) error) (*RulePreview, error) {
	if err := allow(actor, "rule.preview"); err != nil {
		return nil, err
	}
	rule, err := view(a.Engine, ctx, actor, func(tx *store.Tx) (*models.ReminderRule, error) { return store.Rules.Get(tx, id) })
	if err != nil {
		return nil, err
	}
	changed := *rule
	if err := apply(&changed.ReminderRuleInput); err != nil {
		return nil, err
	}
	if err := CheckShape(changed.ReminderRuleInput); err != nil {
		return nil, err
	}
	if err := prepareRule(nil, rule, &changed); err != nil {
		return nil, err
	}
	out := &RulePreview{}
	for _, side := range []struct {
		rule models.ReminderRule
		into *Forecast
	}{{*rule, &out.Now}, {changed, &out.Changed}} {
		s, err := a.newScan(ctx, a.store.Now())
		if err != nil {
			return nil, err
		}
		if s.rules = nil; side.rule.Active {
			s.rules = []models.ReminderRule{side.rule}
		}
		f, err := a.forecast(ctx, s, previewDays)
		if err != nil {
			return nil, err
		}
		*side.into = *f
	}
	return out, nil
}

// Moved is one reminder that another calendar would send on another day; "" is on none of the days looked at.
type Moved struct {
	models.Owed
	Was models.Date `json:"was"`
}

// CalendarPreview tells what a changed calendar would move.
type CalendarPreview struct {
	Moved int `json:"moved"`
	// Today counts what would go out at once because of the change.
	Today int     `json:"today"`
	Items []Moved `json:"items"`
}

// PreviewCalendar tells which reminders of the next 30 days a changed calendar would move. It changes nothing: what has
// been sent stays sent, and what is not yet sent follows the calendar when it is changed.
func (a *App) PreviewCalendar(ctx context.Context, actor models.Actor, id models.ID, apply func(*models.CalendarInput) error) (*CalendarPreview, error) {
	if err := allow(actor, "calendar.preview"); err != nil {
		return nil, err
	}
	return a.previewCalendar(ctx, actor, id, apply)
}

func (a *App) previewCalendar(ctx context.Context, actor models.Actor, id models.ID, apply func(*models.CalendarInput) error) (*CalendarPreview, error) {
	var now, changed *scan
	err := a.store.View(ctx, actor, func(tx *store.Tx) error {
		c, err := store.Calendars.Get(tx, id)
		if err != nil {
			return err
		}
		other := *c
		if err := apply(&other.CalendarInput); err != nil {
			return err
		}
		if err := CheckShape(other.CalendarInput); err != nil {
			return err
		}
		if err := prepareCalendar(tx, c, &other); err != nil {
			return err
		}
		if now, err = a.scanAt(tx.As(System()), tx.Now()); err != nil {
			return err
		}
		changed, err = a.scanAt(tx.As(System()), tx.Now(), other)
		return err
	})
	if err != nil {
		return nil, err
	}
	return a.moves(ctx, now, changed)
}

// occasionOf is what tells one reminder from all others.
type occasionOf struct {
	rule, occasion, recipient string
	subject                   models.ID
}

func (a *App) moves(ctx context.Context, now, changed *scan) (*CalendarPreview, error) {
	was := map[occasionOf]models.Owed{}
	now.to, changed.to = now.from.AddDays(previewDays), changed.from.AddDays(previewDays)
	for found, err := range now.owed(ctx, a) {
		if err != nil {
			return nil, err
		}
		for _, o := range found {
			was[occasionOf{o.Rule, o.Occasion, o.Recipient, o.SubjectID}] = o
		}
	}
	out := &CalendarPreview{Items: []Moved{}}
	note := func(m Moved) {
		out.Moved++
		if m.On == changed.from {
			out.Today++
		}
		if len(out.Items) < mostForecast {
			out.Items = append(out.Items, m)
		}
	}
	for found, err := range changed.owed(ctx, a) {
		if err != nil {
			return nil, err
		}
		for _, o := range found {
			key := occasionOf{o.Rule, o.Occasion, o.Recipient, o.SubjectID}
			before := was[key].On
			delete(was, key)
			if before != o.On {
				note(Moved{o, before})
			}
		}
	}
	for _, o := range was {
		before := o.On
		o.On = ""
		note(Moved{o, before})
	}
	slices.SortFunc(out.Items, func(a, b Moved) int {
		return strings.Compare(string(max(a.On, a.Was))+a.Reference+a.Occasion, string(max(b.On, b.Was))+b.Reference+b.Occasion)
	})
	return out, nil
}

// mailIsLate is for how long a mail may wait before the overview says that mail does not leave.
const mailIsLate = 30 * time.Minute

func (a *App) rules() *Resource[models.ReminderRule, models.ReminderRuleInput] {
	return newResource(a.Engine, Kind[models.ReminderRule, models.ReminderRuleInput]{Noun: store.Rules, Name: "rule",
		Input: func(r *models.ReminderRule) *models.ReminderRuleInput { return &r.ReminderRuleInput }, Prepare: prepareRule})
}

func (a *App) reminders() *Resource[models.Reminder, None] {
	return newResource(a.Engine, Kind[models.Reminder, None]{Noun: store.Reminders, Name: "reminder"})
}

func (a *App) outbox() *Resource[models.OutboxMail, None] {
	return newResource(a.Engine, Kind[models.OutboxMail, None]{Noun: store.Outbox, Name: "outbox"})
}

func (a *App) mailboxes() *Resource[models.Mailbox, models.MailboxInput] {
	return newResource(a.Engine, Kind[models.Mailbox, models.MailboxInput]{Noun: store.Mailboxes, Name: "mailbox",
		Input: func(m *models.Mailbox) *models.MailboxInput { return &m.MailboxInput }, Prepare: prepareMailbox})
}

func (a *App) reportDeadlines() *Resource[models.ReportDeadline, models.ReportDeadlineInput] {
	return newResource(a.Engine, Kind[models.ReportDeadline, models.ReportDeadlineInput]{Noun: store.ReportDeadlines, Name: "report_deadline",
		Input: func(d *models.ReportDeadline) *models.ReportDeadlineInput { return &d.ReportDeadlineInput },
		Prepare: func(tx *store.Tx, _, d *models.ReportDeadline) error {
			if err := models.CheckPeriod(d.CoversTo, d.DueOn, "/due_on"); err != nil {
				return err
			}
			return store.Organisations.See(tx, "/organisation_id", d.OrganisationID)
		}})
}
