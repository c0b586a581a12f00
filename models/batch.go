package models

// BatchInput asks for many changes in one request.
type BatchInput struct {
	Items []BatchItem `json:"items" validate:"required,min=1,max=500,dive" doc:"They are done in their order."`
	Alone bool        `json:"alone" doc:"Do each in a transaction of its own; else all of them are done, or none."`
}

// BatchItem is one change of a batch: a request to the route that makes this change alone.
type BatchItem struct {
	_ struct{} `doc:"What one request would be."`

	Method         BatchMethod `json:"method" validate:"filled,enum" example:"POST"`
	Path           string      `json:"path" validate:"filled,max=200" example:"/needs" doc:"Below /api/v1: /needs to add, /needs/{id} to change, /needs/{id}/step."`
	IfMatch        string      `json:"if_match" validate:"max=200" example:"\"3\"" doc:"The ETag of the object that is changed, as in the header."`
	IdempotencyKey string      `json:"idempotency_key" validate:"max=200" doc:"As in the header; by default that of the request, with the number of the item."`
	Body           RawJSON     `json:"body" doc:"What the route takes."`
}

// BatchMethod is how an item of a batch is sent.
type BatchMethod string

// The methods of items.
const (
	BatchPost  BatchMethod = "POST"
	BatchPatch BatchMethod = "PATCH"
)

// Values lists them.
func (BatchMethod) Values() []string { return texts(BatchPost, BatchPatch) }

// BatchResult is what came of each item of a batch, in their order.
type BatchResult struct {
	Items []BatchAnswer `json:"items"`
}

// BatchAnswer is what the item's own route answers.
type BatchAnswer struct {
	_ struct{} `doc:"What the item's own route answers."`

	Status   int     `json:"status" example:"201" doc:"The HTTP status."`
	ETag     string  `json:"etag,omitempty"`
	Location string  `json:"location,omitempty"`
	Replayed bool    `json:"replayed,omitempty" doc:"The answer was kept for an earlier request with the same key."`
	Body     RawJSON `json:"body" doc:"The object, or the problem."`
}
