package access

import (
	"context"
	"crypto/sha256"
	"time"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// The lives of tokens.
const (
	defaultTokenLife = 90 * 24 * time.Hour
	longestTokenLife = 366 * 24 * time.Hour
	tokenPrefix      = "qdm_"
)

// tokens makes the use cases of tokens.
func (a *Access) tokens() engine.Resource[models.Token, models.TokenInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.Token, models.TokenInput]{Noun: store.Tokens,
		Input: func(t *models.Token) *models.TokenInput { return &t.TokenInput }})
}

// CreateToken makes a bearer token for the actor itself; an admin makes one for any user. The answer holds the secret, once. No
// token makes another: a stolen one would outlive its end. A repeated request with the same Idempotency-Key gets the token
// without its secret: that is kept nowhere.
func (a *Access) CreateToken(ctx context.Context, actor models.Actor, in models.TokenInput) (*models.Token, error) {
	if err := engine.Allow(actor, "token.create"); err != nil {
		return nil, err
	}
	if actor.TokenID != "" {
		return nil, requirePerson(actor)
	}
	if err := engine.CheckShape(in); err != nil {
		return nil, err
	}
	var secret string
	t, err := engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Token, error) {
		if actor.Role != models.Admin && actor.Role != models.System && in.UserID != actor.UserID {
			return nil, models.Fault("/user_id", "You can make tokens for yourself only: %s.", actor.UserID)
		}
		if err := store.HoldActor(tx); err != nil {
			return nil, err
		}
		if err := store.Users.RequireVisible(tx, "/user_id", in.UserID); err != nil {
			return nil, err
		}
		t := &models.Token{TokenInput: in}
		if err := setExpiry(tx, t); err != nil {
			return nil, err
		}
		secret = tokenPrefix + engine.RandomText()
		sum := sha256.Sum256([]byte(secret))
		t.Hash, t.Prefix = sum[:], secret[:len(tokenPrefix)+6]
		if err := store.Tokens.Insert(tx, t); err != nil {
			return nil, err
		}
		return t, engine.Audit(ctx, tx, "token.create", "token", t.ID, nil, t)
	})
	if err == nil {
		t.Secret = secret
	}
	return t, err
}

func setExpiry(tx *store.Tx, t *models.Token) error {
	if t.ExpiresAt == nil {
		end := tx.Now().Add(defaultTokenLife)
		t.ExpiresAt = &end
	}
	end := t.ExpiresAt.UTC().Truncate(time.Microsecond)
	if !end.After(tx.Now()) || end.After(tx.Now().Add(longestTokenLife)) {
		return models.Fault("/expires_at", "Give an instant from now up to a year ahead.")
	}
	t.ExpiresAt = &end
	return nil
}

// RevokeToken ends a token at once, on every server.
func (a *Access) RevokeToken(ctx context.Context, actor models.Actor, id models.ID, version int) (*models.Token, error) {
	if err := engine.Allow(actor, "token.revoke"); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Token, error) {
		t, _, before, err := a.Tokens.Lock(tx, id, version)
		if err != nil {
			return nil, err
		}
		if t.RevokedAt == nil {
			now := tx.Now()
			t.RevokedAt = &now
		}
		if err := store.Tokens.Update(tx, t); err != nil {
			return nil, err
		}
		return a.Tokens.Finish(ctx, tx, "token.revoke", nil, t, before)
	})
}

// Authenticate finds the user of a bearer token; the zero Actor and Unsigned for a token that is not in force.
func (a *Access) Authenticate(ctx context.Context, secret string) (models.Actor, error) {
	sum := sha256.Sum256([]byte(secret))
	actor, err := engine.View(
		a.Engine,
		ctx,
		models.Actor{},
		func(tx *store.Tx) (models.Actor, error) { return store.ActorByToken(tx, sum[:]) },
	)
	if models.CodeOf(err) == models.NotFound {
		return models.Actor{},
			models.Errorf(models.Unauthenticated, "This token is unknown, has expired or was revoked. Ask for a new one.")
	}
	return actor, err
}
