package handlers_test

import (
	"fmt"
	"slices"
	"testing"

	"qadam/handlers/handlerstest"
	"qadam/models"
)

// TestDoublesAreDecided asks an admin about two people who may be one, until they are joined or said to be two.
func TestDoublesAreDecided(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		doubles := func() (models.PersonDoubles, object) {
			var out models.PersonDoubles
			w.Do(t, call{As: "admin", Path: "/people/doubles"}).Want(t, 200).JSON(t, &out)
			counts, _ := w.Do(t, call{As: "admin", Path: "/overview"}).Want(t, 200).Object(t)["counts"].(map[string]any)
			return out, counts
		}
		before, _ := doubles()
		contact := func(name, org string, in models.ContactInput) models.ID {
			in.OrganisationID, in.Duty, in.Active = w.IDs[org], models.DutyFocalPoint, true
			return handlerstest.Create(w, name, w.App.Contacts, in).ID
		}
		user := w.IDs["user partner1"]
		named := contact("named", "partner", models.ContactInput{Name: "PARTNER1", Email: "other.address@example.org"})
		addressed := contact("addressed", "partner2", models.ContactInput{Name: "Somebody", Email: "partner1@example.org"})
		now, counts := doubles()
		if now.Total != before.Total+2 || counts["people"] != float64(now.Total) {
			t.Fatalf("of %d there are %d, and the overview says %v", before.Total, now.Total, counts)
		}
		for other, sign := range map[models.ID]models.DoubleSign{named: models.SameName, addressed: models.SameAddress} {
			if !slices.ContainsFunc(now.Items, func(d models.PersonDouble) bool {
				return d.First.ID == min(user, other) && d.Second.ID == max(user, other) && slices.Equal(d.Signs, []models.DoubleSign{sign})
			}) {
				t.Errorf("nobody asks whether %s is one with the user: %+v", sign, now.Items)
			}
		}
		if _, is := w.Do(t, call{As: "manager", Path: "/overview"}).Object(t)["counts"].(map[string]any)["people"]; is {
			t.Error("a manager is asked")
		}
		join := func(who string, kept, other models.ID, try bool) answer {
			return w.Do(t, call{As: who, Method: "POST", Path: "/people/join",
				Body: models.PersonJoinInput{KeptID: kept, OtherID: other, DryRun: try}})
		}
		join("manager", user, named, false).Want(t, 403)
		join("admin", user, w.IDs["contact"], false).Problem(t, 422)
		join("admin", named, user, false).Problem(t, 422) // who signs in is kept
		w.Do(t, call{As: "admin", Method: "POST", Path: "/people/apart",
			Body: models.PersonApart{FirstID: user, SecondID: addressed}}).Want(t, 200)
		join("admin", user, addressed, false).Problem(t, 422)

		activity := "/activities/" + string(w.IDs["activity"])
		w.Do(t, call{As: "manager", Method: "PATCH", Path: activity, Body: map[string]any{"contact_id": named},
			Header: map[string]string{"If-Match": w.Tag(t, "/api/v1"+activity)}}).Want(t, 200)
		for _, try := range []bool{true, false} {
			plan := join("admin", user, named, try).Want(t, 200).Object(t)
			moved, _ := plan["moved"].([]any)
			if len(moved) != 1 || plan["duty"] != "focal_point" || plan["ends_account"] != false || plan["leaves_organisation_id"] != nil {
				t.Errorf("joining says %v", plan)
			}
		}
		if got := w.Do(t, call{As: "admin", Path: activity}).Object(t)["contact_id"]; got != string(user) {
			t.Errorf("the activity's focal point is %v", got)
		}
		w.Do(t, call{As: "admin", Path: "/contacts/" + string(named)}).Want(t, 404)
		if after, counts := doubles(); after.Total != before.Total || before.Total == 0 && counts["people"] != nil {
			t.Errorf("it is still asked about %+v", after)
		}
	})
}

// TestJoiningTwoAccounts ends what opened something for the one that goes.
func TestJoiningTwoAccounts(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		second := newKeys(t, w, "second", models.UserInput{Role: models.Partner, OrganisationID: w.IDs["partner"]})
		kept := handlerstest.Create(w, "user kept", w.App.Users, models.UserInput{Name: "Second", Email: "kept@example.org",
			Role: models.Partner, OrganisationID: w.IDs["partner"], Active: true}).ID
		plan := w.Do(t, call{As: "admin", Method: "POST", Path: "/people/join",
			Body: models.PersonJoinInput{KeptID: kept, OtherID: w.IDs["user second"]}}).Want(t, 200).Object(t)
		if plan["ends_account"] != true {
			t.Errorf("joining says %v", plan)
		}
		if shut := second.shut(t); shut != "session, token, calendar, webhook, passkey, identity, update link" {
			t.Errorf("of the keys of the other are shut: %s", shut)
		}
		w.Do(t, call{As: "admin", Path: "/users/" + string(w.IDs["user second"])}).Want(t, 404)
	})
}

// TestJoiningKeepsWhoMaySignIn refuses to make one of two accounts of different roles, and to keep the record that is closed.
func TestJoiningKeepsWhoMaySignIn(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		user := func(role models.Role, active bool) models.ID {
			n := len(w.IDs)
			in := models.UserInput{Name: "Same Name", Email: fmt.Sprintf("%d@example.org", n), Role: role, Active: active,
				OrganisationID: w.IDs["partner"]}
			return handlerstest.Create(w, fmt.Sprint("user same", n), w.App.Users, in).ID
		}
		contact := handlerstest.Create(w, "same contact", w.App.Contacts, models.ContactInput{OrganisationID: w.IDs["partner"],
			Name: "Same Name", Email: "contact.same@example.org", Duty: models.DutyOther, Active: true}).ID
		partner, manager, closed := user(models.Partner, true), user(models.Manager, true), user(models.Partner, false)
		join := func(kept, other models.ID) answer {
			return w.Do(t, call{As: "admin", Method: "POST", Path: "/people/join",
				Body: models.PersonJoinInput{KeptID: kept, OtherID: other}})
		}
		for _, c := range []struct {
			kept, other models.ID
			pointer     string
		}{{partner, manager, "/other_id"}, {manager, partner, "/other_id"}, {closed, partner, "/kept_id"}, {closed, contact, "/kept_id"}} {
			if p := join(c.kept, c.other).Problem(t, 422); !slices.Equal(p.Pointers(), []string{c.pointer}) {
				t.Errorf("it is refused by %v, not by %s", p, c.pointer)
			}
		}
		if plan := join(contact, closed).Want(t, 200).Object(t); plan["ends_account"] != true {
			t.Errorf("joining a closed account into a contact says %v", plan)
		}
	})
}

// TestTheLastAdminStays neither closed nor with another role, as long as there is no other one.
func TestTheLastAdminStays(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		patch := func(name string, body map[string]any) answer {
			path := "/users/" + string(w.IDs[name])
			return w.Do(t, call{As: "admin", Method: "PATCH", Path: path, Body: body,
				Header: map[string]string{"If-Match": w.Tag(t, "/api/v1"+path)}})
		}
		for _, u := range w.Collect(t, "admin", "/users?role=admin&active=true") {
			if id := u; id != w.IDs["user admin"] {
				path := "/users/" + string(id)
				w.Do(t, call{As: "admin", Method: "PATCH", Path: path, Body: map[string]any{"active": false},
					Header: map[string]string{"If-Match": w.Tag(t, "/api/v1"+path)}}).Want(t, 200)
			}
		}
		for pointer, body := range map[string]map[string]any{"/active": {"active": false}, "/role": {"role": "manager"}} {
			if p := patch("user admin", body).Problem(t, 422); !slices.Equal(p.Pointers(), []string{pointer}) {
				t.Errorf("the last admin: %v", p)
			}
		}
		patch("user manager", map[string]any{"role": "admin"}).Want(t, 200)
		patch("user admin", map[string]any{"role": "manager"}).Want(t, 200)
	})
}
