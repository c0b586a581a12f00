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

// WalkPolicy sends every operation to every object as every actor. The policy and the visibilities of the world say what has to
// come: 403 for a role that may never, the answer for a missing object where this one is not visible, else no refusal.
func WalkPolicy(t *testing.T, w *World) {
	t.Helper()
	walked := map[string]bool{}
	for _, v := range Visibilities {
		if w.IDs[v.Object] == "" {
			t.Fatalf("the world has no %q", v.Object)
		}
		for _, l := range w.Lines() {
			if strings.HasPrefix(l.Path, "/api/v1"+v.Path+"/{id}") {
				walked[l.Action] = true
				for _, who := range Actors {
					w.tryObject(t, v, l, who)
				}
			}
		}
		for _, who := range Actors {
			w.tryList(t, v, who)
		}
	}
	for _, l := range w.Lines() {
		if strings.Contains(l.Path, "{id}") != walked[l.Action] {
			t.Errorf("%s is walked: %t", l.Action, walked[l.Action])
		}
	}
}

// WalkPolicyOfLists sends every operation that names no object as every actor, bodies empty, so that nothing is made.
func WalkPolicyOfLists(t *testing.T, w *World) {
	t.Helper()
	for _, l := range w.Lines() {
		if strings.Contains(l.Path, "{id}") {
			continue
		}
		for _, who := range Actors {
			c := Call{As: who, Method: l.Method, Path: l.Path, Wrong: true}
			want := http.StatusOK
			if l.Body {
				c.Body, want = `{}`, http.StatusUnprocessableEntity
			}
			if l.Body && l.Media != "" {
				c.Header = map[string]string{"Content-Type": l.Media}
			}
			if l.Open {
				c.Header = map[string]string{"X-Forwarded-For": "2001:db8::" + fmt.Sprint(len(who))}
			}
			if !Allows(who, l) {
				want = http.StatusForbidden
			}
			if got := w.Do(t, c); got.Status != want {
				t.Errorf("%s by %s answered %d, not %d: %.300s", l.Action, who, got.Status, want, got.Body)
			}
		}
	}
}

// OnlyWrites narrows the log to its writes, which do not grow while it is read.
func OnlyWrites(path string) string {
	if strings.HasSuffix(path, "/audit") {
		return "&kind=write"
	}
	return ""
}

// tryObject sends one operation to one object. A change comes with an ETag that is too old: an actor that may change it gets 412.
func (w *World) tryObject(t *testing.T, v Visibility, l Line, who string) {
	t.Helper()
	c := w.CallOn(l, who, w.IDs[v.Object])
	got := w.Do(t, c)
	want := http.StatusOK
	switch outcome := v.Outcome(l, who); {
	case outcome == forbidden:
		want = http.StatusForbidden
	case outcome == hidden:
		want = http.StatusNotFound
		w.answersAsMissing(t, l, got)
	case l.IfMatch:
		want = http.StatusPreconditionFailed
	case l.Action == "mission.score" && got.Status == http.StatusUnprocessableEntity:
		return // its example names a need of one mission
	case l.Action == "outbox.retry", l.Action == "webhook_delivery.replay":
		return // those who may have done it; the others were refused above
	}
	if got.Status != want {
		t.Errorf("%s of %q by %s answered %d, not %d: %.300s", l.Action, v.Object, who, got.Status, want, got.Body)
	}
}

// CallOn makes a call of a line on an object, with a version that is too old and without writing what is imported.
func (w *World) CallOn(l Line, who string, id models.ID) Call {
	c := Call{As: who, Method: l.Method, Path: strings.Replace(l.Path, "{id}", string(id), 1), Header: map[string]string{}, Wrong: true}
	if l.IfMatch {
		c.Header["If-Match"] = `"999999"`
	}
	if l.Body {
		c.Body = w.Example(l)
	}
	if l.Media != "" && l.Body {
		c.Header["Content-Type"] = l.Media
		c.Path += "?dry_run=true"
	}
	return c
}

// answersAsMissing holds that a hidden object answers as a missing one, but for the request's id and the time of day.
func (w *World) answersAsMissing(t *testing.T, l Line, got Answer) {
	t.Helper()
	missing := w.Do(t, w.CallOn(l, got.As, models.NewID()))
	bare := func(a Answer) (string, http.Header) {
		h := maps.Clone(a.Header)
		body := strings.ReplaceAll(string(a.Body), h.Get("X-Request-Id"), "ID")
		h.Del("X-Request-Id")
		h.Del("Date")
		return body, h
	}
	gotBody, gotHeader := bare(got)
	body, header := bare(missing)
	if got.Status != missing.Status || gotBody != body || !maps.EqualFunc(gotHeader, header, slices.Equal) {
		t.Errorf("%s as %s tells a hidden object from a missing one:\n%d %s %v\n%d %s %v", got.Name(), got.As, got.Status, gotBody,
			gotHeader, missing.Status, body, header)
	}
}

// tryList holds that a list has an object exactly for those to whom it is visible.
func (w *World) tryList(t *testing.T, v Visibility, who string) {
	t.Helper()
	if v.Path == "/donors" {
		return
	}
	got := w.Do(t, Call{As: who, Path: v.Path + "?limit=200" + OnlyWrites(v.Path)})
	noun := operationNoun(w, v.Path)
	if allowed := slices.Contains(policy()[noun+".list"], RoleOf[who]); !allowed {
		if got.Status != http.StatusForbidden {
			t.Errorf("%s as %s answered %d", got.Name(), who, got.Status)
		}
		return
	}
	if has := got.Page(t).Has(w.IDs[v.Object]); has != v.sees(who) {
		t.Errorf("%s as %s has %q: %t", got.Name(), who, v.Object, has)
	}
}

// operationNoun gives the noun of the policy of which a path is the list.
func operationNoun(w *World, path string) string {
	for _, l := range w.Lines() {
		if l.Path == "/api/v1"+path && l.Method == http.MethodGet {
			noun, _, _ := strings.Cut(l.Action, ".")
			return noun
		}
	}
	return ""
}
