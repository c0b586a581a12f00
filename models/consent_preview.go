package models

// PreviewInput asks who would see what if consent were given; extent none asks what would be closed.
type PreviewInput struct {
	SubjectType string `json:"subject_type" validate:"filled,oneof=mission finding need" example:"need"`
	SubjectID   ID     `json:"subject_id" validate:"required"`
	Extent      string `json:"extent" validate:"filled,oneof=none partial full" example:"partial"`
	Audience    string `json:"audience" validate:"filled,oneof=partners donors public" example:"donors"`
}

// Preview says what an entry of the ledger would change: for which audience, on which items, and who that is. Nothing is changed.
type Preview struct {
	Words     string            `json:"words" example:"Opens 1 need to donors."`
	Audiences []PreviewAudience `json:"audiences"`
}

// PreviewAudience is what would change for one audience.
type PreviewAudience struct {
	Audience  string          `json:"audience" enum:"partners,donors,public"`
	Items     []PreviewItem   `json:"items"`
	MoreItems int             `json:"more_items"`
	Readers   []PreviewReader `json:"readers"`
}

// PreviewItem is one item and how much of it is open before and after.
type PreviewItem struct {
	SubjectType string `json:"subject_type"`
	SubjectID   ID     `json:"subject_id"`
	Reference   string `json:"reference"`
	From        string `json:"from" enum:"none,partial,full"`
	To          string `json:"to" enum:"none,partial,full"`
}

// PreviewReader is an organisation whose users would see it; those that whoever asks may not know of are one without an id.
// How many people that are, and who, is said to managers alone.
type PreviewReader struct {
	Role           Role     `json:"role" enum:"partner,donor"`
	OrganisationID ID       `json:"organisation_id"`
	Organisation   string   `json:"organisation"`
	Users          int      `json:"users"`
	Names          []string `json:"names"`
}
