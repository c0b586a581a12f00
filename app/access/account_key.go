package access

import (
	"context"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// What opens something for a user without signing in anew is made for who the user is. Where that changes, all of it ends.

// accountChanged is what ended keys say of why.
const accountChanged = "The account of its user changed"

// endKeysOnChange ends sessions, sign-in links, tokens, the addresses of calendars and of update links, and webhooks of a user whose role,
// organisation, country or address has changed, or who was deactivated. Passkeys and identities are suspended until an admin restores them.
func endKeysOnChange(ctx context.Context, tx *store.Tx, old, u *models.User) error {
	if old == nil ||
		u.Active == old.Active && u.Role == old.Role && u.OrganisationID == old.OrganisationID && u.CountryCode == old.CountryCode &&
			u.Email == old.Email {
		return nil
	}
	if _, err := endUserSessions(ctx, tx, u.ID, ""); err != nil {
		return err
	}
	now := tx.Now()
	for _, end := range []func() error{
		func() error { return store.DropSignInLinks(tx, u.ID) },
		func() error {
			found, err := store.LockTokens(tx, u.ID)
			return endAll(ctx, tx, store.Tokens, "revoke", found, err, func(t *models.Token) { t.RevokedAt = &now })
		},
		func() error {
			found, err := store.LockFeeds(tx, u.ID)
			return endAll(ctx, tx, store.Feeds, "revoke", found, err, func(f *models.Feed) { f.RevokedAt = &now })
		},
		func() error {
			found, err := store.LockUpdateLinks(tx, u.ID, old.Email)
			return endAll(ctx, tx, store.UpdateLinks, "revoke", found, err,
				func(l *models.UpdateLink) { l.RevokedAt, l.RevokedReason = &now, accountChanged })
		},
		func() error { return stopWebhooks(ctx, tx, u.ID) },
		func() error {
			found, err := store.LockPasskeys(tx, u.ID)
			return endAll(ctx, tx, store.Passkeys, "suspend", found, err, func(p *models.Passkey) { p.SuspendedAt = &now })
		},
		func() error {
			found, err := store.LockIdentities(tx, u.ID)
			return endAll(ctx, tx, store.Identities, "suspend", found, err, func(i *models.Identity) { i.SuspendedAt = &now })
		},
	} {
		if err := end(); err != nil {
			return err
		}
	}
	return nil
}

// endAll ends the keys of one noun that were found, and logs each.
func endAll[T any](ctx context.Context, tx *store.Tx, noun *store.Noun[T], intention string, found []T, err error, end func(*T)) error {
	for i := range found {
		if err != nil {
			break
		}
		before := found[i]
		end(&found[i])
		if err = noun.Update(tx, &found[i]); err == nil {
			id := any(&found[i]).(models.Entity).Meta().ID
			err = engine.Audit(ctx, tx, noun.Name+"."+intention, noun.Name, id, before, found[i])
		}
	}
	return err
}

// stopWebhooks stops the webhooks of a user; what waits is not told any more.
func stopWebhooks(ctx context.Context, tx *store.Tx, user models.ID) error {
	found, err := store.LockWebhooks(tx, user)
	for _, w := range found {
		if err == nil {
			err = store.DropWaitingDeliveries(tx, w.ID)
		}
	}
	return endAll(ctx, tx, store.Webhooks, "stop", found, err,
		func(w *models.Webhook) { w.Active, w.StoppedReason = false, accountChanged })
}

// suspended refuses a passkey or an identity that was suspended, once it has proved whose it is.
func suspended(what string) error {
	return models.Errorf(models.Unauthenticated,
		"Your account has changed since this %s was added, so it is suspended. Sign in by a link in a mail, and ask the administrator to "+
			"restore it.", what)
}

// RestorePasskey lets a suspended passkey sign in again.
func (a *Access) RestorePasskey(ctx context.Context, actor models.Actor, id models.ID, version int) (*models.Passkey, error) {
	return restore(a, ctx, actor, a.Passkeys, store.Passkeys, id, version, func(p *models.Passkey) { p.SuspendedAt = nil })
}

// RestoreIdentity lets a suspended account at a provider sign in again.
func (a *Access) RestoreIdentity(ctx context.Context, actor models.Actor, id models.ID, version int) (*models.Identity, error) {
	return restore(a, ctx, actor, a.Identities, store.Identities, id, version, func(i *models.Identity) { i.SuspendedAt = nil })
}

func restore[T, I any](
	a *Access,
	ctx context.Context,
	actor models.Actor,
	r engine.Resource[T, I],
	noun *store.Noun[T],
	id models.ID,
	version int,
	put func(*T),
) (*T, error) {
	if err := engine.Allow(actor, r.Name()+".restore"); err != nil {
		return nil, err
	}
	if err := requirePerson(actor); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*T, error) {
		row, _, before, err := r.Lock(tx, id, version)
		if err != nil {
			return nil, err
		}
		put(row)
		if err := noun.Update(tx, row); err != nil {
			return nil, err
		}
		return r.Finish(ctx, tx, r.Name()+".restore", nil, row, before)
	})
}
