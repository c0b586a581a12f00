// Package app holds Qadam's use cases: one exported method an intention. It decides who may do what (policy.go), opens
// the transactions, applies the models' rules, writes the audit and queues what follows. It knows neither HTTP nor SQL.
package app

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
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
	store   *store.Store
	log     *slog.Logger
	options Options
	keys    *keyring
	// passkeys is nil without a base URL; mailed wakes whoever sends the mails.
	passkeys *identity.Passkeys
	mailed   chan struct{}

	refusals *refusals

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
	Reminders       *Resource[models.Reminder, none]
	Outbox          *Resource[models.OutboxMail, none]
	Changes         *Resource[models.Change, none]
	UpdateLinks     *Resource[models.UpdateLink, models.UpdateLinkInput]
	Sessions        *Resource[models.Session, none]
	Passkeys        *Resource[models.Passkey, models.PasskeyInput]
	Identities      *Resource[models.Identity, models.IdentityInput]
	ConsentRequests *Resource[models.ConsentRequest, models.ConsentRequestInput]
	Overlaps        *Resource[models.Overlap, none]
	Rankings        *Resource[models.Ranking, models.RankingInput]
	Works           *Resource[models.Work, none]
	Webhooks        *Resource[models.Webhook, models.WebhookInput]
	Deliveries      *Resource[models.WebhookDelivery, none]
	Feeds           *Resource[models.Feed, models.FeedInput]

	Mailboxes       *Resource[models.Mailbox, models.MailboxInput]
	ReportDeadlines *Resource[models.ReportDeadline, models.ReportDeadlineInput]
}

// none is the input of what nobody writes by hand.
type none struct{}

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
func New(s *store.Store, log *slog.Logger, options Options) *App {
	a := &App{store: s, log: log, options: options, keys: &keyring{key: options.SecretKey}, refusals: &refusals{}, mailed: make(chan struct{}, 1)}
	// Without a base URL there are no passkeys, and those who ask for them are told.
	a.passkeys, _ = identity.NewPasskeys(options.BaseURL)
	a.people()
	a.reference()
	a.calendars()
	a.assessment()
	a.scoring()
	a.portfolio()
	a.overlaps()
	a.reporting()
	a.ledger()
	a.links()
	a.signIns()
	a.webhooks()
	a.feeds()
	a.followUp()
	return a
}

// At gives the same use cases under another clock, for loading what happened earlier.
func (a *App) At(now func() time.Time) *App { return New(a.store.At(now), a.log, a.options) }

// Notice is what this installation says of its data, "" when it is real.
func (a *App) Notice() string { return a.options.Notice }

// BaseURL is where people reach this installation.
func (a *App) BaseURL() string { return a.options.BaseURL }

// Mailed tells whenever a mail is to go out at once.
func (a *App) Mailed() <-chan struct{} { return a.mailed }

// wake has the mails sent at once, on this server if it sends any, else at the next tick of another.
func (a *App) wake() {
	select {
	case a.mailed <- struct{}{}:
	default: // somebody was woken already
	}
}

// Store gives the store, for jobs and for the command line.
func (a *App) Store() *store.Store { return a.store }

// request is what a use case must know of the exchange it serves.
type request struct {
	action, key string
	hash        [sha256.Size]byte
}

type requestKey struct{}

// WithRequest marks a context with the request's id and intention, which go into the log, and with its Idempotency-Key, if it
// has one; fingerprint is what the key stands for (method, path and body).
func WithRequest(ctx context.Context, id, action, key string, fingerprint []byte) context.Context {
	ctx = store.WithRequest(ctx, store.Request{ID: id, Action: action})
	return context.WithValue(ctx, requestKey{}, request{action: action, key: key, hash: sha256.Sum256(fingerprint)})
}

// asked is what an Idempotency-Key stands for: the request, and as whom it came. Who has changed role since asks anew.
func (r request) asked(a models.Actor) [sha256.Size]byte {
	return sha256.Sum256(fmt.Appendf(r.hash[:], "%s %s %s", a.Role, a.OrganisationID, a.CountryCode))
}

func requestOf(ctx context.Context) request {
	r, _ := ctx.Value(requestKey{}).(request)
	return r
}

// view reads for an actor.
func view[T any](a *App, ctx context.Context, actor models.Actor, fn func(*store.Tx) (T, error)) (T, error) {
	var out T
	err := a.store.View(ctx, actor, func(tx *store.Tx) (err error) {
		out, err = fn(tx)
		return err
	})
	return out, err
}

// change does a piece of work in one transaction. When the request has an Idempotency-Key, the answer is kept with the
// work: the same request again, even at the same time, gets the same answer and does nothing.
func change[T any](a *App, ctx context.Context, actor models.Actor, fn func(*store.Tx) (*T, error)) (*T, error) {
	var out *T
	req := requestOf(ctx)
	err := a.store.Update(ctx, actor, func(tx *store.Tx) error {
		if req.key != "" {
			kept, err := store.Claim(tx, req.key, req.asked(actor))
			if err != nil {
				return err
			}
			if kept != "" {
				out = new(T)
				if err := json.Unmarshal([]byte(kept), out); err != nil {
					return err
				}
				return replayed(tx, req.action, out)
			}
		}
		got, err := fn(tx)
		if err != nil {
			return err
		}
		out = got
		if req.key == "" {
			return nil
		}
		body, err := json.Marshal(got)
		if err != nil {
			return err
		}
		return store.Keep(tx, req.key, string(body))
	})
	return out, err
}

// logKinds are the kinds of entries that are no changes of what people look after.
var logKinds = map[string]string{"session.create": models.LogSignIn, "session.end": models.LogSignIn, "session.denied": models.LogDenied}

// audit puts into the log what an object was and what it became. The reason for it, where one was asked, is the
// transaction's (tx.Because); the request and the actor are known there, too.
func audit(_ context.Context, tx *store.Tx, action, noun string, id models.ID, before, after any) error {
	c := models.Change{Kind: logKinds[action], Action: action, SubjectType: noun, SubjectID: id}
	for _, side := range []struct {
		from any
		to   *models.RawJSON
	}{{before, &c.Before}, {after, &c.After}} {
		switch v := side.from.(type) {
		case nil:
		case models.RawJSON:
			*side.to = v
		default:
			b, err := json.Marshal(v)
			if err != nil {
				return err
			}
			*side.to = models.RawJSON(b)
		}
	}
	return store.AddChange(tx, c)
}

// today is the day on which a change is made, in UTC.
func today(tx *store.Tx) models.Date { return models.DateOf(tx.Now()) }

// notFuture refuses a day that has begun nowhere on Earth yet.
func notFuture(tx *store.Tx, pointer string, day models.Date) error {
	if day > models.DateOf(tx.Now().Add(14*time.Hour)) {
		return models.Fault(pointer, "Give a day that is not in the future.")
	}
	return nil
}

// system acts for what follows by itself from somebody's change; its name says whose.
func system(tx *store.Tx) *store.Tx {
	by := tx.Actor()
	by.Role = models.System
	return tx.As(by)
}

// System is the actor of the jobs, the seeds and the command line.
func System() models.Actor { return models.Actor{Role: models.System, Name: "Qadam", CanWrite: true} }
