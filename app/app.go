// Package app holds Qadam's use cases: one exported method an intention. It decides who may do what (policy.go), opens
// the transactions, applies the models' rules, writes the audit and queues what follows. It knows neither HTTP nor SQL.
package app

import (
	"log/slog"
	"time"

	"qadam/app/identity"
	"qadam/app/mail"
	"qadam/app/store"
	"qadam/app/webhook"
	"qadam/models"
)

// App is the use cases over one store.
type App struct {
	*Engine
	log     *slog.Logger
	options Options

	// provider is nil where nobody signs in by an organisation's account; webauthn is nil without a base URL.
	provider *identity.Provider
	webauthn *identity.Passkeys
	limits   SessionSettings

	sender *mail.Sender
	lease  time.Duration
	mailed chan struct{}
	steps  []Step

	days int

	sends *webhook.Sender
	plain bool

	Countries       *Resource[models.Country, models.CountryInput]
	Calendars       *Resource[models.Calendar, models.CalendarInput]
	Organisations   *Resource[models.Organisation, models.OrganisationInput]
	Contacts        *Resource[models.Contact, models.ContactInput]
	Users           *Resource[models.User, models.UserInput]
	Tokens          *Resource[models.Token, models.TokenInput]
	Themes          *Resource[models.Theme, models.ThemeInput]
	Instruments     *Resource[models.Instrument, models.InstrumentInput]
	Provisions      *Resource[models.Provision, models.ProvisionInput]
	Ratings         *Resource[models.Rating, models.RatingInput]
	Institutions    *Resource[models.Institution, models.InstitutionInput]
	Rates           *Resource[models.Rate, models.RateInput]
	Missions        *Resource[models.Mission, models.MissionInput]
	Findings        *Resource[models.Finding, models.FindingInput]
	Needs           *Resource[models.Need, models.NeedInput]
	Referrals       *Resource[models.Referral, models.ReferralInput]
	Schemes         *Resource[models.Scheme, models.SchemeInput]
	Scores          *Resource[models.CriterionScore, models.ScoreInput]
	Offers          *Resource[models.Offer, models.OfferInput]
	Projects        *Resource[models.Project, models.ProjectInput]
	Activities      *Resource[models.Activity, models.ActivityInput]
	Milestones      *Resource[models.Milestone, models.MilestoneInput]
	Indicators      *Resource[models.Indicator, models.IndicatorInput]
	Updates         *Resource[models.Update, models.UpdateInput]
	Transactions    *Resource[models.Transaction, models.TransactionInput]
	Reports         *Resource[models.Report, models.ReportInput]
	Consents        *Resource[models.Consent, models.ConsentInput]
	Rules           *Resource[models.ReminderRule, models.ReminderRuleInput]
	Reminders       *Resource[models.Reminder, None]
	Outbox          *Resource[models.OutboxMail, None]
	UpdateLinks     *Resource[models.UpdateLink, models.UpdateLinkInput]
	Sessions        *Resource[models.Session, None]
	Passkeys        *Resource[models.Passkey, models.PasskeyInput]
	Identities      *Resource[models.Identity, models.IdentityInput]
	ConsentRequests *Resource[models.ConsentRequest, models.ConsentRequestInput]
	Overlaps        *Resource[models.Overlap, None]
	Rankings        *Resource[models.Ranking, models.RankingInput]
	Works           *Resource[models.Work, None]
	Webhooks        *Resource[models.Webhook, models.WebhookInput]
	Deliveries      *Resource[models.WebhookDelivery, None]
	Feeds           *Resource[models.Feed, models.FeedInput]
	Mailboxes       *Resource[models.Mailbox, models.MailboxInput]
	ReportDeadlines *Resource[models.ReportDeadline, models.ReportDeadlineInput]
}

// Options are what an installation sets for the use cases.
type Options struct {
	// BaseURL is where people reach this installation; mails link to it.
	BaseURL string
	// Notice is said wherever the data is fiction; "" for real data.
	Notice string
	// Sender takes the mails; nil leaves them in the outbox.
	Sender *mail.Sender
	// Webhooks sends messages to subscribers; nil leaves them waiting. PlainWebhooks allows addresses that begin with http://.
	Webhooks      *webhook.Sender
	PlainWebhooks bool
	// LinkDays is for how long an update link works; 0 is a fortnight.
	LinkDays int
	// SecretKey derives the secrets of links and webhooks; without it the database keeps a key of its own.
	SecretKey []byte
	// Sessions say how long a sign-in lasts.
	Sessions SessionSettings
	// Provider signs people in by their organisation's account; nil for none.
	Provider *identity.Provider
	// MailLease is how long a server that sends a mail keeps the others from it; 0 means five minutes.
	MailLease time.Duration
}

// New makes the use cases.
func New(s *store.Store, log *slog.Logger, o Options) *App {
	a := &App{Engine: newEngine(s, log, o.BaseURL, o.Notice, o.SecretKey), log: log, options: o, provider: o.Provider, limits: o.Sessions,
		sender: o.Sender, lease: o.MailLease, mailed: make(chan struct{}, 1), days: o.LinkDays, sends: o.Webhooks, plain: o.PlainWebhooks}
	// Without a base URL there are no passkeys, and those who ask for them are told.
	a.webauthn, _ = identity.NewPasskeys(o.BaseURL)
	a.Countries = a.countries()
	a.Calendars = a.calendars()
	a.Organisations = a.organisations()
	a.Contacts = a.contacts()
	a.Users = a.users()
	a.Tokens = a.tokens()
	a.Themes = a.themes()
	a.Instruments = a.instruments()
	a.Provisions = a.provisions()
	a.Ratings = a.ratings()
	a.Institutions = a.institutions()
	a.Rates = a.rates()
	a.Missions = a.missions()
	a.Findings = a.findings()
	a.Needs = a.needs()
	a.Referrals = a.referrals()
	a.Schemes = a.schemes()
	a.Scores = a.scores()
	a.Offers = a.offers()
	a.Projects = a.projects()
	a.Activities = a.activities()
	a.Milestones = a.milestones()
	a.Indicators = a.indicators()
	a.Updates = a.updates()
	a.Transactions = a.transactions()
	a.Reports = a.reports()
	a.Consents = a.consents()
	a.Rules = a.rules()
	a.Reminders = a.reminders()
	a.Outbox = a.outbox()
	a.UpdateLinks = a.updateLinks()
	a.Sessions = a.sessions()
	a.Passkeys = a.passkeys()
	a.Identities = a.identities()
	a.ConsentRequests = a.consentRequests()
	a.Overlaps = a.overlaps()
	a.Rankings = a.rankings()
	a.Works = a.works()
	a.Webhooks = a.webhooks()
	a.Deliveries = a.deliveries()
	a.Feeds = a.feeds()
	a.Mailboxes = a.mailboxes()
	a.ReportDeadlines = a.reportDeadlines()
	a.Register(Step{Prepare: a.writeLinks, Claimed: makeLinks})
	a.Register(Step{Fill: fillLinks})
	return a
}

// At gives the same use cases under another clock, for loading what happened earlier.
func (a *App) At(now func() time.Time) *App { return New(a.store.At(now), a.log, a.options) }

// Mailed tells whenever a mail is to go out at once.
func (a *App) Mailed() <-chan struct{} { return a.mailed }

// wake has the mails sent at once, on this server if it sends any, else at the next tick of another.
func (a *App) wake() {
	select {
	case a.mailed <- struct{}{}:
	default: // somebody was woken already
	}
}
