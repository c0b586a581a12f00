package handlers

import (
	"github.com/gofiber/fiber/v2"

	"qadam/app"
	"qadam/models"
	"qadam/web"
)

// waitsPage shows what waits for somebody. Typed is what was sent for one of the steps and has faults.
func (s *Server) waitsPage(x *exchange, status int, typed web.WaitStep) error {
	all, err := s.app.Waits(x.ctx, x.actor, s.site.Nearest(wish(x.c, x.actor.Language)))
	if err != nil {
		return err
	}
	session, err := s.app.Sessions.Get(x.ctx, x.actor, x.actor.SessionID)
	if err != nil {
		return err
	}
	v := web.Waits{Stay: s.stay(*session)}
	v.From, v.To = app.SnoozeDays(models.DateOf(s.app.Store().Now()))
	for _, o := range all {
		g := web.WaitGroup{ID: string(o.ID), Name: o.Name, Reference: o.Reference}
		for _, step := range o.Steps {
			w := web.WaitStep{ID: string(step.ID), Sign: step.Sign, State: step.State, Step: step.Step.Step, When: step.When, Notes: step.Notes, Held: step.Held, ByLink: step.ByLink}
			if w.ID == typed.ID {
				w.Until, w.Reason, w.Faults = typed.Until, typed.Reason, typed.Faults
			}
			g.Steps = append(g.Steps, w)
		}
		v.Groups = append(v.Groups, g)
	}
	return s.page(x.c, status, x.actor.Language, v)
}

// holdBack takes the form of one step.
func (s *Server) holdBack(x *exchange) error {
	id, err := models.ParseID(x.form("reminder"))
	if err != nil {
		return models.Errorf(models.Malformed, "This form is not whole. Go back, and send it again.")
	}
	today := models.DateOf(s.app.Store().Now())
	from, to := app.SnoozeDays(today)
	typed := web.WaitStep{ID: string(id), Until: x.form("until"), Reason: x.form("reason")}
	in := models.SnoozeInput{Reason: typed.Reason}
	in.Until, _ = s.site.ParseDay(typed.Until, today) // what is no day is none, and needed
	_, err = s.app.SnoozeReminder(x.ctx, x.actor, id, in)
	if models.CodeOf(err) == models.Invalid {
		for _, f := range ours(err).Fields {
			fault := web.Fault{Field: "until-" + typed.ID, Rule: "within", Day: from, Last: to}
			if f.Pointer == "/reason" {
				fault = web.Fault{Field: "reason-" + typed.ID, Rule: "reason"}
			}
			typed.Faults = append(typed.Faults, fault)
		}
		return s.waitsPage(x, fiber.StatusUnprocessableEntity, typed)
	}
	if err != nil {
		return err
	}
	return x.c.Redirect(onward(x.c, "/reminders"), fiber.StatusSeeOther)
}
