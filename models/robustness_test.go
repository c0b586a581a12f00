package models_test

import (
	"testing"

	"qadam/models"
)

func TestVerdict(t *testing.T) {
	need := func(reference string, share models.Score) models.RankedNeed {
		return models.RankedNeed{Reference: reference, TopShare: share, Word: models.ProbabilityWord(share, true)}
	}
	for want, r := range map[string]models.Robustness{
		"Score at least two needs.": {Top: 2, Needs: []models.RankedNeed{need("A", 100_00)}},
		"All of the first 2 stay there in at least 95% of weightings near these.": {Top: 2, Needs: []models.RankedNeed{need("A", 100_00),
			need("B", 95_99), need("C", 4_01)}},
		"1 of the first 2 stay there in all weightings that keep this order of the criteria. The other places are contested: B in 55%, " +
			"C in 45%.": {
			Top: 2, Method: "ordinal", Needs: []models.RankedNeed{need("A", 100_00), need("B", 55_00), need("C", 45_00)}},
		"None of the first 1 is certain to stay there. The other places are contested: A in 60%, B in 40%.": {Top: 1,
			Needs: []models.RankedNeed{need("A", 60_00), need("B", 40_00)}},
	} {
		if got := models.VerdictOf(&r); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}

func TestWords(t *testing.T) {
	for share, want := range map[models.Score]models.Certainty{100_00: "certain", 95_00: "certain", 94_99: "likely", 60_00: "likely",
		15_00: "contested", 14_99: "unlikely", 1_00: "unlikely", 99: "out", 0: "out"} {
		if got := models.ProbabilityWord(share, true); got != want {
			t.Errorf("%v is %s, not %s", share, got, want)
		}
	}
}
