package web

// Problem is the page of a fault, in the words of the problem table.
type Problem struct {
	// Kind chooses the words: "missing" for what is not there or not for this reader, "ours" for our own fault, "busy" for
	// what may be tried again; all else shows what the problem itself says.
	Kind, Title, Detail, Reference string
}

func (Problem) page() page { return page{name: "problem", inline: true} }

func (Problem) examples() []View {
	return []View{Problem{Kind: "missing"}, Problem{Kind: "ours", Reference: "8F2K-41"}, Problem{Kind: "busy", Reference: "8F2K-41"},
		Problem{Kind: "other", Title: "Not allowed", Detail: "As a donor you may not do this.", Reference: "8F2K-41"}}
}
