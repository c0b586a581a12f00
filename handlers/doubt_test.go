package handlers_test

import (
	"testing"

	"qadam/handlers/handlerstest"
)

// TestTheUnlikelyIsAskedBack sends what breaks no rule and may be a slip: it is asked back with the member named, nothing is changed, and
// it is taken once it is sent as meant.
func TestTheUnlikelyIsAskedBack(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		need, activity := "/needs/"+string(w.IDs["open_need"]), string(w.IDs["activity"])
		delivered := "/needs/" + string(w.IDs["need"])
		for _, to := range []string{"agreed", "prioritized"} {
			takeStep(t, w, "manager", delivered, `{"to":"`+to+`"}`).Want(t, 200)
		}
		takeStep(t, w, "manager", delivered, `{"to":"referred","organisation_id":"`+string(w.IDs["partner"])+`"}`).Want(t, 200)
		takeStep(t, w, "manager", delivered, `{"to":"taken_up"}`).Want(t, 200)
		if o := w.Do(t, call{As: "manager", Path: delivered}).Object(t); o.Text("status") == "taken_up" {
			takeStep(t, w, "manager", delivered, `{"to":"in_delivery"}`).Want(t, 200)
		}
		for _, c := range []struct {
			as, method, path, body, pointer string
			version                         string // the object whose ETag goes with it
		}{
			{"manager", "PATCH", need, `{"wanted_by":"2020-01-01"}`, "/wanted_by", need},
			{"manager", "POST", "/milestones", `{"activity_id":"` + activity +
				`","title":"Late","due_on":"2099-01-01","weight":1}`, "/due_on", ""},
			{"partner1", "PATCH", "/activities/" + activity, `{"planned_end":"2199-01-01"}`, "/planned_end", "/activities/" + activity},
			{"manager", "POST", delivered + "/step", `{"to":"met"}`, "/to", delivered},
		} {
			ask := call{As: c.as, Method: c.method, Path: c.path, Body: c.body, Header: map[string]string{}, Wrong: true}
			if c.version != "" {
				ask.Header["If-Match"] = w.Tag(t, "/api/v1"+c.version)
			}
			got := w.Do(t, ask).Problem(t, 422)
			if got.Type != "/docs#problem-doubtful" || len(got.Errors) == 0 || got.Errors[0].Pointer != c.pointer {
				t.Errorf("%s of %s is asked back with %+v", c.body, c.path, got)
			}
			ask.Header["Prefer"] = "respond-async, handling=lenient"
			if meant := w.Do(t, ask); meant.Status >= 300 {
				t.Errorf("%s of %s, as meant: %d %s", c.body, c.path, meant.Status, meant.Body)
			}
		}
	})
}
