// Package app is Qadam's use cases: one exported method an intention. They are packages by domain below this one, over the engine
// with its policy, transactions and log. Callers see one App. It knows neither HTTP nor SQL.
package app

import (
	"log/slog"
	"time"

	"qadam/app/access"
	"qadam/app/consent"
	"qadam/app/engine"
	"qadam/app/identity"
	"qadam/app/mail"
	"qadam/app/matching"
	"qadam/app/outbox"
	"qadam/app/priority"
	"qadam/app/register"
	"qadam/app/reminders"
	"qadam/app/reports"
	"qadam/app/store"
	"qadam/app/subscribe"
	"qadam/app/updatelink"
	"qadam/app/webhook"
)

// App is the use cases over one store.
type App struct {
	*engine.Engine
	*access.Access
	*outbox.Queue
	*consent.Ledger
	*register.Register
	*priority.Priorities
	*matching.Matching
	*updatelink.Links
	*reminders.FollowUp
	*subscribe.Subscriptions
	*reports.Reporting

	log     *slog.Logger
	options Options
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
	// UpdateLinkDays is for how long an update link works; 0 is a fortnight.
	UpdateLinkDays int
	// KeepDays is for how long mails that were sent and the like are kept; 0 is a year.
	KeepDays int
	// KeepReadsDays is for how long the log keeps who read what; 0 is for ever.
	KeepReadsDays int
	// RateDays is after how many days an exchange rate is old; 0 is 40.
	RateDays int
	// SecretKey derives the secrets of links and webhooks; without it the database keeps a key of its own.
	SecretKey []byte
	// Sessions say how long a sign-in lasts.
	Sessions access.SessionSettings
	// Provider signs people in by their organisation's account; nil for none.
	Provider *identity.Provider
	// Evidence keeps the bytes of files; without a store none are taken.
	Evidence register.Evidence
	// MailLease is how long a server that sends a mail keeps the others from it; 0 means five minutes.
	MailLease time.Duration
}

// New makes the use cases.
func New(s *store.Store, log *slog.Logger, o Options) *App {
	a := &App{Engine: engine.New(s, log, o.BaseURL, o.Notice, o.SecretKey), log: log, options: o}
	a.Queue = outbox.New(a.Engine, o.Sender, o.MailLease)
	a.Access = access.New(a.Engine, a.Queue, o.Provider, o.Sessions)
	a.Ledger = consent.New(a.Engine)
	a.Register = register.New(a.Engine, a.Ledger, o.Evidence)
	a.Matching = matching.New(a.Engine, a.Queue)
	a.Priorities = priority.New(a.Engine)
	a.Links = updatelink.New(a.Engine, a.Queue, a.Register, o.UpdateLinkDays)
	a.FollowUp = reminders.New(a.Engine, a.Queue, a.Ledger, a.Register, a.Links)
	a.Subscriptions = subscribe.New(a.Engine, o.Webhooks, o.PlainWebhooks)
	a.Reporting = reports.New(a.Engine, o.RateDays)
	return a
}

// With gives the same use cases with other options, for a demo that shows what another installation has.
func (a *App) With(change func(*Options)) *App {
	o := a.options
	change(&o)
	return New(a.Store(), a.log, o)
}

// At gives the same use cases under another clock, for loading what happened earlier.
func (a *App) At(now func() time.Time) *App { return New(a.Store().At(now), a.log, a.options) }
