package handlers_test

import (
	"strings"
	"testing"

	"qadam/app/store"
	"qadam/app/store/storetest"
	"qadam/handlers/handlerstest"
	"qadam/models"
)

// allBroken takes the tables away under a running server: every operation fails, none says how.
func allBroken(t *testing.T, kind string) *handlerstest.API {
	t.Helper()
	address := storetest.Address(t, kind)
	s, err := store.Open(address, handlerstest.Clock())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	w := handlerstest.NewWorld(t, s)
	var calls []call
	for _, l := range w.Lines() {
		calls = append(calls, w.ValidCall(t, l))
	}
	handlerstest.Drop(t, kind, address, func(table string) bool { return table != "tokens" && table != "people" })
	var left []call // those that need no other tables
	for _, c := range calls {
		if got := w.Do(t, c); got.Status < 400 {
			left = append(left, c)
		} else {
			silent(t, got)
		}
	}
	if len(left) > 10 {
		t.Errorf("%d operations answer without their tables", len(left))
	}
	handlerstest.Drop(t, kind, address, func(string) bool { return true })
	for _, c := range left {
		silent(t, w.Do(t, c))
	}
	if !strings.Contains(w.Log.String(), `"cause"`) {
		t.Error("the log does not tell the causes")
	}
	return w.API
}

// silent holds that a failure tells nothing of the inside.
func silent(t *testing.T, got answer) {
	t.Helper()
	p := got.Problem(t, 500)
	for _, inside := range []string{"SQL", "table", "relation", "sqlite", "pgx", "gorm", ".go:"} {
		if strings.Contains(string(got.Body), inside) {
			t.Errorf("%s tells the client of %q: %s", got.Name(), inside, got.Body)
		}
	}
	if p.Detail != "The fault is ours. Nothing was changed. Tell the administrator the request id." {
		t.Errorf("%s says %q", got.Name(), p.Detail)
	}
}

// allGone asks a server whose database is not there.
func allGone(t *testing.T, kind string) *handlerstest.API {
	t.Helper()
	address := map[string]string{"sqlite": t.TempDir() + "/gone/qadam.db",
		"postgres": "postgres://nobody@127.0.0.1:1/gone?sslmode=disable"}[kind]
	s, err := store.Open(address, handlerstest.Clock())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	a := handlerstest.Start(t, s)
	a.Tokens["somebody"] = "qdm_" + strings.Repeat("x", 43)
	for _, l := range a.Lines() {
		c := call{As: "somebody", Method: l.Method, Path: strings.Replace(l.Path, "{id}", string(models.NewID()), 1), Wrong: true}
		if l.Body {
			c.Body = l.Example
		}
		if proof := handlerstest.Proofs[l.Action]; proof != nil {
			c.Body = proof(nil)
		}
		got := a.Do(t, c)
		got.Problem(t, 503)
		if got.Header.Get("Retry-After") == "" {
			t.Errorf("%s does not say when to try again", got.Name())
		}
	}
	a.Do(t, call{Path: "/readyz"}).Problem(t, 503)
	a.Do(t, call{Path: "/healthz"}).Want(t, 200)
	return a
}
