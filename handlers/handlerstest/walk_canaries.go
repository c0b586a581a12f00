package handlerstest

import (
	"bytes"
	"context"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"qadam/app/engine"
	"qadam/app/store/storetest"
	"qadam/models"
)

// EachPlanted runs a test in a world of canaries on either database, and tells where the database is.
func EachPlanted(t *testing.T, fn func(t *testing.T, w *World, kind, address string)) {
	t.Helper()
	storetest.EachKind(t, func(t *testing.T, kind string) {
		s, address := OpenAt(t, kind)
		w := &World{API: Start(t, s), T: t, Ctx: context.Background(), IDs: map[string]models.ID{},
			Plants: &plants{byID: map[models.ID]*planted{}, uses: map[models.ID]models.ID{}}}
		fn(t, w.Build().shareMore(), kind, address)
	})
}

// WalkCanaries reads everything as every actor and looks for what the reader may not read: in bodies, headers, cursors, files,
// refusals and mails. A canary that no reader was told proves nothing, so each has to be found where it may be read, and each
// route has to answer some reader.
func WalkCanaries(t *testing.T, w *World, kind, address string) {
	t.Helper()
	w.everyNounHasCanaries(t)
	params, found, answered := w.Parameters(1), map[string]bool{}, map[string]bool{}
	for _, who := range append(slices.Clone(Actors), Nobody) {
		if who == "manager" || who == "reader" {
			continue // they read what an admin reads
		}
		s := w.CanarySearch(who, found)
		for _, path := range w.Reads(who, params) {
			for _, got := range w.ReadToEnd(t, who, path) {
				if s.Search(t, got); got.Status == http.StatusOK {
					answered[w.lineOf(path)] = true
				}
			}
		}
		if who != Nobody {
			w.searchHiddenWords(t, s)
			w.searchPages(t, s, params)
		}
	}
	for _, o := range w.Plants.All {
		for _, c := range o.Canaries {
			if !found[c.Word] {
				t.Errorf("no reader was told the %s of %s %s, so that it proves nothing", c.Field, o.Noun, o.Name)
			}
		}
	}
	for _, l := range w.Lines() {
		if l.Method == http.MethodGet && !answered[l.Path] {
			t.Errorf("%s answered no reader", l.Path)
		}
	}
	w.searchMails(t, kind, address)
	w.searchWrites(t, params)
}

// shareMore opens some of the assessments to partners and to the public, too, and lets the story go on.
func (w *World) shareMore() *World {
	w.T.Helper()
	for _, c := range []struct{ kind, subject, extent, audience string }{
		{"need", "referred need", "full", "partners"}, {"need", "open_need", "partial", "partners"},
		{"mission", "mission of kgz", "partial", "public"}, {"need", "shared need", "full", "public"},
		{"finding", "finding of kgz", "full", "partners"}, {"need", "need of kgz", "none", "donors"},
	} {
		Create(w, c.extent+" for "+c.audience+" of "+c.subject, w.App.Consents,
			models.ConsentInput{SubjectType: models.ConsentSubject(c.kind), SubjectID: w.IDs[c.subject],
				Extent: models.Extent(c.extent), Audience: models.Audience(c.audience), Instrument: "Note verbale", GivenOn: "2021-05-03"})
	}
	TakeSteps(w, w.App.Referrals, "referral", To(models.ReferralWithdrawn), To(models.ReferralProposed), To(models.ReferralAccepted))
	TakeSteps(w, w.App.Referrals, "referral of donorB", To(models.ReferralWithdrawn), To(models.ReferralProposed))
	TakeSteps(w, w.App.Updates, "sent update of partner2", To(models.UpdateAccepted))
	for _, side := range []string{"", " of partner2"} {
		TakeSteps(w, w.App.Activities, "activity"+side, To(models.ActivityImplementation), To(models.ActivitySuspended),
			To(models.ActivityImplementation))
		TakeSteps(w, w.App.Projects, "project"+side, To(models.ActivityImplementation))
		TakeSteps(w, w.App.Offers, "offer"+side, To(models.OfferClosed), To(models.OfferOpen))
		Create(w, "last milestone"+side, w.App.Milestones, models.MilestoneInput{ActivityID: w.IDs["activity"+side], Title: "Last",
			DueOn: "2026-11-20", Weight: 1})
		TakeSteps(w, w.App.Milestones, "last milestone"+side, To(models.MilestoneDelivered))
	}
	Create(w, "waiting milestone of partner2", w.App.Milestones, models.MilestoneInput{ActivityID: w.IDs["activity of partner2"],
		Title: "Waits for another's", DueOn: "2027-11-20", WaitsForID: w.IDs["milestone"]})
	if _, err := w.App.ScanReminders(w.Ctx, WorldStart.Add(40*24*time.Hour)); err != nil {
		w.T.Fatal(err)
	}
	if _, err := w.App.ComposeMailsNow(w.Ctx); err != nil {
		w.T.Fatal(err)
	}
	for donor, org := range map[string]string{"donor": "donor", "donorB": "donorB"} {
		Create(w, "second report of "+donor, w.App.Reports, models.ReportInput{OrganisationID: w.IDs[org], AsOf: "2026-11-22",
			Title: "Report"})
	}
	return w
}

// everyNounHasCanaries holds that there is a canary in every noun that people write.
func (w *World) everyNounHasCanaries(t *testing.T) {
	t.Helper()
	has := map[string]bool{}
	for _, o := range w.Plants.All {
		has[o.Noun] = true
	}
	listed := map[string]bool{}
	for _, l := range w.Lines() {
		listed[l.Action] = true
	}
	found, wings := 0, reflect.ValueOf(w.App).Elem()
	for _, field := range reflect.VisibleFields(wings.Type()) {
		if !field.IsExported() || field.Type.Kind() != reflect.Interface {
			continue
		}
		r := wings.FieldByIndex(field.Index)
		if !r.MethodByName("Create").IsValid() || !r.MethodByName("Name").IsValid() {
			continue
		}
		found++
		name := r.MethodByName("Name").Call(nil)[0].String()
		if in := r.MethodByName("Create").Type().In(2); listed[name+".list"] && in.NumField() > 0 && !has[name] {
			t.Errorf("the world makes no %s, so that nothing is known of its fields", name)
		}
	}
	if found < 40 {
		t.Errorf("only %d nouns were looked at", found)
	}
	if n := w.Plants.n; n < 200 {
		t.Errorf("only %d canaries were planted", n)
	}
}

// lineOf gives the path, as OpenAPI writes it, of the route that serves a path.
func (w *World) lineOf(path string) string {
	path, _, _ = strings.Cut(path, "?")
	best := ""
	for _, l := range w.Lines() {
		if l.Method == http.MethodGet && fits(l.Path, path) && (best == "" || strings.Count(l.Path, "{") < strings.Count(best, "{")) {
			best = l.Path
		}
	}
	return best
}

// searchPages reads what Fiber serves and the table of routes does not list: pages, files, links from mails.
func (w *World) searchPages(t *testing.T, s *canarySearch, params Parameters) {
	t.Helper()
	for _, line := range w.Server.Registered() {
		method, path, _ := strings.Cut(line, " ")
		if method != http.MethodGet || strings.HasPrefix(path, "/api/") {
			continue
		}
		paths := []string{path}
		if before, rest, ofObject := strings.Cut(path, "{"); ofObject {
			_, after, _ := strings.Cut(rest, "}")
			paths = nil
			for _, noun := range objectsOf(before) {
				for _, id := range params.ids[noun] {
					paths = append(paths, before+string(id)+after)
				}
			}
		}
		for _, path := range paths {
			for _, c := range []Call{{As: s.reader.name}, {Signed: s.reader.name}} {
				c.Path, c.Raw, c.Header = path, true, map[string]string{"Accept": "text/html"}
				got := w.Fetch(t, c)
				// A page leads to itself in other languages, and through signing in.
				got.Body = bytes.ReplaceAll(got.Body, []byte(path), nil)
				got.Header.Set("Location", strings.ReplaceAll(got.Header.Get("Location"), url.QueryEscape(path), ""))
				s.Search(t, got)
			}
		}
	}
	if s.reader.name == "partner1" {
		w.searchUpdateForm(t, *s)
	}
}

// objectsOf are the nouns whose ids are tried in a path that goes on with an id: the one that it names, else some that have secrets.
func objectsOf(path string) []string {
	if noun, ofSteps := strings.CutPrefix(path, "/"+engine.PeoplesPage+"/"); ofSteps {
		return []string{strings.TrimSuffix(noun, "/")}
	}
	return []string{"need", "finding", "mission", "activity", "project", "organisation"}
}

// searchUpdateForm reads the pages to which a mail leads without a session. They name the manager to write to.
func (w *World) searchUpdateForm(t *testing.T, s canarySearch) {
	t.Helper()
	s.hidden = maps.Clone(s.hidden)
	maps.DeleteFunc(s.hidden, func(word string, _ bool) bool { return strings.HasPrefix(s.owner[word], "user user manager, ") })
	link := w.UpdateLink(t)
	wrong := url.Values{"act": {"send"}, "spent": {"x"}}
	for _, got := range []Answer{w.Browse(t, http.MethodGet, link, nil), w.Browse(t, http.MethodPost, link, wrong),
		w.Browse(t, http.MethodGet, link+"/colleague", nil), w.Browse(t, http.MethodPost, link+"/again", url.Values{}),
		w.Browse(t, http.MethodPost, link, url.Values{"token": {"t"}, "act": {"same"}}), w.Browse(t, http.MethodGet, link, nil)} {
		if s.Search(t, got); got.Status >= 400 && got.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s answers %d", got.Name(), got.Status)
		}
	}
}

// searchHiddenWords searches lists for each word that the reader may not read: the answer is that for a word that stands nowhere.
func (w *World) searchHiddenWords(t *testing.T, s *canarySearch) {
	t.Helper()
	if s.reader.seesAll() {
		return
	}
	for _, l := range w.Lines() {
		words := l.List != nil && l.List.Words || l.Action == "search.get"
		if l.Method != http.MethodGet || !words || !Allows(s.reader.name, l) {
			continue
		}
		nothing := w.Fetch(t, Call{As: s.reader.name, Path: l.Path + "?q=nowhere"})
		for word, hidden := range s.hidden {
			if hidden && strings.HasPrefix(word, "qzx") {
				if got := w.Fetch(t, Call{As: s.reader.name, Path: l.Path + "?q=" + url.QueryEscape(word)}); got.Text() != nothing.Text() {
					t.Errorf("%s as %s finds something by the %s", got.Name(), s.reader.name, s.owner[word])
				}
			}
		}
	}
}

// searchMails reads all mails: a subject tells nothing; a body tells what its recipient may read, and who manages; addresses in
// them lead to pages.
func (w *World) searchMails(t *testing.T, kind, address string) {
	t.Helper()
	recipients := map[string]string{}
	for name, of := range map[string]string{"partner1": "partner", "partner2": "partner2", "donorA": "donor", "donorB": "donorB"} {
		for _, o := range w.Plants.All {
			if in, isContact := o.in.(models.ContactInput); isContact && in.OrganisationID == w.IDs[of] {
				recipients[in.Email] = name
			}
		}
	}
	read := 0
	for _, row := range Dump(t, kind, address)["outbox"] {
		if strings.Contains(row["text_body"]+row["html_body"], "/api/") {
			t.Errorf("the mail %q sends a person to an address for programs", row["subject"])
		}
		for _, o := range w.Plants.All {
			for _, c := range o.Canaries {
				if strings.Contains(row["subject"], c.Word) {
					t.Errorf("the subject %q tells the %s of %s", row["subject"], c.Field, o.Name)
				}
			}
		}
		who, known := recipients[row["recipient"]]
		if !known {
			continue // a manager's
		}
		read++
		s := w.CanarySearch(who, map[string]bool{})
		maps.DeleteFunc(s.hidden, func(word string, _ bool) bool { return strings.HasPrefix(s.owner[word], "user user manager, ") })
		s.Search(t, Answer{Call: Call{Path: "the mail " + row["subject"]}, Status: 200,
			Body: []byte(row["text_body"] + row["html_body"] + row["message_id"] + row["reply_to"])})
	}
	if read < 2 {
		t.Errorf("only %d mails to partners were read", read)
	}
}

// searchWrites tries every change of every object as every actor from whom the world hides something: with an old version, with
// the present one, and with bodies that name hidden objects.
func (w *World) searchWrites(t *testing.T, params Parameters) {
	t.Helper()
	hidden := slices.Concat(params.ids["need"], params.ids["finding"], params.ids["mission"], params.ids["activity"],
		params.ids["milestone"])
	for _, who := range []string{"partner1", "partner2", "donorA", "donorB", "kaz", "kgz"} {
		s := w.CanarySearch(who, map[string]bool{})
		// refusals repeat what they were given
		maps.DeleteFunc(s.hidden, func(word string, _ bool) bool { return strings.Count(word, "-") == 4 })
		for _, l := range w.Lines() {
			if l.Method == http.MethodGet || !Allows(who, l) {
				continue
			}
			ids := []models.ID{""}
			if strings.Contains(l.Path, "{id}") {
				ids = params.ids[w.nounOf(l.Path)]
			}
			search := func(c Call) {
				got := w.Fetch(t, c)
				if s.Search(t, got); !l.Open && l.Action != "token.revoke" && got.Status == http.StatusUnauthorized {
					t.Errorf("%s is not known any more when it tries %s", who, l.Action)
				}
			}
			var tried []Call
			for _, id := range ids {
				c := w.CallOn(l, who, id)
				search(c)
				if c.Header["If-Match"] != "" {
					c.Header["If-Match"] = w.presentTag(t, c)
					search(c)
				}
				tried = append(tried, c)
			}
			for _, body := range w.naming(t, l, hidden) {
				c := w.CallOn(l, who, ids[0])
				c.Body = body
				search(c)
				tried = append(tried, c)
			}
			if l.Batch {
				w.searchBatch(t, s, who, tried)
			}
			if l.Action == "token.revoke" { // it has revoked the one that it asks with
				w.TokensFor("")
			}
		}
	}
}

// presentTag is the ETag that the object of a change has now.
func (w *World) presentTag(t *testing.T, c Call) string {
	t.Helper()
	object := strings.Join(strings.Split(c.Path, "/")[:5], "/")
	return w.Fetch(t, Call{As: "admin", Path: object}).Header.Get("ETag")
}

// searchBatch tries the same changes as the items of batches: each alone, and all of them together.
func (w *World) searchBatch(t *testing.T, s *canarySearch, who string, tried []Call) {
	t.Helper()
	for some := range slices.Chunk(tried, 400) {
		var items []models.BatchItem
		for _, c := range some {
			body, isText := c.Body.(string)
			if !isText {
				body = string(InJSON(c.Body))
			}
			item := models.BatchItem{Method: models.BatchMethod(c.Method), Path: c.Path, Body: models.RawJSON(body)}
			if c.Header["If-Match"] != "" {
				item.IfMatch = w.presentTag(t, c)
			}
			items = append(items, item)
		}
		for _, alone := range []bool{true, false} {
			got := w.Fetch(t, Call{As: who, Method: http.MethodPost, Path: "/api/v1/batch", Body: InJSON(models.BatchInput{Items: items,
				Alone: alone}), Wrong: true})
			if s.Search(t, got); alone && (got.Status != http.StatusOK || strings.Count(string(got.Body), `"status":`) < len(items)) {
				t.Errorf("a batch of %d items of %s is answered %d: %.300s", len(items), who, got.Status, got.Body)
			}
		}
	}
}

// naming gives a line's example with each member that names an object naming something hidden.
func (w *World) naming(t *testing.T, l Line, hidden []models.ID) []any {
	t.Helper()
	if !l.Body || l.Media != "" {
		return nil
	}
	var example Object
	Answer{Body: []byte(w.Example(l))}.JSON(t, &example)
	var all []any
	for member := range example {
		for i, id := range hidden {
			if i%3 != len(member)%3 { // some of them to each member
				continue
			}
			switch {
			case strings.HasSuffix(member, "_id"):
				all = append(all, With(example, member, id))
			case strings.HasSuffix(member, "_ids"):
				all = append(all, With(example, member, []models.ID{id}))
			case member == "needs":
				all = append(all, With(example, member, []any{map[string]any{"need_id": id, "share": 50}}))
			}
		}
	}
	return all
}
