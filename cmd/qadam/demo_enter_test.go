package main

import (
	"cmp"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path"
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
	ask := func(method, where, form string, header ...string) (int, string) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, base+where, strings.NewReader(form))
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
	} else {
		mailsAreShown(t, body, ask)
	}
	for _, from := range [][]string{{"Host", "qadam.example"}, {"X-Forwarded-For", "192.0.2.1"}} {
		if _, page := ask("GET", "/sign-in", "", from...); strings.Contains(page, "/demo/enter") {
			t.Errorf("with %v one may enter", from)
		}
		for _, where := range []string{"/demo/mails", "/demo/enter", "/demo/mails/01981c5e-0000-7000-8000-000000000001"} {
			method := cmp.Or(map[string]string{"/demo/enter": "POST"}[where], "GET")
			if status, _ := ask(method, where, url.Values{"email": {people[0][1]}}.Encode(), from...); status != http.StatusNotFound {
				t.Errorf("with %v, %s is answered %d", from, where, status)
			}
		}
	}
	if status, _ := ask("POST", "/demo/enter", "email=assessor%40demo.example"); status != http.StatusNotFound {
		t.Errorf("another user is entered as: %d", status)
	}
}

// mailsAreShown holds that a page of mails has each as it would be sent, that what is older comes next, and that links of mails lead on;
// those to others than who is signed in are not found.
func mailsAreShown(t *testing.T, page string, ask func(method, where, form string, header ...string) (int, string)) {
	t.Helper()
	framed := regexp.MustCompile(`<iframe class="mail" src="(/demo/mails/[^"]+)"`).FindAllStringSubmatch(page, -1)
	followed := 0
	for _, f := range framed {
		status, mail := ask("GET", f[1], "")
		links := regexp.MustCompile(`<a href="http://[^/"]+(/[^"]*)"`).FindAllStringSubmatch(mail, -1)
		if status != http.StatusOK || !strings.Contains(mail, "<table") || len(links) == 0 {
			t.Fatalf("the mail is answered %d %.500s", status, mail)
		}
		for _, link := range links {
			switch status, answer := ask("GET", html.UnescapeString(link[1]), ""); status {
			case http.StatusOK:
				followed++
			case http.StatusNotFound, http.StatusForbidden:
			default:
				t.Errorf("the link %s leads to %d %.300s", link[1], status, answer)
			}
		}
	}
	if followed == 0 {
		t.Errorf("of %d mails no link leads anywhere", len(framed))
	}
	last := framed[len(framed)-1][1]
	status, next := ask("GET", "/demo/mails?before="+path.Base(last), "")
	if status != http.StatusOK || strings.Contains(next, last) {
		t.Errorf("the next page is answered %d %.300s", status, next)
	}
}
