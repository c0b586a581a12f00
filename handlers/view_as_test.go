package handlers_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"qadam/handlers/handlerstest"
)

// TestViewAs asks every GET of every object as readers of three roles, and as a manager with their eyes: the answers are the
// same, byte for byte, but for what is a person's own.
func TestViewAs(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		eyes := map[string]string{"donorA": "donor:" + string(w.IDs["donor"]), "partner1": "partner:" + string(w.IDs["partner"]),
			"kaz": "national:KAZ"}
		compared := 0
		for _, l := range w.Lines() {
			if noun, _, _ := strings.Cut(l.Action, "."); l.Method != http.MethodGet ||
				slices.Contains([]string{"me", "token", "session", "passkey", "identity", "webhook", "webhook_delivery", "feed",
					"file", "saved_view"}, noun) {
				continue // a person's own
			}
			paths := []string{l.Path}
			if before, after, ofObject := strings.Cut(l.Path, "{id}"); ofObject {
				paths = nil
				for _, s := range handlerstest.Visibilities {
					if before == "/api/v1"+s.Path+"/" {
						paths = append(paths, before+string(w.IDs[s.Object])+after)
					}
				}
			}
			for _, path := range paths {
				for who, as := range eyes {
					own, viewed := w.Do(t, call{As: who, Path: path, Wrong: true}),
						w.Do(t, call{As: "manager", Path: path, Header: map[string]string{"Qadam-View-As": as}, Wrong: true})
					a := strings.ReplaceAll(string(own.Body), own.Header.Get("X-Request-Id"), "")
					// which steps it took itself is a person's own
					if strings.HasSuffix(path, "steps") || strings.HasSuffix(path, "history") {
						a = strings.ReplaceAll(a, `"actor_id":"`+string(w.IDs["user "+who])+`","actor_name":"`+who+`"`,
							`"actor_id":null,"actor_name":""`)
					}
					b := strings.ReplaceAll(string(viewed.Body), viewed.Header.Get("X-Request-Id"), "")
					if own.Status != viewed.Status || a != b || own.Header.Get("ETag") != viewed.Header.Get("ETag") {
						t.Errorf("GET %s is for %s\n%d %.600s\nand viewed as %s\n%d %.600s", path, who, own.Status, a, as, viewed.Status, b)
					}
					compared++
				}
			}
		}
		if compared < 150 {
			t.Errorf("only %d answers were compared", compared)
		}
		viewsNothingOwn(t, w, eyes)
	})
}

// viewsNothingOwn holds what viewing does not give: a person, tokens, changes; and that it is for managers alone.
func viewsNothingOwn(t *testing.T, w *world, eyes map[string]string) {
	t.Helper()
	view := func(as, who, method, path string) answer {
		c := call{As: who, Method: method, Path: path, Header: map[string]string{"Qadam-View-As": as}, Wrong: true}
		if method == http.MethodPost {
			c.Body = `{}`
		}
		return w.Do(t, c)
	}
	for _, as := range eyes {
		view(as, "manager", "GET", "/me").Problem(t, 403)
		if p := view(as, "admin", "GET", "/tokens").Page(t); len(p.Items) != 0 {
			t.Errorf("%s sees tokens: %v", as, p)
		}
		for _, who := range []string{"donorA", "donorB", "partner1", "kaz"} {
			view(as, who, "GET", "/needs").Problem(t, 403)
		}
		view(as, "manager", "POST", "/consents").Problem(t, 403)
		view(as, "reader", "GET", "/needs").Want(t, 200)
	}
	for _, as := range []string{"admin", "manager:" + string(w.IDs["lead"]), "donor", "donor:me",
		"donor:0190d2c4-7a00-7000-8000-000000000001", "national:XXX", "system:KAZ"} {
		view(as, "manager", "GET", "/needs").Problem(t, 403)
	}
	// What a State has closed is closed to whoever looks with a donor's eyes, at once.
	path := "/needs/" + string(w.IDs["shared need"])
	view(eyes["donorA"], "manager", "GET", path).Want(t, 200)
	consent := "/consents/" + string(w.IDs["consent in full"])
	tag := w.Do(t, call{As: "kaz", Path: consent}).Want(t, 200).Header.Get("ETag")
	w.Do(t, call{As: "kaz", Method: "POST", Path: consent + "/withdraw", Body: `{"reason":"Enough"}`,
		Header: map[string]string{"If-Match": tag}}).Want(t, 200)
	view(eyes["donorA"], "manager", "GET", path).Problem(t, 404)
	if p := view(eyes["donorA"], "manager", "GET", "/needs").Page(t); slices.ContainsFunc(p.Items,
		func(o object) bool { return o.ID() == w.IDs["shared need"] }) {
		t.Errorf("the list still has it")
	}
}
