package handlers_test

import (
	"errors"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"testing"

	"qadam/app"
	"qadam/app/store/storetest"
	"qadam/handlers"
	"qadam/handlers/handlerstest"
	"qadam/models"
)

// TestThePublic reads without a token: what consent opens to the public, as far as it does, and at once no more when it is withdrawn.
func TestThePublic(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		read := func(path string) string { return string(w.Do(t, call{Path: path}).Want(t, 200).Body) }
		if got := read("/public/needs") + read("/public/missions") + read("/public/progress"); got !=
			`{"items":[],"next":""}{"items":[],"next":""}{"countries":[]}` {
			t.Fatalf("before anything is open the public reads %s", got)
		}
		open := func(kind, subject, extent string) *models.Consent {
			return handlerstest.Create(w, "public "+subject, w.App.Consents, models.ConsentInput{SubjectType: models.ConsentSubject(kind),
				SubjectID: w.IDs[subject], Extent: models.Extent(extent), Audience: models.AudiencePublic, Instrument: "Note verbale",
				GivenOn: "2021-05-03"})
		}
		full := open("need", "met need", "full")
		open("need", "partly shared need", "partial")
		open("mission", "mission of kgz", "full")
		open("need", "need of kgz", "none")
		needs := w.Do(t, call{Path: "/public/needs"}).Want(t, 200)
		items := needs.Page(t).Items
		if len(items) < 2 || !strings.Contains(string(needs.Body), `"status":"met"`) {
			t.Fatalf("the public reads %s", needs.Body)
		}
		for _, o := range items {
			if o.Text("shared") == "partial" && o.Text("title")+o.Text("status")+o.Text("level")+o.Text("description") != "" {
				t.Errorf("of a need that is open in part it reads %v", o)
			}
		}
		if got := read("/public/missions?country=KAZ") + read("/public/needs?country=UZB"); got !=
			`{"items":[],"next":""}{"items":[],"next":""}` {
			t.Errorf("of other countries it reads %s", got)
		}
		if got := read("/public/progress"); !strings.Contains(got, `{"country_code":"KAZ","missions":0,"needs":2,"summary_only":1,`+
			`"statuses":[{"status":"met","needs":1}]}`) || !strings.Contains(got, `"country_code":"KGZ","missions":1`) {
			t.Errorf("the progress is %s", got)
		}
		checkCached(t, w, needs)
		withdraw(w, full)
		if got := read("/public/needs") + read("/public/progress"); strings.Contains(got, "met") {
			t.Errorf("after the withdrawal it reads %s", got)
		}
		for _, query := range []string{"?sort=priority", "?status=met", "?q=x", "?country="} {
			w.Do(t, call{Path: "/public/needs" + query, Wrong: true}).Problem(t, 422)
		}
		w.Do(t, call{Method: "POST", Path: "/public/needs", Body: "{}", Wrong: true}).Problem(t, 405)
	})
}

// checkCached holds that caches may keep an answer, and are told when it still holds.
func checkCached(t *testing.T, w *world, got answer) {
	t.Helper()
	tag := got.Header.Get("ETag")
	if got.Header.Get("Cache-Control") != "public, max-age=60" || got.Header.Get("Access-Control-Allow-Origin") != "*" || tag == "" {
		t.Errorf("its headers are %v", got.Header)
	}
	same := w.Do(t, call{Path: "/public/needs", Header: map[string]string{"If-None-Match": tag}}).Want(t, 304)
	if same.Header.Get("Cache-Control") != "public, max-age=60" || len(same.Body) > 0 {
		t.Errorf("asked again it is %v %s", same.Header, same.Body)
	}
	if refused := w.Do(t, call{Path: "/public/needs?q=x", Wrong: true}); refused.Header.Get("Cache-Control") != "private, no-store" {
		t.Errorf("a refusal may be kept: %v", refused.Header)
	}
	if signed := w.Do(t, call{As: "admin", Path: "/public/needs"}).Want(t, 200); string(signed.Body) != string(got.Body) {
		t.Errorf("an admin reads otherwise than the public: %s", signed.Body)
	}
}

// TestThePublicIsSwitchedOffAndCounted holds that without the setting there is nothing, in the description either, and that an address
// may ask no more than the setting says.
func TestThePublicIsSwitchedOffAndCounted(t *testing.T) {
	t.Parallel()
	a := app.New(storetest.Open(t, "sqlite", handlerstest.Clock()), slog.New(slog.DiscardHandler), app.Options{})
	for rate, want := range map[int]string{0: "404 404 404", 2: "200 200 429"} {
		server, err := handlers.New(a, slog.New(slog.DiscardHandler), handlers.Options{PublicRate: rate})
		if err != nil {
			t.Fatal(err)
		}
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 1)
		go func() { done <- server.Serve(ln) }()
		var got []string
		for range 3 {
			res, err := handlerstest.Client.Get("http://" + ln.Addr().String() + "/api/v1/public/progress")
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			got = append(got, strconv.Itoa(res.StatusCode))
		}
		handlerstest.Client.CloseIdleConnections()
		if strings.Join(got, " ") != want {
			t.Errorf("at a rate of %d it answers %v", rate, got)
		}
		if err := errors.Join(server.Shutdown(t.Context()), <-done); err != nil {
			t.Error(err)
		}
	}
}
