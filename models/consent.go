package models

import (
	"slices"
	"time"
)

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

// Consent is one entry of the ledger: what the assessed State lets be shared, with whom, by which instrument. Its terms
// never change: it can only end, by a withdrawal, or by an objection before its silence procedure is over. The most
// specific entry in force decides. A withdrawn entry stays in the ledger and decides "none" for what it covered, unless
// it never took effect.
type Consent struct {
	Base
	ConsentInput
	CountryCode string `json:"country_code"`
	// RequestID is what it answers; null where nobody had asked.
	RequestID ID `json:"request_id"`
	// SilenceDays is how many working days the State had to object; 0 where it gave the consent itself.
	SilenceDays     int        `json:"silence_days"`
	GivenBy         ID         `json:"given_by"`
	GivenByName     string     `json:"given_by_name"`
	ObjectedAt      *time.Time `json:"objected_at"`
	ObjectionReason string     `json:"objection_reason"`
	WithdrawnAt     *time.Time `json:"withdrawn_at"`
	WithdrawnReason string     `json:"withdrawn_reason"`
	EndedBy         ID         `json:"ended_by"`
	EndedByName     string     `json:"ended_by_name"`
	State           string     `json:"state" gorm:"-" enum:"to_come,silence,in_force,expired,objected,withdrawn"`
}

// ConsentInput is what the national counterpart, or a manager on the strength of an instrument, records.
type ConsentInput struct {
	SubjectType   string     `json:"subject_type" validate:"filled,oneof=mission finding need" example:"need"`
	SubjectID     ID         `json:"subject_id" validate:"required"`
	Extent        string     `json:"extent" validate:"filled,oneof=none partial full" example:"partial"`
	Audience      string     `json:"audience" validate:"filled,oneof=partners donors public" example:"donors"`
	Instrument    string     `json:"instrument" validate:"filled,max=300" example:"Note verbale 12/21"`
	GivenOn       Date       `json:"given_on" validate:"required" example:"2021-05-03"`
	EffectiveFrom *time.Time `json:"effective_from"`
	ExpiresAt     *time.Time `json:"expires_at"`
	Note          string     `json:"note" validate:"max=2000"`
}

// The states of a consent.
const (
	ConsentToCome    = "to_come"
	ConsentSilence   = "silence"
	ConsentInForce   = "in_force"
	ConsentExpired   = "expired"
	ConsentObjected  = "objected"
	ConsentWithdrawn = "withdrawn"
)

// StateAt is the entry's state at an instant.
func (c *Consent) StateAt(now time.Time) string {
	switch {
	case c.ObjectedAt != nil:
		return ConsentObjected
	case c.WithdrawnAt != nil:
		return ConsentWithdrawn
	case c.EffectiveFrom.After(now) && c.SilenceDays > 0:
		return ConsentSilence
	case c.EffectiveFrom.After(now):
		return ConsentToCome
	case c.ExpiresAt != nil && !c.ExpiresAt.After(now):
		return ConsentExpired
	}
	return ConsentInForce
}

// ChangedAt is when an entry that has taken effect last changed what is open: by its end, or else by its beginning.
func (c *Consent) ChangedAt(now time.Time) time.Time {
	switch {
	case c.WithdrawnAt != nil:
		return *c.WithdrawnAt
	case c.ExpiresAt != nil && !c.ExpiresAt.After(now):
		return *c.ExpiresAt
	}
	return *c.EffectiveFrom
}

// SilenceEnds is when a silence procedure that was opened at an instant is over: the day of opening does not count, and
// the State has the whole of the last working day, in its own zone, to object.
func (c Calendar) SilenceEnds(opened time.Time, workingDays int) time.Time {
	return c.EndOf(c.AddWorkingDays(c.DayOf(opened), workingDays))
}

// WithdrawInput ends a consent.
type WithdrawInput struct {
	Reason string `json:"reason" validate:"filled,max=2000"`
}

// ConsentRequest asks a State for its consent. It waits for an answer; where a silence procedure runs, no objection until
// TakesEffectAt is one.
type ConsentRequest struct {
	Base
	ConsentRequestInput
	CountryCode string `json:"country_code"`
	Status      string `json:"status" enum:"asked,given,refused,cancelled"`
	AskedByName string `json:"asked_by_name"`
	// TakesEffectAt is when silence is consent; null where an answer is waited for.
	TakesEffectAt  *time.Time `json:"takes_effect_at"`
	AnsweredAt     *time.Time `json:"answered_at"`
	AnsweredBy     ID         `json:"answered_by"`
	AnsweredByName string     `json:"answered_by_name"`
	AnswerReason   string     `json:"answer_reason"`
	// ConsentID is the entry of the ledger that came of it.
	ConsentID ID       `json:"consent_id"`
	NextStep  NextStep `json:"next_step" gorm:"-"`
}

// ConsentRequestInput is what a manager asks a State for.
type ConsentRequestInput struct {
	SubjectType string `json:"subject_type" validate:"filled,oneof=mission finding need" example:"need"`
	SubjectID   ID     `json:"subject_id" validate:"required"`
	Extent      string `json:"extent" validate:"filled,oneof=partial full" example:"partial"`
	Audience    string `json:"audience" validate:"filled,oneof=partners donors public" example:"donors"`
	// Procedure is answer, which waits for one, or silence, which after some working days is consent.
	Procedure   string     `json:"procedure" validate:"filled,oneof=answer silence" example:"silence"`
	SilenceDays int        `json:"silence_days" validate:"min=0,max=90" example:"5"`
	Instrument  string     `json:"instrument" validate:"max=300" example:"Letter 44/21"`
	ExpiresAt   *time.Time `json:"expires_at"`
	Note        string     `json:"note" validate:"max=2000"`
}

// DefaultSilenceDays is how many working days a State has to object when nothing else is said.
const DefaultSilenceDays = 5

// Settle gives a request, as it stands at an instant, its status and its next step: silence that is over has given consent.
func (r *ConsentRequest) Settle(now time.Time, zone *time.Location) {
	if r.Status == "asked" && r.TakesEffectAt != nil && !r.TakesEffectAt.After(now) {
		r.Status, r.AnsweredAt = "given", r.TakesEffectAt
	}
	if r.Status != "asked" {
		return
	}
	r.NextStep = NextStep{Action: "Give consent or refuse it", Owner: National}
	if r.TakesEffectAt != nil {
		r.NextStep.Action = "Answer, or let silence be consent"
		r.NextStep.Due = LastDay(*r.TakesEffectAt, zone)
	}
}

// LastDay is the last day before an instant, in a zone.
func LastDay(t time.Time, zone *time.Location) Date { return DateOf(t.Add(-1).In(zone)) }

// AnswerInput is a State's answer to a request. Where it gives consent the extent is as asked unless it says less.
type AnswerInput struct {
	Answer     string     `json:"answer" validate:"filled,oneof=give refuse" example:"give"`
	Extent     string     `json:"extent" validate:"omitempty,oneof=partial full" example:"partial"`
	Instrument string     `json:"instrument" validate:"max=300" example:"Note verbale 12/21"`
	GivenOn    Date       `json:"given_on" example:"2021-05-03"`
	ExpiresAt  *time.Time `json:"expires_at"`
	Reason     string     `json:"reason" validate:"max=2000"`
}

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

// Shared is how much of an item is open to each audience, and by which entry of the ledger for that audience.
type Shared struct {
	SubjectType, Reference         string
	SubjectID                      ID
	Partners, Donors, Public       string
	PartnersBy, DonorsBy, PublicBy ID
}

// To is how much of the item is open to an audience.
func (s Shared) To(audience string) string {
	return map[string]string{AudiencePartners: s.Partners, AudienceDonors: s.Donors, AudiencePublic: s.Public}[audience]
}

// By is the entry that decides for an audience; "" where none does.
func (s Shared) By(audience string) ID {
	return map[string]ID{AudiencePartners: s.PartnersBy, AudienceDonors: s.DonorsBy, AudiencePublic: s.PublicBy}[audience]
}

// Withdrawal is what the end of an entry would close, and what had gone out on it before.
type Withdrawal struct {
	Consent  Consent   `json:"consent"`
	Effect   Preview   `json:"effect"`
	Releases []Release `json:"releases"`
}
