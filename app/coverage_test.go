package app_test

import (
	"slices"
	"testing"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// covered adds to the world's needs what its matrix lacks: a second theme, a need that is proposed, and one that is met.
func (w *world) covered(t *testing.T) {
	t.Helper()
	sure(patch(t, w, w.Needs, w.manager, w.needs[3].ID, func(in *models.NeedInput) { in.ThemeCodes = []string{"marking", "tracing"} }))(t)
	for cost, steps := range map[models.Money][]string{{}: {"agreed", "prioritized"}, usd("7000.00"): {"agreed", "prioritized", "referred",
		"taken_up", "in_delivery", "met"}} {
		n := sure(
			w.Needs.Create(
				w.ctx,
				w.manager,
				models.NeedInput{
					MissionID:     w.missionKGZ.ID,
					Title:         "Secret title",
					Level:         "strategic",
					Kind:          "advisory",
					ThemeCodes:    []string{"tracing"},
					EstimatedCost: cost,
				},
			),
		)(
			t,
		)
		for _, to := range steps {
			in := models.StepInput{To: to}
			if to == "referred" {
				in.OrganisationID = w.partner1.OrganisationID
			}
			n = sure(w.Needs.Step(w.ctx, engine.System(), n.ID, n.Version, in))(t)
		}
		if cost.IsZero() {
			sure(
				w.Referrals.Create(
					w.ctx,
					w.manager,
					models.ReferralInput{NeedID: n.ID, OrganisationID: w.partner2.OrganisationID, Purpose: "deliver"},
				),
			)(
				t,
			)
		}
	}
}

// counts is a cell's four numbers and its money, in US dollars.
func counts(nobody, proposed, answered, met int, needed, covered string) models.Covered {
	return models.Covered{Nobody: nobody, Proposed: proposed, Answered: answered, Met: met, Money: gapTotal(needed, covered)}
}

func gapTotal(needed, covered string) models.GapTotal {
	n, c := usd(needed), usd(covered)
	return models.GapTotal{Needed: n, Covered: c, Missing: models.USD(n.Minor - c.Minor)}
}

// told is a matrix as its reader gets it, without what it was summed up from.
func told(c *models.Coverage) (cells map[string]models.Covered, total models.Covered) {
	plain := func(v models.Covered) models.Covered {
		return models.Covered{Nobody: v.Nobody, Proposed: v.Proposed, Answered: v.Answered, Met: v.Met, Money: v.Money}
	}
	cells = map[string]models.Covered{}
	for _, x := range c.Cells {
		cells[x.Theme+" "+x.CountryCode+string(x.Level)] = plain(x.Covered)
	}
	return cells, plain(c.Total)
}

// The numbers are counted by hand from the world: need 1 costs US$ 120,000.50, need 2 EUR 100,000 at 1.10, need 3 KZT 50,000,000
// at 0.0025, and of need 2 DONORB has earmarked KZT 40,000,000; what is given to the project as a whole counts for none.
// Activities are live for the first three. Besides managers, only the State itself may read the counts.
func TestCoverageByThemeAndCountry(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.covered(t)
		kaz := map[string]models.Covered{
			"marking KAZ": counts(0, 0, 3, 0, "355000.50", "100000.00"),
			"tracing KAZ": counts(0, 0, 1, 0, "125000.00", "0.00"),
		}
		kgz := map[string]models.Covered{
			"marking KGZ": counts(1, 0, 0, 0, "30000.00", "0.00"),
			"tracing KGZ": counts(0, 1, 0, 1, "0.00", "0.00"),
		}
		both := map[string]models.Covered{}
		for _, of := range []map[string]models.Covered{kaz, kgz} {
			for at, c := range of {
				both[at] = c
			}
		}
		for _, x := range []struct {
			who   models.Actor
			query models.ListQuery
			cells map[string]models.Covered
			total models.Covered
		}{
			{w.manager, models.ListQuery{}, both, counts(1, 1, 3, 1, "385000.50", "100000.00")},
			{w.manager, models.ListQuery{Filters: map[string]string{"country": "KGZ"}}, kgz, counts(1, 1, 0, 1, "30000.00", "0.00")},
			{w.nationalKAZ, models.ListQuery{}, kaz, counts(0, 0, 3, 0, "355000.50", "100000.00")},
			{w.nationalKGZ, models.ListQuery{}, kgz, counts(1, 1, 0, 1, "30000.00", "0.00")},
			{w.nationalKGZ, models.ListQuery{Filters: map[string]string{"country": "KAZ"}}, map[string]models.Covered{},
				counts(0, 0, 0, 0, "0.00", "0.00")},
			{w.nationalKGZ, models.ListQuery{Filters: map[string]string{"mission_id": string(w.missionKAZ.ID)}},
				map[string]models.Covered{}, counts(0, 0, 0, 0, "0.00", "0.00")},
		} {
			cells, total := told(sure(w.Coverage(w.ctx, x.who, "theme_country", x.query))(t))
			if len(cells) != len(x.cells) || total != x.total {
				t.Errorf("to %s, asking %v, it is %+v in all of %+v", x.who.Name, x.query.Filters, total, cells)
			}
			for at, want := range x.cells {
				if cells[at] != want {
					t.Errorf("to %s %s is %+v, not %+v", x.who.Name, at, cells[at], want)
				}
			}
		}
		for _, who := range []models.Actor{w.partner1, w.partner2, w.donorA} {
			_, err := w.Coverage(w.ctx, who, "theme_country", models.ListQuery{})
			refused(t, err, models.Forbidden, "coverage to a "+string(who.Role))
		}
	})
}

// A project is tied to a need by an activity that answers one. It is named as long as none does and it is live, to those who
// see it: a need that a State does not see ties nothing for it.
func TestProjectsWithoutANeed(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		untied := func(who models.Actor, q models.ListQuery) []string {
			t.Helper()
			c := sure(w.Coverage(w.ctx, who, "theme_level", q))(t)
			out := []string{}
			for _, p := range c.Untied {
				out = append(out, p.Title)
			}
			if slices.Sort(out); c.MoreUntied != 0 {
				t.Errorf("%d more", c.MoreUntied)
			}
			return out
		}
		wants := func(what string, who models.Actor, q models.ListQuery, want ...string) {
			t.Helper()
			if got := untied(who, q); !slices.Equal(got, append([]string{}, want...)) {
				t.Errorf("%s: to %s these projects are tied to no need: %v, not %v", what, who.Name, got, want)
			}
		}
		wants("at first", w.manager, models.ListQuery{})
		plain := w.newProject("Tied to none")
		started := models.StepInput{To: "implementation", OnDate: "2021-05-01"}
		wants("before it begins it counts, too", w.manager, models.ListQuery{}, "Tied to none")
		sure(w.Projects.Step(w.ctx, w.manager, plain.ID, plain.Version, started))(t)
		v := w.activity(plain, "Without a need", w.partner2)
		wants("an activity without a need", w.manager, models.ListQuery{}, "Tied to none")
		wants("to its State", w.nationalKAZ, models.ListQuery{}, "Tied to none")
		wants("to another State", w.nationalKGZ, models.ListQuery{})
		wants("in another country", w.manager, models.ListQuery{Filters: map[string]string{"country": "KGZ"}})
		// Tied to a need of Kyrgyzstan, which Kazakhstan does not see.
		sure(
			patch(
				t,
				w,
				w.Activities,
				w.manager,
				v.ID,
				func(in *models.ActivityInput) { in.Needs = []models.ActivityNeed{{NeedID: w.needs[5].ID, Share: 100}} },
			),
		)(
			t,
		)
		wants("tied", w.manager, models.ListQuery{})
		wants("tied to what it does not see", w.nationalKAZ, models.ListQuery{}, "Tied to none")
		sure(patch(t, w, w.Activities, w.manager, v.ID, func(in *models.ActivityInput) { in.Needs = nil }))(t)
		now := sure(w.Projects.Get(w.ctx, w.manager, plain.ID))(t)
		sure(
			w.Projects.Step(
				w.ctx,
				w.manager,
				plain.ID,
				now.Version,
				models.StepInput{To: "cancelled", OnDate: "2021-06-01", Reason: "No need for it"},
			),
		)(
			t,
		)
		wants("cancelled", w.manager, models.ListQuery{})
	})
}

// Activities of 2022 that touch one institution, which bears two a month. The world's two run from 2021 to 30 June 2022.
func TestAbsorptionByMonth(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		customs := sure(
			w.Institutions.Create(w.ctx, w.manager, models.InstitutionInput{CountryCode: "KAZ", Name: "Customs", MonthlyLimit: 2}),
		)(
			t,
		)
		police := sure(w.Institutions.Create(w.ctx, w.manager, models.InstitutionInput{CountryCode: "KAZ", Name: "Police"}))(t)
		touch := func(v *models.Activity, from, to models.Date, of ...*models.Institution) {
			t.Helper()
			sure(patch(t, w, w.Activities, w.manager, v.ID, func(in *models.ActivityInput) {
				in.InstitutionIDs = nil
				for _, i := range of {
					in.InstitutionIDs = append(in.InstitutionIDs, i.ID)
				}
				if from != "" {
					in.PlannedStart, in.PlannedEnd = from, to
				}
			}))(t)
		}
		touch(w.activities[1], "", "", customs, police)
		touch(w.activities[2], "", "", customs)
		third := w.activity(w.project, "Third", w.partner1)
		touch(third, "2022-03-31", "2022-05-01", customs)
		off := w.activity(w.project, "Cancelled", w.partner1)
		touch(off, "2022-02-01", "2022-07-31", customs)
		w.stepActivity(off, "cancelled", "2022-01-10")
		load := func(who models.Actor, q models.ListQuery) map[string]models.InstitutionLoad {
			t.Helper()
			out := map[string]models.InstitutionLoad{}
			for _, l := range sure(w.Absorption(w.ctx, who, "2022-02", "2022-07", q))(t).Institutions {
				out[l.Name] = l
			}
			return out
		}
		wants := func(l models.InstitutionLoad, over string, counts ...int) {
			t.Helper()
			got := []int{}
			for _, m := range l.Months {
				if got = append(got, m.Activities); m.Over != (l.MonthlyLimit > 0 && m.Activities > l.MonthlyLimit) {
					t.Errorf("%s %s: over %t", l.Name, m.Month, m.Over)
				}
			}
			if !slices.Equal(got, counts) || l.Over != over {
				t.Errorf("%s has %v, %q", l.Name, got, l.Over)
			}
		}
		const over = "Over its limit of 2 in March 2022, April 2022, May 2022"
		for _, who := range []models.Actor{w.manager, w.nationalKAZ} {
			all := load(who, models.ListQuery{})
			wants(all["Customs"], over, 2, 3, 3, 3, 2, 0)
			wants(all["Police"], "", 1, 1, 1, 1, 1, 0)
		}
		if got := load(w.nationalKGZ, models.ListQuery{}); len(got) != 0 {
			t.Errorf("another State reads %v", got)
		}
		for _, who := range []models.Actor{w.partner1, w.donorA} {
			_, err := w.Absorption(w.ctx, who, "", "", models.ListQuery{})
			refused(t, err, models.Forbidden, "the load to a "+string(who.Role))
		}
		// The State that may bear more says so, and what has ended early bears no longer.
		sure(patch(t, w, w.Institutions, w.manager, customs.ID, func(in *models.InstitutionInput) { in.MonthlyLimit = 3 }))(t)
		wants(load(w.nationalKAZ, models.ListQuery{})["Customs"], "", 2, 3, 3, 3, 2, 0)
		w.stepActivity(w.activities[2], "finalisation", "2022-01-03")
		w.stepActivity(w.activities[2], "closed", "2022-01-05")
		wants(load(w.manager, models.ListQuery{})["Customs"], "", 1, 2, 2, 2, 1, 0)
		for _, x := range []struct{ from, to, says string }{{"2022-2", "", "from"}, {"2022-02", "soon", "to"}, {"2022-02", "2022-01", "to"},
			{"2022-01", "2025-01", "to"}} {
			_, err := w.Absorption(w.ctx, w.manager, x.from, x.to, models.ListQuery{})
			refuses(t, x.from+" to "+x.to, err, models.Invalid, x.says)
		}
	})
}
