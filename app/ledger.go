package app

import (
	"context"

	"qadam/app/store"
	"qadam/models"
)

// RetryMail puts a mail that was given up back in line.
func (a *App) RetryMail(ctx context.Context, actor models.Actor, id models.ID) (*models.OutboxMail, error) {
	if err := allow(actor, "outbox.retry"); err != nil {
		return nil, err
	}
	return change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.OutboxMail, error) {
		revived, err := store.ReviveMail(tx, id)
		if err != nil {
			return nil, err
		}
		m, err := store.Outbox.Get(tx, id)
		if err != nil {
			return nil, err
		}
		if !revived {
			return nil, models.Errorf(models.Conflict, "Only a mail that was given up can be sent again; this one is %s.", m.Status)
		}
		if err := store.ClearBounce(tx, m.Recipient); err != nil {
			return nil, err
		}
		return m, audit(ctx, tx, "outbox.retry", "outbox", id, nil, m)
	})
}

func (a *App) consents() *Resource[models.Consent, models.ConsentInput] {
	return newResource(a.Engine, Kind[models.Consent, models.ConsentInput]{Noun: store.Consents, Name: "consent",
		Input: func(c *models.Consent) *models.ConsentInput { return &c.ConsentInput }, Prepare: prepareConsent, Follow: a.recorded})
}

func (a *App) consentRequests() *Resource[models.ConsentRequest, models.ConsentRequestInput] {
	return newResource(a.Engine, Kind[models.ConsentRequest, models.ConsentRequestInput]{Noun: store.ConsentRequests, Name: "consent_request",
		Input: func(r *models.ConsentRequest) *models.ConsentRequestInput { return &r.ConsentRequestInput }, Prepare: a.prepareRequest, Follow: openSilence})
}

func (a *Engine) changes() *Resource[models.Change, None] {
	return newResource(a, Kind[models.Change, None]{Noun: store.Changes, Name: "audit"})
}
