package handlers_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"qadam/app/engine"
	"qadam/handlers/handlerstest"
	"qadam/models"
)

// expandable are what can be expanded, with all that can be asked of one object.
var expandable = map[string]string{"needs": "owner,themes,institutions,activities,organisations",
	"activities": "project,themes,institutions,organisations", "projects": "organisations,activities,themes,institutions"}

func expanded(t *testing.T, w *world, who, path, expand string) models.Expanded {
	t.Helper()
	var body struct{ Expanded *models.Expanded }
	w.Do(t, call{As: who, Path: path + "?expand=" + expand}).Want(t, 200).JSON(t, &body)
	if body.Expanded == nil {
		t.Fatalf("%s as %s has nothing expanded by %s", path, who, expand)
	}
	return *body.Expanded
}

// TestExpand reads a need, an activity and a project with all that they refer to, as readers who see all or less of it.
func TestExpand(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		need := "/needs/" + string(w.IDs["shared need"])
		all := expanded(t, w, "admin", need, expandable["needs"])
		if all.Owner == nil || all.Owner.Name != "manager" || len(all.Themes) != 1 || all.Themes[0].Code != "marking" ||
			len(all.Institutions) != 1 || all.Institutions[0].Name != "The institution" || len(all.Activities) != 2 ||
			len(all.Activities[0].Milestones) == 0 || len(all.Organisations) != 2 {
			t.Errorf("to an admin the need has %+v", all)
		}
		if e := expanded(t, w, "admin", need, "themes&expand=organisations"); e.Owner != nil || e.Activities != nil ||
			e.Institutions != nil || len(e.Themes) != 1 || len(e.Organisations) != 2 {
			t.Errorf("what was not asked for is there: %+v", e)
		}
		donor := expanded(t, w, "donorA", need, expandable["needs"]) // it may list neither users nor institutions
		if donor.Owner == nil || donor.Owner.Name != "manager" || len(donor.Institutions) != 1 || len(donor.Activities) != 1 ||
			donor.Activities[0].ID != w.IDs["activity"] || len(donor.Organisations) != 1 {
			t.Errorf("to a donor the need has %+v", donor)
		}
		partly := w.Do(t, call{As: "donorA", Path: "/needs/" + string(w.IDs["partly shared need"]) + "?expand=" + expandable["needs"]})
		if partly.Want(t, 200).Object(t)["expanded"] != nil {
			t.Errorf("what a partly shared need refers to is told: %s", partly.Body)
		}
		project := expanded(t, w, "partner1", "/projects/"+string(w.IDs["project"]), expandable["projects"])
		if len(project.Organisations) != 1 || project.Organisations[0].Code != "PARTNER1" || len(project.Activities) != 1 ||
			len(project.Activities[0].Milestones) == 0 || len(project.Themes) != 1 {
			t.Errorf("to its lead the project has %+v", project)
		}
		activity := expanded(t, w, "kaz", "/activities/"+string(w.IDs["activity"]), expandable["activities"])
		if activity.Project == nil || activity.Project.ID != w.IDs["project"] || len(activity.Organisations) != 1 {
			t.Errorf("to its State the activity has %+v", activity)
		}
		hidesUnlisted(t, w)
		for _, query := range []string{"?expand=nonsense", "?expand=owner,", "?expand="} {
			handlerstest.WantText(t, w.Fetch(t, call{As: "admin", Path: need + query}), 422, `"pointer":"expand"`)
		}
		handlerstest.WantText(t, w.Fetch(t, call{As: "admin", Path: "/needs?expand=activities"}), 422,
			"Give one of: owner, themes, institutions, funding, names")
	})
}

// hidesUnlisted makes an organisation that is not listed a partner: its name stays untold, as everywhere.
func hidesUnlisted(t *testing.T, w *world) {
	t.Helper()
	path := "/activities/" + string(w.IDs["activity of partner2"])
	body := fmt.Sprintf(`{"partners":[{"organisation_id":%q,"partner_role":"lead"},{"organisation_id":%q,"partner_role":"supporting"}]}`,
		w.IDs["partner2"], w.IDs["donor"])
	w.Do(t, call{As: "admin", Method: http.MethodPatch, Path: path, Body: body,
		Header: map[string]string{"If-Match": w.Tag(t, "/api/v1"+path)}}).Want(t, 200)
	if e := expanded(t, w, "admin", path, "organisations"); len(e.Organisations) != 2 {
		t.Errorf("to an admin the activity has %+v", e)
	}
	for _, who := range []string{"partner2", "kgz"} {
		if e := expanded(t, w, who, path, "organisations"); len(e.Organisations) != 1 || e.Organisations[0].Code != "PARTNER2" {
			t.Errorf("to %s the activity has %+v", who, e)
		}
	}
}

// TestExpandAsksNoMore holds that the statements grow neither with the rows of a list nor with the activities of an object.
func TestExpandAsksNoMore(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		cost := func(path string) (statements int64, size int) {
			w.Do(t, call{As: "donorA", Path: path}).Want(t, 200)
			before := w.App.Store().Queries()
			size = len(w.Do(t, call{As: "donorA", Path: path}).Want(t, 200).Body)
			return w.App.Store().Queries() - before, size
		}
		moreActivities(w, 0, 1)
		before := map[string]int64{}
		single := []string{"needs/" + string(w.IDs["shared need"]), "projects/" + string(w.IDs["project"])}
		for _, object := range single {
			noun, _, _ := strings.Cut(object, "/")
			before[object], _ = cost("/" + object + "?expand=" + expandable[noun])
		}
		moreActivities(w, 1, 12)
		for _, object := range single {
			noun, _, _ := strings.Cut(object, "/")
			if n, _ := cost("/" + object + "?expand=" + expandable[noun]); n != before[object] {
				t.Errorf("%s sends %d statements with many activities, %d with few", object, n, before[object])
			}
		}
		for path, names := range map[string]string{"/needs": "owner,themes,institutions,names",
			"/activities": expandable["activities"], "/projects": "organisations,names", "/milestones": "names"} {
			few, small := cost(path + "?limit=3&expand=" + names)
			many, large := cost(path + "?limit=200&expand=" + names)
			if few != many || path == "/activities" && large < 2*small {
				t.Errorf("%s sends %d statements for three (%d bytes), %d for all (%d bytes)", path, few, small, many, large)
			}
		}
	})
}

// moreActivities adds activities, each with a theme, an institution and a milestone.
func moreActivities(w *world, from, to int) {
	w.T.Helper()
	for i := from; i < to; i++ {
		v := handlerstest.Create(w, fmt.Sprint("more ", i), w.App.Activities, models.ActivityInput{ProjectID: w.IDs["project"],
			Title: "More", Reference: fmt.Sprintf("AAA-%02d", i), CountryCode: "KAZ", ThemeCodes: []string{"tracing"},
			InstitutionIDs: []models.ID{w.IDs["institution 2"]},
			Partners:       []models.ActivityPartner{{OrganisationID: w.IDs["partner"], PartnerRole: "lead"}},
			Needs:          []models.ActivityNeed{{NeedID: w.IDs["shared need"], Share: 5}}, PlannedStart: "2022-02-01",
			PlannedEnd: "2027-09-30", Health: "on_track"})
		handlerstest.Create(w, fmt.Sprint("step ", i), w.App.Milestones, models.MilestoneInput{ActivityID: v.ID, Title: "Step",
			DueOn: "2027-01-01"})
	}
}

// TestExpandIsLogged holds that needs named by expanded activities, and beside ids, are in the log as read, as they are with the
// activities' list.
func TestExpandIsLogged(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		for _, c := range []struct{ who, path, action, subject string }{
			{"donorA", "/projects/" + string(w.IDs["project"]) + "?expand=activities", "project.get", "shared need"},
			{"kaz", "/findings/" + string(w.IDs["finding"]) + "?expand=names", "finding.get", "mission"},
		} {
			w.Do(t, call{As: c.who, Path: c.path}).Want(t, 200)
			page, err := w.App.Changes.List(w.Ctx, engine.System(), models.ListQuery{Filters: map[string]string{
				"subject_id": string(w.IDs[c.subject]), "kind": string(models.LogRead), "action": c.action}})
			if err != nil {
				t.Fatal(err)
			}
			if !slices.ContainsFunc(page.Items, func(e models.Change) bool { return e.ActorID == w.IDs["user "+c.who] }) {
				t.Errorf("the %s that was named to %s is not among the reads: %+v", c.subject, c.who, page.Items)
			}
		}
	})
}
