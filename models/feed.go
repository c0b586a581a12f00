package models

import "time"

// Feed is a calendar of deadlines behind a secret address. It shows what its owner may see at each reading.
type Feed struct {
	Base
	FeedInput
	UserID    ID         `json:"user_id"`
	Hash      []byte     `json:"-"`
	RevokedAt *time.Time `json:"revoked_at"`
	// Address is shown when the feed is made, and never again.
	Address string `json:"address,omitempty" gorm:"-"`
}

// FeedInput asks for a feed: of one's own deadlines, or of those of a project or a mission that one may see.
type FeedInput struct {
	Kind      FeedKind `json:"kind" validate:"filled,enum" example:"project"`
	SubjectID ID       `json:"subject_id"`
	Name      string   `json:"name" validate:"max=100" example:"My telephone"`
}

// FeedKind is whose deadlines a feed shows.
type FeedKind string

// The kinds of feed.
const (
	FeedPerson  FeedKind = "person"
	FeedProject FeedKind = "project"
	FeedMission FeedKind = "mission"
)

// Values lists them.
func (FeedKind) Values() []string { return texts(FeedPerson, FeedProject, FeedMission) }
