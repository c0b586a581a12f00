package engine

import (
	"context"
	"fmt"

	"qadam/app/store"
	"qadam/models"
)

// Doubts are what of a change is allowed, and so unlikely that it may be a slip.
type Doubts []models.FieldError

// Add notes one, with what is unlikely about a member.
func (d *Doubts) Add(pointer, format string, args ...any) {
	*d = append(*d, models.FieldError{Pointer: pointer, Detail: fmt.Sprintf(format, args...)})
}

// AskBack refuses a change about which there are doubts, until it is sent again as meant. Only who can answer is asked: a request over
// the API, and neither imports nor jobs.
func (d Doubts) AskBack(tx *store.Tx) error {
	if len(d) == 0 || !tx.Asks() {
		return nil
	}
	return &models.Error{Code: models.Doubtful, Message: "This may be a slip. If you mean it, send it again with the header " +
		"Prefer: handling=lenient.", Fields: d}
}

// AskingBack marks a request whose sender has not said that what is unlikely is meant.
func AskingBack(ctx context.Context) context.Context { return store.AskingBack(ctx) }
