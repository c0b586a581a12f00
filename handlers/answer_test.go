package handlers_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/pb33f/libopenapi-validator/errors"
	"github.com/valyala/fasthttp"

	"qadam/models"
)

// want ends the test unless the status is one of these.
func (a answer) want(t testing.TB, status ...int) answer {
	t.Helper()
	for _, s := range status {
		if a.status == s {
			return a
		}
	}
	t.Fatalf("%s as %q answered %d, not %v: %.800s", a.name(), a.as, a.status, status, a.body)
	return a
}

func (a answer) name() string {
	method := a.method
	if method == "" {
		method = "GET"
	}
	return method + " " + a.path
}

// json reads the body.
func (a answer) json(t testing.TB, into any) {
	t.Helper()
	if err := json.Unmarshal(a.body, into); err != nil {
		t.Fatalf("%s: %v: %.300s", a.name(), err, a.body)
	}
}

// object is the body of an object, of which tests look at a few members.
type object map[string]any

func (a answer) object(t testing.TB) object {
	t.Helper()
	var o object
	a.json(t, &o)
	return o
}

func (o object) text(name string) string { return fmt.Sprint(o[name]) }

func (o object) id() models.ID { return models.ID(o.text("id")) }

// page is the body of a list.
type page struct {
	Items []object `json:"items"`
	Next  string   `json:"next"`
}

func (a answer) page(t testing.TB) page {
	t.Helper()
	var p page
	a.want(t, 200).json(t, &p)
	return p
}

func (p page) has(id models.ID) bool {
	for _, o := range p.Items {
		if o.id() == id {
			return true
		}
	}
	return false
}

// problem is the body of a fault.
type problem struct {
	Type, Title, Detail string
	Status              int
	RequestID           string `json:"request_id"`
	Errors              []models.FieldError
	Allowed             []string
}

// problem reads the fault that the answer has to be.
func (a answer) problem(t testing.TB, status int) problem {
	t.Helper()
	a.want(t, status)
	var p problem
	a.json(t, &p)
	switch {
	case a.header.Get("Content-Type") != "application/problem+json":
		t.Errorf("%s: the problem comes as %q", a.name(), a.header.Get("Content-Type"))
	case p.Status != status, p.Title == "", p.Detail == "", !strings.HasPrefix(p.Type, "/docs#problem-"):
		t.Errorf("%s: the problem is not whole: %s", a.name(), a.body)
	case p.RequestID == "" || p.RequestID != a.header.Get("X-Request-Id"):
		t.Errorf("%s: the problem names the request %q, the header %q", a.name(), p.RequestID, a.header.Get("X-Request-Id"))
	}
	return p
}

// pointers lists where the faults of a problem are.
func (p problem) pointers() []string {
	var all []string
	for _, e := range p.Errors {
		all = append(all, e.Pointer)
	}
	return all
}

// plain is the body without its compression.
func (a answer) plain() ([]byte, error) {
	var out bytes.Buffer
	var err error
	switch encoding := a.header.Get("Content-Encoding"); encoding {
	case "":
		return a.body, nil
	case "gzip":
		_, err = fasthttp.WriteGunzip(&out, a.body)
	case "br":
		_, err = fasthttp.WriteUnbrotli(&out, a.body)
	default:
		err = fmt.Errorf("the answer comes as %q", encoding)
	}
	b, readErr := io.ReadAll(&out)
	if err == nil {
		err = readErr
	}
	return b, err
}

// faultsText says what the description refuses.
func faultsText(faults []*errors.ValidationError) string {
	var said []string
	for _, f := range faults {
		said = append(said, f.Message+": "+f.Reason)
		for _, s := range f.SchemaValidationErrors {
			said = append(said, "  "+s.FieldPath+" "+s.Reason)
		}
	}
	return strings.Join(said, "\n")
}
