package app_test

import (
	"context"
	"strings"
	"testing"

	"qadam/app/reminders"
	"qadam/models"
)

// TestWhatWaits lists a recipient's pending steps, once each and in their language, until they are done, and nobody else's.
func TestWhatWaits(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		ctx := context.Background()
		c, other := w.contact("focal@p1.example", "focal_point"), w.contact("other@p1.example", "coordinator")
		focal := models.Actor{UserID: c.ID, Email: c.Email, Role: models.Partner, OrganisationID: w.org, CanWrite: true}
		sees := func(who models.Actor, steps ...string) []reminders.PendingObject {
			t.Helper()
			waiting, err := w.a.PendingSteps(ctx, who, "ru")
			w.must(err)
			var got []string
			for _, o := range waiting {
				for _, s := range o.Steps {
					got = append(got, o.Reference+" "+s.State+" "+s.Step.Step)
				}
			}
			if strings.Join(got, "; ") != strings.Join(steps, "; ") {
				t.Errorf("%s sees %q, not %q", who.Email, got, steps)
			}
			return waiting
		}
		sees(focal)
		m := w.milestone("2021-12-15")
		w.scan("2021-12-10")
		w.scan("2021-12-16") // the next rung: the step is there once
		late := w.activity.Reference + " Просрочено " + m.Title
		waiting := sees(focal, late)
		if waiting[0].Steps[0].Act != reminders.ActWrite || waiting[0].Path != "/reminders/activity/"+string(w.activity.ID) {
			t.Errorf("%+v", waiting)
		}
		sees(models.Actor{UserID: other.ID, Email: other.Email, Role: models.Partner, OrganisationID: w.org})
		sees(models.Actor{UserID: c.ID, Email: c.Email, Role: models.Partner, OrganisationID: "another"})
		w.turnTo("2021-12-16")
		w.compose() // once a mail carries it, it waits all the same
		waiting = sees(focal, late)
		_, err := w.a.SnoozeReminder(ctx, focal, waiting[0].Steps[0].ID, models.SnoozeInput{Until: "2021-12-20", Reason: "They are moving"})
		w.must(err)
		if held := sees(focal, late)[0].Steps[0].Held; held != "2021-12-20" {
			t.Errorf("it is held back until %q", held)
		}
		remStep(w, w.a.Milestones, m.ID, models.StepInput{To: "delivered"})
		sees(focal)
	})
}
