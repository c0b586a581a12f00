// Package problem says what a fault is over HTTP: the one table of its status and its words, for the API's answers, for pages
// and for the description.
package problem

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"qadam/models"
)

// Problem is an error as RFC 9457 writes it. Detail says what to do; Errors name the fields, Allowed the steps that there are.
type Problem struct {
	_ struct{} `doc:"A fault, as RFC 9457 writes it."`

	Type      string              `json:"type" example:"/docs#problem-stale" doc:"Which kind of problem; a page to read about it."`
	Title     string              `json:"title" example:"Changed since you read it" doc:"The kind of problem in words."`
	Status    int                 `json:"status" example:"412" doc:"The HTTP status."`
	Detail    string              `json:"detail" doc:"What happened, and what to do."`
	RequestID string              `json:"request_id" doc:"Tell it to the administrator."`
	Errors    []models.FieldError `json:"errors,omitempty" doc:"Which fields, and what to do about each."`
	Allowed   []string            `json:"allowed,omitempty" doc:"The steps that are allowed instead."`

	Conflict *models.EditConflict `json:"conflict,omitempty" doc:"What was changed since you read it, with a 412; with one of a PATCH what both wrote, too."`
}

// Kind is a kind of fault: its status and title, what it means, what to do about it, and the detail of an example.
type Kind struct {
	Status int
	// Beside is a kind beside another one of the same status, which is the usual one.
	Beside                     bool
	Title, Means, Act, Example string
}

// Kinds are all of them: the one place that gives a fault its status and its words.
var Kinds = map[models.Code]Kind{
	models.Malformed: {400, false, "Cannot be read",
		"The request cannot be read at all.",
		"Send one JSON object in UTF-8, at most 16 levels deep; the detail says where the mistake is.",
		"The body is not JSON: there is a mistake near byte 17."},
	models.Unauthenticated: {401, false, "Not signed in",
		"There is no token, or it is unknown, has ended or was revoked.",
		"Send Authorization: Bearer qdm_… with a token in force, or ask an admin for one.",
		"Send a bearer token: Authorization: Bearer qdm_…"},
	models.Forbidden: {403, false, "Not allowed",
		"Your role may never do this, or your token may only read.",
		"Ask somebody with the role that the operation names, or take a token with the scope write.",
		"This token may only read. Ask for one with the scope write."},
	models.NotFound: {404, false, "Nothing here",
		"There is nothing at this address, or you may not see it: the two look the same.",
		"Check the id. If it is right, ask for consent or for the object to be put in your scope.",
		"There is nothing here, or you may not see it."},
	models.MethodNotAllowed: {405, false, "No such method here",
		"The address is there, but not with this method.",
		"The header Allow says which methods it takes.",
		"This address does not take that method; the header Allow says which it takes."},
	models.Conflict: {409, false, "Not as things stand",
		"The request is right, but not in this state: the step is not allowed from here, a code is taken, or an Idempotency-Key came " +
			"with another request.",
		"Read the object again. For a step, take one of those in allowed.",
		"This need is identified; it cannot become \"met\". From here you can go to: agreed, declined."},
	models.Stale: {412, false, "Changed since you read it",
		"Somebody changed the object since you read it.",
		"Read it again, look at what changed, and send your change with the new ETag.",
		"Somebody changed this since you read it. Read it again, and send your change with its new ETag."},
	models.TooLarge: {413, false, "Too large",
		"The body is larger than this operation takes: 64 KiB, unless its description says more.",
		"Send less at a time.",
		"The body has 2097152 bytes; 65536 are the most here."},
	models.UnsupportedMediaType: {415, false, "Wrong content type",
		"The body has another content type than this operation takes, another charset than UTF-8, or is compressed.",
		"Send the Content-Type that the operation names, without Content-Encoding.",
		"Send Content-Type: application/json, in UTF-8."},
	models.Invalid: {422, false, "Some fields need another look",
		"The request can be read, but some of it breaks a rule.",
		"Each of errors names a field and says what to do. Correct all of them and send it again.",
		"Some fields need another look."},
	models.Doubtful: {422, true, "Is this meant?",
		"The request breaks no rule, but some of it is so unlikely that it may be a slip. Nothing was changed.",
		"Each of errors names a field and what is unlikely. Correct it, or send it again with the header Prefer: handling=lenient.",
		"This may be a slip. If you mean it, send it again with the header Prefer: handling=lenient."},
	models.PreconditionRequired: {428, false, "If-Match is needed",
		"A change must say which version it is a change of.",
		"Read the object and send its ETag as If-Match.",
		"Send If-Match with the ETag of the object that you read."},
	models.TooManyRequests: {429, false, "Too many requests",
		"There were too many requests in a short time.",
		"Wait as long as Retry-After says.",
		"Wait a little before the next request."},
	models.HeadTooLarge: {431, false, "Address or headers too large",
		"The address and the headers together have more than 16 KiB.",
		"Ask for fewer things at a time, and send no more cookies and headers than are needed.",
		"The address and the headers have 20480 bytes; 16384 are the most."},
	models.Internal: {500, false, "The fault is ours",
		"Something went wrong here. Nothing was changed.",
		"Tell the administrator the request id; the cause is in the log under it.",
		"The fault is ours. Nothing was changed. Tell the administrator the request id."},
	models.Unavailable: {503, false, "Not available now",
		"The database does not answer just now, or not in time. Nothing was saved, unless the detail says that this is not known: the " +
			"connection ended while the change was being saved.",
		"Try again after Retry-After; with an Idempotency-Key that is safe.",
		"The database does not answer. Try again in a few seconds."},
}

// Type is where a kind of fault is explained.
func Type(code models.Code) string {
	return "/docs#problem-" + strings.ReplaceAll(string(code), "_", "-")
}

// From turns any error into one of the use cases' kind. Fiber's own come from the router and from fasthttp.
func From(err error) *models.Error {
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
		return models.NotFoundError()
	case fiber.StatusMethodNotAllowed:
		return models.Errorf(models.MethodNotAllowed, "This address does not take that method; the header Allow says which it takes.")
	case fiber.StatusRequestEntityTooLarge:
		return models.Errorf(models.TooLarge, "The body is larger than this server takes.")
	case fiber.StatusRequestHeaderFieldsTooLarge:
		return models.Errorf(models.HeadTooLarge, "The address and the headers have more bytes than this server takes: 16384 are the most.")
	case fiber.StatusRequestTimeout:
		return &models.Error{Code: models.Malformed, Message: "The request took too long to arrive.", Cause: err}
	}
	if f.Code >= 400 && f.Code < 500 {
		return &models.Error{Code: models.Malformed, Message: "The request cannot be read.", Cause: err}
	}
	return &models.Error{Code: models.Internal, Message: "The fault is ours.", Cause: err}
}

// RetryAfter is how many seconds to wait.
func RetryAfter(e *models.Error) string { return strconv.Itoa(int(e.RetryAfter / time.Second)) }
