package reminders

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"time"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

const (
	// itemsAtOnce is how many items a scan holds in memory.
	itemsAtOnce = 2000
	// remindersWritten is about how many reminders a scan writes in one transaction.
	remindersWritten = 200
)

// ScanReminders finds what is owed at an instant and records it, for the next mail to the person who owes it, and gives how many
// reminders are new. Any number of servers may scan at once, and as often as they like: an occasion is told once.
func (a *FollowUp) ScanReminders(ctx context.Context, at time.Time) (int, error) {
	s, err := a.newScan(ctx, at)
	if err != nil {
		return 0, err
	}
	if len(s.managers) == 0 {
		a.Log.Warn("no manager is in duty: of what is theirs nobody is reminded")
	}
	return a.recordOwed(ctx, s)
}

// TellAtOnce does what ScanReminders does for the rules that tell at once when their clock starts, which watch little, and makes the
// mails of what is new. It gives how many reminders are new.
func (a *FollowUp) TellAtOnce(ctx context.Context) (int, error) {
	s, err := a.newScan(ctx, a.Store().Now())
	if err != nil {
		return 0, err
	}
	s.rules = slices.DeleteFunc(s.rules, func(r models.ReminderRule) bool {
		return !slices.ContainsFunc(r.Ladder, models.Rung.TellsAtOnce)
	})
	recorded, err := a.recordOwed(ctx, s)
	if err == nil && recorded > 0 {
		_, err = a.ComposeMails(ctx)
	}
	return recorded, err
}

// recordOwed records what a scan finds.
func (a *FollowUp) recordOwed(ctx context.Context, s *scan) (recorded int, err error) {
	for found, err := range s.owed(ctx, a) {
		if err != nil {
			return recorded, err
		}
		n, err := a.record(ctx, found)
		if err != nil {
			return recorded, err
		}
		recorded += n
	}
	return recorded, nil
}

// record writes what is owed in one transaction.
func (a *FollowUp) record(ctx context.Context, found []models.Owed) (int, error) {
	added := 0
	all := make([]models.Reminder, len(found))
	for i, o := range found {
		all[i] = models.Reminder{Rule: o.Rule, SubjectType: o.SubjectType, SubjectID: o.SubjectID, Reference: o.Reference,
			Occasion: o.Occasion, DueOn: o.DueOn, Since: o.Since, Rung: o.Rung, Role: o.Role, PersonID: o.PersonID, Recipient: o.Recipient,
			RecipientName: o.RecipientName, OrganisationID: o.OrganisationID, AtOnce: o.AtOnce, Courtesy: o.Courtesy,
			ToldBefore: o.ToldBefore}
		if o.Nobody != "" {
			all[i].Why = nobodyResponsible + o.Nobody
		}
	}
	err := a.Store().Update(ctx, engine.System(), func(tx *store.Tx) (err error) {
		added, err = store.AddReminders(tx, all)
		return err
	})
	return added, err
}

// nobodyResponsible begins the reason of a reminder to a manager.
const nobodyResponsible = "Nobody is responsible at "

// DueReminders gives what a scan at an instant would tell and to whom, at most so much of it; 0 is no limit. It tells and
// writes nothing.
func (a *FollowUp) DueReminders(ctx context.Context, at time.Time, limit int) ([]models.Owed, error) {
	s, err := a.newScan(ctx, at)
	if err != nil {
		return nil, err
	}
	return s.collect(ctx, a, limit)
}

// collect collects what a scan finds, up to a limit.
func (s *scan) collect(ctx context.Context, a *FollowUp, limit int) ([]models.Owed, error) {
	out := []models.Owed{}
	for found, err := range s.owed(ctx, a) {
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
		if limit > 0 && len(out) >= limit {
			return out[:limit], nil
		}
	}
	return out, nil
}

// scan is what all rules share: the period, the calendars, and the active people.
type scan struct {
	now  time.Time
	from models.Date
	// to is the end of a forecast; "" for what is owed now.
	to        models.Date
	rules     []models.ReminderRule
	days      *workdays
	place     map[*models.Calendar]models.Date
	managers  []store.Recipient
	nationals map[string][]store.Recipient
	bounced   map[string]bool
	// anyHour lets mails go at any hour and day of their recipients.
	anyHour bool
}

// newScan makes a scan of one instant.
func (a *FollowUp) newScan(ctx context.Context, at time.Time) (*scan, error) {
	return engine.View(a.Engine, ctx, engine.System(), func(tx *store.Tx) (*scan, error) { return a.scanAt(tx, at) })
}

func (a *FollowUp) scanAt(tx *store.Tx, at time.Time, changed ...models.Calendar) (*scan, error) {
	today := models.DateOf(at.UTC())
	s := &scan{now: at, from: today, nationals: map[string][]store.Recipient{}}
	var err error
	if s.days, err = newWorkdays(tx, changed...); err != nil {
		return nil, err
	}
	if s.rules, err = store.ActiveRules(tx); err != nil {
		return nil, err
	}
	if s.managers, err = store.ActiveManagers(tx); err != nil {
		return nil, err
	}
	if s.bounced, err = store.BouncedAddresses(tx); err != nil {
		return nil, err
	}
	nationals, err := store.Counterparts(tx)
	for _, n := range nationals {
		s.nationals[n.CountryCode] = append(s.nationals[n.CountryCode], n.Recipient)
	}
	return s, err
}

// owed finds what is owed and was not told yet, rule by rule, a bounded number at a time. All reminders of one item come
// together: an occasion is told to all of its recipients, or to none.
func (s *scan) owed(ctx context.Context, a *FollowUp) iter.Seq2[[]models.Owed, error] {
	return func(yield func([]models.Owed, error) bool) {
		for _, rule := range s.rules {
			if c, any := s.activate(rule); any && !s.scanRule(ctx, a, c, yield) {
				return
			}
		}
	}
}

// scanRule yields what one rule finds; false when no more is wanted.
func (s *scan) scanRule(ctx context.Context, a *FollowUp, c activeRule, yield func([]models.Owed, error) bool) bool {
	for next := &c.span; next != nil; {
		var found []models.Owed
		err := a.Store().View(ctx, engine.System(), func(tx *store.Tx) (err error) {
			var items []store.WatchedItem
			if items, next, err = c.find(tx, c.Watches, *next); err == nil {
				found, err = s.unrecorded(tx, c, items)
			}
			return err
		})
		if err != nil {
			return yield(nil, err)
		}
		for part := range parts(found) {
			if !yield(part, nil) {
				return false
			}
		}
	}
	return true
}

// scanItem is an item with its due rungs.
type scanItem struct {
	item        store.WatchedItem
	says        []dueRung
	end, anchor models.Date
}

// unrecorded gives the reminders of some items, without occasions that were recorded before.
func (s *scan) unrecorded(tx *store.Tx, c activeRule, items []store.WatchedItem) ([]models.Owed, error) {
	var some []scanItem
	var subjects []models.ID
	for _, item := range items {
		end, anchor := c.end(item)
		n := scanItem{item: item, end: end, anchor: anchor}
		if n.says = s.dueRungs(c, s.days.of(item.OrganisationID, item.CountryCode), n); len(n.says) > 0 {
			some, subjects = append(some, n), append(subjects, item.ID)
		}
	}
	if len(some) == 0 {
		return nil, nil
	}
	told, err := store.PriorReminders(tx, c.Code, subjects)
	var out []models.Owed
	for _, n := range some {
		before := told[n.item.ID]
		for _, say := range n.says {
			out = append(out, s.remindersFor(c, n, say, before)...)
		}
	}
	return out, err
}

// remindersFor gives the step that an item waits for, once for each person who is told on a rung and was not told before.
func (s *scan) remindersFor(c activeRule, n scanItem, say dueRung, before []store.PriorReminder) []models.Owed {
	who, nobody := s.recipients(say.rung, n.item)
	o := models.Owed{
		Rule:        c.Code,
		SubjectType: c.noun,
		SubjectID:   n.item.ID,
		Occasion:    occasionKey(n.anchor, say.rung),
		On:          say.on,
		DueOn:       n.end,
		Since:       n.anchor,
		Rung:        say.rung.Offset,
		AtOnce:      say.rung.AtOnce,
		Courtesy:    say.rung.Courtesy,
		Nobody:      nobody,
		NextStep:    c.step(n.item),
		DaysLate:    max(0, n.end.DaysUntil(say.on)),
	}
	out := make([]models.Owed, 0, len(who))
	for _, p := range who {
		if p.told(before, o.Occasion) {
			continue
		}
		o.PersonID, o.Recipient, o.RecipientName, o.Language, o.Role, o.OrganisationID = p.ID, p.Email, p.Name,
			cmp.Or(p.Language, "en"), models.RecipientRole(p.role), p.organisation
		o.Reference = n.item.Reference
		if p.organisation != "" && n.item.OrganisationCode != "" { // the need of a referral is not named to the organisation for good
			o.Reference = n.item.OrganisationCode
		}
		o.Reference = cmp.Or(p.reference, o.Reference)
		o.ToldBefore = ""
		if say.last && !p.personal {
			o.ToldBefore = earlierRecipients(before, n.anchor, p.Email)
		}
		out = append(out, o)
	}
	return out
}

// step is what is to be done about an item, in one line. Titles of needs, missions and consents are confidential and left out.
func (c activeRule) step(item store.WatchedItem) string {
	switch c.Watches {
	case models.WatchUnmatched:
		need := models.Need{Status: models.NeedStatus(item.Status)}
		return need.NextOf().Action
	case models.WatchMet:
		return "Say whether it was met"
	case models.WatchDraft:
		return "Send comments on the draft report"
	case models.WatchReport:
		return "Respond to the report"
	case models.WatchSilence:
		return "Object, or let the consent take effect"
	case models.WatchExpiry:
		return "Renew the consent, or let it expire"
	case models.WatchConsent:
		return "Give consent or refuse it"
	case models.WatchAgreement:
		return "Agree to the needs or decline them"
	case models.WatchRanking:
		return "Agree to the ranking or decline it"
	case models.WatchConfirmation:
		return "Confirm whether it was met"
	case models.WatchReferral:
		return "Accept or decline what is put before you"
	case models.WatchScoring:
		return "Score the needs"
	}
	return item.Title
}

// parts cuts a list into pieces for one transaction each, never between two people who owe the same step.
func parts(found []models.Owed) iter.Seq[[]models.Owed] {
	return func(yield func([]models.Owed) bool) {
		for len(found) > 0 {
			n := min(remindersWritten, len(found))
			for n < len(found) && found[n].SubjectID == found[n-1].SubjectID {
				n++
			}
			if !yield(found[:n]) {
				return
			}
			found = found[n:]
		}
	}
}
