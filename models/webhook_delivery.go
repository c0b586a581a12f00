package models

import "time"

// WebhookDelivery is one message to one webhook, and what became of it. Its id is the message's webhook-id.
type WebhookDelivery struct {
	ID          ID        `json:"id" gorm:"primaryKey"`
	CreatedAt   time.Time `json:"created_at" gorm:"autoCreateTime:false"`
	WebhookID   ID        `json:"webhook_id"`
	Event       string    `json:"event" example:"need.step"`
	SubjectType string    `json:"subject_type"`
	// SubjectID is shown to managers only: others may no longer see the object.
	SubjectID      ID             `json:"subject_id"`
	Status         DeliveryStatus `json:"status"`
	Attempts       int            `json:"attempts"`
	NextAt         time.Time      `json:"next_at"`
	ClaimedUntil   *time.Time     `json:"-"`
	ResponseStatus int            `json:"response_status"`
	LastError      string         `json:"last_error"`
	SentAt         *time.Time     `json:"sent_at"`
}

// DeliveryStatus is what became of a message to a webhook.
type DeliveryStatus string

// The statuses of a delivery. A dead one was given up.
const (
	DeliveryWaiting  DeliveryStatus = "waiting"
	DeliverySent     DeliveryStatus = "sent"
	DeliveryRetrying DeliveryStatus = "retrying"
	DeliveryDead     DeliveryStatus = "dead"
)

// Values lists them.
func (DeliveryStatus) Values() []string {
	return texts(DeliveryWaiting, DeliverySent, DeliveryRetrying, DeliveryDead)
}

// Meta gives the engine the id for a cursor.
func (d *WebhookDelivery) Meta() *Base { return &Base{ID: d.ID} }
