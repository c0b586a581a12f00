package chain_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"qadam/app/store"
	"qadam/app/store/chain"
	"qadam/app/store/storetest"
	"qadam/models"
)

// twoMonths is a log with three reads in May and two in June, each between changes, and the clock in August.
func twoMonths(t *testing.T, kind string) (s *store.Store, r *raw, of models.ID) {
	t.Helper()
	address, at := storetest.Address(t, kind), time.Date(2021, 5, 31, 12, 0, 0, 0, time.UTC)
	s, err := store.Open(address, func() time.Time { return at })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	of = models.NewID()
	for i := range 5 {
		if i == 3 {
			at = at.AddDate(0, 0, 1)
		}
		write(t, s, func(tx *store.Tx) error {
			return store.AddEntry(tx, models.Change{Action: "need.step", SubjectType: "need"})
		})
		if err := s.AddEntry(somebody, store.Request{ID: "r"}, models.Change{Kind: models.LogRead, Action: "need.list", SubjectType: "need",
			After: models.RawJSON(`{"ids":["` + string(of) + `"],"count":1}`)}); err != nil {
			t.Fatal(err)
		}
		write(t, s, store.Checkpoint)
	}
	at = time.Date(2021, 8, 15, 12, 0, 0, 0, time.UTC)
	return s, openRaw(t, kind, address), of
}

// drop drops a month that was over before an instant, with its rows.
func drop(s *store.Store, before time.Time) (part string, err error) {
	system := models.Actor{Role: models.System, Name: "Qadam"}
	err = s.Update(context.Background(), system, func(tx *store.Tx) (err error) { part, err = store.DropReads(tx, before); return err })
	for n := 1; n == 1 && err == nil; { // a row at a time
		err = s.Update(context.Background(), system, func(tx *store.Tx) (err error) { n, err = store.ClearReads(tx, 1); return err })
	}
	return part, err
}

// TestDropAMonthOfReads drops a month once its heads were given out: all that remains is proved, also against heads that were kept
// before, and the proof says what was dropped.
func TestDropAMonthOfReads(t *testing.T) {
	t.Parallel()
	may, june, july := time.Date(2021, 5, 31, 0, 0, 0, 0, time.UTC), time.Date(2021, 6, 1, 0, 0, 0, 0, time.UTC),
		time.Date(2021, 7, 15, 0, 0, 0, 0, time.UTC)
	for _, kind := range storetest.Kinds {
		t.Run(kind, func(t *testing.T) {
			s, r, of := twoMonths(t, kind)
			if part, err := drop(s, may); err != nil || part != "" {
				t.Errorf("before May is over: %q %v", part, err)
			}
			if part, err := drop(s, july); !errors.Is(err, chain.ErrNotKept) {
				t.Errorf("while its heads are kept nowhere: %q %v", part, err)
			}
			early := headsOf(t, s)
			write(t, s, giveHeads)
			kept := headsOf(t, s)
			if part, err := drop(s, june); err != nil || part != "2021-05" {
				t.Fatalf("dropped %q: %v", part, err)
			}
			p := verified(t, s, kept)
			if len(p.Breaks) != 0 || len(p.Dropped) != 1 || p.Dropped[0].Part != "2021-05" || p.Dropped[0].Entries() != 3 ||
				p.Dropped[0].Lanes[0].Hash != early.Lanes[1].Hash {
				t.Fatalf("the proof is %+v", p)
			}
			if p := verified(t, s, early); len(p.Breaks) != 0 {
				t.Errorf("against earlier heads: %+v", p.Breaks)
			}
			left := readsOf(t, s, of)
			if left != 2 {
				t.Errorf("%d reads are left", left)
			}
			if part, err := drop(s, june); err != nil || part != "" {
				t.Errorf("once more: %q %v", part, err)
			}
			if part, err := drop(s, july); err != nil || part != "2021-06" {
				t.Errorf("the next month: %q %v", part, err)
			}
			if p := verified(t, s, kept); len(p.Breaks) != 0 || len(p.Dropped) != 2 {
				t.Errorf("the proof is %+v", p)
			}
			hideADrop(t, s, r, kept)
		})
	}
}

// hideADrop gives a dropped lane another closing hash, as one would who wants to hide what it held.
func hideADrop(t *testing.T, s *store.Store, r *raw, kept *models.Heads) {
	t.Helper()
	r.unguarded()
	r.do("UPDATE chain_heads SET hash = '00' WHERE part = '2021-05'")
	p := verified(t, s, kept)
	if len(p.Breaks) != 1 || p.Breaks[0].What != "dropped" || !strings.Contains(p.Breaks[0].Why, "closing hash") {
		t.Errorf("another closing hash: %+v", p.Breaks)
	}
}

// readsOf counts the entries of reads of an object.
func readsOf(t *testing.T, s *store.Store, of models.ID) (n int) {
	t.Helper()
	err := s.View(context.Background(), models.Actor{Role: models.System}, func(tx *store.Tx) error {
		page, err := store.Changes.List(tx, models.ListQuery{Filters: map[string]string{"subject_id": string(of)}})
		n = len(page.Items)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestReadsInADroppedMonth reads under a clock that is behind, after the month was dropped: the read stands in a lane of its own.
func TestReadsInADroppedMonth(t *testing.T) {
	t.Parallel()
	for _, kind := range storetest.Kinds {
		s, _, _ := twoMonths(t, kind)
		write(t, s, giveHeads)
		if part, err := drop(s, models.AddMonths(s.Now(), -2)); err != nil || part != "2021-05" {
			t.Fatalf("%s: dropped %q: %v", kind, part, err)
		}
		behind, of := s.At(func() time.Time { return time.Date(2021, 5, 30, 0, 0, 0, 0, time.UTC) }), models.NewID()
		if err := behind.AddEntry(somebody, store.Request{ID: "r"}, models.Change{Kind: models.LogRead, SubjectType: "need",
			SubjectID: of}); err != nil {
			t.Fatal(err)
		}
		if p := verified(t, s, nil); len(p.Breaks) != 0 || len(p.Dropped) != 1 || readsOf(t, s, of) != 1 {
			t.Errorf("%s: %+v", kind, p)
		}
	}
}

// giveHeads notes that the heads of all lanes were given out.
func giveHeads(tx *store.Tx) error {
	heads, err := store.Heads(tx)
	if err != nil {
		return err
	}
	return store.NoteGiven(tx, heads)
}
