package pages

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"qadam/handlers/request"
	"qadam/models"
	"qadam/web"
)

// toProvider sends a browser to the OpenID provider: to sign in, or for an actor, to add the account there. The way leads over
// a page, since a form of ours may only be answered by us.
func toProvider(x *exchange) error {
	var address, secret string
	err := x.guard.Attempt(x.c, func() (err error) {
		address, secret, err = x.app.BeginProvider(x.ctx, x.actor, x.sent.Get("next"))
		return err
	})
	if err != nil {
		return x.refuseSignIn(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	x.guard.SetCookie(x.c, request.ProviderCookie, secret)
	x.c.Set("Refresh", "0; url="+address)
	return x.render(x.c, fiber.StatusOK, "", web.Provider{URL: address, Host: u.Host})
}

// fromProvider takes a browser back from the OpenID provider.
func fromProvider(x *exchange) error {
	secret := x.guard.Cookie(x.c, request.ProviderCookie)
	x.guard.SetCookie(x.c, request.ProviderCookie, "")
	back, err := url.ParseQuery(string(x.c.Request().URI().QueryString()))
	if err != nil {
		return models.Errorf(models.Malformed, "The provider's answer cannot be read.")
	}
	actor, err := x.guard.SignedIn(x.ctx, x.c)
	if err != nil && models.CodeOf(err) != models.Unauthenticated {
		return err
	}
	var done *models.SignedIn
	err = x.guard.Attempt(x.c, func() (err error) {
		done, err = x.app.FinishProvider(x.ctx, actor, secret, back, x.guard.Visit(x.c))
		return err
	})
	if err == nil && done == nil {
		return x.backToAccount(nil)
	}
	if models.CodeOf(err) == models.Conflict {
		err = models.Errorf(models.Unauthenticated, "This account is somebody else's here already.")
	}
	if err != nil {
		return x.refuseSignIn(err)
	}
	return x.enter(done, nil)
}
