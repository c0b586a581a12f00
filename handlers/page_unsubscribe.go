package handlers

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"qadam/app"
	"qadam/models"
	"qadam/web"
)

// unsubscribe is where a mail's reader, or its mail program by one click (RFC 8058), turns off what is optional. Opening it
// changes nothing, and what is wrong is answered as what is right.
func (s *Server) unsubscribe(c *fiber.Ctx) error {
	v := web.Unsubscribe{Done: c.Method() == fiber.MethodPost}
	if !v.Done {
		return s.page(c, fiber.StatusOK, "", v)
	}
	if id, err := models.ParseID(c.Params("id")); err == nil {
		ctx, cancel := context.WithTimeout(context.Background(), requestTimeout)
		defer cancel()
		if err := s.app.Unsubscribe(app.WithRequest(ctx, requestID(c), "mailbox.unsubscribe", "", nil), id, c.Params("secret")); err != nil {
			return err
		}
	}
	return s.page(c, fiber.StatusOK, "", v)
}
