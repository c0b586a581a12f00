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

	"qadam/app/store/storetest"
	"qadam/models"
)

// EachPlanted runs a test in a world of canaries on either database, and tells where the database is.
func EachPlanted(t *testing.T, fn func(t *testing.T, w *World, kind, address string)) {
	t.Helper()
	storetest.EachKind(t, func(t *testing.T, kind string) {
		s, address := OpenAt(t, kind)
		w := &World{API: Start(t, s), T: t, Ctx: context.Background(), IDs: map[string]models.ID{},
			Plants: &plants{byID: map[models.ID]*planted{}}}
		fn(t, w.Build().shareMore(), kind, address)
	})
}

// shareMore opens some of the assessments to partners and to the public, too, and lets the story go on.
func (w *World) shareMore() *World {
	w.T.Helper()
	for _, c := range []struct{ kind, subject, extent, audience string }{
		{"need", "referred need", "full", "partners"}, {"need", "open_need", "partial", "partners"},
		{"mission", "mission of kgz", "partial", "public"},
		{"finding", "finding of kgz", "full", "partners"}, {"need", "need of kgz", "none", "donors"},
	} {
		Made(w, c.extent+" for "+c.audience+" of "+c.subject, w.App.Consents,
			models.ConsentInput{SubjectType: models.ConsentSubject(c.kind), SubjectID: w.IDs[c.subject],
				Extent: models.Extent(c.extent), Audience: models.Audience(c.audience), Instrument: "Note verbale", GivenOn: "2021-05-03"})
	}
	Walk(w, w.App.Referrals, "referral", To("withdrawn"), To("proposed"), To("accepted"))
	Walk(w, w.App.Referrals, "referral of donorB", To("withdrawn"), To("proposed"))
	Walk(w, w.App.Updates, "sent update of partner2", To("accepted"))
	for _, side := range []string{"", " of partner2"} {
		Walk(w, w.App.Activities, "activity"+side, To("implementation"), To("suspended"), To("implementation"))
		Walk(w, w.App.Projects, "project"+side, To("implementation"))
		Walk(w, w.App.Offers, "offer"+side, To("closed"), To("open"))
		Made(w, "last milestone"+side, w.App.Milestones, models.MilestoneInput{ActivityID: w.IDs["activity"+side], Title: "Last",
			DueOn: "2026-11-20", Weight: 1})
		Walk(w, w.App.Milestones, "last milestone"+side, To("delivered"))
	}
	Made(w, "waiting milestone of partner2", w.App.Milestones, models.MilestoneInput{ActivityID: w.IDs["activity of partner2"],
		Title: "Waits for another's", DueOn: "2027-11-20", WaitsForID: w.IDs["milestone"]})
	if _, err := w.App.ScanReminders(w.Ctx, WorldStart.Add(40*24*time.Hour)); err != nil {
		w.T.Fatal(err)
	}
	if _, err := w.App.ComposeMailsNow(w.Ctx); err != nil {
		w.T.Fatal(err)
	}
	for donor, org := range map[string]string{"donor": "donor", "donorB": "donorB"} {
		Made(w, "second report of "+donor, w.App.Reports, models.ReportInput{OrganisationID: w.IDs[org], AsOf: "2026-11-22",
			Title: "Report"})
	}
	return w
}

// PlantsEverywhere holds that there is a canary in every noun that people write.
func (w *World) PlantsEverywhere(t *testing.T) {
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
		if !field.IsExported() || field.Type.Kind() != reflect.Pointer {
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

// LineOf gives the path of the line that a path is asked by.
func (w *World) LineOf(path string) string {
	path, _, _ = strings.Cut(path, "?")
	best := ""
	for _, l := range w.Lines() {
		if l.Method == http.MethodGet && fits(l.Path, path) && (best == "" || strings.Count(l.Path, "{") < strings.Count(best, "{")) {
			best = l.Path
		}
	}
	return best
}

// BesideTheTable asks for what Fiber answers to and the table does not hold: pages, files, links from mails.
func (w *World) BesideTheTable(t *testing.T, h *hunter, a Asked) {
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
			for _, noun := range []string{"need", "finding", "mission", "activity", "project", "organisation"} {
				for _, id := range a.ids[noun] {
					paths = append(paths, before+string(id)+after)
				}
			}
		}
		for _, path := range paths {
			for _, c := range []Call{{As: h.reader.name}, {Signed: h.reader.name}} {
				c.Path, c.Raw, c.Header = path, true, map[string]string{"Accept": "text/html"}
				got := w.Fetch(t, c)
				got.Body = bytes.ReplaceAll(got.Body, []byte(path), nil) // a page leads to itself in other languages
				h.Look(t, got)
			}
		}
	}
	if h.reader.name == "partner1" {
		w.behindLink(t, *h)
	}
}

// behindLink looks at the pages to which a mail leads without a session. They name the manager to write to.
func (w *World) behindLink(t *testing.T, h hunter) {
	t.Helper()
	h.hidden = maps.Clone(h.hidden)
	maps.DeleteFunc(h.hidden, func(word string, _ bool) bool { return strings.HasPrefix(h.owner[word], "user user manager, ") })
	link := w.UpdateLink(t)
	wrong := url.Values{"act": {"send"}, "spent": {"x"}}
	for _, got := range []Answer{w.Browse(t, http.MethodGet, link, nil), w.Browse(t, http.MethodPost, link, wrong),
		w.Browse(t, http.MethodGet, link+"/colleague", nil), w.Browse(t, http.MethodPost, link+"/again", url.Values{}),
		w.Browse(t, http.MethodPost, link, url.Values{"token": {"t"}, "act": {"same"}}), w.Browse(t, http.MethodGet, link, nil)} {
		if h.Look(t, got); got.Status >= 400 && got.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s answers %d", got.Name(), got.Status)
		}
	}
}

// SearchFor searches for each word that the reader may not read: the answer is that of a word that stands nowhere.
func (w *World) SearchFor(t *testing.T, h *hunter) {
	t.Helper()
	if h.reader.seesAll() {
		return
	}
	for _, l := range w.Lines() {
		if l.Method != http.MethodGet || l.List == nil || !l.List.Words || !May(h.reader.name, l) {
			continue
		}
		nothing := w.Fetch(t, Call{As: h.reader.name, Path: l.Path + "?q=nowhere"})
		for word, hidden := range h.hidden {
			if hidden && strings.HasPrefix(word, "qzx") {
				if got := w.Fetch(t, Call{As: h.reader.name, Path: l.Path + "?q=" + url.QueryEscape(word)}); got.Text() != nothing.Text() {
					t.Errorf("%s as %s finds something by the %s", got.Name(), h.reader.name, h.owner[word])
				}
			}
		}
	}
}

// Mails reads all mails: a subject tells nothing, a body what its recipient may read, and who manages; they lead to pages.
func (w *World) Mails(t *testing.T, kind, address string) {
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
		h := w.Hunter(who, map[string]bool{})
		maps.DeleteFunc(h.hidden, func(word string, _ bool) bool { return strings.HasPrefix(h.owner[word], "user user manager, ") })
		h.Look(t, Answer{Call: Call{Path: "the mail " + row["subject"]}, Status: 200,
			Body: []byte(row["text_body"] + row["html_body"] + row["message_id"] + row["reply_to"])})
	}
	if read < 2 {
		t.Errorf("only %d mails to partners were read", read)
	}
}

// Writes tries every change of every object as everybody whom the world hides something from: with an old version, with
// bodies that name what is hidden, and then for real.
func (w *World) Writes(t *testing.T, a Asked) {
	t.Helper()
	hidden := slices.Concat(a.ids["need"], a.ids["finding"], a.ids["mission"], a.ids["activity"], a.ids["milestone"])
	for _, who := range []string{"partner1", "partner2", "donorA", "donorB", "kaz", "kgz"} {
		h := w.Hunter(who, map[string]bool{})
		// refusals repeat what they were given
		maps.DeleteFunc(h.hidden, func(word string, _ bool) bool { return strings.Count(word, "-") == 4 })
		for _, l := range w.Lines() {
			if l.Method == http.MethodGet || !May(who, l) {
				continue
			}
			ids := []models.ID{""}
			if strings.Contains(l.Path, "{id}") {
				ids = a.ids[w.nounOf(l.Path)]
			}
			for _, id := range ids {
				c := w.Aimed(l, who, id)
				h.Look(t, w.Fetch(t, c))
				if c.Header["If-Match"] != "" {
					object := strings.Join(strings.Split(strings.Replace(l.Path, "{id}", string(id), 1), "/")[:5], "/")
					c.Header["If-Match"] = w.Fetch(t, Call{As: "admin", Path: object}).Header.Get("ETag")
					h.Look(t, w.Fetch(t, c))
				}
			}
			for _, body := range w.naming(t, l, hidden) {
				c := w.Aimed(l, who, ids[0])
				c.Body = body
				h.Look(t, w.Fetch(t, c))
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
