package app_test

import (
	"context"
	"testing"

	"qadam/app/engine"
	"qadam/models"
)

// TestMissedReportingPeriods asks for each period of a monthly project on its own day, and shows what stays owed.
func TestMissedReportingPeriods(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		w.clockRules()
		focal := w.contact("focal@p1.example", "focal_point")
		w.contact("chief@p1.example", "coordinator")
		remPatch(w, w.a.Projects, w.project.ID, func(in *models.ProjectInput) { in.ReportingMonths, in.StartsOn = 1, "2021-08-31" })
		w.turnTo("2021-09-01")
		remStep(w, w.a.Projects, w.project.ID, models.StepInput{To: "implementation", OnDate: "2021-09-01"})
		report := func(from, to models.Date) {
			t.Helper()
			u := remMake(w, w.a.Updates, models.UpdateInput{ProjectID: w.project.ID, PeriodFrom: from, PeriodTo: to, NoChange: true})
			remStep(w, w.a.Updates, u.ID, models.StepInput{To: "submitted"})
		}
		shows := func(what string, next models.Date, missed ...models.Date) {
			t.Helper()
			p, err := w.a.Projects.Get(context.Background(), engine.System(), w.project.ID)
			w.must(err)
			var got []models.Date
			for _, m := range p.MissedPeriods {
				got = append(got, m.DueOn)
			}
			if len(got) != len(missed) || p.NextStep.Due != next {
				t.Errorf("%s: missed %v, next %s; want %v, %s", what, got, p.NextStep.Due, missed, next)
				return
			}
			for i := range missed {
				if got[i] != missed[i] {
					t.Errorf("%s: missed %v, want %v", what, got, missed)
				}
			}
		}

		w.expect("the first", w.scan("2021-09-28"), "update_due KAZ-P01 2021-08-31-3 focal@p1.example")
		w.expect("its next rung", w.scan("2021-10-11"), "update_due KAZ-P01 2021-08-31+7 chief@p1.example")
		shows("before a report", "2021-09-30", "2021-09-30")
		w.expect("the second has its own day", w.scan("2021-10-27"), "update_due KAZ-P01 2021-09-30-3 focal@p1.example")
		w.turnTo("2021-11-03")
		report("2021-08-31", "2021-09-29")
		shows("the first report is late", "2021-10-31", "2021-10-31")
		w.expect("the second is still owed", w.scan("2021-11-09"), "update_due KAZ-P01 2021-09-30+7 chief@p1.example")
		pending, err := w.a.PendingSteps(context.Background(), models.Actor{Role: models.Partner, UserID: focal.ID,
			OrganisationID: w.project.LeadOrganisationID, Email: focal.Email}, "en")
		w.must(err)
		if len(pending) != 1 || len(pending[0].Steps) != 1 {
			t.Errorf("pending are %+v", pending)
		}
		w.expect("the third", w.scan("2021-11-25"), "update_due KAZ-P01 2021-10-31-3 focal@p1.example")
		report("2021-09-30", "2021-11-25")
		shows("one report for two periods", "2021-12-31")
		w.expect("asks for nothing more", w.scan("2021-12-09"))
	})
}
