package pages

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"qadam/app/reminders"
	"qadam/models"
	"qadam/web"
)

func reminderRoutes() []route {
	return []route{
		{fiber.MethodGet, "/reminders", accountAction,
			signedIn(func(x *exchange) error { return x.pendingSteps(fiber.StatusOK, web.Form{}) })},
		{fiber.MethodPost, "/reminders", accountAction, signedIn(holdBack)},
	}
}

// pendingSteps shows the steps that the reader owes. Shown is the form of one of the steps as it comes back with faults.
func (x *exchange) pendingSteps(status int, shown web.Form) error {
	all, decided, err := x.waiting()
	if err != nil {
		return err
	}
	v := web.PendingSteps{Done: x.c.Query("done") != ""}
	v.From, v.To = reminders.SnoozeDays(x.today())
	v.Groups = decisions(decided)
	for _, o := range all {
		g := web.PendingGroup{ID: string(o.ID), Name: o.Name, Reference: o.Reference, Path: o.Path}
		for _, step := range o.Steps {
			w := web.PendingStep{ID: string(step.ID), Sign: step.Sign, State: step.State, Step: step.Step.Step, When: step.When,
				Notes: step.Notes, Held: step.Held, Act: string(step.Act), Form: web.Form{Key: string(step.ID)}}
			if shown.Key == w.Key {
				w.Form = shown
			}
			g.Steps = append(g.Steps, w)
		}
		v.Groups = append(v.Groups, g)
	}
	return x.show(status, v)
}

// waiting is what waits for the reader, read once a request: the steps that it owes, and what waits for its decision though no rule
// watches it.
func (x *exchange) waiting() ([]reminders.PendingObject, []reminders.Decision, error) {
	if x.owed == nil {
		steps, err := x.app.PendingSteps(x.ctx, x.actor, x.tag())
		if err != nil {
			return nil, nil, err
		}
		decisions, err := x.app.Decisions(x.ctx, x.actor)
		if err != nil {
			return nil, nil, err
		}
		x.owed = &owed{steps, decisions}
	}
	return x.owed.steps, x.owed.decisions, nil
}

// owed is what waits for a reader.
type owed struct {
	steps     []reminders.PendingObject
	decisions []reminders.Decision
}

// decisions shows what waits for the reader's decision.
func decisions(all []reminders.Decision) (out []web.PendingGroup) {
	for _, d := range all {
		out = append(out, web.PendingGroup{ID: string(d.Act) + strings.ReplaceAll(d.Path, "/", "-"), Reference: d.Reference, Name: d.Title,
			Path: d.Path, Steps: []web.PendingStep{{Decide: true, Act: string(d.Act), Since: d.Since}}})
	}
	return out
}

// holdBack takes the form of one step.
func holdBack(x *exchange) error {
	id, err := models.ParseID(x.sent.Get("reminder"))
	if err != nil {
		return notWhole()
	}
	f := x.form(string(id))
	from, to := reminders.SnoozeDays(x.today())
	in := models.SnoozeInput{Until: f.day("until", "/until")}
	f.hint("within", map[string]any{"From": from, "To": to})
	in.Reason = f.line("reason", "/reason")
	f.hint("reason", nil)
	err = f.submit(in, func() error {
		_, err := x.app.SnoozeReminder(x.ctx, x.actor, id, in)
		return err
	})
	if shown, ok := f.view(err); ok {
		return x.pendingSteps(fiber.StatusUnprocessableEntity, shown)
	}
	if err != nil {
		return err
	}
	return x.redirect("/reminders")
}
