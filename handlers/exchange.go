package handlers

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"mime"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"qadam/app/engine"
	"qadam/handlers/request"
	"qadam/models"
)

// exchange is one request and its answer, as the handlers see it.
type exchange struct {
	c     *fiber.Ctx
	ctx   context.Context
	actor models.Actor
	route *route
	query query
	// object is the id in the path, as it was sent.
	object string

	server *Server
}

// id reads the id in the path. What is no id cannot exist.
func (x *exchange) id() (models.ID, error) {
	id, err := models.ParseID(x.object)
	if err != nil {
		return "", models.NotFoundError()
	}
	return id, nil
}

// version reads If-Match: every change says which version it is a change of. What stands after the version in an ETag tells
// what a reader was shown; a change does not conflict with that, so the version alone will do.
func (x *exchange) version() (int, error) {
	tag := x.c.Get(fiber.HeaderIfMatch)
	if tag == "" {
		return 0, models.Errorf(models.PreconditionRequired, "Send If-Match with the ETag of the object that you read.")
	}
	text, strong := strings.CutPrefix(tag, `"`)
	text, ended := strings.CutSuffix(text, `"`)
	text, _, _ = strings.Cut(text, "-")
	v, err := strconv.Atoi(text)
	if err != nil || v < 1 || text != strconv.Itoa(v) || !strong || !ended {
		return 0, models.Errorf(models.Stale, "If-Match is no ETag of this object. Read it again, and send its ETag.")
	}
	return v, nil
}

// etag is the entity tag of an object as this reader is shown it: the version, for If-Match, and a sum of the body. An answer
// holds what other rows say, too, and what consent opens to its reader; where that changes, the version does not.
func etag(version int, body []byte) string {
	sum := sha256.Sum256(body)
	return fmt.Sprintf(`"%d-%x"`, version, sum[:8])
}

// noneMatch tells that If-None-Match names a tag (RFC 9110 section 13.1.2): the reader has what we would send.
func noneMatch(header, tag string) bool {
	for one := range strings.SplitSeq(header, ",") {
		if one = strings.TrimPrefix(strings.TrimSpace(one), "W/"); one == tag || one == "*" {
			return true
		}
	}
	return false
}

// body gives the request's body after checking its content type.
func (x *exchange) body(contentType string) ([]byte, error) {
	kind, params, err := mime.ParseMediaType(x.c.Get(fiber.HeaderContentType))
	charset := strings.ToLower(params["charset"])
	merge := contentType == "application/json" && x.c.Method() == fiber.MethodPatch && kind == "application/merge-patch+json"
	if err != nil || (kind != contentType && !merge) || (charset != "" && charset != "utf-8") {
		return nil, models.Errorf(models.UnsupportedMediaType, "Send Content-Type: %s, in UTF-8.", contentType)
	}
	if x.c.Get(fiber.HeaderContentEncoding) != "" {
		return nil, models.Errorf(models.UnsupportedMediaType, "Send the body as it is, without Content-Encoding.")
	}
	return x.c.Request().Body(), nil
}

// decode reads the JSON body into an input.
func (x *exchange) decode(in any) error {
	body, err := x.body("application/json")
	if err != nil {
		return err
	}
	return decodeNew(body, in)
}

// ok answers a request with what a use case gives, or with its fault.
func (x *exchange) ok(v any, err error) error {
	if err != nil {
		return err
	}
	return x.send(x.route.Success(), v)
}

// send writes an answer as JSON. An object with a version carries its ETag; who has that already is not sent it again.
func (x *exchange) send(status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if e, ok := v.(models.Entity); ok {
		if version := e.Meta().Version; version > 0 {
			tag := etag(version, body)
			x.c.Set(fiber.HeaderETag, tag)
			reads := x.c.Method() == fiber.MethodGet || x.c.Method() == fiber.MethodHead
			if reads && noneMatch(x.c.Get(fiber.HeaderIfNoneMatch), tag) {
				return x.c.SendStatus(fiber.StatusNotModified)
			}
		}
		if status == fiber.StatusCreated {
			x.c.Set(fiber.HeaderLocation, x.c.Path()+"/"+string(e.Meta().ID))
		}
	}
	if engine.Replayed(x.ctx) {
		x.c.Set("Idempotency-Replayed", "true")
	}
	if p, ok := v.(interface{ NextCursor() string }); ok && p.NextCursor() != "" {
		x.c.Set(fiber.HeaderLink, "<"+x.addressAt(p.NextCursor())+`>; rel="next"`)
	}
	x.c.Status(status).Set(fiber.HeaderContentType, fiber.MIMEApplicationJSONCharsetUTF8)
	return x.c.Send(body)
}

// addressAt is the request's own address with another cursor.
func (x *exchange) addressAt(cursor string) string {
	args := fasthttp.AcquireArgs()
	defer fasthttp.ReleaseArgs(args)
	x.c.Request().URI().QueryArgs().CopyTo(args)
	args.Set("cursor", cursor)
	return x.c.Path() + "?" + args.String()
}

// idempotency reads the Idempotency-Key of a POST and marks the context with it.
func (x *exchange) idempotency() error {
	key := ""
	if x.c.Method() == fiber.MethodPost {
		key = x.c.Get("Idempotency-Key")
		if len(key) > 200 || !request.ValidText(key) {
			return models.Errorf(models.Malformed, "Give an Idempotency-Key of at most 200 characters.")
		}
	}
	var print []byte
	if key != "" {
		print = append([]byte(x.c.Method()+" "+x.c.OriginalURL()+" "+x.c.Get(fiber.HeaderIfMatch)+"\n"), x.c.Request().Body()...)
	}
	x.ctx = engine.WithRequest(x.ctx, request.ID(x.c), x.route.Action, key, print)
	return nil
}

// target reads which object a change is of, and which version.
func (x *exchange) target() (models.ID, int, error) {
	id, err := x.id()
	if err != nil {
		return "", 0, err
	}
	version, err := x.version()
	return id, version, err
}
