package handlers_test

import (
	"fmt"
	"testing"

	"qadam/app/store/storetest"
	"qadam/handlers/handlerstest"
)

// TestTrips holds how often a request asks Postgres and waits for the answer, which is most of what it takes on a network.
func TestTrips(t *testing.T) {
	t.Parallel()
	w := handlerstest.NewWorld(t, storetest.Open(t, "postgres", handlerstest.Clock()))
	trips := func(c call, status int) (answer, int64) {
		before := w.App.Store().Trips()
		got := w.Do(t, c).Want(t, status)
		return got, w.App.Store().Trips() - before
	}
	atMost := func(what string, most, got int64) {
		if got > most {
			t.Errorf("%s asks the database %d times, and at most %d will do", what, got, most)
		}
	}
	activity := "/activities/" + string(w.IDs["activity"])
	for _, read := range []struct {
		path string
		most int64
	}{{"/needs?limit=50", 7}, {activity, 4}, {"/activities?limit=50", 3}, {"/milestones?status=planned", 2}} {
		c := call{As: "manager", Path: read.path}
		for range 2 { // a token notes its first use, and a server learns where its lane of the log ends
			w.Do(t, c).Want(t, 200)
		}
		_, n := trips(c, 200)
		atMost(read.path, read.most, n)
	}
	step := call{As: "manager", Method: "POST", Path: activity + "/step", Body: `{"to":"suspended","reason":"A test"}`,
		Header: map[string]string{"If-Match": w.Tag(t, "/api/v1"+activity)}}
	_, n := trips(step, 200)
	atMost("a step", 13, n)
	made, n := trips(call{As: "manager", Method: "POST", Path: "/updates", Body: fmt.Sprintf(`{"project_id":%q,"activity_id":%q,
		"period_from":"2026-07-01","period_to":"2026-09-30","narrative":"A test","health":"on_track"}`, w.IDs["project"],
		w.IDs["activity"])}, 201)
	atMost("an update", 11, n)
	_, n = trips(call{As: "manager", Method: "POST", Path: "/updates/" + made.Object(t).Text("id") + "/step", Body: `{"to":"submitted"}`,
		Header: map[string]string{"If-Match": made.Header.Get("ETag")}}, 200)
	atMost("its submission", 15, n)
}
