package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"qadam/app/config"
)

// curl is a line that the demo says to try.
type curl struct{ token, url string }

func curls(t *testing.T, screen string) []curl {
	t.Helper()
	var out []curl
	for _, m := range regexp.MustCompile(`(?m)^  curl -s -H 'Authorization: Bearer (qdm_\S+)' '(http://[^']+)'$`).FindAllStringSubmatch(
		screen, -1) {
		out = append(out, curl{m[1], m[2]})
	}
	if len(out) != 3 || strings.Count(screen, "curl") != 3 {
		t.Fatalf("%d lines to try:\n%s", len(out), screen)
	}
	return out
}

// cutShort leaves what a start leaves that was killed while it loaded: the next has to begin again.
func cutShort(t *testing.T, dir string) string {
	t.Helper()
	short := filepath.Join(dir, "making-1")
	if err := os.MkdirAll(short, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(short, "qadam.db"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	return short
}

func TestDemo(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made", "here")
	short := cutShort(t, dir)
	// None of this is for the demo: it must neither touch another database nor send mails.
	env := []string{"QADAM_DATABASE=postgres://u:p@127.0.0.1:1/real", "QADAM_SMTP_URL=smtp://127.0.0.1:1", "QADAM_JOBS=off"}
	first := serve(t, env, "demo", "--dir="+dir, "--listen=127.0.0.1:0")
	screen := first.out.String()
	if !strings.Contains(screen, dir) || !strings.Contains(screen, demoNotice) {
		t.Error(screen)
	}
	for _, c := range curls(t, screen) {
		status, body := ask(t, "GET", c.url, c.token, "")
		var answer map[string]any
		if err := json.Unmarshal([]byte(body), &answer); status != http.StatusOK || err != nil || len(body) < 200 {
			t.Errorf("%s: %d %s", c.url, status, body)
		}
	}
	tokens := regexp.MustCompile(`(?m)^  (\w+) +(qdm_\S+)`).FindAllStringSubmatch(screen, -1)
	if len(tokens) != 5 {
		t.Fatalf("%d tokens:\n%s", len(tokens), screen)
	}
	for _, m := range tokens {
		if status, body := ask(t, "GET", first.url+"/api/v1/me", m[2], ""); status != http.StatusOK ||
			!strings.Contains(body, `"role":"`+m[1]+`"`) {
			t.Errorf("%s: %d %s", m[1], status, body)
		}
	}
	manager := tokens[0][2]
	if status, body := ask(t, "POST", first.url+"/api/v1/organisations", manager,
		`{"code":"KEPT","name":"Kept (fiction)","kind":"ngo","listed":true}`); status != http.StatusCreated {
		t.Fatalf("%d %s", status, body)
	}
	if code := first.end(); code != 0 {
		t.Fatalf("ends with %d: %s", code, first.errOut)
	}

	second := serve(t, env, "demo", "--dir="+dir, "--listen=127.0.0.1:0")
	fresh := curls(t, second.out.String())[0].token
	if fresh == manager || strings.Contains(second.out.String(), "Making the demo") {
		t.Error(second.out)
	}
	for _, token := range []string{fresh, manager} {
		if status, body := ask(t, "GET", second.url+"/api/v1/organisations?limit=200", token, ""); status != http.StatusOK ||
			!strings.Contains(body, `"KEPT"`) {
			t.Errorf("%d %s", status, body)
		}
	}
	second.end()
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || !slices.Equal(left, []string{short, filepath.Join(dir, "qadam.db"), filepath.Join(dir, "qadam.db-files"),
		filepath.Join(dir, "qadam.db-lock"), filepath.Join(dir, "walk")}) {
		t.Errorf("in the folder: %v %v", left, err)
	}
}

func TestDemoToldToStopWhileItIsMade(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errOut bytes.Buffer
	code := run(ctx, []string{"demo", "--dir=" + dir, "--listen=127.0.0.1:0"}, nil, strings.NewReader(""), &out, &errOut)
	if left, err := os.ReadDir(dir); code != 1 || err != nil || len(left) > 0 ||
		!strings.Contains(errOut.String(), "the next start begins again") {
		t.Errorf("exits with %d and leaves %v %v: %s", code, left, err, errOut.String())
	}
}

func TestDemoIsNotExposedEither(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	r := qadam(t, nil, "demo", "--dir="+dir, "--listen=0.0.0.0:0")
	if _, err := os.Stat(dir); r.code != 2 || err == nil || !strings.Contains(r.errOut, "lets other machines in") {
		t.Errorf("%+v", r)
	}
}

func TestTheNextPortIsTaken(t *testing.T) {
	first, err := net.Listen("tcp", config.DefaultListen)
	if err == nil { // else another program has it, which is as good
		defer first.Close()
	}
	next, err := listenNear(config.DefaultListen)
	if err != nil {
		t.Fatal(err)
	}
	defer next.Close()
	if host, port, err := net.SplitHostPort(next.Addr().String()); err != nil || host != "127.0.0.1" || port == "8080" {
		t.Errorf("%s %v", next.Addr(), err)
	}
	if other, err := listenNear(next.Addr().String()); err == nil {
		other.Close()
		t.Error("a port that was asked for is not exchanged for another")
	}
}
