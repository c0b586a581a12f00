package access

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/url"
	"strings"
	"time"
	"unicode"

	"qadam/app/engine"
	"qadam/app/mail"
	"qadam/app/outbox"
	"qadam/app/store"
	"qadam/models"
)

// linkPlace stands in a mail for the secret of its link until the mail is sent.
const linkPlace = "LINK-MADE-WHEN-SENT"

// askedAtOnce is how many requests for links are answered in one transaction.
const askedAtOnce = 50

// digest is what is kept of a secret. It is bound to what the secret is for: none of one kind passes for another.
func digest(kind, secret string) []byte {
	sum := sha256.Sum256([]byte(kind + "\n" + secret))
	return sum[:]
}

// AskLink takes the wish for a sign-in link. For an address that nobody has it does the same work as for one that somebody
// has, and gives the same answer: whether there is such a person is found out later, when the mail is written.
func (a *Access) AskLink(ctx context.Context, in models.SignInRequest, v models.Visit) (*models.SignInAsked, error) {
	in.Email = strings.ToLower(strings.TrimSpace(in.Email))
	if err := engine.CheckShape(in); err != nil {
		return nil, err
	}
	if in.Next != "" && !LocalPage(in.Next) {
		return nil, models.Fault("/next", "Give the path of a page of this installation, such as /needs.")
	}
	err := a.Store().Update(ctx, models.Actor{}, func(tx *store.Tx) error {
		if err := throttle(tx, "link", in.Email, 5, 3*time.Minute); err != nil {
			return err
		}
		return store.AskLink(tx, in, v.Peer)
	})
	if err != nil {
		return nil, err
	}
	a.outbox.Wake()
	return &models.SignInAsked{
		Detail: "If somebody here has this address, a link is on its way to it. It is good for 15 minutes, once.",
	}, nil
}

// LocalPage tells whether a text is the path of a page of this installation and of nothing else.
func LocalPage(path string) bool {
	u, err := url.Parse(path)
	return err == nil && u.Scheme == "" && u.Host == "" && strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "//") &&
		!strings.ContainsFunc(path, func(r rune) bool { return r == '\\' || unicode.IsControl(r) })
}

// throttle takes one try of an account, by whatever name it goes; which account it is can not be read from the database.
func throttle(tx *store.Tx, kind, account string, burst int, every time.Duration) error {
	wait, err := store.Throttle(tx, kind+":"+hex.EncodeToString(digest("throttle", account)), burst, every)
	if err != nil || wait <= 0 {
		return err
	}
	return &models.Error{Code: models.TooMany, RetryAfter: wait.Truncate(time.Second) + time.Second,
		Message: "That was tried too often. Wait a little, then try again."}
}

// writeLinks answers the requests for links that have come in: a mail to whoever has the address, nothing to anybody else.
func (a *Access) writeLinks(ctx context.Context) error {
	for {
		n := 0
		err := a.Store().Update(ctx, engine.System(), func(tx *store.Tx) error {
			asked, err := store.TakeAsked(tx, askedAtOnce)
			n = len(asked)
			for _, q := range asked {
				if err == nil {
					err = a.writeLink(ctx, tx, q)
				}
			}
			return err
		})
		if err != nil || n < askedAtOnce || ctx.Err() != nil {
			return err
		}
	}
}

func (a *Access) writeLink(ctx context.Context, tx *store.Tx, q store.Asked) error {
	u, err := store.ActiveUser(tx, q.Email)
	switch {
	case store.NoRow(err):
		return deny(ctx, tx, "link", "", "nobody who may sign in has the address", q.Peer)
	case err != nil:
		return err
	case !a.outbox.SendsMail():
		return deny(ctx, tx, "link", u.ID, "no mail server is set up", q.Peer)
	}
	m, err := a.linkMail(u)
	if err != nil {
		return err
	}
	m.LinkUserID, m.LinkNext = u.ID, q.Next
	if err := store.AddMail(tx, m); err != nil {
		return err
	}
	return engine.Audit(ctx, tx, "link.create", "user", u.ID, nil, map[string]string{"sent": "by mail", "peer": q.Peer})
}

// linkMail writes the mail; the place of the secret is kept free until it is sent.
func (a *Access) linkMail(u *models.User) (models.OutboxMail, error) {
	site, err := a.Site()
	if err != nil {
		return models.OutboxMail{}, err
	}
	return outbox.Letter(
		u.Language,
		mail.SignIn{Frame: a.outbox.Frame(site, u.Name), URL: a.linkURL(linkPlace), Minutes: int(outbox.SignInLinkLife / time.Minute)},
		models.OutboxMail{Recipient: u.Email, Name: u.Name, MessageID: string(models.NewID()) + "@" + url.PathEscape(site.Hostname())},
	)
}

func (a *Access) linkURL(secret string) string { return a.BaseURL() + "/sign-in/link/" + secret }

// makeLinks puts fresh links into mails that are about to be sent. Each attempt has its own, since what became of the one
// before may be unknown.
func makeLinks(tx *store.Tx, mails []models.OutboxMail) error {
	for i := range mails {
		m := &mails[i]
		if m.LinkUserID == "" {
			continue
		}
		secret, err := addLink(tx, m.LinkUserID, m.LinkNext)
		if err != nil {
			return err
		}
		m.TextBody, m.HTMLBody = strings.ReplaceAll(m.TextBody, linkPlace, secret), strings.ReplaceAll(m.HTMLBody, linkPlace, secret)
	}
	return nil
}

func addLink(tx *store.Tx, user models.ID, next string) (secret string, err error) {
	secret = engine.RandomText()
	return secret, store.AddLink(
		tx,
		store.Link{UserID: user, Hash: digest("link", secret), Next: next, ExpiresAt: tx.Now().Add(outbox.SignInLinkLife)},
	)
}

// CreateLink makes a sign-in link for somebody without a mail, for whoever runs the installation.
func (a *Access) CreateLink(ctx context.Context, actor models.Actor, email string) (address string, err error) {
	if err := engine.Allow(actor, "link.create"); err != nil {
		return "", err
	}
	err = a.Store().Update(ctx, actor, func(tx *store.Tx) error {
		u, err := store.ActiveUser(tx, strings.ToLower(email))
		if err != nil {
			return err
		}
		secret, err := addLink(tx, u.ID, "")
		address = a.linkURL(secret)
		if err != nil {
			return err
		}
		return engine.Audit(ctx, tx, "link.create", "user", u.ID, nil, map[string]string{"sent": "on the command line"})
	})
	return address, err
}

// LinkState is what a sign-in link is good for.
type LinkState string

// The states of a link. One that never was looks like one that is long over.
const (
	LinkOpen LinkState = "open"
	LinkUsed LinkState = "used"
	LinkOver LinkState = "over"
)

// Link tells the state of a link and changes nothing: mail scanners open every link, too.
func (a *Access) Link(ctx context.Context, secret string) (LinkState, error) {
	return engine.View(a.Engine, ctx, models.Actor{}, func(tx *store.Tx) (LinkState, error) {
		l, err := store.LinkByHash(tx, digest("link", secret))
		switch {
		case store.NoRow(err):
			return LinkOver, nil
		case err != nil:
			return "", err
		case l.UsedAt != nil:
			return LinkUsed, nil
		case !l.ExpiresAt.After(tx.Now()):
			return LinkOver, nil
		}
		return LinkOpen, nil
	})
}

// RedeemLink signs in whom a link is for, and uses the link up: of any number of tries at once, one succeeds.
func (a *Access) RedeemLink(ctx context.Context, in models.LinkInput, v models.Visit) (*models.SignedIn, error) {
	if err := engine.CheckShape(in); err != nil {
		return nil, err
	}
	var done *models.SignedIn
	var whose models.ID
	err := a.Store().Update(ctx, models.Actor{}, func(tx *store.Tx) error {
		l, err := store.LinkByHash(tx, digest("link", in.Token))
		if err != nil {
			return err
		}
		whose = l.UserID
		u, err := store.Users.Lock(tx.As(engine.System()), l.UserID) // first, as whoever changes a user does
		if err != nil {
			return err
		}
		used, err := store.UseLink(tx, l.ID)
		if err != nil || !used {
			return orMissing(err)
		}
		done, err = a.beginSession(ctx, tx, u, "link", v)
		if err == nil {
			done.Next = l.Next
		}
		return err
	})
	if models.CodeOf(err) == models.NotFound {
		err = models.Errorf(models.Unsigned, "This link was used already, or its 15 minutes are over. Ask for a new one.")
	}
	return done, a.denied(ctx, err, "link", whose, v.Peer)
}

// orMissing is the error, or that there is nothing.
func orMissing(err error) error {
	if err == nil {
		return models.Missing()
	}
	return err
}

// denied writes a refusal to sign somebody in into the audit, in a transaction of its own: the one of the sign-in is undone.
func (a *Access) denied(ctx context.Context, err error, method string, user models.ID, peer string) error {
	var refused *models.Error
	if !errors.As(err, &refused) || refused.Code != models.Unsigned {
		return err
	}
	if failed := a.Store().Update(ctx, models.Actor{}, func(tx *store.Tx) error { return deny(ctx, tx, method, user, refused.Message, peer) }); failed != nil {
		return failed
	}
	return err
}

// deny writes that somebody was not signed in, and why.
func deny(ctx context.Context, tx *store.Tx, method string, user models.ID, reason, peer string) error {
	return engine.Audit(ctx, tx, "session.denied", "user", user, nil, map[string]string{"method": method, "reason": reason, "peer": peer})
}
