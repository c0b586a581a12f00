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

	"qadam/handlers/handlerstest"
	"qadam/models"
)

// lists gives every list with its orders, for the world's objects where it is below one.
func everyList(w *world) map[string]*models.ListSpec {
	w.T.Helper()
	all := map[string]*models.ListSpec{}
	for _, l := range w.Lines() {
		if l.List == nil || l.Media != "" {
			continue
		}
		all[w.PathOf(l)] = l.List
	}
	return all
}

// TestPagesMakeTheWhole reads every list in every order by pages of two, and as one.
func TestPagesMakeTheWhole(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		for path, spec := range everyList(w) {
			for _, sort := range append([]string{""}, spec.Sorts...) {
				query := "?limit=%d" + handlerstest.OnlyWrites(path)
				if sort != "" {
					query += "&sort=" + sort
				}
				pages, whole := w.Collect(t, "admin", path+fmt.Sprintf(query, 2)), w.Collect(t, "admin", path+fmt.Sprintf(query, 200))
				if !slices.Equal(pages, whole) || len(whole) == 0 && !strings.HasSuffix(path, "/steps") &&
					!strings.Contains(path, "/public/") {
					t.Errorf("%s by %q: the pages have %d, the whole has %d:\n%v\n%v", path, sort, len(pages), len(whole), pages, whole)
				}
				if sort != "" && strings.HasPrefix(sort, "-") {
					back := w.Collect(t, "admin", path+"?limit=200&sort="+sort[1:]+handlerstest.OnlyWrites(path))
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
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		add := func(code string) models.ID {
			return handlerstest.Create(w, code, w.App.Organisations, models.OrganisationInput{Code: code, Name: "N " + code, Kind: "ngo",
				Listed: true}).ID
		}
		var there []models.ID
		for i := range 20 {
			there = append(there, add(fmt.Sprintf("M%02d", i)))
		}
		for _, sort := range []string{"name", "-name", "code", "-code"} {
			seen := map[models.ID]int{}
			next := ""
			for n := 0; ; n++ {
				p := w.Do(t, call{As: "manager", Path: "/organisations?limit=3&sort=" + sort + next}).Page(t)
				for _, o := range p.Items {
					seen[o.ID()]++
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
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		for path, spec := range everyList(w) {
			for query, pointer := range map[string]string{"limit=0": "limit", "limit=-1": "limit", "limit=201": "limit",
				"limit=many": "limit", "limit=": "limit", "limit=1.5": "limit",
				"cursor=x": "cursor", "cursor=" + cursorOf("", "", ""): "cursor", "sort=no_such_key": "sort",
				"no_such_filter=1": "no_such_filter", "page=2": "page"} {
				got := w.Do(t, call{As: "admin", Path: path + "?" + query, Wrong: true})
				if got.Status != http.StatusUnprocessableEntity {
					t.Errorf("%s answers %d: %.200s", got.Name(), got.Status, got.Body)
				} else if p := got.Problem(t, 422); !slices.Contains(p.Pointers(), pointer) {
					t.Errorf("%s is refused at %v", got.Name(), p.Pointers())
				}
			}
			for _, query := range []string{"limit=%ff", "x=%00", "%ff=1"} {
				w.Do(t, call{As: "admin", Path: path + "?" + query, Wrong: true}).Problem(t, 400)
			}
			foreignCursors(t, w, path, spec)
			faultyFilters(t, w, path, spec)
		}
	})
}

// foreignCursors takes the cursor of one order to another, and cursors that nobody gave out.
func foreignCursors(t *testing.T, w *world, path string, spec *models.ListSpec) {
	t.Helper()
	for _, sort := range spec.Sorts {
		p := w.Do(t, call{As: "admin", Path: path + "?limit=1&sort=" + sort}).Page(t)
		for _, other := range spec.Sorts {
			if p.Next != "" && other != sort {
				w.Do(t, call{As: "admin", Path: path + "?sort=" + other + "&cursor=" + p.Next}).Problem(t, 422)
			}
		}
		for _, forged := range []string{cursorOf(sort, "no such value", "0190d2c4-7a00-7000-8000-000000000001"),
			cursorOf(sort, "no such value", "no id"),
			cursorOf(sort, map[string]int{"a": 1}, "0190d2c4-7a00-7000-8000-000000000001"),
			cursorOf(sort, nil, "0190d2c4-7a00-7000-8000-000000000001"),
			cursorOf(sort, "a\x00b", "0190d2c4-7a00-7000-8000-000000000001"),
			cursorOf(sort, 1e300, "0190d2c4-7a00-7000-8000-000000000001")} {
			if got := w.Do(t, call{As: "admin", Path: path + "?sort=" + sort + "&cursor=" + forged}); got.Status != 422 &&
				got.Status != 200 {
				t.Errorf("%s answers a forged cursor with %d: %.200s", got.Name(), got.Status, got.Body)
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

// known are a value of each list of which filters take no other values, by what the description calls them.
var known = map[string]string{"ISO 3166-1 alpha-3 codes": "KAZ", "ISO 4217 codes": "USD", "Theme codes": "marking",
	"Rating codes": "partly", "Kinds of object": "need", "Intentions, such as need.step": "need.step",
	"Rule codes": "activity_stale", "Regions": "central asia"}

// faultyFilters gives each filter values that it cannot take, and some that find nothing.
func faultyFilters(t *testing.T, w *world, path string, spec *models.ListSpec) {
	t.Helper()
	for _, f := range spec.Filters {
		bad := []string{"", strings.Repeat("a,", 100) + "a"}
		good := []string{"nothing", "'; DROP TABLE needs; --", "%25_%5C", "ЖҢӘ"}
		switch f.Kind {
		case models.ByID:
			bad, good = append(bad, "x", "0190d2c4-7a00-7000-8000-000000000001,", "0190d2c4-7a00-7000-8000-000000000001,x"),
				[]string{"0190d2c4-7a00-7000-8000-000000000001"}
		case models.ByEnum:
			bad, good = append(bad, "no_such_value", f.Enum[0]+",no_such_value"), f.Enum
		case models.From, models.To:
			bad, good = []string{"", "yesterday", "2021-02-30", "2021-01-01,2021-01-02"}, []string{"2021-01-01"}
		case models.ByCode:
			if one := known[f.Doc]; one != "" {
				for _, v := range good {
					bad = append(bad, url.QueryEscape(v))
				}
				good = []string{one}
			}
		case models.ByBool:
			bad, good = []string{"", "yes", "1", "TRUE"}, []string{"true", "false"}
		case models.Since:
			bad, good = []string{"", "2021-01-01", "2021-01-01T09:00:00", "2021-01-01T09:00:00+05:00", "9999-01-01T00:00:00Z"},
				[]string{"2021-01-01T09:00:00Z", "2021-01-01T09:00:00.123456+05:00"}
		}
		for _, v := range bad {
			if got := w.Do(t, call{As: "admin", Path: path + "?" + f.Name + "=" + v, Wrong: true}); got.Status != 422 {
				t.Errorf("%s answers %d: %.200s", got.Name(), got.Status, got.Body)
			}
		}
		for _, v := range good {
			if got := w.Do(t, call{As: "admin", Path: path + "?" + f.Name + "=" + url.QueryEscape(v)}); got.Status != 200 {
				t.Errorf("%s answers %d: %.200s", got.Name(), got.Status, got.Body)
			}
		}
		twice := w.Do(t, call{As: "admin", Path: path + "?" + f.Name + "=" + url.QueryEscape(good[0]) + "&" + f.Name + "=" +
			url.QueryEscape(good[0]), Wrong: true})
		if f.Multiple() {
			twice.Want(t, 200)
		} else {
			twice.Problem(t, 422)
		}
	}
}
