package access

import (
	"context"
	"errors"
	"net/url"
	"time"

	"qadam/app/engine"
	"qadam/app/identity"
	"qadam/app/store"
	"qadam/models"
)

// How people sign in by their organisation's account (OpenID Connect). An account there is linked to a user by its issuer and
// subject alone: a mail address at the provider proves nothing here.

// identities makes the use cases of identities.
func (a *Access) identities() engine.Resource[models.Identity, models.IdentityInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.Identity, models.IdentityInput]{Noun: store.Identities,
		Input: func(i *models.Identity) *models.IdentityInput { return &i.IdentityInput },
		Prepare: func(tx *store.Tx, _, i *models.Identity) error {
			return store.Users.RequireVisible(tx, "/user_id", i.UserID)
		}})
}

// Provider tells whether an OpenID provider is set up.
func (a *Access) Provider() bool { return a.provider != nil }

// CheckProvider asks the provider about itself, so that the log says at the start when it does not answer; the server starts
// all the same. It is asked again when it is needed.
func (a *Access) CheckProvider(ctx context.Context) {
	if a.provider == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if err := a.provider.Check(ctx); err != nil {
		a.Log.Warn(
			"the OpenID provider does not answer yet; it is asked again when somebody wants to sign in by it",
			"issuer",
			a.provider.Issuer(),
			"err",
			err,
		)
		return
	}
	a.Log.Info("the OpenID provider answers", "issuer", a.provider.Issuer())
}

// BeginProvider begins a sign-in at the provider, or for an actor who has signed in, the adding of an account there. It gives
// the address to go to, and the secret that the browser has to bring back.
func (a *Access) BeginProvider(ctx context.Context, actor models.Actor, next string) (address, secret string, err error) {
	if a.provider == nil {
		return "", "", models.NotFoundError()
	}
	if actor.UserID != "" {
		if err := errors.Join(engine.Allow(actor, "identity.link"), requirePerson(actor)); err != nil {
			return "", "", err
		}
	}
	if !LocalPage(next) {
		next = ""
	}
	secret = engine.RandomText()
	if address, err = a.provider.Begin(ctx, secret); err != nil {
		return "", "", a.providerFault(err)
	}
	return address, secret, a.Store().Update(ctx, actor, func(tx *store.Tx) error {
		return store.AddCeremony(
			tx,
			secretHash("provider", secret),
			store.Ceremony{Kind: "provider", UserID: actor.UserID, Data: next, ExpiresAt: tx.Now().Add(ceremonyLife)},
		)
	})
}

// ClocksDiffer tells that a sign-in failed because the clocks of the provider and of this server differ.
func ClocksDiffer(err error) bool { return errors.Is(err, identity.ErrClock) }

// providerFault tells people what to do about a provider that fails, and the log what it said.
func (a *Access) providerFault(err error) error {
	if ClocksDiffer(err) {
		a.Log.Warn("a sign-in failed: set the clock of this server, or tell the OpenID provider", "err", err)
		return &models.Error{
			Code:    models.Unavailable,
			Message: "The clocks of Qadam and of your organisation's sign-in differ. Use a link in a mail, and tell the administrator.",
			Cause:   err,
		}
	}
	if errors.Is(err, identity.ErrProvider) {
		a.Log.Warn("the OpenID provider does not answer as it should", "err", err)
		return &models.Error{
			Code:    models.Unavailable,
			Message: "Your organisation's sign-in does not answer. Use a link in a mail, or try again later.",
			Cause:   err,
		}
	}
	return &models.Error{
		Code:    models.Unauthenticated,
		Message: "Your organisation's sign-in did not go through. Try again, or use a link in a mail.",
		Cause:   err,
	}
}

// FinishProvider takes what the provider sent back with the browser. It signs in, or adds the account to that of the actor
// who began: then there is no new session.
func (a *Access) FinishProvider(
	ctx context.Context,
	actor models.Actor,
	secret string,
	back url.Values,
	v models.Visit,
) (*models.SignedIn, error) {
	if a.provider == nil {
		return nil, models.NotFoundError()
	}
	var began store.Ceremony
	err := a.Store().Update(ctx, models.Actor{}, func(tx *store.Tx) (err error) {
		began, err = store.TakeCeremony(tx, secretHash("provider", secret), "provider")
		return err
	})
	if models.CodeOf(err) == models.NotFound {
		err = models.Errorf(models.Unauthenticated, "This sign-in is over: it is good once, for five minutes. Begin anew.")
	}
	if err != nil {
		return nil, a.auditDenied(ctx, err, "oidc", "", v.Peer)
	}
	subject, err := a.provider.Finish(ctx, secret, back)
	if err != nil {
		return nil, a.auditDenied(ctx, a.providerFault(err), "oidc", "", v.Peer)
	}
	if began.UserID != "" {
		return nil, a.linkIdentity(ctx, actor, began.UserID, subject)
	}
	done, err := a.identitySignIn(ctx, subject, v)
	if done != nil {
		done.Next = began.Data
	}
	return done, err
}

func (a *Access) linkIdentity(ctx context.Context, actor models.Actor, began models.ID, subject string) error {
	if actor.UserID != began || actor.SessionID == "" {
		return models.Errorf(models.Unauthenticated, "Your session has ended meanwhile. Sign in, and add the account again.")
	}
	if err := engine.Allow(actor, "identity.link"); err != nil {
		return err
	}
	return a.Store().Update(ctx, actor, func(tx *store.Tx) error {
		if err := store.HoldActor(tx); err != nil {
			return err
		}
		_, err := a.Identities.CreateIn(ctx, tx, models.IdentityInput{UserID: actor.UserID, Issuer: a.provider.Issuer(), Subject: subject})
		return err
	})
}

func (a *Access) identitySignIn(ctx context.Context, subject string, v models.Visit) (*models.SignedIn, error) {
	var done *models.SignedIn
	var whose models.ID
	err := a.Store().Update(ctx, models.Actor{}, func(tx *store.Tx) error {
		i, err := store.IdentityOf(tx, a.provider.Issuer(), subject)
		if err != nil {
			return err
		}
		if whose = i.UserID; i.SuspendedAt != nil {
			return suspended("account")
		}
		u, err := store.Users.Lock(tx.As(engine.System()), i.UserID)
		if err != nil {
			return err
		}
		done, err = a.beginSession(ctx, tx, u, models.SignInOIDC, v)
		return err
	})
	if models.CodeOf(err) == models.NotFound {
		err = models.Errorf(
			models.Unauthenticated,
			"Your organisation knows you, but nobody here is linked to that account. Sign in by a link in a mail, and add it to your "+
				"account; or ask the administrator.",
		)
	}
	return done, a.auditDenied(ctx, err, "oidc", whose, v.Peer)
}
