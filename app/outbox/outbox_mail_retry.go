package outbox

import (
	"context"
	"errors"
	"time"

	"qadam/app/engine"
	"qadam/app/mail"
	"qadam/app/store"
	"qadam/models"
)

const (
	// retryWhenDown is when a mail is tried again after the mail server was down, which costs no attempt.
	retryWhenDown = 30 * time.Second
	// mailAttempts is how often a mail is tried before it is given up, after three days.
	mailAttempts = 12
	// maxFaultLength bounds what is kept of a mail server's reply.
	maxFaultLength = 500
)

// RetryMail queues a mail again that was given up.
func (a *Queue) RetryMail(ctx context.Context, actor models.Actor, id models.ID) (*models.OutboxMail, error) {
	if err := engine.Allow(actor, "outbox.retry"); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.OutboxMail, error) {
		revived, err := store.RequeueMail(tx, id)
		if err != nil {
			return nil, err
		}
		m, err := store.Outbox.Get(tx, id)
		if err != nil {
			return nil, err
		}
		if !revived {
			return nil, models.Errorf(models.Conflict, "Only a mail that was given up can be sent again; this one is %s.", m.Status)
		}
		if err := store.ClearBounce(tx, m.Recipient); err != nil {
			return nil, err
		}
		return m, engine.Audit(ctx, tx, "outbox.retry", "outbox", id, nil, m)
	})
}

// markMail writes what became of a mail. A mail whose claim was lost is left to the server that has it now.
func (a *Queue) markMail(ctx context.Context, m models.OutboxMail, r mail.Result) error {
	lost := false
	err := a.Store().Update(ctx, engine.System(), func(tx *store.Tx) error {
		if notAttempted(r) {
			return store.UnclaimMail(tx, m, tx.Now(), m.LastError)
		}
		if r.Down {
			return store.UnclaimMail(tx, m, tx.Now().Add(retryWhenDown), truncateFault(r.Err.Error()))
		}
		held, err := store.MarkMail(tx, applyResult(m, r, tx.Now()))
		if lost = !held; err != nil || lost {
			return err
		}
		for _, s := range a.steps {
			if s.Taken != nil && r.Err == nil {
				if err := s.Taken(ctx, tx, m); err != nil {
					return err
				}
			}
		}
		return recordBounce(tx, m.Recipient, r)
	})
	if err == nil {
		a.logMail(m, r, lost)
	}
	return err
}

// recordBounce stops the mail to an address that was refused, and lets it go to one that took a mail.
func recordBounce(tx *store.Tx, email string, r mail.Result) error {
	switch {
	case r.Err == nil:
		return store.ClearBounce(tx, email)
	case !r.Bounced:
		return nil
	}
	if err := store.RecordBounce(tx, email, truncateFault(r.Reply)); err != nil {
		return err
	}
	return store.StopMailTo(tx, email, truncateFault(r.Reply))
}

// notAttempted tells a mail that was not sent because the program ends, or the claim does, from one that the mail server may have
// taken.
func notAttempted(r mail.Result) bool {
	return (errors.Is(r.Err, context.Canceled) || errors.Is(r.Err, context.DeadlineExceeded)) && !errors.Is(r.Err, mail.ErrOutcomeUnknown)
}

// applyResult says what becomes of a mail after an attempt.
func applyResult(m models.OutboxMail, r mail.Result, now time.Time) models.OutboxMail {
	switch {
	case r.Err == nil:
		m.Status, m.SentAt, m.LastError = models.MailSent, &now, ""
		return m
	case r.Permanent || m.Attempts >= mailAttempts || m.LinkUserID != "" && now.Sub(m.CreatedAt) > SignInLinkLife: // no wait is longer
		m.Status = models.MailDead
	default:
		m.Status = models.MailRetrying
		m.NextAt = now.Add(engine.Backoff[min(m.Attempts, len(engine.Backoff))-1])
	}
	m.LastError, m.Unsure = truncateFault(r.Err.Error()), errors.Is(r.Err, mail.ErrOutcomeUnknown)
	return m
}

// truncateFault is what is kept of a mail server's reply.
func truncateFault(text string) string {
	words := []rune(text)
	return string(words[:min(len(words), maxFaultLength)])
}

// logMail logs what an operator looks for, without addresses: the mail server's reply stands in the outbox.
func (a *Queue) logMail(m models.OutboxMail, r mail.Result, lost bool) {
	with := []any{"mail", m.ID, "attempts", m.Attempts, "code", r.Code}
	switch m = applyResult(m, r, m.NextAt); {
	case lost:
		a.Log.Warn("a mail took longer than its claim, and may be sent twice", with...)
	case notAttempted(r):
	case r.Down:
		a.Log.Warn("the mail server cannot be reached", with...)
	case m.Status == models.MailDead:
		a.Log.Error("a mail was given up", with...)
	case m.Status == models.MailRetrying:
		a.Log.Warn("a mail was not taken", with...)
	}
}
