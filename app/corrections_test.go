package app_test

import (
	"testing"

	"qadam/app/store"
	"qadam/models"
)

// reported writes an update of a partner on activity 2, and has it accepted.
func (w *world) reported(by models.Actor, in models.UpdateInput) *models.Update {
	w.t.Helper()
	in.ProjectID, in.ActivityID, in.Narrative = w.project.ID, w.activities[2].ID, "What was done"
	u := sure(w.Updates.Create(w.ctx, by, in))(w.t)
	u = sure(w.Updates.Step(w.ctx, by, u.ID, u.Version, models.StepInput{To: "submitted"}))(w.t)
	return sure(w.Updates.Step(w.ctx, w.manager, u.ID, u.Version, models.StepInput{To: "accepted"}))(w.t)
}

// correct corrects an update as it stands now.
func (w *world) correct(by models.Actor, id models.ID, change func(*models.UpdateInput)) (*models.Update, error) {
	w.t.Helper()
	u := sure(w.Updates.Get(w.ctx, w.manager, id))(w.t)
	in := models.CorrectionInput{Wrong: "A receipt was counted twice", Reason: "Found in the books", UpdateInput: u.UpdateInput}
	change(&in.UpdateInput)
	return w.CorrectUpdate(w.ctx, by, id, u.Version, in)
}

// spentOn2 is what donor B, who alone earmarked money for activity 2, is told that was spent on it by a day.
func (w *world) spentOn2(day models.Date) models.Money {
	w.t.Helper()
	for _, a := range w.summary(w.donorB, w.donorB, day).Activities {
		if a.ID == w.activities[2].ID {
			return a.Attributed
		}
	}
	w.t.Fatal("activity 2 is not in the summary")
	return models.Money{}
}

// TestCorrections corrects an update that is not the newest: what followed from it follows the correction, and later totals hold.
func TestCorrections(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		forty, sixty := 40, 60
		late := w.milestones[3].ID
		first := w.reported(w.partner2, models.UpdateInput{PeriodFrom: "2021-07-01", PeriodTo: "2021-09-30", Spent: usd("30000.00"),
			Health: models.AtRisk, Progress: &forty, Milestones: []models.MilestoneMove{{MilestoneID: late, DoneOn: "2021-09-15"}}})
		second := w.reported(w.partner2, models.UpdateInput{PeriodFrom: "2021-10-01", PeriodTo: "2021-12-31", Spent: usd("50000.00"),
			Progress: &sixty})
		report := sure(w.Reports.Create(w.ctx, w.manager, models.ReportInput{OrganisationID: w.donorB.OrganisationID,
			AsOf: "2021-12-31", Title: "Report"}))(t)
		before := sure(w.Overview(w.ctx, w.manager))(t)

		for by, want := range map[*models.Actor]models.Code{&w.donorB: models.Forbidden, &w.nationalKAZ: models.Forbidden} {
			if _, err := w.correct(*by, first.ID, func(*models.UpdateInput) {}); models.CodeOf(err) != want {
				t.Errorf("a %s corrects: %v", by.Role, err)
			}
		}
		for amount, what := range map[string]string{"21999.99": "less than was booked before", "50000.01": "more than a later total"} {
			_, err := w.correct(w.manager, first.ID, func(in *models.UpdateInput) { in.Spent = usd(amount) })
			if faults := models.FieldsOf(err); len(faults) != 1 || faults[0].Pointer != "/spent" {
				t.Errorf("%s: %v", what, err)
			}
		}

		corrected, err := w.correct(w.partner1, first.ID, func(in *models.UpdateInput) { // the project's lead
			in.Spent, in.Milestones, in.Health = usd("25000.00"), nil, models.OnTrack
		})
		corrected = sure(corrected, err)(t)
		if corrected.CorrectsID != first.ID || corrected.OriginalID != first.ID || corrected.Status != models.UpdateAccepted ||
			corrected.AuthorID != w.partner1.UserID || corrected.OrganisationID != w.partner2.OrganisationID {
			t.Errorf("the correction is %+v", corrected)
		}
		if old := sure(w.Updates.Get(w.ctx, w.donorB, first.ID))(t); old.CorrectedByID != corrected.ID || old.Spent != usd("30000.00") {
			t.Errorf("what was corrected is %+v", old)
		}
		for day, want := range map[models.Date]string{"2021-09-29": "22000.00", "2021-10-31": "25000.00", "2021-12-31": "50000.00"} {
			if got := w.spentOn2(day); got != usd(want) {
				t.Errorf("spent by %s: %s, want %s", day, got.Text(), want)
			}
		}
		if m := sure(w.Milestones.Get(w.ctx, w.manager, late))(t); m.Status != models.MilestonePlanned || m.DoneOn != "" {
			t.Errorf("the milestone that was not delivered is %+v", m)
		}
		if v := sure(w.Activities.Get(w.ctx, w.manager, w.activities[2].ID))(t); v.Progress != sixty || v.Health != models.OnTrack {
			t.Errorf("the activity says %d, %s", v.Progress, v.Health)
		}
		if after := sure(w.Overview(w.ctx, w.manager))(t); text(t, after.Gap) != text(t, before.Gap) {
			t.Errorf("the gap follows what was spent:\n%s\n%s", text(t, before.Gap), text(t, after.Gap))
		}
		booked := sure(w.Transactions.List(w.ctx, w.manager, models.ListQuery{Limit: 50,
			Filters: map[string]string{"activity_id": string(w.activities[2].ID), "kind": "expenditure"}}))(t)
		by := map[models.ID]int64{}
		for _, b := range booked.Items {
			by[b.UpdateID] += b.InUSD.Minor
		}
		if by[first.ID] != 8000_00 || by[corrected.ID] != -5000_00 || by[second.ID] != 25000_00 {
			t.Errorf("booked by update: %v", by)
		}

		if _, err := w.correct(w.manager, first.ID, func(*models.UpdateInput) {}); models.CodeOf(err) != models.Conflict {
			t.Errorf("the version that was corrected is corrected again: %v", err)
		}
		sure(w.correct(w.manager, second.ID, func(in *models.UpdateInput) { in.Spent, in.PeriodTo = usd("45000.00"), "2021-12-30" }))(t)
		sure(w.correct(w.manager, corrected.ID, func(in *models.UpdateInput) { in.Spent = models.Money{} }))(t)
		for day, want := range map[models.Date]string{"2021-10-31": "22000.00", "2021-12-30": "45000.00", "2021-12-31": "45000.00"} {
			if got := w.spentOn2(day); got != usd(want) {
				t.Errorf("after all, spent by %s: %s, want %s", day, got.Text(), want)
			}
		}

		for _, reader := range []models.Actor{w.manager, w.donorB} {
			got := sure(w.Reports.Get(w.ctx, reader, report.ID))(t)
			if len(got.CorrectedSince) != 3 || got.CorrectedSince[0].CorrectsID != first.ID || got.SHA256 != report.SHA256 ||
				got.Content != report.Content && reader.SeesAll() || got.CorrectedSince[0].Wrong != "A receipt was counted twice" {
				t.Errorf("to a %s the report says %s", reader.Role, text(t, got.CorrectedSince))
			}
		}
	})
}

// TestSpendingCountsOnceAccepted: what an update says was spent is told as reported until a manager accepts it, in either order, and a
// total that says less than another one is refused.
func TestSpendingCountsOnceAccepted(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		send := func(to models.Date, spent models.Money) (*models.Update, error) {
			u := sure(w.Updates.Create(w.ctx, w.partner2, models.UpdateInput{ProjectID: w.project.ID, ActivityID: w.activities[2].ID,
				PeriodFrom: "2021-07-01", PeriodTo: to, Spent: spent}))(t)
			return w.Updates.Step(w.ctx, w.partner2, u.ID, u.Version, models.StepInput{To: "submitted"})
		}
		step := func(u *models.Update, to string) *models.Update {
			t.Helper()
			now := sure(w.Updates.Get(w.ctx, w.manager, u.ID))(t)
			return sure(w.Updates.Step(w.ctx, w.manager, u.ID, now.Version, models.StepInput{To: to, Reason: "As agreed"}))(t)
		}
		// EUR 20,000 are booked by hand, US$ 22,000; donor B earmarked all for activity 2.
		told := func(spent, reported string) {
			t.Helper()
			b := w.summary(w.donorB, w.donorB, worldDay)
			if w.spentOn2(worldDay) != usd(spent) || b.Activities[1].Reported != usd(reported) {
				t.Errorf("donor B is told of %+v, not of %s and %s", b.Activities[1], spent, reported)
			}
			for _, who := range []models.Actor{w.manager, w.partner2, w.partner1} {
				if got := w.overview(who).Money.Reported; got != usd(reported) {
					t.Errorf("%s is told that %s are reported, not %s", who.Name, got.Text(), reported)
				}
			}
		}
		first := sure(send("2021-09-30", money("30000.00", "EUR")))(t)
		told("22000.00", "11000.00")
		if first.SpentCounts {
			t.Error("what was submitted counts")
		}
		for _, less := range []models.Money{money("19999.99", "EUR"), money("29999.99", "EUR"), usd("21999.99"), money("1.00", "GBP")} {
			_, err := send("2021-12-31", less)
			if faults := models.FieldsOf(err); len(faults) != 1 || faults[0].Pointer != "/spent" {
				t.Errorf("then %s %s: %v", less.Currency, less.Text(), err)
			}
		}
		second := sure(send("2021-12-31", money("50000.00", "EUR")))(t)
		told("22000.00", "33000.00")
		// Accepted in the other order, both totals hold.
		if second = step(second, "accepted"); !second.SpentCounts {
			t.Error("what was accepted does not count")
		}
		told("55000.00", "0.00")
		step(first, "accepted")
		told("55000.00", "0.00")
		if got := w.spentOn2("2021-10-31"); got != usd("33000.00") {
			t.Errorf("by the first total %s were spent", got.Text())
		}
		third := sure(send("2022-01-05", money("60000.00", "EUR")))(t)
		told("55000.00", "11000.00")
		step(third, "returned")
		told("55000.00", "0.00")
	})
}
