package web

import "qadam/models"

// Search is what was found by words, a kind a group.
type Search struct {
	Words  string
	Groups []SearchGroup
}

// SearchGroup is what was found of a kind; More tells that there is more of it than is shown.
type SearchGroup struct {
	Kind models.SearchKind
	Hits []SearchHit
	More bool
}

// SearchHit is one object that was found; Path is its page, "" where it has none yet.
type SearchHit struct {
	Path, Reference, Title string
	Partial                bool
}

func (Search) page() page { return page{name: "search", shell: true} }

func (Search) examples() []View {
	full := Search{Words: "trac"}
	for _, kind := range models.SearchedKinds {
		full.Groups = append(full.Groups, SearchGroup{Kind: kind, More: kind == models.SearchNeeds, Hits: []SearchHit{
			{Path: "/needs/KAZ-2021-03", Reference: "KAZ-2021-03", Title: "Trace every recovered firearm"},
			{Reference: "KAZ-2021-04", Title: "A desk", Partial: true}}})
	}
	return []View{Search{}, Search{Words: "nowhere"}, full}
}
