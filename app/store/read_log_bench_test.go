package store

import (
	"context"
	"math/rand/v2"
	"testing"

	"qadam/models"
)

// BenchmarkLogOfReads logs pages of 50 rows of 10,000, as readers of a register do one after the other. It tells how much of the
// database a page takes, and on Postgres how much is written ahead for it:
// go test ./app/store -run '^$' -bench LogOfReads -benchtime 3000x
func BenchmarkLogOfReads(b *testing.B) {
	onBoth(b, b.Run, func(b *testing.B, s *Store) {
		random, rows := rand.New(rand.NewPCG(1, 2)), make([]SharedRow, 10_000)
		for i := range rows {
			rows[i] = SharedRow{models.NewID(), models.ExtentFull}
		}
		reader := models.Actor{UserID: models.NewID(), Name: "Reader", Role: models.Manager, OrganisationID: models.NewID()}
		page, written := make([]SharedRow, 50), writtenAhead(b, s)
		before := sizeOf(b, s)
		for b.Loop() {
			for i := range page {
				page[i] = rows[random.IntN(len(rows))]
			}
			ctx := WithRequest(context.Background(), Request{ID: string(models.NewID()), Action: "need.list"})
			err := s.View(ctx, reader, func(tx *Tx) error {
				Needs.LogRows(tx, page...)
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(sizeOf(b, s)-before)/float64(b.N), "B-kept/op")
		b.ReportMetric(float64(writtenAhead(b, s)-written)/float64(b.N), "B-wal/op")
	})
}

// sizeOf is how large a database is.
func sizeOf(b *testing.B, s *Store) (n int64) {
	ask := "SELECT pg_database_size(current_database())"
	if s.Dialect() == "sqlite" {
		ask = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
	}
	if err := s.db.Raw(ask).Scan(&n).Error; err != nil {
		b.Fatal(err)
	}
	return n
}

// writtenAhead is how much Postgres has written ahead; 0 on SQLite.
func writtenAhead(b *testing.B, s *Store) (n int64) {
	if s.Dialect() == "sqlite" {
		return 0
	}
	if err := s.db.Raw("SELECT CAST(pg_current_wal_lsn() - '0/0' AS bigint)").Scan(&n).Error; err != nil {
		b.Fatal(err)
	}
	return n
}
