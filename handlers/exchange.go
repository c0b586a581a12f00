package handlers

import (
	"context"
	"mime"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"qadam/app/engine"
	"qadam/handlers/openapi"
	"qadam/handlers/request"
	"qadam/models"
	"qadam/models/jsontext"
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

// body gives the request's body after checking its content type.
func (x *exchange) body(contentType string) ([]byte, error) {
	body, charset, err := x.text(contentType)
	if err == nil && charset != "" && charset != "utf-8" {
		return nil, models.Errorf(models.UnsupportedMediaType, "Send Content-Type: %s, in UTF-8.", contentType)
	}
	return body, err
}

// text gives the request's body, and the charset that is said to be its, "" for none, after checking its content type.
func (x *exchange) text(contentType string) (body []byte, charset string, err error) {
	kind, params, err := mime.ParseMediaType(x.c.Get(fiber.HeaderContentType))
	merge := contentType == "application/json" && x.c.Method() == fiber.MethodPatch && kind == "application/merge-patch+json"
	if err != nil || (kind != contentType && !merge) {
		return nil, "", models.Errorf(models.UnsupportedMediaType, "Send Content-Type: %s, in UTF-8.", contentType)
	}
	if x.c.Get(fiber.HeaderContentEncoding) != "" {
		return nil, "", models.Errorf(models.UnsupportedMediaType, "Send the body as it is, without Content-Encoding.")
	}
	return x.c.Request().Body(), strings.ToLower(params["charset"]), nil
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

// send writes an answer as JSON. An object with a version carries its ETag.
func (x *exchange) send(status int, v any) error {
	body, err := jsontext.Marshal(v)
	if err == nil && x.query.named() {
		body, err = x.addNames(body)
	}
	if err != nil {
		return err
	}
	if e, ok := v.(models.Entity); ok {
		if version := e.Meta().Version; version > 0 {
			x.c.Set(fiber.HeaderETag, etag(e.Meta().ID, version, body))
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

// addNames adds, as the last member of an answer, what its ids stand for.
func (x *exchange) addNames(body []byte) ([]byte, error) {
	names, err := x.server.app.Names(x.ctx, x.actor, body)
	if err != nil {
		return nil, err
	}
	return jsontext.WithMember(body, openapi.NamedMember, names)
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
	if !x.meant() {
		x.ctx = engine.AskingBack(x.ctx)
	}
	return nil
}

// meant tells whether the sender asks to take what is unlikely as it is (RFC 7240).
func (x *exchange) meant() bool {
	for _, preference := range strings.FieldsFunc(x.c.Get("Prefer"), func(r rune) bool { return r == ',' || r == ';' }) {
		name, value, _ := strings.Cut(preference, "=")
		if strings.EqualFold(strings.TrimSpace(name), "handling") &&
			strings.EqualFold(strings.Trim(strings.TrimSpace(value), `"`), "lenient") {
			return true
		}
	}
	return false
}
