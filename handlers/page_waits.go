package handlers

import (
	"net/url"

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
	v.From, v.To = s.mayHold()
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

// mayHold gives the days until which a step may be held back.
func (s *Server) mayHold() (from, to models.Date) {
	today := models.DateOf(s.app.Store().Now())
	return today.AddDays(1), today.AddDays(app.LongestSnooze)
}

// holdBack takes the form of one step.
func (s *Server) holdBack(x *exchange) error {
	id, err := models.ParseID(x.form("reminder"))
	if err != nil {
		return models.Errorf(models.Malformed, "This form is not whole. Go back, and send it again.")
	}
	from, to := s.mayHold()
	typed := web.WaitStep{ID: string(id), Until: x.form("until"), Reason: x.form("reason")}
	in := models.SnoozeInput{Reason: typed.Reason}
	in.Until, _ = s.site.ParseDay(typed.Until, from.AddDays(-1)) // what is no day is none, and needed
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
	back := "/reminders"
	if lang := x.c.Query("lang"); lang != "" {
		back += "?" + url.Values{"lang": {lang}}.Encode()
	}
	return x.c.Redirect(back, fiber.StatusSeeOther)
}
