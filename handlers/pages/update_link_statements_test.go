package pages_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"qadam/handlers/handlerstest"
	"qadam/models"
)

// TestOneReadingARequest holds how many statements each request on the page of an update link sends: the page is read once, and
// again after nothing but a redirection.
func TestOneReadingARequest(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		path, milestone := w.UpdateLink(t), string(w.IDs["milestone"])
		waiting := w.Do(t, call{As: "manager", Method: http.MethodPost, Path: "/milestones", Body: fmt.Sprintf(`{"activity_id":%q,
			"title":"Waits","due_on":"2026-11-30","organisation_id":%q,"waits_for_id":%q,"weight":1}`, w.IDs["activity"], w.IDs["partner"],
			milestone)}).Want(t, 201).Object(t)
		form := func(token string, more ...string) url.Values {
			out := url.Values{"token": {token}, "act": {"send"}, "narrative": {"Two of four."}}
			for i := 0; i < len(more); i += 2 {
				out.Set(more[i], more[i+1])
			}
			return out
		}
		good := form("t", "health", "at_risk", "d-"+milestone, "31 Jan", "spent", "US$ 96,000.50")
		for _, r := range []struct {
			name, method string
			form         url.Values
			status       int
			limit        int64
		}{
			{"open", http.MethodGet, nil, 200, 17},
			{"unreadable", http.MethodPost, form("t", "health", "at_risk", "spent", "a lot"), 422, 17},
			{"against a rule", http.MethodPost, form("t", "spent", "96000"), 422, 17},
			{"refused by the use case", http.MethodPost, form("t", "health", "at_risk", "m-"+string(waiting.ID()), "1"), 422, 40},
			{"good", http.MethodPost, good, 303, 58},
			{"the same form again", http.MethodPost, good, 303, 16},
			{"late", http.MethodPost, form("another", "health", "at_risk"), 409, 16},
			{"sent", http.MethodGet, nil, 200, 16},
		} {
			before := w.App.Store().Queries()
			handlerstest.WantText(t, w.Browse(t, r.method, path, r.form), r.status)
			if sent := w.App.Store().Queries() - before; sent > r.limit {
				t.Errorf("%s: %d statements, at most %d are needed", r.name, sent, r.limit)
			}
		}
	})
}

// TestUpdatesToReviewAskNoMore holds that the statements of a page of updates to decide on do not grow with what these tell.
func TestUpdatesToReviewAskNoMore(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		var moves []models.MilestoneMove
		report := func(name string) {
			t.Helper()
			handlerstest.CreateBy(w, w.Actor("partner1"), name, w.App.Updates, models.UpdateInput{ProjectID: w.IDs["project"],
				ActivityID: w.IDs["activity"], PeriodFrom: "2026-07-01", PeriodTo: "2026-09-30", Narrative: "Report", Milestones: moves})
			handlerstest.TakeSteps(w, w.App.Updates, name, handlerstest.To("submitted"))
		}
		cost := func(noun, name, says string) int64 {
			t.Helper()
			path := "/reminders/" + noun + "/" + string(w.IDs[name])
			w.BrowseAs(t, "manager", http.MethodGet, path, nil)
			before := w.App.Store().Queries()
			handlerstest.WantText(t, w.BrowseAs(t, "manager", http.MethodGet, path, nil), 200, says)
			return w.App.Store().Queries() - before
		}
		for i := range 8 {
			m := handlerstest.Create(w, fmt.Sprint("step ", i), w.App.Milestones, models.MilestoneInput{ActivityID: w.IDs["activity"],
				Title: fmt.Sprint("Step number ", i), DueOn: "2027-01-01"})
			moves = append(moves, models.MilestoneMove{MilestoneID: m.ID, DueOn: "2027-03-01"})
			if i == 0 {
				report("of one")
				cost("activity", "activity", "Step number 0")
			}
		}
		few, one := cost("activity", "activity", "Step number 0"), cost("update", "of one", "Step number 0")
		report("of all")
		if many := cost("activity", "activity", "Step number 7"); many > few {
			t.Errorf("the activity's page sends %d statements with many moves, %d with one", many, few)
		}
		if all := cost("update", "of all", "Step number 7"); all > one {
			t.Errorf("the update's page sends %d statements with many moves, %d with one", all, one)
		}
	})
}

// TestRefusedPagesAreLogged holds that a page which a refused form shows again is in the log like one that was opened.
func TestRefusedPagesAreLogged(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		path := w.UpdateLink(t)
		opens := fmt.Sprintf(`{"subject_type":"need","subject_id":%q,"extent":"partial","audience":"partners",
			"instrument":"A letter (fiction)","given_on":"2026-11-20"}`, w.IDs["need"])
		w.Do(t, call{As: "manager", Method: http.MethodPost, Path: "/consents", Body: opens}).Want(t, 201)
		logged := func() (n int) {
			for _, entry := range w.Do(t, call{As: "manager", Path: "/audit?kind=read&limit=200"}).Page(t).Items {
				if entry["action"] == "update_link.use" {
					n++
				}
			}
			return n
		}
		before := logged()
		handlerstest.WantText(t, w.Browse(t, http.MethodGet, path, nil), 200)
		opened := logged() - before
		for _, spent := range []string{"a lot", "5"} {
			before = logged()
			handlerstest.WantText(t, w.Browse(t, http.MethodPost, path, url.Values{"act": {"send"}, "spent": {spent}}), 422)
			if again := logged() - before; again != opened || opened == 0 {
				t.Errorf("%d reads are logged of the page that was opened, and %d of the one that a refusal shows", opened, again)
			}
		}
	})
}
