package main

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestEnterTheDemo enters a demo as one of its people by a button that does not expire, and reads the mails that it would send.
func TestEnterTheDemo(t *testing.T) {
	d := serve(t, nil, "demo", "--dir="+filepath.Join(t.TempDir(), "demo"), "--listen=127.0.0.1:0")
	base := strings.Replace(d.url, "127.0.0.1", "localhost", 1)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar, Transport: &http.Transport{DisableKeepAlives: true}}
	ask := func(method, path, form string, header ...string) (int, string) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, base+path, strings.NewReader(form))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for i := 0; i+1 < len(header); i += 2 {
			if r.Header.Set(header[i], header[i+1]); header[i] == "Host" {
				r.Host = header[i+1]
			}
		}
		got, err := browser.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer got.Body.Close()
		body, err := io.ReadAll(got.Body)
		if err != nil {
			t.Fatal(err)
		}
		return got.StatusCode, string(body)
	}
	_, page := ask("GET", "/sign-in", "")
	people := regexp.MustCompile(`name="email" value="([^"]+@demo\.example)"`).FindAllStringSubmatch(page, -1)
	if len(people) != 5 || !strings.Contains(page, "Enter as ") || !strings.Contains(page, demoNotice) {
		t.Fatalf("one may enter as %v: %s", people, page)
	}
	if status, body := ask("POST", "/demo/enter", url.Values{"email": {people[1][1]}}.Encode()); status != http.StatusOK ||
		!strings.Contains(body, "Partner One") && !strings.Contains(body, "/sign-out") {
		t.Errorf("entering as %s is answered %d %.300s", people[1][1], status, body)
	}
	if status, body := ask("GET", "/demo/mails", ""); status != http.StatusOK || !strings.Contains(body, demoNotice) {
		t.Errorf("the mails are answered %d %.300s", status, body)
	}
	for _, from := range [][]string{{"Host", "qadam.example"}, {"X-Forwarded-For", "192.0.2.1"}} {
		if _, page := ask("GET", "/sign-in", "", from...); strings.Contains(page, "/demo/enter") {
			t.Errorf("with %v one may enter", from)
		}
		for _, path := range []string{"/demo/mails", "/demo/enter"} {
			method := map[string]string{"/demo/mails": "GET", "/demo/enter": "POST"}[path]
			if status, _ := ask(method, path, url.Values{"email": {people[0][1]}}.Encode(), from...); status != http.StatusNotFound {
				t.Errorf("with %v, %s is answered %d", from, path, status)
			}
		}
	}
	if status, _ := ask("POST", "/demo/enter", "email=assessor%40demo.example"); status != http.StatusNotFound {
		t.Errorf("another user is entered as: %d", status)
	}
}
