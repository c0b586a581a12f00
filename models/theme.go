package models

// Theme is what a need or an activity is about; editable reference data.
type Theme struct {
	Base
	ThemeInput
}

// ThemeInput is what an admin writes about a theme.
type ThemeInput struct {
	Code     string `json:"code" validate:"filled,slug,max=60" example:"marking"`
	Name     string `json:"name" validate:"filled,max=200" example:"Marking"`
	Sector   string `json:"sector" validate:"omitempty,sector" example:"15240"`
	Marker   bool   `json:"marker"`
	Position int    `json:"position" validate:"min=0,max=10000"`
}
