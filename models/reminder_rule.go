package models

import (
	"cmp"
	"slices"
)

// ReminderRule says what is owed, and when whom is reminded; rules are data that an admin edits.
type ReminderRule struct {
	Base
	ReminderRuleInput
}

// ReminderRuleInput is what an admin writes about a rule. The clock begins with the event that the rule watches and ends
// Days days and Months months later; the ladder counts from that end.
type ReminderRuleInput struct {
	Code    string `json:"code" validate:"filled,slug,max=60" example:"milestone_due"`
	Name    string `json:"name" validate:"filled,max=200"`
	Active  bool   `json:"active" default:"true"`
	Watches Watch  `json:"watches" validate:"filled,enum" example:"milestone"`
	Days    int    `json:"days" validate:"min=0,max=730" doc:"How long nothing may have been heard, for rules that wait for news."`
	Months  int    `json:"months" validate:"min=0,max=60"`
	Ladder  []Rung `json:"ladder" validate:"max=20,dive" gorm:"serializer:list"`
	// Wording is a sentence of the installation's own, one a language, that its mails show.
	Wording []Wording `json:"wording" validate:"max=6,unique=Language,dive" gorm:"serializer:list"`
}

// Watch is what a rule watches: the event that starts its clock.
type Watch string

// What a rule can watch.
const (
	WatchMilestone    Watch = "milestone"         // the due date of a milestone
	WatchUpdate       Watch = "update"            // a period of a project's reporting cycle
	WatchNews         Watch = "activity_news"     // the newest word on an activity
	WatchUnmatched    Watch = "need_unmatched"    // a need was agreed
	WatchDraft        Watch = "draft_report"      // a mission's draft report was sent to the State
	WatchReport       Watch = "final_report"      // a mission's final report was sent to the State
	WatchMet          Watch = "need_met"          // a need was referred
	WatchSilence      Watch = "silence_procedure" // a consent was asked for; it takes effect at the clock's end
	WatchExpiry       Watch = "consent_expiry"    // a consent expires
	WatchDonorReport  Watch = "donor_report"      // an agreement asks for a report
	WatchReferral     Watch = "referral_answer"   // a need was put before an organisation, until its last day
	WatchConsent      Watch = "consent_request"   // a State was asked for its consent, and has to answer
	WatchAgreement    Watch = "need_agreement"    // needs of a mission were written down, and the State has to agree
	WatchRanking      Watch = "ranking_answer"    // a ranking was put before the State
	WatchConfirmation Watch = "need_confirmation" // a need is said to be met, and the State has not confirmed it
	WatchComment      Watch = "comment"           // a comment was made; those whom it addresses are told
	WatchScoring      Watch = "scoring"           // somebody was asked to score the needs of a mission
)

// Values lists them.
func (Watch) Values() []string {
	return texts(WatchMilestone, WatchUpdate, WatchNews, WatchUnmatched, WatchDraft, WatchReport,
		WatchMet, WatchSilence, WatchExpiry, WatchDonorReport, WatchReferral, WatchConsent, WatchAgreement, WatchRanking,
		WatchConfirmation, WatchComment, WatchScoring)
}

// StatesWatches are those whose step a State owes.
var StatesWatches = []Watch{WatchDraft, WatchReport, WatchSilence, WatchConsent, WatchAgreement, WatchRanking, WatchConfirmation}

// HasStart tells that the clock of what is watched starts on a day of its own; a date alone starts when it ends.
func (w Watch) HasStart() bool {
	return w != WatchMilestone && w != WatchUpdate && w != WatchExpiry && w != WatchDonorReport && w != WatchComment
}

// Rung is one step of a ladder: so many working days after a point of the clock, negative before it, and who is told then.
type Rung struct {
	Offset int `json:"offset" validate:"min=-60,max=60" example:"-14"`
	// From is the point of the clock from which the days count.
	From ClockPoint      `json:"from" validate:"omitempty,enum" default:"\"end\"" doc:"The point of the clock from which the offset counts: its start, half of its way, or its end."`
	To   []RecipientRole `json:"to" validate:"required,min=1,max=5,unique,dive,enum=responsible focal_point coordinator manager national"`
	// AtOnce sends a mail of its own at any hour; else it waits for the morning's mail.
	AtOnce bool `json:"at_once"`
	// Courtesy marks a reminder without a debt: its recipient may turn such mails off.
	Courtesy bool `json:"courtesy"`
}

// TellsAtOnce tells that a rung is said as soon as the clock starts, at any hour.
func (r Rung) TellsAtOnce() bool { return r.AtOnce && r.From == PointStart && r.Offset == 0 }

// ClockPoint is a point of a clock from which a rung counts.
type ClockPoint string

// The points of a clock.
const (
	PointStart   ClockPoint = "start"
	PointHalfWay ClockPoint = "half_way"
	PointEnd     ClockPoint = "end"
)

// Values lists them.
func (ClockPoint) Values() []string { return texts(PointStart, PointHalfWay, PointEnd) }

// Compare puts rungs in the order of their points and days.
func (g Rung) Compare(other Rung) int {
	place := func(p ClockPoint) int { return slices.Index(p.Values(), string(cmp.Or(p, PointEnd))) }
	return cmp.Or(place(g.From)-place(other.From), g.Offset-other.Offset)
}

// RecipientRole is the role in which a person is reminded.
type RecipientRole string

// The roles of recipients. A deputy gets the mail of a person who is away.
const (
	RecipientResponsible RecipientRole = "responsible"
	RecipientFocalPoint  RecipientRole = "focal_point"
	RecipientCoordinator RecipientRole = "coordinator"
	RecipientManager     RecipientRole = "manager"
	RecipientNational    RecipientRole = "national"
	RecipientDeputy      RecipientRole = "deputy"
)

// Values lists them.
func (RecipientRole) Values() []string {
	return texts(RecipientResponsible, RecipientFocalPoint, RecipientCoordinator, RecipientManager, RecipientNational, RecipientDeputy)
}

// Wording is one sentence in one language.
type Wording struct {
	Language string `json:"language" validate:"filled,language" example:"en"`
	Text     string `json:"text" validate:"filled,max=300"`
}

// WordsIn gives the rule's own sentence in a language, else in English, else "".
func (r ReminderRule) WordsIn(language string) string {
	english := ""
	for _, w := range r.Wording {
		if w.Language == language {
			return w.Text
		}
		if w.Language == "en" {
			english = w.Text
		}
	}
	return english
}

// End gives when the clock of an event on a day ends.
func (r ReminderRule) End(event Date) Date {
	if r.Months != 0 {
		event = event.AddMonths(r.Months)
	}
	return event.AddDays(r.Days)
}
