package models

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestAttribute holds that all donors' parts are, purse by purse, what was spent where money was committed, in any order of the
// flows.
func TestAttribute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		donors, purses := []ID{"a", "b", "c"}, []fundedPart{{"p", ""}, {"p", "1"}, {"p", "2"}, {"q", ""}, {"q", "3"}}
		committed, spent := map[fundedPart]bool{}, map[fundedPart]Attributed{}
		var flows []Flow
		for _, at := range purses {
			for _, d := range append([]ID{""}, donors...) {
				if !rapid.Bool().Draw(t, "flows") {
					continue
				}
				f := Flow{ProjectID: at.project, ActivityID: at.activity, DonorID: d, Amount: rapid.Int64Range(-1e4, 1e12).Draw(t,
					"amount")}
				f.New = rapid.Int64Range(0, max(f.Amount, 0)).Draw(t, "new")
				flows = append(flows, f)
				if d == "" {
					spent[at] = Attributed{f.Amount, f.New}
				} else if f.Amount > 0 {
					committed[at] = true
				}
			}
		}
		var want, got Attributed
		projects := map[ID]int64{}
		for at, s := range spent {
			if committed[at] || committed[fundedPart{project: at.project}] {
				want.add(s)
				projects[at.project] += s.All
			}
		}
		shares := map[ID]Score{}
		for _, d := range donors {
			mine := Attribute(rapid.Permutation(slices.Clone(flows)).Draw(t, "order"), d)
			got.add(mine.Total)
			for p, part := range mine.Projects {
				projects[p] -= part.All
			}
			for p, s := range mine.Shares {
				shares[p] += *s
			}
		}
		if got != want || projects["p"] != 0 || projects["q"] != 0 {
			t.Fatalf("the donors' parts are %+v, the whole is %+v, left in projects %v", got, want, projects)
		}
		for p, s := range shares {
			if s < 9998 || s > 10002 {
				t.Fatalf("the shares of %s sum to %d", p, s)
			}
		}
	})
}

func TestEarmarkedMoneyComesFirst(t *testing.T) {
	flows := []Flow{{ProjectID: "p", DonorID: "a", Amount: 300}, {ProjectID: "p", DonorID: "b", Amount: 100},
		{ProjectID: "p", ActivityID: "1", DonorID: "b", Amount: 50},
		{ProjectID: "p", Amount: 40}, {ProjectID: "p", ActivityID: "1", Amount: 7}, {ProjectID: "p", ActivityID: "2", Amount: 8},
		{ProjectID: "q", Amount: 1000}}
	a, b := Attribute(flows, "a"), Attribute(flows, "b")
	if a.Total.All != 30+6 || b.Total.All != 10+7+2 || a.Activities["1"].All != 0 || b.Activities["2"].All != 2 || *a.Shares["p"] != 7500 {
		t.Errorf("a %+v, b %+v", a, b)
	}
	if c := Attribute(flows, "c"); c.Total.All != 0 || *c.Shares["p"] != 0 {
		t.Errorf("who gave nothing has %+v", c)
	}
}
