package models

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Code says what kind of fault an error is; handlers map each to one HTTP status.
type Code string

// The kinds of fault a use case can answer with.
const (
	Malformed            Code = "malformed"       // cannot be read at all
	Invalid              Code = "invalid"         // can be read, breaks a rule; Fields say where
	Doubtful             Code = "doubtful"        // breaks no rule and may be a slip; Fields say what
	Unauthenticated      Code = "unauthenticated" // no valid token
	Forbidden            Code = "forbidden"       // the role may never do this
	NotFound             Code = "not_found"       // missing, or not visible: the same
	Conflict             Code = "conflict"        // not from this state; Allowed says what is
	Stale                Code = "stale"           // changed since it was read
	PreconditionRequired Code = "precondition"    // If-Match is missing
	TooLarge             Code = "too_large"
	HeadTooLarge         Code = "head_too_large"
	UnsupportedMediaType Code = "media_type"
	MethodNotAllowed     Code = "method_not_allowed"
	TooManyRequests      Code = "too_many"
	Unavailable          Code = "unavailable" // the database does not answer
	Internal             Code = "internal"
)

// FieldError is one fault of one field; Pointer is a JSON pointer (RFC 6901) into the body, or a query name.
type FieldError struct {
	_ struct{} `doc:"One fault of one field."`

	Pointer string `json:"pointer" example:"/title" doc:"A JSON pointer (RFC 6901) into the body, or a parameter's name."`
	Detail  string `json:"detail" example:"Give a title." doc:"What to do."`
	// Rule names the rule that was broken, and Args what it compares with: texts, numbers, Dates and Money. Pages say it by these in
	// the reader's language.
	Rule string         `json:"-"`
	Args map[string]any `json:"-"`
}

// Error is the one error type that use cases return on purpose. Message is for people; Cause goes to the log alone.
type Error struct {
	Code       Code
	Message    string
	Fields     []FieldError
	Allowed    []string
	Conflict   *EditConflict // of Stale
	RetryAfter time.Duration
	Cause      error
}

func (e *Error) Error() string {
	if e.Cause != nil {
		return fmt.Sprintf("%s: %s: %v", e.Code, e.Message, e.Cause)
	}
	return fmt.Sprintf("%s: %s", e.Code, e.Message)
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// NotKnown is what is said of a change where nothing better can be said.
const NotKnown = "It is not known whether this was saved: read it again, or send it again with the same Idempotency-Key."

// Sentence makes a sentence of an error whose words are meant for people.
func Sentence(err error) string {
	text := err.Error()
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

// Errorf makes an Error of a kind with a message for people.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Fault makes an Invalid error about one field.
func Fault(pointer, format string, args ...any) *Error {
	return Faults(FieldError{Pointer: pointer, Detail: fmt.Sprintf(format, args...)})
}

// Faults makes an Invalid error about some fields.
func Faults(fields ...FieldError) *Error {
	return &Error{Code: Invalid, Message: "Some fields need another look.", Fields: fields}
}

// JoinFaults makes one error of what could not be read of an input and of what a use case says of the rest. Of a field that could
// not be read the use case says nothing.
func JoinFaults(unread, err error) error {
	fields, others := FieldsOf(unread), FieldsOf(err)
	if len(fields) == 0 || err != nil && len(others) == 0 {
		return err
	}
	all := slices.Clone(fields)
	for _, f := range others {
		within := func(u FieldError) bool { return f.Pointer == u.Pointer || strings.HasPrefix(f.Pointer, u.Pointer+"/") }
		if !slices.ContainsFunc(fields, within) {
			all = append(all, f)
		}
	}
	return Faults(all...)
}

// FieldsOf gives the faults of an Invalid error.
func FieldsOf(err error) []FieldError {
	var e *Error
	if errors.As(err, &e) && e.Code == Invalid {
		return e.Fields
	}
	return nil
}

// NotFoundError is the one answer for what does not exist and for what the actor may not see.
func NotFoundError() *Error {
	return Errorf(NotFound, "There is nothing here, or you may not see it.")
}

// CodeOf gives the kind of any error; what is not ours is Internal.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}
