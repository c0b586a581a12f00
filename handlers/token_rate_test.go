package handlers_test

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"

	"qadam/app/store/storetest"
	"qadam/handlers"
	"qadam/handlers/handlerstest"
)

// TestTokensHaveARate asks more often by a token than the installation allows. Other tokens, and sessions, do not wait for it.
func TestTokensHaveARate(t *testing.T) {
	t.Parallel()
	w := handlerstest.NewWorld(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	server, err := handlers.New(w.App, slog.New(slog.DiscardHandler), handlers.Options{TokenRate: 3})
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- server.Serve(ln) }()
	t.Cleanup(func() {
		if err := server.Shutdown(t.Context()); err != nil {
			t.Log(err)
		}
	})
	ask := func(header ...string) *http.Response {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+ln.Addr().String()+"/api/v1/me", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set(header[0], header[1])
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res
	}
	token := func(who string) []string { return []string{"Authorization", "Bearer " + w.Tokens[who]} }
	for i, want := range []int{200, 200, 200, 429, 429} {
		res := ask(token("manager")...)
		if res.StatusCode != want || res.Header.Get("RateLimit-Policy") != `"token";q=3;w=60` ||
			!strings.HasPrefix(res.Header.Get("RateLimit"), fmt.Sprintf(`"token";r=%d;t=`, max(0, 2-i))) ||
			(res.Header.Get("Retry-After") != "") != (want == 429) {
			t.Errorf("request %d is answered %d: %v", i, res.StatusCode, res.Header)
		}
	}
	if res := ask(token("admin")...); res.StatusCode != 200 {
		t.Errorf("another token waits, too: %d", res.StatusCode)
	}
	for range 5 {
		if res := ask("Cookie", "qadam="+w.Sessions["manager"]); res.Header.Get("RateLimit") != "" || res.StatusCode == 429 {
			t.Errorf("a session has a rate: %d %v", res.StatusCode, res.Header)
		}
	}
	if res := ask("Authorization", "Bearer qdm_unknown-unknown-unknown"); res.StatusCode != 401 || res.Header.Get("RateLimit") != "" {
		t.Errorf("a token that is not in force has a rate: %d %v", res.StatusCode, res.Header)
	}
}
