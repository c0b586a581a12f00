package models

// PublicMission is what of a mission the State has opened to the public.
type PublicMission struct {
	Reference         string        `json:"reference" example:"KAZ-2021-M1"`
	CountryCode       string        `json:"country_code" example:"KAZ"`
	Shared            Extent        `json:"shared" enum:"partial,full"`
	Title             string        `json:"title" doc:"Empty where only a summary is shared, as all that follows."`
	ReleasableSummary string        `json:"releasable_summary" doc:"What is open in either case."`
	Modality          Modality      `json:"modality" enum:"-"`
	Status            MissionStatus `json:"status" enum:"-"`
	StartsOn          Date          `json:"starts_on"`
	EndsOn            Date          `json:"ends_on"`
}

// PublicNeed is what of a need the State has opened to the public.
type PublicNeed struct {
	Reference         string     `json:"reference" example:"KAZ-2021-07"`
	CountryCode       string     `json:"country_code" example:"KAZ"`
	Shared            Extent     `json:"shared" enum:"partial,full"`
	Title             string     `json:"title" doc:"Empty where only a summary is shared, as all that follows."`
	Description       string     `json:"description"`
	ReleasableSummary string     `json:"releasable_summary" doc:"What is open in either case."`
	Level             NeedLevel  `json:"level" enum:"-"`
	Kind              NeedKind   `json:"kind" enum:"-"`
	ThemeCodes        []string   `json:"theme_codes"`
	Status            NeedStatus `json:"status" enum:"-"`
	StatusOn          Date       `json:"status_on"`
}

// PublicProgress is how far the needs have come that are open to the public.
type PublicProgress struct {
	Countries []PublicCountry `json:"countries"`
}

// PublicCountry is one State's part of it.
type PublicCountry struct {
	CountryCode string              `json:"country_code" example:"KAZ"`
	Missions    int                 `json:"missions"`
	Needs       int                 `json:"needs"`
	SummaryOnly int                 `json:"summary_only" doc:"How many of the needs are shared by their summary alone, so that their status is not told."`
	Statuses    []PublicNeedsStatus `json:"statuses" doc:"The others by status, in the order of a need's life."`
}

// PublicNeedsStatus is how many needs have a status.
type PublicNeedsStatus struct {
	Status NeedStatus `json:"status"`
	Needs  int        `json:"needs"`
}
