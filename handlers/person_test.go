package handlers_test

import (
	"slices"
	"testing"

	"qadam/handlers/handlerstest"
	"qadam/models"
)

// TestAPersonIsOneRecord reads and changes one person as a contact and as a user.
func TestAPersonIsOneRecord(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		contact := func(who, name string, status int) object {
			return w.Do(t, call{As: who, Path: "/contacts/" + string(w.IDs[name])}).Want(t, status).Object(t)
		}
		patch := func(who, path string, body map[string]any) answer {
			return w.Do(t, call{As: who, Method: "PATCH", Path: path, Body: body,
				Header: map[string]string{"If-Match": w.Tag(t, "/api/v1"+path)}})
		}
		own := contact("partner1", "user partner1", 200)
		if own["account"] != true || own["role"] != nil || contact("partner1", "contact", 200)["account"] != false {
			t.Errorf("a partner reads of itself %v", own)
		}
		contact("partner1", "user partner2", 404)
		contact("manager", "user kaz", 404) // a person of a State is at no organisation
		w.Do(t, call{As: "admin", Path: "/users/" + string(w.IDs["contact"])}).Want(t, 404)
		if n := len(w.Do(t, call{As: "partner1", Path: "/contacts?account=true"}).Page(t).Items); n != 1 {
			t.Errorf("%d contacts of a partner have an account", n)
		}

		path := "/contacts/" + string(w.IDs["user partner1"])
		for pointer, body := range map[string]map[string]any{"/name": {"name": "X"}, "/email": {"email": "thief@example.org"},
			"/organisation_id": {"organisation_id": w.IDs["partner2"]}, "/active": {"active": false}} {
			for _, who := range []string{"partner1", "manager", "admin"} {
				p := patch(who, path, body).Problem(t, 422)
				if !slices.Equal(p.Pointers(), []string{pointer}) && !(who == "partner1" && pointer == "/organisation_id") {
					t.Errorf("%s changes %s of an account: %v", who, pointer, p)
				}
			}
		}
		in := map[string]any{"duty": "coordinator", "language": "ru", "time_zone": "Asia/Almaty", "email": "partner1@example.org"}
		if c := patch("partner1", path, in).Want(t, 200).Object(t); c["duty"] != "coordinator" || c["account"] != true {
			t.Errorf("a partner's duty: %v", c)
		}
		if u := w.Do(t, call{As: "admin", Path: "/users/" + string(w.IDs["user partner1"])}).Object(t); u["language"] != "ru" ||
			u["role"] != "partner" {
			t.Errorf("the same person as a user: %v", u)
		}
		double := map[string]any{"organisation_id": w.IDs["partner"], "name": "Double", "email": "partner1@example.org", "duty": "other"}
		p := w.Do(t, call{As: "partner1", Method: "POST", Path: "/contacts", Body: double}).Problem(t, 409)
		if !slices.Equal(p.Pointers(), []string{"/organisation_id", "/email"}) {
			t.Errorf("a second contact with an account's address: %v", p)
		}
	})
}

// TestAContactGetsAnAccount gives a role to who is a contact already, and moves the person to another organisation.
func TestAContactGetsAnAccount(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		before := w.Do(t, call{As: "admin", Path: "/contacts/" + string(w.IDs["contact"])}).Object(t)
		in := map[string]any{"name": "Focal Point", "email": before.Text("email"), "role": "partner", "organisation_id": w.IDs["partner"]}
		add := func(who string) answer { return w.Do(t, call{As: who, Method: "POST", Path: "/users", Body: in}) }
		add("partner1").Want(t, 403)
		u := add("admin").Want(t, 201).Object(t)
		after := w.Do(t, call{As: "admin", Path: "/contacts/" + string(w.IDs["contact"])}).Object(t)
		if u.ID() != w.IDs["contact"] || after["account"] != true || after["duty"] != "focal_point" || after.Text("version") != "2" {
			t.Errorf("the user %v, the contact %v", u, after)
		}
		add("admin").Problem(t, 409)
		path := "/users/" + string(u.ID())
		moved := w.Do(t, call{As: "admin", Method: "PATCH", Path: path, Body: map[string]any{"organisation_id": w.IDs["partner2"]},
			Header: map[string]string{"If-Match": w.Tag(t, "/api/v1"+path)}}).Want(t, 200).Object(t)
		at := w.Do(t, call{As: "partner2", Path: "/contacts/" + string(moved.ID())}).Want(t, 200).Object(t)
		if at["duty"] != string(models.DutyOther) {
			t.Errorf("a duty went along to another organisation: %v", at)
		}
		w.Do(t, call{As: "partner1", Path: "/contacts/" + string(moved.ID())}).Want(t, 404)

		elsewhere := map[string]any{"organisation_id": w.IDs["partner"], "name": "Namesake", "email": before.Text("email"), "duty": "other"}
		c := w.Do(t, call{As: "partner1", Method: "POST", Path: "/contacts", Body: elsewhere}).Want(t, 201).Object(t)
		if c.ID() == moved.ID() || c["account"] != false {
			t.Errorf("the same address at another organisation: %v", c)
		}
	})
}
