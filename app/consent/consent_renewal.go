package consent

import (
	"context"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// LaterConsent gives the entry that has taken the place of another one; nil where none has.
func (a *Ledger) LaterConsent(ctx context.Context, actor models.Actor, c *models.Consent) (*models.Consent, error) {
	if err := engine.Allow(actor, "consent.get"); err != nil {
		return nil, err
	}
	return engine.View(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Consent, error) { return laterThan(tx, c) })
}

func laterThan(tx *store.Tx, c *models.Consent) (*models.Consent, error) {
	all, err := store.ConsentsOn(tx, c.SubjectID, "")
	return c.ReplacedBy(all), err
}

// RenewConsent writes a further entry like one that ends, with a later end, by another instrument. What was withdrawn or replaced since
// is not renewed: that would open again what the State has closed.
func (a *Ledger) RenewConsent(
	ctx context.Context, actor models.Actor, id models.ID, version int, in models.RenewalInput,
) (*models.Consent, error) {
	if err := engine.Begin(actor, "consent.create", in); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Consent, error) {
		c, err := store.Consents.Get(tx, id)
		if err != nil {
			return nil, err
		}
		// The item comes first, as for every new entry.
		if err := lockSubject(tx, c.SubjectType, c.SubjectID); err != nil {
			return nil, err
		}
		if c, _, _, err = a.Consents.Lock(tx, id, version); err != nil {
			return nil, err
		}
		if err := renewable(tx, c, in); err != nil {
			return nil, err
		}
		next := c.ConsentInput
		next.EffectiveFrom, next.Note = nil, ""
		next.Instrument, next.GivenOn, next.ExpiresAt = in.Instrument, in.GivenOn, in.ExpiresAt
		return a.Consents.CreateIn(ctx, tx, next)
	})
}

// renewable refuses to renew what holds no more or has no end, and an end that is not later.
func renewable(tx *store.Tx, c *models.Consent, in models.RenewalInput) error {
	switch {
	case c.WithdrawnAt != nil:
		return models.Errorf(models.Conflict, "This consent was withdrawn on %s.", models.DateOf(*c.WithdrawnAt))
	case c.ObjectedAt != nil:
		return models.Errorf(models.Conflict, "The State objected to this on %s.", models.DateOf(*c.ObjectedAt))
	case c.ExpiresAt == nil:
		return models.Errorf(models.Conflict, "This consent has no end, so there is nothing to renew.")
	}
	later, err := laterThan(tx, c)
	if err != nil {
		return err
	}
	if later != nil {
		return models.Errorf(models.Conflict, "A later entry, of %s, has taken the place of this consent.", later.GivenOn)
	}
	if in.ExpiresAt.After(*c.ExpiresAt) {
		return nil
	}
	days, err := store.CalendarOf(tx, c.CountryCode)
	if err != nil {
		return err
	}
	return models.Faults(models.FieldError{Pointer: "/expires_at", Rule: "after",
		Args: map[string]any{"Date": models.LastDay(*c.ExpiresAt, days.Location())}, Detail: "Give a later day."})
}
