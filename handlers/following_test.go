package handlers_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"qadam/app/store/storetest"
	"qadam/handlers/handlerstest"
	"qadam/models"
)

// TestEveryListCanBeFollowed holds for every list of a noun what a client needs that keeps a copy: the order by the last change, what
// changed since an instant, some rows by their ids, the total, and the address of the next page.
func TestEveryListCanBeFollowed(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		followed := 0
		for path, spec := range everyList(w) {
			if !spec.Countable || handlerstest.OnlyWrites(path) != "" { // the log grows while it is read
				continue
			}
			ids := w.Collect(t, "admin", path+"?limit=200")
			counted(t, w, path, len(ids))
			byID(t, w, path, ids)
			linked(t, w, path, len(ids))
			if slices.Contains(spec.Sorts, "updated_at") {
				followed++
				since(t, w, path, ids)
			}
		}
		if followed < 30 {
			t.Errorf("only %d lists can be followed", followed)
		}
	})
}

func counted(t *testing.T, w *world, path string, want int) {
	t.Helper()
	var page struct{ Total *int }
	w.Do(t, call{As: "admin", Path: path + "?count=true&limit=1"}).Want(t, 200).JSON(t, &page)
	if page.Total == nil || *page.Total != want {
		t.Errorf("%s says that there are %v, not %d", path, page.Total, want)
	}
	if unasked := w.Do(t, call{As: "admin", Path: path + "?limit=1"}).Object(t); unasked["total"] != nil {
		t.Errorf("%s counts unasked", path)
	}
}

func byID(t *testing.T, w *world, path string, ids []models.ID) {
	t.Helper()
	if len(ids) < 2 {
		return
	}
	first, last := string(ids[0]), string(ids[len(ids)-1])
	for _, query := range []string{first + "," + last, last + "&id=" + first} {
		got := w.Fetch(t, call{As: "admin", Path: "/api/v1" + strings.TrimPrefix(path, "/api/v1") + "?id=" + query}).Page(t)
		if len(got.Items) != 2 || !got.Has(ids[0]) || !got.Has(ids[len(ids)-1]) {
			t.Errorf("%s?id=%s gives %d", path, query, len(got.Items))
		}
	}
}

// linked follows the Link header from the first page: it leads to where the cursor leads, with all that was asked.
func linked(t *testing.T, w *world, path string, want int) {
	t.Helper()
	if want < 2 {
		return
	}
	first := w.Do(t, call{As: "admin", Path: path + "?limit=1&count=true"})
	link, isNext := strings.CutSuffix(first.Header.Get("Link"), `>; rel="next"`)
	if !isNext {
		t.Fatalf("%s has the Link %q", path, first.Header.Get("Link"))
	}
	byLink := w.Do(t, call{As: "admin", Path: strings.TrimPrefix(link, "<")}).Want(t, 200)
	byCursor := w.Do(t, call{As: "admin", Path: path + "?limit=1&count=true&cursor=" + url.QueryEscape(first.Page(t).Next)})
	if string(byLink.Body) != string(byCursor.Body) {
		t.Errorf("%s: the link leads to %s, the cursor to %s", path, byLink.Body, byCursor.Body)
	}
	if got := w.Do(t, call{As: "admin", Path: path + "?limit=200"}); got.Page(t).Next == "" && got.Header.Get("Link") != "" {
		t.Errorf("%s goes on after its end", path)
	}
}

// since reads by the last change, then only what changed since the instant in the middle.
func since(t *testing.T, w *world, path string, ids []models.ID) {
	t.Helper()
	page := w.Do(t, call{As: "admin", Path: path + "?limit=200&sort=updated_at"}).Page(t)
	if len(page.Items) == 0 {
		return
	}
	var times []string
	for _, o := range page.Items {
		times = append(times, o.Text("updated_at"))
	}
	middle := times[len(times)/2]
	after := w.Collect(t, "admin", path+"?limit=200&sort=updated_at&updated_since="+url.QueryEscape(middle))
	at := slices.Index(times, middle)
	if len(after) != len(times)-at || after[0] != page.Items[at].ID() {
		t.Errorf("%s has %d of %d since %s, not %d", path, len(after), len(ids), middle, len(times)-at)
	}
	if late := w.Collect(t, "admin", path+"?limit=200&updated_since=2999-01-01T00:00:00Z"); len(late) > 0 {
		t.Errorf("%s has changes of the future: %v", path, late)
	}
}

// TestActivitiesByNeed finds the activities that answer a need, for readers who may see the need: to the others they do not answer it.
func TestActivitiesByNeed(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		find := func(who, need string) int {
			return len(w.Do(t, call{As: who, Path: "/activities?need_id=" + string(w.IDs[need])}).Page(t).Items)
		}
		for who, want := range map[string][2]int{"admin": {2, 2}, "kaz": {1, 1}, "kgz": {0, 0}, "donorA": {0, 1}, "partner1": {0, 0}} {
			if got := [2]int{find(who, "need"), find(who, "shared need")}; got != want {
				t.Errorf("%s finds %v activities behind the need and the shared need, not %v", who, got, want)
			}
		}
	})
}

// TestRepeatedValues gives several values of a filter in one parameter, in several, and mixed.
func TestRepeatedValues(t *testing.T) {
	t.Parallel()
	w := handlerstest.NewWorld(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	want := w.Fetch(t, call{As: "admin", Path: "/needs?status=identified,agreed,referred"}).Page(t)
	if len(want.Items) < 3 {
		t.Fatalf("%d needs prove nothing", len(want.Items))
	}
	for _, query := range []string{"status=identified&status=agreed&status=referred", "status=identified,agreed&status=referred"} {
		if got := w.Fetch(t, call{As: "admin", Path: "/needs?" + query}).Page(t); len(got.Items) != len(want.Items) {
			t.Errorf("%s finds %d, not %d", query, len(got.Items), len(want.Items))
		}
	}
	for _, query := range []string{"status=agreed&status=", "status=agreed&status=nonsense", "count=true&count=true", "count=1",
		"sort=reference&sort=reference", "updated_since=2021-01-01"} {
		w.Fetch(t, call{As: "admin", Path: "/needs?" + query}).Problem(t, http.StatusUnprocessableEntity)
	}
	got := w.Fetch(t, call{As: "admin", Path: "/coverage?status=agreed&status=referred"})
	one := w.Fetch(t, call{As: "admin", Path: "/coverage?status=agreed,referred"})
	if string(got.Want(t, 200).Body) != string(one.Body) {
		t.Errorf("coverage of two statuses is %s, not %s", got.Body, one.Body)
	}
}
