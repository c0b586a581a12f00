package app_test

import (
	"context"
	"fmt"
	"testing"

	"qadam/models"
)

// TestTheStatesOverviewIsItsOwn: what waits for its word comes first, and what partners owe is not in it.
func TestTheStatesOverviewIsItsOwn(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		ctx, nina := context.Background(), w.counterpart("nina@state.example")
		w.milestone("2021-10-05")
		agreed := w.need(remStart, "")
		waiting := remMake(w, w.a.Needs, models.NeedInput{MissionID: w.mission, Title: "Waits", Level: "operational", Kind: "training",
			ThemeCodes: []string{"marking"}})
		ask := func(id models.ID, procedure models.Procedure) {
			r, err := w.a.ConsentRequests.Create(ctx, w.asManager(), models.ConsentRequestInput{SubjectType: "need", SubjectID: id,
				Extent: "full", Audience: "donors", Procedure: procedure})
			w.must(err)
			w.must(w.a.BeginSilence(ctx, r.ID))
		}
		ask(agreed.ID, models.ProcedureAnswer)
		ask(waiting.ID, models.ProcedureSilence)
		for _, to := range []models.MissionStatus{models.MissionUnderWay, models.MissionDrafting, models.MissionDraftSent} {
			remStep(w, w.a.Missions, w.mission, models.StepInput{To: string(to)})
		}
		w.shippedRules()
		w.turnTo("2021-10-07")
		o, err := w.a.Overview(ctx, nina)
		w.must(err)
		var got []string
		for _, m := range o.Attention {
			got = append(got, fmt.Sprint(m.Matter, " ", m.SubjectType, " ", m.Reference, ": ", m.Why))
		}
		mission, err := w.a.Missions.Get(ctx, nina, w.mission)
		w.must(err)
		w.expect("her overview", got,
			"decide consent_request "+waiting.Reference+
				": Asked on 1 October 2021 to share it with donors; silence is consent after 8 October 2021",
			"decide consent_request "+agreed.Reference+": Asked on 1 October 2021 to share it with donors; give consent or refuse it",
			"decide mission "+mission.Reference+": Draft report sent on 1 October 2021; comment on it by 31 October 2021",
			"decide mission "+mission.Reference+": 1 need waits for agreement since 1 October 2021")
		if o.Counts["decide"] != 4 || o.Counts["overdue"] != 0 {
			t.Errorf("the counts are %v", o.Counts)
		}
		all, err := w.a.Overview(ctx, w.asManager())
		w.must(err)
		if all.Counts["overdue"] != 1 {
			t.Errorf("a manager's counts are %v", all.Counts)
		}
	})
}
