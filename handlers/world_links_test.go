package handlers_test

import (
	"fmt"
	"time"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// linked makes an update link for each partner.
func (w *world) linked() {
	w.t.Helper()
	for name, of := range map[string]struct{ activity, contact string }{"update_link": {"activity", "contact 1"}, "update_link of partner2": {"activity of partner2", "contact 2"}} {
		in := models.UpdateLinkInput{ActivityID: w.ids[of.activity], ContactID: w.ids[of.contact]}
		planted := w.plants.plant("update_link", name, engine.System(), &in)
		l, err := w.app.CreateUpdateLink(w.ctx, engine.System(), in)
		if err != nil {
			w.t.Fatal(err)
		}
		w.ids[name] = l.ID
		w.plants.grown(planted, l.ID)
	}
	for _, who := range []string{"admin", "partner1", "donorB"} {
		for n := range 2 { // one of them is deleted by the walk
			in := models.WebhookInput{URL: "https://hooks.example.org/" + who, Active: true, Subjects: []models.WebhookSubject{"report"}}
			planted := w.plants.plant("webhook", fmt.Sprint("of ", who, " ", n), w.actor(who), &in)
			h, err := w.app.CreateWebhook(w.ctx, w.actor(who), in)
			if err != nil {
				w.t.Fatal(err)
			}
			w.ids[fmt.Sprint("webhook of ", who, " ", n)] = h.ID
			w.plants.grown(planted, h.ID)
		}
		d, err := w.app.TestWebhook(w.ctx, w.actor(who), w.ids["webhook of "+who+" 0"])
		if err != nil {
			w.t.Fatal(err)
		}
		w.ids["delivery of "+who] = d.ID
		in := models.FeedInput{Kind: "person"}
		planted := w.plants.plant("feed", "of "+who, w.actor(who), &in)
		f, err := w.app.CreateFeed(w.ctx, w.actor(who), in)
		if err != nil {
			w.t.Fatal(err)
		}
		w.ids["feed of "+who] = f.ID
		w.plants.grown(planted, f.ID)
	}
	w.gaveUp()
	w.ids["addressee"] = w.ids["contact 1"] // the other one is put out of duty by the walk
	w.ids["webhook"], w.ids["webhook_delivery"], w.ids["feed"] = w.ids["webhook of admin 0"], w.ids["delivery of admin"], w.ids["feed of admin"]
}

// gaveUp makes all messages to webhooks ones that were given up.
func (w *world) gaveUp() {
	w.t.Helper()
	err := w.app.Store().Update(w.ctx, engine.System(), func(tx *store.Tx) error {
		for {
			some, err := store.ClaimDeliveries(tx, 100, time.Minute, nil)
			if err != nil || len(some) == 0 {
				return err
			}
			for _, d := range some {
				d.Status, d.LastError = "dead", "it answered 500"
				if _, err := store.MarkDelivery(tx, d); err != nil {
					return err
				}
			}
		}
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// fillLinks makes more than a page of links.
func (w *world) fillLinks() {
	w.t.Helper()
	for range 50 {
		for _, who := range []string{"manager", "partner1", "donorA", "kaz"} {
			h, err := w.app.CreateWebhook(w.ctx, w.actor(who), models.WebhookInput{URL: "https://hooks.example.org/fill", Active: true, Subjects: []models.WebhookSubject{"report"}})
			if err != nil {
				w.t.Fatal(err)
			}
			if _, err := w.app.TestWebhook(w.ctx, w.actor(who), h.ID); err != nil {
				w.t.Fatal(err)
			}
			if _, err := w.app.CreateFeed(w.ctx, w.actor(who), models.FeedInput{Kind: "person"}); err != nil {
				w.t.Fatal(err)
			}
		}
		if _, err := w.app.CreateUpdateLink(w.ctx, engine.System(), models.UpdateLinkInput{ActivityID: w.ids["activity"], ContactID: w.ids["contact"]}); err != nil {
			w.t.Fatal(err)
		}
	}
	w.gaveUp()
}
