package app

import (
	"context"

	"qadam/app/store"
	"qadam/models"
)

// ledger sets up consent and the audit.
func (a *App) ledger() {
	a.Consents = &Resource[models.Consent, models.ConsentInput]{app: a, noun: store.Consents, name: "consent",
		input: func(c *models.Consent) *models.ConsentInput { return &c.ConsentInput }, prepare: prepareConsent, follow: a.recorded}
	a.ConsentRequests = &Resource[models.ConsentRequest, models.ConsentRequestInput]{app: a, noun: store.ConsentRequests, name: "consent_request",
		input: func(r *models.ConsentRequest) *models.ConsentRequestInput { return &r.ConsentRequestInput }, prepare: a.prepareRequest, follow: openSilence}
	a.Changes = &Resource[models.Change, none]{app: a, noun: store.Changes, name: "audit"}
}

// RetryMail puts a mail that was given up back in line.
func (a *App) RetryMail(ctx context.Context, actor models.Actor, id models.ID) (*models.OutboxMail, error) {
	if err := allow(actor, "outbox.retry"); err != nil {
		return nil, err
	}
	return change(a, ctx, actor, func(tx *store.Tx) (*models.OutboxMail, error) {
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
