package models

import "time"

// Webhook is a subscriber's address that is told of changes. It is told what its owner may see.
type Webhook struct {
	Base
	WebhookInput
	UserID ID `json:"user_id"`
	// Generation counts the changes of the secret, which is derived and kept nowhere.
	Generation    int        `json:"-"`
	RotatedAt     *time.Time `json:"rotated_at"`
	DeletedAt     *time.Time `json:"-"`
	StoppedReason string     `json:"stopped_reason"`
	// Secret signs the messages. It is shown when it is made or changed, and never again.
	Secret string `json:"secret,omitempty" gorm:"-"`
}

// WebhookInput is what its owner writes about a webhook.
type WebhookInput struct {
	URL string `json:"url" validate:"filled,http_url,max=500" gorm:"column:url" example:"https://example.org/qadam"`
	// Subjects are the nouns of whose changes it tells; none means all.
	Subjects []WebhookSubject `json:"subjects" validate:"max=20,unique,dive,enum" gorm:"serializer:list"`
	Note     string           `json:"note" validate:"max=300"`
	Active   bool             `json:"active" default:"true"`
}

// WebhookSubject is a noun of whose changes a webhook can be told.
type WebhookSubject string

// Values lists them.
func (WebhookSubject) Values() []string {
	return []string{"organisation", "mission", "finding", "need", "referral", "offer", "project",
		"activity", "milestone", "indicator", "update", "transaction", "consent", "report"}
}
