package pages

import (
	"github.com/gofiber/fiber/v2"

	"qadam/app/reminders"
	"qadam/handlers/problem"
	"qadam/i18n"
	"qadam/models"
	"qadam/web"
)

func reminderRoutes() []route {
	return []route{
		{fiber.MethodGet, "/reminders", accountAction,
			signedIn(func(x *exchange) error { return x.pendingSteps(fiber.StatusOK, web.PendingStep{}) })},
		{fiber.MethodPost, "/reminders", accountAction, signedIn(holdBack)},
	}
}

// pendingSteps shows the steps that the reader owes. Typed is what was sent for one of the steps and has faults.
func (x *exchange) pendingSteps(status int, typed web.PendingStep) error {
	all, err := x.app.PendingSteps(x.ctx, x.actor, i18n.Nearest(wantedLanguage(x.c, x.actor.Language)).Tag)
	if err != nil {
		return err
	}
	session, err := x.app.Sessions.Get(x.ctx, x.actor, x.actor.SessionID)
	if err != nil {
		return err
	}
	v := web.PendingSteps{Stay: x.stay(*session)}
	v.From, v.To = reminders.SnoozeDays(x.today())
	for _, o := range all {
		g := web.PendingGroup{ID: string(o.ID), Name: o.Name, Reference: o.Reference}
		for _, step := range o.Steps {
			w := web.PendingStep{ID: string(step.ID), Sign: step.Sign, State: step.State, Step: step.Step.Step, When: step.When,
				Notes: step.Notes, Held: step.Held, ByLink: step.ByLink}
			if w.ID == typed.ID {
				w.Until, w.Reason, w.Faults = typed.Until, typed.Reason, typed.Faults
			}
			g.Steps = append(g.Steps, w)
		}
		v.Groups = append(v.Groups, g)
	}
	return x.show(status, v)
}

// holdBack takes the form of one step.
func holdBack(x *exchange) error {
	id, err := models.ParseID(x.form("reminder"))
	if err != nil {
		return notWhole()
	}
	today := x.today()
	from, to := reminders.SnoozeDays(today)
	typed := web.PendingStep{ID: string(id), Until: x.form("until"), Reason: x.form("reason")}
	in := models.SnoozeInput{Reason: typed.Reason}
	day, unread := x.site.ParseDay(typed.Until, today)
	in.Until = day // what is no day is none, and needed
	_, err = x.app.SnoozeReminder(x.ctx, x.actor, id, in)
	if models.CodeOf(err) == models.Invalid {
		for _, f := range problem.From(err).Fields {
			fault := web.Fault{Field: "until-" + typed.ID, Rule: "within", Args: map[string]any{"From": from, "To": to}}
			if f.Pointer == "/reason" {
				fault = web.Fault{Field: "reason-" + typed.ID, Rule: "reason"}
			} else if unread != nil && len(unread.Args) > 0 {
				fault = web.FaultOf(fault.Field, unread)
			}
			typed.Faults = append(typed.Faults, fault)
		}
		return x.pendingSteps(fiber.StatusUnprocessableEntity, typed)
	}
	if err != nil {
		return err
	}
	return x.redirect("/reminders")
}
