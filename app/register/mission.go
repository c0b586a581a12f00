package register

import (
	"fmt"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// missions makes the use cases of missions.
func (a *Register) missions() engine.Resource[models.Mission, models.MissionInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.Mission, models.MissionInput]{Noun: store.Missions,
		Input: func(m *models.Mission) *models.MissionInput { return &m.MissionInput }, Prepare: prepareMission,
		MaskSteps: engine.MaskSteps[models.Mission],
		Lifecycle: &engine.Lifecycle[models.Mission]{Table: models.MissionLifecycle,
			State: func(m *models.Mission) (*string, *models.Date) { return (*string)(&m.Status), &m.StatusOn }, Check: stepMission}})
}

func prepareMission(tx *store.Tx, old, m *models.Mission) error {
	for i, p := range m.Parts {
		if err := models.CheckPeriod(p.StartsOn, p.EndsOn, fmt.Sprintf("/parts/%d/ends_on", i)); err != nil {
			return err
		}
	}
	m.StartsOn, m.EndsOn = m.Span()
	if err := engine.CheckCountry(tx, "/country_code", m.CountryCode); err != nil {
		return err
	}
	if err := store.Organisations.RequireVisible(tx, "/lead_organisation_id", m.LeadOrganisationID); err != nil {
		return err
	}
	if err := store.Organisations.RequireVisible(tx, "/participant_ids", m.ParticipantIDs...); err != nil {
		return err
	}
	met := m.InstitutionIDs
	for _, s := range m.Sessions {
		met = append(met[:len(met):len(met)], s.InstitutionIDs...)
	}
	if err := store.Institutions.RequireVisible(tx, "/institution_ids", met...); err != nil {
		return err
	}
	var had []models.Document
	if old != nil {
		had = old.Documents
	}
	if err := checkDocuments(tx, "/documents", had, m.Documents); err != nil {
		return err
	}
	if old != nil {
		if old.CountryCode != m.CountryCode {
			return models.Fault("/country_code", "The country stays %s: findings and needs carry it.", old.CountryCode)
		}
		return engine.FixedReference(old.Reference, m.Reference)
	}
	m.Status, m.StatusOn, m.Shared = models.MissionPlanned, engine.Today(tx), models.ExtentFull
	return engine.AssignReference(
		tx,
		store.Missions,
		&m.Reference,
		func(n int) string { return fmt.Sprintf("%s-%s-M%d", m.CountryCode, m.StartsOn[:4], n) },
	)
}

// stepMission begins the State's clock with each report that is sent.
func stepMission(tx *store.Tx, m *models.Mission, in models.StepInput) error {
	switch models.MissionStatus(in.To) {
	case models.MissionDraftSent:
		m.DraftSentOn, m.DraftAnsweredOn = in.OnDate, ""
		return store.RestartClock(tx, m.ID, models.WatchDraft)
	case models.MissionReportSent:
		m.ReportSentOn = in.OnDate
		return store.RestartClock(tx, m.ID, models.WatchReport)
	}
	return nil
}
