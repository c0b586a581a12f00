package pages_test

import (
	"fmt"
	"html"
	"net/http"
	"strings"
	"testing"

	"qadam/handlers/handlerstest"
	"qadam/models"
)

// TestTheHomeIsTheAPIsOverview compares the home of each reader with what the API's overview gives it.
func TestTheHomeIsTheAPIsOverview(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		if to := w.Browse(t, http.MethodGet, "/", nil).Want(t, 303).Header.Get("Location"); to != "/sign-in?next=%2F" {
			t.Errorf("a stranger is sent to %s", to)
		}
		named := 0
		for _, who := range []string{"manager", "admin", "kaz", "kgz", "partner1", "partner2", "donorA", "donorB"} {
			var o models.Overview
			w.Do(t, call{As: who, Path: "/overview"}).Want(t, 200).JSON(t, &o)
			page := w.BrowseAs(t, who, http.MethodGet, "/", nil).Want(t, 200)
			all := 0
			for name, n := range o.Counts {
				if name != "no_money" {
					all += n
				}
			}
			text := said(page)
			for i, m := range o.Attention {
				shown := strings.Contains(string(page.Body), html.EscapeString(m.Why)) && strings.Contains(string(page.Body), m.Reference)
				if i < 7 && !shown {
					t.Errorf("the home of %s does not tell of %+v", who, m)
				}
				named++
			}
			if all > 0 && !strings.Contains(text, fmt.Sprintf("%d of %d, most urgent first", min(len(o.Attention), 7), all)) {
				t.Errorf("the home of %s does not say that there are %d matters: %.300s", who, all, text)
			}
			if all == 0 && !strings.Contains(text, "Nothing needs you today") {
				t.Errorf("the home of %s says %.300s", who, text)
			}
			for _, part := range []string{"Funding gap", "Delivery by theme"} {
				if may := o.Gap.Needed.Currency != ""; strings.Contains(text, part) != may && (!may || part == "Funding gap") {
					t.Errorf("that the home of %s says %q is %v", who, part, !may)
				}
			}
			if has := strings.Contains(text, "Money booked"); has != (o.Money != nil) {
				t.Errorf("that the home of %s tells of money is %v", who, has)
			}
			if size := packed(page.Body); size > 30<<10 {
				t.Errorf("the home of %s has %d bytes", who, size)
			}
		}
		if named < 10 {
			t.Errorf("only %d matters were looked for", named)
		}
		if page := string(w.BrowseAs(t, "manager", http.MethodGet, "/", nil).Body); !strings.Contains(page,
			`href="/" aria-current="page"`) {
			t.Error("the rail does not say where its reader is")
		}
	})
}

// TestTheHomeAsksNoMoreForMore holds that its statements do not grow with what there is.
func TestTheHomeAsksNoMoreForMore(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		cost := func() int64 {
			w.BrowseAs(t, "manager", http.MethodGet, "/", nil)
			before := w.App.Store().Queries()
			w.BrowseAs(t, "manager", http.MethodGet, "/", nil).Want(t, 200)
			return w.App.Store().Queries() - before
		}
		more := func(i int) {
			handlerstest.Create(w, fmt.Sprint("late step ", i), w.App.Milestones, models.MilestoneInput{ActivityID: w.IDs["activity"],
				Title: fmt.Sprint("Late ", i), DueOn: "2026-11-01", Weight: 1})
			handlerstest.Create(w, fmt.Sprint("further need ", i), w.App.Needs, models.NeedInput{MissionID: w.IDs["mission"],
				Title: fmt.Sprint("Further ", i), Level: models.LevelOperational, Kind: models.KindTraining,
				ThemeCodes: []string{"marking"}})
		}
		for i := range 8 {
			more(i)
		}
		few := cost()
		for i := range 20 {
			more(8 + i)
		}
		if many := cost(); many > few {
			t.Errorf("the home sends %d statements with much, %d with little", many, few)
		}
		if few > 140 {
			t.Errorf("the home sends %d statements", few)
		}
	})
}

// TestAHomeOfManyActivitiesOpens holds that a portfolio with more late activities than a filter takes values is shown all the same.
func TestAHomeOfManyActivitiesOpens(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		const many = 110
		for i := range many {
			name := fmt.Sprint("late activity ", i)
			handlerstest.Create(w, name, w.App.Activities, models.ActivityInput{ProjectID: w.IDs["project"], Title: name,
				CountryCode:  "KAZ",
				Partners:     []models.ActivityPartner{{OrganisationID: w.IDs["partner"], PartnerRole: models.PartnerLead}},
				PlannedStart: "2026-01-01", PlannedEnd: "2027-12-31", Health: models.OnTrack})
			handlerstest.Create(w, "step of "+name, w.App.Milestones, models.MilestoneInput{ActivityID: w.IDs[name], Title: name,
				DueOn: "2026-11-02", Weight: 1})
		}
		page := w.BrowseAs(t, "manager", http.MethodGet, "/", nil)
		handlerstest.WantText(t, page, 200, "Next 90 days")
		var o models.Overview
		w.Do(t, call{As: "manager", Path: "/overview"}).Want(t, 200).JSON(t, &o)
		if late := o.Counts["overdue"]; late < many || !strings.Contains(said(page), fmt.Sprintf("overdue: %d", late)) {
			t.Errorf("the home does not count the %d late steps: %.2000s", late, said(page))
		}
	})
}

// TestTheHomeCountsWhatTheAPIDoes holds that a milestone is told with its activity whatever its reference is, and that as many are late as
// the API gives, to each reader.
func TestTheHomeCountsWhatTheAPIDoes(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		handlerstest.Create(w, "step of its own name", w.App.Milestones, models.MilestoneInput{Reference: "REV-CUSTOM",
			ActivityID: w.IDs["activity"], Title: "Named by its office", DueOn: "2020-01-01", Weight: 1})
		for _, who := range []string{"manager", "kaz", "partner1", "donorA"} {
			var found struct{ Items []models.Milestone }
			w.Do(t, call{As: who, Path: "/milestones?status=planned&due_to=2026-11-22&limit=200"}).Want(t, 200).JSON(t, &found)
			late := 0
			for _, m := range found.Items {
				var a models.Activity
				w.Do(t, call{As: who, Path: "/activities/" + string(m.ActivityID)}).Want(t, 200).JSON(t, &a)
				var p models.Project
				w.Do(t, call{As: who, Path: "/projects/" + string(a.ProjectID)}).Want(t, 200).JSON(t, &p)
				if !models.Finished(string(a.Status)) && !models.Finished(string(p.Status)) {
					late++
				}
			}
			page := w.BrowseAs(t, who, http.MethodGet, "/", nil).Want(t, 200)
			if text := said(page); late < 2 || !strings.Contains(text, fmt.Sprintf("overdue: %d", late)) ||
				!strings.Contains(text, "Named by its office") {
				t.Errorf("the home of %s does not tell of the %d late steps: %s", who, late, text)
			}
			link := fmt.Sprintf(`href="/reminders/activity/%s">See the activity<span class="vh"> REV-CUSTOM`, w.IDs["activity"])
			if who == "manager" && !strings.Contains(string(page.Body), link) {
				t.Errorf("the home does not lead to the activity: %s", page.Body)
			}
		}
	})
}

// TestACancelledMissionHidesNoOther on the tile of its State.
func TestACancelledMissionHidesNoOther(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		tiles := func() string {
			text := said(w.BrowseAs(t, "manager", http.MethodGet, "/", nil).Want(t, 200))
			_, text, _ = strings.Cut(text, "Kazakhstan")
			return text
		}
		before := tiles()
		handlerstest.Create(w, "later", w.App.Missions, models.MissionInput{CountryCode: "KAZ", Title: "Later",
			Modality: models.ModalityVirtual, LeadOrganisationID: w.IDs["lead"],
			Parts: []models.MissionPart{{StartsOn: "2026-09-01", EndsOn: "2026-09-05"}}})
		if tiles() == before {
			t.Error("the latest mission is not shown")
		}
		handlerstest.TakeSteps(w, w.App.Missions, "later", handlerstest.To(models.MissionCancelled))
		if after := tiles(); after != before {
			t.Errorf("beside a cancelled mission the tile is %.60s, before %.60s", after, before)
		}
	})
}
