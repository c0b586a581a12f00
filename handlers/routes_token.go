package handlers

import "qadam/app"

func tokenRoutes(a *app.App) group {
	n := nounAt("/tokens", a.Tokens)
	return group{"tokens", "Bearer tokens. The secret is shown once, when a token is made.", []route{
		n.list("Your tokens; an admin sees all").note("Secrets are kept nowhere; the prefix tells tokens apart."),
		n.get(),
		n.createBy(`{"user_id":"$me","name":"Report script","scope":"read"}`, a.CreateToken).forPeople().
			note("No token makes another: sign in for it. Without an end it lives for 90 days; a year is the most. An admin makes " +
				"tokens for anybody, others for themselves. The same request again with its Idempotency-Key does not show the " +
				"secret again."),
		plainAction("/tokens/:id/revoke", "token.revoke", "End a token at once", a.RevokeToken),
	}}
}
