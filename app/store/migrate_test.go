package store_test

import (
	"context"
	"testing"
	"time"

	"qadam/app/store"
	"qadam/app/store/storetest"
)

// A second start finds the schema as the first one left it, and says so.
func TestMigratingTwice(t *testing.T) {
	t.Parallel()
	for _, kind := range storetest.Kinds {
		t.Run(kind, func(t *testing.T) {
			s, err := store.Open(storetest.Address(t, kind), time.Now)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if ran, err := s.Migrate(context.Background()); err != nil || ran != 0 {
				t.Errorf("%d ran: %v", ran, err)
			}
			steps, err := s.Migrations(context.Background())
			if err != nil || len(steps) == 0 {
				t.Fatalf("%v %v", steps, err)
			}
			for _, m := range steps {
				if m.Applied.IsZero() || time.Since(m.Applied) > time.Hour {
					t.Errorf("%s was applied at %v", m.Name, m.Applied)
				}
			}
			if err := s.Ready(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
}
