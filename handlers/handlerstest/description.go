package handlerstest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"qadam/handlers/handlerstest/contract"
)

// CheckDescription checks an exchange against the description: the request unless it is meant to be wrong, the response always.
func (a *API) CheckDescription(t testing.TB, req *http.Request, body []byte, got Answer) {
	t.Helper()
	d := Described(t, a)
	op := d.operation(req.Method, req.URL.Path)
	if op == "" {
		return // HEAD, the stylesheet, and paths that are not described
	}
	a.Seen.add(op, got.Status)
	again := func() *http.Request {
		r := req.Clone(req.Context())
		r.Body = io.NopCloser(bytes.NewReader(body))
		if len(body) == 0 {
			r.Body = http.NoBody
		}
		return r
	}
	if !got.Wrong {
		if faults := d.Contract.Request(again()); faults != "" {
			t.Errorf("%s %s: the description refuses the request: %s\n%.300s", req.Method, req.URL, faults, body)
		}
	}
	plain, err := got.Plain()
	if err != nil {
		t.Errorf("%s %s: %v", req.Method, req.URL, err)
	}
	res := &http.Response{StatusCode: got.Status, Header: got.Header.Clone(), Body: io.NopCloser(bytes.NewReader(plain)), Request: req}
	if faults := d.Contract.Response(again(), res); faults != "" {
		t.Errorf("%s %s: the description refuses the answer %d: %s\n%.300s", req.Method, req.URL, got.Status, faults, plain)
	}
}

// Description is what /openapi.json says.
type Description struct {
	Text     []byte
	Contract *contract.Contract
	order    []string // the paths, those with fewest parameters first
	Paths    map[string]map[string]struct {
		OperationID string                     `json:"operationId"`
		Responses   map[string]json.RawMessage `json:"responses"`
	}
}

var (
	theDescription *Description
	describeOnce   sync.Once
)

// Described reads the description, the first time from the server that is there.
func Described(t testing.TB, a *API) *Description {
	t.Helper()
	describeOnce.Do(func() {
		res, err := Client.Get(a.Base + "/openapi.json")
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		d := &Description{}
		if d.Text, err = io.ReadAll(res.Body); err != nil {
			t.Fatal(err)
		}
		var outline struct{ Paths any }
		outline.Paths = &d.Paths
		if err := json.Unmarshal(d.Text, &outline); err != nil {
			t.Fatal(err)
		}
		d.order = slices.SortedFunc(maps.Keys(d.Paths), func(a, b string) int {
			return cmp.Or(cmp.Compare(strings.Count(a, "{"), strings.Count(b, "{")), cmp.Compare(a, b))
		})
		if d.Contract, err = contract.New(d.Text); err != nil {
			t.Fatal(err)
		}
		theDescription = d
	})
	if theDescription == nil {
		t.Fatal("there is no description")
	}
	return theDescription
}

// operation finds the operation of a request, "" where none is described. A path without parameters goes first.
func (d *Description) operation(method, path string) string {
	for _, template := range d.order {
		if fits(template, path) {
			return d.Paths[template][strings.ToLower(method)].OperationID
		}
	}
	return ""
}

func fits(template, path string) bool {
	want, have := strings.Split(template, "/"), strings.Split(path, "/")
	return slices.EqualFunc(want, have, func(w, h string) bool { return w == h || strings.HasPrefix(w, "{") && h != "" })
}

// record is which operation answered with which status.
type record struct {
	mu   sync.Mutex
	Seen map[string]bool
}

func (r *record) add(op string, status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.Seen == nil {
		r.Seen = map[string]bool{}
	}
	r.Seen[fmt.Sprint(op, " ", status)] = true
}
