package handlers_test

import (
	"log/slog"
	"strings"
	"testing"

	"qadam/app/store/storetest"
	"qadam/handlers"
	"qadam/handlers/handlerstest"
)

// safeHeaders are those of every answer.
var safeHeaders = map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Qadam-Notice": "Fiction",
	"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin"}

// TestEveryAnswerHasItsHeaders looks at every route and every file, as somebody who may read it, somebody who may not and
// nobody, and at what is missing, broken or of another method.
func TestEveryAnswerHasItsHeaders(t *testing.T) {
	t.Parallel()
	w := handlerstest.NewWorld(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	calls := []call{{As: "admin", Path: "/nowhere"}, {As: "admin", Method: "DELETE", Path: "/me"}, {Path: "/api/v1"},
		{As: "admin", Path: "/needs?limit=0"}, {Path: "/nowhere", Raw: true}}
	for _, line := range w.Server.Registered() {
		method, path, _ := strings.Cut(line, " ")
		for _, as := range []string{"admin", "donorB", ""} {
			calls = append(calls, call{As: as, Method: method, Raw: true, Path: strings.ReplaceAll(path, "{id}", string(w.IDs["need"]))})
		}
	}
	if len(calls) < 300 {
		t.Errorf("only %d answers are looked at", len(calls))
	}
	for _, c := range calls {
		got := w.Fetch(t, c)
		// What is open to the public may be kept by caches, and shown by other sites.
		public := strings.HasPrefix(got.Path, "/api/v1/public/") && got.Status == 200
		for name, want := range safeHeaders {
			if public && name == "Cross-Origin-Resource-Policy" {
				want = "cross-origin"
			}
			if got.Header.Get(name) != want {
				t.Errorf("%s answers %d with %s: %q", got.Name(), got.Status, name, got.Header.Get(name))
			}
		}
		policy := got.Header.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "base-uri 'none'", "form-action ", "frame-ancestors 'none'"} {
			if !strings.Contains(policy, part) {
				t.Errorf("%s has the policy %q", got.Name(), policy)
			}
		}
		policy = strings.Replace(policy, "img-src 'self' data:", "", 1) // the mark in the browser's tab
		if strings.Contains(policy, "unsafe") || strings.Contains(policy, "*") || strings.Contains(policy, "data:") {
			t.Errorf("%s has the policy %q", got.Name(), policy)
		}
		if !strings.Contains(got.Header.Get("Permissions-Policy"), "geolocation=()") {
			t.Errorf("%s has the permissions %q", got.Name(), got.Header.Get("Permissions-Policy"))
		}
		open := (public || !strings.HasPrefix(got.Path, "/api/")) && strings.HasPrefix(got.Header.Get("Cache-Control"), "public, ") &&
			got.Header.Get("ETag") != ""
		if cache := got.Header.Get("Cache-Control"); !open && cache != "private, no-store" {
			t.Errorf("%s may be kept: %q", got.Name(), cache)
		}
		for _, never := range []string{"Server", "X-Powered-By", "Access-Control-Allow-Origin"} {
			if got.Header.Get(never) != "" && !(public && got.Header.Get(never) == "*") {
				t.Errorf("%s has %s: %q", got.Name(), never, got.Header.Get(never))
			}
		}
		if got.Header.Get("Strict-Transport-Security") != "" {
			t.Errorf("%s promises TLS, which this server does not have", got.Name())
		}
	}
	if id := w.Do(t, call{As: "admin", Path: "/me"}).Header.Get("X-Request-Id"); len(id) != 36 {
		t.Errorf("a request gets the id %q", id)
	}
}

// TestStrictTransport holds that whoever is reached over TLS says so, and nobody else.
func TestStrictTransport(t *testing.T) {
	t.Parallel()
	a := handlerstest.Start(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	for base, want := range map[string]string{"https://qadam.example": "max-age=31536000", "http://127.0.0.1:8080": "", "": ""} {
		server, err := handlers.New(a.App, slog.New(slog.DiscardHandler), handlers.Options{BaseURL: base})
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"/docs", "/api/v1/me", "/nowhere"} {
			req, _ := a.Request(t, call{Path: path, Raw: true})
			res, err := server.From(req)
			if err != nil {
				t.Fatal(err)
			}
			if got := handlerstest.ReadAnswer(t, res); got.Header.Get("Strict-Transport-Security") != want {
				t.Errorf("%s at %q answers with %q", path, base, got.Header.Get("Strict-Transport-Security"))
			}
		}
	}
}

func TestRequestIDs(t *testing.T) {
	t.Parallel()
	w := handlerstest.NewWorld(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	for given, kept := range map[string]bool{"my-request_1.2": true, strings.Repeat("a", 64): true, "short": false,
		strings.Repeat("a", 65): false, "with space": false, `quote"d-id`: false, "newline\tid": false, "Ünïcode-id": false} {
		got := w.Do(t, call{As: "admin", Path: "/me", Header: map[string]string{"X-Request-Id": given}}).Want(t, 200)
		if id := got.Header.Get("X-Request-Id"); (id == given) != kept {
			t.Errorf("%q becomes %q", given, id)
		}
	}
	made := w.Do(t, call{As: "admin", Method: "POST", Path: "/themes", Body: `{"code":"audited","name":"Audited"}`,
		Header: map[string]string{"X-Request-Id": "audited-request"}}).Want(t, 201).Object(t)
	p := w.Do(t, call{As: "admin", Path: "/audit?subject_id=" + string(made.ID())}).Page(t)
	if len(p.Items) != 1 || p.Items[0].Text("request_id") != "audited-request" ||
		p.Items[0].Text("actor_id") != string(w.IDs["user admin"]) {
		t.Errorf("the audit of it is %v", p.Items)
	}
	if !strings.Contains(w.Log.String(), `"request_id":"audited-request"`) {
		t.Error("the log does not tell the request")
	}
}

func TestCompression(t *testing.T) {
	t.Parallel()
	w := handlerstest.NewWorld(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	plain := w.Do(t, call{As: "admin", Path: "/needs"}).Want(t, 200)
	for _, encoding := range []string{"gzip", "br"} {
		got := w.Do(t, call{As: "admin", Path: "/needs", Header: map[string]string{"Accept-Encoding": encoding}}).Want(t, 200)
		body, err := got.Plain()
		if err != nil || string(body) != string(plain.Body) || got.Header.Get("Content-Encoding") != encoding ||
			len(got.Body) >= len(body)/2 {
			t.Errorf("as %s it comes as %q, %d bytes of %d: %v", encoding, got.Header.Get("Content-Encoding"), len(got.Body), len(body),
				err)
		}
		if !strings.Contains(got.Header.Get("Vary"), "Accept-Encoding") {
			t.Errorf("as %s it varies by %q", encoding, got.Header.Get("Vary"))
		}
	}
}
