package handlers

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/gofiber/fiber/v2"

	"qadam/app"
	"qadam/handlers/request"
	"qadam/models"
)

// linkRoutes are the addresses that carry their own right: update links, webhooks and calendar feeds.
func linkRoutes(a *app.App) []route {
	return concat(webhookRoutes(a), feedRoutes(a), []route{
		list("/update-links", a.UpdateLinks, "Who may report by an address from a mail, and who has"),
		get("/update-links", a.UpdateLinks),
		creation("/update-links", "update_link", `{"activity_id":"$activity","contact_id":"$addressee","days":14}`, a.CreateUpdateLink),
		action("/update-links/:id/revoke", "update_link.revoke", "End a link at once", `{"reason":"The mail went to the wrong person"}`, a.RevokeUpdateLink),
	})
}

// webhookRoutes are what subscribers are told, and whether it reached them.
func webhookRoutes(a *app.App) []route {
	example := `{"url":"https://hooks.example.org/qadam","subjects":["need","milestone"],"active":true}`
	add := creation("/webhooks", "webhook", example, a.CreateWebhook)
	add.person = true // as with tokens: what tells on must not be made by who found one
	gone := plainAction("/webhooks/:id", "webhook.delete", "End a webhook; what waits is not told any more", a.DeleteWebhook)
	gone.method, gone.conflict = fiber.MethodDelete, false
	rotate := plainAction("/webhooks/:id/rotate", "webhook.rotate", "Change the secret; for a day the old one signs, too", a.RotateWebhook)
	return []route{
		list("/webhooks", a.Webhooks, "Addresses at which you want to be told of changes"), get("/webhooks", a.Webhooks),
		add, patch("/webhooks", a.Webhooks, `{"note":"The reporting script"}`),
		gone, rotate, queued("/webhooks/:id/test", "webhook.test", "Send a message that only tries it", a.TestWebhook),
		list("/webhook-deliveries", a.Deliveries, "Messages to your webhooks, and what became of them"), get("/webhook-deliveries", a.Deliveries),
		queued("/webhook-deliveries/:id/replay", "webhook_delivery.replay", "Send a message again", a.ReplayDelivery),
	}
}

// queued is an action without an input on something that has no version.
func queued[T any](path, name, summary string, do func(context.Context, models.Actor, models.ID) (*T, error)) route {
	return route{method: fiber.MethodPost, path: path, action: name, summary: summary, out: new(T), conflict: true,
		run: func(x *exchange) error {
			id, err := x.id()
			if err != nil {
				return err
			}
			v, err := do(x.ctx, x.actor, id)
			if err != nil {
				return err
			}
			return x.send(fiber.StatusOK, v)
		}}
}

// feedRoutes are the calendars of deadlines.
func feedRoutes(a *app.App) []route {
	add := creation("/calendar-feeds", "feed", `{"kind":"project","subject_id":"$project","name":"My telephone"}`, a.CreateFeed)
	add.person = true
	return []route{
		list("/calendar-feeds", a.Feeds, "Your calendars of deadlines"), get("/calendar-feeds", a.Feeds),
		add,
		plainAction("/calendar-feeds/:id/revoke", "feed.revoke", "Close the address of a calendar at once", a.RevokeFeed),
	}
}

// calendar serves a calendar by its secret address, for programs that cannot sign in.
func (s *Server) calendar(c *fiber.Ctx) error {
	ctx, cancel := request.Context(c, "feed.open")
	defer cancel()
	secret, ok := strings.CutSuffix(c.Params("secret"), ".ics")
	if !ok {
		return models.Missing()
	}
	file, err := s.app.OpenFeed(ctx, secret)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(file)
	tag := fmt.Sprintf(`"%x"`, sum[:8])
	c.Set(fiber.HeaderETag, tag)
	c.Set(fiber.HeaderCacheControl, "private, no-cache")
	c.Set("X-Robots-Tag", "noindex, nofollow")
	if noneMatch(c.Get(fiber.HeaderIfNoneMatch), tag) {
		return c.SendStatus(fiber.StatusNotModified)
	}
	c.Set(fiber.HeaderContentType, "text/calendar; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `inline; filename="qadam.ics"`)
	return c.Send(file)
}
