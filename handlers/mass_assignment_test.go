package handlers_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"qadam/handlers/handlerstest"
)

// serverSide are members that no body may set, whatever it is of.
var serverSide = map[string]any{"id": "0190d2c4-7a00-7000-8000-000000000001", "version": 99, "created_at": "2001-01-01T00:00:00Z",
	"updated_at": "2001-01-01T00:00:00Z", "created_by": "me",
	"status": "met", "status_on": "2001-01-01", "role": "admin", "consent": "full", "shared": "full", "extent": "full",
	"author_id": "0190d2c4-7a00-7000-8000-000000000001",
	"actor_id":  "0190d2c4-7a00-7000-8000-000000000001", "given_by": "0190d2c4-7a00-7000-8000-000000000001",
	"issued_by": "0190d2c4-7a00-7000-8000-000000000001", "priority": 100,
	"rank_key": "0", "hash": "00", "secret": "qdm_x", "withdrawn_at": nil, "proposed_status": "met", "in_usd": nil, "sha256": "0",
	"content": nil, "next_step": nil, "SeesAll": true, "Role": "admin", "__proto__": nil}

// writable are the exceptions, by action.
var writable = map[string]string{"user.create": "role", "user.update": "role", "consent.create": "extent", "consent.preview": "extent",
	"consent_request.create": "extent", "consent_request.answer": "extent"}

// exportedOnly are columns of an export of needs that an import passes over.
var exportedOnly = []string{"id", "status", "shared", "country_code", "priority"}

// passedOver sends a file with a column that an import says that it passes over, and holds that nothing came of it.
func passedOver(t *testing.T, w *world, c call, column string) {
	t.Helper()
	var result struct {
		PassedOver []string `json:"passed_over"`
		Created    []struct{ ID string }
	}
	c.Path += "?existing=add"
	w.Do(t, c).Want(t, http.StatusOK).JSON(t, &result)
	if len(result.Created) != 1 || !slices.Contains(result.PassedOver, column) {
		t.Fatalf("a file with the column %s gives %+v", column, result)
	}
	if made := w.Do(t, call{As: c.As, Path: "/needs/" + result.Created[0].ID}).Object(t); made.Text(column) == "1" {
		t.Errorf("the column %s of a file made %s", column, made.Text(column))
	}
}

// TestMassAssignment sends members that only the server sets with every body, in JSON and in CSV: each is refused by name,
// and nothing is done.
func TestMassAssignment(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		for _, l := range w.Lines() {
			if !l.Body {
				continue
			}
			c := w.ValidCall(t, l)
			if l.Media == "text/calendar" || l.Media == octets {
				continue // it has no columns: what it brings are days, or bytes
			}
			if l.Media != "" {
				for _, column := range []string{"id", "version", "status", "shared", "country_code", "priority", "mission_id", "owner_id",
					"created_at"} {
					lines := strings.SplitAfterN(c.Body.(string), "\n", 2)
					c := c
					c.Body = column + "," + lines[0] + "1," + lines[1]
					if l.Action == "need.import" && slices.Contains(exportedOnly, column) {
						passedOver(t, w, c, column)
						continue
					}
					if p := w.Fetch(t, c).Problem(t, http.StatusUnprocessableEntity); !strings.Contains(strings.Join(p.Pointers(), " "),
						column) {
						t.Errorf("%s with the column %s is refused at %v", l.Action, column, p.Pointers())
					}
				}
				continue
			}
			var example object
			answer{Body: []byte(c.Body.(string))}.JSON(t, &example)
			for member, value := range serverSide {
				if writable[l.Action] == member {
					continue
				}
				c := c
				c.Body = handlerstest.With(example, member, value)
				if p := w.Fetch(t, c).Problem(t, http.StatusUnprocessableEntity); len(p.Errors) != 1 || p.Errors[0].Pointer != "/"+member ||
					!strings.HasPrefix(p.Errors[0].Detail, "There is no such field") {
					t.Errorf("%s with %s is refused with %v", l.Action, member, p.Errors)
				}
			}
		}
	})
}

// TestNobodyPassesThingsOn sends every body as those who are bound to an organisation or a State, with another's in its
// place: it is refused, or it stays theirs.
func TestNobodyPassesThingsOn(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		foreign := map[string]any{"organisation_id": w.IDs["partner2"], "lead_organisation_id": w.IDs["partner2"], "country_code": "KGZ",
			"user_id":    w.IDs["user partner2"],
			"project_id": w.IDs["project of partner2"], "activity_id": w.IDs["activity of partner2"], "mission_id": w.IDs["mission of kgz"],
			"need_id": w.IDs["need of kgz"], "subject_id": w.IDs["need of kgz"]}
		for _, l := range w.Lines() {
			if !l.Body || l.Media != "" || strings.HasSuffix(l.Path, "/step") {
				continue
			}
			var example object
			answer{Body: []byte(w.Example(l))}.JSON(t, &example)
			for _, who := range []string{"partner1", "donorA", "kaz"} {
				for member, value := range foreign {
					c := w.CallOn(l, who, "")
					if strings.Contains(l.Path, "{id}") {
						c.Path = w.PathOf(l)
						c.Header["If-Match"] = w.Fetch(t,
							call{As: "admin", Path: strings.Join(strings.Split(c.Path, "/")[:5], "/")}).Header.Get("ETag")
					} else if example[member] == nil {
						continue
					}
					c.Body = handlerstest.With(example, member, value)
					if leads := strings.HasPrefix(l.Action, "activity.") && member == "country_code" ||
						strings.HasPrefix(l.Action, "project.") && member == "lead_organisation_id"; leads && who == "partner1" {
						continue // the lead says where it works, and may hand its project over
					}
					if got := w.Fetch(t, c); got.Status < 400 {
						t.Errorf("%s by %s with the %s of others answers %d: %.200s", l.Action, who, member, got.Status, got.Body)
					}
				}
			}
		}
	})
}
