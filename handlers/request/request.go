// Package request says of a request what every handler has to know before it answers: its id, how long it may take, from
// where it comes, who sends it, and whether that one may try.
package request

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"qadam/app/engine"
	"qadam/models"
)

// Timeout bounds a request's work; there is no cancel when a client hangs up.
const Timeout = 20 * time.Second

type localKey string

const (
	idKey      localKey = "request_id"
	userKey    localKey = "user_id"
	contextKey localKey = "context"
)

// ID is the caller's own id of the request if it is a plain one, else ours.
func ID(c *fiber.Ctx) string {
	id, _ := c.Locals(idKey).(string)
	return id
}

// SetID notes the id of a request.
func SetID(c *fiber.Ctx, id string) { c.Locals(idKey, id) }

// UserID is the user who sent a request, "" until it is known.
func UserID(c *fiber.Ctx) string {
	id, _ := c.Locals(userKey).(string)
	return id
}

// SetUserID notes the user who sent a request, for the log.
func SetUserID(c *fiber.Ctx, id models.ID) { c.Locals(userKey, string(id)) }

// Context is the context in which a request is answered. The audit names the request's id and the action.
func Context(c *fiber.Ctx, action string) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(context.Background(), Timeout)
	ctx = engine.WithRequest(ctx, ID(c), action, "", nil)
	c.Locals(contextKey, ctx)
	return ctx, cancel
}

// Saved tells that a change was saved for a request that may change something.
func Saved(c *fiber.Ctx) bool {
	ctx, _ := c.Locals(contextKey).(context.Context)
	return ctx != nil && !Safe(c) && engine.Saved(ctx)
}

// Single reads a header that says who asks, and whether it was given. Of two it would be open which one counts.
func Single(c *fiber.Ctx, name string) (value string, given bool, err error) {
	all := c.Request().Header.PeekAll(name)
	if len(all) > 1 {
		return "", true, models.Errorf(models.Malformed, "The header %s stands %d times; send it once.", name, len(all))
	}
	return c.Get(name), len(all) == 1, nil
}

// Safe tells that a request changes nothing by its method.
func Safe(c *fiber.Ctx) bool {
	return c.Method() == fiber.MethodGet || c.Method() == fiber.MethodHead
}

// ValidText tells that a text can be stored: UTF-8 without U+0000.
func ValidText(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }
