package handlers

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/gofiber/fiber/v2"

	"qadam/app"
	"qadam/handlers/request"
	"qadam/models"
)

func feedRoutes(a *app.App) group {
	n := nounAt("/calendar-feeds", a.Feeds)
	return group{"calendar-feeds", "Calendars of deadlines (iCalendar) behind secret addresses, which are shown once.", []route{
		n.list("Your calendars of deadlines"),
		n.get(),
		n.createBy(`{"kind":"project","subject_id":"$project","name":"My telephone"}`, a.CreateFeed).forPeople().
			note("The answer holds the address, once. Titles of entries say in your language what the day is, and hold a reference " +
				"and nothing else. Entries lead to the page of your pending steps, by signing in."),
		plainAction("/calendar-feeds/:id/revoke", "feed.revoke", "Close the address of a calendar at once", a.RevokeFeed),
	}}
}

// calendar serves a calendar by its secret address, for programs that cannot sign in.
func (s *Server) calendar(c *fiber.Ctx) error {
	ctx, cancel := request.Context(c, "feed.open")
	defer cancel()
	secret, ok := strings.CutSuffix(c.Params("secret"), ".ics")
	if !ok {
		return models.NotFoundError()
	}
	file, err := s.app.OpenFeed(ctx, secret)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(file)
	c.Set(fiber.HeaderETag, fmt.Sprintf(`"%x"`, sum[:8]))
	c.Set(fiber.HeaderCacheControl, "private, no-cache")
	c.Set("X-Robots-Tag", "noindex, nofollow")
	c.Set(fiber.HeaderContentType, "text/calendar; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `inline; filename="qadam.ics"`)
	return c.Send(file)
}
