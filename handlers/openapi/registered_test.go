package openapi_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"qadam/app/store/storetest"
	"qadam/handlers/handlerstest"
	"qadam/handlers/openapi"
	"qadam/handlers/pages"
)

// TestDescriptionIsTheTable compares the description, the table of routes and what Fiber answers to, each way.
func TestDescriptionIsTheTable(t *testing.T) {
	t.Parallel()
	a := handlerstest.Start(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	described, table := []string{}, []string{"GET /healthz", "GET /readyz", "GET /metrics", "GET /openapi.json", "GET /docs"}
	for path, methods := range pathsOf(t, a) {
		for method := range methods {
			described = append(described, strings.ToUpper(method)+" "+path)
		}
	}
	for _, l := range a.Lines() {
		table = append(table, l.Method+" "+l.Path)
	}
	undescribed := []string{"GET /docs.css"} // the style of the page
	for _, address := range pages.Addresses() {
		undescribed = append(undescribed, openapi.Template(address))
	}
	registered := slices.DeleteFunc(a.Server.Registered(),
		func(line string) bool { return slices.Contains(undescribed, line) || loaded.MatchString(line) })
	same(t, "described", described, "in the table", table)
	same(t, "described", described, "registered", registered)
	if len(table) < 100 {
		t.Errorf("the table has only %d lines", len(table))
	}
}

// loaded finds what pages load, and the calendars that programs subscribe to.
var loaded = regexp.MustCompile(`^GET /(static|calendar)/`)

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
