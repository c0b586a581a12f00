package handlers

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"qadam/app"
	"qadam/models"
	"qadam/web"
)

// The pages on which people sign in and look after their account. They call the same use cases as the API.

// signInPages sets them up.
func (s *Server) signInPages() {
	s.fiber.Get("/sign-in", s.visiting(s.signInPage)).Post("/sign-in", s.visiting(s.askLink))
	s.fiber.Get("/sign-in/link/:token", s.visiting(s.linkPage)).Post("/sign-in/link", s.visiting(s.redeemLink))
	s.fiber.Post("/sign-in/provider", s.visiting(func(x *exchange) error { return x.toProvider(models.Actor{}) }))
	s.fiber.Get("/sign-in/provider/callback", s.visiting(s.fromProvider))
	s.fiber.Get("/sign-out", s.visiting(func(x *exchange) error { return s.page(x.c, fiber.StatusOK, "", web.SignOut{}) }))
	s.fiber.Post("/sign-out", s.visiting(s.signOut))
	s.fiber.Get("/reminders", s.signedIn(func(x *exchange) error { return s.waitsPage(x, fiber.StatusOK, web.WaitStep{}) }))
	s.fiber.Post("/reminders", s.signedIn(s.holdBack))
	s.fiber.Get("/account", s.signedIn(s.accountPage))
	s.fiber.Post("/account/provider", s.signedIn(func(x *exchange) error { return x.toProvider(x.actor) }))
	a := s.app
	s.fiber.Post("/account/sessions/end-others", s.signedIn(func(x *exchange) error {
		_, err := a.EndOtherSessions(x.ctx, x.actor)
		return x.back(err)
	}))
	s.fiber.Post("/account/sessions/:id/end", s.signedIn(onObject(a.EndSession)))
	s.fiber.Post("/account/passkeys/:id/remove", s.signedIn(onObject(a.RemovePasskey)))
	s.fiber.Post("/account/identities/:id/remove", s.signedIn(onObject(a.RemoveIdentity)))
	s.fiber.Post("/account/passkeys/:id/rename", s.signedIn(func(x *exchange) error {
		return onObject(func(ctx context.Context, actor models.Actor, id models.ID, version int) (*models.Passkey, error) {
			return a.Passkeys.Patch(ctx, actor, id, version, func(in *models.PasskeyInput) error { in.Name = x.form("name"); return nil })
		})(x)
	}))
}

// visiting is a page for whoever comes. What changes something has to come from a page of ours.
func (s *Server) visiting(run func(*exchange) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		ctx, cancel := context.WithTimeout(context.Background(), requestTimeout)
		defer cancel()
		x := &exchange{c: c, ctx: app.WithRequest(ctx, requestID(c), "account.page", "", nil), server: s}
		if safe(c) {
			return run(x)
		}
		if err := s.ownPage(c, false); err != nil {
			return err
		}
		return run(x)
	}
}

// signedIn is a page for people who have signed in; others are sent to sign in first, and come back.
func (s *Server) signedIn(run func(*exchange) error) fiber.Handler {
	return s.visiting(func(x *exchange) (err error) {
		if secret := s.cookie(x.c, sessionCookie); secret != "" {
			x.actor, err = s.app.AuthenticateSession(x.ctx, secret)
		}
		if x.actor.SessionID == "" && (err == nil || models.CodeOf(err) == models.Unsigned) {
			next := ""
			if safe(x.c) {
				next = "?next=" + url.QueryEscape(x.c.OriginalURL())
			}
			return x.c.Redirect("/sign-in"+next, fiber.StatusSeeOther)
		}
		if err != nil {
			return err
		}
		x.c.Locals(userKey, string(x.actor.UserID))
		return run(x)
	})
}

// form gives a field of a form, "" for what is no text.
func (x *exchange) form(name string) string {
	if v := x.c.FormValue(name); validText(v) {
		return v
	}
	return ""
}

// localPage is a page of ours, "" for anything else.
func localPage(path string) string {
	if app.LocalPage(path) {
		return path
	}
	return ""
}

// onObject does to one object what a button of the account page is for, and goes back to it.
func onObject[T any](do func(context.Context, models.Actor, models.ID, int) (*T, error)) func(*exchange) error {
	return func(x *exchange) error {
		id, err := x.id()
		if err != nil {
			return err
		}
		version, err := strconv.Atoi(x.form("version"))
		if err != nil {
			return models.Errorf(models.Malformed, "This form is not whole. Go back, and send it again.")
		}
		_, err = do(x.ctx, x.actor, id, version)
		return x.back(err)
	}
}

// back goes to the account page, which shows what has become of it.
func (x *exchange) back(err error) error {
	if err != nil {
		return err
	}
	return x.c.Redirect("/account", fiber.StatusSeeOther)
}

func (s *Server) signInView(next string) web.SignIn {
	return web.SignIn{Next: next, Mails: s.app.SendsMail(), Provider: s.app.Provider()}
}

func (s *Server) signInPage(x *exchange) error {
	return s.page(x.c, fiber.StatusOK, "", s.signInView(localPage(x.c.Query("next"))))
}

// askLink takes an address. What is shown does not tell whether somebody has it.
func (s *Server) askLink(x *exchange) error {
	v := s.signInView(localPage(x.form("next")))
	v.Email = x.form("email")
	err := s.knock(x.c, func() error {
		_, err := s.app.AskLink(x.ctx, models.SignInRequest{Email: v.Email, Next: v.Next}, s.visit(x.c))
		return err
	})
	return s.answerSignIn(x, v, err)
}

// answerSignIn shows the sign-in page with what became of a try.
func (s *Server) answerSignIn(x *exchange, v web.SignIn, err error) error {
	status := fiber.StatusOK
	switch e := ours(err); {
	case err == nil:
		v.State, v.Email = "asked", ""
	case e.Code == models.Invalid:
		v.State, status = "faulty", fiber.StatusUnprocessableEntity
	case e.Code == models.TooMany:
		v.State, status = "tired", fiber.StatusTooManyRequests
		x.c.Set(fiber.HeaderRetryAfter, retryAfter(e))
	case e.Code == models.Unsigned:
		v.State, v.Detail, status = "denied", e.Message, fiber.StatusUnauthorized
	case e.Code == models.Unavailable && s.app.Provider():
		v.State, v.Detail, status = "denied", e.Message, fiber.StatusServiceUnavailable
	default:
		return err
	}
	return s.page(x.c, status, "", v)
}

// linkPage shows what a link is good for. It changes nothing: mail scanners open it before its reader does.
func (s *Server) linkPage(x *exchange) error {
	token := x.c.Params("token")
	state, err := s.app.Link(x.ctx, token)
	if err != nil {
		return err
	}
	if state != app.LinkOpen {
		token = ""
		x.c.Path("/sign-in") // where the page's links to other languages lead: what opens nothing is not repeated
	}
	return s.page(x.c, fiber.StatusOK, "", web.SignInLink{State: string(state), Token: token})
}

func (s *Server) redeemLink(x *exchange) error {
	var done *models.SignedIn
	err := s.knock(x.c, func() (err error) {
		done, err = s.app.RedeemLink(x.ctx, models.LinkInput{Token: x.form("token")}, s.visit(x.c))
		return err
	})
	switch models.CodeOf(err) {
	case models.Unsigned, models.Invalid:
		if err != nil {
			return s.page(x.c, fiber.StatusUnauthorized, "", web.SignInLink{State: string(app.LinkOver)})
		}
	}
	return x.enterPages(done, err)
}

// enterPages gives the browser its session and goes where the person wanted to.
func (x *exchange) enterPages(done *models.SignedIn, err error) error {
	if err != nil {
		return err
	}
	x.server.setCookie(x.c, sessionCookie, done.Secret)
	next := localPage(done.Next)
	if next == "" {
		next = firstPage
	}
	return x.c.Redirect(next, fiber.StatusSeeOther)
}

// firstPage is where signing in leads to when nobody wanted to go anywhere else.
const firstPage = "/reminders"

func (s *Server) signOut(x *exchange) error {
	if secret := s.cookie(x.c, sessionCookie); secret != "" {
		actor, err := s.app.AuthenticateSession(x.ctx, secret)
		if err == nil {
			_, err = s.app.SignOut(x.ctx, actor)
		}
		if err != nil && models.CodeOf(err) != models.Unsigned {
			return err
		}
	}
	s.setCookie(x.c, sessionCookie, "")
	return x.c.Redirect("/sign-in", fiber.StatusSeeOther)
}

// toProvider sends somebody to the OpenID provider: to sign in, or for an actor, to add the account there. The way leads over
// a page, since a form of ours may only be answered by us.
func (x *exchange) toProvider(actor models.Actor) error {
	var address, secret string
	err := x.server.knock(x.c, func() (err error) {
		address, secret, err = x.server.app.BeginProvider(x.ctx, actor, x.form("next"))
		return err
	})
	if err != nil {
		return x.server.answerSignIn(x, x.server.signInView(""), err)
	}
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	x.server.setCookie(x.c, providerCookie, secret)
	x.c.Set("Refresh", "0; url="+address)
	return x.server.page(x.c, fiber.StatusOK, "", web.Provider{URL: address, Host: u.Host})
}

// fromProvider takes somebody back from the OpenID provider.
func (s *Server) fromProvider(x *exchange) error {
	secret := s.cookie(x.c, providerCookie)
	s.setCookie(x.c, providerCookie, "")
	back, err := url.ParseQuery(string(x.c.Request().URI().QueryString()))
	if err != nil {
		return models.Errorf(models.Malformed, "The provider's answer cannot be read.")
	}
	var actor models.Actor
	if session := s.cookie(x.c, sessionCookie); session != "" {
		if actor, err = s.app.AuthenticateSession(x.ctx, session); err != nil && models.CodeOf(err) != models.Unsigned {
			return err
		}
	}
	var done *models.SignedIn
	err = s.knock(x.c, func() (err error) {
		done, err = s.app.FinishProvider(x.ctx, actor, secret, back, s.visit(x.c))
		return err
	})
	if err == nil && done == nil {
		return x.back(nil)
	}
	if models.CodeOf(err) == models.Conflict {
		err = models.Errorf(models.Unsigned, "This account is somebody else's here already.")
	}
	if err != nil {
		return s.answerSignIn(x, s.signInView(""), err)
	}
	return x.enterPages(done, nil)
}

// stay tells a page how long its session goes on.
func (s *Server) stay(o models.Session) web.Stay {
	seconds := func(d time.Duration) int { return int(d / time.Second) }
	life, left := o.ExpiresAt.Sub(s.app.Store().Now()), o.IdleUntil.Sub(s.app.Store().Now())
	return web.Stay{Left: seconds(min(left, life)), Idle: seconds(s.app.PutsOff()), Life: seconds(life)}
}

// accountPage shows where somebody is signed in, and with what it can sign in.
func (s *Server) accountPage(x *exchange) error {
	own := models.ListQuery{Limit: models.MaxLimit, Filters: map[string]string{"user_id": string(x.actor.UserID)}}
	sessions, err := s.app.Sessions.List(x.ctx, x.actor, own)
	if err != nil {
		return err
	}
	passkeys, err := s.app.Passkeys.List(x.ctx, x.actor, own)
	if err != nil {
		return err
	}
	identities, err := s.app.Identities.List(x.ctx, x.actor, own)
	if err != nil {
		return err
	}
	v := web.Account{Name: x.actor.Name, Email: x.actor.Email, Role: string(x.actor.Role), Provider: s.app.Provider()}
	for _, o := range sessions.Items {
		if o.Current {
			v.Stay = s.stay(o)
		}
		v.Sessions = append(v.Sessions, web.AccountSession{ID: string(o.ID), Agent: o.Agent, Peer: o.Peer, Method: o.Method, Version: o.Version, Since: o.CreatedAt, Seen: o.LastSeenAt, Current: o.Current})
	}
	for _, p := range passkeys.Items {
		v.Passkeys = append(v.Passkeys, web.AccountKey{ID: string(p.ID), Name: p.Name, Version: p.Version, Since: p.CreatedAt, Used: p.LastUsedAt, Blocked: p.BlockedAt != nil})
	}
	for _, i := range identities.Items {
		v.Identities = append(v.Identities, web.AccountKey{ID: string(i.ID), Name: i.Issuer, Version: i.Version, Since: i.CreatedAt})
	}
	return s.page(x.c, fiber.StatusOK, x.actor.Language, v)
}
