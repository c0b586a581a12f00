package handlers_test

import (
	"strings"
	"testing"

	"qadam/handlers/handlerstest"
	"qadam/models"
)

// conflictOf changes an object by an ETag that is no longer its own, and gives what the refusal says of what happened meanwhile.
func conflictOf(t *testing.T, w *world, as, method, path, body, tag string) *models.EditConflict {
	t.Helper()
	var p struct {
		Conflict *models.EditConflict `json:"conflict"`
	}
	got := w.Do(t, call{As: as, Method: method, Path: path, Body: body, Header: map[string]string{"If-Match": tag}})
	got.Want(t, 412).JSON(t, &p)
	return p.Conflict
}

func change(t *testing.T, w *world, as, method, path, body string) {
	t.Helper()
	w.Do(t, call{As: as, Method: method, Path: path, Body: body,
		Header: map[string]string{"If-Match": w.Tag(t, "/api/v1"+path)}}).Want(t, 200)
}

// TestAConflictSaysWhoChangedWhat holds that who comes too late is told who changed which members when, and what both wrote.
func TestAConflictSaysWhoChangedWhat(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		path := "/needs/" + string(w.IDs["open_need"])
		tag := w.Tag(t, "/api/v1"+path)
		change(t, w, "admin", "PATCH", path, `{"title":"Theirs","wanted_by":"2028-01-31"}`)
		got := conflictOf(t, w, "manager", "PATCH", path, `{"title":"Mine","level":"strategic"}`, tag)
		if got == nil || len(got.Edits) != 1 || got.Edits[0].Name != "admin" || got.Edits[0].Role != models.Admin ||
			got.Edits[0].Organisation != "LEAD" || strings.Join(got.Edits[0].Fields, " ") != "title wanted_by" || got.Edits[0].At.IsZero() {
			t.Fatalf("a manager is told %+v", got)
		}
		if len(got.Fields) != 2 || got.Fields[0] != (models.ConflictField{Field: "title", Yours: `"Mine"`, Theirs: `"Theirs"`}) ||
			got.Fields[1].Yours != "" || got.Fields[1].Theirs != `"2028-01-31"` {
			t.Errorf("both wrote %+v", got.Fields)
		}
		if step := conflictOf(t, w, "manager", "POST", path+"/step", `{"to":"declined","reason":"No"}`, tag); step == nil ||
			len(step.Fields) != 2 || step.Fields[0].Yours != "" {
			t.Errorf("a step that comes too late is told %+v", step)
		}
		for action, body := range map[string]string{"/refuse": `{"reason":"Not yet"}`, "/answer": `{"answer":"met"}`} {
			as := map[string]string{"/refuse": "manager", "/answer": "kaz"}[action]
			if other := conflictOf(t, w, as, "POST", path+action, body, tag); other == nil || len(other.Edits) != 1 ||
				strings.Join(other.Edits[0].Fields, " ") != "title wanted_by" || (other.Edits[0].Name == "") != (as == "kaz") ||
				len(other.Fields) != 2 || other.Fields[0].Theirs != `"Theirs"` || other.Fields[0].Yours != "" {
				t.Errorf("%s that comes too late is told %+v", action, other)
			}
		}
		if none := conflictOf(t, w, "manager", "PATCH", path, `{"title":"Mine"}`, `"999"`); none != nil {
			t.Errorf("a version that there was not is told %+v", none)
		}
	})
}

// TestAConflictTellsNothingThatIsHidden holds that a partner is told roles and organisations, no names, and nothing of members in which
// there is something that it may not see.
func TestAConflictTellsNothingThatIsHidden(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		path := "/activities/" + string(w.IDs["activity"])
		tag := w.Tag(t, "/api/v1"+path)
		change(t, w, "manager", "PATCH", path, `{"title":"Theirs","needs":[{"need_id":"`+string(w.IDs["need"])+`","share":40}]}`)
		got := conflictOf(t, w, "partner1", "PATCH", path, `{"title":"Mine"}`, tag)
		if got == nil || len(got.Edits) != 1 || got.Edits[0].Name != "" || got.Edits[0].Role != models.Manager ||
			got.Edits[0].Organisation != "LEAD" || strings.Join(got.Edits[0].Fields, " ") != "title" || len(got.Fields) != 1 ||
			got.Fields[0].Theirs != `"Theirs"` || got.Fields[0].Yours != `"Mine"` {
			t.Errorf("a partner is told %+v", got)
		}
		change(t, w, "partner1", "PATCH", path, `{"title":"Its own"}`)
		if got = conflictOf(t, w, "partner1", "PATCH", path, `{"title":"Mine"}`, tag); got == nil || len(got.Edits) != 2 ||
			got.Edits[0].Name != "" || got.Edits[1].Name != "partner1" {
			t.Errorf("of its own change it is told %+v", got)
		}
	})
}
