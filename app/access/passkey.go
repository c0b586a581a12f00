package access

import (
	"context"
	"errors"
	"time"

	"qadam/app/engine"
	"qadam/app/identity"
	"qadam/app/store"
	"qadam/models"
)

// How people sign in by a passkey, and look after theirs.

// ceremonyLife is for how long the answer of an authenticator or a provider is waited for.
const ceremonyLife = 5 * time.Minute

// passkeys makes the use cases of passkeys.
func (a *Access) passkeys() engine.Resource[models.Passkey, models.PasskeyInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.Passkey, models.PasskeyInput]{Noun: store.Passkeys,
		Input: func(p *models.Passkey) *models.PasskeyInput { return &p.PasskeyInput }})
}

// requirePerson refuses tokens: a stolen one must not create other credentials.
func requirePerson(actor models.Actor) error {
	if actor.SessionID == "" {
		return models.Errorf(models.Forbidden, "A token may not do this. Sign in yourself.")
	}
	return nil
}

// RequirePerson tells whether an actor has signed in itself.
func RequirePerson(actor models.Actor) error { return requirePerson(actor) }

// BeginPasskey begins to add a passkey to the actor's account.
func (a *Access) BeginPasskey(ctx context.Context, actor models.Actor) (*models.Ceremony, error) {
	if err := errors.Join(engine.Allow(actor, "passkey.begin"), requirePerson(actor)); err != nil {
		return nil, err
	}
	if err := a.passkeysEnabled(); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Ceremony, error) {
		o, err := ownerOf(tx, actor.UserID)
		if err != nil {
			return nil, err
		}
		options, keep, err := a.webauthn.BeginRegister(o)
		if err != nil {
			return nil, err
		}
		return storeCeremony(tx, "add passkey", actor.UserID, options, keep)
	})
}

func (a *Access) passkeysEnabled() error {
	if a.webauthn == nil {
		return models.Errorf(models.Unavailable, "Passkeys need the address of this installation, and its base URL is not set.")
	}
	return nil
}

// ownerOf is a user as its authenticators know it.
func ownerOf(tx *store.Tx, id models.ID) (identity.Owner, error) {
	u, err := store.Users.Get(tx.As(engine.System()), id)
	if err != nil {
		return identity.Owner{}, err
	}
	o := identity.Owner{ID: string(u.ID), Name: u.Name, Email: u.Email}
	known, err := store.PasskeysOf(tx, id)
	for _, p := range known {
		o.Credentials = append(o.Credentials, p.Credential)
	}
	return o, err
}

func storeCeremony(tx *store.Tx, kind string, user models.ID, options, keep string) (*models.Ceremony, error) {
	c := &models.Ceremony{ID: engine.RandomText(), PublicKey: models.RawJSON(options)}
	return c, store.AddCeremony(
		tx,
		secretHash(kind, c.ID),
		store.Ceremony{Kind: kind, UserID: user, Data: keep, ExpiresAt: tx.Now().Add(ceremonyLife)},
	)
}

// AddPasskey adds the passkey that an authenticator made.
func (a *Access) AddPasskey(ctx context.Context, actor models.Actor, in models.AttestationInput) (*models.Passkey, error) {
	if err := errors.Join(engine.Allow(actor, "passkey.create"), requirePerson(actor)); err != nil {
		return nil, err
	}
	if err := errors.Join(engine.CheckShape(in), a.passkeysEnabled()); err != nil {
		return nil, err
	}
	if err := identity.ReadNew(string(in.Credential)); err != nil {
		return nil, invalidAnswer(err)
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Passkey, error) {
		if err := store.HoldActor(tx); err != nil {
			return nil, err
		}
		kept, err := store.TakeCeremony(tx, secretHash("add passkey", in.Ceremony), "add passkey")
		if err != nil || kept.UserID != actor.UserID {
			return nil, ceremonyEnded(notFoundIfNil(err))
		}
		o, err := ownerOf(tx, actor.UserID)
		if err != nil {
			return nil, err
		}
		credential, id, err := a.webauthn.Register(o, kept.Data, string(in.Credential))
		if err != nil {
			return nil, invalidAnswer(err)
		}
		p := &models.Passkey{PasskeyInput: models.PasskeyInput{Name: in.Name}, UserID: actor.UserID, CredentialID: id,
			Credential: credential}
		if err := store.Passkeys.Insert(tx, p); err != nil {
			return nil, err
		}
		return p, engine.Audit(ctx, tx, "passkey.create", "passkey", p.ID, nil, p)
	})
}

// ceremonyEnded says that a ceremony has ended.
func ceremonyEnded(err error) error {
	if models.CodeOf(err) != models.NotFound && !store.NoRow(err) {
		return err
	}
	return models.Fault("/ceremony", "It is over: an answer is taken once, within five minutes. Begin anew.")
}

func invalidAnswer(cause error) error {
	e := models.Fault("/credential", "The authenticator's answer does not hold. Begin anew.")
	e.Cause = cause
	return e
}

// RemovePasskey takes a passkey away; it opens nothing from now on.
func (a *Access) RemovePasskey(ctx context.Context, actor models.Actor, id models.ID, version int) (*models.Passkey, error) {
	return remove(a, ctx, actor, a.Passkeys, store.Passkeys, id, version, nil)
}

// RemoveIdentity takes an account at an OpenID provider away; it no longer signs in.
func (a *Access) RemoveIdentity(ctx context.Context, actor models.Actor, id models.ID, version int) (*models.Identity, error) {
	return remove(a, ctx, actor, a.Identities, store.Identities, id, version, nil)
}

// remove deletes an object, unless the check refuses it; the log keeps what it was.
func remove[T, I any](
	a *Access,
	ctx context.Context,
	actor models.Actor,
	r engine.Resource[T, I],
	noun *store.Noun[T],
	id models.ID,
	version int,
	check func(*store.Tx, *T) error,
) (*T, error) {
	if err := engine.Allow(actor, r.Name()+".remove"); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*T, error) {
		row, _, before, err := r.Lock(tx, id, version)
		if err == nil && check != nil {
			err = check(tx, row)
		}
		if err != nil {
			return nil, err
		}
		if err := noun.Remove(tx, row); err != nil {
			return nil, err
		}
		return row, engine.Audit(ctx, tx, r.Name()+".remove", r.Name(), id, before, nil)
	})
}

// BeginPasskeySignIn begins a sign-in by a passkey: any that the browser has of this installation.
func (a *Access) BeginPasskeySignIn(ctx context.Context) (*models.Ceremony, error) {
	if err := a.passkeysEnabled(); err != nil {
		return nil, err
	}
	options, keep, err := a.webauthn.BeginVerify()
	if err != nil {
		return nil, err
	}
	var c *models.Ceremony
	err = a.Store().Update(ctx, models.Actor{}, func(tx *store.Tx) (err error) {
		c, err = storeCeremony(tx, "passkey", "", options, keep)
		return err
	})
	return c, err
}

// FinishPasskeySignIn signs in the owner of the passkey that an authenticator's answer is of. A ceremony is used up by its
// first answer, right or wrong.
func (a *Access) FinishPasskeySignIn(ctx context.Context, in models.AssertionInput, v models.Visit) (*models.SignedIn, error) {
	if err := errors.Join(engine.CheckShape(in), a.passkeysEnabled()); err != nil {
		return nil, err
	}
	claimed, err := identity.CredentialID(string(in.Credential))
	if err != nil {
		return nil, invalidAnswer(err)
	}
	var kept store.Ceremony
	err = a.Store().Update(ctx, models.Actor{}, func(tx *store.Tx) (err error) {
		if kept, err = store.TakeCeremony(tx, secretHash("passkey", in.Ceremony), "passkey"); err != nil {
			return err
		}
		return throttle(tx, "passkey", string(claimed), 10, 30*time.Second)
	})
	if err != nil {
		return nil, ceremonyEnded(err)
	}
	return a.verifyPasskey(ctx, claimed, kept.Data, string(in.Credential), v)
}

// verifyPasskey checks an answer. A passkey of which there is a copy is blocked: the owner's cannot be told from the copy.
func (a *Access) verifyPasskey(ctx context.Context, claimed []byte, kept, answer string, v models.Visit) (*models.SignedIn, error) {
	var done *models.SignedIn
	var whose models.ID
	copied := false
	err := a.Store().Update(ctx, models.Actor{}, func(tx *store.Tx) error {
		p, err := store.PasskeyByCredential(tx, claimed)
		if err != nil {
			return err
		}
		whose = p.UserID
		if p.BlockedAt != nil {
			return models.NotFoundError()
		}
		o, err := ownerOf(tx, p.UserID)
		if err != nil {
			return err
		}
		before, now := *p, tx.Now()
		credential, err := a.webauthn.Verify(o, kept, answer)
		if copied = errors.Is(err, identity.ErrCopied); copied {
			p.BlockedAt = &now
			return errors.Join(store.Passkeys.Update(tx, p), engine.Audit(ctx, tx, "passkey.block", "passkey", p.ID, before, p))
		}
		if err != nil {
			return &models.Error{Code: models.NotFound, Message: "The answer does not hold.", Cause: err}
		}
		u, err := store.Users.Lock(tx.As(engine.System()), p.UserID)
		if err != nil {
			return err
		}
		if p.SuspendedAt != nil {
			return suspended("passkey")
		}
		p.Credential, p.LastUsedAt = credential, &now
		if err := store.Passkeys.Update(tx, p); err != nil {
			return err
		}
		done, err = a.beginSession(ctx, tx, u, models.SignInPasskey, v)
		return err
	})
	switch {
	case copied && err == nil:
		err = models.Errorf(
			models.Unauthenticated,
			"This passkey was used by a copy of it, and is blocked now. Sign in by a link in a mail, and remove it.",
		)
	case models.CodeOf(err) == models.NotFound:
		err = models.Errorf(models.Unauthenticated, "This passkey is not known here. Sign in by a link in a mail.")
	}
	return done, a.auditDenied(ctx, err, "passkey", whose, v.Peer)
}
