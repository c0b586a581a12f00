package outbox

import (
	"context"
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

// MailLateAfter is for how long a mail may wait before the overview says that no mail is sent.
const MailLateAfter = 30 * time.Minute

// Step is what another wing does to mails: before the claim, to the claimed ones in the same transaction, to the text of each that is
// sent, and in the transaction that marks one as taken by a mail server. Nil functions are skipped.
type Step struct {
	Prepare func(context.Context) error
	Claimed func(*store.Tx, []models.OutboxMail) error
	Fill    func(key []byte, text string) string
	Taken   func(context.Context, *store.Tx, models.OutboxMail) error
}

// Register adds a step to the way of each mail.
func (a *Queue) Register(s Step) { a.steps = append(a.steps, s) }

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
