package handlers_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	"github.com/pb33f/libopenapi-validator/config"
	"github.com/pb33f/libopenapi-validator/content"

	"qadam/app"
	"qadam/app/store"
	"qadam/handlers"
)

// api is a real server on a port of this machine over one database, and a client that holds every exchange against the
// server's own description.
type api struct {
	app    *app.App
	server *handlers.Server
	base   string
	tokens map[string]string // by the name of who asks
	// sessions are the secrets of those who have signed in, by their names.
	sessions map[string]string
	log      *logBook
	seen     *record
	// lines gives the table of routes.
	lines func() []handlers.Line
}

// start starts a server, prepared as a test wants it; it stops when the test ends.
func start(t testing.TB, s *store.Store, prepare ...func(*handlers.Server)) *api {
	t.Helper()
	return startWith(t, s, app.Options{BaseURL: baseURL, Notice: "Fiction"}, prepare...)
}

// startWith is start for an installation that is set up otherwise.
func startWith(t testing.TB, s *store.Store, options app.Options, prepare ...func(*handlers.Server)) *api {
	t.Helper()
	a := &api{log: &logBook{}, tokens: map[string]string{}, sessions: map[string]string{}, seen: &record{}}
	log := slog.New(slog.NewJSONHandler(a.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	a.app = app.New(s, log, options)
	a.lines = sync.OnceValue(func() []handlers.Line { return handlers.Table(a.app) })
	var err error
	// Larger than the largest body that an operation takes, so that the operations themselves say what is too large.
	if a.server, err = handlers.New(a.app, log, handlers.Options{Version: "test", BodyLimit: 20 << 20, MetricsToken: "metrics-token", TrustedProxies: []string{"127.0.0.1"}}); err != nil {
		t.Fatal(err)
	}
	a.server.Tire(tired)
	for _, p := range prepare {
		p(a.server)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	a.base = "http://" + ln.Addr().String()
	done := make(chan error, 1)
	go func() { done <- a.server.Serve(ln) }()
	t.Cleanup(func() {
		client.CloseIdleConnections()
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := a.server.Shutdown(ctx); err != nil {
			t.Error(err)
		}
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	if _, err := client.Get(a.base + "/healthz"); err != nil { // it serves: one that is shut down before it does never ends
		t.Fatal(err)
	}
	return a
}

// baseURL is where the installation says it is; tired is a peer that has tried too much already.
const (
	baseURL = "https://qadam.example"
	tired   = "192.0.2.66"
)

// client follows no redirects and decompresses nothing: the tests look at what came.
var client = &http.Client{
	Transport:     &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 64},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// call is one request. Its path is below /api/v1 unless it is whole.
type call struct {
	as     string // whose token; "" for none
	signed string // whose session instead; "" for none
	method string // GET when it is left out
	path   string
	body   any // text as it is, all else as JSON
	header map[string]string
	raw    bool // the path is whole
	wrong  bool // meant to break the description; else the request must obey it
}

// answer is what came back.
type answer struct {
	call
	status int
	header http.Header
	body   []byte
}

// do sends a request and holds both sides of the exchange against the description.
func (a *api) do(t testing.TB, c call) answer {
	t.Helper()
	req, body := a.request(t, c)
	res, err := client.Do(req)
	if err != nil {
		t.Fatalf("%s %s: %v", req.Method, req.URL, err)
	}
	defer res.Body.Close()
	got, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("%s %s: %v", req.Method, req.URL, err)
	}
	out := answer{call: c, status: res.StatusCode, header: res.Header, body: got}
	a.hold(t, req, body, out)
	return out
}

func (a *api) request(t testing.TB, c call) (*http.Request, []byte) {
	t.Helper()
	path := c.path
	if !strings.HasPrefix(path, "/api/") && !c.raw && !slices.Contains(plainPaths, path) {
		path = "/api/v1" + path
	}
	var body []byte
	switch b := c.body.(type) {
	case nil:
	case string:
		body = []byte(b)
	case []byte:
		body = b
	default:
		var err error
		if body, err = json.Marshal(b); err != nil {
			t.Fatal(err)
		}
	}
	req, err := http.NewRequest(cmp.Or(c.method, http.MethodGet), a.base+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if c.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.as != "" {
		if a.tokens[c.as] == "" {
			t.Fatalf("nobody is called %q", c.as)
		}
		req.Header.Set("Authorization", "Bearer "+a.tokens[c.as])
	}
	if c.signed != "" {
		if a.sessions[c.signed] == "" {
			t.Fatalf("nobody who has signed in is called %q", c.signed)
		}
		req.Header.Set("Cookie", "__Host-qadam="+a.sessions[c.signed])
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for name, value := range c.header {
		req.Header.Set(name, value)
	}
	return req, body
}

var plainPaths = []string{"/", "/healthz", "/readyz", "/metrics", "/openapi.json", "/docs", "/docs.css"}

// hold holds an exchange against the description: the request unless it is meant to be wrong, the response always.
func (a *api) hold(t testing.TB, req *http.Request, body []byte, got answer) {
	t.Helper()
	d := described(t, a)
	op := d.operation(req.Method, req.URL.Path)
	if op == "" {
		return // HEAD, the stylesheet, and what is not there
	}
	a.seen.add(op, got.status)
	again := func() *http.Request {
		r := req.Clone(req.Context())
		r.Body = io.NopCloser(bytes.NewReader(body))
		if len(body) == 0 {
			r.Body = http.NoBody
		}
		return r
	}
	if !got.wrong {
		if ok, faults := d.validator.ValidateHttpRequestSync(again()); !ok {
			t.Errorf("%s %s: the description refuses the request: %s\n%.300s", req.Method, req.URL, faultsText(faults), body)
		}
	}
	plain, err := got.plain()
	if err != nil {
		t.Errorf("%s %s: %v", req.Method, req.URL, err)
	}
	res := &http.Response{StatusCode: got.status, Header: got.header.Clone(), Body: io.NopCloser(bytes.NewReader(plain)), Request: req}
	if ok, faults := d.validator.ValidateHttpResponse(again(), res); !ok {
		t.Errorf("%s %s: the description refuses the answer %d: %s\n%.300s", req.Method, req.URL, got.status, faultsText(faults), plain)
	}
}

// description is what /openapi.json says.
type description struct {
	text      []byte
	validator validator.Validator
	order     []string // the paths, those with fewest parameters first
	paths     map[string]map[string]struct {
		OperationID string                     `json:"operationId"`
		Responses   map[string]json.RawMessage `json:"responses"`
	}
}

var (
	theDescription *description
	describeOnce   sync.Once
)

// described reads the description, the first time from the server that is there.
func described(t testing.TB, a *api) *description {
	t.Helper()
	describeOnce.Do(func() {
		res, err := client.Get(a.base + "/openapi.json")
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		d := &description{}
		if d.text, err = io.ReadAll(res.Body); err != nil {
			t.Fatal(err)
		}
		var outline struct{ Paths any }
		outline.Paths = &d.paths
		if err := json.Unmarshal(d.text, &outline); err != nil {
			t.Fatal(err)
		}
		d.order = slices.SortedFunc(maps.Keys(d.paths), func(a, b string) int {
			return cmp.Or(cmp.Compare(strings.Count(a, "{"), strings.Count(b, "{")), cmp.Compare(a, b))
		})
		parsed, err := libopenapi.NewDocument(d.text)
		if err != nil {
			t.Fatal(err)
		}
		v, errs := validator.NewValidator(parsed, config.WithFormatAssertions(), config.WithBodyDecoder("application/x-ndjson", content.TextDecoder()))
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		d.validator, theDescription = v, d
	})
	if theDescription == nil {
		t.Fatal("there is no description")
	}
	return theDescription
}

// operation finds the operation of a request, "" where none is described. A path without parameters goes first.
func (d *description) operation(method, path string) string {
	for _, template := range d.order {
		if fits(template, path) {
			return d.paths[template][strings.ToLower(method)].OperationID
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
	seen map[string]bool
}

func (r *record) add(op string, status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.seen == nil {
		r.seen = map[string]bool{}
	}
	r.seen[fmt.Sprint(op, " ", status)] = true
}

// logBook keeps what a server logs.
type logBook struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logBook) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *logBook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
