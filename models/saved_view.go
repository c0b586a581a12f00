package models

// SavedView is a list as a person has set it up, by its address, for themselves or for their colleagues.
type SavedView struct {
	Base
	SavedViewInput
	UserID ID `json:"user_id"`
}

// SavedViewInput is what people write about a saved view.
type SavedViewInput struct {
	Name    string `json:"name" validate:"filled,max=100" example:"Urgent needs"`
	Address string `json:"address" validate:"filled,address,max=2000" example:"/needs?country=KAZ&sort=priority" doc:"Path and query of a list here, of the API or of a page."`
	// Sharing decides who else may use it.
	Sharing ViewSharing `json:"sharing" validate:"omitempty,enum" example:"private" default:"\"private\"" doc:"Shared ones are seen by people of the same organisation, or who act for the same State. What the list shows is each reader's own."`
}

// ViewSharing is who may use a saved view.
type ViewSharing string

// Who may use a saved view: its owner alone, or people of the same organisation or State, too.
const (
	ViewPrivate ViewSharing = "private"
	ViewShared  ViewSharing = "shared"
)

// Values lists them.
func (ViewSharing) Values() []string { return texts(ViewPrivate, ViewShared) }
