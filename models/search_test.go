package models

import (
	"slices"
	"testing"
)

func TestTheBestHitComesFirst(t *testing.T) {
	t.Parallel()
	hit := func(kind SearchKind, id, reference, title string) SearchHit {
		return SearchHit{Kind: kind, ID: ID(id), Reference: reference, Title: title}
	}
	for _, c := range []struct {
		words string
		hits  []SearchHit
		want  []ID
	}{
		{"KAZ-2021-07", []SearchHit{hit(SearchNeeds, "1", "KAZ-2021-08", "As KAZ-2021-07"), hit(SearchNeeds, "2", "KAZ-2021-071", ""),
			hit(SearchNeeds, "3", "KAZ-2021-07", ""), hit(SearchComments, "4", "KAZ-2021-07", "KAZ-2021-07")}, []ID{"3", "2", "1", "4"}},
		{"tracing of arms", []SearchHit{hit(SearchNeeds, "1", "A", "Arms, and of them tracing"), hit(SearchNeeds, "2", "B", "Marking"),
			hit(SearchProjects, "3", "C", "Tracing of arms"), hit(SearchNeeds, "4", "D", "Retracing of arms")}, []ID{"3", "1", "4", "2"}},
		{"sécur", []SearchHit{hit(SearchReports, "1", "A", "Securite"), hit(SearchNeeds, "2", "B", "La sécurité"),
			hit(SearchNeeds, "3", "C", "Insecurity")}, []ID{"2", "1", "3"}},
	} {
		RankHits(c.words, c.hits)
		var got []ID
		for _, h := range c.hits {
			got = append(got, h.ID)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q gives %v, not %v", c.words, got, c.want)
		}
	}
}
