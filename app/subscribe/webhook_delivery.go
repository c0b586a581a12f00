package subscribe

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"sync"
	"time"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/app/webhook"
	"qadam/models"
	"qadam/models/jsontext"
)

// testEvent is the event of a message that only tries a webhook.
const testEvent = "webhook.test"

// errStopped refuses a message to an inactive webhook.
var errStopped error = models.Errorf(models.Conflict, "This webhook is not active. Activate it first.")

// deliveries makes the use cases of deliveries.
func (a *Subscriptions) deliveries() engine.Resource[models.WebhookDelivery, engine.None] {
	return engine.NewResource(a.Engine, engine.Kind[models.WebhookDelivery, engine.None]{Noun: store.Deliveries})
}

// TestWebhook queues a message that says nothing, to try a webhook.
func (a *Subscriptions) TestWebhook(ctx context.Context, actor models.Actor, id models.ID) (*models.WebhookDelivery, error) {
	if err := engine.Allow(actor, "webhook.test"); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.WebhookDelivery, error) {
		w, err := store.Webhooks.Get(tx, id)
		if err != nil {
			return nil, err
		}
		if !w.Active {
			return nil, errStopped
		}
		d := &models.WebhookDelivery{
			ID:          models.NewID(),
			CreatedAt:   tx.Now(),
			WebhookID:   w.ID,
			Event:       testEvent,
			SubjectType: "webhook",
			SubjectID:   w.ID,
			Status:      models.DeliveryWaiting,
			NextAt:      tx.Now(),
		}
		return d, store.AddDeliveries(tx, d)
	})
}

const (
	// hooksAtOnce are sent side by side.
	hooksAtOnce = 16
	hooksARound = 400
	hookLease   = time.Minute
	// hookAttempts is how often a message is tried before it is given up, after nearly two days.
	hookAttempts = 10
)

// DeliverWebhooks sends the messages that are due and gives how many were tried. Any number of servers may deliver at once;
// of one object the changes arrive in their order. A receiver that fails is left alone for the rest of the round, so that one that
// hangs does not keep the others waiting. Without a sender it does nothing.
func (a *Subscriptions) DeliverWebhooks(ctx context.Context) (sent int, err error) {
	if a.sends == nil {
		return 0, nil
	}
	var failing []models.ID
	for n := 0; n < hooksARound && ctx.Err() == nil; n += hooksAtOnce {
		var claimed []models.WebhookDelivery
		err := a.Store().Update(ctx, engine.System(), func(tx *store.Tx) (err error) {
			claimed, err = store.ClaimDeliveries(tx, hooksAtOnce, hookLease, failing)
			return err
		})
		if err != nil || len(claimed) == 0 {
			return sent, err
		}
		var all sync.WaitGroup
		results, took := make([]error, len(claimed)), make([]bool, len(claimed))
		for i := range claimed {
			all.Go(func() { took[i], results[i] = a.deliver(ctx, claimed[i]) })
		}
		all.Wait()
		for i, d := range claimed {
			if !took[i] {
				failing = append(failing, d.WebhookID)
			}
		}
		if err := errors.Join(results...); err != nil {
			return sent, err
		}
		sent += len(claimed)
	}
	return sent, nil
}

// deliver sends one message, if the webhook's owner may see its object now, and writes the result; false when the receiver did
// not take it.
func (a *Subscriptions) deliver(ctx context.Context, d models.WebhookDelivery) (bool, error) {
	m, err := engine.View(a.Engine, ctx, engine.System(), func(tx *store.Tx) (*webhook.Message, error) { return a.message(tx, d) })
	if err != nil {
		return false, err
	}
	if m == nil {
		return true, a.Store().Update(ctx, engine.System(), func(tx *store.Tx) error { return store.DropDelivery(tx, d) })
	}
	status, fault := a.sends.Send(ctx, *m)
	if errors.Is(fault, context.Canceled) {
		return false, nil // the claim lapses, and another server takes it up
	}
	return fault == nil, a.Store().Update(ctx, engine.System(), func(tx *store.Tx) error {
		if _, err := store.MarkDelivery(tx, applyDeliveryResult(d, status, fault, tx.Now())); err != nil {
			return err
		}
		if status == http.StatusGone {
			return a.stopWebhook(ctx, tx, d.WebhookID)
		}
		return nil
	})
}

// payload is what a subscriber is told: which object changed and how, and nothing of what stands in it.
type payload struct {
	Type      string      `json:"type"`
	Timestamp time.Time   `json:"timestamp"`
	Data      payloadData `json:"data"`
}

type payloadData struct {
	Object    string    `json:"object"`
	ID        models.ID `json:"id"`
	Reference string    `json:"reference,omitempty"`
	Code      string    `json:"code,omitempty"`
	Status    string    `json:"status,omitempty"`
}

// message writes a message as its webhook's owner may read it at this instant; nil when it may not.
func (a *Subscriptions) message(tx *store.Tx, d models.WebhookDelivery) (*webhook.Message, error) {
	w, err := store.Webhooks.Get(tx, d.WebhookID)
	if err != nil {
		return nil, engine.IgnoreNotFound(err)
	}
	owner, err := store.ActorOfUser(tx, w.UserID)
	if err != nil {
		return nil, engine.IgnoreNotFound(err)
	}
	data := payloadData{Object: d.SubjectType, ID: d.SubjectID}
	if d.Event != testEvent {
		read := objectReaders[d.SubjectType]
		if read == nil || engine.Allow(owner, d.SubjectType+".get") != nil {
			return nil, nil
		}
		row, err := read(tx.As(owner), d.SubjectID)
		if err != nil {
			return nil, engine.IgnoreNotFound(err)
		}
		if row.(models.Entity).Meta().Version == 0 { // shared in part: not even that it changed is told
			return nil, nil
		}
		text, err := jsontext.Marshal(row)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(text, &data); err != nil {
			return nil, err
		}
		data.ID = d.SubjectID
	}
	body, err := json.Marshal(payload{Type: d.Event, Timestamp: d.CreatedAt, Data: data})
	if err != nil {
		return nil, err
	}
	key, err := a.Keys.Of(tx)
	if err != nil {
		return nil, err
	}
	return &webhook.Message{ID: string(d.ID), URL: w.URL, Body: body, Secrets: secretsOf(key, w, tx.Now())}, nil
}

// objectReaders read an object as an actor sees it.
var objectReaders = map[string]func(*store.Tx, models.ID) (any, error){
	"organisation": reader(
		store.Organisations,
	), "mission": reader(store.Missions), "finding": reader(store.Findings), "need": reader(store.Needs),
	"referral": reader(
		store.Referrals,
	), "offer": reader(store.Offers), "project": reader(store.Projects), "activity": reader(store.Activities),
	"milestone": reader(
		store.Milestones,
	), "indicator": reader(store.Indicators), "update": reader(store.Updates), "transaction": reader(store.Transactions),
	"consent": reader(store.Consents), "report": reader(store.Reports),
}

func reader[T any](n *store.Noun[T]) func(*store.Tx, models.ID) (any, error) {
	return func(tx *store.Tx, id models.ID) (any, error) { return n.Get(tx, id) }
}
