package models

// MilestoneSetInput is all milestones of an activity, as they shall be.
type MilestoneSetInput struct {
	Milestones []MilestoneSetItem `json:"milestones" validate:"max=200,dive" doc:"All of them; one that is planned and left out is dropped."`
	Reason     string             `json:"reason" validate:"max=2000" doc:"Why some are dropped."`
}

// MilestoneSetItem is one milestone of a set: one that is there already, or a new one.
type MilestoneSetItem struct {
	_ struct{} `doc:"A milestone of the activity: one that is there, by its id, or a new one."`

	ID             ID     `json:"id" doc:"Of one that is there; a new one has none."`
	Title          string `json:"title" validate:"filled,max=300"`
	DueOn          Date   `json:"due_on" validate:"required" example:"2021-12-15"`
	Weight         int    `json:"weight" validate:"min=0,max=1000" example:"1" doc:"Its part in the whole."`
	OrganisationID ID     `json:"organisation_id"`
	ContactID      ID     `json:"contact_id"`
	WaitsForID     ID     `json:"waits_for_id" doc:"The milestone that has to be delivered first."`
}

// Into writes an item over what people wrote about a milestone before. The responsible partner stays where none is given.
func (i MilestoneSetItem) Into(in *MilestoneInput) {
	in.Title, in.DueOn, in.Weight, in.ContactID, in.WaitsForID = i.Title, i.DueOn, i.Weight, i.ContactID, i.WaitsForID
	if i.OrganisationID != "" {
		in.OrganisationID = i.OrganisationID
	}
}
