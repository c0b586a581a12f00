package handlers_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"qadam/models"
)

// together does the same n times at once, and gives the answers.
func together(n int, do func(i int) answer) []answer {
	out := make([]answer, n)
	var ready, done sync.WaitGroup
	ready.Add(1)
	for i := range n {
		done.Go(func() {
			ready.Wait()
			out[i] = do(i)
		})
	}
	ready.Done()
	done.Wait()
	return out
}

func count(all []answer, status int) int {
	n := 0
	for _, a := range all {
		if a.status == status {
			n++
		}
	}
	return n
}

// TestTwoEditsAtOnce lets many change one object that they have all read: exactly one wins, the others are told.
func TestTwoEditsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		path := "/needs/" + string(w.ids["need"])
		for round := range 3 {
			tag := w.tag(t, "/api/v1"+path)
			all := together(8, func(i int) answer {
				return w.do(t, call{as: "admin", method: "PATCH", path: path, body: map[string]string{"description": fmt.Sprint(round, " by ", i)}, header: map[string]string{"If-Match": tag}})
			})
			if count(all, 200) != 1 || count(all, 412) != 7 {
				t.Fatalf("of 8 edits at once %d won and %d were told", count(all, 200), count(all, 412))
			}
			won := all[slices.IndexFunc(all, func(a answer) bool { return a.status == 200 })].object(t)
			if now := w.do(t, call{as: "admin", path: path}).want(t, 200).object(t); now.text("description") != won.text("description") || now["version"] != won["version"] {
				t.Errorf("%s won, %s is there", won.text("description"), now.text("description"))
			}
		}
		// A step and an edit meet on the same version, too.
		tag := w.tag(t, "/api/v1"+path)
		all := together(6, func(i int) answer {
			if i%2 == 0 {
				return w.do(t, call{as: "admin", method: "POST", path: path + "/step", body: `{"to":"agreed"}`, header: map[string]string{"If-Match": tag}})
			}
			return w.do(t, call{as: "admin", method: "PATCH", path: path, body: `{"description":"Edited"}`, header: map[string]string{"If-Match": tag}})
		})
		if count(all, 200) != 1 {
			t.Errorf("of 6 steps and edits at once %d won", count(all, 200))
		}
	})
}

// TestIfMatch holds which entity tags name a version and which do not.
func TestIfMatch(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		path := "/themes/" + string(w.ids["theme"])
		patch := func(tag string) answer {
			header := map[string]string{}
			if tag != "" {
				header["If-Match"] = tag
			}
			return w.do(t, call{as: "admin", method: "PATCH", path: path, body: `{"position":1}`, header: header, wrong: tag == ""})
		}
		patch("").problem(t, http.StatusPreconditionRequired)
		for _, tag := range []string{`"0"`, `"2"`, `"-1"`, `1`, `"1`, `W/"1"`, `*`, `"1", "2"`, `"01"`, `"99999999999999999999"`, `"x"`} {
			patch(tag).problem(t, http.StatusPreconditionFailed)
		}
		before := w.tag(t, "/api/v1"+path)
		got := patch(`"1"`).want(t, 200)
		tag := got.header.Get("ETag")
		if !strings.HasPrefix(tag, `"2-`) || tag != w.tag(t, "/api/v1"+path) {
			t.Errorf("after the change the tag is %s, read again %s", tag, w.tag(t, "/api/v1"+path))
		}
		patch(`"1"`).problem(t, http.StatusPreconditionFailed)
		patch(before).problem(t, http.StatusPreconditionFailed)
		for header, status := range map[string]int{tag: 304, "W/" + tag: 304, before + ", " + tag: 304, `*`: 304, before: 200, `"2"`: 200, strings.Trim(tag, `"`): 200} {
			for _, method := range []string{"GET", "HEAD"} {
				w.do(t, call{as: "admin", method: method, path: path, header: map[string]string{"If-None-Match": header}}).want(t, status)
			}
		}
		patch(tag).want(t, 200)
	})
}

// TestNotModifiedMeansTheSameBody changes what an answer shows without changing the object's version: a milestone of an
// activity, the next step, and what consent opens to its reader. No reader is told that nothing changed.
func TestNotModifiedMeansTheSameBody(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		again := func(as, path, tag string) answer {
			return w.do(t, call{as: as, path: path, header: map[string]string{"If-None-Match": tag}})
		}
		activity := "/activities/" + string(w.ids["activity"])
		partners := w.do(t, call{as: "partner1", path: activity}).want(t, 200).header.Get("ETag")
		managers := w.do(t, call{as: "manager", path: activity}).want(t, 200).header.Get("ETag")
		again("partner1", activity, partners).want(t, 304)
		if again("partner1", activity, managers).status == 304 {
			t.Error("a partner has what a manager was shown")
		}
		made(w, "late milestone", w.app.Milestones, models.MilestoneInput{ActivityID: w.ids["activity"], Title: "Another", DueOn: "2026-11-01", Weight: 1})
		if got := again("partner1", activity, partners).want(t, 200); !strings.Contains(string(got.body), string(w.ids["late milestone"])) {
			t.Errorf("the activity comes without its new milestone: %s", got.body)
		}

		need := "/needs/" + string(w.ids["shared need"])
		w.do(t, call{as: "partner1", path: need}).want(t, 404)
		before := w.do(t, call{as: "partner1", path: activity}).want(t, 200).header.Get("ETag")
		made(w, "consent to partners", w.app.Consents, models.ConsentInput{SubjectType: "need", SubjectID: w.ids["shared need"], Extent: "full", Audience: "partners", Instrument: "Note verbale", GivenOn: "2021-05-03"})
		after := again("partner1", activity, before).want(t, 200)
		if !strings.Contains(string(after.body), string(w.ids["shared need"])) {
			t.Errorf("after consent the activity is %s", after.body)
		}
		opened := w.do(t, call{as: "partner1", path: need}).want(t, 200).header.Get("ETag")
		made(w, "nothing for partners", w.app.Consents, models.ConsentInput{SubjectType: "need", SubjectID: w.ids["shared need"], Extent: "none", Audience: "partners", Instrument: "Note verbale", GivenOn: "2021-05-04"})
		again("partner1", activity, after.header.Get("ETag")).want(t, 200)
		again("partner1", need, opened).want(t, 404)
	})
}

// TestSameRequestFiftyTimes sends one POST fifty times at once: it is done once, and all hear the same.
func TestSameRequestFiftyTimes(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		post := func(key, body string) call {
			return call{as: "admin", method: "POST", path: "/organisations", body: body, header: map[string]string{"Idempotency-Key": key}}
		}
		body := `{"code":"ONCE","name":"Only one (fiction)","kind":"ngo","listed":true}`
		all := together(50, func(int) answer { return w.do(t, post("fifty", body)) })
		for _, a := range all {
			if a.status != http.StatusCreated || string(a.body) != string(all[0].body) || a.header.Get("Location") != all[0].header.Get("Location") || a.header.Get("ETag") != all[0].header.Get("ETag") {
				t.Fatalf("one of fifty hears %d %s, another %d %s", a.status, a.body, all[0].status, all[0].body)
			}
		}
		id := all[0].object(t).id()
		if p := w.do(t, call{as: "admin", path: "/organisations?code=ONCE"}).page(t); len(p.Items) != 1 || !p.has(id) {
			t.Errorf("fifty requests made %v", p.Items)
		}
		if p := w.do(t, call{as: "admin", path: "/audit?kind=write&subject_id=" + string(id)}).page(t); len(p.Items) != 1 {
			t.Errorf("fifty requests wrote %d rows of the audit", len(p.Items))
		}
		w.do(t, post("fifty", strings.Replace(body, "ONCE", "TWICE", 1))).problem(t, http.StatusConflict)
		w.do(t, post("another", body)).problem(t, http.StatusConflict) // the code is taken
	})
}

// TestKeysOfRequests holds what a key belongs to: one user, one request; a request that was refused has not used it.
func TestKeysOfRequests(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		key := map[string]string{"Idempotency-Key": strings.Repeat("k", 200)}
		body := func(name string) string { return `{"code":"` + name + `","name":"` + name + `","kind":"ngo"}` }
		post := func(as, body string, wrong bool) answer {
			return w.do(t, call{as: as, method: "POST", path: "/organisations", body: body, header: key, wrong: wrong})
		}
		post("admin", `{"code":"KEY"}`, true).problem(t, 422)
		if p := post("admin", body("PARTNER1"), false).problem(t, 409); !slices.Equal(p.pointers(), []string{"/code"}) {
			t.Errorf("of a code that is taken it says %+v", p)
		}
		first := post("admin", body("KEY"), false).want(t, 201).object(t)
		if again := post("admin", body("KEY"), false).want(t, 201).object(t); again.id() != first.id() {
			t.Errorf("the same request made %s and %s", first.id(), again.id())
		}
		if other := post("manager", body("KEY2"), false).want(t, 201).object(t); other.id() == first.id() {
			t.Error("another user's key gave the first user's answer")
		}
		w.do(t, call{as: "admin", method: "POST", path: "/organisations", body: body("X"), header: map[string]string{"Idempotency-Key": strings.Repeat("k", 201)}, wrong: true}).problem(t, 400)

		// A step that was taken is answered again, though its ETag is old by now.
		path := "/needs/" + string(w.ids["need"])
		step := call{as: "admin", method: "POST", path: path + "/step", body: `{"to":"agreed"}`, header: map[string]string{"Idempotency-Key": "step", "If-Match": w.tag(t, "/api/v1"+path)}}
		one, two := w.do(t, step).want(t, 200), w.do(t, step).want(t, 200)
		if string(one.body) != string(two.body) {
			t.Errorf("the step is answered with %s and %s", one.body, two.body)
		}
		if p := w.do(t, call{as: "admin", path: path + "/steps"}).page(t); len(p.Items) != 1 {
			t.Errorf("two requests took %d steps", len(p.Items))
		}
		// A token's secret is told once.
		token := call{signed: "manager", method: "POST", path: "/tokens", body: map[string]any{"user_id": w.ids["user manager"], "name": "Once", "scope": "read"}, header: map[string]string{"Idempotency-Key": "token"}}
		made, repeated := w.do(t, token).want(t, 201).object(t), w.do(t, token).want(t, 201).object(t)
		if made.id() != repeated.id() || !strings.HasPrefix(made.text("secret"), "qdm_") || repeated["secret"] != nil {
			t.Errorf("the token is %v, and again %v", made, repeated)
		}
	})
}

// TestMissingReferences names in bodies what is not there; nothing is made.
func TestMissingReferences(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for path, member := range map[string]string{"/provisions": "instrument_id", "/contacts": "organisation_id", "/referrals": "need_id", "/scores": "need_id",
			"/consents": "subject_id", "/projects": "lead_organisation_id", "/milestones": "activity_id", "/transactions": "project_id", "/reports": "organisation_id", "/tokens": "user_id"} {
			var example object
			for _, l := range w.lines() {
				if l.Path == "/api/v1"+path && l.Method == http.MethodPost {
					answer{body: []byte(w.example(l))}.json(t, &example)
				}
			}
			got := w.do(t, call{signed: "admin", method: "POST", path: path, body: with(example, member, models.NewID())})
			if p := got.problem(t, 422); !slices.Contains(p.pointers(), "/"+member) {
				t.Errorf("%s refuses at %v, not at /%s", path, p.pointers(), member)
			}
		}
	})
}

// TestKeptAnswersForgetWhatWasClosed repeats requests whose answers were kept while a need was open: it is closed by then.
func TestKeptAnswersForgetWhatWasClosed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		share := func(extent string) {
			made(w, extent, w.app.Consents, models.ConsentInput{SubjectType: "need", SubjectID: w.ids["shared need"], Extent: models.Extent(extent), Audience: "partners", Instrument: "Note verbale", GivenOn: "2021-05-03"})
		}
		share("full")
		path := "/activities/" + string(w.ids["activity"])
		step := call{as: "partner1", method: "POST", path: path + "/step", body: `{"to":"implementation"}`, header: map[string]string{"Idempotency-Key": "step", "If-Match": w.tag(t, "/api/v1"+path)}}
		need := string(w.ids["shared need"])
		for range 2 {
			if got := w.do(t, step).want(t, 200); !strings.Contains(string(got.body), need) {
				t.Errorf("while the need is open, the step answers %s", got.body)
			}
		}
		share("none")
		if got := w.do(t, step).want(t, 200); strings.Contains(string(got.body), need) || !strings.Contains(string(got.body), models.NeedPlaceholder) {
			t.Errorf("after it was closed, the kept answer is %s", got.body)
		}
	})
}
