package models_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"qadam/models"
)

// The same overlaps are found in any order, and one country after the other.
func TestOverlapsAreTheSameHoweverTheyAreLookedFor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := footprints(t)
		whole := ids(models.FindOverlaps(all))
		shuffled := slices.Clone(all)
		rand.New(rand.NewPCG(1, uint64(len(all)))).Shuffle(len(shuffled), func(i, j int) {
			shuffled[i], shuffled[j] = shuffled[j],
				shuffled[i]
		})
		if again := ids(models.FindOverlaps(shuffled)); !slices.Equal(again, whole) {
			t.Fatalf("in another order %v, not %v", again, whole)
		}
		var apart []string
		for _, country := range []string{"KAZ", "KGZ"} {
			apart = append(apart,
				ids(models.FindOverlaps(slices.DeleteFunc(slices.Clone(all),
					func(f *models.Footprint) bool { return f.Country != country })))...)
		}
		slices.Sort(apart)
		slices.Sort(whole)
		if !slices.Equal(apart, whole) {
			t.Fatalf("apart %v, not %v", apart, whole)
		}
	})
}

// A pair is a pair of different partners in one country with a theme in common and near dates, in either order.
func TestWhatOverlaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, p := range models.FindOverlaps(footprints(t)) {
			if p.First.ID >= p.Second.ID || p.First.Country != p.Second.Country || p.First.Partners[0] == p.Second.Partners[0] ||
				p.Strength < 1 || p.Strength > 100 {
				t.Fatalf("%+v and %+v, %d", p.First, p.Second, p.Strength)
			}
			if models.Compare(p.Second, p.First) != p.Strength {
				t.Fatalf("the other way round it is %d, not %d", models.Compare(p.Second, p.First), p.Strength)
			}
			if alike := p.Alike(); alike[0].What != "theme" || alike[1].What != "dates" {
				t.Fatalf("alike in %v", alike)
			}
		}
	})
}

// The parts of the strength, worked out by hand (docs/methods.md).
func TestStrengthOfOverlap(t *testing.T) {
	numbers := models.ValueNumbers{}
	course := func(change func(*models.Footprint)) *models.Footprint {
		f := &models.Footprint{ID: "1", Country: "KAZ", Start: "2026-09-06", End: "2026-09-10", Themes: []string{"investigation", "border"},
			Kinds: []string{"training"}, Institutions: []string{"police"}, Partners: []string{"A"}}
		if change != nil {
			change(f)
		}
		f.Prepare(numbers)
		return f
	}
	for _, c := range []struct {
		want   int
		change func(*models.Footprint)
	}{
		{100, func(*models.Footprint) {}},
		{85, func(f *models.Footprint) { f.Themes = []string{"investigation", "marking"} }},
		{75, func(f *models.Footprint) { f.Institutions = []string{"customs"} }},
		{87, func(f *models.Footprint) { f.Institutions, f.Kinds = nil, []string{"training", "advisory"} }},
		{80, func(f *models.Footprint) { f.Start, f.End = "2026-09-20", "2026-09-22" }},
		{0, func(f *models.Footprint) { f.Start, f.End = "2026-10-11", "2026-10-12" }},
		{0, func(f *models.Footprint) { f.Partners = []string{"A", "B"} }},
		{0, func(f *models.Footprint) { f.Country = "KGZ" }},
		{0, func(f *models.Footprint) { f.Themes = []string{"marking"} }},
	} {
		other := course(func(f *models.Footprint) {
			f.ID, f.Partners = "2", []string{"B"}
			c.change(f)
		})
		if got := models.Compare(course(nil), other); got != c.want {
			t.Errorf("%+v: %d, not %d", other, got, c.want)
		}
	}
}

// footprints draws activities that are close enough to each other to overlap often.
func footprints(t *rapid.T) []*models.Footprint {
	some := func(name string, values ...string) []string {
		return rapid.SliceOfNDistinct(rapid.SampledFrom(values), 0, len(values), rapid.ID[string]).Draw(t, name)
	}
	numbers := models.ValueNumbers{}
	out := make([]*models.Footprint, rapid.IntRange(2, 25).Draw(t, "n"))
	for i := range out {
		start := models.Date("2026-01-01").AddDays(rapid.IntRange(0, 200).Draw(t, "start"))
		out[i] = &models.Footprint{ID: models.ID(fmt.Sprintf("%04d", i)), Country: rapid.SampledFrom([]string{"KAZ", "KGZ"}).Draw(t,
			"country"), Start: start,
			End: start.AddDays(rapid.IntRange(0, 90).Draw(t, "length")), Themes: some("themes", "border", "marking", "tracing"),
			Kinds:        some("kinds", "training", "advisory"),
			Institutions: some("institutions", "customs", "police"),
			Partners:     []string{rapid.SampledFrom([]string{"A", "B", "C", "D"}).Draw(t, "partner")}}
		out[i].Prepare(numbers)
	}
	return out
}

func ids(pairs []models.Pair) []string {
	var out []string
	for _, p := range pairs {
		out = append(out, fmt.Sprintf("%s %s %d", p.First.ID, p.Second.ID, p.Strength))
	}
	return out
}
