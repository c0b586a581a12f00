package handlerstest

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"qadam/models"
)

// Collect reads a list to its end, page by page.
func (w *World) Collect(t *testing.T, as, path string) []models.ID {
	t.Helper()
	var ids []models.ID
	for next := ""; ; {
		p := w.Do(t, Call{As: as, Path: path + next}).Page(t)
		for _, o := range p.Items {
			ids = append(ids, o.ID())
		}
		if p.Next == "" {
			return ids
		}
		if len(ids) > 10_000 {
			t.Fatalf("%s does not end", path)
		}
		next = "&cursor=" + url.QueryEscape(p.Next)
	}
}

// Fetch sends a request and gives what came, unchecked against the description.
func (a *API) Fetch(t testing.TB, c Call) Answer {
	t.Helper()
	req, _ := a.Request(t, c)
	req.Header.Set("X-Request-Id", "the-same-request") // so that two answers can be compared
	res, err := Client.Do(req)
	if err != nil {
		t.Fatalf("%s %s: %v", req.Method, req.URL, err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("%s %s: %v", req.Method, req.URL, err)
	}
	res.Header.Del("Date")
	res.Header.Del("RateLimit") // what is left of a minute's requests depends on when they came
	return Answer{Call: c, Status: res.StatusCode, Header: res.Header, Body: body}
}

var cursors = regexp.MustCompile(`"next":"([A-Za-z0-9_-]+)"`)

// Text is all that an answer tells: headers, body, and what its cursors hold.
func (a Answer) Text() string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(a.Header)) {
		b.WriteString(name + ": " + strings.Join(a.Header[name], ", ") + "\n")
	}
	b.Write(a.Body)
	for _, m := range cursors.FindAllSubmatch(a.Body, -1) {
		if held, err := base64.RawURLEncoding.DecodeString(string(m[1])); err == nil {
			b.WriteString("\n")
			b.Write(held)
		}
	}
	return b.String()
}

// nounOf gives the noun of the objects in a path: that of the list above it.
func (w *World) nounOf(path string) string {
	w.T.Helper()
	above, _, _ := strings.Cut(path, "/{id}")
	if above == "/api/v1/donors" {
		return "organisation"
	}
	for _, l := range w.Lines() {
		if l.Path == above && l.Method == http.MethodGet && l.List != nil {
			noun, _, _ := strings.Cut(l.Action, ".")
			return noun
		}
	}
	w.T.Fatalf("%s: there is no list above it, so that its objects cannot be found", path)
	return ""
}

// objects gives the ids of all objects of a noun, as the list shows them to an admin.
func (w *World) objects(noun string) []models.ID {
	w.T.Helper()
	for _, l := range w.Lines() {
		if l.Action == noun+".list" {
			return w.Collect(w.T.(*testing.T), "admin", l.Path+"?limit=200")
		}
	}
	return nil
}

// Parameters are the ids and words that reads are tried with, gathered once.
type Parameters struct {
	ids   map[string][]models.ID // by noun
	words []string
	max   int // values tried for a filter
}

func (w *World) Parameters(max int) Parameters {
	w.T.Helper()
	a := Parameters{max: max, ids: map[string][]models.ID{}, words: []string{"Secret", "qzx"}}
	for _, l := range w.Lines() {
		noun, intention, _ := strings.Cut(l.Action, ".")
		if intention == "list" && a.ids[noun] == nil {
			a.ids[noun] = some(w.objects(noun))
		}
	}
	return a
}

// some gives the first and the last of many ids.
func some(ids []models.ID) []models.ID {
	const n = 12
	if len(ids) <= 2*n {
		return ids
	}
	return slices.Concat(ids[:n], ids[len(ids)-n:])
}

// Reads gives every read that an actor can try, by path and query.
func (w *World) Reads(who string, a Parameters) []string {
	w.T.Helper()
	var all []string
	for _, l := range w.Lines() {
		if l.Method != http.MethodGet || l.Public != (who == Nobody) { // what is public is the same for all, and read as nobody
			continue
		}
		paths := []string{l.Path}
		if strings.Contains(l.Path, "{") {
			paths = nil
			for _, id := range a.ids[w.nounOf(l.Path)] {
				paths = append(paths, strings.Replace(l.Path, "{id}", string(id), 1))
			}
			if strings.Count(l.Path, "{") > 1 || len(paths) == 0 {
				w.T.Fatalf("%s: no id is known to read it with", l.Path)
			}
		}
		if !Allows(who, l) {
			all = append(all, paths[0])
			continue
		}
		for _, path := range paths {
			for _, q := range a.queries(w.T, l) {
				all = append(all, strings.TrimSuffix(path+"?"+q, "?"))
			}
		}
	}
	return all
}

// queries gives the queries with which a line is tried.
func (a Parameters) queries(t testing.TB, l Line) []string {
	t.Helper()
	all := []string{""}
	noun, _, _ := strings.Cut(l.Action, ".")
	for _, p := range l.Params {
		if p.Name == "q" {
			for _, v := range a.words {
				all = append(all, "limit=50&q="+url.QueryEscape(v))
			}
			continue
		}
		for _, v := range a.values(noun, p.Name, p.Kind, p.Enum) {
			all = append(all, p.Name+"="+url.QueryEscape(v))
		}
		if p.Required {
			all = all[1:] // without it the line is refused
		}
	}
	if l.List == nil {
		return all
	}
	for _, s := range l.List.Sorts {
		all = append(all, "sort="+s)
	}
	if l.Media == "" {
		all = append(all, "limit=1", "limit=2")
		if l.List.Countable {
			all = append(all, "limit=1&count=true")
		}
		for _, s := range l.List.Sorts {
			all = append(all, "limit=1&sort="+s)
		}
	}
	for _, f := range l.List.Filters {
		values := a.values(noun, f.Name, string(f.Kind), f.Enum)
		for _, v := range values[:min(len(values), a.max)] {
			all = append(all, f.Name+"="+url.QueryEscape(v))
		}
	}
	if l.List.Words {
		for _, v := range a.words {
			all = append(all, "q="+url.QueryEscape(v))
		}
	}
	return all
}

// values gives some values of a filter or a parameter of a line about a noun.
func (a Parameters) values(own, name, kind string, enum []string) []string {
	if len(enum) > 0 {
		return enum
	}
	switch models.FilterKind(kind) {
	case models.From, models.To:
		return []string{"1995-01-01", "2026-11-23", "2060-01-01"}
	case models.ByBool:
		return []string{"true", "false"}
	case models.Since:
		return []string{"2020-01-01T00:00:00Z", "2026-11-23T12:00:00Z", "2060-01-01T00:00:00Z"}
	case models.ByID:
		noun := strings.TrimSuffix(name, "_id")
		if name == "id" {
			noun = own
		}
		ids := a.ids[map[string]string{"assessor": "user", "actor": "user", "lead_organisation": "organisation"}[noun]]
		if ids == nil {
			ids = a.ids[noun]
		}
		if noun == "subject" {
			ids = slices.Concat(a.ids["need"], a.ids["mission"], a.ids["finding"])
		}
		var texts []string
		for _, id := range ids[:min(len(ids), 12)] {
			texts = append(texts, string(id))
		}
		return texts
	}
	switch {
	case kind == "date":
		return []string{"2022-06-30", "2026-11-23"}
	case kind == "boolean":
		return []string{"true", "false"}
	}
	return []string{"KAZ", "KGZ,KAZ", "marking", "partly"}
}

// ReadToEnd reads a list page by page, to its end or ten pages.
func (w *World) ReadToEnd(t testing.TB, as, path string) []Answer {
	t.Helper()
	first := w.Fetch(t, Call{As: as, Path: path})
	all := []Answer{first}
	for len(all) < 10 {
		var p Page
		last := all[len(all)-1]
		if last.Status != http.StatusOK || !strings.Contains(path, "limit=") || json.Unmarshal(last.Body, &p) != nil || p.Next == "" {
			break
		}
		all = append(all, w.Fetch(t, Call{As: as, Path: path + "&cursor=" + p.Next}))
	}
	return all
}
