package models

// Rating is one point of the installation's own, editable scale of implementation. It is not CTED's.
type Rating struct {
	Base
	RatingInput
}

// RatingInput is what an admin writes about a point of the scale.
type RatingInput struct {
	Code     string `json:"code" validate:"filled,slug,max=40" example:"partly"`
	Label    string `json:"label" validate:"filled,max=100" example:"Partly implemented"`
	Position int    `json:"position" validate:"min=0,max=100"`
	Note     string `json:"note" validate:"max=500"`
}
