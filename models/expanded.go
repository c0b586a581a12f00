package models

// Expanded is what an object refers to, for a reader who asked for it, as far as that reader may see it. What was not asked for is
// absent.
type Expanded struct {
	_ struct{} `doc:"What the object refers to, as asked for by expand and as far as you may see it."`

	Owner         *Name      `json:"owner,omitempty"`
	Project       *Name      `json:"project,omitempty"`
	Themes        []Name     `json:"themes,omitzero"`
	Institutions  []Name     `json:"institutions,omitzero"`
	Organisations []Name     `json:"organisations,omitzero"`
	Activities    []Activity `json:"activities,omitzero" doc:"The first 200 by reference, with their milestones."`
	Funding       *NeedMoney `json:"funding,omitempty" doc:"What a need's gap is, for those who may read gaps."`
}

// Name is what an id stands for.
type Name struct {
	_ struct{} `doc:"What an id, or a theme's code, stands for."`

	ID        ID     `json:"id"`
	Code      string `json:"code,omitempty"`
	Reference string `json:"reference,omitempty"`
	Name      string `json:"name"`
}
