package app

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"
	"time"

	"qadam/app/store"
	"qadam/models"
)

// ownOrganisation refuses a partner or donor that writes for another organisation.
func ownOrganisation(tx *store.Tx, pointer string, id models.ID) error {
	if a := tx.Actor(); !a.SeesAll() && id != a.OrganisationID {
		return models.Fault(pointer, "Give your own organisation, %s.", a.OrganisationID)
	}
	return store.Organisations.See(tx, pointer, id)
}

func prepareContact(tx *store.Tx, _, c *models.Contact) error {
	c.Email = strings.ToLower(c.Email)
	return ownOrganisation(tx, "/organisation_id", c.OrganisationID)
}

// prepareUser holds that a role and what bounds it fit: an organisation for partners and donors, a country for nationals.
func prepareUser(tx *store.Tx, _, u *models.User) error {
	u.Email = strings.ToLower(u.Email)
	switch u.Role {
	case models.Partner, models.Donor:
		if u.OrganisationID == "" {
			return models.Fault("/organisation_id", "A %s needs an organisation.", u.Role)
		}
	case models.National:
		if u.CountryCode == "" {
			return models.Fault("/country_code", "A national counterpart needs a country.")
		}
	}
	if u.Role != models.National && u.CountryCode != "" {
		return models.Fault("/country_code", "Only a national counterpart has a country; leave it out.")
	}
	return store.Organisations.See(tx, "/organisation_id", u.OrganisationID)
}

// The lives of tokens.
const (
	defaultTokenLife = 90 * 24 * time.Hour
	longestTokenLife = 366 * 24 * time.Hour
	tokenPrefix      = "qdm_"
)

// CreateToken makes a bearer token for the actor itself; an admin makes one for anybody. The answer holds the secret, once.
// No token makes another: a stolen one would outlive its end.
// A repeated request with the same Idempotency-Key gets the token without its secret: that is kept nowhere.
func (a *App) CreateToken(ctx context.Context, actor models.Actor, in models.TokenInput) (*models.Token, error) {
	if err := allow(actor, "token.create"); err != nil {
		return nil, err
	}
	if actor.TokenID != "" {
		return nil, person(actor)
	}
	if err := CheckShape(in); err != nil {
		return nil, err
	}
	var secret string
	t, err := change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Token, error) {
		if actor.Role != models.Admin && actor.Role != models.System && in.UserID != actor.UserID {
			return nil, models.Fault("/user_id", "You can make tokens for yourself only: %s.", actor.UserID)
		}
		if err := store.Users.See(tx, "/user_id", in.UserID); err != nil {
			return nil, err
		}
		t := &models.Token{TokenInput: in}
		if err := setExpiry(tx, t); err != nil {
			return nil, err
		}
		secret = tokenPrefix + randomText()
		sum := sha256.Sum256([]byte(secret))
		t.Hash, t.Prefix = sum[:], secret[:len(tokenPrefix)+6]
		if err := store.Tokens.Insert(tx, t); err != nil {
			return nil, err
		}
		return t, audit(ctx, tx, "token.create", "token", t.ID, nil, t)
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

// randomText is 256 bits of chance as text.
func randomText() string {
	b := make([]byte, 32)
	if _, err := rand.Read(b); err != nil {
		panic(err) // cannot happen since Go 1.24: rand.Read never returns an error
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// RevokeToken ends a token at once, on every server.
func (a *App) RevokeToken(ctx context.Context, actor models.Actor, id models.ID, version int) (*models.Token, error) {
	if err := allow(actor, "token.revoke"); err != nil {
		return nil, err
	}
	return change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Token, error) {
		t, _, before, err := a.Tokens.open(tx, id, version)
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
		return a.Tokens.close(ctx, tx, "token.revoke", nil, t, before)
	})
}

// Authenticate finds whose a bearer token is; the zero Actor and Unsigned for a token that is not in force.
func (a *App) Authenticate(ctx context.Context, secret string) (models.Actor, error) {
	sum := sha256.Sum256([]byte(secret))
	actor, err := view(a.Engine, ctx, models.Actor{}, func(tx *store.Tx) (models.Actor, error) { return store.ActorByToken(tx, sum[:]) })
	if models.CodeOf(err) == models.NotFound {
		return models.Actor{}, models.Errorf(models.Unsigned, "This token is unknown, has expired or was revoked. Ask for a new one.")
	}
	return actor, err
}

// Me is who the actor is.
func (a *App) Me(ctx context.Context, actor models.Actor) (*models.User, error) {
	if err := allow(actor, "me.get"); err != nil {
		return nil, err
	}
	if actor.ViewedBy != "" {
		return nil, models.Errorf(models.Forbidden, "You view as a %s of %s: that is nobody in particular.", actor.Role, actor.Name)
	}
	return view(a.Engine, ctx, actor, func(tx *store.Tx) (*models.User, error) { return store.Users.Get(tx, actor.UserID) })
}

func (a *App) organisations() *Resource[models.Organisation, models.OrganisationInput] {
	return newResource(a.Engine, Kind[models.Organisation, models.OrganisationInput]{Noun: store.Organisations, Name: "organisation",
		Input: func(o *models.Organisation) *models.OrganisationInput { return &o.OrganisationInput }})
}

func (a *App) contacts() *Resource[models.Contact, models.ContactInput] {
	return newResource(a.Engine, Kind[models.Contact, models.ContactInput]{Noun: store.Contacts, Name: "contact",
		Input: func(c *models.Contact) *models.ContactInput { return &c.ContactInput }, Prepare: prepareContact,
		Follow: func(_ context.Context, tx *store.Tx, _, c *models.Contact) error {
			return store.MoveMailbox(tx, c.Email)
		}})
}

func (a *App) users() *Resource[models.User, models.UserInput] {
	return newResource(a.Engine, Kind[models.User, models.UserInput]{Noun: store.Users, Name: "user",
		Input: func(u *models.User) *models.UserInput { return &u.UserInput }, Prepare: prepareUser,
		Follow: func(ctx context.Context, tx *store.Tx, old, u *models.User) error {
			return errors.Join(endOnChange(ctx, tx, old, u), store.MoveMailbox(tx, u.Email))
		}})
}

func (a *App) tokens() *Resource[models.Token, models.TokenInput] {
	return newResource(a.Engine, Kind[models.Token, models.TokenInput]{Noun: store.Tokens, Name: "token",
		Input: func(t *models.Token) *models.TokenInput { return &t.TokenInput }})
}
