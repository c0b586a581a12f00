package models

// Institution is a national institution that a mission meets and an activity helps.
type Institution struct {
	Base
	InstitutionInput
	NameKey string `json:"-" gorm:"->:false;<-"`
}

// InstitutionInput is what is written about an institution.
type InstitutionInput struct {
	CountryCode string `json:"country_code" validate:"filled,country" example:"KAZ"`
	Name        string `json:"name" validate:"filled,max=300"`
	LocalName   string `json:"local_name" validate:"max=300"`
	// MonthlyLimit is how many activities a month it bears; 0 is no limit.
	MonthlyLimit int `json:"monthly_limit" validate:"min=0,max=1000" doc:"How many activities a month it bears; 0 is no limit."`
}
