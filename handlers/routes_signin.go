package handlers

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"qadam/app"
	"qadam/handlers/request"
	"qadam/models"
)

// signInRoutes are how people sign in and out, and look after what they sign in with, for programs and for our own script.
func signInRoutes(a *app.App) []route {
	addPasskey := creation("/passkeys", "passkey", `{"ceremony":"$ceremony","name":"Work laptop","credential":{"id":"…","type":"public-key"}}`, a.AddPasskey)
	addIdentity := create("/identities", a.Identities, `{"user_id":"$me","issuer":"https://login.example.org","subject":"248289761001"}`)
	addPasskey.person, addIdentity.person = true, true
	return []route{
		{method: fiber.MethodPost, path: "/sign-in/link", action: "sign_in.ask", summary: "Ask for a sign-in link by mail", open: true, status: fiber.StatusAccepted,
			in: models.SignInRequest{}, out: new(models.SignInAsked), example: `{"email":"focal.point@example.org","next":"/needs"}`,
			run: func(x *exchange) error {
				return answer(x, fiber.StatusAccepted, func(in models.SignInRequest) (*models.SignInAsked, error) {
					return a.RequestSignInLink(x.ctx, in, x.server.guard.Visit(x.c))
				})
			}},
		{method: fiber.MethodPost, path: "/sign-in/redeem", action: "sign_in.redeem", summary: "Sign in by a link", open: true, proof: true, etag: true,
			in: models.LinkInput{}, out: new(models.Session), example: `{"token":"$link_secret"}`,
			run: func(x *exchange) error { return enter(x, a.RedeemSignInLink) }},
		{method: fiber.MethodPost, path: "/sign-in/passkey/begin", action: "sign_in.begin", summary: "Begin to sign in by a passkey", open: true, out: new(models.Ceremony),
			run: func(x *exchange) error {
				c, err := a.BeginPasskeySignIn(x.ctx)
				if err != nil {
					return err
				}
				return x.send(fiber.StatusOK, c)
			}},
		{method: fiber.MethodPost, path: "/sign-in/passkey/finish", action: "sign_in.finish", summary: "Sign in by a passkey", open: true, proof: true, etag: true,
			in: models.AssertionInput{}, out: new(models.Session), example: `{"ceremony":"$ceremony","credential":{"id":"…","type":"public-key"}}`,
			run: func(x *exchange) error { return enter(x, a.FinishPasskeySignIn) }},
		list("/sessions", a.Sessions, "Where you are signed in; an admin sees all"),
		get("/sessions", a.Sessions),
		plainAction("/sessions/:id/end", "session.end", "End a session at once", a.EndSession),
		{method: fiber.MethodPost, path: "/sessions/end-others", action: "session.clear", summary: "End all your sessions but this one", out: new(models.Ended), run: one(a.EndOtherSessions)},
		{method: fiber.MethodPost, path: "/sign-out", action: "session.leave", summary: "End this session", out: new(models.Ended),
			run: func(x *exchange) error {
				x.server.guard.SetCookie(x.c, request.SessionCookie, "")
				return one(a.SignOut)(x)
			}},
		list("/passkeys", a.Passkeys, "Your passkeys; an admin sees all"),
		get("/passkeys", a.Passkeys),
		{method: fiber.MethodPost, path: "/passkeys/begin", action: "passkey.begin", summary: "Begin to add a passkey", person: true, out: new(models.Ceremony), run: one(a.BeginPasskey)},
		addPasskey,
		patch("/passkeys", a.Passkeys, `{"name":"Old laptop"}`),
		plainAction("/passkeys/:id/remove", "passkey.remove", "Remove a passkey", a.RemovePasskey),
		list("/identities", a.Identities, "Your accounts at an OpenID provider; an admin sees all"),
		get("/identities", a.Identities),
		addIdentity,
		plainAction("/identities/:id/remove", "identity.remove", "Remove an account at a provider", a.RemoveIdentity),
	}
}

// answer decodes the input of a use case and sends what it gives.
func answer[I, T any](x *exchange, status int, do func(I) (*T, error)) error {
	var in I
	if err := x.decode(&in); err != nil {
		return err
	}
	out, err := do(in)
	if err != nil {
		return err
	}
	return x.send(status, out)
}

// enter signs somebody in by a proof, and gives the browser the session's cookie.
func enter[I any](x *exchange, do func(context.Context, I, models.Visit) (*models.SignedIn, error)) error {
	return answer(x, fiber.StatusOK, func(in I) (*models.Session, error) {
		done, err := do(x.ctx, in, x.server.guard.Visit(x.c))
		if err != nil {
			return nil, err
		}
		x.server.guard.SetCookie(x.c, request.SessionCookie, done.Secret)
		return &done.Session, nil
	})
}
