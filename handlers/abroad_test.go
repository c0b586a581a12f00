package handlers_test

import (
	"strings"
	"testing"

	"qadam/app/engine"
	"qadam/models"
)

// TestDeliveryAbroadIsNotNamed takes needs into delivery by an activity in another country, once as it begins and once as they are
// taken up: their State learns that there is one, of its own by which.
func TestDeliveryAbroadIsNotNamed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for side, needs := range map[string][2]string{"": {"need", "shared need"}, " of partner2": {"referred need", "open_need"}} {
			v, err := w.app.Activities.Get(w.ctx, engine.System(), w.ids["activity"+side])
			if err == nil {
				v, err = w.app.Activities.Patch(w.ctx, engine.System(), v.ID, v.Version, func(in *models.ActivityInput) error {
					in.Needs = []models.ActivityNeed{{NeedID: w.ids[needs[0]], Share: 50}, {NeedID: w.ids[needs[1]], Share: 50}}
					return nil
				})
			}
			if err != nil {
				t.Fatal(err)
			}
			w.takeUp(needs[0])
			walk(w, w.app.Activities, "activity"+side, to("implementation"))
			w.takeUp(needs[1])
			for _, name := range needs {
				got := w.do(t, call{as: "kaz", path: "/needs/" + string(w.ids[name]) + "/steps"}).want(t, 200)
				if !strings.Contains(string(got.body), "has begun") || strings.Contains(string(got.body), v.Reference) != (v.CountryCode == "KAZ") {
					t.Errorf("of %s in %s the State reads of %s: %s", v.Reference, v.CountryCode, name, got.body)
				}
			}
		}
	})
}

// takeUp walks a need on to where it is taken up.
func (w *world) takeUp(name string) {
	w.t.Helper()
	row, err := w.app.Needs.Get(w.ctx, engine.System(), w.ids[name])
	if err != nil {
		w.t.Fatal(err)
	}
	refer := to("referred")
	refer.OrganisationID = w.ids["partner"]
	walks := map[string][]models.StepInput{
		"identified": {to("agreed"), to("prioritized"), refer, to("taken_up")}, "agreed": {to("prioritized"), refer, to("taken_up")},
		"prioritized": {refer, to("taken_up")}, "referred": {to("taken_up")},
	}
	walk(w, w.app.Needs, name, walks[string(row.Status)]...)
}
