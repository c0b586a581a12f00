package handlers

import (
	"net/http"

	"qadam/app"
)

func passkeyRoutes(a *app.App) group {
	n := nounAt("/passkeys", a.Passkeys)
	return group{"passkeys", "Keys in people's devices. Only their public half is here.", []route{
		n.list("Your passkeys; an admin sees all"),
		n.get(),
		own(http.MethodPost, "/passkeys/begin", "passkey.begin", "Begin to add a passkey", a.BeginPasskey).forPeople(),
		creation("/passkeys", "passkey",
			`{"ceremony":"$ceremony","name":"Work laptop","credential":{"id":"…","type":"public-key"}}`, a.AddPasskey).
			forPeople(),
		n.patch(`{"name":"Old laptop"}`),
		plainAction("/passkeys/:id/restore", "passkey.restore", "Let a suspended passkey sign in again", a.RestorePasskey).forPeople().
			note("A change of its user's role, organisation, country or address, or deactivation, suspends it."),
		plainAction("/passkeys/:id/remove", "passkey.remove", "Remove a passkey", a.RemovePasskey),
	}}
}
