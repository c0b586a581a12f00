package outbox

import (
	"context"
	"errors"
	"net/url"
	"time"

	"qadam/app/engine"
	"qadam/app/mail"
	"qadam/app/store"
	"qadam/models"
)

// outbox makes the use cases of outbox.
func (a *Queue) outbox() engine.Resource[models.OutboxMail, engine.None] {
	return engine.NewResource(a.Engine, engine.Kind[models.OutboxMail, engine.None]{Noun: store.Outbox})
}

// Mailed receives whenever a mail is to go out at once.
func (a *Queue) Mailed() <-chan struct{} { return a.mailed }

// Wake has waiting mails sent at once where this server sends mail; else another server's next run sends them.
func (a *Queue) Wake() {
	select {
	case a.mailed <- struct{}{}:
	default: // the sender was woken already
	}
}

// MailLateAfter is for how long a mail may wait before the overview says that no mail is sent.
const MailLateAfter = 30 * time.Minute

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

const (
	// mailsAtOnce go out over one connection. The result of each is written before the next is sent: when a server is killed, at
	// most one is sent again, under the same Message-ID.
	mailsAtOnce = 10
	// mailsARound bounds one call, so that the end of the program need not wait for a long queue.
	mailsARound = 500
	// mailLease is how long a mail is claimed unless a setting says otherwise.
	mailLease = 5 * time.Minute
	// retryWhenDown is when a mail is tried again after the mail server was down, which costs no attempt.
	retryWhenDown = 30 * time.Second
	// mailAttempts is how often a mail is tried before it is given up, after three days.
	mailAttempts = 12
	// maxFaultLength bounds what is kept of a mail server's reply.
	maxFaultLength = 500
)

// DeliverOutbox sends the mails that are due and gives how many the mail server took. Any number of servers may deliver at once.
// It stops early when ctx ends, and when the mail server takes nothing, to spare the other mails' attempts. Without a Sender it
// only drops the requests for links.
func (a *Queue) DeliverOutbox(ctx context.Context) (sent int, err error) {
	for _, s := range a.steps {
		if s.Prepare == nil {
			continue
		}
		if err := s.Prepare(ctx); err != nil {
			return 0, err
		}
	}
	if a.sender == nil {
		return 0, nil
	}
	key, err := a.SecretKey(ctx)
	if err != nil {
		return 0, err
	}
	for n := 0; n < mailsARound && ctx.Err() == nil; n += mailsAtOnce {
		room := a.sender.Room(mailsAtOnce)
		if room == 0 {
			break
		}
		mails, err := a.claimMails(ctx, room)
		a.sender.GiveBack(room - len(mails))
		if err != nil || len(mails) == 0 {
			return sent, err
		}
		took, refused, err := a.send(ctx, key, mails)
		sent += took
		if err != nil || took+refused == 0 {
			return sent, err
		}
	}
	return sent, nil
}

// Step is what another wing does to mails: before the claim, to the claimed ones in the same transaction, and to the text of each
// that is sent. Nil functions are skipped.
type Step struct {
	Prepare func(context.Context) error
	Claimed func(*store.Tx, []models.OutboxMail) error
	Fill    func(key []byte, text string) string
}

// Register adds a step to the way of each mail.
func (a *Queue) Register(s Step) { a.steps = append(a.steps, s) }

// fill inserts the secrets of links into a text that is sent.
func (a *Queue) fill(key []byte, text string) string {
	for _, s := range a.steps {
		if s.Fill != nil {
			text = s.Fill(key, text)
		}
	}
	return text
}

// Frame is what every mail has around its content.
func (a *Queue) Frame(site *url.URL, recipient string) mail.Frame {
	return mail.Frame{RecipientName: recipient, Site: site.Host, Notice: a.Notice()}
}

// Letter writes a mail for the outbox in its recipient's language.
func Letter(language string, c mail.Content, m models.OutboxMail) (models.OutboxMail, error) {
	l, err := mail.Render(language, c)
	m.Subject, m.TextBody, m.HTMLBody, m.Language = l.Subject, l.Text, l.HTML, l.Language
	return m, err
}

func (a *Queue) claimMails(ctx context.Context, n int) ([]models.OutboxMail, error) {
	var mails []models.OutboxMail
	err := a.Store().Update(ctx, engine.System(), func(tx *store.Tx) (err error) {
		if mails, err = store.ClaimMails(tx, n, a.mailLease()); err != nil {
			return err
		}
		for _, s := range a.steps {
			if s.Claimed == nil {
				continue
			}
			if err := s.Claimed(tx, mails); err != nil {
				return err
			}
		}
		return nil
	})
	return mails, err
}

func (a *Queue) mailLease() time.Duration {
	if a.lease > 0 {
		return a.lease
	}
	return mailLease
}

// send hands mails to the mail server, outside any transaction, with the secrets of the links in them, and writes what became of
// each before the next one goes.
// Sending ends safely before the claim does: what was not sent by then is another server's.
func (a *Queue) send(ctx context.Context, key []byte, mails []models.OutboxMail) (took, refused int, err error) {
	limited, cancel := context.WithTimeout(ctx, a.mailLease()*9/10)
	defer cancel()
	messages := make([]mail.Message, len(mails))
	for i, m := range mails {
		messages[i] = a.messageOf(key, m)
	}
	a.sender.SendEach(limited, messages, func(i int, r mail.Result) bool {
		err = a.markMail(ctx, mails[i], r)
		switch {
		case r.Err == nil:
			took++
		case r.Permanent:
			refused++
		}
		return err == nil
	})
	return took, refused, err
}

func (a *Queue) messageOf(key []byte, m models.OutboxMail) mail.Message {
	out := mail.Message{ID: m.MessageID, To: m.Recipient, ToName: m.Name, ReplyTo: m.ReplyTo, Subject: m.Subject, Language: m.Language,
		Text: a.fill(key, m.TextBody), HTML: a.fill(key, m.HTMLBody), Date: m.CreatedAt}
	if m.Unsubscribe != "" {
		out.Headers = map[string]string{
			"List-Unsubscribe":      "<" + a.fill(key, m.Unsubscribe) + ">",
			"List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
		}
	}
	return out
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

// MailState tells managers whether mail leaves.
func (a *Queue) MailState(ctx context.Context, actor models.Actor) (models.MailState, error) {
	if err := engine.Allow(actor, "outbox.list"); err != nil {
		return models.MailState{}, err
	}
	return engine.View(a.Engine, ctx, actor, store.MailState)
}

// SignInLinkLife is for how long a sign-in link is good.
const SignInLinkLife = 15 * time.Minute

// SendsMail tells whether a mail server is set up.
func (a *Queue) SendsMail() bool { return a.sender != nil }
