package models

// Instrument is a resolution, treaty or programme of action that binds or guides a State.
type Instrument struct {
	Base
	InstrumentInput
}

// InstrumentInput is what an admin writes about an instrument.
type InstrumentInput struct {
	Code    string `json:"code" validate:"filled,slug,max=60" example:"s-res-2370-2017"`
	Title   string `json:"title" validate:"filled,max=300" example:"S/RES/2370 (2017)"`
	Year    int    `json:"year" validate:"omitempty,min=1900,max=2999"`
	Binding bool   `json:"binding"`
	URL     string `json:"url" validate:"omitempty,http_url,max=2000"`
	Source  string `json:"source" validate:"max=500"`
}
