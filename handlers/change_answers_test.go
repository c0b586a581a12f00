package handlers_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"qadam/app/store/storetest"
	"qadam/handlers/handlerstest"
)

// TestChangesAnswerAsAGetDoes makes every change and reads what it changed at the same instant: body and ETag are the same.
func TestChangesAnswerAsAGetDoes(t *testing.T) {
	t.Parallel()
	storetest.EachKind(t, func(t *testing.T, kind string) {
		w := handlerstest.NewWorld(t, storetest.Open(t, kind, handlerstest.Clock()))
		reads := map[string]bool{}
		for _, l := range w.Lines() {
			reads[l.Path] = reads[l.Path] || l.Method == http.MethodGet
		}
		compared := 0
		for _, l := range w.Lines() {
			if l.Method == http.MethodGet {
				continue
			}
			right := w.ValidCall(t, l)
			got := w.Do(t, right)
			if got.Status != http.StatusOK && got.Status != http.StatusCreated {
				continue // that each change succeeds is held elsewhere
			}
			path := readOf(l, right.Path, got, reads)
			if path == "" || strings.HasPrefix(l.Action, "session.") || bytes.Contains(got.Body, []byte(`"secret"`)) ||
				l.Action == "feed.create" || l.Action == "mission.import_scores" {
				continue // a session that has ended is gone, and a secret or a secret address is shown once; a sheet is read as a file
			}
			read := w.Do(t, call{As: "admin", Path: path})
			if read.Status == http.StatusNotFound {
				continue // what was taken away, and what its owner alone reads
			}
			compared++
			read.Want(t, 200)
			if string(got.Body) != string(read.Body) {
				t.Errorf("%s answered\n%s\nand a GET of it\n%s", l.Action, got.Body, read.Body)
			}
			if tag := got.Header.Get("ETag"); tag != read.Header.Get("ETag") {
				t.Errorf("%s answered with the ETag %s, a GET of it with %s", l.Action, tag, read.Header.Get("ETag"))
			}
		}
		if compared < 80 {
			t.Errorf("only %d changes were compared", compared)
		}
	})
}

// readOf is where what a change answered with is read; "" where it is read nowhere.
func readOf(l line, path string, got answer, reads map[string]bool) string {
	var object struct{ ID string }
	_ = json.Unmarshal(got.Body, &object) // what is no object has no id
	collection, _, ofObject := strings.Cut(l.Path, "/{id}")
	switch {
	case ofObject && reads[l.Path]:
		return path
	case object.ID != "" && !ofObject && reads[l.Path+"/{id}"]:
		return path + "/" + object.ID
	case object.ID != "" && ofObject && reads[collection+"/{id}"] && strings.Contains(path, object.ID):
		return strings.Join(strings.Split(path, "/")[:5], "/")
	case object.ID != "" && ofObject && reads[collection+"/{id}"] && strings.HasSuffix(l.Path, "/editions"),
		object.ID != "" && ofObject && strings.HasSuffix(l.Path, "/corrections"):
		return strings.Join(strings.Split(path, "/")[:4], "/") + "/" + object.ID
	}
	return ""
}
