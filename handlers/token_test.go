package handlers_test

import (
	"testing"

	"qadam/handlers/handlerstest"
)

// TestATokenMakesNoWayIn tries, with tokens, to make tokens and accounts that would outlive them.
func TestATokenMakesNoWayIn(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		for _, who := range []string{"admin", "manager", "partner1"} {
			mine := map[string]any{"user_id": w.IDs["user "+who], "name": "Mine", "scope": "write"}
			w.Do(t, call{As: who, Method: "POST", Path: "/tokens", Body: mine}).Problem(t, 403)
			w.Do(t, call{Signed: who, Method: "POST", Path: "/tokens", Body: mine}).Want(t, 201)
		}
		for path, body := range map[string]string{"/webhooks": `{"url":"https://thief.example.org","active":true}`,
			"/calendar-feeds": `{"kind":"person"}`} {
			w.Do(t, call{As: "partner1", Method: "POST", Path: path, Body: body}).Problem(t, 403)
			w.Do(t, call{Signed: "partner1", Method: "POST", Path: path, Body: body}).Want(t, 201)
		}
		account := map[string]any{"user_id": w.IDs["user manager"], "issuer": "https://login.example.org", "subject": "a thief"}
		w.Do(t, call{As: "admin", Method: "POST", Path: "/identities", Body: account}).Problem(t, 403)
		w.Do(t, call{Signed: "admin", Method: "POST", Path: "/identities", Body: account}).Want(t, 201)
	})
}
