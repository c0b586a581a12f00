package app_test

import (
	"testing"

	"qadam/app/store"
	"qadam/models"
)

// TestStepNeeds: the needs of a frozen ranking go on together, what cannot is told with the reason, and nobody steps what they
// may not see.
func TestStepNeeds(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.scored()
		r := sure(w.Rankings.Create(w.ctx, w.manager, models.RankingInput{MissionID: w.missionKAZ.ID, Title: "Ranking",
			HeldOn: "2022-01-09", Participants: []string{"A ministry (fiction)"}}))(t)
		in := models.NeedStepsInput{RankingID: r.ID, To: "prioritized"}
		got := sure(w.StepNeeds(w.ctx, w.manager, in))(t)
		if len(got.Stepped) != 1 || got.Stepped[0].Reference != w.needs[3].Reference || got.Stepped[0].Status != models.NeedPrioritized ||
			len(got.Skipped) != 2 || got.Skipped[0].Reference != w.needs[1].Reference ||
			got.Skipped[1].Why != "This need is referred already." {
			t.Errorf("%+v", got)
		}
		if n := sure(w.Needs.Get(w.ctx, w.manager, w.needs[3].ID))(t); n.Status != models.NeedPrioritized ||
			n.Version != got.Stepped[0].Version {
			t.Errorf("the need is %s, version %d", n.Status, n.Version)
		}
		if again := sure(w.StepNeeds(w.ctx, w.manager, in))(t); len(again.Stepped) != 0 || len(again.Skipped) != 3 {
			t.Errorf("again: %+v", again)
		}

		// What fails after its need was written is undone alone: the organisation of a referral is looked for last.
		refer := models.NeedStepsInput{NeedIDs: []models.ID{w.needs[3].ID}, To: "referred", OrganisationID: models.NewID()}
		if got := sure(w.StepNeeds(w.ctx, w.manager, refer))(t); len(got.Stepped) != 0 || len(got.Skipped) != 1 {
			t.Errorf("to nobody: %+v", got)
		}
		if n := sure(w.Needs.Get(w.ctx, w.manager, w.needs[3].ID))(t); n.Status != models.NeedPrioritized {
			t.Errorf("a refused step left the need %s", n.Status)
		}

		agree := models.NeedStepsInput{NeedIDs: []models.ID{w.needs[4].ID, w.needs[3].ID, models.NewID()}, To: "agreed"}
		if got := sure(w.StepNeeds(w.ctx, w.nationalKGZ, agree))(t); len(got.Stepped) != 0 || len(got.Skipped) != 3 ||
			got.Skipped[0].Reference+got.Skipped[1].Reference+got.Skipped[2].Reference != "" {
			t.Errorf("another State: %+v", got)
		}
		if got := sure(w.StepNeeds(w.ctx, w.nationalKAZ, agree))(t); len(got.Stepped) != 1 || len(got.Skipped) != 2 {
			t.Errorf("the State: %+v", got)
		}
		_, err := w.StepNeeds(w.ctx, w.partner1, agree)
		refused(t, err, models.Forbidden, "a partner")
		_, err = w.StepNeeds(w.ctx, w.nationalKAZ, models.NeedStepsInput{RankingID: r.ID, NeedIDs: agree.NeedIDs, To: "agreed"})
		refuses(t, "both", err, models.Invalid, "/need_ids")
		_, err = w.StepNeeds(w.ctx, w.nationalKGZ, models.NeedStepsInput{RankingID: r.ID, To: "prioritized"})
		refuses(t, "another State's ranking", err, models.Invalid, "/ranking_id")
		agree.To = "done"
		_, err = w.StepNeeds(w.ctx, w.nationalKAZ, agree)
		refuses(t, "no status", err, models.Invalid, "/to")
		agree.To, agree.OnDate = "agreed", "2999-01-01"
		_, err = w.StepNeeds(w.ctx, w.nationalKAZ, agree)
		refuses(t, "a day to come", err, models.Invalid, "/on_date")
	})
}
