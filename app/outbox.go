package app

import (
	"context"
	"errors"
	"time"

	"qadam/app/mail"
	"qadam/app/store"
	"qadam/models"
)

const (
	// mailsAtOnce go out over one connection, and their fate is written when the last of them is known: as many at most are
	// sent a second time, under the same Message-ID, when a server is killed in between.
	mailsAtOnce = 10
	// mailsARound bounds one call, so that the end of the program need not wait for a long queue.
	mailsARound = 200
	// mailLease is how long a claimed mail is out of the other servers' reach; sending it ends safely before that.
	mailLease   = 5 * time.Minute
	mailSending = mailLease - 30*time.Second
	// mailAttempts is how often a mail is tried before it is given up, after three days.
	mailAttempts = 12
	// longestFault bounds what is kept of a mail server's words.
	longestFault = 500
)

// backoff is the wait after each failed attempt; the last one repeats.
var backoff = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour}

// DeliverOutbox sends the mails that are due and gives how many the mail server took. Any number of servers may deliver at
// once. It stops early when ctx ends, and when the mail server takes nothing: the mails behind would only use up their
// attempts. Without a Sender it only drops the requests for links.
func (a *App) DeliverOutbox(ctx context.Context) (sent int, err error) {
	if err := a.writeLinks(ctx); err != nil || a.options.Sender == nil {
		return 0, err
	}
	key, err := a.secretKey(ctx)
	if err != nil {
		return 0, err
	}
	for n := 0; n < mailsARound && ctx.Err() == nil; n += mailsAtOnce {
		mails, err := a.claimMails(ctx)
		if err != nil || len(mails) == 0 {
			return sent, err
		}
		results := a.send(ctx, key, mails)
		if err := a.markMails(ctx, mails, results); err != nil {
			return sent, err
		}
		took, refused := count(results)
		sent += took
		if took+refused == 0 {
			break
		}
	}
	return sent, nil
}

func (a *App) claimMails(ctx context.Context) ([]models.OutboxMail, error) {
	var mails []models.OutboxMail
	err := a.store.Update(ctx, System(), func(tx *store.Tx) (err error) {
		if mails, err = store.ClaimMails(tx, mailsAtOnce, mailLease); err != nil {
			return err
		}
		return makeLinks(tx, mails)
	})
	return mails, err
}

// send hands mails to the mail server, outside any transaction, with the secrets of the links in them.
func (a *App) send(ctx context.Context, key []byte, mails []models.OutboxMail) []mail.Result {
	ctx, cancel := context.WithTimeout(ctx, mailSending)
	defer cancel()
	messages := make([]mail.Message, len(mails))
	for i, m := range mails {
		messages[i] = mail.Message{ID: m.MessageID, To: m.Recipient, ToName: m.Name, ReplyTo: m.ReplyTo,
			Subject: m.Subject, Text: fillLinks(key, m.TextBody), HTML: fillLinks(key, m.HTMLBody), Date: m.CreatedAt}
	}
	return a.options.Sender.Send(ctx, messages)
}

// count tells how many mails were taken, and how many refused for good.
func count(results []mail.Result) (took, refused int) {
	for _, r := range results {
		switch {
		case r.Err == nil:
			took++
		case r.Permanent:
			refused++
		}
	}
	return took, refused
}

// markMails writes what became of mails. One whose claim was lost meanwhile is another server's now, and left to it.
func (a *App) markMails(ctx context.Context, mails []models.OutboxMail, results []mail.Result) error {
	lost := map[models.ID]bool{}
	err := a.store.Update(ctx, System(), func(tx *store.Tx) error {
		for i := range mails {
			if untried(results[i]) {
				if err := store.ReturnMail(tx, mails[i]); err != nil {
					return err
				}
				continue
			}
			held, err := store.MarkMail(tx, judge(mails[i], results[i], tx.Now()))
			if err != nil {
				return err
			}
			lost[mails[i].ID] = !held
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i, m := range mails {
		a.noteMail(m, results[i], lost[m.ID])
	}
	return nil
}

// untried tells a mail that was not sent because the program ends, from one that the mail server may have taken.
func untried(r mail.Result) bool {
	return errors.Is(r.Err, context.Canceled) && !errors.Is(r.Err, mail.ErrOutcomeUnknown)
}

// judge says what becomes of a mail after an attempt.
func judge(m models.OutboxMail, r mail.Result, now time.Time) models.OutboxMail {
	switch {
	case r.Err == nil:
		m.Status, m.SentAt, m.LastError = "sent", &now, ""
		return m
	case r.Permanent || m.Attempts >= mailAttempts || m.LinkUserID != "" && now.Sub(m.CreatedAt) > LinkLife: // nobody waits longer
		m.Status = "dead"
	default:
		m.Status = "retrying"
		m.NextAt = now.Add(backoff[min(m.Attempts, len(backoff))-1])
	}
	m.LastError = r.Err.Error()
	if words := []rune(m.LastError); len(words) > longestFault {
		m.LastError = string(words[:longestFault])
	}
	return m
}

// noteMail logs what an operator looks for, without anybody's address: the mail server's words stand in the outbox.
func (a *App) noteMail(m models.OutboxMail, r mail.Result, lost bool) {
	with := []any{"mail", m.ID, "attempts", m.Attempts, "code", r.Code}
	switch m = judge(m, r, m.NextAt); {
	case lost:
		a.log.Warn("a mail took longer than its claim, and may be sent twice", with...)
	case untried(r):
	case m.Status == "dead":
		a.log.Error("a mail was given up", with...)
	case m.Status == "retrying":
		a.log.Warn("a mail was not taken", with...)
	}
}

// MailState tells managers whether mail leaves.
func (a *App) MailState(ctx context.Context, actor models.Actor) (models.MailState, error) {
	if err := allow(actor, "outbox.list"); err != nil {
		return models.MailState{}, err
	}
	return view(a, ctx, actor, store.MailState)
}
