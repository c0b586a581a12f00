package handlers_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"qadam/app/store/storetest"
	"qadam/handlers"
	"qadam/models"
)

// eachPlanted runs a test in a world of canaries on either database, and tells where the database is.
func eachPlanted(t *testing.T, fn func(t *testing.T, w *world, kind, address string)) {
	t.Helper()
	storetest.EachKind(t, func(t *testing.T, kind string) {
		s, address := openAt(t, kind)
		w := &world{api: start(t, s), t: t, ctx: context.Background(), ids: map[string]models.ID{}, plants: &plants{byID: map[models.ID]*planted{}}}
		fn(t, w.build().shareMore(), kind, address)
	})
}

// shareMore opens some of the assessments to partners and to the public, too, and lets the story go on.
func (w *world) shareMore() *world {
	w.t.Helper()
	for _, c := range []struct{ kind, subject, extent, audience string }{
		{"need", "referred need", "full", "partners"}, {"need", "open_need", "partial", "partners"}, {"mission", "mission of kgz", "partial", "public"},
		{"finding", "finding of kgz", "full", "partners"}, {"need", "need of kgz", "none", "donors"},
	} {
		made(w, c.extent+" for "+c.audience+" of "+c.subject, w.app.Consents, models.ConsentInput{SubjectType: models.ConsentSubject(c.kind), SubjectID: w.ids[c.subject],
			Extent: models.Extent(c.extent), Audience: models.Audience(c.audience), Instrument: "Note verbale", GivenOn: "2021-05-03"})
	}
	walk(w, w.app.Referrals, "referral", to("withdrawn"), to("proposed"), to("accepted"))
	walk(w, w.app.Referrals, "referral of donorB", to("withdrawn"), to("proposed"))
	walk(w, w.app.Updates, "sent update of partner2", to("accepted"))
	for _, side := range []string{"", " of partner2"} {
		walk(w, w.app.Activities, "activity"+side, to("implementation"), to("suspended"), to("implementation"))
		walk(w, w.app.Projects, "project"+side, to("implementation"))
		walk(w, w.app.Offers, "offer"+side, to("closed"), to("open"))
		made(w, "last milestone"+side, w.app.Milestones, models.MilestoneInput{ActivityID: w.ids["activity"+side], Title: "Last", DueOn: "2026-11-20", Weight: 1})
		walk(w, w.app.Milestones, "last milestone"+side, to("delivered"))
	}
	made(w, "waiting milestone of partner2", w.app.Milestones, models.MilestoneInput{ActivityID: w.ids["activity of partner2"], Title: "Waits for another's", DueOn: "2027-11-20", WaitsForID: w.ids["milestone"]})
	if _, err := w.app.ScanReminders(w.ctx, worldStart.Add(40*24*time.Hour)); err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.app.ComposeMailsNow(w.ctx); err != nil {
		w.t.Fatal(err)
	}
	for donor, org := range map[string]string{"donor": "donor", "donorB": "donorB"} {
		made(w, "second report of "+donor, w.app.Reports, models.ReportInput{OrganisationID: w.ids[org], AsOf: "2026-11-22", Title: "Report"})
	}
	return w
}

// hunter looks for canaries in what a reader is told.
type hunter struct {
	reader reader
	owner  map[string]string // whose words there are
	hidden map[string]bool   // the words that the reader may not read
	read   map[string]bool   // the words that somebody was told
}

// hunter makes a hunter for a reader.
func (w *world) hunter(who string, read map[string]bool) *hunter {
	w.t.Helper()
	h := &hunter{reader: w.reader(who), owner: map[string]string{}, hidden: map[string]bool{}, read: read}
	for _, o := range w.plants.all {
		for _, c := range o.canaries {
			h.owner[c.word] = o.noun + " " + o.name + ", " + c.field
			h.hidden[c.word] = !w.plants.may(h.reader, o, c.field)
		}
		// Ids of what is confidential, or another's, are canaries, too.
		if word := string(o.id); slices.Contains(secretIDs, o.noun) {
			h.owner[word], h.hidden[word] = o.noun+" "+o.name+", id", !h.reader.seesAll() && !w.plants.sees(h.reader, o)
		}
	}
	return h
}

// secretIDs are the nouns of which not even an id may come out. Those of people and organisations stand for who they are.
var secretIDs = strings.Fields("mission finding need referral score consent offer project activity milestone indicator update transaction report")

// likeCanaries finds what could be a canary: a word, an id, an amount, a day.
var likeCanaries = regexp.MustCompile(`qzx\d{5}w|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{6,}\.\d\d|\d{4}-\d\d-\d\d`)

// found are the places of what could be a canary in texts that were looked through already, by their sum: pages and files
// are the same for every reader.
var found sync.Map

func places(text string) [][]int {
	sum := sha256.Sum256([]byte(text))
	if at, known := found.Load(sum); known {
		return at.([][]int)
	}
	at := likeCanaries.FindAllStringIndex(text, -1)
	found.Store(sum, at)
	return at
}

// look looks at one answer.
func (h *hunter) look(t *testing.T, got answer) {
	t.Helper()
	text := got.text()
	if got.status >= 500 {
		t.Errorf("%s as %s answers %d: %.300s", got.name(), h.reader.name, got.status, got.body)
	}
	told := map[string]bool{}
	for _, at := range places(text) {
		word := text[at[0]:at[1]]
		if h.hidden[word] && !told[word] {
			t.Errorf("%s tells %s the %s: …%s…", got.name(), h.reader.name, h.owner[word], text[max(0, at[0]-120):min(len(text), at[1]+40)])
		}
		told[word], h.read[word] = true, true
	}
}

// TestCanaries plants a text, an amount or a day in every field that people write, asks everything as everybody, and looks
// for what the reader may not read: in bodies, headers, cursors, files, refusals and mails. What nobody at all was told
// proves nothing, so that each has to be found where it may be read, and each route has to answer somebody.
func TestCanaries(t *testing.T) {
	eachPlanted(t, func(t *testing.T, w *world, kind, address string) {
		w.plantsEverywhere(t)
		asked, read, opened := w.asked(1), map[string]bool{}, map[string]bool{}
		for _, who := range slices.DeleteFunc(slices.Clone(actors), func(who string) bool { return who == "manager" || who == "reader" }) { // they read what an admin reads
			h := w.hunter(who, read)
			for _, path := range w.surfaces(who, asked) {
				for _, got := range w.pages(t, who, path) {
					if h.look(t, got); got.status == http.StatusOK {
						opened[w.lineOf(path)] = true
					}
				}
			}
			w.searchFor(t, h)
			w.besideTheTable(t, h, asked)
		}
		for _, o := range w.plants.all {
			for _, c := range o.canaries {
				if !read[c.word] {
					t.Errorf("nobody was told the %s of %s %s, so that it proves nothing", c.field, o.noun, o.name)
				}
			}
		}
		for _, l := range w.lines() {
			if l.Method == http.MethodGet && !opened[l.Path] {
				t.Errorf("%s answered nobody", l.Path)
			}
		}
		w.mails(t, kind, address)
		w.writes(t, asked)
	})
}

// plantsEverywhere holds that there is a canary in every noun that people write.
func (w *world) plantsEverywhere(t *testing.T) {
	t.Helper()
	has := map[string]bool{}
	for _, o := range w.plants.all {
		has[o.noun] = true
	}
	listed := map[string]bool{}
	for _, l := range w.lines() {
		listed[l.Action] = true
	}
	nouns := reflect.ValueOf(w.app).Elem()
	for i := range nouns.NumField() {
		r, isNoun := nouns.Field(i), nouns.Type().Field(i).IsExported()
		if !isNoun || !r.MethodByName("Create").IsValid() {
			continue
		}
		name := r.MethodByName("Name").Call(nil)[0].String()
		if in := r.MethodByName("Create").Type().In(2); listed[name+".list"] && in.NumField() > 0 && !has[name] {
			t.Errorf("the world makes no %s, so that nothing is known of its fields", name)
		}
	}
	if n := w.plants.n; n < 200 {
		t.Errorf("only %d canaries were planted", n)
	}
}

// lineOf gives the path of the line that a path is asked by.
func (w *world) lineOf(path string) string {
	path, _, _ = strings.Cut(path, "?")
	best := ""
	for _, l := range w.lines() {
		if l.Method == http.MethodGet && fits(l.Path, path) && (best == "" || strings.Count(l.Path, "{") < strings.Count(best, "{")) {
			best = l.Path
		}
	}
	return best
}

// besideTheTable asks for what Fiber answers to and the table does not hold: pages, files, links from mails.
func (w *world) besideTheTable(t *testing.T, h *hunter, a asked) {
	t.Helper()
	for _, line := range w.server.Registered() {
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
			for _, c := range []call{{as: h.reader.name}, {signed: h.reader.name}} {
				c.path, c.raw, c.header = path, true, map[string]string{"Accept": "text/html"}
				got := w.fetch(t, c)
				got.body = bytes.ReplaceAll(got.body, []byte(path), nil) // a page leads to itself in other languages
				h.look(t, got)
			}
		}
	}
	if h.reader.name == "partner1" {
		w.behindLink(t, *h)
	}
}

// behindLink looks at the pages to which a mail leads without a session. They name the manager to write to.
func (w *world) behindLink(t *testing.T, h hunter) {
	t.Helper()
	h.hidden = maps.Clone(h.hidden)
	maps.DeleteFunc(h.hidden, func(word string, _ bool) bool { return strings.HasPrefix(h.owner[word], "user user manager, ") })
	link := w.updateLink(t)
	wrong := url.Values{"act": {"send"}, "spent": {"x"}}
	for _, got := range []answer{w.browse(t, http.MethodGet, link, nil), w.browse(t, http.MethodPost, link, wrong), w.browse(t, http.MethodGet, link+"/colleague", nil), w.browse(t, http.MethodPost, link+"/again", url.Values{}),
		w.browse(t, http.MethodPost, link, url.Values{"token": {"t"}, "act": {"same"}}), w.browse(t, http.MethodGet, link, nil)} {
		if h.look(t, got); got.status >= 400 && got.status != http.StatusUnprocessableEntity {
			t.Errorf("%s answers %d", got.name(), got.status)
		}
	}
}

// searchFor searches for each word that the reader may not read: the answer is that of a word that stands nowhere.
func (w *world) searchFor(t *testing.T, h *hunter) {
	t.Helper()
	if h.reader.seesAll() {
		return
	}
	for _, l := range w.lines() {
		if l.Method != http.MethodGet || l.List == nil || !l.List.Words || !may(h.reader.name, l) {
			continue
		}
		nothing := w.fetch(t, call{as: h.reader.name, path: l.Path + "?q=nowhere"})
		for word, hidden := range h.hidden {
			if hidden && strings.HasPrefix(word, "qzx") {
				if got := w.fetch(t, call{as: h.reader.name, path: l.Path + "?q=" + url.QueryEscape(word)}); got.text() != nothing.text() {
					t.Errorf("%s as %s finds something by the %s", got.name(), h.reader.name, h.owner[word])
				}
			}
		}
	}
}

// mails reads all mails: a subject tells nothing, a body what its recipient may read, and who manages; they lead to pages.
func (w *world) mails(t *testing.T, kind, address string) {
	t.Helper()
	recipients := map[string]string{}
	for name, of := range map[string]string{"partner1": "partner", "partner2": "partner2", "donorA": "donor", "donorB": "donorB"} {
		for _, o := range w.plants.all {
			if in, isContact := o.in.(models.ContactInput); isContact && in.OrganisationID == w.ids[of] {
				recipients[in.Email] = name
			}
		}
	}
	read := 0
	for _, row := range dump(t, kind, address)["outbox"] {
		if strings.Contains(row["text_body"]+row["html_body"], "/api/") {
			t.Errorf("the mail %q sends a person to an address for programs", row["subject"])
		}
		for _, o := range w.plants.all {
			for _, c := range o.canaries {
				if strings.Contains(row["subject"], c.word) {
					t.Errorf("the subject %q tells the %s of %s", row["subject"], c.field, o.name)
				}
			}
		}
		who, known := recipients[row["recipient"]]
		if !known {
			continue // a manager's
		}
		read++
		h := w.hunter(who, map[string]bool{})
		maps.DeleteFunc(h.hidden, func(word string, _ bool) bool { return strings.HasPrefix(h.owner[word], "user user manager, ") })
		h.look(t, answer{call: call{path: "the mail " + row["subject"]}, status: 200, body: []byte(row["text_body"] + row["html_body"] + row["message_id"] + row["reply_to"])})
	}
	if read < 2 {
		t.Errorf("only %d mails to partners were read", read)
	}
}

// writes tries every change of every object as everybody whom the world hides something from: with an old version, with
// bodies that name what is hidden, and then for real.
func (w *world) writes(t *testing.T, a asked) {
	t.Helper()
	hidden := slices.Concat(a.ids["need"], a.ids["finding"], a.ids["mission"], a.ids["activity"], a.ids["milestone"])
	for _, who := range []string{"partner1", "partner2", "donorA", "donorB", "kaz", "kgz"} {
		h := w.hunter(who, map[string]bool{})
		maps.DeleteFunc(h.hidden, func(word string, _ bool) bool { return strings.Count(word, "-") == 4 }) // refusals repeat what they were given
		for _, l := range w.lines() {
			if l.Method == http.MethodGet || !may(who, l) {
				continue
			}
			ids := []models.ID{""}
			if strings.Contains(l.Path, "{id}") {
				ids = a.ids[w.nounOf(l.Path)]
			}
			for _, id := range ids {
				c := w.aimed(l, who, id)
				h.look(t, w.fetch(t, c))
				if c.header["If-Match"] != "" {
					object := strings.Join(strings.Split(strings.Replace(l.Path, "{id}", string(id), 1), "/")[:5], "/")
					c.header["If-Match"] = w.fetch(t, call{as: "admin", path: object}).header.Get("ETag")
					h.look(t, w.fetch(t, c))
				}
			}
			for _, body := range w.naming(t, l, hidden) {
				c := w.aimed(l, who, ids[0])
				c.body = body
				h.look(t, w.fetch(t, c))
			}
		}
	}
}

// naming gives a line's example with each member that names an object naming something hidden.
func (w *world) naming(t *testing.T, l handlers.Line, hidden []models.ID) []any {
	t.Helper()
	if !l.Body || l.Media != "" {
		return nil
	}
	var example object
	answer{body: []byte(w.example(l))}.json(t, &example)
	var all []any
	for member := range example {
		for i, id := range hidden {
			if i%3 != len(member)%3 { // some of them to each member
				continue
			}
			switch {
			case strings.HasSuffix(member, "_id"):
				all = append(all, with(example, member, id))
			case strings.HasSuffix(member, "_ids"):
				all = append(all, with(example, member, []models.ID{id}))
			case member == "needs":
				all = append(all, with(example, member, []any{map[string]any{"need_id": id, "share": 50}}))
			}
		}
	}
	return all
}
