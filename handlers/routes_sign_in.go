package handlers

import (
	"context"
	"net/http"

	"qadam/app"
	"qadam/handlers/openapi"
	"qadam/handlers/request"
	"qadam/models"
)

// signInRoutes are how people sign in, for programs and for our own script.
func signInRoutes(a *app.App) group {
	return group{"sign-in", "How people sign in: by a link in a mail, or by a passkey. There are no passwords. An OpenID provider " +
		"signs in by pages alone.", []route{
		{openapi.Route{Method: http.MethodPost, Path: "/sign-in/link", Action: "sign_in.ask", Summary: "Ask for a sign-in link by mail",
			Open: true, Status: http.StatusAccepted, In: models.SignInRequest{}, Out: new(models.SignInAsked),
			Example: `{"email":"focal.point@example.org","next":"/needs"}`},
			func(x *exchange) error {
				var in models.SignInRequest
				if err := x.decode(&in); err != nil {
					return err
				}
				return x.ok(a.RequestSignInLink(x.ctx, in, x.server.guard.Visit(x.c)))
			}},
		signIn("/sign-in/redeem", "sign_in.redeem", "Sign in by a link", `{"token":"$link_secret"}`, a.RedeemSignInLink),
		{openapi.Route{Method: http.MethodPost, Path: "/sign-in/passkey/begin", Action: "sign_in.begin",
			Summary: "Begin to sign in by a passkey", Open: true, Out: new(models.Ceremony)},
			func(x *exchange) error { return x.ok(a.BeginPasskeySignIn(x.ctx)) }},
		signIn("/sign-in/passkey/finish", "sign_in.finish", "Sign in by a passkey",
			`{"ceremony":"$ceremony","credential":{"id":"…","type":"public-key"}}`, a.FinishPasskeySignIn),
	}}
}

// signIn is a proof of a person's identity. It gives the browser the session's cookie.
func signIn[I any](path, name, summary, example string, do func(context.Context, I, models.Visit) (*models.SignedIn, error)) route {
	return route{openapi.Route{Method: http.MethodPost, Path: path, Action: name, Summary: summary, Open: true, Proof: true, ETag: true,
		In: *new(I), Out: new(models.Session), Example: example},
		func(x *exchange) error {
			var in I
			if err := x.decode(&in); err != nil {
				return err
			}
			done, err := do(x.ctx, in, x.server.guard.Visit(x.c))
			if err != nil {
				return err
			}
			x.server.guard.SetCookie(x.c, request.SessionCookie, done.Secret)
			return x.ok(&done.Session, nil)
		}}
}
