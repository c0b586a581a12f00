package consent

import (
	"context"
	"time"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// consents makes the use cases of consents.
func (a *Ledger) consents() engine.Resource[models.Consent, models.ConsentInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.Consent, models.ConsentInput]{Noun: store.Consents,
		Input: func(c *models.Consent) *models.ConsentInput { return &c.ConsentInput }, Prepare: prepareConsent, After: a.afterConsent})
}

// prepareConsent refuses an entry that would open nothing.
func prepareConsent(tx *store.Tx, _, c *models.Consent) error {
	of, err := prepareEntry(tx, c)
	if err != nil {
		return err
	}
	if err := of.opens(c.Extent); err != nil {
		return err
	}
	return lockSubject(tx, c.SubjectType, c.SubjectID)
}

// prepareEntry finds the subject's State: only that State, or a manager with an instrument, consents. An entry never takes
// effect before it is recorded, so that the ledger stays true for the past.
func prepareEntry(tx *store.Tx, c *models.Consent) (subject, error) {
	of, err := subjectOf(tx, c.SubjectType, c.SubjectID)
	if err != nil {
		return of, engine.FaultIfNotFound(err, "/subject_id", "There is no %s with this id, or you may not see it.", c.SubjectType)
	}
	c.CountryCode, c.GivenBy, c.GivenByName = of.country, tx.Actor().UserID, tx.Actor().Name
	now := tx.Now()
	if c.EffectiveFrom == nil {
		c.EffectiveFrom = &now
	}
	utc(c.EffectiveFrom)
	if c.EffectiveFrom.Before(now) {
		return of, models.Fault(
			"/effective_from",
			"Give an instant that is not past, or leave it out: a consent takes effect when it is recorded, or later.",
		)
	}
	if err := endsAfter(c.ExpiresAt, *c.EffectiveFrom); err != nil {
		return of, err
	}
	if r, err := store.OpenConsentRequest(tx, c.SubjectID, string(c.Audience)); err != nil {
		return of, err
	} else if r != nil && r.Status == models.RequestAsked {
		c.RequestID = r.ID
	}
	return of, engine.NotFuture(tx, "/given_on", c.GivenOn)
}

// endsAfter refuses an end that comes before the beginning.
func endsAfter(end *time.Time, begin time.Time) error {
	utc(end)
	if end != nil && !end.After(begin) {
		return models.Fault("/expires_at", "Give an instant after the consent takes effect.")
	}
	return nil
}

// utc brings an instant to the form in which both databases keep and compare it.
func utc(t *time.Time) {
	if t != nil {
		*t = t.UTC().Truncate(time.Microsecond)
	}
}

// subject is the State of an item of consent, and the mission that it belongs to ("" for a mission itself).
type subject struct {
	country string
	mission models.ID
	// reference and summary are the item's own.
	reference, summary string
}

// opens refuses to open an item in part that has no releasable summary: what is written later would go out unseen by its State.
func (s subject) opens(extent models.Extent) error {
	if extent == models.ExtentPartial && s.summary == "" {
		return models.Fault("/extent", "%s has no releasable summary, so nothing of it could be opened in part. Write the summary first.",
			s.reference)
	}
	return nil
}

func subjectOf(tx *store.Tx, noun models.ConsentSubject, id models.ID) (subject, error) {
	switch noun {
	case models.SubjectMission:
		m, err := store.Missions.Get(tx, id)
		if err != nil {
			return subject{}, err
		}
		return subject{country: m.CountryCode, reference: m.Reference, summary: m.ReleasableSummary}, nil
	case models.SubjectFinding:
		f, err := store.Findings.Get(tx, id)
		if err != nil {
			return subject{}, err
		}
		return subject{f.CountryCode, f.MissionID, f.Reference, f.ReleasableSummary}, nil
	}
	n, err := store.Needs.Get(tx, id)
	if err != nil {
		return subject{}, err
	}
	return subject{n.CountryCode, n.MissionID, n.Reference, n.ReleasableSummary}, nil
}

// lockSubject lets entries on the same item wait for each other.
func lockSubject(tx *store.Tx, noun models.ConsentSubject, id models.ID) (err error) {
	switch noun {
	case models.SubjectMission:
		_, err = store.Missions.Lock(tx, id)
	case models.SubjectFinding:
		_, err = store.Findings.Lock(tx, id)
	default:
		_, err = store.Needs.Lock(tx, id)
	}
	return err
}

// afterConsent lets a new entry answer the open request and end the silence procedures that it replaces.
func (a *Ledger) afterConsent(ctx context.Context, tx *store.Tx, _, c *models.Consent) error {
	if c.RequestID != "" {
		if err := a.closeRequest(ctx, tx, c.RequestID, models.ConsentRequestStatus(answerStatus(c)), c.ID, c.Note); err != nil {
			return err
		}
	}
	return a.stopSilence(ctx, tx, c, "Answered: "+c.Instrument)
}

// answerStatus is what an entry that answers a request makes of it.
func answerStatus(c *models.Consent) models.ConsentRequestStatus {
	if c.Extent == models.ExtentNone {
		return models.RequestRefused
	}
	return models.RequestGiven
}

// closeRequest answers a request.
func (a *Ledger) closeRequest(ctx context.Context, tx *store.Tx, id models.ID, status models.ConsentRequestStatus, consent models.ID,
	reason string) error {
	r, old, before, err := a.ConsentRequests.Lock(tx, id, engine.AnyVersion)
	if err != nil {
		return err
	}
	now := tx.Now()
	r.Status, r.AnsweredAt, r.AnsweredBy, r.AnsweredByName, r.AnswerReason = status, &now, tx.Actor().UserID, tx.Actor().Name, reason
	if consent != "" {
		r.ConsentID = consent
	}
	if err := store.ConsentRequests.Update(tx, r); err != nil {
		return err
	}
	r.NextStep = models.NextStep{}
	_, err = a.ConsentRequests.Finish(ctx, tx.WithReason(reason), "consent_request."+string(status), old, r, before)
	return err
}

// WithdrawConsent ends a consent at once: nothing more goes out on it.
func (a *Ledger) WithdrawConsent(
	ctx context.Context,
	actor models.Actor,
	id models.ID,
	version int,
	in models.WithdrawInput,
) (*models.Consent, error) {
	return a.endConsent(ctx, actor, "consent.withdraw", id, version, in)
}

// ObjectConsent is a State's objection. Before the silence procedure is over it stops it; after that it is a withdrawal.
func (a *Ledger) ObjectConsent(
	ctx context.Context,
	actor models.Actor,
	id models.ID,
	version int,
	in models.WithdrawInput,
) (*models.Consent, error) {
	return a.endConsent(ctx, actor, "consent.object", id, version, in)
}

func (a *Ledger) endConsent(
	ctx context.Context,
	actor models.Actor,
	action string,
	id models.ID,
	version int,
	in models.WithdrawInput,
) (*models.Consent, error) {
	if err := engine.Begin(actor, action, in); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Consent, error) {
		c, _, before, err := a.Consents.Lock(tx, id, version)
		if err != nil {
			return nil, err
		}
		// Before an entry takes effect, its State objects to it and a manager withdraws it.
		objects := c.State == models.ConsentSilence && (action == "consent.object" || actor.Role == models.National)
		effect, err := previewChange(tx, c, func() error {
			if err := endEntry(tx, c, in.Reason, objects); err != nil {
				return err
			}
			return store.Consents.Update(tx, c)
		})
		if err != nil {
			return nil, err
		}
		if err := keepEffect(tx, c, effect); err != nil {
			return nil, err
		}
		if c.RequestID != "" && c.EffectiveFrom.After(tx.Now()) {
			status := models.RequestCancelled
			if objects {
				status = models.RequestRefused
			}
			if err := a.closeRequest(ctx, tx, c.RequestID, status, "", in.Reason); err != nil {
				return nil, err
			}
		}
		if err := a.stopSilence(ctx, tx, c, "Withdrawn: "+in.Reason); err != nil {
			return nil, err
		}
		if err := store.Consents.Reload(tx, c); err != nil {
			return nil, err
		}
		return c, a.Consents.Record(ctx, tx.WithReason(in.Reason), action, c, before)
	})
}

// keepEffect keeps with an entry what its end changed. Who could read it is found when that is read, since not all may know of all.
func keepEffect(tx *store.Tx, c *models.Consent, effect *models.Preview) error {
	c.Effect, c.EffectItems = effect.Words, effect.Audiences
	for i := range c.EffectItems {
		c.EffectItems[i].Readers = []models.PreviewReader{}
	}
	return store.KeepConsentEffect(tx, c)
}

// endEntry marks an entry as objected to or withdrawn, if it has not ended before.
func endEntry(tx *store.Tx, c *models.Consent, reason string, objects bool) error {
	now := tx.Now()
	switch c.State {
	case models.ConsentWithdrawn:
		return models.Errorf(models.Conflict, "This consent was withdrawn already, on %s.", models.DateOf(*c.WithdrawnAt))
	case models.ConsentObjected:
		return models.Errorf(models.Conflict, "The State objected to this already, on %s.", models.DateOf(*c.ObjectedAt))
	case models.ConsentExpired:
		return models.Errorf(
			models.Conflict,
			"This consent ended by itself on %s and opens nothing. To keep the item closed, record an entry with the extent none.",
			models.DateOf(*c.ExpiresAt),
		)
	}
	if objects {
		c.ObjectedAt, c.ObjectionReason = &now, reason
	} else {
		c.WithdrawnAt, c.WithdrawnReason = &now, reason
	}
	c.EndedBy, c.EndedByName = tx.Actor().UserID, tx.Actor().Name
	return nil
}
