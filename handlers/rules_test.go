package handlers_test

import (
	"slices"
	"strings"
	"testing"

	"qadam/models"
)

// step asks for a step of an object's life.
func (w *world) step(t *testing.T, as, path, body string) answer {
	t.Helper()
	return w.do(t, call{as: as, method: "POST", path: path + "/step", body: body, header: map[string]string{"If-Match": w.tag(t, "/api/v1"+path)}})
}

// TestStepsThatAreNotAllowed holds that an illegal step is a clear 409, with the steps that this role could take instead.
func TestStepsThatAreNotAllowed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		need, referred := "/needs/"+string(w.ids["need"]), "/needs/"+string(w.ids["referred need"])
		for _, c := range []struct{ as, path, to, allowed string }{
			{"manager", need, "met", "agreed declined"}, {"kaz", need, "met", "agreed declined"}, {"manager", need, "no_such_status", "agreed declined"},
			{"manager", need, "identified", "agreed declined"}, {"kaz", referred, "taken_up", "declined"}, {"manager", referred, "met", "taken_up prioritized lapsed declined"},
			{"manager", "/missions/" + string(w.ids["mission of kgz"]), "closed", "under_way cancelled"},
			{"partner1", "/activities/" + string(w.ids["activity"]), "cancelled", "implementation suspended"},
			{"partner1", "/milestones/" + string(w.ids["milestone"]), "dropped", "delivered"},
			{"partner1", "/updates/" + string(w.ids["sent update"]), "accepted", ""}, {"manager", "/updates/" + string(w.ids["sent update"]), "draft", "returned accepted"},
			{"partner1", "/referrals/" + string(w.ids["referral"]), "withdrawn", "accepted declined"}, {"partner1", "/offers/" + string(w.ids["offer"]), "open", "closed"},
		} {
			got := w.step(t, c.as, c.path, `{"to":"`+c.to+`"}`)
			p := got.problem(t, 409)
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
		if o := w.do(t, call{as: "manager", path: need}).want(t, 200).object(t); o.text("status") != "identified" || o["version"] != 2.0 {
			t.Errorf("after steps that were refused the need is %v", o)
		}
	})
}

// TestStepsThatNeedMore holds the rules of a step that its table does not know.
func TestStepsThatNeedMore(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, c := range []struct{ path, body, pointer string }{
			{"/needs/" + string(w.ids["need"]), `{"to":"declined"}`, "/reason"},
			{"/needs/" + string(w.ids["need"]), `{"to":"agreed","on_date":"2027-01-01"}`, "/on_date"},
			{"/needs/" + string(w.ids["need"]), `{"to":"agreed","organisation_id":"` + string(w.ids["partner"]) + `"}`, "/organisation_id"},
			{"/needs/" + string(w.ids["open_need"]), `{"to":"referred"}`, "/organisation_id"},
			{"/updates/" + string(w.ids["sent update"]), `{"to":"returned"}`, "/reason"},
			{"/referrals/" + string(w.ids["referral"]), `{"to":"declined"}`, "/reason"},
		} {
			if p := w.step(t, "manager", c.path, c.body).problem(t, 422); !slices.Contains(p.pointers(), c.pointer) {
				t.Errorf("%s %s is refused at %v, not at %s", c.path, c.body, p.pointers(), c.pointer)
			}
		}
	})
}

// TestProposals lets a partner propose what only a manager decides, and the State confirm.
func TestProposals(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		made(w, "consent to partners", w.app.Consents, models.ConsentInput{SubjectType: "need", SubjectID: w.ids["referred need"], Extent: "full", Audience: "partners", Instrument: "Note verbale", GivenOn: "2021-05-03"})
		path := "/needs/" + string(w.ids["referred need"])
		o := w.step(t, "partner1", path, `{"to":"taken_up"}`).want(t, 200).object(t)
		if o.text("status") != "referred" || o.text("proposed_status") != "taken_up" {
			t.Errorf("after a partner's proposal the need is %s, proposed %s", o.text("status"), o.text("proposed_status"))
		}
		if o := w.step(t, "manager", path, `{"to":"taken_up"}`).want(t, 200).object(t); o.text("status") != "taken_up" || o.text("proposed_status") != "" {
			t.Errorf("after the manager's word the need is %s, proposed %s", o.text("status"), o.text("proposed_status"))
		}
		steps := w.do(t, call{as: "kaz", path: path + "/steps"}).page(t).Items
		if len(steps) < 4 || steps[len(steps)-2]["proposed"] != true || steps[len(steps)-1]["proposed"] != false || steps[len(steps)-1].text("actor_name") != "manager" {
			t.Errorf("its history is %v", steps)
		}
		met := "/needs/" + string(w.ids["met need"])
		confirm := call{as: "kaz", method: "POST", path: met + "/confirm", header: map[string]string{"If-Match": w.tag(t, "/api/v1"+met)}}
		if o := w.do(t, confirm).want(t, 200).object(t); o.text("confirmed_on") != "2026-11-23" {
			t.Errorf("the State's confirmation makes %v", o)
		}
		confirm.path, confirm.header = path+"/confirm", map[string]string{"If-Match": w.tag(t, "/api/v1"+path)}
		w.do(t, confirm).problem(t, 409)
	})
}
