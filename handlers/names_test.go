package handlers_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"qadam/handlers/handlerstest"
	"qadam/models"
)

// nameless are members with ids of what has no name of its own, or of rows of a program's own.
var nameless = []string{"id", "request_id", "consent_id", "session_id", "update_id", "original_id", "corrects_id", "corrected_by_id",
	"rate_id", "outbox_id", "asked_on_id", "criterion_id"}

// shownId is an id in an answer, with its member.
type shownID struct{ member, id string }

// idsIn gives the ids of an answer's members, in whatever depth, but for its names.
func idsIn(member string, value any, add func(shownID)) {
	switch v := value.(type) {
	case map[string]any:
		for name, inner := range v {
			idsIn(name, inner, add)
		}
	case []any:
		for _, inner := range v {
			idsIn(member, inner, add)
		}
	case string:
		if _, err := models.ParseID(v); err == nil && !slices.Contains(nameless, member) {
			add(shownID{member, v})
		}
	}
}

// readsOfNames are the reads of an actor that can be asked for names, one of each path, asked for them.
func readsOfNames(w *world, who string) []string {
	var all, paths []string
	reads := w.Reads(who, w.Parameters(1))
	for _, read := range reads {
		path, _, _ := strings.Cut(read, "?")
		if slices.Contains(reads, path+"?expand=names") && !slices.Contains(paths, path) {
			paths = append(paths, path)
			if _, query, _ := strings.Cut(read, "?"); query == "" || strings.HasPrefix(query, "expand=") {
				read = path + "?expand=names"
			} else { // it takes no less
				read += "&expand=names"
			}
			all = append(all, read)
		}
	}
	return all
}

// TestNamesBesideIDs reads everything as each role with the names of what it refers to. Each id is named, or is of something that its
// reader cannot read; and nothing is named that it cannot read but people and institutions whose ids it is shown.
func TestNamesBesideIDs(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		for _, who := range []string{"admin", "kaz", "partner1", "donorA"} {
			named, unnamed := map[string]models.Name{}, map[shownID]string{}
			for _, read := range readsOfNames(w, who) {
				answer := w.Do(t, call{As: who, Path: read})
				if answer.Status == http.StatusNotFound || answer.Status == http.StatusForbidden {
					continue
				}
				body := answer.Want(t, 200).Object(t)
				names := map[string]models.Name{}
				text, _ := json.Marshal(body["named"])
				if err := json.Unmarshal(text, &names); err != nil || body["named"] == nil {
					t.Fatalf("%s as %s has no names: %v, %s", read, who, err, answer.Body)
				}
				delete(body, "named")
				idsIn("", map[string]any(body), func(s shownID) {
					if name, found := names[s.id]; found {
						named[s.id] = name
					} else {
						unnamed[s] = read
					}
				})
			}
			for s, read := range unnamed {
				if where := readable(t, w, who, s.id); where != "" {
					t.Errorf("%s as %s leaves %s %s without a name, which %s gives", read, who, s.member, s.id, where)
				}
			}
			if len(named) < 10 {
				t.Errorf("as %s only these are named: %v", who, named)
			}
			for id, name := range named {
				if name.Name == "" && name.Reference == "" {
					t.Errorf("as %s %s has an empty name", who, id)
				}
			}
		}
	})
}

// namedNouns are the nouns whose objects have names.
var namedNouns = []string{"organisations", "users", "contacts", "institutions", "instruments", "provisions", "missions", "findings",
	"needs", "projects", "activities", "milestones", "indicators", "offers", "schemes", "rankings", "reports", "rules", "webhooks", "files"}

// readable is where a reader reads an object that has a name, "" where it cannot.
func readable(t *testing.T, w *world, who, id string) string {
	t.Helper()
	for _, noun := range namedNouns {
		if path := "/" + noun + "/" + id; w.Fetch(t, call{As: who, Path: path}).Status == http.StatusOK {
			return path
		}
	}
	return ""
}
