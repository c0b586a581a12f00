package handlers

import (
	"encoding/json"
	"log/slog"

	"github.com/gofiber/fiber/v2"

	"qadam/app/engine"
	"qadam/handlers/pages"
	"qadam/handlers/problem"
	"qadam/handlers/request"
	"qadam/models"
)

// fail writes an error as a problem, or as a page where a person asks. Its cause goes to the log under the request's id, never to the
// client.
func (s *Server) fail(c *fiber.Ctx, err error) error {
	e := problem.From(err)
	if (e.Code == models.Unavailable || e.Code == models.Internal) && request.Saved(c) { // it failed after that
		e = &models.Error{Code: e.Code, Message: models.NotKnown, RetryAfter: e.RetryAfter}
	}
	id := request.ID(c)
	if id == "" { // refused before it came to the routes: too large, say
		id = s.setHeaders(c)
	}
	if e.Code == models.Internal || e.Code == models.Unavailable {
		s.log.Error("request failed", slog.String("request_id", id), slog.String("route", c.Route().Path), slog.Any("cause", err))
	}
	if e.RetryAfter > 0 {
		c.Set(fiber.HeaderRetryAfter, problem.RetryAfter(e))
	}
	if e.Code == models.Unauthenticated {
		c.Set(fiber.HeaderWWWAuthenticate, `Bearer realm="qadam"`)
	}
	closeGently(c)
	p := problemOf(e, id)
	if pages.Wanted(c) && s.pages.Problem(c, e.Code, p) == nil {
		return nil
	}
	body, err := json.Marshal(p)
	if err != nil {
		return err
	}
	c.Status(p.Status).Set(fiber.HeaderContentType, "application/problem+json")
	return c.Send(body)
}

// problemOf writes an error as the answer to a request.
func problemOf(e *models.Error, requestID string) problem.Problem {
	kind, detail := problem.Kinds[e.Code], e.Message
	if e.Code == models.Internal {
		said := "Nothing was changed."
		if e.Message == models.NotKnown {
			said = e.Message
		}
		detail = "The fault is ours. " + said + " Tell the administrator the request id."
	}
	return problem.Problem{Type: problem.Type(e.Code), Title: kind.Title, Status: kind.Status, Detail: detail, RequestID: requestID,
		Errors: e.Fields, Allowed: e.Allowed, Conflict: e.Conflict}
}

// refused notes in the log that a request was denied or found nothing: what was asked for, and no more.
func (s *Server) refused(x *exchange, err error) {
	if err == nil {
		return
	}
	switch e := problem.From(err); e.Code {
	case models.Unauthenticated, models.Forbidden, models.NotFound:
		asked, _ := models.ParseID(x.object) // what is no id is nothing that could be named
		s.app.Refused(x.actor, engine.Refusal{RequestID: request.ID(x.c), Action: x.route.Action, Asked: asked,
			Status: problem.Kinds[e.Code].Status})
	}
}
