package app_test

import (
	"context"
	"strings"
	"testing"

	"qadam/models"
)

// TestWhoAsksByALink has a manager send a link, and its recipient ask for another: the first says who asks and lets the recipient
// reply, the second that it was asked for.
func TestWhoAsksByALink(t *testing.T) {
	remEach(t, func(t *testing.T, w *remWorld) {
		ctx := context.Background()
		to := models.UpdateLinkInput{ActivityID: w.activity.ID, ContactID: w.contact("focal@p1.example", "focal_point").ID}
		manager := models.Actor{UserID: w.manager, Name: "Dana (fiction)", Email: "dana@managers.example", Role: models.Manager, CanWrite: true}
		_, err := w.a.CreateUpdateLink(ctx, manager, to)
		w.must(err)
		address, err := w.a.UpdateAddress(ctx, to)
		w.must(err)
		w.must(w.a.AskAnotherLink(ctx, address[strings.LastIndexByte(address, '/')+1:]))
		byManager, said := 0, 0
		for _, m := range w.outbox() {
			text := strings.Join(strings.Fields(m.TextBody), " ")
			switch {
			case m.ReplyTo == manager.Email && strings.Contains(text, "because Dana (fiction), programme manager, asks how the activity is going"):
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
