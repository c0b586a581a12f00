package outbox

import (
	"context"
	"time"

	"qadam/app/engine"
	"qadam/app/mail"
	"qadam/app/store"
	"qadam/models"
)

const (
	// mailsAtOnce go out over one connection. The result of each is written before the next is sent: when a server is killed, at
	// most one is sent again, under the same Message-ID.
	mailsAtOnce = 10
	// mailsARound bounds one call, so that the end of the program need not wait for a long queue.
	mailsARound = 500
	// mailLease is how long a mail is claimed unless a setting says otherwise.
	mailLease = 5 * time.Minute
)

// Mailed receives whenever a mail is to go out at once.
func (a *Queue) Mailed() <-chan struct{} { return a.mailed }

// Wake has waiting mails sent at once where this server sends mail; else another server's next run sends them.
func (a *Queue) Wake() {
	select {
	case a.mailed <- struct{}{}:
	default: // the sender was woken already
	}
}

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

// fill inserts the secrets of links into a text that is sent.
func (a *Queue) fill(key []byte, text string) string {
	for _, s := range a.steps {
		if s.Fill != nil {
			text = s.Fill(key, text)
		}
	}
	return text
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
