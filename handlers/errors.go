package handlers

import (
	"encoding/json"
	"errors"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"qadam/models"
)

// Problem is an error as RFC 9457 writes it. Detail says what to do; Errors name the fields, Allowed the steps that there are.
type Problem struct {
	Type      string              `json:"type" example:"/docs#problem-stale"`
	Title     string              `json:"title" example:"Changed since you read it"`
	Status    int                 `json:"status" example:"412"`
	Detail    string              `json:"detail"`
	RequestID string              `json:"request_id"`
	Errors    []models.FieldError `json:"errors,omitempty"`
	Allowed   []string            `json:"allowed,omitempty"`
}

// problems maps each kind of fault to its status and title: the one place that does.
var problems = map[models.Code]struct {
	status int
	title  string
}{
	models.Malformed:    {400, "Cannot be read"},
	models.Unsigned:     {401, "Not signed in"},
	models.Forbidden:    {403, "Not allowed"},
	models.NotFound:     {404, "Nothing here"},
	models.Method:       {405, "No such method here"},
	models.Conflict:     {409, "Not as things stand"},
	models.Stale:        {412, "Changed since you read it"},
	models.TooLarge:     {413, "Too large"},
	models.MediaType:    {415, "Wrong content type"},
	models.Invalid:      {422, "Some fields need another look"},
	models.Precondition: {428, "If-Match is needed"},
	models.TooMany:      {429, "Too many requests"},
	models.Internal:     {500, "The fault is ours"},
	models.Unavailable:  {503, "Not available now"},
}

// problemType is where a kind of fault is explained.
func problemType(code models.Code) string {
	return "/docs#problem-" + strings.ReplaceAll(string(code), "_", "-")
}

// ours turns any error into one of the use cases' kind. Fiber's own come from the router and from fasthttp.
func ours(err error) *models.Error {
	var e *models.Error
	if errors.As(err, &e) {
		return e
	}
	var f *fiber.Error
	if !errors.As(err, &f) {
		return &models.Error{Code: models.Internal, Message: "The fault is ours.", Cause: err}
	}
	switch f.Code {
	case fiber.StatusNotFound:
		return models.Missing()
	case fiber.StatusMethodNotAllowed:
		return models.Errorf(models.Method, "This address does not take that method; the header Allow says which it takes.")
	case fiber.StatusRequestEntityTooLarge:
		return models.Errorf(models.TooLarge, "The body is larger than this server takes.")
	case fiber.StatusRequestTimeout:
		return &models.Error{Code: models.Malformed, Message: "The request took too long to arrive.", Cause: err}
	}
	if f.Code >= 400 && f.Code < 500 {
		return &models.Error{Code: models.Malformed, Message: "The request cannot be read.", Cause: err}
	}
	return &models.Error{Code: models.Internal, Message: "The fault is ours.", Cause: err}
}

// retryAfter is how many seconds to wait.
func retryAfter(e *models.Error) string { return strconv.Itoa(int(e.RetryAfter / time.Second)) }

// fail writes an error as a problem, or as a page where a person asks. Its cause goes to the log under the request's id, never to the client.
func (s *Server) fail(c *fiber.Ctx, err error) error {
	e := ours(err)
	p := problems[e.Code]
	id := requestID(c)
	if id == "" { // refused before it came to the routes: too large, say
		id = s.head(c)
	}
	if e.Code == models.Internal || e.Code == models.Unavailable {
		s.log.Error("request failed", slog.String("request_id", id), slog.String("route", c.Route().Path), slog.Any("cause", err))
	}
	if e.RetryAfter > 0 {
		c.Set(fiber.HeaderRetryAfter, retryAfter(e))
	}
	if e.Code == models.Unsigned {
		c.Set(fiber.HeaderWWWAuthenticate, `Bearer realm="qadam"`)
	}
	detail := e.Message
	if e.Code == models.Internal {
		detail = "The fault is ours. Nothing was changed. Tell the administrator the request id."
	}
	problem := Problem{Type: problemType(e.Code), Title: p.title, Status: p.status, Detail: detail, RequestID: id, Errors: e.Fields, Allowed: e.Allowed}
	if wantsPage(c) && s.failPage(c, problem, e.Code) == nil {
		return nil
	}
	body, err := json.Marshal(problem)
	if err != nil {
		return err
	}
	c.Status(p.status).Set(fiber.HeaderContentType, "application/problem+json")
	return c.Send(body)
}
