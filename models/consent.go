package models

import "time"

// Consent is one entry of the ledger: what the assessed State shares, with whom, by which instrument. Its terms never change: it
// can only end, by a withdrawal, or by an objection before its silence procedure is over. The most specific entry in force
// decides. A withdrawn entry stays in the ledger and decides "none" for what it covered, unless it never took effect.
type Consent struct {
	Base
	ConsentInput
	CountryCode string `json:"country_code"`
	// RequestID is the request that it answers; null without one.
	RequestID ID `json:"request_id"`
	// SilenceDays is how many working days the State had to object; 0 where it gave the consent itself.
	SilenceDays     int           `json:"silence_days" doc:"Working days of the State's calendar within which it can object."`
	GivenBy         ID            `json:"given_by"`
	GivenByName     string        `json:"given_by_name"`
	ObjectedAt      *time.Time    `json:"objected_at"`
	ObjectionReason string        `json:"objection_reason"`
	WithdrawnAt     *time.Time    `json:"withdrawn_at"`
	WithdrawnReason string        `json:"withdrawn_reason"`
	EndedBy         ID            `json:"ended_by"`
	EndedByName     string        `json:"ended_by_name"`
	State           ConsentStatus `json:"state" gorm:"-"`
	// Effect says what its end changed, and for which audience; EffectItems name the items.
	Effect      string            `json:"effect" example:"Closes 3 items to donors." doc:"What its end changed, and for whom; empty until it ends."`
	EffectItems []PreviewAudience `json:"-" gorm:"serializer:list"`
}

// ConsentInput is what a national counterpart, or a manager with an instrument, records.
type ConsentInput struct {
	SubjectType   ConsentSubject `json:"subject_type" validate:"filled,enum" example:"need"`
	SubjectID     ID             `json:"subject_id" validate:"required"`
	Extent        Extent         `json:"extent" validate:"filled,enum" example:"partial"`
	Audience      Audience       `json:"audience" validate:"filled,enum" example:"donors"`
	Instrument    string         `json:"instrument" validate:"filled,max=300" example:"Note verbale 12/21"`
	GivenOn       Date           `json:"given_on" validate:"required" example:"2021-05-03"`
	EffectiveFrom *time.Time     `json:"effective_from" doc:"Now when it is left out; never in the past."`
	ExpiresAt     *time.Time     `json:"expires_at"`
	Note          string         `json:"note" validate:"max=2000"`
}

// RenewalInput is what renews a consent that ends.
type RenewalInput struct {
	Instrument string     `json:"instrument" validate:"filled,max=300" example:"Note verbale 12/21"`
	GivenOn    Date       `json:"given_on" validate:"required" example:"2021-05-03"`
	ExpiresAt  *time.Time `json:"expires_at" validate:"required"`
}

// ConsentSubject is the kind of item that a consent is for.
type ConsentSubject string

// What a consent can be for.
const (
	SubjectMission ConsentSubject = "mission"
	SubjectFinding ConsentSubject = "finding"
	SubjectNeed    ConsentSubject = "need"
)

// Values lists them.
func (ConsentSubject) Values() []string { return texts(SubjectMission, SubjectFinding, SubjectNeed) }

// ConsentStatus is what an entry of the ledger does at an instant.
type ConsentStatus string

// The states of a consent.
const (
	ConsentToCome    ConsentStatus = "to_come"
	ConsentSilence   ConsentStatus = "silence"
	ConsentInForce   ConsentStatus = "in_force"
	ConsentExpired   ConsentStatus = "expired"
	ConsentObjected  ConsentStatus = "objected"
	ConsentWithdrawn ConsentStatus = "withdrawn"
)

// Values lists them.
func (ConsentStatus) Values() []string {
	return texts(ConsentToCome, ConsentSilence, ConsentInForce, ConsentExpired, ConsentObjected, ConsentWithdrawn)
}

// WithdrawInput ends a consent.
type WithdrawInput struct {
	Reason string `json:"reason" validate:"filled,max=2000"`
}

// Withdrawal is what the end of an entry would close, and its releases so far.
type Withdrawal struct {
	Consent  Consent   `json:"consent"`
	Effect   Preview   `json:"effect"`
	Releases []Release `json:"releases"`
}

// StateAt is the entry's state at an instant.
func (c *Consent) StateAt(now time.Time) ConsentStatus {
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

// ReplacedBy is the entry that has taken the place of this one, for the same item and audience: the last that took effect after it and
// decides, or did as long as this one would have; nil where there is none. The entries come the latest first.
func (c *Consent) ReplacedBy(all []Consent) *Consent {
	for i := range all {
		e := &all[i]
		if e.SubjectID != c.SubjectID || e.Audience != c.Audience {
			continue
		}
		if e.ID == c.ID {
			return nil
		}
		switch e.State {
		case ConsentInForce:
			return e
		case ConsentWithdrawn:
			if !e.WithdrawnAt.Before(*e.EffectiveFrom) {
				return e
			}
		case ConsentExpired:
			if c.State == ConsentExpired {
				return e
			}
		}
	}
	return nil
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

// DecidedExtent is the extent that an entry decides.
func (c *Consent) DecidedExtent() Extent {
	if c.WithdrawnAt != nil || c.State == ConsentExpired {
		return ExtentNone
	}
	return c.Extent
}
