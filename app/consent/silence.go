package consent

import (
	"context"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// BeginSilence begins the silence procedures of requests of which their States have been told.
func (a *Ledger) BeginSilence(ctx context.Context, requests ...models.ID) error {
	return a.Store().Update(ctx, engine.System(), func(tx *store.Tx) error { return a.BeginSilenceIn(ctx, tx, requests) })
}

// BeginSilenceIn begins silence procedures at this instant, in which a mail server has taken the mail of their State. What was answered
// meanwhile, or has begun, stays as it is.
func (a *Ledger) BeginSilenceIn(ctx context.Context, tx *store.Tx, requests []models.ID) error {
	for _, id := range requests {
		r, _, before, err := a.ConsentRequests.Lock(tx, id, engine.AnyVersion)
		if err != nil {
			return err
		}
		if r.Status != models.RequestAsked || r.Procedure != models.ProcedureSilence || r.TakesEffectAt != nil {
			continue
		}
		if err := a.begin(ctx, tx, r, before); err != nil {
			return err
		}
	}
	return nil
}

// begin sets the instant at which silence is consent, and writes the entry that takes effect then without a job.
func (a *Ledger) begin(ctx context.Context, tx *store.Tx, r *models.ConsentRequest, before models.RawJSON) error {
	calendar, err := store.CalendarOf(tx, r.CountryCode)
	if err != nil {
		return err
	}
	now := tx.Now()
	ends := calendar.SilenceEnds(now, r.SilenceDays)
	if r.ExpiresAt != nil && !r.ExpiresAt.After(ends) {
		return a.closeRequest(ctx, tx, r.ID, models.RequestCancelled, "",
			"The State's mail left so late that the consent would have ended before silence gave it.")
	}
	r.BeganAt, r.TakesEffectAt, r.ConsentID = &now, &ends, models.NewID()
	if err := store.ConsentRequests.Update(tx, r); err != nil {
		return err
	}
	if err := openSilence(ctx, tx, r, calendar.DayOf(now)); err != nil {
		return err
	}
	return a.ConsentRequests.Record(ctx, tx, "consent_request.begin", r, before)
}

// openSilence writes the entry of a silence procedure.
func openSilence(ctx context.Context, tx *store.Tx, r *models.ConsentRequest, today models.Date) error {
	c := &models.Consent{
		ConsentInput: models.ConsentInput{SubjectType: r.SubjectType, SubjectID: r.SubjectID, Extent: r.Extent, Audience: r.Audience,
			Instrument: r.Instrument, GivenOn: today, EffectiveFrom: r.TakesEffectAt, ExpiresAt: r.ExpiresAt,
			Note: r.Note},
		CountryCode: r.CountryCode,
		RequestID:   r.ID,
		SilenceDays: r.SilenceDays,
		GivenByName: r.AskedByName,
	}
	c.ID = r.ConsentID
	if err := store.Consents.Insert(tx, c); err != nil {
		return err
	}
	c.State = c.StateAt(tx.Now())
	return engine.Audit(ctx, tx, "consent.create", "consent", c.ID, nil, c)
}

// RescheduleSilence computes the ends of a State's running silence procedures after a change of its calendar. None ends before
// the day of the change is over.
func (a *Ledger) RescheduleSilence(ctx context.Context, tx *store.Tx, country string) error {
	running, err := store.RunningSilenceProcedures(tx, country, "", nil)
	if err != nil || len(running) == 0 {
		return err
	}
	calendar, err := store.CalendarOf(tx, country)
	if err != nil {
		return err
	}
	earliest := calendar.EndOf(calendar.DayOf(tx.Now()))
	for i := range running {
		c := &running[i]
		ends := calendar.SilenceEnds(c.CreatedAt, c.SilenceDays)
		if ends.Before(earliest) {
			ends = earliest
		}
		if ends.Equal(*c.EffectiveFrom) {
			continue
		}
		before := *c
		c.EffectiveFrom = &ends
		if err := store.Consents.Update(tx, c); err != nil {
			return err
		}
		if err := store.MoveConsentRequest(tx, c.RequestID, ends); err != nil {
			return err
		}
		if err := engine.Audit(ctx, tx, "consent.move", "consent", c.ID, before, c); err != nil {
			return err
		}
	}
	return nil
}

// stopSilence ends the silence procedures that an entry replaces. One that gives consent replaces those on the same subject for
// the same audience. One that gives none, or was withdrawn, ends every silence procedure that would open the subject to that
// audience, on what the mission found, too, and whether it has begun or not.
func (a *Ledger) stopSilence(ctx context.Context, tx *store.Tx, by *models.Consent, reason string) error {
	closes := by.Extent == models.ExtentNone || by.WithdrawnAt != nil
	audiences := []models.Audience{by.Audience}
	if closes {
		audiences = append(audiences, models.AudiencePublic)
	}
	running, err := store.RunningSilenceProcedures(tx, by.CountryCode, by.SubjectID, audiences)
	if err != nil {
		return err
	}
	for i := range running {
		c := &running[i]
		if c.ID == by.ID || !closes && c.SubjectID != by.SubjectID {
			continue
		}
		before := *c
		now := tx.Now()
		c.WithdrawnAt, c.WithdrawnReason, c.EndedBy, c.EndedByName = &now, reason, tx.Actor().UserID, tx.Actor().Name
		if err := store.Consents.Update(tx, c); err != nil {
			return err
		}
		if err := engine.Audit(ctx, tx.WithReason(reason), "consent.withdraw", "consent", c.ID, before, c); err != nil {
			return err
		}
	}
	if !closes {
		return nil
	}
	return a.cancelSilence(ctx, tx, by, audiences, reason)
}

// cancelSilence closes the requests whose silence was ended, or has not begun and may not begin any more.
func (a *Ledger) cancelSilence(ctx context.Context, tx *store.Tx, by *models.Consent, audiences []models.Audience, reason string) error {
	open, err := store.OpenSilenceRequests(tx, by.SubjectID, audiences)
	if err != nil {
		return err
	}
	for _, id := range open {
		if id == by.RequestID {
			continue
		}
		if err := a.closeRequest(ctx, tx, id, models.RequestCancelled, "", reason); err != nil {
			return err
		}
	}
	return nil
}
