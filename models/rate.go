package models

// Rate converts a currency into US dollars on a day. Rates are added, never changed.
type Rate struct {
	Base
	RateInput
}

// RateInput gives dollars for one unit of the currency, exactly, with its source.
type RateInput struct {
	Currency   string `json:"currency" validate:"filled,currency" example:"KZT"`
	OnDate     Date   `json:"on_date" validate:"required" example:"2021-05-03"`
	USDPerUnit string `json:"usd_per_unit" validate:"filled,rate,max=30" gorm:"column:usd_per_unit" example:"0.002337" doc:"US dollars for one unit, exactly."`
	Source     string `json:"source" validate:"filled,max=300"`
}
