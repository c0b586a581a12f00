package app

import (
	"context"
	"time"

	"qadam/app/store"
	"qadam/models"
)

// ledger sets up consent, the audit, and what people were told.
func (a *App) ledger() {
	a.Consents = &Resource[models.Consent, models.ConsentInput]{app: a, noun: store.Consents, name: "consent",
		input: func(c *models.Consent) *models.ConsentInput { return &c.ConsentInput }, prepare: prepareConsent}
	a.Changes = &Resource[models.Change, none]{app: a, noun: store.Changes, name: "audit"}
	a.Reminders = &Resource[models.Reminder, none]{app: a, noun: store.Reminders, name: "reminder"}
	a.Outbox = &Resource[models.OutboxMail, none]{app: a, noun: store.Outbox, name: "outbox"}
}

// prepareConsent finds whose the subject is: only its own State, or a manager on the strength of an instrument, consents.
func prepareConsent(tx *store.Tx, _, c *models.Consent) error {
	country, err := countryOf(tx, c.SubjectType, c.SubjectID)
	if err != nil {
		return orFault(err, "/subject_id", "There is no %s with this id, or you may not see it.", c.SubjectType)
	}
	c.CountryCode, c.GivenBy = country, tx.Actor().UserID
	now := tx.Now()
	if c.EffectiveFrom == nil {
		c.EffectiveFrom = &now
	}
	if c.ExpiresAt != nil && !c.ExpiresAt.After(*c.EffectiveFrom) {
		return models.Fault("/expires_at", "Give an instant after the consent takes effect.")
	}
	utc(c.EffectiveFrom)
	utc(c.ExpiresAt)
	return notFuture(tx, "/given_on", c.GivenOn)
}

// utc brings an instant to the form in which both databases keep and compare it.
func utc(t *time.Time) {
	if t != nil {
		*t = t.UTC().Truncate(time.Microsecond)
	}
}

func countryOf(tx *store.Tx, noun string, id models.ID) (string, error) {
	switch noun {
	case "mission":
		m, err := store.Missions.Get(tx, id)
		if err != nil {
			return "", err
		}
		return m.CountryCode, nil
	case "finding":
		f, err := store.Findings.Get(tx, id)
		if err != nil {
			return "", err
		}
		return f.CountryCode, nil
	}
	n, err := store.Needs.Get(tx, id)
	if err != nil {
		return "", err
	}
	return n.CountryCode, nil
}

// WithdrawConsent ends a consent at once: nothing more goes out on it.
func (a *App) WithdrawConsent(ctx context.Context, actor models.Actor, id models.ID, version int, in models.WithdrawInput) (*models.Consent, error) {
	if err := allow(actor, "consent.withdraw"); err != nil {
		return nil, err
	}
	if err := a.check.shape(in); err != nil {
		return nil, err
	}
	return change(a, ctx, actor, func(tx *store.Tx) (*models.Consent, error) {
		c, _, before, err := a.Consents.open(tx, id, version)
		if err != nil {
			return nil, err
		}
		if c.WithdrawnAt != nil {
			return nil, models.Errorf(models.Conflict, "This consent was withdrawn already, on %s.", models.DateOf(*c.WithdrawnAt))
		}
		now := tx.Now()
		c.WithdrawnAt, c.WithdrawnReason = &now, in.Reason
		if err := store.Consents.Update(tx, c); err != nil {
			return nil, err
		}
		return a.Consents.close(ctx, tx.Because(in.Reason), "consent.withdraw", nil, c, before)
	})
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
		return m, audit(ctx, tx, "outbox.retry", "outbox", id, nil, m)
	})
}
