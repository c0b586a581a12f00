package pages_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"qadam/handlers/handlerstest"
	"qadam/models"
)

var needLink = regexp.MustCompile(`class="row-title" href="/needs/([^"]+)"`)

// listed are the references of the needs that a page of the register has in its table, in their order.
func listed(page answer) []string {
	table, _, _ := strings.Cut(string(page.Body), "</table>")
	var out []string
	for _, m := range needLink.FindAllStringSubmatch(table, -1) {
		out = append(out, m[1])
	}
	return out
}

// needsOf are the references that the API gives a reader.
func needsOf(t *testing.T, w *world, who, query string) []string {
	t.Helper()
	var page struct{ Items []models.Need }
	w.Do(t, call{As: who, Path: "/needs" + query}).Want(t, 200).JSON(t, &page)
	var out []string
	for _, n := range page.Items {
		out = append(out, n.Reference)
	}
	return out
}

// TestTheRegisterIsWhatTheAPIGives compares the page with the API, as each reader and for each order and filter that the reader may use.
func TestTheRegisterIsWhatTheAPIGives(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		shown := 0
		for _, who := range []string{"manager", "admin", "kaz", "kgz", "partner1", "partner2", "donorA", "donorB"} {
			queries := []string{"", "?country=KAZ", "?q=tracing"}
			if who == "manager" || who == "kaz" {
				queries = append(queries, "?status=identified,referred", "?sort=-reference", "?theme=marking&sort=status_on",
					"?level=operational")
			}
			for _, query := range queries {
				want := needsOf(t, w, who, query)
				got := w.BrowseAs(t, who, http.MethodGet, "/needs"+query, nil).Want(t, 200)
				if seen := listed(got); !slices.Equal(seen, want) {
					t.Errorf("the register of %s has %q by %q, the API %q", who, seen, query, want)
				}
				shown += len(want)
			}
		}
		if shown < 30 {
			t.Errorf("only %d needs were shown, so that this proves little", shown)
		}
		all := w.BrowseAs(t, "manager", http.MethodGet, "/needs", nil)
		handlerstest.WantText(t, all, 200, "How sure is the rank", "Committed of need", `aria-sort="ascending"`, "is missing.")
		for _, who := range []string{"partner1", "donorA"} {
			page := string(w.BrowseAs(t, who, http.MethodGet, "/needs", nil).Body)
			for _, secret := range []string{"How sure is the rank", "Committed of need", "is missing.", "/view-as"} {
				if strings.Contains(page, secret) {
					t.Errorf("the register of %s says %q", who, secret)
				}
			}
		}
		handlerstest.WantText(t, w.Browse(t, http.MethodGet, "/needs", nil), 303)
	})
}

// TestTheRegisterIsFiltered follows its filters: what is chosen stands in chips, and what leaves nothing says what would help.
func TestTheRegisterIsFiltered(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		page := w.BrowseAs(t, "manager", http.MethodGet, "/needs?status=identified&status=agreed&q=need", nil)
		handlerstest.WantText(t, page, 200, `class="chip" href="/needs?q=need&amp;status=agreed"`, `value="identified" checked`,
			`href="/api/v1/needs/export?q=need&amp;status=identified,agreed"`)
		none := w.BrowseAs(t, "manager", http.MethodGet, "/needs?country=KGZ&q=nowherewords", nil)
		handlerstest.WantText(t, none, 200, "No need matches these 2 filters", "Without “nowherewords” there are",
			`href="/needs?country=KGZ"`)
		handlerstest.WantText(t, w.BrowseAs(t, "manager", http.MethodGet, "/needs?sort=nonsense", nil), 422)
		handlerstest.WantText(t, w.BrowseAs(t, "manager", http.MethodGet, "/needs?lang=ru", nil), 200, "Потребности", "Следующий шаг")

		save := func(who, name string) answer {
			return w.BrowseAs(t, who, http.MethodPost, "/needs/views", url.Values{"name": {name}, "address": {"/needs?status=agreed"},
				"sharing": {"shared"}})
		}
		handlerstest.WantText(t, save("kaz", " "), 422, "Give a name of at most 100 characters", `value="/needs?status=agreed"`)
		if got := save("kaz", "What we agreed to").Want(t, 303); got.Header.Get("Location") != "/needs?status=agreed" {
			t.Errorf("saving leads to %s", got.Header.Get("Location"))
		}
		handlerstest.WantText(t, w.BrowseAs(t, "kaz", http.MethodGet, "/needs?status=agreed", nil), 200,
			`href="/needs?status=agreed" aria-current="page"`, "What we agreed to")
		if page := w.BrowseAs(t, "kgz", http.MethodGet, "/needs", nil); strings.Contains(string(page.Body), "What we agreed to") {
			t.Error("another State sees the view")
		}
		elsewhere := url.Values{"name": {"X"}, "address": {"https://evil.example/needs"}}
		handlerstest.WantText(t, w.BrowseAs(t, "kaz", http.MethodPost, "/needs/views", elsewhere), 400)
	})
}

// TestAManagerReadsWithAnothersEyes holds that the page is then another reader's own, says so, and changes nothing.
func TestAManagerReadsWithAnothersEyes(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		handlerstest.WantText(t, w.BrowseAs(t, "manager", http.MethodGet, "/view-as", nil), 200, "donor:"+string(w.IDs["donor"]))
		for _, who := range []string{"kaz", "partner1", "donorA"} {
			handlerstest.WantText(t, w.BrowseAs(t, who, http.MethodGet, "/view-as", nil), 404)
			handlerstest.WantText(t, w.BrowseAs(t, who, http.MethodPost, "/view-as", url.Values{"as": {"national:KGZ"}}), 404)
		}
		handlerstest.WantText(t, w.BrowseAs(t, "manager", http.MethodPost, "/view-as", url.Values{"as": {""}}), 422,
			"Choose an organization")
		handlerstest.WantText(t, w.BrowseAs(t, "manager", http.MethodPost, "/view-as", url.Values{"as": {"donor:nobody"}}), 404)
		done := w.BrowseAs(t, "manager", http.MethodPost, "/view-as", url.Values{"as": {"donor:" + string(w.IDs["donor"])}}).Want(t, 303)
		cookie, _, _ := strings.Cut(done.Header.Get("Set-Cookie"), ";")
		look := func(who string) answer {
			return w.Do(t, call{Path: "/needs", Raw: true, Wrong: true, Header: map[string]string{"Accept": "text/html",
				"Cookie": "__Host-qadam=" + w.Sessions[who] + "; " + cookie}})
		}
		page := look("manager")
		handlerstest.WantText(t, page, 200, "Nothing can be changed", `class="railed viewed"`, "/view-as/leave")
		if want := needsOf(t, w, "donorA", ""); !slices.Equal(listed(page), want) {
			t.Errorf("with a donor's eyes a manager sees %q, the donor %q", listed(page), want)
		}
		stranger := look("kgz")
		if want := needsOf(t, w, "kgz", ""); !slices.Equal(listed(stranger), want) {
			t.Errorf("with a manager's cookie a counterpart sees %q", listed(stranger))
		}
		left := w.BrowseAs(t, "manager", http.MethodPost, "/view-as/leave", url.Values{}).Want(t, 303)
		if !strings.Contains(left.Header.Get("Set-Cookie"), "view_as=;") {
			t.Errorf("leaving sets %q", left.Header.Get("Set-Cookie"))
		}
	})
}

// TestTheRegisterAsksNoMoreForMoreRows holds that its statements do not grow with its rows, and that a full page holds its budget.
func TestTheRegisterAsksNoMoreForMoreRows(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		cost := func(who, query string) (int64, answer) {
			w.BrowseAs(t, who, http.MethodGet, "/needs"+query, nil)
			before := w.App.Store().Queries()
			page := w.BrowseAs(t, who, http.MethodGet, "/needs"+query, nil).Want(t, 200)
			return w.App.Store().Queries() - before, page
		}
		some := func(i int) {
			handlerstest.Create(w, fmt.Sprint("one of many ", i), w.App.Needs, models.NeedInput{MissionID: w.IDs["mission"],
				Title: fmt.Sprintf(
					"Need number %d with a title as long as most are in the register", i), Level: models.LevelOperational,
				Kind:       models.KindTraining,
				ThemeCodes: []string{"marking"}, EstimatedCost: models.USD(int64(i+1) * 1_000_00)})
		}
		for i := range 60 {
			some(i)
		}
		few, _ := cost("manager", "?status=identified")
		for i := range 60 {
			some(60 + i)
		}
		many, page := cost("manager", "?status=identified")
		if n := len(listed(page)); n != models.DefaultLimit {
			t.Errorf("a full page has %d rows", n)
		}
		if many > few {
			t.Errorf("the register sends %d statements with many needs, %d with few", many, few)
		}
		if many > 100 {
			t.Errorf("the register sends %d statements", many)
		}
		if size := packed(page.Body); size > 30<<10 {
			t.Errorf("a full page has %d bytes, compressed", size)
		}
		later := regexp.MustCompile(`href="(/needs\?[^"]*cursor=[^"]*)"`).FindSubmatch(page.Body)
		if later == nil {
			t.Fatal("there is no way to the next page")
		}
		next := w.BrowseAs(t, "manager", http.MethodGet, strings.ReplaceAll(string(later[1]), "&amp;", "&"), nil)
		handlerstest.WantText(t, next, 200, "51–", "First page")
		if again := listed(next); len(again) == 0 || slices.Contains(listed(page), again[0]) {
			t.Errorf("the next page begins with %q", again)
		}
	})
}

// TestWhatPagesLoadHoldsItsBudget measures the stylesheet and the icons.
func TestWhatPagesLoadHoldsItsBudget(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		page := w.BrowseAs(t, "manager", http.MethodGet, "/needs", nil)
		style := regexp.MustCompile(`href="(/static/qadam[^"]*)"`).FindSubmatch(page.Body)
		if style == nil {
			t.Fatal("the page loads no style")
		}
		css := w.Browse(t, http.MethodGet, string(style[1]), nil).Want(t, 200)
		if size := packed(css.Body); size > 12<<10 {
			t.Errorf("the stylesheet has %d bytes, compressed", size)
		}
		if n := strings.Count(string(page.Body), "<script"); n != 1 {
			t.Errorf("the page has %d scripts", n)
		}
	})
}
