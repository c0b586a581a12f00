package handlers_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"qadam/handlers/handlerstest"
	"qadam/models"
)

// TestRefusalsAreLoggedOnce knocks many times at what is refused and at what is hidden.
func TestRefusalsAreLoggedOnce(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		hidden := string(w.IDs["need"])
		for range 30 {
			w.Do(t, call{As: "donorB", Path: "/needs/" + hidden}).Problem(t, http.StatusNotFound)
			w.Do(t, call{As: "donorB", Path: "/needs/" + string(models.NewID())}).Problem(t, http.StatusNotFound)
			w.Do(t, call{As: "donorB", Path: "/users"}).Problem(t, http.StatusForbidden)
		}
		w.App.LogRefusals()
		by := "denied=true&actor_id=" + string(w.IDs["user donorB"])
		found := logged(t, w, by)
		if len(found) != 4 {
			t.Fatalf("%d entries: %v", len(found), found)
		}
		total := 0.0
		for _, f := range found {
			after := f["after"].(map[string]any)
			total += after["times"].(float64)
			if strings.Contains(fmt.Sprint(after), "exist") {
				t.Errorf("it tells more than was asked: %v", after)
			}
		}
		if total != 90 {
			t.Errorf("%v refusals are logged, of 90", total)
		}
		if about := logged(t, w, by+"&subject_id="+hidden); len(about) == 0 {
			t.Error("it is not found by what was asked for")
		}
	})
}

// TestRefusalsThroughOthersEyes lets two managers be refused as the same reader: each stands in the log by name.
func TestRefusalsThroughOthersEyes(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		for _, who := range []string{"manager", "admin", "manager", "admin"} {
			for _, as := range []string{"donor:" + string(w.IDs["donorB"]), "donor:" + string(w.IDs["donor"])} {
				w.Do(t, call{As: who, Path: "/needs/" + string(w.IDs["need"]), Header: map[string]string{"Qadam-View-As": as}}).Problem(t,
					404)
			}
		}
		w.App.LogRefusals()
		times := map[string]float64{}
		for _, e := range logged(t, w, "denied=true&action=need.get") {
			times[e.Text("actor_id")+e.Text("organisation_id")] += e["after"].(map[string]any)["times"].(float64)
		}
		for _, who := range []string{"manager", "admin"} {
			for _, org := range []string{"donor", "donorB"} {
				if n := times[string(w.IDs["user "+who])+string(w.IDs[org])]; n != 2 {
					t.Errorf("%s was refused 2 times with the eyes of %s, and the log has %v", who, org, n)
				}
			}
		}
	})
}
