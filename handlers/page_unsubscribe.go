package handlers

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"qadam/models"
)

// unsubscribePage says the same to everybody: whether an address is somebody's is not told. Opening it changes nothing.
const unsubscribePage = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>Notices ahead of time</title></head>
<body><main><h1>Notices ahead of time</h1><p>What is yours to do still reaches you.</p><form method="post"><button>Turn these notices off</button></form></main></body></html>`

const unsubscribedPage = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Notices are off</title></head>
<body><main><h1>Notices ahead of time are off</h1><p>What is yours to do still reaches you.</p></main></body></html>`

// unsubscribe is where a mail's reader, or its mail program by one click (RFC 8058), turns off what is optional.
func (s *Server) unsubscribe(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	if c.Method() != fiber.MethodPost {
		return c.SendString(unsubscribePage)
	}
	if id, err := models.ParseID(c.Params("id")); err == nil {
		ctx, cancel := context.WithTimeout(context.Background(), requestTimeout)
		defer cancel()
		if err := s.app.Unsubscribe(ctx, id, c.Params("secret")); err != nil {
			return err
		}
	}
	return c.SendString(unsubscribedPage)
}
