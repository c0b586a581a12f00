package handlerstest

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"qadam/app"
	"qadam/app/files"
	"qadam/app/store"
	"qadam/handlers"
)

// ReadAnswer takes an answer that did not come through the client.
func ReadAnswer(t testing.TB, res *http.Response) Answer {
	t.Helper()
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return Answer{Status: res.StatusCode, Header: res.Header, Body: body}
}

// API is a real server on a port of this machine over one database, and a client that holds every exchange against the
// server's own description.
type API struct {
	App    *app.App
	Server *handlers.Server
	Base   string
	Tokens map[string]string // by the name of who asks
	// Sessions are the secrets of those who have signed in, by their names.
	Sessions map[string]string
	// Files is where the bytes of files are kept.
	Files files.Store
	Log   *logBook
	Seen  *record
	// Lines gives the table of routes.
	Lines func() []Line
}

// Start starts a server, prepared as a test wants it; it stops when the test ends.
func Start(t testing.TB, s *store.Store, prepare ...func(*handlers.Server)) *API {
	t.Helper()
	return StartWith(t, s, app.Options{BaseURL: BaseURL, Notice: "Fiction"}, prepare...)
}

// StartWith is Start with other options.
func StartWith(t testing.TB, s *store.Store, options app.Options, prepare ...func(*handlers.Server)) *API {
	t.Helper()
	a := &API{Log: &logBook{}, Tokens: map[string]string{}, Sessions: map[string]string{}, Seen: &record{}}
	if options.Evidence.Store == nil {
		options.Evidence.Store = files.NewFolder(t.TempDir())
	}
	a.Files = options.Evidence.Store
	log := slog.New(slog.NewJSONHandler(a.Log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	a.App = app.New(s, log, options)
	a.Lines = sync.OnceValue(func() []Line { return LinesOf(a.App) })
	var err error
	// Larger than the largest body that an operation takes, so that the operations themselves say what is too large.
	if a.Server, err = handlers.New(a.App, log, handlers.Options{Version: "test", BodyLimit: 20 << 20, MetricsToken: "metrics-token",
		TokenRate: 1_000_000_000, PublicRate: 1_000_000_000,
		TrustedProxies: []string{"127.0.0.1"}}); err != nil {
		t.Fatal(err)
	}
	for _, p := range prepare {
		p(a.Server)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	a.Base = "http://" + ln.Addr().String()
	done := make(chan error, 1)
	go func() { done <- a.Server.Serve(ln) }()
	t.Cleanup(func() {
		Client.CloseIdleConnections()
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := a.Server.Shutdown(ctx); err != nil {
			t.Error(err)
		}
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	if _, err := Client.Get(a.Base + "/healthz"); err != nil { // it serves: one that is shut down before it does never ends
		t.Fatal(err)
	}
	return a
}

// BaseURL is where the installation says it is; BlockedPeer is an address that has tried too often already.
const (
	BaseURL     = "https://qadam.example"
	BlockedPeer = "192.0.2.66"
)

// Client follows no redirects and decompresses nothing: the tests look at what came.
var Client = &http.Client{
	Transport:     &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 64},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// Call is one request. Its path is below /api/v1 unless it is whole.
type Call struct {
	As     string // whose token; "" for none
	Signed string // whose session instead; "" for none
	Method string // GET when it is left out
	Path   string
	Body   any // text as it is, all else as JSON
	Header map[string]string
	Raw    bool // the path is whole
	Wrong  bool // meant to break the description; else the request must obey it
}

// Answer is what came back.
type Answer struct {
	Call
	Status int
	Header http.Header
	Body   []byte
}

// Do sends a request and checks both sides of the exchange against the description.
func (a *API) Do(t testing.TB, c Call) Answer {
	t.Helper()
	req, body := a.Request(t, c)
	res, err := Client.Do(req)
	if err != nil {
		t.Fatalf("%s %s: %v", req.Method, req.URL, err)
	}
	defer res.Body.Close()
	got, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("%s %s: %v", req.Method, req.URL, err)
	}
	out := Answer{Call: c, Status: res.StatusCode, Header: res.Header, Body: got}
	a.CheckDescription(t, req, body, out)
	return out
}

// Request builds the request of a call, and gives its body.
func (a *API) Request(t testing.TB, c Call) (*http.Request, []byte) {
	t.Helper()
	path := c.Path
	if !strings.HasPrefix(path, "/api/") && !c.Raw && !slices.Contains(plainPaths, path) {
		path = "/api/v1" + path
	}
	var body []byte
	switch b := c.Body.(type) {
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
	req, err := http.NewRequest(cmp.Or(c.Method, http.MethodGet), a.Base+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if c.Body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.As != "" && c.As != Nobody {
		if a.Tokens[c.As] == "" {
			t.Fatalf("no actor is called %q", c.As)
		}
		req.Header.Set("Authorization", "Bearer "+a.Tokens[c.As])
	}
	if c.Signed != "" {
		if a.Sessions[c.Signed] == "" {
			t.Fatalf("no actor called %q has signed in", c.Signed)
		}
		req.Header.Set("Cookie", "__Host-qadam="+a.Sessions[c.Signed])
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for name, value := range c.Header {
		req.Header.Set(name, value)
	}
	return req, body
}

var plainPaths = []string{"/", "/healthz", "/readyz", "/metrics", "/openapi.json", "/docs", "/docs.css"}

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
