package handlers_test

import (
	"fmt"
	"net/http"
	"testing"

	"qadam/app/store/storetest"
	"qadam/handlers/handlerstest"
	"qadam/models"
)

// BenchmarkLoading adds milestones: one by one, and 500 in a batch. A loop of either adds 500.
func BenchmarkLoading(b *testing.B) {
	w := handlerstest.NewWorld(b, storetest.Open(b, "sqlite", handlerstest.Clock()))
	body := fmt.Sprintf(`{"activity_id":%q,"title":"Example (fiction)","due_on":"2027-03-31","weight":1}`, w.IDs["activity"])
	b.Run("one by one", func(b *testing.B) {
		for b.Loop() {
			for range 500 {
				w.Fetch(b, call{As: "admin", Method: http.MethodPost, Path: "/milestones", Body: body}).Want(b, 201)
			}
		}
	})
	var items []any
	for range 500 {
		items = append(items, map[string]any{"method": "POST", "path": "/milestones", "body": models.RawJSON(body)})
	}
	b.Run("in a batch", func(b *testing.B) {
		for b.Loop() {
			w.Fetch(b, call{As: "admin", Method: http.MethodPost, Path: "/batch", Body: map[string]any{"items": items}}).Want(b, 200)
		}
	})
}
