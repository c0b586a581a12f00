package handlerstest

import (
	"fmt"
	"time"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// subscriptionVisibility says who sees what is made here.
var subscriptionVisibility = []Visibility{
	{"/webhooks", "webhook of partner1 0", managers + "partner1"}, {"/webhooks", "webhook of donorB 1", managers + "donorB"},
	{"/webhook-deliveries", "delivery of partner1", managers + "partner1"},
	{"/webhook-deliveries", "delivery of donorB", managers + "donorB"},
	{"/calendar-feeds", "feed of partner1", "admin partner1"}, {"/calendar-feeds", "feed of donorB", "admin donorB"},
	{"/update-links", "update_link", managers + "partner1"}, {"/update-links", "update_link of partner2", managers + "partner2"},
}

// subscribe makes update links, webhooks and feeds.
func (w *World) subscribe() {
	w.T.Helper()
	for name, of := range map[string]struct{ activity, contact string }{"update_link": {"activity", "contact 1"},
		"update_link of partner2": {"activity of partner2", "contact 2"}} {
		in := models.UpdateLinkInput{ActivityID: w.IDs[of.activity], ContactID: w.IDs[of.contact]}
		planted := w.Plants.plant("update_link", name, engine.System(), &in)
		l, err := w.App.CreateUpdateLink(w.Ctx, engine.System(), in)
		if err != nil {
			w.T.Fatal(err)
		}
		w.IDs[name] = l.ID
		w.Plants.created(planted, l.ID)
	}
	for _, who := range []string{"admin", "partner1", "donorB"} {
		for n := range 2 { // one of them is deleted by the walk
			in := models.WebhookInput{URL: "https://hooks.example.org/" + who, Active: true,
				Subjects: []models.WebhookSubject{"report"}}
			planted := w.Plants.plant("webhook", fmt.Sprint("of ", who, " ", n), w.Actor(who), &in)
			h, err := w.App.CreateWebhook(w.Ctx, w.Actor(who), in)
			if err != nil {
				w.T.Fatal(err)
			}
			w.IDs[fmt.Sprint("webhook of ", who, " ", n)] = h.ID
			w.Plants.created(planted, h.ID)
		}
		d, err := w.App.TestWebhook(w.Ctx, w.Actor(who), w.IDs["webhook of "+who+" 0"])
		if err != nil {
			w.T.Fatal(err)
		}
		w.IDs["delivery of "+who] = d.ID
		in := models.FeedInput{Kind: models.FeedPerson}
		planted := w.Plants.plant("feed", "of "+who, w.Actor(who), &in)
		f, err := w.App.CreateFeed(w.Ctx, w.Actor(who), in)
		if err != nil {
			w.T.Fatal(err)
		}
		w.IDs["feed of "+who] = f.ID
		w.Plants.created(planted, f.ID)
	}
	w.giveUpDeliveries()
	w.IDs["addressee"] = w.IDs["contact 1"] // the walk deactivates the other one
	w.IDs["webhook"], w.IDs["webhook_delivery"], w.IDs["feed"] = w.IDs["webhook of admin 0"], w.IDs["delivery of admin"],
		w.IDs["feed of admin"]
}

// giveUpDeliveries marks all deliveries to webhooks as given up.
func (w *World) giveUpDeliveries() {
	w.T.Helper()
	err := w.App.Store().Update(w.Ctx, engine.System(), func(tx *store.Tx) error {
		for {
			some, err := store.ClaimDeliveries(tx, 100, time.Minute, nil)
			if err != nil || len(some) == 0 {
				return err
			}
			for _, d := range some {
				d.Status, d.LastError = models.DeliveryDead, "it answered 500"
				if _, err := store.MarkDelivery(tx, d); err != nil {
					return err
				}
			}
		}
	})
	if err != nil {
		w.T.Fatal(err)
	}
}
