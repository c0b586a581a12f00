package models

// PreviewInput asks who would see what if consent were given; extent none asks what would be closed.
type PreviewInput struct {
	SubjectType ConsentSubject `json:"subject_type" validate:"filled,enum" example:"need"`
	SubjectID   ID             `json:"subject_id" validate:"required"`
	Extent      Extent         `json:"extent" validate:"filled,enum" example:"partial"`
	Audience    Audience       `json:"audience" validate:"filled,enum" example:"donors"`
}

// Preview says what an entry of the ledger would change: for which audience, on which items, and for which readers. Nothing is
// changed.
type Preview struct {
	Words string `json:"words" example:"Opens 1 need to donors."`
	// WithoutSummary are the items that cannot be opened in part, since there is nothing yet that could be shown.
	WithoutSummary []string          `json:"without_summary" example:"[\"KAZ-2021-07\"]" doc:"References of items that lack a releasable summary, so that nothing of them would be opened in part."`
	Audiences      []PreviewAudience `json:"audiences"`
}

// PreviewAudience is what would change for one audience.
type PreviewAudience struct {
	Audience  Audience        `json:"audience"`
	Items     []PreviewItem   `json:"items"`
	MoreItems int             `json:"more_items"`
	Readers   []PreviewReader `json:"readers"`
}

// PreviewItem is one item and how much of it is open before and after.
type PreviewItem struct {
	SubjectType ConsentSubject `json:"subject_type" enum:"-"`
	SubjectID   ID             `json:"subject_id"`
	Reference   string         `json:"reference"`
	From        Extent         `json:"from"`
	To          Extent         `json:"to"`
}

// PreviewReader is an organisation whose users would see it; those that the actor may not know of are one without an id. Numbers
// and names of people are for managers only.
type PreviewReader struct {
	Role           Role     `json:"role" enum:"partner,donor"`
	OrganisationID ID       `json:"organisation_id"`
	Organisation   string   `json:"organisation"`
	Users          int      `json:"users"`
	Names          []string `json:"names" doc:"Names of the people who could read it; for managers only, else empty."`
}
