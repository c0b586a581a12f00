package models

import "time"

// Announced are the nouns whose changes a webhook can be told of.
var Announced = []string{"organisation", "mission", "finding", "need", "referral", "offer", "project", "activity", "milestone", "indicator", "update", "transaction", "consent", "report"}

// Webhook is somebody's wish to be told of changes at an address of theirs. It tells no more than its owner may see.
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
	Subjects []string `json:"subjects" validate:"max=20,unique,dive,oneof=organisation mission finding need referral offer project activity milestone indicator update transaction consent report" gorm:"serializer:list"`
	Note     string   `json:"note" validate:"max=300"`
	Active   bool     `json:"active"`
}

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

// Feed is a calendar of deadlines behind a secret address. It shows what its owner may see at each reading.
type Feed struct {
	Base
	FeedInput
	UserID    ID         `json:"user_id"`
	Hash      []byte     `json:"-"`
	RevokedAt *time.Time `json:"revoked_at"`
	// Address is shown when the feed is made, and never again.
	Address string `json:"address,omitempty" gorm:"-"`
}

// FeedInput asks for a feed: of one's own deadlines, or of those of a project or a mission that one may see.
type FeedInput struct {
	Kind      string `json:"kind" validate:"filled,oneof=person project mission" example:"project"`
	SubjectID ID     `json:"subject_id"`
	Name      string `json:"name" validate:"max=100" example:"My telephone"`
}
