package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"qadam/handlers/handlerstest"
	"qadam/models"
)

// TestTheSearchPageFindsWhatTheAPIFinds compares the page with the API as each reader, and opens each page that it leads to.
func TestTheSearchPageFindsWhatTheAPIFinds(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		found, opened := 0, map[string]bool{}
		for _, who := range []string{"manager", "kaz", "kgz", "partner1", "donorA"} {
			for _, words := range []string{"need", "kaz", "desk", "nowherewords"} {
				var s models.Search
				w.Do(t, call{As: who, Path: "/search?limit=20&q=" + url.QueryEscape(words)}).Want(t, 200).JSON(t, &s)
				page := w.BrowseAs(t, who, http.MethodGet, "/search?q="+words, nil).Want(t, 200)
				main := string(page.Body)[strings.Index(string(page.Body), "<main"):]
				if n := strings.Count(main, `<bdi class="small">`); n != len(s.Items) {
					t.Errorf("by %q %s finds %d objects, by the API %d", words, who, n, len(s.Items))
				}
				if len(s.Items) == 0 && !strings.Contains(main, "Nothing was found") {
					t.Errorf("by %q %s finds nothing, and is not told so", words, who)
				}
				found += len(s.Items)
				for _, link := range strings.Split(main, `class="row-title" href="`)[1:] {
					path, _, _ := strings.Cut(link, `"`)
					if !opened[who+path] && len(opened) < 25 {
						opened[who+path] = true
						w.BrowseAs(t, who, http.MethodGet, path, nil).Want(t, 200)
					}
				}
			}
		}
		if found < 20 || len(opened) < 10 {
			t.Errorf("%d objects were found and %d pages opened, so that this proves little", found, len(opened))
		}
		handlerstest.WantText(t, w.BrowseAs(t, "manager", http.MethodGet, "/search", nil), 200, "Search")
		handlerstest.WantText(t, w.Browse(t, http.MethodGet, "/search?q=need", nil), 303)
	})
}
