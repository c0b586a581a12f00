package reminders

import (
	"cmp"
	"slices"
	"strings"

	"qadam/app/engine"
	"qadam/app/mail"
	"qadam/app/store"
	"qadam/models"
)

// digestItem is a reminder with the item as it is now.
type digestItem struct {
	models.Reminder
	item  store.WatchedItem
	rule  models.ReminderRule
	event event
}

// stillOwed reads the items again and drops reminders of steps that were taken, suspended or moved, and unwanted courtesies. What
// another person owes by now is deleted, and recorded for that person by the next scan.
func (c *composer) stillOwed(rows []models.Reminder) ([]digestItem, error) {
	live, over, others, err := c.partition(rows)
	if err != nil {
		return nil, err
	}
	for why, all := range over {
		if err := store.DropReminders(c.tx, all, why); err != nil {
			return nil, err
		}
	}
	return live, store.DeleteReminders(c.tx, others)
}

// partition divides reminders into those still owed by their recipient, by due date; those that are over, by reason; and those
// that belong to another person now.
func (c *composer) partition(rows []models.Reminder) (out []digestItem, over map[string][]models.ID, others []models.ID, err error) {
	byRule := map[string][]models.Reminder{}
	for _, r := range rows {
		byRule[r.Rule] = append(byRule[r.Rule], r)
	}
	over = map[string][]models.ID{}
	for _, rule := range c.scan.rules {
		some := byRule[rule.Code]
		if len(some) == 0 {
			continue
		}
		delete(byRule, rule.Code)
		items, err := c.itemsOf(rule.Watches, some)
		if err != nil {
			return nil, nil, nil, err
		}
		for _, r := range some {
			item, open := items.of(r)
			why := c.dropReason(rule, r, item, open)
			switch {
			case why != "":
				over[why] = append(over[why], r.ID)
			case !c.stillRecipient(rule, r, item):
				others = append(others, r.ID)
			default:
				out = append(out, digestItem{r, item, rule, events[rule.Watches]})
			}
		}
	}
	for _, some := range byRule {
		over["Its rule was switched off before the mail went"] = append(
			over["Its rule was switched off before the mail went"],
			engine.IdsOf(some, reminderID)...)
	}
	slices.SortStableFunc(out, func(x, y digestItem) int { return cmp.Compare(x.DueOn, y.DueOn) })
	return out, over, others, nil
}

// dropReason says why a reminder is dropped; "" where it is not.
func (c *composer) dropReason(rule models.ReminderRule, r models.Reminder, item store.WatchedItem, open bool) string {
	_, anchor := activeRule{ReminderRule: rule}.end(item)
	switch {
	case !open:
		return "Done, suspended or closed before the mail went"
	case r.Since != "" && anchor != r.Since:
		return "Its date was moved before the mail went"
	case r.Courtesy && c.to.NoCourtesy:
		return "Its recipient wants no notices ahead of time"
	}
	return ""
}

// stillRecipient tells whether a reminder still belongs to its recipient, or to the person whose deputy it is.
func (c *composer) stillRecipient(rule models.ReminderRule, r models.Reminder, item store.WatchedItem) bool {
	at := slices.IndexFunc(rule.Ladder, func(g models.Rung) bool { return r.Occasion == occasionKey(r.Since, g) })
	switch {
	case r.Role == models.RecipientDeputy:
		return r.OrganisationID == "" || r.OrganisationID == item.OrganisationID || addresses(item, r.OrganisationID)
	case at < 0: // the ladder was changed, and has another rung for this
		return true
	}
	who, _ := c.scan.recipients(rule.Ladder[at], item)
	return slices.ContainsFunc(who, func(p recipient) bool { return p.ID == r.PersonID && p.organisation == r.OrganisationID })
}

// watchedItems are the open items of each object: one, or each period that is not reported on.
type watchedItems map[models.ID][]store.WatchedItem

// of gives the item that a reminder is about, or one of the same object whose date was moved.
func (all watchedItems) of(r models.Reminder) (store.WatchedItem, bool) {
	some := all[r.SubjectID]
	if len(some) == 0 {
		return store.WatchedItem{}, false
	}
	at := slices.IndexFunc(some, func(w store.WatchedItem) bool { return w.Since == r.Since })
	if at < 0 && some[0].PeriodEnd != "" {
		return store.WatchedItem{}, false
	}
	return some[max(at, 0)], true
}

func (c *composer) itemsOf(watches models.Watch, rows []models.Reminder) (watchedItems, error) {
	s := store.Span{To: c.day}
	for _, r := range rows {
		s.IDs, s.To = append(s.IDs, r.SubjectID), max(s.To, r.DueOn)
	}
	found, _, err := events[watches].find(c.tx, watches, s)
	out := make(watchedItems, len(found))
	for _, w := range found {
		out[w.ID] = append(out[w.ID], w)
	}
	return out, err
}

func reminderID(r models.Reminder) models.ID { return r.ID }

// group is the object of a reminder, without an address.
func (o digestItem) group() mail.Group {
	g := mail.Group{Kind: o.SubjectType, Reference: o.item.GroupRef, Title: o.item.GroupTitle, LastNews: o.item.LastNews,
		Theirs: o.item.OrganisationID != "" && o.OrganisationID == "" && o.rule.Watches != models.WatchDonorReport,
		States: o.Role == models.RecipientManager && slices.Contains(models.StatesWatches, o.rule.Watches)}
	if o.rule.Watches == models.WatchReferral && o.OrganisationID == "" {
		g.Reference = o.item.Reference
	}
	g.Reference = cmp.Or(o.namedToRecipient(), g.Reference)
	switch g.Kind {
	case "milestone":
		g.Kind = "activity"
	case "report_deadline":
		g.Title = o.item.Title
	case "comment":
		g.Kind = o.item.Status
	}
	return g
}

// namedToRecipient is by what the object is named to the recipient; "" for its own reference.
func (o digestItem) namedToRecipient() string {
	for _, a := range o.item.Addressed {
		if a.ID == o.PersonID {
			return a.Reference
		}
	}
	return ""
}

// digestLine is one step as a mail shows it.
func (c *composer) digestLine(o digestItem) mail.Line {
	end, _ := activeRule{ReminderRule: o.rule}.end(o.item)
	l := mail.Line{
		Watches:    o.rule.Watches,
		Title:      o.item.Title,
		DueOn:      end,
		Since:      end,
		Days:       max(0, end.DaysUntil(c.day)),
		Today:      end == c.day,
		Late:       end < c.day,
		ToldBefore: o.ToldBefore,
		Count:      max(1, o.item.Count),
		Wording:    o.rule.WordsIn(c.to.Language),
		Nobody:     strings.TrimPrefix(o.Why, nobodyResponsible),
	}
	if !strings.HasPrefix(o.Why, nobodyResponsible) {
		l.Nobody = ""
	}
	if o.item.Waits {
		l.WorkingDays = o.item.SilenceDays
	}
	if l.Watches == models.WatchNews || l.Watches == models.WatchUnmatched { // they count the silence
		l.Since = o.item.Since
		l.Days = max(0, l.Since.DaysUntil(c.day))
	}
	return l
}
