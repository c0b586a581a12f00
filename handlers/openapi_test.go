package handlers_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"qadam/app/store/storetest"
)

func TestDescriptionIsOpenAPI31(t *testing.T) {
	a := start(t, storetest.Open(t, "sqlite", clock()))
	d := described(t, a)
	if ok, faults := d.validator.ValidateDocument(); !ok {
		t.Error(faultsText(faults))
	}
	var head struct {
		OpenAPI string
		Info    struct{ Title, Description, Version string }
	}
	if err := json.Unmarshal(d.text, &head); err != nil {
		t.Fatal(err)
	}
	if head.OpenAPI != "3.1.0" || head.Info.Title != "Qadam" || head.Info.Version != "test" || head.Info.Description == "" {
		t.Errorf("the description begins with %+v", head)
	}
}

// TestDescriptionIsTheTable compares the description, the table of routes and what Fiber answers to, each way.
func TestDescriptionIsTheTable(t *testing.T) {
	a := start(t, storetest.Open(t, "sqlite", clock()))
	described, table := []string{}, []string{"GET /healthz", "GET /readyz", "GET /metrics", "GET /openapi.json", "GET /docs"}
	for path, methods := range pathsOf(t, a) {
		for method := range methods {
			described = append(described, strings.ToUpper(method)+" "+path)
		}
	}
	for _, l := range a.lines() {
		table = append(table, l.Method+" "+l.Path)
	}
	undescribed := []string{"GET /", "GET /docs.css"} // a redirect to the page, and its style
	registered := slices.DeleteFunc(a.server.Registered(), func(line string) bool { return slices.Contains(undescribed, line) || forPeople.MatchString(line) })
	same(t, "described", described, "in the table", table)
	same(t, "described", described, "registered", registered)
	if len(table) < 100 {
		t.Errorf("the table has only %d lines", len(table))
	}
}

// forPeople finds what is for people and their browsers: pages, and what they load.
var forPeople = regexp.MustCompile(`^\w+ /(static|u|calendar|sign-in|sign-out|account|reminders)(/|$)`)

func pathsOf(t *testing.T, a *api) map[string]map[string]json.RawMessage {
	t.Helper()
	var doc struct {
		Paths map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal(described(t, a).text, &doc); err != nil {
		t.Fatal(err)
	}
	return doc.Paths
}

// same compares two sets of lines.
func same(t *testing.T, aName string, a []string, bName string, b []string) {
	t.Helper()
	for _, x := range a {
		if !slices.Contains(b, x) {
			t.Errorf("%s is %s and not %s", x, aName, bName)
		}
	}
	for _, x := range b {
		if !slices.Contains(a, x) {
			t.Errorf("%s is %s and not %s", x, bName, aName)
		}
	}
	if len(a) != len(b) {
		t.Errorf("%d are %s, %d are %s", len(a), aName, len(b), bName)
	}
}

// TestDescriptionSaysEnough holds that no operation is left without words, an own name and a group that is explained.
func TestDescriptionSaysEnough(t *testing.T) {
	a := start(t, storetest.Open(t, "sqlite", clock()))
	var doc struct {
		Tags  []struct{ Name, Description string }
		Paths map[string]map[string]struct {
			OperationID, Summary, Description string
			Tags                              []string
			RequestBody                       *struct {
				Content map[string]struct{ Example any }
			}
		}
		Components struct {
			Responses map[string]struct{ Description string }
		}
	}
	if err := json.Unmarshal(described(t, a).text, &doc); err != nil {
		t.Fatal(err)
	}
	groups, ids := map[string]bool{}, map[string]bool{}
	for _, g := range doc.Tags {
		groups[g.Name] = g.Description != ""
	}
	for path, methods := range doc.Paths {
		for method, op := range methods {
			if op.Summary == "" || len(op.Tags) != 1 || !groups[op.Tags[0]] || op.OperationID == "" || ids[op.OperationID] {
				t.Errorf("%s %s says %+v", method, path, op)
			}
			ids[op.OperationID] = true
			if strings.HasPrefix(path, "/api/") && !strings.HasPrefix(op.Description, "For ") {
				t.Errorf("%s %s does not say who may: %q", method, path, op.Description)
			}
			if op.RequestBody == nil {
				continue
			}
			for kind, content := range op.RequestBody.Content {
				if content.Example == nil && kind != "application/merge-patch+json" {
					t.Errorf("%s %s has no example of %s", method, path, kind)
				}
				if text, err := json.Marshal(content.Example); err != nil || strings.Contains(string(text), "$") {
					t.Errorf("%s %s has the example %s (%v)", method, path, text, err)
				}
			}
		}
	}
	for name, r := range doc.Components.Responses {
		if r.Description == "" {
			t.Errorf("the answer %s is not explained", name)
		}
	}
}

// TestAssetsAreServedWell looks at what was made at the start: the description, the page and its style.
func TestAssetsAreServedWell(t *testing.T) {
	s := storetest.Open(t, "sqlite", clock())
	a, again := start(t, s), start(t, s)
	for path, kind := range map[string]string{"/openapi.json": "application/json; charset=utf-8", "/docs": "text/html; charset=utf-8", "/docs.css": "text/css; charset=utf-8"} {
		plain := a.do(t, call{path: path}).want(t, 200)
		if got := plain.header.Get("Content-Type"); got != kind {
			t.Errorf("%s comes as %q", path, got)
		}
		tags := map[string]bool{}
		for _, encoding := range []string{"", "gzip", "br"} {
			got := a.do(t, call{path: path, header: map[string]string{"Accept-Encoding": encoding}}).want(t, 200)
			body, err := got.plain()
			if err != nil || string(body) != string(plain.body) || got.header.Get("Content-Encoding") != encoding {
				t.Errorf("%s as %q comes as %q: %v", path, encoding, got.header.Get("Content-Encoding"), err)
			}
			tag := got.header.Get("ETag")
			if tags[tag] || strings.HasPrefix(tag, "W/") || len(tag) < 10 || !strings.Contains(got.header.Get("Vary"), "Accept-Encoding") {
				t.Errorf("%s as %q has the tag %s and varies by %q", path, encoding, tag, got.header.Get("Vary"))
			}
			tags[tag] = true
			header := map[string]string{"Accept-Encoding": encoding, "If-None-Match": `"other", W/` + tag}
			if kept := again.do(t, call{path: path, header: header}).want(t, 304); len(kept.body) > 0 {
				t.Errorf("%s as %q comes again: %d bytes", path, encoding, len(kept.body))
			}
		}
		if head := a.do(t, call{method: "HEAD", path: path}).want(t, 200); len(head.body) > 0 || head.header.Get("ETag") != plain.header.Get("ETag") {
			t.Errorf("HEAD %s answers %d bytes, %v", path, len(head.body), head.header)
		}
	}
}
