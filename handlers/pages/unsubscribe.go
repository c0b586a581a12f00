package pages

import (
	"github.com/gofiber/fiber/v2"

	"qadam/models"
	"qadam/web"
)

func unsubscribeRoutes() []route {
	const path, action = "/u/off/:id/u/:secret", "mailbox.unsubscribe"
	return []route{{fiber.MethodGet, path, action, unsubscribe}, {fiber.MethodPost, path, action, unsubscribe}}
}

// unsubscribe is where a mail's reader, or its mail program by one click (RFC 8058), turns off what is optional. Opening it
// changes nothing, and what is wrong is answered as what is right.
func unsubscribe(x *exchange) error {
	v := web.Unsubscribe{Done: x.c.Method() == fiber.MethodPost}
	if id, err := models.ParseID(x.c.Params("id")); v.Done && err == nil {
		if err := x.app.Unsubscribe(x.ctx, id, x.c.Params("secret")); err != nil {
			return err
		}
	}
	return x.show(fiber.StatusOK, v)
}
