package handlers_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"qadam/handlers/handlerstest"
)

// TestMilestonesAreSetAsAWhole puts the milestones of an activity: one is changed, one is added, one that is left out is dropped.
func TestMilestonesAreSetAsAWhole(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		path := "/activities/" + string(w.IDs["activity"])
		put := func(who, body string, wrong bool) answer {
			return w.Do(t, call{As: who, Method: http.MethodPut, Path: path + "/milestones", Body: body,
				Header: map[string]string{"If-Match": w.Tag(t, "/api/v1"+path)}, Wrong: wrong})
		}
		set := func(items string) string { return `{"milestones":[` + items + `],"reason":"A new plan"}` }
		kept := fmt.Sprintf(`{"id":%q,"title":"Kept","due_on":"2027-01-31","weight":2}`, w.IDs["milestone"])
		added := `{"title":"Added","due_on":"2027-03-31","weight":1}`

		got := put("manager", set(kept+","+added), false).Want(t, 200)
		again := w.Do(t, call{As: "manager", Path: path})
		if string(got.Body) != string(again.Body) || got.Header.Get("ETag") != again.Header.Get("ETag") {
			t.Errorf("the answer is %s, a GET gives %s", got.Body, again.Body)
		}
		if have := titles(t, got, "planned"); !slices.Equal(have, []string{"Kept", "Added"}) {
			t.Errorf("the activity has %v", have)
		}
		if have := titles(t, put("manager", set(added), false).Want(t, 200), "dropped"); !slices.Contains(have, "Kept") {
			t.Errorf("dropped are %v", have)
		}
		foreign := fmt.Sprintf(`{"title":"x","due_on":"2027-03-31","organisation_id":%q}`, w.IDs["donor"])
		for items, pointer := range map[string]string{
			added + `,{"title":"","due_on":"2027-03-31"}`:                                 "/milestones/1/title",
			fmt.Sprintf(`{"id":%q,"title":"x","due_on":"2027-03-31"}`, w.IDs["activity"]): "/milestones/0/id",
			added + "," + foreign: "/milestones/1/organisation_id",
		} {
			if p := put("manager", set(items), true).Problem(t, 422); !slices.Contains(p.Pointers(), pointer) {
				t.Errorf("%s is refused at %v", items, p.Pointers())
			}
		}
		put("partner1", set(""), false).Problem(t, 409) // a partner drops none
		put("partner2", set(added), false).Problem(t, 404)
		put("donorA", set(added), false).Problem(t, 403)
	})
}

// titles are those of an activity's milestones in a status, by due date.
func titles(t *testing.T, a answer, status string) []string {
	t.Helper()
	var v struct {
		Milestones []struct{ Title, Status string }
	}
	a.JSON(t, &v)
	var out []string
	for _, m := range v.Milestones {
		if m.Status == status {
			out = append(out, m.Title)
		}
	}
	return out
}
