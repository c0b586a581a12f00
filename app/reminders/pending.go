package reminders

import (
	"context"

	"qadam/app/engine"
	"qadam/app/mail"
	"qadam/app/store"
	"qadam/models"
)

// PendingObject is an object with its pending steps, in the words of the mails.
type PendingObject struct {
	// ID is the object's, and Path the page on which its steps are taken.
	ID              models.ID
	Path            string
	Name, Reference string
	Steps           []PendingStep
}

// PendingStep is one pending step.
type PendingStep struct {
	// ID is that of its latest reminder.
	ID models.ID
	mail.Step
	// Held is until when it is snoozed; "" if it is not.
	Held models.Date
	// Act is by what the actor takes it; "" where there is nothing to do but to know of it.
	Act Act
}

// PendingSteps gives the actor's pending steps in a language: those of sent and waiting reminders that are still owed by the actor. It
// says what a mail says, and no more.
func (a *FollowUp) PendingSteps(ctx context.Context, actor models.Actor, language string) ([]PendingObject, error) {
	if err := engine.Allow(actor, "reminder.list"); err != nil {
		return nil, err
	}
	return engine.View(a.Engine, ctx, engine.System(), func(tx *store.Tx) ([]PendingObject, error) {
		reminders, held, err := store.RemindersTo(tx, actor.UserID, remindersAMail)
		if err != nil || len(reminders) == 0 {
			return nil, err
		}
		people, err := store.RemindedPeople(tx, []models.ID{actor.UserID})
		if err != nil {
			return nil, err
		}
		s, err := a.scanAt(tx, tx.Now())
		if err != nil {
			return nil, err
		}
		c := &composer{app: a, tx: tx, scan: s, to: people[actor.UserID]}
		c.to.Language = language
		c.day, _ = localDay(s.now, c.zone())
		live, _, _, err := c.partition(reminders)
		if err != nil {
			return nil, err
		}
		return c.pending(actor, latestPerStep(actor, live), held)
	})
}

// latestPerStep keeps the latest reminder about each step that the actor may still read.
func latestPerStep(actor models.Actor, live []digestItem) []digestItem {
	type step struct {
		digestStep
		since models.Date
	}
	keyOf := func(o digestItem) step {
		key := step{digestStep{o.SubjectID, o.rule.Watches}, o.Since}
		if o.item.Count > 0 { // its line tells of all
			key.since = ""
		}
		return key
	}
	latest := map[step]digestItem{}
	for _, o := range live {
		if was, told := latest[keyOf(o)]; !told || was.ID < o.ID {
			latest[keyOf(o)] = o
		}
	}
	var out []digestItem
	for _, o := range live {
		if latest[keyOf(o)].ID == o.ID && mayRead(actor, o) {
			out = append(out, o)
		}
	}
	return out
}

// mayRead tells whether a person may still read their reminders: they may have changed organisation or role.
func mayRead(a models.Actor, o digestItem) bool {
	switch {
	case a.SeesAll():
		return true
	case o.OrganisationID != "":
		return o.OrganisationID == a.OrganisationID
	}
	return a.Role == models.National && o.item.CountryCode == a.CountryCode
}

// pending groups steps by object, and puts them in words.
func (c *composer) pending(actor models.Actor, all []digestItem, held map[models.ID]models.Date) ([]PendingObject, error) {
	var groups []mail.Group
	var out []PendingObject
	at := map[models.ID]int{}
	for _, o := range commentsLast(all) {
		i, known := at[o.item.GroupID]
		if !known {
			i, at[o.item.GroupID] = len(out), len(out)
			groups, out = append(groups, o.group()), append(out, PendingObject{ID: o.item.GroupID, Path: o.pagePath()})
		}
		if !groups[i].Add(c.digestLine(o)) {
			continue
		}
		out[i].Steps = append(out[i].Steps,
			PendingStep{ID: o.ID, Held: held[o.SubjectID], Act: ActOf(o.rule.Watches, actor.Role)})
	}
	for i, g := range groups {
		name, steps, err := g.In(c.to.Language)
		if err != nil {
			return nil, err
		}
		out[i].Name, out[i].Reference = name, g.Reference
		for j := range steps {
			out[i].Steps[j].Step = steps[j]
		}
	}
	return out, nil
}

// UpdateForm gives the path of the form by which the actor reports on an activity: it opens that one report, as the link in a mail does.
func (a *FollowUp) UpdateForm(ctx context.Context, actor models.Actor, activity models.ID) (path string, err error) {
	if err := engine.Allow(actor, "update.create"); err != nil {
		return "", err
	}
	err = a.Store().Update(ctx, actor, func(tx *store.Tx) error {
		path, err = a.links.FormLink(ctx, tx, activity)
		return err
	})
	return path, err
}
