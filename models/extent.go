package models

import "slices"

// The extents and audiences of consent.
const (
	ExtentNone       = "none"
	ExtentPartial    = "partial"
	ExtentFull       = "full"
	AudiencePartners = "partners"
	AudienceDonors   = "donors"
	AudiencePublic   = "public"
)

// Audiences are those that a consent can be for, the widest last: what is public is open to the others, too.
var Audiences = []string{AudiencePartners, AudienceDonors, AudiencePublic}

// extents puts the extents in order.
var extents = []string{ExtentNone, ExtentPartial, ExtentFull}

// Wider tells whether one extent opens more than another.
func Wider(a, b string) bool { return slices.Index(extents, a) > slices.Index(extents, b) }

// Shared is how much of an item is open to each audience, and by which entry of the ledger for that audience.
type Shared struct {
	SubjectType, Reference         string
	SubjectID                      ID
	Partners, Donors, Public       string
	PartnersBy, DonorsBy, PublicBy ID
}

// AudienceWords names an audience for people: the public, partners.
func AudienceWords(audience string) string { return audienceWords[audience] }

var audienceWords = map[string]string{AudiencePartners: "partners", AudienceDonors: "donors", AudiencePublic: "the public"}

var openWords = map[string]string{ExtentNone: "Not shared", ExtentPartial: "Summary shared", ExtentFull: "Shared in full"}

// To is how much of the item is open to an audience.
func (s Shared) To(audience string) string {
	return map[string]string{AudiencePartners: s.Partners, AudienceDonors: s.Donors, AudiencePublic: s.Public}[audience]
}

// By is the entry that decides for an audience; "" where none does.
func (s Shared) By(audience string) ID {
	return map[string]ID{AudiencePartners: s.PartnersBy, AudienceDonors: s.DonorsBy, AudiencePublic: s.PublicBy}[audience]
}
