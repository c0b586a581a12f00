package handlerstest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"regexp"
	"strings"
	"testing"

	"github.com/valyala/fasthttp"

	"qadam/models"
)

// Without is a copy of an object without a member.
func Without(o Object, name string) Object {
	out := maps.Clone(o)
	delete(out, name)
	return out
}

// With is a copy of an object with another value of a member.
func With(o Object, name string, value any) Object {
	out := maps.Clone(o)
	out[name] = value
	return out
}

// Want ends the test unless the status is one of these.
func (a Answer) Want(t testing.TB, status ...int) Answer {
	t.Helper()
	for _, s := range status {
		if a.Status == s {
			return a
		}
	}
	t.Fatalf("%s as %q answered %d, not %v: %.800s", a.Name(), a.As, a.Status, status, a.Body)
	return a
}

// Name is how a test's message calls the answer: by its request.
func (a Answer) Name() string {
	method := a.Method
	if method == "" {
		method = "GET"
	}
	return method + " " + a.Path
}

// JSON reads the body.
func (a Answer) JSON(t testing.TB, into any) {
	t.Helper()
	if err := json.Unmarshal(a.Body, into); err != nil {
		t.Fatalf("%s: %v: %.300s", a.Name(), err, a.Body)
	}
}

// Object is the body of an object as tests read it.
type Object map[string]any

// Object reads the body of an object.
func (a Answer) Object(t testing.TB) Object {
	t.Helper()
	var o Object
	a.JSON(t, &o)
	return o
}

func (o Object) Text(name string) string { return fmt.Sprint(o[name]) }

func (o Object) ID() models.ID { return models.ID(o.Text("id")) }

// Page is the body of a list.
type Page struct {
	Items []Object `json:"items"`
	Next  string   `json:"next"`
}

// Page reads the body of a list.
func (a Answer) Page(t testing.TB) Page {
	t.Helper()
	var p Page
	a.Want(t, 200).JSON(t, &p)
	return p
}

// Has tells whether the page lists an object.
func (p Page) Has(id models.ID) bool {
	for _, o := range p.Items {
		if o.ID() == id {
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

// Problem reads the fault that the answer has to be.
func (a Answer) Problem(t testing.TB, status int) problem {
	t.Helper()
	a.Want(t, status)
	var p problem
	a.JSON(t, &p)
	switch {
	case a.Header.Get("Content-Type") != "application/problem+json":
		t.Errorf("%s: the problem comes as %q", a.Name(), a.Header.Get("Content-Type"))
	case p.Status != status, p.Title == "", p.Detail == "", !strings.HasPrefix(p.Type, "/docs#problem-"):
		t.Errorf("%s: the problem is not whole: %s", a.Name(), a.Body)
	case p.RequestID == "" || p.RequestID != a.Header.Get("X-Request-Id"):
		t.Errorf("%s: the problem names the request %q, the header %q", a.Name(), p.RequestID, a.Header.Get("X-Request-Id"))
	case machineWords.Match(a.Body):
		t.Errorf("%s: the problem speaks as a library does: %s", a.Name(), a.Body)
	}
	return p
}

// machineWords are what the errors of Go and its libraries say, which is no help to people.
var machineWords = regexp.MustCompile(`[Uu]nmarshal|strconv\.|parsing time|invalid character|reflect\.|SQLSTATE|sql: |gorm|` +
	`unexpected EOF|runtime error|goroutine|dial tcp|context deadline|Give a (map|struct|slice|int|float)`)

// Pointers lists where the faults of a problem are.
func (p problem) Pointers() []string {
	var all []string
	for _, e := range p.Errors {
		all = append(all, e.Pointer)
	}
	return all
}

// Plain is the body without its compression.
func (a Answer) Plain() ([]byte, error) {
	var out bytes.Buffer
	var err error
	switch encoding := a.Header.Get("Content-Encoding"); encoding {
	case "":
		return a.Body, nil
	case "gzip":
		_, err = fasthttp.WriteGunzip(&out, a.Body)
	case "br":
		_, err = fasthttp.WriteUnbrotli(&out, a.Body)
	default:
		err = fmt.Errorf("the answer comes as %q", encoding)
	}
	b, readErr := io.ReadAll(&out)
	if err == nil {
		err = readErr
	}
	return b, err
}
