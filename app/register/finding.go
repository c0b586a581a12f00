package register

import (
	"fmt"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// findings makes the use cases of findings.
func (a *Register) findings() engine.Resource[models.Finding, models.FindingInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.Finding, models.FindingInput]{Noun: store.Findings,
		Input: func(f *models.Finding) *models.FindingInput { return &f.FindingInput }, Prepare: prepareFinding})
}

func prepareFinding(tx *store.Tx, old, f *models.Finding) error {
	m, err := store.Missions.Get(tx, f.MissionID)
	if err != nil {
		return engine.FaultIfNotFound(err, "/mission_id", "There is no mission with this id, or you may not see it.")
	}
	if err := models.RefuseClosed("mission", m.Reference, m.Status); err != nil {
		return err
	}
	known := f.SessionID == ""
	for _, s := range m.Sessions {
		known = known || s.ID == f.SessionID
	}
	if !known {
		return models.Fault("/session_id", "This session is not of the mission %s.", m.Reference)
	}
	if f.RatingCode != "" {
		if _, err := store.Ratings.By(tx, "code", f.RatingCode); err != nil {
			return engine.FaultIfNotFound(err, "/rating_code", "There is no such rating; GET /ratings lists them.")
		}
	}
	if err := store.Provisions.RequireVisible(tx, "/provision_ids", f.ProvisionIDs...); err != nil {
		return err
	}
	if old != nil {
		if old.MissionID != f.MissionID {
			return models.Fault("/mission_id", "A finding stays with its mission.")
		}
		return engine.FixedReference(old.Reference, f.Reference)
	}
	f.CountryCode, f.Shared = m.CountryCode, models.ExtentFull
	return engine.AssignReference(
		tx,
		store.Findings,
		&f.Reference,
		func(n int) string { return fmt.Sprintf("%s-%s-F%02d", m.CountryCode, m.StartsOn[:4], n) },
	)
}
