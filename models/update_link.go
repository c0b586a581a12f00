package models

import "time"

// UpdateLink is the right of one person to report once on one activity, by an address in a mail. Only the hash of its secret is
// kept. It opens the form of that report and nothing else.
type UpdateLink struct {
	Base
	UpdateLinkInput
	OrganisationID ID         `json:"organisation_id"`
	Recipient      string     `json:"recipient"`
	RecipientName  string     `json:"recipient_name"`
	Language       string     `json:"language"`
	Hash           []byte     `json:"-"`
	ExpiresAt      time.Time  `json:"expires_at"`
	UsedAt         *time.Time `json:"used_at"`
	RevokedAt      *time.Time `json:"revoked_at"`
	RevokedReason  string     `json:"revoked_reason"`
	// UpdateID is the update that was sent by it.
	UpdateID ID `json:"update_id"`
	// FormToken names the form which was sent, with all that was typed: the same form twice counts once.
	FormToken string `json:"-"`
	// AskedOnID is the link on whose page this one was asked for.
	AskedOnID ID `json:"asked_on_id"`
}

// UpdateLinkInput asks for a link to be mailed to a contact or a user of a partner of the activity: one of the two.
type UpdateLinkInput struct {
	ActivityID ID `json:"activity_id" validate:"required"`
	ContactID  ID `json:"contact_id"`
	UserID     ID `json:"user_id"`
	// Days is for how long it works; the installation's own number when it is left out.
	Days int `json:"days" validate:"min=0,max=90" gorm:"-" example:"14" doc:"For how many days the link works. 0 or left out: as long as the installation sets, by default 14 days."`
}

// RevokeInput ends something before its time.
type RevokeInput struct {
	Reason string `json:"reason" validate:"filled,max=300"`
}

// UpdateLinkState tells whether an update link still works.
type LinkState string

// The states of a link: revoked comes before all others; a used one shows what was sent until it expires.
const (
	LinkOpen    LinkState = "open"
	LinkUsed    LinkState = "used"
	LinkExpired LinkState = "expired"
	LinkRevoked LinkState = "revoked"
)

// State tells whether the link works at an instant.
func (l *UpdateLink) State(now time.Time) LinkState {
	switch {
	case l.RevokedAt != nil:
		return LinkRevoked
	case !l.ExpiresAt.After(now):
		return LinkExpired
	case l.UsedAt != nil:
		return LinkUsed
	}
	return LinkOpen
}
