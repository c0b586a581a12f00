package handlerstest

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"qadam/models"
)

// WalkAnswers makes every operation answer with every status that its description names, but for those of a broken database. What
// came is in Seen, for the test to compare with the description.
func WalkAnswers(t *testing.T, w *World) {
	t.Helper()
	for _, l := range w.Lines() {
		w.refusals(t, l)
		w.success(t, l)
		w.clash(t, l)
	}
}

// targets are the objects that operations work on, by the noun of the policy or by the action where that wants another.
var targets = map[string]string{"organisation": "partner", "user": "user spare", "token": "token spare", "summary": "donor",
	"need.answer":    "met need",
	"consent.object": "consent to object to", "consent_request.cancel": "request to cancel", "referral.update": "referral of donorB",
	"referral.choose": "referral of donorB", "referral.link": "referral to link", "need.refuse": "need to refuse",
	"milestone.decide": "milestone to decide",
	"webhook.delete":   "webhook of admin 1", "scheme.weigh": "scheme 2", "moves": "ranking", "scoring": "mission",
	"mission.adjust": "reported", "update.correct": "accepted update", "mission.step": "mission to close",
	"comment.update": "comment of admin", "saved_view.remove": "view to remove",
	"activity.step": "activity of partner2"} // one that is suspended takes no more milestones

func (w *World) Target(action string) models.ID {
	w.T.Helper()
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
	if prepare := fresh[action]; w.IDs[name] == "" && prepare != nil {
		prepare(w)
	}
	if w.IDs[name] == "" {
		w.T.Fatalf("the world has no %q for %s", name, action)
	}
	return w.IDs[name]
}

// Example is a line's example with the world's ids in the place of $need and the like; the longest names go first.
func (w *World) Example(l Line) string {
	out := l.Example
	for _, name := range slices.Backward(slices.SortedFunc(maps.Keys(w.IDs), func(a, b string) int { return len(a) - len(b) })) {
		out = strings.ReplaceAll(out, "$"+name, string(w.IDs[name]))
	}
	return out
}

// PathOf is a line's path, with the object that the line works on where it wants one.
func (w *World) PathOf(l Line) string {
	w.T.Helper()
	before, after, ofObject := strings.Cut(l.Path, "{id}")
	if !ofObject {
		return l.Path
	}
	return before + string(w.Target(l.Action)) + after
}

// ValidCall is a call that succeeds.
func (w *World) ValidCall(t testing.TB, l Line) Call {
	t.Helper()
	if prepare := fresh[l.Action]; prepare != nil {
		prepare(w)
	}
	c := Call{As: "admin", Method: l.Method, Path: w.PathOf(l), Header: map[string]string{}}
	if l.Body {
		c.Body = w.Example(l)
	}
	if l.Person { // anew: the walk ends sessions, too
		c.Signed, w.Sessions["admin"] = "admin", w.SignIn("admin").Secret
	}
	if proof := Proofs[l.Action]; proof != nil {
		c.Body = proof(w)
	}
	if l.Open || l.Person {
		c.As = ""
	}
	if l.Media != "" && l.Body {
		c.Header["Content-Type"] = l.Media
	}
	if l.IfMatch {
		c.Header["If-Match"] = w.Tag(t, c.Path)
	}
	return c
}

// Tag reads the ETag of the object that a path changes.
func (w *World) Tag(t testing.TB, path string) string {
	t.Helper()
	object := strings.Join(strings.Split(path, "/")[:5], "/")
	return w.Do(t, Call{As: "admin", Path: object}).Want(t, 200).Header.Get("ETag")
}

// refusals makes an operation refuse in every way but those that wait for success or for a database that fails.
func (w *World) refusals(t *testing.T, l Line) {
	t.Helper()
	right := w.ValidCall(t, l)
	for status := range Described(t, w.API).Paths[l.Path][strings.ToLower(l.Method)].Responses {
		change := refusal[status]
		if change == nil {
			continue
		}
		c := right
		c.Header, c.Wrong = maps.Clone(right.Header), true
		change(w, l, &c)
		got := w.Do(t, c)
		if fmt.Sprint(got.Status) != status {
			t.Errorf("%s as %q answered %d, not %s: %.300s", c.Path, c.As, got.Status, status, got.Body)
		}
	}
}

// refusal says how a right call is made to be refused with a status.
var refusal = map[string]func(*World, Line, *Call){
	"400": func(_ *World, l Line, c *Call) {
		switch {
		case l.Method == http.MethodPost && !l.Open:
			c.Header["Idempotency-Key"] = strings.Repeat("k", 201)
		case l.Body:
			c.Body = "{"
		case l.List != nil || l.Public:
			c.Path += "?country=%ff"
		default:
			c.Header["Cookie"] = "__Host-qadam=a-session-beside-a-token"
		}
	},
	"401": func(w *World, l Line, c *Call) {
		c.As, c.Signed = "", ""
		if l.Proof {
			c.Body = wrongProofs[l.Action](w)
		}
	},
	"403": func(_ *World, l Line, c *Call) {
		c.Signed = ""
		if l.Open {
			c.Header["Sec-Fetch-Site"] = "cross-site"
			return
		}
		if c.As = "reader"; l.Method == http.MethodGet {
			c.As = outsider(l.Action)
		}
		if c.As == "" { // every role may read it, but a donor may not view as another role
			c.As, c.Header["Qadam-View-As"] = "donorA", "national:KAZ"
		}
	},
	"404": func(_ *World, l Line, c *Call) {
		c.Path = strings.Replace(l.Path, "{id}", string(models.NewID()), 1)
		if l.IfMatch { // the ETag of another object would be refused before it is looked for
			c.Header["If-Match"] = `"1"`
		}
	},
	"412": func(_ *World, _ Line, c *Call) { c.Header["If-Match"] = `"999999"` },
	"413": func(_ *World, l Line, c *Call) {
		c.Body = strings.Repeat(" ", l.MaxBody+1)
	},
	"415": func(_ *World, _ Line, c *Call) { c.Header["Content-Type"] = "text/plain" },
	"422": func(_ *World, l Line, c *Call) {
		switch {
		case l.Body && l.Media != "":
			c.Path += "?dry_run=perhaps"
		case l.Body:
			c.Body = `{"no_such_field":1}`
		case strings.HasSuffix(l.Path, "/summary"):
			c.Path += "?as_of=yesterday"
		case strings.HasSuffix(l.Path, "/forecast"):
			c.Path += "?days=yesterday"
		default:
			c.Path += "?no_such_filter=1"
		}
	},
	"431": func(_ *World, _ Line, c *Call) { c.Header["X-Long"] = strings.Repeat("x", 17<<10) },
	"429": func(_ *World, l Line, c *Call) {
		c.Header["X-Forwarded-For"], c.As, c.Signed = BlockedPeer, "", ""
		if !l.Open {
			c.Header["Authorization"] = "Bearer qdm_" + strings.Repeat("x", 43)
		}
	},
	"428": func(_ *World, _ Line, c *Call) { delete(c.Header, "If-Match") },
}

// success does what the line is for, and asks for it again where the answer can be "not changed".
func (w *World) success(t *testing.T, l Line) {
	t.Helper()
	c := w.ValidCall(t, l)
	if l.Method == http.MethodPost && !l.Open && !l.Pure {
		c.Header["Idempotency-Key"] = "walk " + l.Action
	}
	got := w.Do(t, c)
	if got.Status != l.Status {
		t.Errorf("%s answered %d, not %d: %.500s", got.Name(), got.Status, l.Status, got.Body)
		return
	}
	if tag := got.Header.Get("ETag"); l.ETag != (tag != "") {
		t.Errorf("%s has the ETag %q", got.Name(), tag)
	}
	if l.Status == http.StatusCreated {
		if path := l.Path + "/" + string(got.Object(t).ID()); got.Header.Get("Location") != path {
			t.Errorf("%s is said to be at %q, not at %q", got.Name(), got.Header.Get("Location"), path)
		}
	}
	if l.ETag && l.Method == http.MethodGet {
		c.Header["If-None-Match"] = got.Header.Get("ETag")
		if again := w.Do(t, c).Want(t, 304); len(again.Body) > 0 {
			t.Errorf("%s comes again though it did not change", got.Name())
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
	"activity.milestones": {"activity of partner2", `{"milestones":[{"title":"Too late","due_on":"2027-03-31"}]}`},
	"need.update":         {"met need", `{"title":"Too late"}`},
	"mission.update":      {"closed mission", `{"title":"Too late"}`},
	"finding.update":      {"closed finding", `{"text":"Too late"}`},
	"comment.update":      {"late comment", `{"body":"Too late"}`},
	"offer.update":        {"closed offer", `{"title":"Too late"}`},
	"project.update":      {"closed project", `{"title":"Too late"}`},
	"activity.update":     {"closed activity", `{"title":"Too late"}`},
	"milestone.update":    {"closed milestone", `{"title":"Too late"}`},
	"indicator.update":    {"closed indicator", `{"title":"Too late"}`},
}

// clash makes an operation answer 409: a POST by a key that came with another request, a PATCH by what is taken.
func (w *World) clash(t *testing.T, l Line) {
	t.Helper()
	clash, known := clashing[l.Action]
	if strings.HasPrefix(clash.target, "closed ") && w.IDs[clash.target] == "" {
		w.Close()
	}
	if l.Action == "comment.update" {
		w.commentAsAdmin(clash.target)
	}
	if l.Method != http.MethodPost && !known {
		return
	}
	c := w.ValidCall(t, l)
	switch {
	case l.Open, l.Pure:
		return
	case l.Method == http.MethodPost:
		c.Header["Idempotency-Key"] = "walk " + l.Action
		text, _ := c.Body.(string)
		c.Body = strings.Replace(text, "Example organisation from", "Another organisation from", 1) + "\n" // another request, same key
	case known:
		c.Path, c.Body = strings.Replace(l.Path, "{id}", string(w.IDs[clash.target]), 1), clash.body
		c.Header["If-Match"] = w.Tag(t, c.Path)
	}
	if got := w.Do(t, c); got.Status != http.StatusConflict {
		t.Errorf("%s answered %d, not 409: %.300s", got.Name(), got.Status, got.Body)
	}
}

// outsider is an actor whose role the policy refuses, the least powerful first.
func outsider(action string) string {
	for name, role := range map[string]models.Role{"donorA": models.Donor, "partner1": models.Partner, "kaz": models.National,
		"manager": models.Manager} {
		if !slices.Contains(policy()[action], role) {
			return name
		}
	}
	return ""
}
