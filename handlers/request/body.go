package request

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"qadam/models"
)

// SmallBody is the most bytes of a body where nothing else is said.
const SmallBody = 64 << 10

// announced is the header in which Refuse keeps how many bytes a request announced.
const announced = "Qadam-Announced"

// Refuse keeps the server from waiting for a body that is larger than its operation takes: the request is answered as if it had none, and
// its connection closed. It is called when the head has come, and forgets what a client itself says by that header.
func Refuse(head *fasthttp.RequestHeader, limit int) {
	head.Del(announced)
	if n := head.ContentLength(); n > limit {
		head.SetContentLength(0)
		head.Set(announced, strconv.Itoa(n))
		head.SetConnectionClose()
	}
}

// Announced is how many bytes a request says that its body has, negative where that comes in chunks.
func Announced(c *fiber.Ctx) int {
	if n, err := strconv.Atoi(c.Get(announced)); err == nil {
		return n
	}
	return c.Request().Header.ContentLength()
}

// largeBodyTime is how long a large body may take to arrive.
const largeBodyTime = time.Minute

// Receive reads a request's body. The server hands requests over before their bodies have come, so that one that is too large, or comes
// from nobody, is refused unread: nobody makes the server hold more than the operation takes. Before a large one is read, large is asked
// for a place.
func Receive(c *fiber.Ctx, limit int, large func() error) error {
	length := Announced(c)
	if length > limit {
		return models.Errorf(models.TooLarge, "The body has %d bytes; %d are the most here.", length, limit)
	}
	stream := c.Context().RequestBodyStream()
	if stream == nil {
		return nil
	}
	var body bytes.Buffer
	body.Grow(min(max(length, 0), SmallBody) + bytes.MinRead)
	if length <= SmallBody {
		if _, err := body.ReadFrom(io.LimitReader(stream, SmallBody+1)); err != nil {
			return tooSlow(err)
		}
	}
	if limit > SmallBody && (length > SmallBody || body.Len() > SmallBody) {
		if err := large(); err != nil {
			return err
		}
		if err := c.Context().SetReadDeadline(time.Now().Add(largeBodyTime)); err != nil {
			return tooSlow(err)
		}
		body.Grow(max(length, 0) + bytes.MinRead)
		if _, err := body.ReadFrom(io.LimitReader(stream, int64(limit-body.Len())+1)); err != nil {
			return tooSlow(err)
		}
	}
	if body.Len() > limit {
		return models.Errorf(models.TooLarge, "The body has more than %d bytes, which are the most here.", limit)
	}
	c.Request().SetBodyRaw(body.Bytes())
	return nil
}

// tooSlow is the fault of a body that did not come whole.
func tooSlow(cause error) error {
	message := "The request took too long to arrive."
	if broken := new(fasthttp.ErrBrokenChunk); errors.As(cause, broken) || errors.Is(cause, io.ErrUnexpectedEOF) {
		message = "The request did not arrive whole."
	}
	return &models.Error{Code: models.Malformed, Message: message, Cause: cause}
}
