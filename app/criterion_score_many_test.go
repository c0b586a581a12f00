package app_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"qadam/app/store"
	"qadam/models"
)

// TestAssessorsOfAnyRole lets those score who are named for the mission, whatever their role, what they may read in full; each of
// them reads its own scores alone.
func TestAssessorsOfAnyRole(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		scheme := w.scored() // of the needs 1 to 3; need 1 is shared in full with donors, need 2 in part
		mission := w.missionKAZ.ID
		give := func(by models.Actor, need int) error {
			_, err := w.Scores.Create(w.ctx, by, models.ScoreInput{NeedID: w.needs[need].ID, CriterionID: scheme.Criteria[0].ID, Value: 1,
				Reason: "Fiction"})
			return err
		}
		name := func(who ...models.Actor) error {
			var in models.AssessorsInput
			for _, a := range who {
				in.UserIDs = append(in.UserIDs, a.UserID)
			}
			_, err := w.AskAssessors(w.ctx, w.manager, mission, in)
			return err
		}
		refused(t, name(w.partner1), models.Invalid, "a partner who may read nothing")
		refused(t, name(w.nationalKGZ), models.Invalid, "another State's counterpart")
		refused(t, give(w.donorA, 1), models.Forbidden, "a donor who is not named")
		refused(t, give(w.nationalKAZ, 1), models.Forbidden, "a counterpart who is not named")
		asking := func(who ...models.Actor) int64 {
			before := w.Store().Queries()
			if err := name(who...); err != nil {
				t.Fatal(err)
			}
			return w.Store().Queries() - before
		}
		asking(w.manager)
		if one, more := asking(w.nationalKAZ), asking(w.admin, w.manager); more > one {
			t.Errorf("asking two sends %d statements, asking one %d", more, one)
		}
		asking(w.donorA, w.nationalKAZ)
		refused(t, give(w.donorB, 1), models.Forbidden, "another donor")
		refused(t, give(w.donorA, 2), models.Invalid, "a need that is shared in part")
		refused(t, give(w.donorA, 3), models.Invalid, "a need that is not shared")
		for _, who := range []models.Actor{w.donorA, w.nationalKAZ} {
			if err := give(who, 1); err != nil {
				t.Fatalf("%s: %v", who.Name, err)
			}
		}
		if got := sure(w.Scores.List(w.ctx, w.donorA, models.ListQuery{}))(t).Items; len(got) != 1 || got[0].AssessorID != w.donorA.UserID {
			t.Errorf("the donor reads %+v", got)
		}
		if got := sure(w.Schemes.List(w.ctx, w.donorA, models.ListQuery{}))(t).Items; len(got) != 1 {
			t.Errorf("the donor reads %d schemes", len(got))
		}
		if got := sure(w.Schemes.List(w.ctx, w.donorB, models.ListQuery{}))(t).Items; len(got) != 0 {
			t.Errorf("another donor reads %d schemes", len(got))
		}
		own := sure(w.Scoring(w.ctx, w.donorA, mission, ""))(t)
		if len(own.Needs) != 1 || len(own.Assessors) != 1 || own.Assessors[0].Scored != 1 || own.Assessors[0].Missing != 1 ||
			len(own.Needs[0].Cells[0].Values) != 1 {
			t.Errorf("the donor's scoring is %+v", own)
		}
		_, err := w.Scoring(w.ctx, w.donorB, mission, "")
		refused(t, err, models.NotFound, "another donor's scoring")
		for _, a := range sure(w.Scoring(w.ctx, w.manager, mission, ""))(t).Assessors {
			if want := map[models.ID]int{w.donorA.UserID: 1}[a.UserID]; want > 0 && (a.Readable != want || a.Scored+a.Missing != 2) {
				t.Errorf("the manager reads of the donor %+v", a)
			}
		}
	})
}

// TestScoringAMissionAtOnce takes an assessor's scores in one request and by a sheet, and ranks as single scores do.
func TestScoringAMissionAtOnce(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.scored()
		mission := w.missionKAZ.ID
		cell := func(need int, code string, value int, reason string) models.NeedCell {
			return models.NeedCell{NeedReference: strings.ToLower(w.needs[need].Reference), Code: code, Value: value, Reason: reason}
		}
		_, err := w.ScoreMission(w.ctx, w.manager, mission, models.MissionScoresInput{Scores: []models.NeedCell{
			cell(1, "urgency", 1, "New"), cell(5, "urgency", 1, "Of another mission")}})
		refused(t, err, models.Invalid, "a need of another mission")
		if p := w.priorities(); p[1] == 0 {
			t.Error("something was saved of a refused request")
		}
		got := sure(w.ScoreMission(w.ctx, w.manager, mission, models.MissionScoresInput{Scores: []models.NeedCell{
			cell(1, "urgency", 3, "Less now"), cell(2, "urgency", 3, "Fiction"), cell(4, "urgency", 5, "New")}}))(t)
		if got.Created != 1 || got.Changed != 1 || got.Unchanged != 1 {
			t.Errorf("%+v", got)
		}
		n := sure(w.Needs.Get(w.ctx, w.manager, w.needs[1].ID))(t)
		if n.Priority == nil || *n.Priority != 67_50 { // urgency (3+4)/2 is 62.5 of 100, cost 2 is 75, lower first
			t.Errorf("the priority is %v", n.Priority)
		}

		var file bytes.Buffer
		if err := w.ScoreSheet(w.ctx, w.manager, mission, "", &file); err != nil {
			t.Fatal(err)
		}
		rows := sure(csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file.Bytes(), []byte("\xef\xbb\xbf")))).ReadAll())(t)
		if len(rows) != 7 || strings.Join(rows[0], " ") != "need_reference title urgency urgency_reason cost cost_reason" {
			t.Fatalf("the sheet is %q", rows)
		}
		again := sure(w.ImportScores(w.ctx, w.manager, mission, "", bytes.NewReader(file.Bytes()), false))(t)
		if again.Created+again.Changed != 0 || again.Unchanged != 7 || len(again.Errors) > 0 {
			t.Errorf("a sheet that was not touched: %+v", again)
		}
		edited := "need_reference;urgency;urgency_reason;cost;cost_reason\n" +
			w.needs[1].Reference + ";4;More again;;\n" + w.needs[2].Reference + ";9;Too much;;Why\n" + "KAZ-1999-01;2;x;;\n" +
			w.needs[3].Reference + ";4;;;\n"
		for _, dry := range []bool{true, false} {
			got := sure(w.ImportScores(w.ctx, w.manager, mission, "", strings.NewReader(edited), dry))(t)
			var at []string
			for _, e := range got.Errors {
				at = append(at, e.Column)
			}
			if got.DryRun != dry || got.Changed != 1 || strings.Join(at, " ") != "urgency cost need_reference urgency_reason" ||
				got.Errors[0].Line != 3 {
				t.Errorf("%+v", got)
			}
		}
		_, err = w.ImportScores(w.ctx, w.manager, mission, "", strings.NewReader("need_reference;haste\n"), true)
		refused(t, err, models.Invalid, "a criterion that is not known")
		_, err = w.ImportScores(w.ctx, w.partner1, mission, "", strings.NewReader(edited), true)
		refused(t, err, models.NotFound, "a partner who is not named")
	})
}
