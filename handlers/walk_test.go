package handlers_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"qadam/app/store"
	"qadam/app/store/storetest"
	"qadam/handlers"
	"qadam/models"
)

// TestEveryAnswerOfEveryOperation makes every operation answer with every status that its description names, and with no
// other. The description holds each exchange; here it is held that none is missing.
func TestEveryAnswerOfEveryOperation(t *testing.T) {
	var mu sync.Mutex
	seen := map[string]bool{}
	note := func(a *api) {
		mu.Lock()
		defer mu.Unlock()
		maps.Copy(seen, a.seen.seen)
	}
	storetest.EachKind(t, func(t *testing.T, kind string) {
		w := newWorld(t, storetest.Open(t, kind, clock()))
		for _, l := range w.lines() {
			w.refusals(t, l)
			w.success(t, l)
			w.clash(t, l)
		}
		w.service(t)
		note(w.api)
		t.Run("gone", func(t *testing.T) { note(allGone(t, kind)) })
		t.Run("broken", func(t *testing.T) { note(allBroken(t, kind)) })
	})
	for _, methods := range theDescription.paths {
		for _, op := range methods {
			for status := range op.Responses {
				if !seen[op.OperationID+" "+status] {
					t.Errorf("%s never answered %s, which its description names", op.OperationID, status)
				}
			}
		}
	}
}

// targets are the objects that operations work on, by the noun of the policy or by the action where that wants another.
var targets = map[string]string{"organisation": "partner", "user": "user spare", "token": "token spare", "summary": "donor", "need.confirm": "met need",
	"consent.object": "consent to object to", "consent_request.cancel": "request to cancel", "referral.update": "referral of donorB", "referral.choose": "referral of donorB",
	"webhook.delete": "webhook of admin 1", "scheme.weigh": "scheme 2", "moves": "ranking", "scoring": "mission", "mission.adjust": "reported",
	"activity.step": "activity of partner2"} // one that is suspended takes no more milestones

func (w *world) target(action string) models.ID {
	w.t.Helper()
	noun, _, _ := strings.Cut(action, ".")
	name := targets[action]
	if name == "" {
		name = targets[noun]
	}
	if name == "" {
		name = noun
	}
	if action == "need.import" {
		name = "mission"
	}
	if w.ids[name] == "" {
		w.t.Fatalf("the world has no %q for %s", name, action)
	}
	return w.ids[name]
}

// example is a line's example with the world's ids in the place of $need and the like; the longest names go first.
func (w *world) example(l handlers.Line) string {
	out := l.Example
	for _, name := range slices.Backward(slices.SortedFunc(maps.Keys(w.ids), func(a, b string) int { return len(a) - len(b) })) {
		out = strings.ReplaceAll(out, "$"+name, string(w.ids[name]))
	}
	return out
}

// pathOf is a line's path, with the object that the line works on where it wants one.
func (w *world) pathOf(l handlers.Line) string {
	w.t.Helper()
	before, after, ofObject := strings.Cut(l.Path, "{id}")
	if !ofObject {
		return l.Path
	}
	return before + string(w.target(l.Action)) + after
}

// right is a call that succeeds.
func (w *world) right(t testing.TB, l handlers.Line) call {
	t.Helper()
	if prepare := fresh[l.Action]; prepare != nil {
		prepare(w)
	}
	c := call{as: "admin", method: l.Method, path: w.pathOf(l), header: map[string]string{}}
	if l.Body {
		c.body = w.example(l)
	}
	if l.Person { // anew: the walk ends sessions, too
		c.signed, w.sessions["admin"] = "admin", w.signIn("admin").Secret
	}
	if proof := proofs[l.Action]; proof != nil {
		c.body = proof(w)
	}
	if l.Open || l.Person {
		c.as = ""
	}
	if l.Media != "" && l.Body {
		c.header["Content-Type"] = l.Media
	}
	if l.IfMatch {
		c.header["If-Match"] = w.tag(t, c.path)
	}
	return c
}

// tag reads the ETag of the object that a path changes.
func (w *world) tag(t testing.TB, path string) string {
	t.Helper()
	object := strings.Join(strings.Split(path, "/")[:5], "/")
	return w.do(t, call{as: "admin", path: object}).want(t, 200).header.Get("ETag")
}

// refusals makes an operation refuse in every way but those that wait for success or for a database that fails.
func (w *world) refusals(t *testing.T, l handlers.Line) {
	t.Helper()
	right := w.right(t, l)
	for status := range described(t, w.api).paths[l.Path][strings.ToLower(l.Method)].Responses {
		change := refusal[status]
		if change == nil {
			continue
		}
		c := right
		c.header, c.wrong = maps.Clone(right.header), true
		change(w, l, &c)
		got := w.do(t, c)
		if fmt.Sprint(got.status) != status {
			t.Errorf("%s as %q answered %d, not %s: %.300s", c.path, c.as, got.status, status, got.body)
		}
	}
}

// refusal says how a right call is made to be refused with a status.
var refusal = map[string]func(*world, handlers.Line, *call){
	"400": func(_ *world, l handlers.Line, c *call) {
		switch {
		case l.Method == http.MethodPost && !l.Open:
			c.header["Idempotency-Key"] = strings.Repeat("k", 201)
		case l.Body:
			c.body = "{"
		case l.List != nil:
			c.path += "?country=%ff"
		default:
			c.header["Cookie"] = "__Host-qadam=a-session-beside-a-token"
		}
	},
	"401": func(w *world, l handlers.Line, c *call) {
		c.as, c.signed = "", ""
		if l.Proof {
			c.body = wrongProofs[l.Action](w)
		}
	},
	"403": func(_ *world, l handlers.Line, c *call) {
		c.signed = ""
		if l.Open {
			c.header["Sec-Fetch-Site"] = "cross-site"
			return
		}
		if c.as = "reader"; l.Method == http.MethodGet {
			c.as = outsider(l.Action)
		}
		if c.as == "" { // everybody may, but not through another's eyes
			c.as, c.header["Qadam-View-As"] = "donorA", "national:KAZ"
		}
	},
	"404": func(_ *world, l handlers.Line, c *call) {
		c.path = strings.Replace(l.Path, "{id}", string(models.NewID()), 1)
	},
	"412": func(_ *world, _ handlers.Line, c *call) { c.header["If-Match"] = `"999999"` },
	"413": func(_ *world, l handlers.Line, c *call) {
		limit := 1 << 20
		if l.Media != "" {
			limit = 16 << 20
		}
		c.body = strings.Repeat(" ", limit+1)
	},
	"415": func(_ *world, _ handlers.Line, c *call) { c.header["Content-Type"] = "text/plain" },
	"422": func(_ *world, l handlers.Line, c *call) {
		switch {
		case strings.HasSuffix(l.Path, "/import"):
			c.path += "?dry_run=perhaps"
		case l.Body:
			c.body = `{"no_such_field":1}`
		case strings.HasSuffix(l.Path, "/summary"):
			c.path += "?as_of=yesterday"
		case strings.HasSuffix(l.Path, "/forecast"):
			c.path += "?days=yesterday"
		default:
			c.path += "?no_such_filter=1"
		}
	},
	"429": func(_ *world, l handlers.Line, c *call) {
		c.header["X-Forwarded-For"], c.as, c.signed = tired, "", ""
		if !l.Open {
			c.header["Authorization"] = "Bearer qdm_" + strings.Repeat("x", 43)
		}
	},
	"428": func(_ *world, _ handlers.Line, c *call) { delete(c.header, "If-Match") },
}

// success does what the line is for, and asks for it again where the answer can be "not changed".
func (w *world) success(t *testing.T, l handlers.Line) {
	t.Helper()
	c := w.right(t, l)
	if l.Method == http.MethodPost && !l.Open && !l.Pure {
		c.header["Idempotency-Key"] = "walk " + l.Action
	}
	got := w.do(t, c)
	if got.status != l.Status {
		t.Errorf("%s answered %d, not %d: %.500s", got.name(), got.status, l.Status, got.body)
		return
	}
	if tag := got.header.Get("ETag"); l.ETag != (tag != "") {
		t.Errorf("%s has the ETag %q", got.name(), tag)
	}
	if l.Status == http.StatusCreated {
		if path := l.Path + "/" + string(got.object(t).id()); got.header.Get("Location") != path {
			t.Errorf("%s is said to be at %q, not at %q", got.name(), got.header.Get("Location"), path)
		}
	}
	if l.ETag && l.Method == http.MethodGet {
		c.header["If-None-Match"] = got.header.Get("ETag")
		if again := w.do(t, c).want(t, 304); len(again.body) > 0 {
			t.Errorf("%s comes again though it did not change", got.name())
		}
	}
}

// clashing are changes of fields that are taken, and of what may not be changed any more.
var clashing = map[string]struct{ target, body string }{
	"organisation.update": {"partner", `{"code":"PARTNER2"}`},
	"contact.update":      {"contact", `{"email":"focal1@example.org"}`},
	"user.update":         {"user spare", `{"email":"manager@example.org"}`},
	"instrument.update":   {"instrument", `{"code":"instrument-1"}`},
	"provision.update":    {"provision", `{"paragraph":"OP 7"}`},
	"institution.update":  {"institution", `{"name":"The institution 2"}`},
	"scheme.update":       {"scheme 2", `{"name":"Example scheme, renamed","edition":1}`},
	"referral.update":     {"accepted referral", `{"note":"Too late"}`},
	"update.update":       {"sent update", `{"narrative":"Too late"}`},
}

// clash makes an operation answer 409: a POST by a key that came with another request, a PATCH by what is taken.
func (w *world) clash(t *testing.T, l handlers.Line) {
	t.Helper()
	clash, known := clashing[l.Action]
	if l.Method != http.MethodPost && !known {
		return
	}
	c := w.right(t, l)
	switch {
	case l.Open, l.Pure:
		return
	case l.Method == http.MethodPost:
		c.header["Idempotency-Key"] = "walk " + l.Action
		text, _ := c.body.(string)
		c.body = text + "\n" // another request under the same key
	case known:
		c.path, c.body = strings.Replace(l.Path, "{id}", string(w.ids[clash.target]), 1), clash.body
		c.header["If-Match"] = w.tag(t, c.path)
	}
	if got := w.do(t, c); got.status != http.StatusConflict {
		t.Errorf("%s answered %d, not 409: %.300s", got.name(), got.status, got.body)
	}
}

// service asks for what needs no token.
func (w *world) service(t *testing.T) {
	t.Helper()
	for _, path := range []string{"/healthz", "/readyz", "/metrics", "/openapi.json", "/docs"} {
		got := w.do(t, call{path: path}).want(t, 200)
		if tag := got.header.Get("ETag"); tag != "" {
			w.do(t, call{path: path, header: map[string]string{"If-None-Match": tag}}).want(t, 304)
		}
	}
	req, body := w.request(t, call{path: "/metrics"})
	res, err := w.server.From(req)
	if err != nil {
		t.Fatal(err)
	}
	w.hold(t, req, body, read(t, res).want(t, 404))
}

// outsider is somebody whose role the policy refuses, the least powerful first.
func outsider(action string) string {
	for name, role := range map[string]models.Role{"donorA": models.Donor, "partner1": models.Partner, "kaz": models.National, "manager": models.Manager} {
		if !slices.Contains(policy()[action], role) {
			return name
		}
	}
	return ""
}

// allGone asks a server whose database is not there.
func allGone(t *testing.T, kind string) *api {
	t.Helper()
	address := map[string]string{"sqlite": t.TempDir() + "/gone/qadam.db", "postgres": "postgres://nobody@127.0.0.1:1/gone?sslmode=disable"}[kind]
	s, err := store.ForPartial(address, clock())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	a := start(t, s)
	a.tokens["somebody"] = "qdm_" + strings.Repeat("x", 43)
	for _, l := range a.lines() {
		c := call{as: "somebody", method: l.Method, path: strings.Replace(l.Path, "{id}", string(models.NewID()), 1), wrong: true}
		if l.Body {
			c.body = l.Example
		}
		if proof := proofs[l.Action]; proof != nil {
			c.body = proof(nil)
		}
		got := a.do(t, c)
		got.problem(t, 503)
		if got.header.Get("Retry-After") == "" {
			t.Errorf("%s does not say when to try again", got.name())
		}
	}
	a.do(t, call{path: "/readyz"}).problem(t, 503)
	a.do(t, call{path: "/healthz"}).want(t, 200)
	return a
}
