package reminders

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/url"
	"slices"
	"strings"

	"qadam/app/engine"
	"qadam/app/mail"
	"qadam/app/outbox"
	"qadam/app/store"
	"qadam/models"
)

const (
	// recipientsAtOnce is how many recipients one query reads.
	recipientsAtOnce = 200
	// remindersAMail is how many reminders one mail carries at most; the rest comes the next day.
	remindersAMail = 500
)

// ComposeMails bundles due reminders into mails: one a person a working day, from their morning on, and urgent ones at once.
// Reminders of steps that were taken, moved or suspended are dropped. It gives how many mails are new. Any number of servers may
// compose at once: a mail's key is the person and the local day.
func (a *FollowUp) ComposeMails(ctx context.Context) (int, error) { return a.composeMails(ctx, false) }

// ComposeMailsNow is ComposeMails without waiting for the recipients' mornings.
func (a *FollowUp) ComposeMailsNow(ctx context.Context) (int, error) {
	return a.composeMails(ctx, true)
}

func (a *FollowUp) composeMails(ctx context.Context, now bool) (composed int, err error) {
	if _, err := a.Site(); err != nil {
		return 0, err
	}
	if err := a.Store().Update(ctx, engine.System(),
		func(tx *store.Tx) error { return store.EndSnoozes(tx, engine.Today(tx)) }); err != nil {
		return 0, err
	}
	s, err := a.newScan(ctx, a.Store().Now())
	if err != nil {
		return 0, err
	}
	s.anyHour = now
	if err := a.handOvers(ctx, s); err != nil {
		return 0, err
	}
	for after := models.NilID; ctx.Err() == nil; {
		var due []models.ID
		var people map[models.ID]store.RecipientMailbox
		err := a.Store().View(ctx, engine.System(), func(tx *store.Tx) (err error) {
			if due, err = store.PeopleDue(tx, after, recipientsAtOnce); err == nil && len(due) > 0 {
				people, err = store.RemindedPeople(tx, due)
			}
			return err
		})
		if err != nil {
			return composed, err
		}
		for _, person := range due {
			n, err := a.composeFor(ctx, s, person, people)
			if err != nil {
				return composed, err
			}
			composed += n
		}
		if len(due) < recipientsAtOnce {
			break
		}
		after = due[len(due)-1]
	}
	return composed, ctx.Err()
}

// handOvers gives the reminders of absent recipients to their deputies, before the day's mails are made.
func (a *FollowUp) handOvers(ctx context.Context, s *scan) error {
	var away []models.ID
	var people map[models.ID]store.RecipientMailbox
	err := a.Store().View(ctx, engine.System(), func(tx *store.Tx) (err error) {
		if away, err = store.PeopleAway(tx, engine.Today(tx)); err == nil && len(away) > 0 {
			people, err = store.RemindedPeople(tx, away)
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, person := range away {
		if _, err := a.composeFor(ctx, s, person, people); err != nil {
			return err
		}
	}
	return nil
}

// errComposed rolls back a mail that another server has composed.
var errComposed = errors.New("this mail was made already")

// composeFor makes the mails of one recipient, in one transaction.
func (a *FollowUp) composeFor(
	ctx context.Context,
	s *scan,
	person models.ID,
	people map[models.ID]store.RecipientMailbox,
) (composed int, err error) {
	err = a.Store().Update(ctx, engine.System(), func(tx *store.Tx) error {
		composed = 0
		rows, err := store.LockDueReminders(tx, person, remindersAMail)
		if err != nil || len(rows) == 0 {
			return err
		}
		p, known := people[person]
		if !known { // the person is not active any more: the next scan finds the right one
			return store.DeleteReminders(tx, engine.IdsOf(rows, reminderID))
		}
		if p.BouncedAt != nil {
			return nil // it waits until the address is corrected
		}
		c := &composer{app: a, tx: tx, scan: s, to: p}
		c.day, c.hour = localDay(s.now, c.zone())
		if rows, err = c.handOver(rows); err != nil || len(rows) == 0 {
			return err
		}
		composed, err = c.compose(ctx, rows)
		return err
	})
	if errors.Is(err, errComposed) {
		return 0, nil
	}
	return composed, err
}

// composer makes the mails of one recipient.
type composer struct {
	app  *FollowUp
	tx   *store.Tx
	scan *scan
	to   store.RecipientMailbox
	day  models.Date
	hour int
}

// zone is the recipient's own time zone, or that of the calendar by which they work.
func (c *composer) zone() string { return cmp.Or(c.to.TimeZone, c.calendar().TimeZone) }

func (c *composer) calendar() *models.Calendar {
	return c.scan.days.of(c.to.Organisation, c.to.CountryCode)
}

// morning tells whether the day's mail may go: it is a working day, and not too early.
func (c *composer) morning() bool {
	return c.scan.anyHour || c.hour >= c.to.Morning && c.calendar().Working(c.day)
}

// handOver gives the reminders to the deputy, and gives back those that stay with the recipient: all when it is present or the deputy is
// not active, and else what is its own to do, like scores.
func (c *composer) handOver(rows []models.Reminder) ([]models.Reminder, error) {
	if !c.to.AwayOn(c.day) {
		return rows, nil
	}
	deputy, err := store.RecipientMailboxes(c.tx, []string{c.to.DeputyEmail})
	if err != nil {
		return nil, err
	}
	d, known := deputy[c.to.DeputyEmail]
	if !known || !mayDeputize(d, c.to) || d.BouncedAt != nil || d.AwayOn(c.day) { // the deputy may have changed
		return rows, nil
	}
	var own, others []models.Reminder
	for _, r := range rows {
		if slices.ContainsFunc(c.scan.rules, func(rule models.ReminderRule) bool {
			return rule.Code == r.Rule && rule.Watches == models.WatchScoring
		}) {
			own = append(own, r)
		} else {
			others = append(others, r)
		}
	}
	return own, store.HandOverReminders(c.tx, c.to.Name, d, engine.IdsOf(others, reminderID))
}

// compose makes a mail of all urgent reminders, and one of all others if it is morning.
func (c *composer) compose(ctx context.Context, rows []models.Reminder) (composed int, err error) {
	live, err := c.stillOwed(rows)
	if err != nil {
		return 0, err
	}
	var urgent, morning []digestItem
	for _, o := range live {
		if o.AtOnce {
			urgent = append(urgent, o)
		} else {
			morning = append(morning, o)
		}
	}
	if len(urgent) > 0 {
		o := urgent[0]
		if err := c.queue(ctx, "once|"+o.Rule+"|"+string(o.SubjectID)+"|"+o.Occasion+"|"+string(c.to.Person), urgent, true); err != nil {
			return composed, err
		}
		composed++
	}
	if len(morning) == 0 || !c.morning() {
		return composed, nil
	}
	earlier, err := store.MergeDigests(c.tx, c.to)
	if err != nil {
		return composed, err
	}
	again, err := c.stillOwed(earlier)
	if err != nil {
		return composed, err
	}
	return composed + 1, c.queue(ctx, string(c.to.Person)+"|"+string(c.day), append(again, morning...), false)
}

// queue writes a mail, unless another server did, and attaches its reminders.
func (c *composer) queue(ctx context.Context, key string, all []digestItem, urgent bool) error {
	d, err := c.digest(ctx, all, urgent)
	if err != nil {
		return err
	}
	m, err := outbox.Letter(
		c.to.Language,
		d,
		models.OutboxMail{ID: models.NewID(), Recipient: c.to.Email, Name: c.to.Name, DigestKey: &key, Unsubscribe: d.Unsubscribe},
	)
	if err != nil {
		return err
	}
	if len(c.scan.managers) > 0 && c.scan.managers[0].Email != c.to.Email {
		m.ReplyTo = c.scan.managers[0].Email
	}
	site, err := c.app.Site()
	if err != nil {
		return err
	}
	m.MessageID = messageID(site, key)
	added, err := store.AddDigest(c.tx, m)
	if err != nil {
		return err
	}
	if !added {
		return errComposed
	}
	carried := make([]models.ID, len(all))
	for i, o := range all {
		carried[i] = o.ID
	}
	return store.AttachReminders(c.tx, carried, m.ID)
}

// messageID is the same for the same occasion and recipient on every server.
func messageID(site *url.URL, key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:16]) + "@" + url.PathEscape(site.Hostname()) // escaped, it is ASCII in any script
}

// digestStep is what is to be done about an object, whenever it began.
type digestStep struct {
	subject models.ID
	watches models.Watch
}

// digest gives the content of a mail: each step once with its latest rung, the most urgent first.
func (c *composer) digest(ctx context.Context, all []digestItem, urgent bool) (mail.Digest, error) {
	site, err := c.app.Site()
	if err != nil {
		return mail.Digest{}, err
	}
	d := mail.Digest{Frame: c.app.outbox.Frame(site, c.to.Name), Urgent: urgent, Rest: site.JoinPath(engine.PeoplesPage).String()}
	if c.to.Role == "" {
		d.Rest = ""
	}
	if len(c.scan.managers) > 0 && c.scan.managers[0].Email != c.to.Email {
		d.ManagerName = c.scan.managers[0].Name
	}
	groups := map[models.ID]int{}
	latest := map[digestStep]digestItem{}
	for _, o := range all {
		key := digestStep{o.SubjectID, o.rule.Watches}
		if was, told := latest[key]; !told || was.Since < o.Since || was.Since == o.Since && was.ID < o.ID {
			latest[key] = o
		}
	}
	for _, o := range commentsLast(all) {
		if latest[digestStep{o.SubjectID, o.rule.Watches}].ID != o.ID {
			continue
		}
		at, known := groups[o.item.GroupID]
		if !known {
			g, err := c.group(ctx, site, o)
			if err != nil {
				return d, err
			}
			at, groups[o.item.GroupID] = len(d.Groups), len(d.Groups)
			d.Groups = append(d.Groups, g)
		}
		if o.Role == models.RecipientDeputy {
			d.StandsInFor = strings.TrimPrefix(o.Why, "In place of ")
		}
		d.Groups[at].Add(c.digestLine(o))
	}
	return d, c.courtesies(&d, site, all)
}

// commentsLast puts new comments behind what is owed, which leads to the form that answers it.
func commentsLast(all []digestItem) []digestItem {
	var owed, comments []digestItem
	for _, o := range all {
		if o.rule.Watches == models.WatchComment {
			comments = append(comments, o)
		} else {
			owed = append(owed, o)
		}
	}
	return append(owed, comments...)
}

// group is the object of some reminders, with the address at which it is answered.
func (c *composer) group(ctx context.Context, site *url.URL, o digestItem) (mail.Group, error) {
	g := o.group()
	var err error
	if g.Kind == "activity" && o.OrganisationID != "" && o.rule.Watches != models.WatchComment {
		if g.URL, g.Until, err = c.app.links.UpdateLinkFor(ctx, c.tx, o.item.GroupID, o.OrganisationID, c.to.Person); err == nil ||
			models.CodeOf(err) != models.NotFound {
			return g, err
		} // a deputy of another organisation gets the plain address
	}
	if c.to.Role == "" { // no page of ours opens to who does not sign in
		g.URL, g.Until, err = c.app.formFor(ctx, c.tx, o.item.GroupID, o.OrganisationID, c.to.Person)
		return g, err
	}
	if ActOf(o.rule.Watches, readerOf(c.to)) == "" {
		g.URL = site.JoinPath(engine.PeoplesPage).String()
		return g, nil
	}
	g.URL = site.JoinPath(o.pagePath()).String()
	return g, nil
}

// courtesies lets the recipient turn off what is optional, if the mail has any of that.
func (c *composer) courtesies(d *mail.Digest, site *url.URL, all []digestItem) error {
	if !slices.ContainsFunc(all, func(o digestItem) bool { return o.Courtesy }) {
		return nil
	}
	id, err := store.EnsureMailbox(c.tx, c.to)
	d.Unsubscribe = site.JoinPath("u", "off", string(id), "u", "link-"+string(id)).String()
	return err
}
