package jsontext_test

import (
	"encoding/json"
	"testing"
	"time"

	"qadam/models"
	"qadam/models/jsontext"
)

// BenchmarkPage writes a page of fifty needs.
func BenchmarkPage(b *testing.B) {
	page := models.Page[models.Need]{Items: make([]models.Need, 50)}
	for i := range page.Items {
		n := &page.Items[i]
		n.ID, n.MissionID, n.CreatedAt, n.UpdatedAt = models.NewID(), models.NewID(), time.Now().UTC(), time.Now().UTC()
		n.Title, n.Reference = "Marking of seized weapons at border posts", "KAZ-2021-01"
	}
	for name, marshal := range map[string]func(any) ([]byte, error){"jsontext": jsontext.Marshal, "encoding": json.Marshal} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := marshal(page); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
