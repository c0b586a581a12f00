package handlers_test

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"qadam/models"
)

// disguises are other ways to write a path or an id of it.
func disguises(path string, id models.ID) map[string]string {
	of := func(written string) string { return strings.Replace(path, string(id), written, 1) }
	all := map[string]string{
		"a slash at the end": path + "/", "two slashes": strings.Replace(path, "/v1/", "/v1//", 1), "two slashes at the start": "/" + path, "a dot": strings.Replace(path, "/v1/", "/v1/./", 1),
		"an encoded dot": strings.Replace(path, "/v1/", "/v1/%2e/", 1), "dots": strings.Replace(path, "/v1/", "/v1/themes/../", 1), "encoded dots": strings.Replace(path, "/v1/", "/v1/themes/%2e%2e/", 1),
		"an encoded slash": strings.Replace(path, "/v1/", "/v1%2f", 1), "an encoded letter": strings.Replace(path, "/v1/", "/%76%31/", 1), "upper case": strings.ToUpper(path), "a NUL": path + "%00",
		"a semicolon": path + ";x=1", "a backslash": strings.Replace(path, "/v1/", "/v1%5c", 1), "a suffix": path + ".json", "a space": path + "%20", "bad UTF-8": path + "%ff",
	}
	if id != "" {
		text := string(id)
		maps.Copy(all, map[string]string{"an upper-case id": of(strings.ToUpper(text)), "braces": of("%7b" + text + "%7d"), "no hyphens": of(strings.ReplaceAll(text, "-", "")),
			"a URN": of("urn:uuid:" + text), "an encoded id": of("%" + strings.ToUpper(strings.Repeat("3"+text[:1], 1)) + text[1:]), "two ids": of(text + "," + text)})
	}
	return all
}

// TestPathsInDisguise writes the path of every route otherwise, as somebody who may not read it and as somebody who may: it
// is that route with that object, judged as ever, or it is nothing.
func TestPathsInDisguise(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, l := range w.lines() {
			if l.Method != http.MethodGet {
				continue
			}
			id := models.ID("")
			if strings.Contains(l.Path, "{id}") {
				id = w.target(l.Action)
			}
			for _, who := range []string{"", "donorB", "kgz", "admin"} {
				plain := w.fetch(t, call{as: who, path: w.pathOf(l)})
				for name, path := range disguises(w.pathOf(l), id) {
					got := w.fetch(t, call{as: who, path: path})
					if got.status != plain.status && got.status != http.StatusNotFound && got.status != http.StatusBadRequest {
						t.Errorf("%s as %q with %s answers %d, not %d: %.200s", path, who, name, got.status, plain.status, got.body)
					}
				}
			}
		}
	})
}

// TestMethodsInDisguise sends headers by which some servers take another method, path or peer: they change nothing. OPTIONS
// tells what there is and lets no other site in; HEAD is GET without a body.
func TestMethodsInDisguise(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, l := range w.lines() {
			path := w.pathOf(l)
			if options := w.fetch(t, call{as: "admin", method: http.MethodOptions, path: path, header: map[string]string{"Origin": "https://evil.example", "Access-Control-Request-Method": l.Method}}); options.status != http.StatusMethodNotAllowed {
				t.Errorf("OPTIONS %s answers %d", path, options.status)
			} else if len(options.header.Values("Access-Control-Allow-Origin")) > 0 {
				t.Errorf("OPTIONS %s lets another site in", path)
			}
			if l.Method != http.MethodGet {
				continue
			}
			plain := w.fetch(t, call{as: "donorB", path: path})
			for name, value := range map[string]string{"X-HTTP-Method-Override": "DELETE", "X-HTTP-Method": "PATCH", "X-Method-Override": "POST", "X-Original-URL": "/api/v1/users", "X-Rewrite-URL": "/api/v1/users",
				"X-Forwarded-For": "127.0.0.1", "X-Forwarded-User": "admin", "X-Original-Method": "PUT", "Origin": "https://evil.example"} {
				if got := w.fetch(t, call{as: "donorB", path: path, header: map[string]string{name: value}}); got.text() != plain.text() {
					t.Errorf("%s with %s answers otherwise:\n%.300s\n%.300s", path, name, plain.text(), got.text())
				}
			}
			head := w.fetch(t, call{as: "donorB", method: http.MethodHead, path: path})
			if head.status != plain.status || len(head.body) > 0 || head.header.Get("ETag") != plain.header.Get("ETag") || head.header.Get("Content-Type") != plain.header.Get("Content-Type") {
				t.Errorf("HEAD %s answers %d %v, GET %d %v", path, head.status, head.header, plain.status, plain.header)
			}
		}
	})
}

// TestRepeatedParameters gives every parameter twice: one that hides behind another would be judged by nobody.
func TestRepeatedParameters(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, l := range w.lines() {
			if l.Method != http.MethodGet {
				continue
			}
			names := []string{"limit", "sort", "cursor", "q", "no_such"}
			for _, p := range l.Params {
				names = append(names, p.Name)
			}
			if l.List != nil {
				for _, f := range l.List.Filters {
					names = append(names, f.Name)
				}
			}
			for _, name := range names {
				w.fetch(t, call{as: "admin", path: w.pathOf(l) + "?" + name + "=1&" + name + "=2"}).problem(t, http.StatusUnprocessableEntity)
			}
		}
	})
}

// serverSide are members that no body may set, whatever it is of.
var serverSide = map[string]any{"id": "0190d2c4-7a00-7000-8000-000000000001", "version": 99, "created_at": "2001-01-01T00:00:00Z", "updated_at": "2001-01-01T00:00:00Z", "created_by": "me",
	"status": "met", "status_on": "2001-01-01", "role": "admin", "consent": "full", "shared": "full", "extent": "full", "author_id": "0190d2c4-7a00-7000-8000-000000000001",
	"actor_id": "0190d2c4-7a00-7000-8000-000000000001", "given_by": "0190d2c4-7a00-7000-8000-000000000001", "issued_by": "0190d2c4-7a00-7000-8000-000000000001", "priority": 100,
	"rank_key": "0", "hash": "00", "secret": "qdm_x", "withdrawn_at": nil, "proposed_status": "met", "in_usd": nil, "sha256": "0", "content": nil, "next_step": nil, "SeesAll": true, "Role": "admin", "__proto__": nil}

// writable are the exceptions, by action.
var writable = map[string]string{"user.create": "role", "user.update": "role", "consent.create": "extent", "consent.preview": "extent",
	"consent_request.create": "extent", "consent_request.answer": "extent"}

// TestMassAssignment sends members that only the server sets with every body, in JSON and in CSV: each is refused by name,
// and nothing is done.
func TestMassAssignment(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, l := range w.lines() {
			if !l.Body {
				continue
			}
			c := w.right(t, l)
			if l.Media == "text/calendar" {
				continue // it has no columns, and what it brings are days
			}
			if l.Media != "" {
				for _, column := range []string{"id", "version", "status", "shared", "country_code", "priority", "mission_id", "owner_id", "created_at"} {
					lines := strings.SplitAfterN(c.body.(string), "\n", 2)
					c := c
					c.body = column + "," + lines[0] + "1," + lines[1]
					if p := w.fetch(t, c).problem(t, http.StatusUnprocessableEntity); !strings.Contains(strings.Join(p.pointers(), " "), column) {
						t.Errorf("%s with the column %s is refused at %v", l.Action, column, p.pointers())
					}
				}
				continue
			}
			var example object
			answer{body: []byte(c.body.(string))}.json(t, &example)
			for member, value := range serverSide {
				if writable[l.Action] == member {
					continue
				}
				c := c
				c.body = with(example, member, value)
				if p := w.fetch(t, c).problem(t, http.StatusUnprocessableEntity); len(p.Errors) != 1 || p.Errors[0].Pointer != "/"+member || !strings.HasPrefix(p.Errors[0].Detail, "There is no such field") {
					t.Errorf("%s with %s is refused with %v", l.Action, member, p.Errors)
				}
			}
		}
	})
}

// TestNobodyPassesThingsOn sends every body as those who are bound to an organisation or a State, with another's in its
// place: it is refused, or it stays theirs.
func TestNobodyPassesThingsOn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		foreign := map[string]any{"organisation_id": w.ids["partner2"], "lead_organisation_id": w.ids["partner2"], "country_code": "KGZ", "user_id": w.ids["user partner2"],
			"project_id": w.ids["project of partner2"], "activity_id": w.ids["activity of partner2"], "mission_id": w.ids["mission of kgz"], "need_id": w.ids["need of kgz"], "subject_id": w.ids["need of kgz"]}
		for _, l := range w.lines() {
			if !l.Body || l.Media != "" || strings.HasSuffix(l.Path, "/step") {
				continue
			}
			var example object
			answer{body: []byte(w.example(l))}.json(t, &example)
			for _, who := range []string{"partner1", "donorA", "kaz"} {
				for member, value := range foreign {
					c := w.aimed(l, who, "")
					if strings.Contains(l.Path, "{id}") {
						c.path = w.pathOf(l)
						c.header["If-Match"] = w.fetch(t, call{as: "admin", path: strings.Join(strings.Split(c.path, "/")[:5], "/")}).header.Get("ETag")
					} else if example[member] == nil {
						continue
					}
					c.body = with(example, member, value)
					if leads := strings.HasPrefix(l.Action, "activity.") && member == "country_code" || strings.HasPrefix(l.Action, "project.") && member == "lead_organisation_id"; leads && who == "partner1" {
						continue // the lead says where it works, and may hand its project over
					}
					if got := w.fetch(t, c); got.status < 400 {
						t.Errorf("%s by %s with the %s of others answers %d: %.200s", l.Action, who, member, got.status, got.body)
					}
				}
			}
		}
	})
}

// TestSearchWords searches for what would be an operator to one database or the other.
func TestSearchWords(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, q := range []string{"Secret OR Open", "Secret*", `"Secret title"`, "NOT nowhere", "-nowhere", "title:Secret", "{title} : Secret", "Secret | Open", "!nowhere", "Open <-> summary", "(Secret)", "Secret:*", "nowhere OR title"} {
			for _, who := range []string{"donorA", "kgz", "partner1"} {
				p := w.fetch(t, call{as: who, path: "/needs?q=" + url.QueryEscape(q)}).page(t)
				for _, name := range []string{"need", "open_need", "met need", "referred need"} {
					if p.has(w.ids[name]) {
						t.Errorf("%s finds the %s by %q", who, name, q)
					}
				}
				if who == "donorA" && p.has(w.ids["partly shared need"]) && strings.Contains(q, "Secret") {
					t.Errorf("%s finds the partly shared need by %q", who, q)
				}
			}
		}
	})
}
