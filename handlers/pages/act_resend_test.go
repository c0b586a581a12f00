package pages_test

import (
	"net/http"
	"regexp"
	"testing"

	"qadam/handlers/handlerstest"
	"qadam/models"
)

// returned makes an update that says that a milestone was delivered on a day, sends it, and sends it back.
func returned(t *testing.T, w *world, on models.Date) acts {
	t.Helper()
	handlerstest.CreateBy(w, w.Actor("partner1"), "returned", w.App.Updates, models.UpdateInput{ProjectID: w.IDs["project"],
		ActivityID: w.IDs["activity"], PeriodFrom: "2026-07-01", PeriodTo: "2026-09-30", Narrative: "One of four",
		Milestones: []models.MilestoneMove{{MilestoneID: w.IDs["milestone"], DoneOn: on}}})
	back := handlerstest.To(models.UpdateReturned)
	back.Reason = "Which one?"
	handlerstest.TakeSteps(w, w.App.Updates, "returned", handlerstest.To(models.UpdateSubmitted), back)
	return at(t, w, "partner1", "update", "returned")
}

// TestAReturnedUpdateUnsaysADelivery holds that the form of an update that came back asks of what it reported, and takes it back.
func TestAReturnedUpdateUnsaysADelivery(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		page, milestone := returned(t, w, "2026-09-15"), string(w.IDs["milestone"])
		stands := func(status string, done any) {
			t.Helper()
			if m := w.Get(t, "milestones", "milestone"); m["status"] != status || m["done_on"] != done {
				t.Errorf("the milestone is %v on %v, not %s on %v", m["status"], m["done_on"], status, done)
			}
		}
		stands("delivered", "2026-09-15")
		form := page.read()
		handlerstest.WantText(t, form, 200, "Which are delivered?", `name="d-`+milestone+`"`)
		if !regexp.MustCompile(`value="` + milestone + `"[^>]* checked`).Match(form.Body) {
			t.Error("what was reported as delivered is not ticked")
		}
		page.refused("resend", 422, []string{"not both"}, "words", "One", "d-"+milestone, "31 July 2027", "delivered", milestone)
		stands("delivered", "2026-09-15")
		page.done("resend", "words", "None yet", "d-"+milestone, "31 July 2027")
		m := w.Get(t, "milestones", "milestone")
		if stands("planned", nil); m["proposed_due_on"] != "2027-07-31" {
			t.Errorf("another date is asked for: %v", m["proposed_due_on"])
		}
		if got := field(t, w, "updates", "returned", "status"); got != "submitted" {
			t.Errorf("the update is %v", got)
		}
	})
}

// TestADeliveryKeepsTheDayThatWasTold when its update is sent again, whether its milestone stands as reported or was reopened meanwhile.
func TestADeliveryKeepsTheDayThatWasTold(t *testing.T) {
	t.Parallel()
	for _, reopened := range []bool{false, true} {
		handlerstest.Each(t, func(t *testing.T, w *world) {
			page, milestone := returned(t, w, "2026-09-15"), string(w.IDs["milestone"])
			if reopened {
				handlerstest.TakeSteps(w, w.App.Milestones, "milestone", handlerstest.To(models.MilestonePlanned))
			}
			page.done("resend", "words", "The one in the south", "d-"+milestone, "", "delivered", milestone)
			if m := w.Get(t, "milestones", "milestone"); m["status"] != "delivered" || m["done_on"] != "2026-09-15" {
				t.Errorf("reopened %v: the milestone is %v on %v", reopened, m["status"], m["done_on"])
			}
		})
	}
}

// TestAPatchOfAReturnedUpdateUnsaysADelivery by the API as by the form; that of a draft, which reported nothing yet, changes nothing.
func TestAPatchOfAReturnedUpdateUnsaysADelivery(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		returned(t, w, "2026-09-15")
		handlerstest.CreateBy(w, w.Actor("partner1"), "draft", w.App.Updates, models.UpdateInput{ProjectID: w.IDs["project"],
			ActivityID: w.IDs["activity"], PeriodFrom: "2026-07-01", PeriodTo: "2026-09-30", Narrative: "One of four",
			Milestones: []models.MilestoneMove{{MilestoneID: w.IDs["milestone"], DoneOn: "2026-09-15"}}})
		for _, c := range []struct{ name, status string }{{"draft", "delivered"}, {"returned", "planned"}} {
			path := "/updates/" + string(w.IDs[c.name])
			w.Do(t, call{As: "partner1", Method: http.MethodPatch, Path: path, Body: `{"milestones":[]}`,
				Header: map[string]string{"If-Match": w.Tag(t, "/api/v1"+path)}}).Want(t, 200)
			if got := field(t, w, "milestones", "milestone", "status"); got != c.status {
				t.Errorf("once the %s update says nothing of it the milestone is %v", c.name, got)
			}
		}
	})
}
