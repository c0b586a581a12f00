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
	Sector   string `json:"sector" validate:"omitempty,number,len=5" example:"15240"`
	Marker   bool   `json:"marker"`
	Position int    `json:"position" validate:"min=0,max=10000"`
}

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

// Provision is the paragraph of an instrument that a finding concerns.
type Provision struct {
	Base
	ProvisionInput
}

// ProvisionInput is what an admin writes about a provision.
type ProvisionInput struct {
	InstrumentID ID     `json:"instrument_id" validate:"required"`
	Paragraph    string `json:"paragraph" validate:"filled,max=60" example:"OP 6"`
	Summary      string `json:"summary" validate:"max=1000"`
}

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

// Institution is a national institution that a mission meets and an activity helps.
type Institution struct {
	Base
	InstitutionInput
}

// InstitutionInput is what is written about an institution.
type InstitutionInput struct {
	CountryCode string `json:"country_code" validate:"filled,country" example:"KAZ"`
	Name        string `json:"name" validate:"filled,max=300"`
	LocalName   string `json:"local_name" validate:"max=300"`
	// MonthlyLimit is how many activities a month it bears; 0 is no limit.
	MonthlyLimit int `json:"monthly_limit" validate:"min=0,max=1000"`
}

// Rate converts a currency into US dollars on a day. Rates are added, never changed.
type Rate struct {
	Base
	RateInput
}

// RateInput gives dollars for one unit of the currency, exactly, with its source.
type RateInput struct {
	Currency   string `json:"currency" validate:"filled,currency" example:"KZT"`
	OnDate     Date   `json:"on_date" validate:"required" example:"2021-05-03"`
	USDPerUnit string `json:"usd_per_unit" validate:"filled,rate" gorm:"column:usd_per_unit" example:"0.002337"`
	Source     string `json:"source" validate:"filled,max=300"`
}
