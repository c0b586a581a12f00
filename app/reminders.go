package app

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"slices"
	"strings"
	"time"

	"qadam/app/mail"
	"qadam/app/store"
	"qadam/models"
)

const (
	// itemsAtOnce is how many items a scan holds in memory.
	itemsAtOnce = 500
	// mailsWritten is about how many mails a scan writes in one transaction.
	mailsWritten = 200
)

// ScanReminders finds what is owed at an instant and queues a mail to whoever owes it, and gives how many mails are new. Any
// number of servers may scan at once, and as often as they like: an occasion is told once.
func (a *App) ScanReminders(ctx context.Context, at time.Time) (int, error) {
	site, err := a.site()
	if err != nil {
		return 0, err
	}
	queued := 0
	var faults []error
	for found, err := range a.owed(ctx, at) {
		if err != nil {
			return queued, err
		}
		letters := make([]store.Letter, 0, len(found))
		for _, o := range found {
			l, err := o.letter(site)
			if err != nil { // the others are told all the same
				faults = append(faults, fmt.Errorf("reminder about %s: %w", o.Reference, err))
				continue
			}
			letters = append(letters, l)
		}
		n, err := a.queue(ctx, letters)
		if err != nil {
			return queued, err
		}
		queued += n
	}
	return queued, errors.Join(faults...)
}

// queue writes reminders and their mails in one transaction.
func (a *App) queue(ctx context.Context, letters []store.Letter) (int, error) {
	added := 0
	err := a.store.Update(ctx, System(), func(tx *store.Tx) (err error) {
		added, err = store.AddLetters(tx, letters)
		return err
	})
	return added, err
}

// DueReminders gives what a scan at an instant would tell and to whom, at most so many of it; 0 is no limit. It tells and
// writes nothing.
func (a *App) DueReminders(ctx context.Context, at time.Time, limit int) ([]models.Owed, error) {
	out := []models.Owed{}
	for found, err := range a.owed(ctx, at) {
		if err != nil {
			return nil, err
		}
		for _, o := range found {
			out = append(out, o.Owed)
		}
		if limit > 0 && len(out) >= limit {
			return out[:limit], nil
		}
	}
	return out, nil
}

// debt is a step owed by one person, with what only the mail about it needs.
type debt struct {
	models.Owed
	replyTo string
}

// owed finds what is owed at an instant and was not told yet, rule by rule, a bounded number at a time. All that one item
// gives cause for comes together: an occasion is either told to all whom it concerns, or to nobody.
func (a *App) owed(ctx context.Context, at time.Time) iter.Seq2[[]debt, error] {
	return func(yield func([]debt, error) bool) {
		s := scan{today: models.DateOf(at.UTC())}
		var rules []models.ReminderRule
		err := a.store.View(ctx, System(), func(tx *store.Tx) (err error) {
			if s.managers, err = store.ManagersInDuty(tx); err != nil {
				return err
			}
			rules, err = store.ActiveRules(tx)
			return err
		})
		if err != nil {
			yield(nil, err)
			return
		}
		if len(s.managers) == 0 {
			a.log.Warn("no manager is in duty: of what is theirs nobody is reminded")
		}
		for _, rule := range rules {
			if !s.each(ctx, a, rule, yield) {
				return
			}
		}
	}
}

// scan is what all rules have in common on one day.
type scan struct {
	today    models.Date
	managers []store.Person
}

// each yields what one rule finds; false when no more is wanted.
func (s scan) each(ctx context.Context, a *App, rule models.ReminderRule, yield func([]debt, error) bool) bool {
	c, known := clocks[rule.Code]
	if !known {
		return yield(nil, models.Errorf(models.Internal, "There is no clock for the reminder rule %q.", rule.Code))
	}
	ladder := c.ladder(rule)
	if len(ladder) == 0 {
		return true
	}
	span := c.span(ladder, s.today)
	for {
		var items []store.Waiting
		var found []debt
		err := a.store.View(ctx, System(), func(tx *store.Tx) (err error) {
			if items, err = c.find(tx, span); err == nil {
				found, err = s.untold(tx, c, rule.Code, ladder, items)
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
		if len(items) < span.Limit {
			return true
		}
		span.After = items[len(items)-1]
	}
}

// untold gives what some items give cause for on their rungs, but for the occasions that were told before, to whomever.
func (s scan) untold(tx *store.Tx, c clock, code string, ladder []rung, items []store.Waiting) ([]debt, error) {
	var out []debt
	var subjects []models.ID
	for _, item := range items {
		if at, ok := c.reached(ladder, item.Since, s.today); ok {
			out = append(out, s.debts(c, code, ladder, at, item)...)
			subjects = append(subjects, item.ID)
		}
	}
	if len(out) == 0 {
		return nil, nil
	}
	told, err := store.ToldOf(tx, code, subjects)
	return slices.DeleteFunc(out, func(d debt) bool { return told[store.Occasion{SubjectID: d.SubjectID, Occasion: d.Occasion}] }), err
}

// debts gives the step that an item waits for, once for each person who owes it.
func (s scan) debts(c clock, code string, ladder []rung, at int, item store.Waiting) []debt {
	// Where a ladder has one rung only, nobody was asked before: there is nothing to escalate.
	last := at == len(ladder)-1 && at > 0
	who := c.owes(item, last, s.managers)
	d := debt{Owed: models.Owed{Rule: code, SubjectType: c.noun, SubjectID: item.ID, Reference: item.Reference,
		Occasion: string(item.Since) + ladder[at].label, DueOn: c.due(ladder, item.Since),
		NextStep: who.step, DaysLate: max(0, item.Since.DaysUntil(s.today))}}
	if !who.manages {
		d.OrganisationID, d.OrganisationName = item.OrganisationID, item.OrganisationName
		if len(s.managers) > 0 {
			d.ManagerName, d.replyTo = s.managers[0].Name, s.managers[0].Email
		}
	}
	var out []debt
	for _, p := range who.people {
		d.Recipient, d.RecipientName, d.Language = p.Email, p.Name, cmp.Or(p.Language, "en")
		out = append(out, d)
	}
	return out
}

// parts cuts a list into pieces for one transaction each, never between two people who owe the same step.
func parts(found []debt) iter.Seq[[]debt] {
	return func(yield func([]debt) bool) {
		for len(found) > 0 {
			n := min(mailsWritten, len(found))
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

// site is the address of this installation, to which mails link.
func (a *App) site() (*url.URL, error) {
	u, err := url.Parse(a.options.BaseURL)
	if err != nil || u.Hostname() == "" {
		return nil, errors.New("reminders link to this installation, and its base URL is not set")
	}
	return u, nil
}

// pages are where an item is read. As long as there are no pages for people, that is the API.
var pages = map[string]string{"milestone": "api/v1/milestones", "activity": "api/v1/activities", "need": "api/v1/needs"}

// letter writes the mail about a debt. Its Message-ID is that of the occasion and the recipient, whoever writes it.
func (d debt) letter(site *url.URL) (store.Letter, error) {
	subject, text, html, err := mail.Render("reminder", mail.Reminder{
		Reference: d.Reference, ItemKind: strings.ToUpper(d.SubjectType[:1]) + d.SubjectType[1:], Rule: d.Rule,
		DueOn: d.DueOn.Time().Format("2 January 2006"), DaysLate: d.DaysLate, NextStep: d.NextStep,
		RecipientName: d.RecipientName, ManagerName: d.ManagerName, OrganisationName: d.OrganisationName,
		URL: site.JoinPath(pages[d.SubjectType], string(d.SubjectID)).String(),
	})
	if err != nil {
		return store.Letter{}, err
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{d.Rule, string(d.SubjectID), d.Occasion, d.Recipient}, "\n")))
	id := hex.EncodeToString(sum[:16]) + "@" + url.PathEscape(site.Hostname()) // escaped, it is ASCII in any script
	return store.Letter{
		Reminder: models.Reminder{Rule: d.Rule, SubjectType: d.SubjectType, SubjectID: d.SubjectID, Reference: d.Reference,
			Occasion: d.Occasion, DueOn: d.DueOn, Recipient: d.Recipient, RecipientName: d.RecipientName, OrganisationID: d.OrganisationID},
		Mail: models.OutboxMail{Recipient: d.Recipient, Name: d.RecipientName, ReplyTo: d.replyTo, Subject: subject, TextBody: text, HTMLBody: html, MessageID: id},
	}, nil
}
