package consent

import (
	"cmp"
	"context"
	"fmt"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// consentRequests makes the use cases of consent requests.
func (a *Ledger) consentRequests() engine.Resource[models.ConsentRequest, models.ConsentRequestInput] {
	return engine.NewResource(
		a.Engine,
		engine.Kind[models.ConsentRequest, models.ConsentRequestInput]{Noun: store.ConsentRequests,
			Input:   func(r *models.ConsentRequest) *models.ConsentRequestInput { return &r.ConsentRequestInput },
			Prepare: a.prepareRequest},
	)
}

// prepareRequest finds whose consent is asked for. A silence procedure begins when the State has been told, not before. There is one
// open request for a subject and an audience.
func (a *Ledger) prepareRequest(tx *store.Tx, old, r *models.ConsentRequest) error {
	if old != nil {
		return models.Errorf(models.Conflict, "A request stays as it was sent. Cancel it, and send another one.")
	}
	of, err := subjectOf(tx, r.SubjectType, r.SubjectID)
	if err != nil {
		return engine.FaultIfNotFound(err, "/subject_id", "There is no %s with this id, or you may not see it.", r.SubjectType)
	}
	if err := of.opens(r.Extent); err != nil {
		return err
	}
	r.CountryCode, r.Status, r.AskedByName = of.country, models.RequestAsked, tx.Actor().Name
	if err := settleEarlierRequest(tx, r); err != nil {
		return err
	}
	if r.Procedure != models.ProcedureSilence {
		if r.SilenceDays > 0 {
			return models.Fault("/silence_days", "Only a silence procedure counts days; leave them out, or set the procedure to silence.")
		}
		return endsAfter(r.ExpiresAt, tx.Now())
	}
	r.SilenceDays = cmp.Or(r.SilenceDays, models.DefaultSilenceDays)
	r.Instrument = cmp.Or(r.Instrument, fmt.Sprintf("Silence procedure of %d working days", r.SilenceDays))
	return endsAfter(r.ExpiresAt, tx.Now())
}

// settleEarlierRequest closes an earlier request that silence has answered, and refuses a second open one.
func settleEarlierRequest(tx *store.Tx, r *models.ConsentRequest) error {
	open, err := store.OpenConsentRequest(tx, r.SubjectID, string(r.Audience))
	if err != nil || open == nil {
		return err
	}
	if open.Status == models.RequestAsked {
		return models.Errorf(
			models.Conflict,
			"The State was asked for this on %s and has not answered. Cancel that request first, or wait.",
			models.DateOf(open.CreatedAt),
		)
	}
	return store.ConsentRequests.Update(tx, open)
}

// AnswerRequest is the State's answer, or what a manager records of it on the strength of an instrument.
func (a *Ledger) AnswerRequest(
	ctx context.Context,
	actor models.Actor,
	id models.ID,
	version int,
	in models.AnswerInput,
) (*models.ConsentRequest, error) {
	if err := engine.Begin(actor, "consent_request.answer", in); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.ConsentRequest, error) {
		r, err := a.lockOpenRequest(tx, id, version)
		if err != nil {
			return nil, err
		}
		if in.Answer == models.AnswerRefuse {
			err = a.refuseRequest(ctx, tx, r, in)
		} else {
			err = a.giveConsent(ctx, tx, r, in)
		}
		if err != nil {
			return nil, err
		}
		return store.ConsentRequests.Get(tx, id)
	})
}

// lockOpenRequest locks a request that waits for its answer.
func (a *Ledger) lockOpenRequest(tx *store.Tx, id models.ID, version int) (*models.ConsentRequest, error) {
	r, _, _, err := a.ConsentRequests.Lock(tx, id, version)
	if err != nil {
		return nil, err
	}
	if r.Status != models.RequestAsked {
		return nil, models.Errorf(
			models.Conflict,
			"This request is %s since %s. To end a consent, withdraw its entry.",
			r.Status,
			models.DateOf(*r.AnsweredAt),
		)
	}
	return r, nil
}

// refuseRequest objects to the running silence procedure, or refuses.
func (a *Ledger) refuseRequest(ctx context.Context, tx *store.Tx, r *models.ConsentRequest, in models.AnswerInput) error {
	if in.Reason == "" {
		return models.Fault("/reason", "Say why.")
	}
	if r.TakesEffectAt == nil {
		return a.closeRequest(ctx, tx, r.ID, models.RequestRefused, "", in.Reason)
	}
	return a.stopRequest(ctx, tx, r, models.RequestRefused, in.Reason)
}

// stopRequest ends a request together with its silence procedure.
func (a *Ledger) stopRequest(ctx context.Context, tx *store.Tx, r *models.ConsentRequest, status models.ConsentRequestStatus,
	reason string) error {
	c, _, before, err := a.Consents.Lock(tx, r.ConsentID, engine.AnyVersion)
	if err != nil {
		return err
	}
	if err := endEntry(tx, c, reason, status == models.RequestRefused); err != nil {
		return err
	}
	if err := store.Consents.Update(tx, c); err != nil {
		return err
	}
	if err := a.closeRequest(ctx, tx, r.ID, status, "", reason); err != nil {
		return err
	}
	return a.Consents.Record(
		ctx,
		tx.WithReason(reason),
		map[bool]string{true: "consent.object", false: "consent.withdraw"}[status == models.RequestRefused],
		c,
		before,
	)
}

// giveConsent records the entry that answers a request; its hook closes the request and ends the silence procedure.
func (a *Ledger) giveConsent(ctx context.Context, tx *store.Tx, r *models.ConsentRequest, in models.AnswerInput) error {
	extent := cmp.Or(in.Extent, r.Extent)
	switch {
	case models.Wider(extent, r.Extent):
		return models.Fault("/extent", "%s was asked for; more than that is an entry of its own in the ledger.", r.Extent)
	case in.Instrument == "":
		return models.Fault("/instrument", "Name what gives the consent, such as a note verbale and its number.")
	}
	expires := in.ExpiresAt
	if expires == nil {
		expires = r.ExpiresAt
	}
	entry := models.ConsentInput{
		SubjectType: r.SubjectType,
		SubjectID:   r.SubjectID,
		Extent:      extent,
		Audience:    r.Audience,
		Instrument:  in.Instrument,
		GivenOn:     cmp.Or(in.GivenOn, engine.Today(tx)),
		ExpiresAt:   expires,
		Note:        in.Reason,
	}
	_, err := a.Consents.CreateIn(ctx, tx, entry)
	return err
}

// CancelRequest cancels a request and its silence procedure.
func (a *Ledger) CancelRequest(
	ctx context.Context,
	actor models.Actor,
	id models.ID,
	version int,
	in models.WithdrawInput,
) (*models.ConsentRequest, error) {
	if err := engine.Begin(actor, "consent_request.cancel", in); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.ConsentRequest, error) {
		r, err := a.lockOpenRequest(tx, id, version)
		if err != nil {
			return nil, err
		}
		if r.TakesEffectAt == nil {
			err = a.closeRequest(ctx, tx, r.ID, models.RequestCancelled, "", in.Reason)
		} else {
			err = a.stopRequest(ctx, tx, r, models.RequestCancelled, in.Reason)
		}
		if err != nil {
			return nil, err
		}
		return store.ConsentRequests.Get(tx, id)
	})
}
