package models

import "time"

// WebhookDelivery is one message to one webhook, and what became of it. Its id is the message's webhook-id.
type WebhookDelivery struct {
	ID          ID        `json:"id" gorm:"primaryKey"`
	CreatedAt   time.Time `json:"created_at" gorm:"autoCreateTime:false"`
	WebhookID   ID        `json:"webhook_id"`
	Event       string    `json:"event" example:"need.step"`
	SubjectType string    `json:"subject_type"`
	// SubjectID is told here to those alone who see everything: others may have lost sight of the object since.
	SubjectID      ID         `json:"subject_id"`
	Status         string     `json:"status" enum:"waiting,sent,retrying,dead"`
	Attempts       int        `json:"attempts"`
	NextAt         time.Time  `json:"next_at"`
	ClaimedUntil   *time.Time `json:"-"`
	ResponseStatus int        `json:"response_status"`
	LastError      string     `json:"last_error"`
	SentAt         *time.Time `json:"sent_at"`
}

// Meta gives the engine the id to stand a cursor on.
func (d *WebhookDelivery) Meta() *Base { return &Base{ID: d.ID} }
