package web

// ViewAs is where a manager chooses with whose eyes to read.
type ViewAs struct {
	Form
	Choices []FacetOption
}

func (ViewAs) page() page { return page{name: "view_as", shell: true} }

// Viewing refuses what was sent while a manager reads with another's eyes.
type Viewing struct{}

func (Viewing) page() page { return page{name: "viewing", shell: true} }

func (Viewing) examples() []View { return []View{Viewing{}} }

func (ViewAs) examples() []View {
	return []View{ViewAs{Choices: []FacetOption{{Value: "donor:1", Key: "role.donor", Text: "Donor A"}}},
		ViewAs{Form: NewForm("", nil, Fault{Field: "as", Rule: "organisation"}), Choices: []FacetOption{{Value: "national:KAZ",
			Key: "role.national", Text: "KAZ"}}}}
}
