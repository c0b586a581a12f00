package handlers_test

import (
	"fmt"

	"qadam/app/engine"
	"qadam/models"
)

// match makes what matching works on: a project of PARTNER2's in Kazakhstan that does what PARTNER1's activity does, and
// another pair that both partners have a part in, so that each sees both of its sides.
func (w *world) match() {
	w.t.Helper()
	p := made(w, "project of both", w.app.Projects, models.ProjectInput{Title: "Project of both", LeadOrganisationID: w.ids["partner2"], CountryCodes: []string{"KAZ"}, StartsOn: "2022-01-01", EndsOn: "2027-12-31"})
	made(w, "twin of activity", w.app.Activities, models.ActivityInput{ProjectID: p.ID, Title: "Twin", CountryCode: "KAZ", ThemeCodes: []string{"marking"},
		Partners: []models.ActivityPartner{{OrganisationID: w.ids["partner2"], PartnerRole: "lead"}}, InstitutionIDs: []models.ID{w.ids["institution"]},
		PlannedStart: "2022-02-01", PlannedEnd: "2027-09-30", Health: "on_track"})
	w.compare("overlap", "activity")
	made(w, "accepted referral", w.app.Referrals, models.ReferralInput{NeedID: w.ids["referred need"], OrganisationID: w.ids["donor"], Purpose: "fund", EndsOn: "2027-12-31"})
	if _, err := w.app.Referrals.Step(w.ctx, w.actor("donorA"), w.ids["accepted referral"], 1, to("accepted")); err != nil {
		w.t.Fatal(err)
	}
}

// compare lets a scan find what is alike, and remembers the overlap of an activity.
func (w *world) compare(name, activity string) {
	w.t.Helper()
	if _, err := w.app.CompareChanged(w.ctx); err != nil {
		w.t.Fatal(err)
	}
	found, err := w.app.Overlaps.List(w.ctx, engine.System(), models.ListQuery{Filters: map[string]string{"activity_id": string(w.ids[activity])}})
	if err != nil || len(found.Items) == 0 {
		w.t.Fatalf("%s overlaps with %d: %v", activity, len(found.Items), err)
	}
	w.ids[name] = found.Items[0].ID
}

// fillMatches makes more than a page of overlaps, each of a pair on a theme of its own.
func (w *world) fillMatches(i int, n string) {
	w.t.Helper()
	for _, of := range []string{"partner", "partner2"} {
		project := map[string]string{"partner": "project", "partner2": "project of both"}[of]
		made(w, n+"twin of "+of, w.app.Activities, models.ActivityInput{ProjectID: w.ids[project], Title: n, CountryCode: "KAZ", ThemeCodes: []string{fmt.Sprintf("fill-%02d", i)},
			PlannedStart: "2022-02-01", PlannedEnd: "2027-09-30", Health: "on_track", Partners: []models.ActivityPartner{{OrganisationID: w.ids[of], PartnerRole: "lead"}}})
	}
}
