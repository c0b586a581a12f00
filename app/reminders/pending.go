package reminders

import (
	"context"

	"qadam/app/engine"
	"qadam/app/mail"
	"qadam/app/store"
	"qadam/models"
)

// waitsPage is where people read what waits for them, and hold it back.
const waitsPage = "reminders"

// Wait is an object that waits for somebody, in the words of their mails, with each step once.
type Wait struct {
	// ID is the object's.
	ID              models.ID
	Name, Reference string
	Steps           []WaitStep
}

// WaitStep is one step that somebody owes.
type WaitStep struct {
	// ID is the last reminder's that told of it.
	ID models.ID
	mail.Step
	// Held is until when they hold it back; "" for what they do not.
	Held models.Date
	// ByLink tells that it is answered by the link in the mail.
	ByLink bool
}

// Waits gives what waits for somebody, in a language: what they were told of, or are about to be, as long as it is owed and
// theirs. It says what a mail says, and no more.
func (a *FollowUp) Waits(ctx context.Context, actor models.Actor, language string) ([]Wait, error) {
	if err := engine.Allow(actor, "reminder.list"); err != nil {
		return nil, err
	}
	return engine.View(a.Engine, ctx, engine.System(), func(tx *store.Tx) ([]Wait, error) {
		reminders, held, err := store.RemindersTo(tx, actor.Email, remindersAMail)
		if err != nil || len(reminders) == 0 {
			return nil, err
		}
		people, err := store.CorrespondentsOf(tx, []string{actor.Email})
		if err != nil {
			return nil, err
		}
		s, err := a.scanAt(tx, tx.Now())
		if err != nil {
			return nil, err
		}
		c := &composer{app: a, tx: tx, scan: s, to: people[actor.Email]}
		c.to.Language = language
		c.day, _ = dayIn(s.now, c.zone())
		live, _, _, err := c.judge(reminders)
		if err != nil {
			return nil, err
		}
		return c.waits(latestOf(actor, live), held)
	})
}

// latestOf keeps of what is somebody's the latest reminder about each step.
func latestOf(actor models.Actor, live []owing) []owing {
	type step struct {
		subject models.ID
		watches string
	}
	latest := map[step]owing{}
	for _, o := range live {
		key := step{o.SubjectID, o.rule.Watches}
		if was, told := latest[key]; !told || was.ID < o.ID {
			latest[key] = o
		}
	}
	var out []owing
	for _, o := range live {
		if latest[step{o.SubjectID, o.rule.Watches}].ID == o.ID && sees(actor, o) {
			out = append(out, o)
		}
	}
	return out
}

// sees tells whether somebody may still read what was said to their address: an account may have gone elsewhere while the address of
// a contact stays.
func sees(a models.Actor, o owing) bool {
	switch {
	case a.SeesAll():
		return true
	case o.OrganisationID != "":
		return o.OrganisationID == a.OrganisationID
	}
	return a.Role == models.National && o.item.CountryCode == a.CountryCode
}

// waits gathers steps under their objects, and puts them in words.
func (c *composer) waits(all []owing, held map[models.ID]models.Date) ([]Wait, error) {
	var groups []mail.Group
	var out []Wait
	at := map[models.ID]int{}
	for _, o := range all {
		i, known := at[o.item.GroupID]
		if !known {
			i, at[o.item.GroupID] = len(out), len(out)
			groups, out = append(groups, o.heading()), append(out, Wait{ID: o.item.GroupID, Reference: o.item.GroupRef})
		}
		groups[i].Lines = append(groups[i].Lines, c.line(o))
		out[i].Steps = append(
			out[i].Steps,
			WaitStep{ID: o.ID, Held: held[o.SubjectID], ByLink: groups[i].Kind == "activity" && o.OrganisationID != ""},
		)
	}
	for i, g := range groups {
		name, steps, err := g.In(c.to.Language)
		if err != nil {
			return nil, err
		}
		out[i].Name = name
		for j := range steps {
			out[i].Steps[j].Step = steps[j]
		}
	}
	return out, nil
}
