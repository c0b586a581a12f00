package app_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"qadam/app"
	"qadam/app/engine"
	"qadam/app/store"
	"qadam/app/webhook"
	"qadam/models"
)

// receiver is a subscriber's server: it keeps what comes, and answers as it is told to.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	got    []received
	answer func(http.ResponseWriter, received)
}

type received struct {
	header http.Header
	body   []byte
	Type   string
	Data   struct{ Object, ID, Reference, Status, Title string }
}

func receive(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{answer: func(w http.ResponseWriter, _ received) { w.WriteHeader(http.StatusNoContent) }}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		one := received{header: req.Header, body: body}
		if err == nil {
			err = json.Unmarshal(body, &one)
		}
		if err != nil {
			t.Error(err)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.got = append(r.got, one)
		r.answer(w, one)
	}))
	t.Cleanup(r.Close)
	return r
}

// take gives what came since the last time.
func (r *receiver) take() []received {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := r.got
	r.got = nil
	return out
}

// hooked is the world with a clock that can be moved and a sender that may reach this machine.
type hooked struct {
	*world
	now  *time.Time
	send *webhook.Sender
}

func eachHooked(t *testing.T, fn func(t *testing.T, w *hooked)) {
	t.Helper()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		now := worldDay.Time().Add(12 * time.Hour)
		h := &hooked{world: w, now: &now, send: webhook.New(true)}
		t.Cleanup(h.send.Close)
		w.App = app.New(
			s.At(func() time.Time { return *h.now }),
			slog.New(slog.DiscardHandler),
			app.Options{BaseURL: "https://qadam.example", Webhooks: h.send, PlainWebhooks: true, SecretKey: []byte("a key of this test")},
		)
		fn(t, h)
	})
}

func (w *hooked) deliver(t *testing.T) {
	t.Helper()
	if _, err := w.DeliverWebhooks(w.ctx); err != nil {
		t.Fatal(err)
	}
}

func (w *hooked) hook(t *testing.T, by models.Actor, url string, subjects ...models.WebhookSubject) *models.Webhook {
	t.Helper()
	return sure(w.CreateWebhook(w.ctx, by, models.WebhookInput{URL: url, Subjects: subjects, Active: true}))(t)
}

func (w *hooked) note(t *testing.T, n *models.Need, note string) {
	t.Helper()
	now := sure(w.Needs.Get(w.ctx, engine.System(), n.ID))(t)
	sure(w.Needs.Patch(w.ctx, w.manager, n.ID, now.Version, func(in *models.NeedInput) error { in.Description = note; return nil }))(t)
}

// TestWebhookMessages holds that messages are signed so that the specification's own library verifies them, say no more than
// their owner may see at that instant, and that a changed secret overlaps with the old one.
func TestWebhookMessages(t *testing.T) {
	t.Parallel()
	eachHooked(t, func(t *testing.T, w *hooked) {
		r, donors := receive(t), receive(t)
		h := w.hook(t, w.manager, r.URL, "need")
		w.hook(t, w.donorA, donors.URL)
		if !strings.HasPrefix(h.Secret, "whsec_") {
			t.Fatalf("the secret is %q", h.Secret)
		}
		for _, n := range w.needs[1:5] {
			w.note(t, n, "Confidential words")
		}
		w.deliver(t)
		verify := func(secret string, m received) error {
			v, err := standardwebhooks.NewWebhook(secret)
			if err != nil {
				t.Fatal(err)
			}
			return v.Verify(m.body, m.header)
		}
		got := r.take()
		if len(got) != 4 {
			t.Fatalf("%d messages came", len(got))
		}
		for _, m := range got {
			if err := verify(h.Secret, m); err != nil {
				t.Error(err)
			}
			if m.Type != "need.update" || m.Data.Object != "need" || m.Data.Reference == "" ||
				strings.Contains(string(m.body), "Confidential") ||
				m.Data.Title != "" {
				t.Errorf("%s", m.body)
			}
		}
		for _, m := range donors.take() { // of the second need, which is shared in part, not even that it changed
			if m.Data.ID != string(w.needs[1].ID) {
				t.Errorf("a donor was told of what it may not see: %s", m.body)
			}
		}
		if list := sure(w.Deliveries.List(w.ctx, w.donorA, models.ListQuery{}))(t).Items; len(list) != 1 || list[0].SubjectID != "" {
			t.Errorf("the donor's deliveries show what it may not see: %+v", list)
		}

		rotated := sure(w.RotateWebhook(w.ctx, w.manager, h.ID, h.Version))(t)
		w.note(t, w.needs[1], "Again")
		w.deliver(t)
		m := r.take()[0]
		if rotated.Secret == h.Secret || verify(h.Secret, m) != nil || verify(rotated.Secret, m) != nil {
			t.Error("the two secrets do not both sign on the day of the change")
		}
		*w.now = w.now.Add(25 * time.Hour)
		w.note(t, w.needs[1], "And again")
		w.deliver(t)
		if m := r.take()[0]; verify(h.Secret, m) == nil || verify(rotated.Secret, m) != nil {
			t.Error("the old secret still signs after a day, or the new one does not")
		}
		if shown := sure(w.Webhooks.Get(w.ctx, w.manager, h.ID))(t); shown.Secret != "" {
			t.Error("the secret is shown again")
		}
	})
}

// TestWebhookOrder holds that of one object the changes come in their order, though the first must be tried again, and that
// another object does not wait for it.
func TestWebhookOrder(t *testing.T) {
	t.Parallel()
	eachHooked(t, func(t *testing.T, w *hooked) {
		r := receive(t)
		w.hook(t, w.manager, r.URL, "need")
		failing := true
		r.answer = func(rw http.ResponseWriter, m received) {
			if failing && m.Data.ID == string(w.needs[1].ID) {
				rw.WriteHeader(http.StatusInternalServerError)
			}
		}
		for _, note := range []string{"one", "two", "three"} {
			w.note(t, w.needs[1], note)
		}
		w.note(t, w.needs[2], "another")
		w.deliver(t)
		first := r.take()
		if len(first) != 2 {
			t.Fatalf("%d messages came, of two objects", len(first))
		}
		failing = false
		*w.now = w.now.Add(time.Minute)
		for range 3 {
			w.deliver(t)
		}
		var ids []string
		for _, m := range r.take() {
			ids = append(ids, m.header.Get("webhook-id"))
		}
		if len(ids) != 3 || ids[0] >= ids[1] || ids[1] >= ids[2] {
			t.Errorf("the messages came in the order %v", ids)
		}
		if id := first[0].header.Get("webhook-id"); len(ids) > 0 && id != ids[0] && first[1].header.Get("webhook-id") != ids[0] {
			t.Errorf("the message that was tried again has another id: %s", id)
		}
	})
}

// TestWebhookFailures holds that what fails is tried again, given up in the end where its owner sees it, and can be sent
// again; that redirects are not followed; and that 410 stops a webhook.
func TestWebhookFailures(t *testing.T) {
	t.Parallel()
	eachHooked(t, func(t *testing.T, w *hooked) {
		r, elsewhere := receive(t), receive(t)
		h := w.hook(t, w.donorA, r.URL, "report")
		r.answer = func(rw http.ResponseWriter, _ received) {
			rw.Header().Set("Location", elsewhere.URL)
			rw.WriteHeader(http.StatusTemporaryRedirect)
		}
		d := sure(w.TestWebhook(w.ctx, w.donorA, h.ID))(t)
		for range 12 {
			w.deliver(t)
			*w.now = w.now.Add(13 * time.Hour)
		}
		dead := sure(w.Deliveries.Get(w.ctx, w.donorA, d.ID))(t)
		if tried := len(r.take()); dead.Status != "dead" || dead.Attempts != 10 || tried != 10 || dead.ResponseStatus != 307 ||
			!strings.Contains(dead.LastError, "redirect") {
			t.Errorf("%d tries: %+v", tried, dead)
		}
		if len(elsewhere.take()) > 0 {
			t.Error("a redirect was followed")
		}
		r.answer = func(rw http.ResponseWriter, _ received) { rw.WriteHeader(http.StatusOK) }
		sure(w.ReplayDelivery(w.ctx, w.donorA, d.ID))(t)
		w.deliver(t)
		if again := r.take(); len(again) != 1 || again[0].header.Get("webhook-id") != string(d.ID) {
			t.Errorf("%d messages came after the replay", len(again))
		}
		r.answer = func(rw http.ResponseWriter, _ received) { rw.WriteHeader(http.StatusGone) }
		sure(w.TestWebhook(w.ctx, w.donorA, h.ID))(t)
		w.deliver(t)
		if stopped := sure(w.Webhooks.Get(w.ctx, w.donorA, h.ID))(t); stopped.Active || stopped.StoppedReason == "" {
			t.Errorf("%+v", stopped)
		}
		r.Close()
		sure(w.Webhooks.Patch(w.ctx, w.donorA, h.ID, 2, func(in *models.WebhookInput) error { in.Active = true; return nil }))(t)
		d = sure(w.TestWebhook(w.ctx, w.donorA, h.ID))(t)
		w.deliver(t)
		if d := sure(w.Deliveries.Get(w.ctx, w.donorA, d.ID))(t); d.Status != "retrying" || strings.Contains(d.LastError, "127.0.0.1") {
			t.Errorf("%+v", d)
		}
	})
}

// TestAFailingReceiverKeepsNobodyWaiting holds that who does not take a message is not asked again in the same round, however many
// wait for it, and that the others are told in that round.
func TestAFailingReceiverKeepsNobodyWaiting(t *testing.T) {
	t.Parallel()
	eachHooked(t, func(t *testing.T, w *hooked) {
		failing, well := receive(t), receive(t)
		failing.answer = func(rw http.ResponseWriter, _ received) { rw.WriteHeader(http.StatusServiceUnavailable) }
		h := w.hook(t, w.manager, failing.URL, "report")
		err := w.Store().Update(w.ctx, engine.System(), func(tx *store.Tx) error {
			for range 50 {
				d := &models.WebhookDelivery{
					ID:          models.NewID(),
					CreatedAt:   tx.Now(),
					WebhookID:   h.ID,
					Event:       "webhook.test",
					SubjectType: "webhook",
					SubjectID:   models.NewID(),
					Status:      "waiting",
					NextAt:      tx.Now(),
				}
				if err := store.AddDeliveries(tx, d); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		*w.now = w.now.Add(time.Minute)
		other := w.hook(t, w.manager, well.URL, "report")
		sure(w.TestWebhook(w.ctx, w.manager, other.ID))(t)
		w.deliver(t)
		if tried := len(failing.take()); tried == 0 || tried > 16 {
			t.Errorf("who failed was asked %d times", tried)
		}
		if told := len(well.take()); told != 1 {
			t.Errorf("the other was told %d times", told)
		}
		w.deliver(t)
		if tried := len(failing.take()); tried == 0 {
			t.Error("who failed is not asked in the next round")
		}
	})
}

// TestAStoppedWebhookReplaysNothing holds that a message which would wait for ever is refused.
func TestAStoppedWebhookReplaysNothing(t *testing.T) {
	t.Parallel()
	eachHooked(t, func(t *testing.T, w *hooked) {
		r := receive(t)
		r.answer = func(rw http.ResponseWriter, _ received) { rw.WriteHeader(http.StatusGone) }
		h := w.hook(t, w.manager, r.URL, "report")
		d := sure(w.TestWebhook(w.ctx, w.manager, h.ID))(t)
		w.deliver(t)
		if _, err := w.ReplayDelivery(w.ctx, w.manager, d.ID); models.CodeOf(err) != models.Conflict ||
			!strings.Contains(err.Error(), "not active") {
			t.Errorf("a stopped webhook replays: %v", err)
		}
	})
}

// TestWebhookPrivateAddress holds that no message goes to an address of this machine or its network.
func TestWebhookPrivateAddress(t *testing.T) {
	t.Parallel()
	eachHooked(t, func(t *testing.T, w *hooked) {
		r := receive(t)
		w.send = webhook.New(false)
		w.App = app.New(w.Store(), slog.New(slog.DiscardHandler), app.Options{Webhooks: w.send, PlainWebhooks: true})
		for _, url := range []string{r.URL, strings.Replace(r.URL, "127.0.0.1", "localhost", 1)} {
			h := w.hook(t, w.manager, url)
			d := sure(w.TestWebhook(w.ctx, w.manager, h.ID))(t)
			w.deliver(t)
			if d := sure(w.Deliveries.Get(w.ctx, w.manager, d.ID))(t); d.Status != "retrying" ||
				d.LastError != webhook.ErrNotPublic.Error() {
				t.Errorf("%s: %+v", url, d)
			}
		}
		if len(r.take()) > 0 {
			t.Error("a message came to this machine")
		}
		_, err := app.New(w.Store(), slog.New(slog.DiscardHandler), app.Options{}).
			CreateWebhook(w.ctx, w.manager, models.WebhookInput{URL: "http://example.org", Active: true})
		if models.CodeOf(err) != models.Invalid {
			t.Errorf("an address without TLS: %v", err)
		}
	})
}
