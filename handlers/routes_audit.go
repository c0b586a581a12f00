package handlers

import (
	"github.com/gofiber/fiber/v2"

	"qadam/app"
	"qadam/app/engine"
	"qadam/handlers/problem"
	"qadam/handlers/request"
	"qadam/models"
)

// auditRoutes are the log, whole for those who look after the installation, and in words for who sees an item.
func auditRoutes(a *app.App) []route {
	return []route{
		list("/audit", a.Changes, "The log: who changed, read, took away or was refused what"), get("/audit", a.Changes),
		history("/missions", a.Missions), history("/findings", a.Findings), history("/needs", a.Needs), history("/activities", a.Activities),
	}
}

// history tells what happened to an object, in words.
func history[T, I any](path string, r *engine.Resource[T, I]) route {
	return past(path+"/:id/history", r.Name()+".history", "What happened to it, in words", r.History)
}

// refused leaves it to the log that somebody was not let in, or found nothing: as what was asked for, and no more.
func (s *Server) refused(c *fiber.Ctx, r *route, actor models.Actor, err error) {
	if err == nil {
		return
	}
	switch e := problem.From(err); e.Code {
	case models.Unsigned, models.Forbidden, models.NotFound:
		asked, _ := models.ParseID(c.Params("id")) // what is no id is nothing that could be named
		s.app.Refused(actor, engine.Refusal{RequestID: request.ID(c), Action: r.action, Asked: asked, Status: problem.Kinds[e.Code].Status})
	}
}
