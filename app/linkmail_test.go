package app_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"qadam/app/engine"
	"qadam/models"
)

// TestWhoAsksByALink has a manager send a link, and its recipient ask for another: the first says who asks and lets the recipient
// reply, the second that it was asked for.
func TestWhoAsksByALink(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		ctx := context.Background()
		to := models.UpdateLinkInput{ActivityID: w.activity.ID, ContactID: w.contact("focal@p1.example", "focal_point").ID}
		manager := models.Actor{UserID: w.manager, Name: "Dana (fiction)", Email: "dana@managers.example", Role: models.Manager,
			CanWrite: true}
		_, err := w.a.CreateUpdateLink(ctx, manager, to)
		w.must(err)
		address, err := w.a.UpdateAddress(ctx, to)
		w.must(err)
		_, err = w.a.AskAnotherUpdateLink(ctx, address[strings.LastIndexByte(address, '/')+1:])
		w.must(err)
		byManager, said := 0, 0
		for _, m := range w.outbox() {
			text := strings.Join(strings.Fields(m.TextBody), " ")
			switch {
			case m.ReplyTo == manager.Email && strings.Contains(text, "because Dana (fiction), programme manager, asks how the activity "+
				"is going"):
				byManager++
			case m.ReplyTo == "" && strings.Contains(text, "asked for it."):
				said++
			}
		}
		if byManager != 1 || said != 1 {
			t.Errorf("%d of the mails name the manager, %d the wish", byManager, said)
		}
	})
}

// TestAskedForInAHurry asks for a new link several times within minutes: one comes. One that was used is no longer on its way, and a
// day has three.
func TestAskedForInAHurry(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		ctx := context.Background()
		secret := func() string {
			address, err := w.a.UpdateAddress(
				ctx,
				models.UpdateLinkInput{ActivityID: w.activity.ID, ContactID: w.contact("focal@p1.example", "focal_point").ID},
			)
			w.must(err)
			return address[strings.LastIndexByte(address, '/')+1:]
		}()
		ask := func(mails int) {
			t.Helper()
			_, err := w.a.AskAnotherUpdateLink(ctx, secret)
			w.must(err)
			if got := w.outbox(); len(got) != mails {
				t.Fatalf("%d mails went out, not %d", len(got), mails)
			}
		}
		for range 3 {
			ask(1)
		}
		links, err := w.a.UpdateLinks.List(ctx, engine.System(), models.ListQuery{Filters: map[string]string{}})
		w.must(err)
		for _, l := range links.Items {
			if l.AskedOnID != "" {
				_, err := w.a.RevokeUpdateLink(
					ctx,
					models.Actor{UserID: w.manager, Role: models.Manager, CanWrite: true},
					l.ID,
					l.Version,
					models.RevokeInput{Reason: "Lost"},
				)
				w.must(err)
			}
		}
		ask(2)
		w.wait(9 * time.Minute)
		ask(2)
		w.wait(2 * time.Minute)
		ask(3)
		w.wait(time.Hour)
		if _, err := w.a.AskAnotherUpdateLink(ctx, secret); models.CodeOf(err) != models.TooManyRequests {
			t.Errorf("the fourth of a day: %v", err)
		}
	})
}
