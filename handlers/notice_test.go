package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"qadam/handlers/handlerstest"
	"qadam/models"
)

// TestEveryPageAndFileSaysTheNotice holds that what an installation says of its data stands on each page and in each file: names of the
// demo need not say it.
func TestEveryPageAndFileSaysTheNotice(t *testing.T) {
	t.Parallel()
	handlerstest.EachInstallation(t, nil, func(t *testing.T, d *handlerstest.Installation) {
		b := d.SignInByLink(t, "admin")
		pages := 0
		for _, line := range d.Server.Registered() {
			method, path, _ := strings.Cut(line, " ")
			if method != http.MethodGet || strings.HasPrefix(path, "/api/") {
				continue
			}
			got := b.Send(t, http.MethodGet, path, nil)
			if !strings.HasPrefix(got.Header.Get("Content-Type"), "text/html") {
				continue
			}
			if pages++; !strings.Contains(string(got.Body), d.App.Notice()) {
				t.Errorf("the page %s does not say the notice", path)
			}
		}
		if pages < 6 || d.App.Notice() == "" {
			t.Errorf("%d pages were looked at for %q", pages, d.App.Notice())
		}
	})
	handlerstest.Each(t, func(t *testing.T, w *world) {
		files := 0
		for _, l := range w.Lines() {
			if l.Method != http.MethodGet || !strings.HasPrefix(l.Media, "text/csv") || l.Action == "need.template" {
				continue // a table to fill in holds no data
			}
			for _, format := range []string{"", "?format=ndjson"} {
				if format != "" && l.List == nil {
					continue
				}
				files++
				path := strings.Replace(l.Path, "{id}", string(w.IDs["mission"]), 1) + format
				if got := w.Do(t, call{As: "manager", Path: path}).Want(t, 200); !strings.Contains(string(got.Body), "Fiction") {
					t.Errorf("the file %s does not say the notice: %.200s", path, got.Body)
				}
			}
		}
		f, err := w.App.CreateFeed(w.Ctx, w.Actor("partner1"), models.FeedInput{Kind: models.FeedPerson})
		if err != nil {
			t.Fatal(err)
		}
		path := strings.TrimPrefix(f.Address, handlerstest.BaseURL)
		if got := w.Fetch(t, call{Path: path, Raw: true}).Want(t, 200); !strings.Contains(string(got.Body), "Fiction") {
			t.Errorf("the calendar does not say the notice: %s", got.Body)
		}
		for _, path := range []string{"/donors/" + string(w.IDs["donor"]) + "/summary", "/reports/" + string(w.IDs["report"])} {
			if got := w.Do(t, call{As: "manager", Path: path}).Want(t, 200); !strings.Contains(string(got.Body), `"notice":"Fiction"`) {
				t.Errorf("%s does not say the notice", path)
			}
		}
		if files < 4 {
			t.Errorf("only %d files were looked at", files)
		}
	})
}
