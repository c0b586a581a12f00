package handlers_test

import (
	"net/http"
	"slices"
	"testing"

	"qadam/handlers/handlerstest"
)

// TestCanaries plants a text, an amount or a day in every field that people write, asks everything as everybody, and looks
// for what the reader may not read: in bodies, headers, cursors, files, refusals and mails. What nobody at all was told
// proves nothing, so that each has to be found where it may be read, and each route has to answer somebody.
func TestCanaries(t *testing.T) {
	t.Parallel()
	handlerstest.EachPlanted(t, func(t *testing.T, w *world, kind, address string) {
		w.PlantsEverywhere(t)
		asked, read, opened := w.Asked(1), map[string]bool{}, map[string]bool{}
		// they read what an admin reads
		for _, who := range slices.DeleteFunc(slices.Clone(handlerstest.Actors),
			func(who string) bool { return who == "manager" || who == "reader" }) {
			h := w.Hunter(who, read)
			for _, path := range w.Surfaces(who, asked) {
				for _, got := range w.Pages(t, who, path) {
					if h.Look(t, got); got.Status == http.StatusOK {
						opened[w.LineOf(path)] = true
					}
				}
			}
			w.SearchFor(t, h)
			w.BesideTheTable(t, h, asked)
		}
		for _, o := range w.Plants.All {
			for _, c := range o.Canaries {
				if !read[c.Word] {
					t.Errorf("nobody was told the %s of %s %s, so that it proves nothing", c.Field, o.Noun, o.Name)
				}
			}
		}
		for _, l := range w.Lines() {
			if l.Method == http.MethodGet && !opened[l.Path] {
				t.Errorf("%s answered nobody", l.Path)
			}
		}
		w.Mails(t, kind, address)
		w.Writes(t, asked)
	})
}
