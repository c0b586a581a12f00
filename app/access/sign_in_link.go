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

// signInLinkPlaceholder stands in a mail for the secret of its link until the mail is sent.
const signInLinkPlaceholder = "LINK-MADE-WHEN-SENT"

// askedAtOnce is how many requests for links are answered in one transaction.
const askedAtOnce = 50

// secretHash is what is kept of a secret. It includes the purpose, so that a secret of one kind is never taken for another.
func secretHash(kind, secret string) []byte {
	sum := sha256.Sum256([]byte(kind + "\n" + secret))
	return sum[:]
}

// RequestSignInLink takes a request for a sign-in link. It does the same work and gives the same answer for known and unknown
// addresses: the address is looked up later, when the mail is written.
func (a *Access) RequestSignInLink(ctx context.Context, in models.SignInRequest, v models.Visit) (*models.SignInAsked, error) {
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
		return store.QueueSignIn(tx, in, v.Peer)
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

// throttle takes one try of an account; the database keeps a hash of its name.
func throttle(tx *store.Tx, kind, account string, burst int, every time.Duration) error {
	wait, err := store.Throttle(tx, kind+":"+hex.EncodeToString(secretHash("throttle", account)), burst, every)
	if err != nil || wait <= 0 {
		return err
	}
	return &models.Error{Code: models.TooManyRequests, RetryAfter: wait.Truncate(time.Second) + time.Second,
		Message: "That was tried too often. Wait a little, then try again."}
}

// mailSignInLinks answers the requests for links: a mail where a user has the address, nothing else.
func (a *Access) mailSignInLinks(ctx context.Context) error {
	for {
		n := 0
		err := a.Store().Update(ctx, engine.System(), func(tx *store.Tx) error {
			asked, err := store.TakeQueuedSignIns(tx, askedAtOnce)
			n = len(asked)
			for _, q := range asked {
				if err == nil {
					err = a.mailSignInLink(ctx, tx, q)
				}
			}
			return err
		})
		if err != nil || n < askedAtOnce || ctx.Err() != nil {
			return err
		}
	}
}

func (a *Access) mailSignInLink(ctx context.Context, tx *store.Tx, q store.QueuedSignIn) error {
	u, err := store.ActiveUser(tx, q.Email)
	switch {
	case store.NoRow(err):
		return auditDeny(ctx, tx, "link", "", "nobody who may sign in has the address", q.Peer)
	case err != nil:
		return err
	case !a.outbox.SendsMail():
		return auditDeny(ctx, tx, "link", u.ID, "no mail server is set up", q.Peer)
	}
	m, err := a.signInMail(u)
	if err != nil {
		return err
	}
	m.LinkUserID, m.LinkNext = u.ID, q.Next
	if err := store.AddMails(tx, m); err != nil {
		return err
	}
	return engine.Audit(ctx, tx, "link.create", "user", u.ID, nil, map[string]string{"sent": "by mail", "peer": q.Peer})
}

// signInMail writes the mail; the place of the secret is kept free until it is sent.
func (a *Access) signInMail(u *models.User) (models.OutboxMail, error) {
	site, err := a.Site()
	if err != nil {
		return models.OutboxMail{}, err
	}
	return outbox.Letter(
		u.Language,
		mail.SignIn{Frame: a.outbox.Frame(site, u.Name), URL: a.signInURL(signInLinkPlaceholder),
			Minutes: int(outbox.SignInLinkLife / time.Minute)},
		models.OutboxMail{Recipient: u.Email, Name: u.Name, MessageID: string(models.NewID()) + "@" + url.PathEscape(site.Hostname())},
	)
}

func (a *Access) signInURL(secret string) string { return a.BaseURL() + "/sign-in/link/" + secret }

// fillSignInLinks puts fresh links into mails that are about to be sent. Each attempt has its own, since what became of the one
// before may be unknown.
func fillSignInLinks(tx *store.Tx, mails []models.OutboxMail) error {
	for i := range mails {
		m := &mails[i]
		if m.LinkUserID == "" {
			continue
		}
		secret, err := addSignInLink(tx, m.LinkUserID, m.LinkNext)
		if err != nil {
			return err
		}
		m.TextBody, m.HTMLBody = strings.ReplaceAll(m.TextBody, signInLinkPlaceholder, secret),
			strings.ReplaceAll(m.HTMLBody, signInLinkPlaceholder, secret)
	}
	return nil
}

func addSignInLink(tx *store.Tx, user models.ID, next string) (secret string, err error) {
	secret = engine.RandomText()
	return secret, store.AddSignInLink(
		tx,
		store.SignInLink{UserID: user, Hash: secretHash("link", secret), Next: next, ExpiresAt: tx.Now().Add(outbox.SignInLinkLife)},
	)
}

// CreateSignInLink makes a sign-in link without a mail, for the operator.
func (a *Access) CreateSignInLink(ctx context.Context, actor models.Actor, email string) (address string, err error) {
	if err := engine.Allow(actor, "link.create"); err != nil {
		return "", err
	}
	err = a.Store().Update(ctx, actor, func(tx *store.Tx) error {
		u, err := store.ActiveUser(tx, strings.ToLower(email))
		if err != nil {
			return err
		}
		secret, err := addSignInLink(tx, u.ID, "")
		address = a.signInURL(secret)
		if err != nil {
			return err
		}
		return engine.Audit(ctx, tx, "link.create", "user", u.ID, nil, map[string]string{"sent": "on the command line"})
	})
	return address, err
}

// SignInLinkState is what a sign-in link is good for.
type SignInLinkState string

// The states of a link. An unknown link is over.
const (
	SignInLinkOpen SignInLinkState = "open"
	SignInLinkUsed SignInLinkState = "used"
	SignInLinkOver SignInLinkState = "over"
)

// SignInLinkState tells the state of a link and changes nothing: mail scanners open every link, too.
func (a *Access) SignInLinkState(ctx context.Context, secret string) (SignInLinkState, error) {
	return engine.View(a.Engine, ctx, models.Actor{}, func(tx *store.Tx) (SignInLinkState, error) {
		l, err := store.SignInLinkByHash(tx, secretHash("link", secret))
		switch {
		case store.NoRow(err):
			return SignInLinkOver, nil
		case err != nil:
			return "", err
		case l.UsedAt != nil:
			return SignInLinkUsed, nil
		case !l.ExpiresAt.After(tx.Now()):
			return SignInLinkOver, nil
		}
		return SignInLinkOpen, nil
	})
}

// RedeemSignInLink signs in whom a link is for, and uses the link up: of any number of tries at once, one succeeds.
func (a *Access) RedeemSignInLink(ctx context.Context, in models.LinkInput, v models.Visit) (*models.SignedIn, error) {
	if err := engine.CheckShape(in); err != nil {
		return nil, err
	}
	var done *models.SignedIn
	var whose models.ID
	err := a.Store().Update(ctx, models.Actor{}, func(tx *store.Tx) error {
		l, err := store.SignInLinkByHash(tx, secretHash("link", in.Token))
		if err != nil {
			return err
		}
		whose = l.UserID
		u, err := store.Users.Lock(tx.As(engine.System()), l.UserID) // first, in the order in which a change of a user locks
		if err != nil {
			return err
		}
		used, err := store.UseSignInLink(tx, l.ID)
		if err != nil || !used {
			return notFoundIfNil(err)
		}
		done, err = a.beginSession(ctx, tx, u, models.SignInLink, v)
		if err == nil {
			done.Next = l.Next
		}
		return err
	})
	if models.CodeOf(err) == models.NotFound {
		err = models.Errorf(models.Unauthenticated, "This link was used already, or its 15 minutes are over. Ask for a new one.")
	}
	return done, a.auditDenied(ctx, err, "link", whose, v.Peer)
}

// notFoundIfNil is the error, or NotFound.
func notFoundIfNil(err error) error {
	if err == nil {
		return models.NotFoundError()
	}
	return err
}

// auditDenied logs a refused sign-in, in a transaction of its own: the one of the sign-in is undone.
func (a *Access) auditDenied(ctx context.Context, err error, method string, user models.ID, peer string) error {
	var refused *models.Error
	if !errors.As(err, &refused) || refused.Code != models.Unauthenticated {
		return err
	}
	if failed := a.Store().Update(ctx, models.Actor{}, func(tx *store.Tx) error {
		return auditDeny(ctx, tx, method, user, refused.Message,
			peer)
	}); failed != nil {
		return failed
	}
	return err
}

// auditDeny logs a refused sign-in and its reason.
func auditDeny(ctx context.Context, tx *store.Tx, method string, user models.ID, reason, peer string) error {
	return engine.Log(tx, models.LogDenied, "session.denied", "user", user, nil, map[string]string{"method": method, "reason": reason,
		"peer": peer})
}
