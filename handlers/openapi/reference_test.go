package openapi_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"qadam/app/store/storetest"
	"qadam/handlers/handlerstest"
)

var (
	anchors = regexp.MustCompile(`\bid="([^"]+)"`)
	links   = regexp.MustCompile(`\bhref="([^"]*)"`)
)

// TestReferencePage reads the page as a browser would: it asks for one style, runs nothing, and no link on it is broken.
func TestReferencePage(t *testing.T) {
	t.Parallel()
	a := handlerstest.Start(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	got := a.Do(t, call{Path: "/docs"}).Want(t, 200)
	html := string(got.Body)
	if policy := got.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'; style-src 'self'") ||
		strings.Contains(policy, "unsafe") {
		t.Errorf("the page's policy is %q", policy)
	}
	for _, never := range []string{"<script", "style=", "onclick", "<img", "@import", "//fonts", "ZgotmplZ", "<no value>"} {
		if strings.Contains(html, never) {
			t.Errorf("the page has %q", never)
		}
	}
	for _, once := range []string{"<h1", "<main", "<nav", "<header", "<footer", `<a class="skip"`, `<html lang="en" dir="ltr"`, "Fiction"} {
		if n := strings.Count(html, once); n != 1 && once != "Fiction" || n == 0 {
			t.Errorf("the page has %d of %q", n, once)
		}
	}
	var here []string
	for _, m := range anchors.FindAllStringSubmatch(html, -1) {
		if slices.Contains(here, m[1]) {
			t.Errorf("the anchor %s is there twice", m[1])
		}
		here = append(here, m[1])
	}
	for _, m := range links.FindAllStringSubmatch(html, -1) {
		to, isAnchor := strings.CutPrefix(m[1], "#")
		if isAnchor && !slices.Contains(here, to) {
			t.Errorf("the link to #%s leads nowhere", to)
		}
		if !isAnchor && m[1] != "/docs.css" && m[1] != "/openapi.json" {
			t.Errorf("the page leads to %s", m[1])
		}
	}
	for _, l := range a.Lines() {
		if !strings.Contains(html, "<code>"+l.Path+"</code>") {
			t.Errorf("the page does not show %s", l.Path)
		}
	}
	if css := a.Do(t, call{Path: "/docs.css"}).Want(t, 200); strings.Contains(string(css.Body), "url(") {
		t.Error("the style asks for something else")
	}
	if to := a.Do(t, call{Path: "/"}).Want(t, 303).Header.Get("Location"); to != "/sign-in?next=%2F" {
		t.Errorf("/ leads to %q", to)
	}
}

// TestProblemsAreExplained follows the type of each kind of problem to its explanation.
func TestProblemsAreExplained(t *testing.T) {
	t.Parallel()
	a := handlerstest.Start(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	html := string(a.Do(t, call{Path: "/docs"}).Want(t, 200).Body)
	seen := map[string]bool{}
	for _, c := range []call{{Path: "/me", Wrong: true}, {Path: "/nowhere"}, {Path: "/me", Method: "DELETE"}, {Path: "/api/v1/"}} {
		res := a.Do(t, c)
		kind := res.Problem(t, res.Status).Type
		seen[kind] = true
		if anchor := strings.TrimPrefix(kind, "/docs#"); !strings.Contains(html, `id="`+anchor+`"`) {
			t.Errorf("%s is not explained", kind)
		}
	}
	if len(seen) < 3 {
		t.Errorf("only %v were met", seen)
	}
}
