package models

import "slices"

// Extent is how much of an item is shared.
type Extent string

// The extents of consent.
const (
	ExtentNone    Extent = "none"
	ExtentPartial Extent = "partial"
	ExtentFull    Extent = "full"
)

// extents puts the extents in order.
var extents = []Extent{ExtentNone, ExtentPartial, ExtentFull}

// Values lists them.
func (Extent) Values() []string { return texts(extents...) }

// Audience is with whom an item is shared.
type Audience string

// The audiences of consent.
const (
	AudiencePartners Audience = "partners"
	AudienceDonors   Audience = "donors"
	AudiencePublic   Audience = "public"
)

// Audiences are those that a consent can be for, the widest last: what is public is open to the others, too.
var Audiences = []Audience{AudiencePartners, AudienceDonors, AudiencePublic}

// Values lists them.
func (Audience) Values() []string { return texts(Audiences...) }

// Wider tells whether one extent opens more than another.
func Wider(a, b Extent) bool { return slices.Index(extents, a) > slices.Index(extents, b) }

// ItemExtents is an item's extent for each audience, and the entry that decides it.
type ItemExtents struct {
	SubjectType                    ConsentSubject
	Reference                      string
	SubjectID                      ID
	Partners, Donors, Public       Extent
	PartnersBy, DonorsBy, PublicBy ID
	// Summarized items have a releasable summary; Asked ones wait for their State's answer.
	Summarized, Asked bool
}

// MissionSharing is what of a mission and of what it found is open to whom.
type MissionSharing struct {
	MissionID ID           `json:"mission_id"`
	Items     []ItemShared `json:"items"`
}

// ItemShared is what of an item is open to each audience at this instant.
type ItemShared struct {
	SubjectType ConsentSubject `json:"subject_type"`
	SubjectID   ID             `json:"subject_id"`
	Reference   string         `json:"reference"`
	State       Sharing        `json:"state"`
	Partners    Extent         `json:"partners"`
	Donors      Extent         `json:"donors"`
	Public      Extent         `json:"public"`
	Summarized  bool           `json:"summarized" doc:"Whether it has a releasable summary, without which it cannot be opened in part."`
}

// Shared is what of the item is open to each audience, the public's part included.
func (s ItemExtents) Shared() ItemShared {
	return ItemShared{SubjectType: s.SubjectType, SubjectID: s.SubjectID, Reference: s.Reference, State: s.State(),
		Partners: s.Partners, Donors: s.Donors, Public: s.Public, Summarized: s.Summarized}
}

// State is the word shown with the item.
func (s ItemExtents) State() Sharing {
	switch {
	case s.Public != ExtentNone:
		return SharingPublic
	case s.Partners == ExtentFull || s.Donors == ExtentFull:
		return SharingFull
	case s.Partners == ExtentPartial || s.Donors == ExtentPartial:
		return SharingSummary
	case s.Asked:
		return SharingAsked
	}
	return SharingConfidential
}

// AudienceWords names an audience for people: the public, partners.
func AudienceWords(audience Audience) string { return audienceWords[audience] }

var audienceWords = map[Audience]string{AudiencePartners: "partners", AudienceDonors: "donors", AudiencePublic: "the public"}

var openWords = map[Extent]string{ExtentNone: "Not shared", ExtentPartial: "Summary shared", ExtentFull: "Shared in full"}

// Extent is the item's extent for an audience.
func (s ItemExtents) Extent(audience Audience) Extent {
	return map[Audience]Extent{AudiencePartners: s.Partners, AudienceDonors: s.Donors, AudiencePublic: s.Public}[audience]
}

// DecidedBy is the entry that decides for an audience; "" where none does.
func (s ItemExtents) DecidedBy(audience Audience) ID {
	return map[Audience]ID{AudiencePartners: s.PartnersBy, AudienceDonors: s.DonorsBy, AudiencePublic: s.PublicBy}[audience]
}
