package handlers_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"qadam/handlers/handlerstest"
	"qadam/models"
)

// changes are ways in which an activity, or what belongs to it, is changed.
type changes struct{ activity, project, milestone, indicator models.ID }

// items are these ways as items of a batch, which the routes of their own take, too.
func (c changes) items() []map[string]any {
	return []map[string]any{
		batchItem("PATCH", "/activities/"+string(c.activity), `{"title":"Renamed"}`),
		batchItem("PATCH", "/activities/"+string(c.activity), `{"health":"off_track","progress":90}`),
		batchItem("POST", "/milestones", `{"activity_id":"`+string(c.activity)+`","title":"Another","due_on":"2027-06-30","weight":1}`),
		batchItem("PATCH", "/milestones/"+string(c.milestone), `{"title":"Renamed"}`),
		batchItem("POST", "/indicators", `{"project_id":"`+string(c.project)+`","activity_id":"`+string(c.activity)+
			`","kind":"output","title":"Another","unit":"officers"}`),
		batchItem("PATCH", "/indicators/"+string(c.indicator), `{"title":"Renamed"}`),
	}
}

// try makes a change by its own route and in a batch, and requires one of some statuses.
func (c changes) try(t *testing.T, w *world, who string, want ...int) {
	t.Helper()
	tag := func(item map[string]any) string {
		if path := item["path"].(string); strings.Count(path, "/") > 1 {
			return w.Tag(t, "/api/v1"+path)
		}
		return ""
	}
	check := func(item map[string]any, status int, body any) {
		t.Helper()
		if !slices.Contains(want, status) {
			t.Errorf("%s may change by %s %s: %d, not %v: %.300s", who, item["method"], item["path"], status, want, body)
		}
	}
	for _, item := range c.items() {
		got := w.Do(t, call{As: who, Method: item["method"].(string), Path: item["path"].(string),
			Body: string(item["body"].(models.RawJSON)), Header: map[string]string{"If-Match": tag(item)}})
		check(item, got.Status, string(got.Body))
		if item["if_match"] = tag(item); item["if_match"] == "" {
			delete(item, "if_match")
		}
		b := batchWorld{w}
		for _, one := range b.results(t, b.send(t, who, true, item)) {
			check(item, one.Status, string(one.Body))
		}
	}
	activity := "/activities/" + string(c.activity)
	set := w.Do(t, call{As: who, Method: http.MethodPut, Path: activity + "/milestones", Header: map[string]string{"If-Match": w.Tag(t,
		"/api/v1"+activity)}, Body: `{"milestones":[{"title":"New","due_on":"2027-06-30"}],"reason":"Planned anew"}`})
	if who != "admin" && set.Status == 409 { // partners drop no milestones
		set.Status = 200
	}
	check(map[string]any{"method": "PUT", "path": activity + "/milestones"}, set.Status, string(set.Body))
}

// TestOnlyLeadsChangeAnActivity lets a partner change an activity by every way that there is. One that does not lead it reports.
func TestOnlyLeadsChangeAnActivity(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		for _, c := range []struct {
			part, project string
			may           bool
		}{{"implementing", "project", false}, {"supporting", "project", false}, {"lead", "project", true},
			{"supporting", "project of partner2", true}} {
			name := c.part + " in the " + c.project
			partners := []models.ActivityPartner{{OrganisationID: w.IDs["partner2"], PartnerRole: models.PartnerRole(c.part)}}
			lead := w.IDs["partner2"]
			if c.part != "lead" {
				lead = w.IDs["partner"]
				partners = append(partners, models.ActivityPartner{OrganisationID: lead, PartnerRole: models.PartnerLead})
			}
			v := handlerstest.Create(w, name, w.App.Activities, models.ActivityInput{ProjectID: w.IDs[c.project], Title: "Activity",
				CountryCode: "KAZ", Partners: partners, PlannedStart: "2022-02-01", PlannedEnd: "2027-09-30", Health: models.OnTrack})
			m := handlerstest.Create(w, "milestone of "+name, w.App.Milestones, models.MilestoneInput{ActivityID: v.ID, Title: "Milestone",
				DueOn: "2027-06-30", Weight: 1, OrganisationID: lead})
			i := handlerstest.Create(w, "indicator of "+name, w.App.Indicators, models.IndicatorInput{ProjectID: v.ProjectID,
				ActivityID: v.ID, Kind: models.IndicatorOutput, Title: "Officers", Unit: "officers"})
			ways := changes{v.ID, v.ProjectID, m.ID, i.ID}
			if !c.may {
				ways.try(t, w, "partner2", 403)
			} else {
				ways.try(t, w, "partner2", 200, 201)
			}
			report := w.Do(t, call{As: "partner2", Method: "POST", Path: "/updates", Body: map[string]any{"project_id": v.ProjectID,
				"activity_id": v.ID, "period_from": "2026-07-01", "period_to": "2026-09-30", "narrative": "Fiction"}}).Want(t, 201)
			path := "/updates/" + string(report.Object(t).ID())
			w.Do(t, call{As: "partner2", Method: "POST", Path: path + "/step", Body: `{"to":"submitted"}`,
				Header: map[string]string{"If-Match": w.Tag(t, "/api/v1"+path)}}).Want(t, 200)
		}
	})
}

// TestWhatIsClosedIsReopenedFirst changes what is closed, and what belongs to it, by every way that there is.
func TestWhatIsClosedIsReopenedFirst(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		w.Close()
		declined := handlerstest.Create(w, "declined need", w.App.Needs, models.NeedInput{MissionID: w.IDs["mission"], Title: "Declined",
			Level: models.LevelOperational, Kind: models.KindTraining, ThemeCodes: []string{"marking"}})
		handlerstest.TakeSteps(w, w.App.Needs, "declined need", models.StepInput{To: string(models.NeedDeclined), Reason: "Fiction"})
		change := func(who, method, path, body string) answer {
			t.Helper()
			c := call{As: who, Method: method, Path: path, Body: body, Header: map[string]string{}}
			if strings.Count(path, "/") > 1 {
				c.Header["If-Match"] = w.Tag(t, "/api/v1"+path)
			}
			return w.Do(t, c)
		}
		id := func(name string) string { return string(w.IDs[name]) }
		for path, name := range map[string]string{"/missions/": "closed mission", "/projects/": "closed project",
			"/activities/": "closed activity", "/offers/": "closed offer", "/needs/": "met need"} {
			p := change("admin", "PATCH", path+id(name), `{"title":"Too late"}`).Problem(t, 409)
			if len(p.Allowed) == 0 {
				t.Errorf("nobody learns how the %s is reopened: %s", name, p.Detail)
			}
			change("admin", "POST", path+id(name)+"/step", fmt.Sprintf(`{"to":%q}`, p.Allowed[0])).Want(t, 200)
			change("admin", "PATCH", path+id(name), `{"title":"Reopened"}`).Want(t, 200)
		}
		change("admin", "POST", "/missions/"+id("closed mission")+"/step", `{"to":"cancelled"}`).Want(t, 200)
		change("admin", "POST", "/activities/"+id("closed activity")+"/step", `{"to":"cancelled"}`).Want(t, 200)
		change("admin", "POST", "/projects/"+id("closed project")+"/step", `{"to":"cancelled"}`).Want(t, 200)

		ways := changes{w.IDs["closed activity"], w.IDs["closed project"], w.IDs["closed milestone"], w.IDs["closed indicator"]}
		ways.try(t, w, "admin", 409)
		for who, status := range map[string]int{"admin": 409, "partner1": 409} {
			change(who, "POST", "/milestones/"+id("closed milestone")+"/step", `{"to":"delivered"}`).Problem(t, status)
			change(who, "POST", "/updates/"+id("closed update")+"/step", `{"to":"submitted"}`).Problem(t, status)
			change(who, "POST", "/updates", `{"project_id":"`+id("closed project")+`","activity_id":"`+id("closed activity")+
				`","period_from":"2022-02-01","period_to":"2022-03-31","narrative":"Fiction"}`).Problem(t, status)
			change(who, "POST", "/activities", `{"project_id":"`+id("closed project")+`","title":"Another","country_code":"KAZ",`+
				`"partners":[{"organisation_id":"`+id("partner")+`","partner_role":"lead"}],"planned_start":"2022-02-01",`+
				`"planned_end":"2022-03-31","health":"on_track"}`).Problem(t, status)
		}
		change("admin", "POST", "/findings", `{"mission_id":"`+id("closed mission")+`","dimension":"operational","kind":"shortfall",`+
			`"text":"Too late"}`).Problem(t, 409)
		change("admin", "PATCH", "/findings/"+id("closed finding"), `{"text":"Too late"}`).Problem(t, 409)
		change("admin", "POST", "/needs", `{"mission_id":"`+id("closed mission")+`","title":"Too late","level":"operational",`+
			`"kind":"training","theme_codes":["marking"]}`).Problem(t, 422)
		for mission, row := range map[string]string{"closed mission": "Another,", "mission": "Renamed," + declined.Reference} {
			got := w.Do(t, call{As: "admin", Method: "POST", Path: "/missions/" + id(mission) + "/needs/import?existing=update",
				Body:   "title,reference,level,kind,theme_codes\n" + row + ",operational,training,marking\n",
				Header: map[string]string{"Content-Type": "text/csv"}})
			if !strings.Contains(string(got.Body), "reopened") || strings.Contains(string(got.Body), `"accepted":1`) {
				t.Errorf("a file changes what is closed: %s", got.Body)
			}
		}
		link, err := w.App.UpdateAddress(w.Ctx, models.UpdateLinkInput{ActivityID: w.IDs["closed activity"], ContactID: w.IDs["contact"]})
		if err != nil {
			t.Fatal(err)
		}
		page := w.Browse(t, "GET", strings.TrimPrefix(link, handlerstest.BaseURL), nil)
		if strings.Contains(string(page.Body), `name="narrative"`) {
			t.Error("the form of an update link takes news of an activity that is cancelled")
		}
		w.Do(t, call{As: "admin", Method: "POST", Path: "/update-links", Body: `{"activity_id":"` + id("closed activity") +
			`","contact_id":"` + id("contact") + `"}`}).Problem(t, 409)
	})
}
