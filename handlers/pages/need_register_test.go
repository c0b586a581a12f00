package pages_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"qadam/app/store/storetest"
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

// TestAViewIsSavedOnceAndShownToWhomItIsFor holds that a form sent twice makes one view, and that nobody else, be it an admin, finds it
// in the rail or over the list unless it is shared.
func TestAViewIsSavedOnceAndShownToWhomItIsFor(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		token := regexp.MustCompile(`name="token" value="([^"]+)"`)
		save := func(who, name, sharing string) {
			page := w.BrowseAs(t, who, http.MethodGet, "/needs?status=agreed", nil)
			made := token.FindSubmatch(page.Body)
			if made == nil {
				t.Fatal("the form has no token")
			}
			form := url.Values{"name": {name}, "address": {"/needs?status=agreed"}, "token": {string(made[1])}, "sharing": {sharing}}
			before := len(w.Collect(t, who, "/saved-views"))
			for range 2 {
				w.BrowseAs(t, who, http.MethodPost, "/needs/views", form).Want(t, 303)
			}
			if n := len(w.Collect(t, who, "/saved-views")) - before; n != 1 {
				t.Errorf("the same form, sent twice, made %d views", n)
			}
		}
		save("partner1", "For myself", "")
		save("partner1", "For all of us", "shared")
		save("admin", "For the admin", "")
		page := w.BrowseAs(t, "admin", http.MethodGet, "/needs", nil)
		handlerstest.WantText(t, page, 200, "For the admin", "For all of us")
		if strings.Contains(string(page.Body), "For myself") {
			t.Error("an admin's page shows what a partner saved for itself")
		}
		handlerstest.WantText(t, w.BrowseAs(t, "partner1", http.MethodGet, "/needs", nil), 200, "For myself", "For all of us")
	})
}

// TestTheStatesOfferedAreThoseOfTheNeeds holds that every reader may filter by the States of the needs that it sees, and by no others.
func TestTheStatesOfferedAreThoseOfTheNeeds(t *testing.T) {
	t.Parallel()
	offered := regexp.MustCompile(`name="country" value="([A-Z]{3})"`)
	handlerstest.Each(t, func(t *testing.T, w *world) {
		handlerstest.Create(w, "for partners", w.App.Consents, models.ConsentInput{SubjectType: models.SubjectNeed,
			SubjectID: w.IDs["open_need"], Extent: models.ExtentFull, Audience: models.AudiencePartners, Instrument: "Note 1",
			GivenOn: "2026-01-10"}) // to the need, and not to its mission
		for _, who := range []string{"manager", "partner1", "donorA", "kaz", "kgz"} {
			var page struct{ Items []models.Need }
			w.Do(t, call{As: who, Path: "/needs"}).Want(t, 200).JSON(t, &page)
			var want, got []string
			for _, n := range page.Items {
				want = append(want, n.CountryCode)
			}
			want = slices.Compact(slices.Sorted(slices.Values(want)))
			for _, m := range offered.FindAllStringSubmatch(string(w.BrowseAs(t, who, http.MethodGet, "/needs", nil).Body), -1) {
				got = append(got, m[1])
			}
			if slices.Sort(got); len(want) == 0 || !slices.Equal(got, want) {
				t.Errorf("%s sees needs of %q and may filter by %q", who, want, got)
			}
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

// TestTheRegisterSaysThatTheDatabaseIsAway loses the connection at each statement of a register without a result.
func TestTheRegisterSaysThatTheDatabaseIsAway(t *testing.T) {
	t.Parallel()
	storetest.EachKind(t, func(t *testing.T, kind string) {
		s, _ := handlerstest.OpenAt(t, kind)
		var left atomic.Int64
		if err := s.Intercept(func() bool { return left.Add(-1) == 0 }); err != nil {
			t.Fatal(err)
		}
		w := handlerstest.NewWorld(t, s)
		look := func() answer {
			return w.BrowseAs(t, "manager", http.MethodGet, "/needs?country=KGZ&q=nowherewords", nil)
		}
		look()
		for n := int64(1); n < 200; n++ {
			left.Store(n)
			got := look()
			if left.Swap(0) > 0 {
				handlerstest.WantText(t, got, 200, "Without “nowherewords” there are")
				return
			}
			if got.Status != http.StatusServiceUnavailable {
				t.Errorf("%d when statement %d is lost: %.300s", got.Status, n, said(got))
			}
		}
		t.Error("it never ends")
	})
}
