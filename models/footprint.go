package models

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// Footprint is what of an activity is compared with others. It holds the activity's own data only, since not all of its readers
// may see its needs.
type Footprint struct {
	ID           ID
	Country      string
	Start, End   Date
	Themes       []string
	Kinds        []string
	Institutions []string
	Partners     []string

	days                                  span
	themes, kinds, institutions, partners []int32 // the lists as numbers, which compare faster than texts
	print                                 string
}

// ValueNumbers gives each value that footprints name a number, so that the same ones have the same.
type ValueNumbers map[string]int32

func (n ValueNumbers) of(list []string) []int32 {
	out := make([]int32, len(list))
	for i, v := range list {
		at, met := n[v]
		if !met {
			at = int32(len(n))
			n[v] = at
		}
		out[i] = at
	}
	slices.Sort(out)
	return out
}

// span is a period in days since a fixed day, for arithmetic.
type span struct{ from, to int }

// The parts of an overlap's strength, which sum to 100. What only one of the two activities says counts as half alike.
const (
	OverlapTheme       = 30
	OverlapDates       = 30
	OverlapInstitution = 25
	OverlapKind        = 15
)

const (
	// NearDays is how far two periods may lie apart and still be near.
	NearDays = 30
	// StrongestKept is how many of its strongest overlaps are kept for an activity: a dense portfolio has too many to read.
	StrongestKept = 3
)

// Pair is an overlap of two footprints: the first has the lower id.
type Pair struct {
	First, Second *Footprint
	Strength      int
}

// Fingerprint tells whether anything changed that the comparison looks at.
func (p Pair) Fingerprint() string { return p.First.print + p.Second.print }

// Prepare makes a footprint comparable with others that were prepared with the same numbers.
func (f *Footprint) Prepare(n ValueNumbers) {
	text := append(make([]byte, 0, 200), f.Country+string(f.Start)+string(f.End)...)
	for _, list := range []struct {
		from []string
		to   *[]int32
	}{{f.Themes, &f.themes}, {f.Kinds, &f.kinds}, {f.Institutions, &f.institutions}, {f.Partners, &f.partners}} {
		slices.Sort(list.from)
		*list.to = n.of(list.from)
		for _, v := range list.from {
			text = append(append(text, ' '), v...)
		}
		text = append(text, '\n')
	}
	sum := sha256.Sum256(text)
	f.print = hex.EncodeToString(sum[:8])
	const epoch Date = "1970-01-01"
	f.days = span{epoch.DaysUntil(f.Start), epoch.DaysUntil(f.End)}
}

// Compare tells how strongly two prepared footprints overlap; 0 is not at all.
func Compare(a, b *Footprint) int {
	if a.Country != b.Country || a.days.gap(b.days) > NearDays || common(a.partners, b.partners) > 0 {
		return 0
	}
	themes := common(a.themes, b.themes)
	if themes == 0 {
		return 0
	}
	return OverlapTheme*themes/min(len(a.themes), len(b.themes)) + OverlapDates*a.days.nearness(b.days)/100 +
		halfIfEmpty(OverlapInstitution, a.institutions, b.institutions) + halfIfEmpty(OverlapKind, a.kinds, b.kinds)
}

// halfIfEmpty gives all of a part where two lists have something in common, half of it where one is empty, and else nothing.
func halfIfEmpty(part int, a, b []int32) int {
	switch {
	case len(a) == 0 || len(b) == 0:
		return part / 2
	case common(a, b) > 0:
		return part
	}
	return 0
}

// common counts the values that two sorted lists share.
func common(a, b []int32) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			n, i, j = n+1, i+1, j+1
		}
	}
	return n
}

// gap is the number of days between two periods; 0 where they touch or share days.
func (s span) gap(t span) int { return max(0, s.from-t.to, t.from-s.to) }

// shared is the number of days that two periods share.
func (s span) shared(t span) int { return max(0, min(s.to, t.to)-max(s.from, t.from)+1) }

// nearness is from 50 to 100 for periods that share days, by the share of the shorter one; below it falls with the gap.
func (s span) nearness(t span) int {
	if n := s.shared(t); n > 0 {
		return 50 + 50*n/max(1, min(s.to-s.from, t.to-t.from)+1)
	}
	return 50 - 50*s.gap(t)/(NearDays+1)
}

// FindOverlaps finds the strongest overlaps of every footprint: each pair that is among the strongest of either side. Footprints
// of the same country and theme are compared, in the order of their beginning; those of different countries never overlap.
func FindOverlaps(all []*Footprint) []Pair {
	best := make(map[*Footprint][]Pair, len(all))
	for bucket, members := range buckets(all) {
		for i, a := range members {
			for _, b := range members[i+1:] {
				if b.days.from > a.days.to+NearDays {
					break // the others begin later still
				}
				if s := Compare(a, b); s > 0 && firstCommon(a.themes, b.themes) == bucket.theme { // else another bucket has it
					p := pairOf(a, b, s)
					best[a], best[b] = keepStrongest(best[a], p), keepStrongest(best[b], p)
				}
			}
		}
	}
	var out []Pair
	for f, pairs := range best {
		for _, p := range pairs {
			if f == p.First || !slices.Contains(best[p.First], p) {
				out = append(out, p)
			}
		}
	}
	slices.SortFunc(out, stronger)
	return out
}

type bucket struct {
	country string
	theme   int32
}

// buckets puts footprints together by country and theme, in the order of their beginning.
func buckets(all []*Footprint) map[bucket][]*Footprint {
	out := map[bucket][]*Footprint{}
	for _, f := range all {
		for _, theme := range f.themes {
			at := bucket{f.Country, theme}
			out[at] = append(out[at], f)
		}
	}
	for _, members := range out {
		slices.SortFunc(members, func(a, b *Footprint) int { return cmp.Or(a.days.from-b.days.from, cmp.Compare(a.ID, b.ID)) })
	}
	return out
}

// firstCommon is the lowest number that two sorted lists share, -1 for none.
func firstCommon(a, b []int32) int32 {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			return a[i]
		}
	}
	return -1
}

func pairOf(a, b *Footprint, strength int) Pair {
	if a.ID > b.ID {
		a, b = b, a
	}
	return Pair{First: a, Second: b, Strength: strength}
}

// stronger puts the stronger pair first, ties by the ids, so that every scan keeps the same ones.
func stronger(a, b Pair) int {
	return cmp.Or(b.Strength-a.Strength, cmp.Compare(a.First.ID, b.First.ID), cmp.Compare(a.Second.ID, b.Second.ID))
}

func keepStrongest(kept []Pair, p Pair) []Pair {
	if len(kept) == StrongestKept && (p.Strength < kept[StrongestKept-1].Strength || stronger(kept[StrongestKept-1], p) <= 0) {
		return kept
	}
	if len(kept) < StrongestKept {
		kept = append(kept, p)
	} else {
		kept[StrongestKept-1] = p
	}
	for i := len(kept) - 1; i > 0 && stronger(kept[i], kept[i-1]) < 0; i-- {
		kept[i], kept[i-1] = kept[i-1], kept[i]
	}
	return kept
}

// Alike says in words in what the two are alike.
func (p Pair) Alike() []Alike {
	a, b := p.First, p.Second
	out := []Alike{{AlikeTheme, "Same theme: " + strings.Join(both(a.Themes, b.Themes), ", ")}, {AlikeDates, a.days.Words(b.days)}}
	switch n := common(a.institutions, b.institutions); {
	case n == 1:
		out = append(out, Alike{AlikeInstitution, "Same institution"})
	case n > 1:
		out = append(out, Alike{AlikeInstitution, fmt.Sprintf("%d institutions in common", n)})
	}
	if kinds := both(a.Kinds, b.Kinds); len(kinds) > 0 {
		out = append(out, Alike{AlikeKind, "Same kind: " + Words(strings.Join(kinds, ", "))})
	}
	return out
}

func both(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(v string) bool { return !slices.Contains(b, v) })
}

func (s span) Words(t span) string {
	switch n, gap := s.shared(t), s.gap(t); {
	case n == 1:
		return "1 day in common"
	case n > 0:
		return fmt.Sprintf("%d days in common", n)
	case gap == 1:
		return "1 day apart"
	default:
		return fmt.Sprintf("%d days apart", gap)
	}
}
