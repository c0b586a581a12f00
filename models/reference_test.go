package models

import (
	"slices"
	"testing"
)

func TestReferencesInOrder(t *testing.T) {
	want := []string{"", "KAZ-2021-9", "KAZ-2021-10", "KAZ-P02", "KAZ-P02-A3", "KAZ-P02-A3-M1", "KAZ-P02-A10", "KAZ-P2-A11", "KGZ-2021-1"}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, CompareReferences)
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if CompareReferences("A-01", "A-1") == 0 || CompareReferences("A-001", "A-1-M") >= 0 || CompareReferences("A-1-M", "A-001") <= 0 {
		t.Error("leading noughts confuse the order")
	}
}
