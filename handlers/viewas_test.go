package handlers_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// TestViewAs asks every GET of every object as readers of three roles, and as a manager with their eyes: the answers are the
// same, byte for byte, but for what is a person's own.
func TestViewAs(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		eyes := map[string]string{"donorA": "donor:" + string(w.ids["donor"]), "partner1": "partner:" + string(w.ids["partner"]), "kaz": "national:KAZ"}
		compared := 0
		for _, l := range w.lines() {
			if noun, _, _ := strings.Cut(l.Action, "."); l.Method != http.MethodGet || slices.Contains([]string{"me", "token", "session", "passkey", "identity", "webhook", "webhook_delivery", "feed"}, noun) {
				continue // a person's own
			}
			paths := []string{l.Path}
			if before, after, ofObject := strings.Cut(l.Path, "{id}"); ofObject {
				paths = nil
				for _, s := range sights {
					if before == "/api/v1"+s.path+"/" {
						paths = append(paths, before+string(w.ids[s.object])+after)
					}
				}
			}
			for _, path := range paths {
				for who, as := range eyes {
					own, viewed := w.do(t, call{as: who, path: path, wrong: true}), w.do(t, call{as: "manager", path: path, header: map[string]string{"Qadam-View-As": as}, wrong: true})
					a := strings.ReplaceAll(string(own.body), own.header.Get("X-Request-Id"), "")
					if strings.HasSuffix(path, "steps") || strings.HasSuffix(path, "history") { // which steps it took itself is a person's own
						a = strings.ReplaceAll(a, `"actor_id":"`+string(w.ids["user "+who])+`","actor_name":"`+who+`"`, `"actor_id":null,"actor_name":""`)
					}
					b := strings.ReplaceAll(string(viewed.body), viewed.header.Get("X-Request-Id"), "")
					if own.status != viewed.status || a != b || own.header.Get("ETag") != viewed.header.Get("ETag") {
						t.Errorf("GET %s is for %s\n%d %.600s\nand viewed as %s\n%d %.600s", path, who, own.status, a, as, viewed.status, b)
					}
					compared++
				}
			}
		}
		if compared < 150 {
			t.Errorf("only %d answers were compared", compared)
		}
		w.viewsNothingOwn(t, eyes)
	})
}

// viewsNothingOwn holds what viewing does not give: a person, tokens, changes; and that it is for managers alone.
func (w *world) viewsNothingOwn(t *testing.T, eyes map[string]string) {
	t.Helper()
	view := func(as, who, method, path string) answer {
		c := call{as: who, method: method, path: path, header: map[string]string{"Qadam-View-As": as}, wrong: true}
		if method == http.MethodPost {
			c.body = `{}`
		}
		return w.do(t, c)
	}
	for _, as := range eyes {
		view(as, "manager", "GET", "/me").problem(t, 403)
		if p := view(as, "admin", "GET", "/tokens").page(t); len(p.Items) != 0 {
			t.Errorf("%s sees tokens: %v", as, p)
		}
		for _, who := range []string{"donorA", "donorB", "partner1", "kaz"} {
			view(as, who, "GET", "/needs").problem(t, 403)
		}
		view(as, "manager", "POST", "/consents").problem(t, 403)
		view(as, "reader", "GET", "/needs").want(t, 200)
	}
	for _, as := range []string{"admin", "manager:" + string(w.ids["lead"]), "donor", "donor:me", "donor:0190d2c4-7a00-7000-8000-000000000001", "national:XXX", "system:KAZ"} {
		view(as, "manager", "GET", "/needs").problem(t, 403)
	}
	// What a State has closed is closed to whoever looks with a donor's eyes, at once.
	path := "/needs/" + string(w.ids["shared need"])
	view(eyes["donorA"], "manager", "GET", path).want(t, 200)
	consent := "/consents/" + string(w.ids["consent in full"])
	tag := w.do(t, call{as: "kaz", path: consent}).want(t, 200).header.Get("ETag")
	w.do(t, call{as: "kaz", method: "POST", path: consent + "/withdraw", body: `{"reason":"Enough"}`, header: map[string]string{"If-Match": tag}}).want(t, 200)
	view(eyes["donorA"], "manager", "GET", path).problem(t, 404)
	if p := view(eyes["donorA"], "manager", "GET", "/needs").page(t); slices.ContainsFunc(p.Items, func(o object) bool { return o.id() == w.ids["shared need"] }) {
		t.Errorf("the list still has it")
	}
}
