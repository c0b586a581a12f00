package handlerstest

import (
	"qadam/app/engine"
	"qadam/models"
)

// matchingVisibility says who sees what is made here.
var matchingVisibility = []Visibility{
	{"/overlaps", "overlap", managers + "partner1 partner2 kaz"},
}

// match makes what matching works on: a project of PARTNER2's in Kazakhstan that does what PARTNER1's activity does, and
// another pair that both partners have a part in, so that each sees both of its sides.
func (w *World) match() {
	w.T.Helper()
	p := Create(w, "project of both", w.App.Projects, models.ProjectInput{Title: "Project of both", LeadOrganisationID: w.IDs["partner2"],
		CountryCodes: []string{"KAZ"}, StartsOn: "2022-01-01", EndsOn: "2027-12-31"})
	Create(w, "twin of activity", w.App.Activities, models.ActivityInput{ProjectID: p.ID, Title: "Twin", CountryCode: "KAZ",
		ThemeCodes:     []string{"marking"},
		Partners:       []models.ActivityPartner{{OrganisationID: w.IDs["partner2"], PartnerRole: models.PartnerLead}},
		InstitutionIDs: []models.ID{w.IDs["institution"]}, PlannedStart: "2022-02-01", PlannedEnd: "2027-09-30", Health: models.OnTrack})
	w.compare("overlap", "activity")
	Create(w, "accepted referral", w.App.Referrals, models.ReferralInput{NeedID: w.IDs["referred need"], OrganisationID: w.IDs["donor"],
		Purpose: models.PurposeFund, EndsOn: "2027-12-31"})
	if _, err := w.App.Referrals.Step(w.Ctx, w.Actor("donorA"), w.IDs["accepted referral"], 1, To(models.ReferralAccepted)); err != nil {
		w.T.Fatal(err)
	}
}

// compare lets a scan find overlaps, and remembers that of an activity.
func (w *World) compare(name, activity string) {
	w.T.Helper()
	if _, err := w.App.CompareChanged(w.Ctx); err != nil {
		w.T.Fatal(err)
	}
	found, err := w.App.Overlaps.List(w.Ctx, engine.System(),
		models.ListQuery{Filters: map[string]string{"activity_id": string(w.IDs[activity])}})
	if err != nil || len(found.Items) == 0 {
		w.T.Fatalf("%s overlaps with %d: %v", activity, len(found.Items), err)
	}
	w.IDs[name] = found.Items[0].ID
}
