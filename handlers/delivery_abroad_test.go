package handlers_test

import (
	"strings"
	"testing"

	"qadam/app/engine"
	"qadam/handlers/handlerstest"
	"qadam/models"
)

// TestDeliveryAbroadIsNotNamed takes needs into delivery by an activity in another country, once as it begins and once as they are
// taken up: their State learns that there is one, of its own by which.
func TestDeliveryAbroadIsNotNamed(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		for side, needs := range map[string][2]string{"": {"need", "shared need"}, " of partner2": {"referred need", "open_need"}} {
			v, err := w.App.Activities.Get(w.Ctx, engine.System(), w.IDs["activity"+side])
			if err == nil {
				v, err = w.App.Activities.Patch(w.Ctx, engine.System(), v.ID, v.Version, func(in *models.ActivityInput) error {
					in.Needs = []models.ActivityNeed{{NeedID: w.IDs[needs[0]], Share: 50}, {NeedID: w.IDs[needs[1]], Share: 50}}
					return nil
				})
			}
			if err != nil {
				t.Fatal(err)
			}
			takeUp(w, needs[0])
			handlerstest.TakeSteps(w, w.App.Activities, "activity"+side, handlerstest.To("implementation"))
			takeUp(w, needs[1])
			for _, name := range needs {
				got := w.Do(t, call{As: "kaz", Path: "/needs/" + string(w.IDs[name]) + "/steps"}).Want(t, 200)
				if !strings.Contains(string(got.Body), "has begun") ||
					strings.Contains(string(got.Body), v.Reference) != (v.CountryCode == "KAZ") {
					t.Errorf("of %s in %s the State reads of %s: %s", v.Reference, v.CountryCode, name, got.Body)
				}
			}
		}
	})
}

// takeUp walks a need on to where it is taken up.
func takeUp(w *world, name string) {
	w.T.Helper()
	row, err := w.App.Needs.Get(w.Ctx, engine.System(), w.IDs[name])
	if err != nil {
		w.T.Fatal(err)
	}
	refer := handlerstest.To("referred")
	refer.OrganisationID = w.IDs["partner"]
	walks := map[string][]models.StepInput{
		"identified":  {handlerstest.To("agreed"), handlerstest.To("prioritized"), refer, handlerstest.To("taken_up")},
		"agreed":      {handlerstest.To("prioritized"), refer, handlerstest.To("taken_up")},
		"prioritized": {refer, handlerstest.To("taken_up")}, "referred": {handlerstest.To("taken_up")},
	}
	handlerstest.TakeSteps(w, w.App.Needs, name, walks[string(row.Status)]...)
}
