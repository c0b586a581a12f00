package handlers

import "qadam/app"

func identityRoutes(a *app.App) group {
	n := nounAt("/identities", a.Identities)
	return group{"identities", "Accounts at an OpenID provider, known by issuer and subject alone.", []route{
		n.list("Your accounts at an OpenID provider; an admin sees all"),
		n.get(),
		n.create(`{"user_id":"$me","issuer":"https://login.example.org","subject":"248289761001"}`).forPeople(),
		plainAction("/identities/:id/restore", "identity.restore", "Let a suspended account at a provider sign in again",
			a.RestoreIdentity).forPeople().
			note("A change of its user's role, organisation, country or address, or deactivation, suspends it."),
		plainAction("/identities/:id/remove", "identity.remove", "Remove an account at a provider", a.RemoveIdentity),
	}}
}
