package models

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
	Ladder  []Rung `json:"ladder" validate:"max=20,unique=Offset,dive" gorm:"serializer:list"`
	// Wording is a sentence of the installation's own, one a language, that its mails show.
	Wording []Wording `json:"wording" validate:"max=6,unique=Language,dive" gorm:"serializer:list"`
}

// Watch is what a rule watches: the event that starts its clock.
type Watch string

// What a rule can watch.
const (
	WatchMilestone   Watch = "milestone"         // the due date of a milestone
	WatchUpdate      Watch = "update"            // a period of a project's reporting cycle
	WatchNews        Watch = "activity_news"     // the newest word on an activity
	WatchUnmatched   Watch = "need_unmatched"    // a need was agreed
	WatchDraft       Watch = "draft_report"      // a mission's draft report was sent to the State
	WatchReport      Watch = "final_report"      // a mission's final report was sent to the State
	WatchMet         Watch = "need_met"          // a need was referred
	WatchSilence     Watch = "silence_procedure" // a consent was asked for; it takes effect at the clock's end
	WatchExpiry      Watch = "consent_expiry"    // a consent expires
	WatchDonorReport Watch = "donor_report"      // an agreement asks for a report
	WatchComment     Watch = "comment"           // a comment was made; those whom it addresses are told
)

// Values lists them.
func (Watch) Values() []string {
	return texts(WatchMilestone, WatchUpdate, WatchNews, WatchUnmatched, WatchDraft, WatchReport,
		WatchMet, WatchSilence, WatchExpiry, WatchDonorReport, WatchComment)
}

// Rung is one step of a ladder: so many working days after the clock's end, negative before it, and who is told then.
type Rung struct {
	Offset int             `json:"offset" validate:"min=-60,max=60" example:"-14"`
	To     []RecipientRole `json:"to" validate:"required,min=1,max=5,unique,dive,enum=responsible focal_point coordinator manager national"`
	// AtOnce sends a mail of its own at any hour; else it waits for the morning's mail.
	AtOnce bool `json:"at_once"`
	// Courtesy marks a reminder without a debt: its recipient may turn such mails off.
	Courtesy bool `json:"courtesy"`
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
