package handlerstest

import "qadam/models"

// Close makes one of each noun that can be closed, with what belongs to it, and closes it.
func (w *World) Close() {
	w.T.Helper()
	m := w.newMission("closed mission")
	Create(w, "closed finding", w.App.Findings, models.FindingInput{MissionID: m.ID, Dimension: models.DimensionOperational,
		Kind: models.FindingShortfall, Text: "Fiction"})
	TakeSteps(w, w.App.Missions, "closed mission", To(models.MissionCancelled))
	org := w.IDs["partner"]
	Create(w, "closed offer", w.App.Offers, models.OfferInput{OrganisationID: org, Purpose: models.PurposeDeliver, Title: "Offer"})
	TakeSteps(w, w.App.Offers, "closed offer", To(models.OfferClosed))
	p := Create(w, "closed project", w.App.Projects, models.ProjectInput{Title: "Project", LeadOrganisationID: org,
		CountryCodes: []string{"KAZ"}, StartsOn: "2022-01-01", EndsOn: "2022-12-31"})
	v := Create(w, "closed activity", w.App.Activities, models.ActivityInput{ProjectID: p.ID, Title: "Activity", CountryCode: "KAZ",
		Partners:     []models.ActivityPartner{{OrganisationID: org, PartnerRole: models.PartnerLead}},
		PlannedStart: "2022-02-01", PlannedEnd: "2022-09-30", Health: models.OnTrack})
	Create(w, "closed milestone", w.App.Milestones, models.MilestoneInput{ActivityID: v.ID, Title: "Milestone",
		DueOn: "2022-06-30", Weight: 1})
	Create(w, "closed indicator", w.App.Indicators, models.IndicatorInput{ProjectID: p.ID, ActivityID: v.ID, Title: "Officers",
		Kind: models.IndicatorOutput, Unit: "officers"})
	update := models.UpdateInput{ProjectID: p.ID, ActivityID: v.ID, PeriodFrom: "2022-02-01", PeriodTo: "2022-03-31", Narrative: "Fiction"}
	CreateBy(w, w.Actor("partner1"), "closed update", w.App.Updates, update)
	TakeSteps(w, w.App.Activities, "closed activity", To(models.ActivityCancelled))
	TakeSteps(w, w.App.Projects, "closed project", To(models.ActivityCancelled))
}

// newMission makes a mission that nothing refers to.
func (w *World) newMission(name string) *models.Mission {
	w.T.Helper()
	return Create(w, name, w.App.Missions, models.MissionInput{CountryCode: "KAZ", Title: "Mission", Modality: models.ModalityVirtual,
		LeadOrganisationID: w.IDs["lead"], Parts: []models.MissionPart{{StartsOn: "2021-01-18", EndsOn: "2021-01-25"}}})
}
