package handlers_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"qadam/handlers"
	"qadam/models"
)

// sight says which of the actors see an object of the world, whatever their role may do with it.
type sight struct{ path, object, seers string }

const (
	everybody  = "manager admin partner1 partner2 donorA donorB kaz kgz"
	those      = "manager admin "
	sideOne    = those + "partner1 donorA kaz"
	sideTwo    = those + "partner2 donorB kgz"
	bothDonors = "donorA donorB"
)

var sights = []sight{
	{"/organisations", "partner", everybody}, {"/organisations", "donor", those + "donorA"}, {"/organisations", "donorB", those + "donorB"},
	{"/contacts", "contact", those + "partner1"}, {"/contacts", "contact 2", those + "partner2"},
	{"/users", "user partner1", those}, {"/users", "user spare", those},
	{"/tokens", "token partner1", "admin partner1"}, {"/tokens", "token kgz", "admin kgz"},
	{"/sessions", "session", "admin partner1"}, {"/passkeys", "passkey", "admin partner1"}, {"/identities", "identity", "admin partner1"},
	{"/countries", "country", everybody}, {"/themes", "theme", everybody}, {"/instruments", "instrument", everybody},
	{"/provisions", "provision", everybody}, {"/ratings", "rating", everybody}, {"/rates", "rate", everybody},
	{"/institutions", "institution", those + "kaz"}, {"/institutions", "institution of kgz", those + "kgz"},
	{"/missions", "mission", those + "kaz"}, {"/missions", "mission of kgz", those + "kgz"},
	{"/findings", "finding", those + "kaz"}, {"/findings", "finding of kgz", those + "kgz"},
	{"/missions", "partly shared mission", those + "kaz " + bothDonors}, {"/findings", "partly shared finding", those + "kaz " + bothDonors},
	{"/needs", "need", those + "kaz"}, {"/needs", "need of kgz", those + "kgz"},
	{"/needs", "shared need", those + "kaz " + bothDonors}, {"/needs", "partly shared need", those + "kaz " + bothDonors},
	{"/referrals", "referral", those + "partner1 kaz"}, {"/referrals", "referral of donorB", those + "donorB kaz"},
	{"/schemes", "scheme", those + "kaz kgz"}, {"/scores", "score", those + "kaz"},
	{"/rankings", "ranking", those + "kaz"}, {"/work", "work", those},
	{"/consents", "consent", those + "kaz"}, {"/consents", "consent of kgz", those + "kgz"},
	{"/consent-requests", "consent_request", those + "kaz"}, {"/consent-requests", "consent_request of kgz", those + "kgz"},
	{"/offers", "offer", those + "partner1"}, {"/offers", "offer of partner2", those + "partner2"},
	{"/projects", "project", sideOne}, {"/projects", "project of partner2", sideTwo},
	{"/activities", "activity", sideOne}, {"/activities", "activity of partner2", sideTwo},
	{"/milestones", "milestone", sideOne}, {"/milestones", "milestone of partner2", sideTwo},
	{"/indicators", "indicator", sideOne}, {"/indicators", "indicator of partner2", sideTwo},
	{"/updates", "update", those + "partner1"}, {"/updates", "sent update of partner2", those + "partner2"},
	{"/transactions", "transaction of donor", those + "donorA partner1"}, {"/transactions", "transaction of donorB", those + "donorB partner2"},
	{"/donors", "donor", those + "donorA"}, {"/donors", "donorB", those + "donorB"},
	{"/reports", "report of donor", those + "donorA"}, {"/reports", "report of donorB", those + "donorB"},
	{"/overlaps", "overlap", those + "partner1 partner2 kaz"}, {"/referrals", "accepted referral", those + "donorA kaz"},
	{"/reminders", "reminder", those + "partner1"}, {"/reminders", "reminder of partner2", those + "partner2"},
	{"/webhooks", "webhook of partner1 0", those + "partner1"}, {"/webhooks", "webhook of donorB 1", those + "donorB"},
	{"/webhook-deliveries", "delivery of partner1", those + "partner1"}, {"/webhook-deliveries", "delivery of donorB", those + "donorB"},
	{"/calendar-feeds", "feed of partner1", "admin partner1"}, {"/calendar-feeds", "feed of donorB", "admin donorB"},
	{"/update-links", "update_link", those + "partner1"}, {"/update-links", "update_link of partner2", those + "partner2"},
	{"/calendars", "calendar", everybody}, {"/calendars", "calendar of donor", those + "donorA"},
	{"/mailboxes", "mailbox", those + "partner1"}, {"/mailboxes", "mailbox of donorB", those + "donorB"}, {"/report-deadlines", "report_deadline", those},
	{"/reminder-rules", "rule", those}, {"/outbox", "outbox", those}, {"/audit", "audit", those},
}

// roleOf is the role by which the policy judges an actor of the tests.
var roleOf = map[string]models.Role{"manager": models.Manager, "reader": models.Manager, "admin": models.Admin, "partner1": models.Partner, "partner2": models.Partner,
	"donorA": models.Donor, "donorB": models.Donor, "kaz": models.National, "kgz": models.National}

// may tells what the policy's table and the token's scope say before anything is looked at.
func may(who string, l handlers.Line) bool {
	if l.Open || l.Person { // for whoever has no token yet, and for whoever needs none any more
		return l.Open
	}
	return slices.Contains(policy()[l.Action], roleOf[who]) && (who != "reader" || l.Method == http.MethodGet)
}

func (s sight) sees(who string) bool {
	if who == "reader" {
		who = "manager"
	}
	return slices.Contains(strings.Fields(s.seers), who)
}

// What comes of an operation on an object.
const (
	allowed   = "yes"
	summary   = "summary" // of what is shared in part
	hidden    = "hidden"
	forbidden = "no"
)

// outcome tells what has to come of an operation on the object by somebody.
func (s sight) outcome(l handlers.Line, who string) string {
	partly := strings.HasPrefix(s.object, "partly shared") && slices.Contains(strings.Fields(bothDonors), who) || s.object == "overlap" && roleOf[who] == models.Partner // it sees one side
	switch {
	case !may(who, l):
		return forbidden
	case !s.sees(who), partly && (strings.HasSuffix(l.Action, ".steps") || strings.HasSuffix(l.Action, ".history")):
		return hidden
	case partly:
		return summary
	}
	return allowed
}

// TestPolicyWalk sends every operation to every object as everybody. The policy's table and the table above say what has
// to come: 403 for a role that may never, the one answer of what is missing for what is not seen, and else no refusal.
func TestPolicyWalk(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		walked := map[string]bool{}
		for _, s := range sights {
			if w.ids[s.object] == "" {
				t.Fatalf("the world has no %q", s.object)
			}
			for _, l := range w.lines() {
				if strings.HasPrefix(l.Path, "/api/v1"+s.path+"/{id}") {
					walked[l.Action] = true
					for _, who := range actors {
						w.knock(t, s, l, who)
					}
				}
			}
			for _, who := range actors {
				w.lists(t, s, who)
			}
		}
		for _, l := range w.lines() {
			if strings.Contains(l.Path, "{id}") != walked[l.Action] {
				t.Errorf("%s is walked: %t", l.Action, walked[l.Action])
			}
		}
	})
}

// knock sends one operation to one object. A change comes with an ETag that is too old: who may change it is told so.
func (w *world) knock(t *testing.T, s sight, l handlers.Line, who string) {
	t.Helper()
	c := w.aimed(l, who, w.ids[s.object])
	got := w.do(t, c)
	want := http.StatusOK
	switch outcome := s.outcome(l, who); {
	case outcome == forbidden:
		want = http.StatusForbidden
	case outcome == hidden:
		want = http.StatusNotFound
		w.asMissing(t, l, got)
	case l.IfMatch:
		want = http.StatusPreconditionFailed
	case l.Action == "outbox.retry", l.Action == "webhook_delivery.replay":
		return // who may has done it, the others were refused above
	}
	if got.status != want {
		t.Errorf("%s of %q by %s answered %d, not %d: %.300s", l.Action, s.object, who, got.status, want, got.body)
	}
}

func (w *world) aimed(l handlers.Line, who string, id models.ID) call {
	c := call{as: who, method: l.Method, path: strings.Replace(l.Path, "{id}", string(id), 1), header: map[string]string{}, wrong: true}
	if l.IfMatch {
		c.header["If-Match"] = `"999999"`
	}
	if l.Body {
		c.body = w.example(l)
	}
	if l.Media != "" && l.Body {
		c.header["Content-Type"] = l.Media
		c.path += "?dry_run=true"
	}
	return c
}

// asMissing holds that what is not seen answers as what is not there, but for the request's id and the time of day.
func (w *world) asMissing(t *testing.T, l handlers.Line, got answer) {
	t.Helper()
	missing := w.do(t, w.aimed(l, got.as, models.NewID()))
	bare := func(a answer) (string, http.Header) {
		h := maps.Clone(a.header)
		body := strings.ReplaceAll(string(a.body), h.Get("X-Request-Id"), "ID")
		h.Del("X-Request-Id")
		h.Del("Date")
		return body, h
	}
	gotBody, gotHeader := bare(got)
	body, header := bare(missing)
	if got.status != missing.status || gotBody != body || !maps.EqualFunc(gotHeader, header, slices.Equal) {
		t.Errorf("%s as %s tells a hidden object from a missing one:\n%d %s %v\n%d %s %v", got.name(), got.as, got.status, gotBody, gotHeader, missing.status, body, header)
	}
}

// lists holds that a list has an object exactly for those who see it.
func (w *world) lists(t *testing.T, s sight, who string) {
	t.Helper()
	if s.path == "/donors" {
		return
	}
	got := w.do(t, call{as: who, path: s.path + "?limit=200" + still(s.path)})
	noun := operationNoun(w, s.path)
	if allowed := slices.Contains(policy()[noun+".list"], roleOf[who]); !allowed {
		if got.status != http.StatusForbidden {
			t.Errorf("%s as %s answered %d", got.name(), who, got.status)
		}
		return
	}
	if has := got.page(t).has(w.ids[s.object]); has != s.sees(who) {
		t.Errorf("%s as %s has %q: %t", got.name(), who, s.object, has)
	}
}

func operationNoun(w *world, path string) string {
	for _, l := range w.lines() {
		if l.Path == "/api/v1"+path && l.Method == http.MethodGet {
			noun, _, _ := strings.Cut(l.Action, ".")
			return noun
		}
	}
	return ""
}

// TestPolicyOfWhatHasNoObject knocks at lists and at the making of objects as everybody; nothing is made.
func TestPolicyOfWhatHasNoObject(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, l := range w.lines() {
			if strings.Contains(l.Path, "{id}") {
				continue
			}
			for _, who := range actors {
				c := call{as: who, method: l.Method, path: l.Path, wrong: true}
				want := http.StatusOK
				if l.Body {
					c.body, want = `{}`, http.StatusUnprocessableEntity
				}
				if l.Open {
					c.header = map[string]string{"X-Forwarded-For": "2001:db8::" + fmt.Sprint(len(who))}
				}
				if !may(who, l) {
					want = http.StatusForbidden
				}
				if got := w.do(t, c); got.status != want {
					t.Errorf("%s by %s answered %d, not %d: %.300s", l.Action, who, got.status, want, got.body)
				}
			}
		}
	})
}
