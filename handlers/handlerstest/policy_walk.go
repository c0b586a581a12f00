package handlerstest

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"qadam/models"
)

// Still narrows the log to what does not grow while it is read.
func Still(path string) string {
	if strings.HasSuffix(path, "/audit") {
		return "&kind=write"
	}
	return ""
}

// Knock sends one operation to one object. A change comes with an ETag that is too old: who may change it is told so.
func (w *World) Knock(t *testing.T, s Sight, l Line, who string) {
	t.Helper()
	c := w.Aimed(l, who, w.IDs[s.Object])
	got := w.Do(t, c)
	want := http.StatusOK
	switch outcome := s.Outcome(l, who); {
	case outcome == forbidden:
		want = http.StatusForbidden
	case outcome == hidden:
		want = http.StatusNotFound
		w.asMissing(t, l, got)
	case l.IfMatch:
		want = http.StatusPreconditionFailed
	case l.Action == "outbox.retry", l.Action == "webhook_delivery.replay":
		return // who may has done it, the others were refused above
	}
	if got.Status != want {
		t.Errorf("%s of %q by %s answered %d, not %d: %.300s", l.Action, s.Object, who, got.Status, want, got.Body)
	}
}

func (w *World) Aimed(l Line, who string, id models.ID) Call {
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

// asMissing holds that what is not seen answers as what is not there, but for the request's id and the time of day.
func (w *World) asMissing(t *testing.T, l Line, got Answer) {
	t.Helper()
	missing := w.Do(t, w.Aimed(l, got.As, models.NewID()))
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

// Lists holds that a list has an object exactly for those who see it.
func (w *World) Lists(t *testing.T, s Sight, who string) {
	t.Helper()
	if s.Path == "/donors" {
		return
	}
	got := w.Do(t, Call{As: who, Path: s.Path + "?limit=200" + Still(s.Path)})
	noun := operationNoun(w, s.Path)
	if allowed := slices.Contains(policy()[noun+".list"], RoleOf[who]); !allowed {
		if got.Status != http.StatusForbidden {
			t.Errorf("%s as %s answered %d", got.Name(), who, got.Status)
		}
		return
	}
	if has := got.Page(t).Has(w.IDs[s.Object]); has != s.sees(who) {
		t.Errorf("%s as %s has %q: %t", got.Name(), who, s.Object, has)
	}
}

func operationNoun(w *World, path string) string {
	for _, l := range w.Lines() {
		if l.Path == "/api/v1"+path && l.Method == http.MethodGet {
			noun, _, _ := strings.Cut(l.Action, ".")
			return noun
		}
	}
	return ""
}
