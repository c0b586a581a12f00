package handlers_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"qadam/handlers/handlerstest"
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
		if a.Status == status {
			n++
		}
	}
	return n
}

// TestTwoEditsAtOnce lets many change one object that they have all read: exactly one wins, the others are told.
func TestTwoEditsAtOnce(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		path := "/needs/" + string(w.IDs["need"])
		for round := range 3 {
			tag := w.Tag(t, "/api/v1"+path)
			all := together(8, func(i int) answer {
				return w.Do(t, call{As: "admin", Method: "PATCH", Path: path,
					Body: map[string]string{"description": fmt.Sprint(round, " by ", i)}, Header: map[string]string{"If-Match": tag}})
			})
			if count(all, 200) != 1 || count(all, 412) != 7 {
				t.Fatalf("of 8 edits at once %d won and %d were told", count(all, 200), count(all, 412))
			}
			won := all[slices.IndexFunc(all, func(a answer) bool { return a.Status == 200 })].Object(t)
			if now := w.Do(t, call{As: "admin", Path: path}).Want(t, 200).Object(t); now.Text("description") != won.Text("description") ||
				now["version"] != won["version"] {
				t.Errorf("%s won, %s is there", won.Text("description"), now.Text("description"))
			}
		}
		// A step and an edit meet on the same version, too.
		tag := w.Tag(t, "/api/v1"+path)
		all := together(6, func(i int) answer {
			if i%2 == 0 {
				return w.Do(t, call{As: "admin", Method: "POST", Path: path + "/step", Body: `{"to":"agreed"}`,
					Header: map[string]string{"If-Match": tag}})
			}
			return w.Do(t, call{As: "admin", Method: "PATCH", Path: path, Body: `{"description":"Edited"}`,
				Header: map[string]string{"If-Match": tag}})
		})
		if count(all, 200) != 1 {
			t.Errorf("of 6 steps and edits at once %d won", count(all, 200))
		}
	})
}

// TestIfMatch holds which entity tags name a version and which do not.
func TestIfMatch(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		path := "/themes/" + string(w.IDs["theme"])
		patch := func(tag string) answer {
			header := map[string]string{}
			if tag != "" {
				header["If-Match"] = tag
			}
			return w.Do(t, call{As: "admin", Method: "PATCH", Path: path, Body: `{"position":1}`, Header: header, Wrong: tag == ""})
		}
		patch("").Problem(t, http.StatusPreconditionRequired)
		for _, tag := range []string{`"0"`, `"2"`, `"-1"`, `1`, `"1`, `W/"1"`, `"01"`, `"99999999999999999999"`, `"x"`} {
			patch(tag).Problem(t, http.StatusPreconditionFailed)
		}
		before := w.Tag(t, "/api/v1"+path)
		got := patch(`"1"`).Want(t, 200)
		tag := got.Header.Get("ETag")
		if !strings.HasPrefix(tag, `"2-`) || tag != w.Tag(t, "/api/v1"+path) {
			t.Errorf("after the change the tag is %s, read again %s", tag, w.Tag(t, "/api/v1"+path))
		}
		patch(`"1"`).Problem(t, http.StatusPreconditionFailed)
		patch(before).Problem(t, http.StatusPreconditionFailed)
		for header, status := range map[string]int{tag: 304, "W/" + tag: 304, before + ", " + tag: 304, `*`: 304, before: 200, `"2"`: 200,
			strings.Trim(tag, `"`): 200} {
			for _, method := range []string{"GET", "HEAD"} {
				w.Do(t, call{As: "admin", Method: method, Path: path, Header: map[string]string{"If-None-Match": header}}).Want(t, status)
			}
		}
		patch(tag).Want(t, 200)
	})
}

// TestNotModifiedMeansTheSameBody changes what an answer shows without changing the object's version: a milestone of an
// activity, the next step, and what consent opens to its reader. No reader is told that nothing changed.
func TestNotModifiedMeansTheSameBody(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		again := func(as, path, tag string) answer {
			return w.Do(t, call{As: as, Path: path, Header: map[string]string{"If-None-Match": tag}})
		}
		activity := "/activities/" + string(w.IDs["activity"])
		partners := w.Do(t, call{As: "partner1", Path: activity}).Want(t, 200).Header.Get("ETag")
		managers := w.Do(t, call{As: "manager", Path: activity}).Want(t, 200).Header.Get("ETag")
		again("partner1", activity, partners).Want(t, 304)
		if again("partner1", activity, managers).Status == 304 {
			t.Error("a partner has what a manager was shown")
		}
		handlerstest.Create(w, "late milestone", w.App.Milestones, models.MilestoneInput{ActivityID: w.IDs["activity"], Title: "Another",
			DueOn: "2026-11-01", Weight: 1})
		if got := again("partner1", activity, partners).Want(t, 200); !strings.Contains(string(got.Body), string(w.IDs["late milestone"])) {
			t.Errorf("the activity comes without its new milestone: %s", got.Body)
		}

		need := "/needs/" + string(w.IDs["shared need"])
		w.Do(t, call{As: "partner1", Path: need}).Want(t, 404)
		before := w.Do(t, call{As: "partner1", Path: activity}).Want(t, 200).Header.Get("ETag")
		handlerstest.Create(w, "consent to partners", w.App.Consents, models.ConsentInput{SubjectType: "need",
			SubjectID: w.IDs["shared need"], Extent: "full", Audience: "partners", Instrument: "Note verbale", GivenOn: "2021-05-03"})
		after := again("partner1", activity, before).Want(t, 200)
		if !strings.Contains(string(after.Body), string(w.IDs["shared need"])) {
			t.Errorf("after consent the activity is %s", after.Body)
		}
		opened := w.Do(t, call{As: "partner1", Path: need}).Want(t, 200).Header.Get("ETag")
		handlerstest.Create(w, "nothing for partners", w.App.Consents, models.ConsentInput{SubjectType: "need",
			SubjectID: w.IDs["shared need"], Extent: "none", Audience: "partners", Instrument: "Note verbale", GivenOn: "2021-05-04"})
		again("partner1", activity, after.Header.Get("ETag")).Want(t, 200)
		again("partner1", need, opened).Want(t, 404)
	})
}

// TestMissingReferences names in bodies what is not there; nothing is made.
func TestMissingReferences(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		for path, member := range map[string]string{"/provisions": "instrument_id", "/contacts": "organisation_id", "/referrals": "need_id",
			"/scores":   "need_id",
			"/consents": "subject_id", "/projects": "lead_organisation_id", "/milestones": "activity_id", "/transactions": "project_id",
			"/reports": "organisation_id", "/tokens": "user_id"} {
			var example object
			for _, l := range w.Lines() {
				if l.Path == "/api/v1"+path && l.Method == http.MethodPost {
					answer{Body: []byte(w.Example(l))}.JSON(t, &example)
				}
			}
			got := w.Do(t, call{Signed: "admin", Method: "POST", Path: path, Body: handlerstest.With(example, member, models.NewID())})
			if p := got.Problem(t, 422); !slices.Contains(p.Pointers(), "/"+member) {
				t.Errorf("%s refuses at %v, not at /%s", path, p.Pointers(), member)
			}
		}
	})
}
