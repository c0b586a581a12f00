package handlers_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"qadam/app/engine"
	"qadam/app/store/storetest"
	"qadam/handlers"
	"qadam/models"
)

// safeHeaders are those of every answer.
var safeHeaders = map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Qadam-Notice": "Fiction",
	"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin"}

// TestEveryAnswerHasItsHeaders looks at every route and every file, as somebody who may read it, somebody who may not and
// nobody, and at what is missing, broken or of another method.
func TestEveryAnswerHasItsHeaders(t *testing.T) {
	w := newWorld(t, storetest.Open(t, "sqlite", clock()))
	calls := []call{{as: "admin", path: "/nowhere"}, {as: "admin", method: "DELETE", path: "/me"}, {path: "/api/v1"}, {as: "admin", path: "/needs?limit=0"}, {path: "/nowhere", raw: true}}
	for _, line := range w.server.Registered() {
		method, path, _ := strings.Cut(line, " ")
		for _, as := range []string{"admin", "donorB", ""} {
			calls = append(calls, call{as: as, method: method, raw: true, path: strings.ReplaceAll(path, "{id}", string(w.ids["need"]))})
		}
	}
	if len(calls) < 300 {
		t.Errorf("only %d answers are looked at", len(calls))
	}
	for _, c := range calls {
		got := w.fetch(t, c)
		for name, want := range safeHeaders {
			if got.header.Get(name) != want {
				t.Errorf("%s answers %d with %s: %q", got.name(), got.status, name, got.header.Get(name))
			}
		}
		policy := got.header.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "base-uri 'none'", "form-action ", "frame-ancestors 'none'"} {
			if !strings.Contains(policy, part) {
				t.Errorf("%s has the policy %q", got.name(), policy)
			}
		}
		policy = strings.Replace(policy, "img-src 'self' data:", "", 1) // the mark in the browser's tab
		if strings.Contains(policy, "unsafe") || strings.Contains(policy, "*") || strings.Contains(policy, "data:") {
			t.Errorf("%s has the policy %q", got.name(), policy)
		}
		if !strings.Contains(got.header.Get("Permissions-Policy"), "geolocation=()") {
			t.Errorf("%s has the permissions %q", got.name(), got.header.Get("Permissions-Policy"))
		}
		open := !strings.HasPrefix(got.path, "/api/") && strings.HasPrefix(got.header.Get("Cache-Control"), "public, ") && got.header.Get("ETag") != ""
		if cache := got.header.Get("Cache-Control"); !open && cache != "private, no-store" {
			t.Errorf("%s may be kept: %q", got.name(), cache)
		}
		for _, never := range []string{"Server", "X-Powered-By", "Access-Control-Allow-Origin"} {
			if got.header.Get(never) != "" {
				t.Errorf("%s has %s: %q", got.name(), never, got.header.Get(never))
			}
		}
		if got.header.Get("Strict-Transport-Security") != "" {
			t.Errorf("%s promises TLS, which this server does not have", got.name())
		}
	}
	if id := w.do(t, call{as: "admin", path: "/me"}).header.Get("X-Request-Id"); len(id) != 36 {
		t.Errorf("a request gets the id %q", id)
	}
}

// TestStrictTransport holds that whoever is reached over TLS says so, and nobody else.
func TestStrictTransport(t *testing.T) {
	a := start(t, storetest.Open(t, "sqlite", clock()))
	for base, want := range map[string]string{"https://qadam.example": "max-age=31536000", "http://127.0.0.1:8080": "", "": ""} {
		server, err := handlers.New(a.app, slog.New(slog.DiscardHandler), handlers.Options{BaseURL: base})
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"/docs", "/api/v1/me", "/nowhere"} {
			req, _ := a.request(t, call{path: path, raw: true})
			res, err := server.From(req)
			if err != nil {
				t.Fatal(err)
			}
			if got := read(t, res); got.header.Get("Strict-Transport-Security") != want {
				t.Errorf("%s at %q answers with %q", path, base, got.header.Get("Strict-Transport-Security"))
			}
		}
	}
}

func TestRequestIDs(t *testing.T) {
	w := newWorld(t, storetest.Open(t, "sqlite", clock()))
	for given, kept := range map[string]bool{"my-request_1.2": true, strings.Repeat("a", 64): true, "short": false, strings.Repeat("a", 65): false, "with space": false, `quote"d-id`: false, "newline\tid": false, "Ünïcode-id": false} {
		got := w.do(t, call{as: "admin", path: "/me", header: map[string]string{"X-Request-Id": given}}).want(t, 200)
		if id := got.header.Get("X-Request-Id"); (id == given) != kept {
			t.Errorf("%q becomes %q", given, id)
		}
	}
	made := w.do(t, call{as: "admin", method: "POST", path: "/themes", body: `{"code":"audited","name":"Audited"}`, header: map[string]string{"X-Request-Id": "audited-request"}}).want(t, 201).object(t)
	p := w.do(t, call{as: "admin", path: "/audit?subject_id=" + string(made.id())}).page(t)
	if len(p.Items) != 1 || p.Items[0].text("request_id") != "audited-request" || p.Items[0].text("actor_id") != string(w.ids["user admin"]) {
		t.Errorf("the audit of it is %v", p.Items)
	}
	if !strings.Contains(w.log.String(), `"request_id":"audited-request"`) {
		t.Error("the log does not tell the request")
	}
}

func TestPathsAndMethods(t *testing.T) {
	w := newWorld(t, storetest.Open(t, "sqlite", clock()))
	id := string(w.ids["need"])
	for _, path := range []string{"/nowhere", "/needs/", "/needs/" + id + "/", "/NEEDS", "/needs/" + id + "/nothing", "/api/v2/needs", "/api/v1", "/api/v1/", "/api/v1//needs", "/docs/", "/../etc/passwd", "/needs/%2e%2e/users",
		"/needs/x", "/needs/%00", "/needs/" + strings.ToUpper(id)[:35], "/needs/" + strings.Repeat("a", 3000)} {
		if !strings.HasPrefix(path, "/api/") && !strings.HasPrefix(path, "/docs") {
			path = "/api/v1" + path
		}
		got := w.do(t, call{as: "admin", path: path, wrong: true})
		got.problem(t, 404)
	}
	for path, methods := range map[string]string{"/needs": "GET HEAD POST", "/needs/" + id: "GET HEAD PATCH", "/needs/" + id + "/step": "POST", "/me": "GET HEAD", "/api/v1/needs/gaps": "GET HEAD PATCH"} {
		for _, method := range []string{"GET", "POST", "PATCH", "PUT", "DELETE", "OPTIONS", "TRACE"} {
			if slices.Contains(strings.Fields(methods), method) {
				continue
			}
			got := w.do(t, call{as: "admin", method: method, path: path})
			got.problem(t, http.StatusMethodNotAllowed)
			var allow []string
			for m := range strings.SplitSeq(got.header.Get("Allow"), ",") {
				allow = append(allow, strings.TrimSpace(m))
			}
			slices.Sort(allow)
			if strings.Join(allow, " ") != methods {
				t.Errorf("%s %s allows %q, not %q", method, path, allow, methods)
			}
		}
	}
}

// TestHead holds that HEAD answers as GET does, without the body.
func TestHead(t *testing.T) {
	w := newWorld(t, storetest.Open(t, "sqlite", clock()))
	for _, path := range []string{"/me", "/needs", "/needs/" + string(w.ids["need"]), "/needs/" + string(models.NewID()), "/needs?limit=0", "/healthz", "/overview"} {
		get := w.do(t, call{as: "admin", path: path, wrong: true})
		head := w.do(t, call{as: "admin", method: "HEAD", path: path})
		if head.status != get.status || len(head.body) > 0 || head.header.Get("ETag") != get.header.Get("ETag") || head.header.Get("Content-Type") != get.header.Get("Content-Type") {
			t.Errorf("HEAD %s answers %d %v, GET %d %v", path, head.status, head.header, get.status, get.header)
		}
	}
	w.do(t, call{method: "HEAD", path: "/me"}).want(t, 401)
}

func TestCompression(t *testing.T) {
	w := newWorld(t, storetest.Open(t, "sqlite", clock()))
	plain := w.do(t, call{as: "admin", path: "/needs"}).want(t, 200)
	for _, encoding := range []string{"gzip", "br"} {
		got := w.do(t, call{as: "admin", path: "/needs", header: map[string]string{"Accept-Encoding": encoding}}).want(t, 200)
		body, err := got.plain()
		if err != nil || string(body) != string(plain.body) || got.header.Get("Content-Encoding") != encoding || len(got.body) >= len(body)/2 {
			t.Errorf("as %s it comes as %q, %d bytes of %d: %v", encoding, got.header.Get("Content-Encoding"), len(got.body), len(body), err)
		}
		if !strings.Contains(got.header.Get("Vary"), "Accept-Encoding") {
			t.Errorf("as %s it varies by %q", encoding, got.header.Get("Vary"))
		}
	}
}

// TestPanic lets a handler panic: the client is told nothing, the log all, and the server goes on.
func TestPanic(t *testing.T) {
	w := start(t, storetest.Open(t, "sqlite", clock()), func(s *handlers.Server) { s.Break("/api/v1/boom", "the vault's number is 1234") })
	for range 3 {
		got := w.do(t, call{path: "/boom"})
		if p := got.problem(t, 500); strings.Contains(string(got.body), "vault") || strings.Contains(string(got.body), ".go") || p.Type != "/docs#problem-internal" {
			t.Errorf("a panic tells %s", got.body)
		}
	}
	w.do(t, call{path: "/healthz"}).want(t, 200)
	if log := w.log.String(); !strings.Contains(log, "the vault's number") || !strings.Contains(log, "export_test.go") {
		t.Error("the log does not tell the panic and where it was")
	}
}

// TestWhoIsSignedIn tries what is no token in force.
func TestWhoIsSignedIn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		secret := w.tokens["partner1"]
		ask := func(authorization string) answer {
			return w.do(t, call{path: "/me", header: map[string]string{"Authorization": authorization}, wrong: true})
		}
		for _, right := range []string{"Bearer " + secret, "bearer " + secret, "BEARER " + secret} {
			if o := ask(right).want(t, 200).object(t); o.text("name") != "partner1" {
				t.Errorf("%.10s… speaks for %v", right, o)
			}
		}
		for _, wrong := range []string{"", "Bearer", "Bearer ", secret, "Basic " + secret, "Bearer  " + secret, "Bearer " + secret + "x", "Bearer " + secret[:len(secret)-1], "Bearer " + strings.ToUpper(secret),
			"Bearer qdm_" + strings.Repeat("a", 43), "Bearer " + strings.Repeat("a", 201), "Bearer ' OR 1=1 -- aaaaaaaaaa", "Token " + secret} {
			got := ask(wrong)
			if p := got.problem(t, 401); p.Type != "/docs#problem-unauthenticated" || !strings.HasPrefix(got.header.Get("WWW-Authenticate"), "Bearer") {
				t.Errorf("%.20s is refused with %v, %q", wrong, p, got.header.Get("WWW-Authenticate"))
			}
		}
		for _, path := range []string{"/me?access_token=" + secret, "/me?token=" + secret} {
			w.do(t, call{path: path, wrong: true}).problem(t, 401)
		}
		w.do(t, call{as: "partner1", method: "POST", path: "/tokens/" + string(w.ids["token partner1"]) + "/revoke", header: map[string]string{"If-Match": `"1"`}}).want(t, 200)
		ask("Bearer "+secret).problem(t, 401)
		user := "/users/" + string(w.ids["user partner2"])
		w.do(t, call{as: "admin", method: "PATCH", path: user, body: `{"active":false}`, header: map[string]string{"If-Match": w.tag(t, "/api/v1"+user)}}).want(t, 200)
		w.do(t, call{as: "partner2", path: "/me"}).problem(t, 401)
		soon := w.app.Store().Now().Add(time.Second)
		short, err := w.app.CreateToken(w.ctx, engine.System(), models.TokenInput{UserID: w.ids["user kaz"], Name: "Short", Scope: "read", ExpiresAt: &soon})
		if err != nil {
			t.Fatal(err)
		}
		for w.app.Store().Now().Before(soon) {
			time.Sleep(10 * time.Millisecond)
		}
		ask("Bearer "+short.Secret).problem(t, 401)
	})
}

// TestSecretsStayOut plants secrets where requests carry them, and looks for them in all that was logged and answered.
func TestSecretsStayOut(t *testing.T) {
	w := newWorld(t, storetest.Open(t, "sqlite", clock()))
	made := w.do(t, call{signed: "admin", method: "POST", path: "/tokens", body: map[string]any{"user_id": w.ids["me"], "name": "New", "scope": "write"}, header: map[string]string{"Idempotency-Key": "a key"}}).want(t, 201).object(t)
	w.tokens["new"] = made.text("secret")
	for _, c := range []call{{as: "new", path: "/me"}, {as: "new", path: "/needs?q=planted-words"}, {as: "new", method: "POST", path: "/themes", body: `{"code":"planted-body","name":5}`, wrong: true},
		{path: "/me?access_token=" + w.tokens["new"], wrong: true}, {path: "/me", header: map[string]string{"Authorization": "Bearer planted-bad-token-xxxxxxxxxxxx"}, wrong: true},
		{as: "new", path: "/nowhere/planted-path"}, {as: "new", path: "/needs/" + string(w.ids["need"])}, {as: "new", path: "/audit"}, {as: "new", path: "/tokens"}} {
		got := w.do(t, c)
		for name, secret := range w.tokens {
			if strings.Contains(string(got.body), secret) {
				t.Errorf("%s tells the token of %s", got.name(), name)
			}
		}
	}
	log := w.log.String()
	for name, secret := range w.tokens {
		if strings.Contains(log, secret) || strings.Contains(log, secret[:len(secret)-4]) {
			t.Errorf("the log tells the token of %s", name)
		}
	}
	for _, planted := range []string{"planted-words", "planted-body", "planted-bad-token", "planted-path", "a key", string(w.ids["need"])} {
		if strings.Contains(log, planted) {
			t.Errorf("the log tells %q", planted)
		}
	}
	if n := strings.Count(log, `"msg":"request"`); n < 10 || !strings.Contains(log, `"route":"/api/v1/needs/:id"`) {
		t.Errorf("the log has %d requests", n)
	}
}

func TestMetrics(t *testing.T) {
	w := newWorld(t, storetest.Open(t, "sqlite", clock()))
	w.do(t, call{as: "admin", path: "/needs/" + string(w.ids["need"])}).want(t, 200)
	w.do(t, call{as: "admin", path: "/nowhere/at/all"}).want(t, 404)
	text := string(w.do(t, call{path: "/metrics"}).want(t, 200).body)
	if !strings.Contains(text, `qadam_http_request_seconds_count{method="GET",route="/api/v1/needs/:id",status="200"} 1`) {
		t.Errorf("the request is not counted by its pattern:\n%.2000s", text)
	}
	for _, never := range []string{string(w.ids["need"]), "/nowhere/at/all"} {
		if strings.Contains(text, never) {
			t.Errorf("the metrics tell %s", never)
		}
	}
	for token, status := range map[string]int{"metrics-token": 200, "another-token": 404, "": 404} {
		req, _ := w.request(t, call{path: "/metrics", header: map[string]string{"Authorization": "Bearer " + token}})
		res, err := w.server.From(req)
		if err != nil {
			t.Fatal(err)
		}
		read(t, res).want(t, status)
	}
}

// TestTooLargeForTheServer announces a body that is larger than the server takes at all: it is refused before it is sent.
func TestTooLargeForTheServer(t *testing.T) {
	w := newWorld(t, storetest.Open(t, "sqlite", clock()))
	conn, err := net.Dial("tcp", strings.TrimPrefix(w.base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := fmt.Fprintf(conn, "POST /api/v1/themes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: 104857600\r\n\r\n", w.tokens["admin"]); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	got := read(t, res)
	if p := got.problem(t, 413); p.RequestID == "" {
		t.Errorf("it is refused as %s", got.body)
	}
	w.do(t, call{as: "admin", path: "/me"}).want(t, 200)
}

// TestShutdownFinishesWhatItTook stops a server while a request is under way: the request is answered.
func TestShutdownFinishesWhatItTook(t *testing.T) {
	w := newWorld(t, storetest.Open(t, "sqlite", clock()))
	began, body := make(chan struct{}), make(chan string, 1)
	go func() {
		r, pw := io.Pipe()
		go func() {
			_, _ = pw.Write([]byte(`{"code":"late",`))
			close(began)
			time.Sleep(100 * time.Millisecond)
			_, _ = pw.Write([]byte(`"name":"Late"}`))
			pw.Close()
		}()
		req, err := http.NewRequest("POST", w.base+"/api/v1/themes", r)
		if err != nil {
			body <- err.Error()
			return
		}
		req.Header.Set("Authorization", "Bearer "+w.tokens["admin"])
		req.Header.Set("Content-Type", "application/json")
		res, err := client.Do(req)
		if err != nil {
			body <- err.Error()
			return
		}
		got := read(t, res)
		body <- fmt.Sprint(got.status, string(got.body))
	}()
	<-began
	client.CloseIdleConnections()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if err := w.server.Shutdown(ctx); err != nil {
		t.Error(err)
	}
	if got := <-body; !strings.HasPrefix(got, "201") {
		t.Errorf("the request under way ended with %s", got)
	}
}
