package pages

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"qadam/handlers/problem"
	"qadam/models"
	"qadam/web"
)

// Wanted tells a person's browser from a program: it asks for HTML before anything else, and not of the API.
func Wanted(c *fiber.Ctx) bool {
	accepts, _, _ := strings.Cut(c.Get(fiber.HeaderAccept), ",")
	return strings.HasPrefix(accepts, fiber.MIMETextHTML) && !strings.HasPrefix(c.Path(), "/api/")
}

// Problem shows a fault as a page, in the words of the table of problems.
func (p *Pages) Problem(c *fiber.Ctx, code models.Code, o problem.Problem) error {
	v := web.Problem{Kind: "other", Title: o.Title, Detail: o.Detail, Reference: o.RequestID}
	switch code {
	case models.NotFound, models.Forbidden: // they look the same, so that nothing shows what there is
		v = web.Problem{Kind: "missing"}
	case models.Internal:
		v = web.Problem{Kind: "ours", Reference: o.RequestID}
	case models.Unavailable:
		v = web.Problem{Kind: "busy", Reference: o.RequestID}
	}
	return p.render(c, o.Status, "", v)
}
