package app_test

import (
	"fmt"
	"slices"
	"testing"

	"qadam/app/store"
	"qadam/app/store/storetest"
	"qadam/models"
)

// part is a part of a commitment for an activity, a need, or both.
func part(v *models.Activity, n *models.Need, amount models.Money) models.AllotmentPart {
	p := models.AllotmentPart{Amount: amount}
	if v != nil {
		p.ActivityID = v.ID
	}
	if n != nil {
		p.NeedID = n.ID
	}
	return p
}

// allot allots a commitment as it stands now.
func (w *world) allot(as models.Actor, t *models.Transaction, parts ...models.AllotmentPart) (*models.Transaction, error) {
	w.t.Helper()
	now := sure(w.Transactions.Get(w.ctx, w.manager, t.ID))(w.t)
	return w.AllotTransaction(w.ctx, as, t.ID, now.Version, models.AllotmentInput{Parts: parts})
}

// TestAllot parts a commitment to a project as a whole: what is not allotted is told as such, and nothing counts twice.
func TestAllot(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		whole := w.pay("commitment", w.donorB, w.project, nil, money("50000.00", "EUR"), "2021-06-01") // US$ 60,000
		if whole.NotYetAllotted != money("50000.00", "EUR") || len(whole.Allotments) != 0 {
			t.Errorf("not allotted yet it is %+v", whole)
		}
		// 300,000 of donor A, 120,000 and now 60,000 of donor B are for the project as a whole; 100,000 are earmarked.
		before := w.overview(w.manager).Money
		if before.Committed != usd("580000.00") || before.NotYetAllotted != usd("480000.00") || before.Earmarked != usd("100000.00") ||
			before.Pledged != usd("500000.00") || before.Disbursed != usd("150000.00") || before.Spent != usd("102000.01") {
			t.Errorf("the sums are %+v", before)
		}

		// Of activity 1, need 1 has 60 and need 3 has 40 per cent; 10,000 are for need 3 alone.
		got := sure(w.allot(w.manager, whole, part(w.activities[1], nil, money("20000.01", "EUR")),
			part(nil, w.needs[3], money("9999.99", "EUR"))))(t)
		if got.NotYetAllotted != money("20000.00", "EUR") || len(got.Allotments) != 2 ||
			got.Allotments[1].ActivityID != w.activities[1].ID || got.Allotments[0].InUSD != usd("24000.01") {
			t.Errorf("allotted it is %+v", got)
		}
		want := []string{"KAZ-2021-01 120000.50-14400.01=105600.49", "KAZ-2021-02 110000.00-100000.00=10000.00",
			"KAZ-2021-03 125000.00-21599.99=103400.01"}
		if got := w.gaps(w.manager, models.ListQuery{}); !slices.Equal(got[:3], want) {
			t.Errorf("the gaps are %q", got)
		}
		after := w.overview(w.manager)
		if after.Money.Committed != before.Committed || after.Money.NotYetAllotted != usd("444000.00") || after.Counts["allot"] != 3 {
			t.Errorf("the sums are %+v, the matters %v", after.Money, after.Counts)
		}
		if c := sure(w.Coverage(w.ctx, w.manager, "theme_level", models.ListQuery{}))(t); c.NotYetAllotted != usd("444000.00") {
			t.Errorf("coverage has %s not yet allotted", c.NotYetAllotted.Text())
		}
		// What the donor earmarked is as before: its summary, and to it no needs are told.
		if s := w.summary(w.donorB, w.donorB, worldDay); s.Money.Committed != usd("280000.00") {
			t.Errorf("donor B is told %+v", s.Money)
		}
		told := sure(w.Transactions.Get(w.ctx, w.donorB, whole.ID))(t)
		if len(told.Allotments) != 1 || told.Allotments[0].NeedID != "" || told.Allotments[0].Amount != money("30000.00", "EUR") {
			t.Errorf("donor B reads the parts %+v", told.Allotments)
		}

		// Corrected by an amount, what is allotted stays; allotted anew, the parts replace those before.
		_, err := patch(t, w, w.Transactions, w.manager, whole.ID,
			func(in *models.TransactionInput) { in.Amount = money("29999.99", "EUR") })
		if faults := models.FieldsOf(err); len(faults) != 1 || faults[0].Pointer != "/amount" {
			t.Errorf("less than is allotted: %v", err)
		}
		_, err = patch(t, w, w.Transactions, w.manager, whole.ID, func(in *models.TransactionInput) { in.ActivityID = w.activities[2].ID })
		if faults := models.FieldsOf(err); len(faults) != 1 || faults[0].Pointer != "/project_id" {
			t.Errorf("earmarked while allotted: %v", err)
		}
		moved := sure(patch(t, w, w.Transactions, w.manager, whole.ID,
			func(in *models.TransactionInput) { in.ValueDate = "2021-07-02" }))(t)
		if moved.Allotments[0].InUSD != usd("22000.01") || moved.InUSD != usd("55000.00") {
			t.Errorf("on another day it is %+v", moved)
		}
		sure(w.allot(w.manager, whole))(t)
		if got := w.overview(w.manager).Money; got.NotYetAllotted != usd("475000.00") {
			t.Errorf("with nothing allotted %+v", got)
		}
	})
}

// TestAllotRefusals: only managers allot, only what was committed to a project as a whole, and only to what is of the project.
func TestAllotRefusals(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		whole := w.pay("commitment", w.donorA, w.project, nil, usd("1000.00"), "2021-06-01")
		for _, by := range []models.Actor{w.partner1, w.donorA, w.nationalKAZ} {
			_, err := w.allot(by, whole, part(w.activities[1], nil, usd("1.00")))
			refused(t, err, models.Forbidden, "by a "+string(by.Role))
		}
		for _, other := range []*models.Transaction{w.pay("pledge", w.donorA, w.project, nil, usd("1.00"), "2021-06-01"),
			w.pay("commitment", w.donorA, w.project, w.activities[1], usd("1.00"), "2021-06-01"),
			w.pay("commitment", w.donorA, w.project, nil, usd("-1.00"), "2021-06-01")} {
			_, err := w.allot(w.manager, other, part(w.activities[1], nil, usd("1.00")))
			refused(t, err, models.Conflict, "of a "+string(other.Kind))
		}
		elsewhere := w.activity(w.newProject("Another"), "Elsewhere", w.partner2)
		cancelled := w.activity(w.project, "Cancelled", w.partner1)
		w.stepActivity(cancelled, "cancelled", "2022-01-05")
		sure(patch(t, w, w.Activities, w.manager, w.activities[2].ID, func(in *models.ActivityInput) {
			in.Needs = []models.ActivityNeed{{NeedID: w.needs[2].ID, Share: 50}, {NeedID: w.needs[1].ID, Share: 50}}
		}))(t)
		for pointer, parts := range map[string][]models.AllotmentPart{
			"/parts":               {part(w.activities[1], nil, usd("600.00")), part(w.activities[2], nil, usd("400.01"))},
			"/parts/1":             {part(w.activities[1], nil, usd("1.00")), part(w.activities[1], nil, usd("1.00"))},
			"/parts/0/amount":      {part(w.activities[1], nil, money("1.00", "EUR"))},
			"/parts/1/amount":      {part(w.activities[2], nil, usd("1.00")), part(w.activities[1], nil, usd("0.00"))},
			"/parts/0/activity_id": {part(nil, nil, usd("1.00"))},
			"/parts/1/activity_id": {part(w.activities[2], nil, usd("1.00")), part(nil, w.needs[1], usd("1.00"))}, // two answer it
			"/parts/2/activity_id": {part(w.activities[1], nil, usd("1.00")), part(w.activities[2], nil, usd("1.00")),
				part(elsewhere, nil, usd("1.00"))},
			"/parts/0/need_id": {part(nil, w.needs[5], usd("1.00"))},
			"/parts/1/need_id": {part(w.activities[2], nil, usd("1.00")), part(w.activities[1], w.needs[2], usd("1.00"))},
		} {
			_, err := w.allot(w.manager, whole, parts...)
			if faults := models.FieldsOf(err); len(faults) != 1 || faults[0].Pointer != pointer {
				t.Errorf("%s: %v", pointer, err)
			}
		}
		_, err := w.allot(w.manager, whole, part(cancelled, nil, usd("1.00")))
		if faults := models.FieldsOf(err); len(faults) != 1 {
			t.Errorf("to a cancelled activity: %v", err)
		}
	})
}

// TestWhatIsAllottedAlwaysCounts changes what activities of random portfolios answer, and cancels some: what was allotted by way of them
// is not yet allotted again, and no figure contradicts another.
func TestWhatIsAllottedAlwaysCounts(t *testing.T) {
	t.Parallel()
	for _, kind := range storetest.Kinds {
		for seed := range 4 {
			t.Run(fmt.Sprint(kind, "/", seed), func(t *testing.T) {
				t.Parallel()
				w := newRandomWorld(t, openAt(t, kind), portfolios.Example(seed))
				w.allotToNeeds()
				before := w.overview(w.manager).Money
				released := w.moveOn(t)
				after := w.overview(w.manager).Money
				if after.Committed != before.Committed || after.Earmarked.Minor+after.NotYetAllotted.Minor != after.Committed.Minor {
					t.Errorf("the sums were %+v and are %+v", before, after)
				}
				if released == 0 || after.NotYetAllotted.Minor-before.NotYetAllotted.Minor != released {
					t.Errorf("%d cents were taken back, and %s became %s", released, before.NotYetAllotted.Text(),
						after.NotYetAllotted.Text())
				}
				for _, p := range w.allottedParts() {
					v := sure(w.Activities.Get(w.ctx, w.manager, p.ActivityID))(t)
					answers := p.NeedID == "" ||
						slices.ContainsFunc(v.Needs, func(n models.ActivityNeed) bool { return n.NeedID == p.NeedID })
					if !answers || v.Status == models.ActivityCancelled {
						t.Errorf("%s of %s, which is %s, count for nobody", p.InUSD.Text(), v.Reference, v.Status)
					}
				}
				w.compareNeeds("after the changes", w.manager)
				w.compareMoney("after the changes", w.manager)
			})
		}
	}
}

// liveActivities are all activities that are not cancelled.
func (w *world) liveActivities() (out []models.Activity) {
	w.t.Helper()
	for _, v := range pages(w.t, func(q models.ListQuery) (models.Page[models.Activity], error) {
		return w.Activities.List(w.ctx, w.manager, q)
	}) {
		if v.Status != models.ActivityCancelled {
			out = append(out, v)
		}
	}
	return out
}

// allotToNeeds allots a commitment to each project to every need that its activities answer, and to each activity.
func (w *world) allotToNeeds() {
	w.t.Helper()
	parts := map[models.ID][]models.AllotmentPart{}
	for _, v := range w.liveActivities() {
		parts[v.ProjectID] = append(parts[v.ProjectID], part(&v, nil, usd("100.01")))
		for _, n := range v.Needs {
			parts[v.ProjectID] = append(parts[v.ProjectID], models.AllotmentPart{ActivityID: v.ID, NeedID: n.NeedID, Amount: usd("33.33")})
		}
	}
	for project, all := range parts {
		whole := w.pay("commitment", w.donorA, &models.Project{Base: models.Base{ID: project}}, nil, usd("10000.00"), "2021-06-01")
		sure(w.allot(w.manager, whole, all...))(w.t)
	}
}

// moveOn cancels every third activity, and lets the others answer one need less; it gives what was allotted by way of what ended.
func (w *world) moveOn(t *testing.T) (cents int64) {
	w.t.Helper()
	for i, v := range w.liveActivities() {
		ends := func(p models.Allotment) bool { return p.ActivityID == v.ID }
		if i%3 != 0 && len(v.Needs) == 0 {
			continue
		}
		if i%3 != 0 {
			gone := v.Needs[0].NeedID
			ends = func(p models.Allotment) bool { return p.ActivityID == v.ID && p.NeedID == gone }
		}
		for _, p := range w.allottedParts() {
			if ends(p) {
				cents += p.InUSD.Minor
			}
		}
		if i%3 == 0 {
			w.stepActivity(&v, "cancelled", "2022-01-05")
			continue
		}
		sure(patch(t, w, w.Activities, w.manager, v.ID, func(in *models.ActivityInput) { in.Needs = in.Needs[1:] }))(t)
	}
	return cents
}

// allottedParts are the parts of all commitments.
func (w *world) allottedParts() (out []models.Allotment) {
	w.t.Helper()
	for _, t := range pages(w.t, func(q models.ListQuery) (models.Page[models.Transaction], error) {
		return w.Transactions.List(w.ctx, w.manager, q)
	}) {
		out = append(out, t.Allotments...)
	}
	return out
}
