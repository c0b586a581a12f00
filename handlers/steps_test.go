package handlers_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"qadam/handlers/handlerstest"
	"qadam/models"
)

// step asks for a step of an object's life.
func takeStep(t *testing.T, w *world, as, path, body string) answer {
	t.Helper()
	return w.Do(t, call{As: as, Method: "POST", Path: path + "/step", Body: body,
		Header: map[string]string{"If-Match": w.Tag(t, "/api/v1"+path)}})
}

// TestStepsThatAreNotAllowed holds that an illegal step is a clear 409, with the steps that this role could take instead.
func TestStepsThatAreNotAllowed(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		need, referred := "/needs/"+string(w.IDs["need"]), "/needs/"+string(w.IDs["referred need"])
		for _, c := range []struct{ as, path, to, allowed string }{
			{"manager", need, "met", "agreed declined"}, {"kaz", need, "met", "agreed declined"},
			{"manager", need, "no_such_status", "agreed declined"},
			{"manager", need, "identified", "agreed declined"}, {"kaz", referred, "taken_up", "declined"},
			{"manager", referred, "met", "taken_up prioritized lapsed declined"},
			{"manager", "/missions/" + string(w.IDs["mission of kgz"]), "closed", "under_way cancelled"},
			{"partner1", "/activities/" + string(w.IDs["activity"]), "cancelled", "implementation suspended"},
			{"partner1", "/milestones/" + string(w.IDs["milestone"]), "dropped", "delivered"},
			{"partner1", "/updates/" + string(w.IDs["sent update"]), "accepted", ""},
			{"manager", "/updates/" + string(w.IDs["sent update"]), "draft", "returned accepted"},
			{"partner1", "/referrals/" + string(w.IDs["referral"]), "withdrawn", "accepted declined"},
			{"partner1", "/offers/" + string(w.IDs["offer"]), "open", "closed"},
		} {
			got := takeStep(t, w, c.as, c.path, `{"to":"`+c.to+`"}`)
			p := got.Problem(t, 409)
			slices.Sort(p.Allowed)
			want := strings.Fields(c.allowed)
			slices.Sort(want)
			if !slices.Equal(p.Allowed, want) {
				t.Errorf("%s as %s to %s: allowed are %v, not %v", c.path, c.as, c.to, p.Allowed, want)
			}
			for _, status := range want {
				if !strings.Contains(p.Detail, status) {
					t.Errorf("%s as %s to %s says %q without %s", c.path, c.as, c.to, p.Detail, status)
				}
			}
		}
		if o := w.Do(t, call{As: "manager", Path: need}).Want(t, 200).Object(t); o.Text("status") != "identified" || o["version"] != 2.0 {
			t.Errorf("after steps that were refused the need is %v", o)
		}
	})
}

// TestStepsThatNeedMore holds the rules of a step that its table does not know.
func TestStepsThatNeedMore(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		for _, c := range []struct{ path, body, pointer string }{
			{"/needs/" + string(w.IDs["need"]), `{"to":"declined"}`, "/reason"},
			{"/needs/" + string(w.IDs["need"]), `{"to":"agreed","on_date":"2027-01-01"}`, "/on_date"},
			{"/needs/" + string(w.IDs["need"]), `{"to":"agreed","organisation_id":"` + string(w.IDs["partner"]) + `"}`, "/organisation_id"},
			{"/needs/" + string(w.IDs["open_need"]), `{"to":"referred"}`, "/organisation_id"},
			{"/updates/" + string(w.IDs["sent update"]), `{"to":"returned"}`, "/reason"},
			{"/referrals/" + string(w.IDs["referral"]), `{"to":"declined"}`, "/reason"},
		} {
			if p := takeStep(t, w, "manager", c.path, c.body).Problem(t, 422); !slices.Contains(p.Pointers(), c.pointer) {
				t.Errorf("%s %s is refused at %v, not at %s", c.path, c.body, p.Pointers(), c.pointer)
			}
		}
	})
}

// TestProposals lets a partner propose what only a manager decides, and the State confirm.
func TestProposals(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		handlerstest.Create(w, "consent to partners", w.App.Consents, models.ConsentInput{SubjectType: "need",
			SubjectID: w.IDs["referred need"], Extent: "full", Audience: "partners", Instrument: "Note verbale", GivenOn: "2021-05-03"})
		path := "/needs/" + string(w.IDs["referred need"])
		o := takeStep(t, w, "partner1", path, `{"to":"taken_up"}`).Want(t, 200).Object(t)
		if o.Text("status") != "referred" || o.Text("proposed_status") != "taken_up" {
			t.Errorf("after a partner's proposal the need is %s, proposed %s", o.Text("status"), o.Text("proposed_status"))
		}
		if o := takeStep(t, w, "manager", path, `{"to":"taken_up"}`).Want(t, 200).Object(t); o.Text("status") != "taken_up" ||
			o.Text("proposed_status") != "" {
			t.Errorf("after the manager's word the need is %s, proposed %s", o.Text("status"), o.Text("proposed_status"))
		}
		steps := w.Do(t, call{As: "kaz", Path: path + "/steps"}).Page(t).Items
		if len(steps) < 4 || steps[len(steps)-2]["proposed"] != true || steps[len(steps)-1]["proposed"] != false ||
			steps[len(steps)-1].Text("actor_name") != "manager" {
			t.Errorf("its history is %v", steps)
		}
		met := "/needs/" + string(w.IDs["met need"])
		answer := func(path, body string) answer {
			return w.Do(t, call{As: "kaz", Method: "POST", Path: path + "/answer", Body: body,
				Header: map[string]string{"If-Match": w.Tag(t, "/api/v1"+path)}, Wrong: true})
		}
		answer(met, `{"answer":"not_met"}`).Problem(t, 422)
		denied := answer(met, `{"answer":"not_met","reason":"Two of ten posts are equipped"}`)
		if o := denied.Want(t, 200).Object(t); o["confirmed_on"] != nil ||
			o.Text("state_answer") != "not_met" || !strings.Contains(fmt.Sprint(o["next_step"]), "not met") {
			t.Errorf("what the State denies is %v", o)
		}
		if o := answer(met, `{"answer":"met"}`).Want(t, 200).Object(t); o.Text("confirmed_on") != "2026-11-23" {
			t.Errorf("the State's confirmation makes %v", o)
		}
		told := w.Do(t, call{As: "kaz", Path: met + "/history?limit=200"}).Page(t).Items
		if !strings.HasPrefix(told[len(told)-1].Text("words"),
			"kaz (the State) answered whether it was met on 23 November 2026: The State says: met") {
			t.Errorf("the history ends with %v", told[len(told)-1])
		}
		answer("/needs/"+string(w.IDs["open_need"]), `{"answer":"met"}`).Problem(t, 409)
	})
}
