// Package access holds users and how they sign in: tokens, sessions, passkeys, identities, sign-in links, and viewing as another
// reader.
package access

import (
	"qadam/app/engine"
	"qadam/app/identity"
	"qadam/app/outbox"
	"qadam/models"
)

// Access is the use cases of the package.
type Access struct {
	*engine.Engine
	outbox *outbox.Queue
	// provider is nil without an OpenID provider; webauthn is nil without a base URL.
	provider *identity.Provider
	webauthn *identity.Passkeys
	limits   SessionSettings

	Users      engine.Resource[models.User, models.UserInput]
	Tokens     engine.Resource[models.Token, models.TokenInput]
	Sessions   engine.Resource[models.Session, engine.None]
	Passkeys   engine.Resource[models.Passkey, models.PasskeyInput]
	Identities engine.Resource[models.Identity, models.IdentityInput]
	SavedViews engine.Resource[models.SavedView, models.SavedViewInput]
}

// New makes the use cases over the engine and the packages that they use.
func New(e *engine.Engine, o *outbox.Queue, provider *identity.Provider, limits SessionSettings) *Access {
	a := &Access{Engine: e, outbox: o, provider: provider, limits: limits}
	// Without a base URL there are no passkeys, and people who ask for them are told.
	a.webauthn, _ = identity.NewPasskeys(e.BaseURL())
	a.Users = a.users()
	a.Tokens = a.tokens()
	a.Sessions = a.sessions()
	a.Passkeys = a.passkeys()
	a.Identities = a.identities()
	a.SavedViews = a.savedViews()
	o.Register(outbox.Step{Prepare: a.mailSignInLinks, Claimed: fillSignInLinks})
	return a
}
