package handlers_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"qadam/models"
)

// lists gives every list with its orders, for the world's objects where it is below one.
func (w *world) everyList() map[string]*models.ListSpec {
	w.t.Helper()
	all := map[string]*models.ListSpec{}
	for _, l := range w.lines() {
		if l.List == nil || l.Media != "" {
			continue
		}
		all[w.pathOf(l)] = l.List
	}
	return all
}

// collect reads a list to its end, page by page.
func (w *world) collect(t *testing.T, as, path string) []models.ID {
	t.Helper()
	var ids []models.ID
	for next := ""; ; {
		p := w.do(t, call{as: as, path: path + next}).page(t)
		for _, o := range p.Items {
			ids = append(ids, o.id())
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

// still narrows the log to what does not grow while it is read.
func still(path string) string {
	if strings.HasSuffix(path, "/audit") {
		return "&kind=write"
	}
	return ""
}

// TestPagesMakeTheWhole reads every list in every order by pages of two, and as one.
func TestPagesMakeTheWhole(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for path, spec := range w.everyList() {
			for _, sort := range append([]string{""}, spec.Sorts...) {
				query := "?limit=%d" + still(path)
				if sort != "" {
					query += "&sort=" + sort
				}
				pages, whole := w.collect(t, "admin", path+fmt.Sprintf(query, 2)), w.collect(t, "admin", path+fmt.Sprintf(query, 200))
				if !slices.Equal(pages, whole) || len(whole) == 0 && !strings.HasSuffix(path, "/steps") {
					t.Errorf("%s by %q: the pages have %d, the whole has %d:\n%v\n%v", path, sort, len(pages), len(whole), pages, whole)
				}
				if sort != "" && strings.HasPrefix(sort, "-") {
					back := w.collect(t, "admin", path+"?limit=200&sort="+sort[1:]+still(path))
					slices.Reverse(back)
					if !slices.Equal(back, whole) {
						t.Errorf("%s by %s is not %s turned round", path, sort, sort[1:])
					}
				}
			}
		}
	})
}

// TestPagesWhileOthersWrite reads a list by pages while rows come in before, between and behind: what was there is read
// once, and nothing twice.
func TestPagesWhileOthersWrite(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		add := func(code string) models.ID {
			return made(w, code, w.app.Organisations, models.OrganisationInput{Code: code, Name: "N " + code, Kind: "ngo", Listed: true}).ID
		}
		var there []models.ID
		for i := range 20 {
			there = append(there, add(fmt.Sprintf("M%02d", i)))
		}
		for _, sort := range []string{"name", "-name", "code", "-code"} {
			seen := map[models.ID]int{}
			next := ""
			for n := 0; ; n++ {
				p := w.do(t, call{as: "manager", path: "/organisations?limit=3&sort=" + sort + next}).page(t)
				for _, o := range p.Items {
					seen[o.id()]++
				}
				if p.Next == "" {
					break
				}
				if n > 200 {
					t.Fatalf("by %s the pages do not end", sort)
				}
				for _, side := range []string{"A", "M05x", "Z"} {
					if n < 8 { // those behind are read, too, and could go on for ever
						add(fmt.Sprintf("%s-%s-%d", side, strings.Trim(sort, "-")+fmt.Sprint(len(sort)), n))
					}
				}
				next = "&cursor=" + url.QueryEscape(p.Next)
			}
			for _, id := range there {
				if seen[id] != 1 {
					t.Errorf("by %s a row that was there all the time came %d times", sort, seen[id])
				}
			}
			for id, n := range seen {
				if n > 1 {
					t.Errorf("by %s %s came %d times", sort, id, n)
				}
			}
		}
	})
}

// TestWhatListsRefuse holds the caps of a page, and that a cursor is of one list and order.
func TestWhatListsRefuse(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for path, spec := range w.everyList() {
			for query, pointer := range map[string]string{"limit=0": "limit", "limit=-1": "limit", "limit=201": "limit", "limit=many": "limit", "limit=": "limit", "limit=1.5": "limit",
				"cursor=x": "cursor", "cursor=" + cursorOf("", "", ""): "cursor", "sort=no_such_key": "sort", "no_such_filter=1": "no_such_filter", "page=2": "page"} {
				got := w.do(t, call{as: "admin", path: path + "?" + query, wrong: true})
				if got.status != http.StatusUnprocessableEntity {
					t.Errorf("%s answers %d: %.200s", got.name(), got.status, got.body)
				} else if p := got.problem(t, 422); !slices.Contains(p.pointers(), pointer) {
					t.Errorf("%s is refused at %v", got.name(), p.pointers())
				}
			}
			for _, query := range []string{"limit=%ff", "x=%00", "%ff=1"} {
				w.do(t, call{as: "admin", path: path + "?" + query, wrong: true}).problem(t, 400)
			}
			w.foreignCursors(t, path, spec)
			w.faultyFilters(t, path, spec)
		}
	})
}

// foreignCursors takes the cursor of one order to another, and cursors that nobody gave out.
func (w *world) foreignCursors(t *testing.T, path string, spec *models.ListSpec) {
	t.Helper()
	for _, sort := range spec.Sorts {
		p := w.do(t, call{as: "admin", path: path + "?limit=1&sort=" + sort}).page(t)
		for _, other := range spec.Sorts {
			if p.Next != "" && other != sort {
				w.do(t, call{as: "admin", path: path + "?sort=" + other + "&cursor=" + p.Next}).problem(t, 422)
			}
		}
		for _, forged := range []string{cursorOf(sort, "no such value", "0190d2c4-7a00-7000-8000-000000000001"), cursorOf(sort, "no such value", "no id"),
			cursorOf(sort, map[string]int{"a": 1}, "0190d2c4-7a00-7000-8000-000000000001"), cursorOf(sort, nil, "0190d2c4-7a00-7000-8000-000000000001"),
			cursorOf(sort, "a\x00b", "0190d2c4-7a00-7000-8000-000000000001"), cursorOf(sort, 1e300, "0190d2c4-7a00-7000-8000-000000000001")} {
			if got := w.do(t, call{as: "admin", path: path + "?sort=" + sort + "&cursor=" + forged}); got.status != 422 && got.status != 200 {
				t.Errorf("%s answers a forged cursor with %d: %.200s", got.name(), got.status, got.body)
			}
		}
	}
}

func cursorOf(sort string, value any, id string) string {
	b, err := json.Marshal(map[string]any{"s": sort, "v": value, "i": id})
	if err != nil {
		panic(err)
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// faultyFilters gives each filter values that it cannot take, and some that find nothing.
func (w *world) faultyFilters(t *testing.T, path string, spec *models.ListSpec) {
	t.Helper()
	for _, f := range spec.Filters {
		bad := []string{"", strings.Repeat("a,", 100) + "a"}
		good := []string{"nothing", "'; DROP TABLE needs; --", "%25_%5C", "ЖҢӘ"}
		switch f.Kind {
		case models.ByID:
			bad, good = append(bad, "x", "0190d2c4-7a00-7000-8000-000000000001,", "0190d2c4-7a00-7000-8000-000000000001,x"), []string{"0190d2c4-7a00-7000-8000-000000000001"}
		case models.ByEnum:
			bad, good = append(bad, "no_such_value", f.Enum[0]+",no_such_value"), f.Enum
		case models.From, models.To:
			bad, good = []string{"", "yesterday", "2021-02-30", "2021-01-01,2021-01-02"}, []string{"2021-01-01"}
		case models.ByBool:
			bad, good = []string{"", "yes", "1", "TRUE"}, []string{"true", "false"}
		}
		for _, v := range bad {
			if got := w.do(t, call{as: "admin", path: path + "?" + f.Name + "=" + v, wrong: true}); got.status != 422 {
				t.Errorf("%s answers %d: %.200s", got.name(), got.status, got.body)
			}
		}
		for _, v := range good {
			if got := w.do(t, call{as: "admin", path: path + "?" + f.Name + "=" + url.QueryEscape(v)}); got.status != 200 {
				t.Errorf("%s answers %d: %.200s", got.name(), got.status, got.body)
			}
		}
		w.do(t, call{as: "admin", path: path + "?" + f.Name + "=" + url.QueryEscape(good[0]) + "&" + f.Name + "=" + url.QueryEscape(good[0]), wrong: true}).problem(t, 422)
	}
}
