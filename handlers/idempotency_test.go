package handlers_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"qadam/handlers/handlerstest"
	"qadam/models"
)

// TestSameRequestFiftyTimes sends one POST fifty times at once: it is done once, and all hear the same.
func TestSameRequestFiftyTimes(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		post := func(key, body string) call {
			return call{As: "admin", Method: "POST", Path: "/organisations", Body: body, Header: map[string]string{"Idempotency-Key": key}}
		}
		body := `{"code":"ONCE","name":"Only one (fiction)","kind":"ngo","listed":true}`
		all := together(50, func(int) answer { return w.Do(t, post("fifty", body)) })
		for _, a := range all {
			if a.Status != http.StatusCreated || string(a.Body) != string(all[0].Body) ||
				a.Header.Get("Location") != all[0].Header.Get("Location") || a.Header.Get("ETag") != all[0].Header.Get("ETag") {
				t.Fatalf("one of fifty hears %d %s, another %d %s", a.Status, a.Body, all[0].Status, all[0].Body)
			}
		}
		id := all[0].Object(t).ID()
		if p := w.Do(t, call{As: "admin", Path: "/organisations?code=ONCE"}).Page(t); len(p.Items) != 1 || !p.Has(id) {
			t.Errorf("fifty requests made %v", p.Items)
		}
		if p := w.Do(t, call{As: "admin", Path: "/audit?kind=write&subject_id=" + string(id)}).Page(t); len(p.Items) != 1 {
			t.Errorf("fifty requests wrote %d rows of the audit", len(p.Items))
		}
		w.Do(t, post("fifty", strings.Replace(body, "ONCE", "TWICE", 1))).Problem(t, http.StatusConflict)
		w.Do(t, post("another", body)).Problem(t, http.StatusConflict) // the code is taken
	})
}

// TestKeysOfRequests holds what a key belongs to: one user, one request; a request that was refused has not used it.
func TestKeysOfRequests(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		key := map[string]string{"Idempotency-Key": strings.Repeat("k", 200)}
		body := func(name string) string { return `{"code":"` + name + `","name":"` + name + `","kind":"ngo"}` }
		post := func(as, body string, wrong bool) answer {
			return w.Do(t, call{As: as, Method: "POST", Path: "/organisations", Body: body, Header: key, Wrong: wrong})
		}
		post("admin", `{"code":"KEY"}`, true).Problem(t, 422)
		if p := post("admin", body("PARTNER1"), false).Problem(t, 409); !slices.Equal(p.Pointers(), []string{"/code"}) {
			t.Errorf("of a code that is taken it says %+v", p)
		}
		made := post("admin", body("KEY"), false).Want(t, 201)
		again, first := post("admin", body("KEY"), false).Want(t, 201), made.Object(t)
		if again.Object(t).ID() != first.ID() {
			t.Errorf("the same request made %s and %s", first.ID(), again.Object(t).ID())
		}
		const replayed = "Idempotency-Replayed"
		if made.Header.Get(replayed) != "" || again.Header.Get(replayed) != "true" {
			t.Errorf("of the two answers it is said that they are replayed: %q, %q", made.Header.Get(replayed), again.Header.Get(replayed))
		}
		if other := post("manager", body("KEY2"), false).Want(t, 201).Object(t); other.ID() == first.ID() {
			t.Error("another user's key gave the first user's answer")
		}
		w.Do(t, call{As: "admin", Method: "POST", Path: "/organisations", Body: body("X"),
			Header: map[string]string{"Idempotency-Key": strings.Repeat("k", 201)}, Wrong: true}).Problem(t, 400)

		// A step that was taken is answered again, though its ETag is old by now.
		path := "/needs/" + string(w.IDs["need"])
		step := call{As: "admin", Method: "POST", Path: path + "/step", Body: `{"to":"agreed"}`,
			Header: map[string]string{"Idempotency-Key": "step", "If-Match": w.Tag(t, "/api/v1"+path)}}
		one, two := w.Do(t, step).Want(t, 200), w.Do(t, step).Want(t, 200)
		if string(one.Body) != string(two.Body) {
			t.Errorf("the step is answered with %s and %s", one.Body, two.Body)
		}
		if p := w.Do(t, call{As: "admin", Path: path + "/steps"}).Page(t); len(p.Items) != 1 {
			t.Errorf("two requests took %d steps", len(p.Items))
		}
		// A token's secret is told once.
		token := call{Signed: "manager", Method: "POST", Path: "/tokens", Body: map[string]any{"user_id": w.IDs["user manager"],
			"name": "Once", "scope": "read"}, Header: map[string]string{"Idempotency-Key": "token"}}
		told, repeated := w.Do(t, token).Want(t, 201).Object(t), w.Do(t, token).Want(t, 201).Object(t)
		if told.ID() != repeated.ID() || !strings.HasPrefix(told.Text("secret"), "qdm_") || repeated["secret"] != nil {
			t.Errorf("the token is %v, and again %v", told, repeated)
		}
	})
}

// TestKeptAnswersForgetWhatWasClosed repeats requests whose answers were kept while a need was open: it is closed by then.
func TestKeptAnswersForgetWhatWasClosed(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		share := func(extent string) {
			handlerstest.Create(w, extent, w.App.Consents, models.ConsentInput{SubjectType: "need", SubjectID: w.IDs["shared need"],
				Extent: models.Extent(extent), Audience: "partners", Instrument: "Note verbale", GivenOn: "2021-05-03"})
		}
		share("full")
		path := "/activities/" + string(w.IDs["activity"])
		step := call{As: "partner1", Method: "POST", Path: path + "/step", Body: `{"to":"implementation"}`,
			Header: map[string]string{"Idempotency-Key": "step", "If-Match": w.Tag(t, "/api/v1"+path)}}
		need := string(w.IDs["shared need"])
		for range 2 {
			if got := w.Do(t, step).Want(t, 200); !strings.Contains(string(got.Body), need) {
				t.Errorf("while the need is open, the step answers %s", got.Body)
			}
		}
		share("none")
		if got := w.Do(t, step).Want(t, 200); strings.Contains(string(got.Body), need) ||
			!strings.Contains(string(got.Body), models.NeedPlaceholder) {
			t.Errorf("after it was closed, the kept answer is %s", got.Body)
		}
	})
}
