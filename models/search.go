package models

import (
	"cmp"
	"slices"
	"strings"

	"qadam/models/fold"
)

// Search is what was found, the best first.
type Search struct {
	_ struct{} `doc:"What was found, the best first."`

	Items []SearchHit `json:"items"`
	// More are the kinds of which there is more than was asked for.
	More []SearchKind `json:"more" doc:"The kinds of which there is more than limit, among what you may see."`
}

// SearchHit is one object that was found.
type SearchHit struct {
	_ struct{} `doc:"One object that was found."`

	Kind        SearchKind     `json:"kind"`
	ID          ID             `json:"id"`
	Reference   string         `json:"reference" doc:"Of an organisation its code; of a comment that of what it is about."`
	Title       string         `json:"title" doc:"Or the beginning of its text; left out where it is shared in part."`
	Summary     string         `json:"summary" doc:"What consent opens to the public, where it has that."`
	CountryCode string         `json:"country_code"`
	Shared      Extent         `json:"shared"`
	SubjectType CommentSubject `json:"subject_type,omitempty" doc:"What a comment is about."`
	SubjectID   ID             `json:"subject_id,omitempty"`
}

// SearchKind is a kind of object that can be found by words.
type SearchKind string

// What can be found by words.
const (
	SearchNeeds         SearchKind = "need"
	SearchFindings      SearchKind = "finding"
	SearchMissions      SearchKind = "mission"
	SearchProjects      SearchKind = "project"
	SearchActivities    SearchKind = "activity"
	SearchOrganisations SearchKind = "organisation"
	SearchReports       SearchKind = "report"
	SearchComments      SearchKind = "comment"
)

// SearchedKinds are all of them, in the order in which those that are as good as each other come.
var SearchedKinds = []SearchKind{SearchNeeds, SearchFindings, SearchMissions, SearchProjects, SearchActivities, SearchOrganisations,
	SearchReports, SearchComments}

// Values lists them.
func (SearchKind) Values() []string { return texts(SearchedKinds...) }

// How good a hit is, the best first.
const (
	hitReference       = iota // it has this reference
	hitReferenceBegins        // its reference begins so
	hitPhrase                 // the words stand beside each other in its title
	hitTitle                  // all words stand in its title
	hitText                   // they stand in the rest of its text, too
)

// place tells how good a hit is for words as package fold writes them. It goes by the words alone: how rare they are would tell of what a
// reader may not see.
func (h *SearchHit) place(words string) int {
	reference, title := fold.Terms(h.Reference), " "+fold.Terms(h.Title)
	switch {
	case h.Kind == SearchComments: // its reference is another's
		return hitText
	case reference == words:
		return hitReference
	case strings.HasPrefix(reference, words):
		return hitReferenceBegins
	case strings.Contains(title, " "+words):
		return hitPhrase
	}
	all := strings.Fields(words)
	for i, w := range all {
		if i < len(all)-1 {
			w += " "
		}
		if !strings.Contains(title+" ", " "+w) {
			return hitText
		}
	}
	return hitTitle
}

// RankHits puts what was found into its order, the best first; of those that are alike the newest.
func RankHits(words string, hits []SearchHit) {
	words = fold.Terms(words)
	slices.SortStableFunc(hits, func(a, b SearchHit) int {
		return cmp.Or(cmp.Compare(a.place(words), b.place(words)),
			cmp.Compare(slices.Index(SearchedKinds, a.Kind), slices.Index(SearchedKinds, b.Kind)), cmp.Compare(b.ID, a.ID))
	})
}
