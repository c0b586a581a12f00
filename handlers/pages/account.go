package pages

import (
	"context"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"qadam/models"
	"qadam/web"
)

// The account page: a person's sessions, and what it can sign in with.

const accountAction = "account.page"

func accountRoutes() []route {
	const get, post = fiber.MethodGet, fiber.MethodPost
	return []route{
		{get, "/account", accountAction, personal(func(x *exchange) error { return x.account(fiber.StatusOK, web.Form{}) })},
		{post, "/account/provider", accountAction, personal(toProvider)},
		{post, "/account/sessions/end-others", accountAction, personal(endOtherSessions)},
		{post, "/account/sessions/:id/end", accountAction, personal(func(x *exchange) error { return change(x, x.app.EndSession) })},
		{post, "/account/passkeys/:id/remove", accountAction, personal(func(x *exchange) error { return change(x, x.app.RemovePasskey) })},
		{post, "/account/identities/:id/remove", accountAction,
			personal(func(x *exchange) error { return change(x, x.app.RemoveIdentity) })},
		{post, "/account/passkeys/:id/rename", accountAction, personal(renamePasskey)},
	}
}

// account shows the page. Shown is the form of one of the passkeys as it comes back with faults.
func (x *exchange) account(status int, shown web.Form) error {
	own := models.ListQuery{Limit: models.MaxLimit, Filters: map[string]string{"user_id": string(x.actor.UserID)}}
	sessions, err := x.app.Sessions.List(x.ctx, x.actor, own)
	if err != nil {
		return err
	}
	passkeys, err := x.app.Passkeys.List(x.ctx, x.actor, own)
	if err != nil {
		return err
	}
	identities, err := x.app.Identities.List(x.ctx, x.actor, own)
	if err != nil {
		return err
	}
	v := web.Account{Name: x.actor.Name, Email: x.actor.Email, Role: string(x.actor.Role), Provider: x.app.Provider()}
	for _, o := range sessions.Items {
		v.Sessions = append(v.Sessions, web.AccountSession{ID: string(o.ID), Agent: browserOf(o.Agent), Peer: o.Peer,
			Method: string(o.Method), Version: o.Version, Since: o.CreatedAt, Seen: o.LastSeenAt, Current: o.Current})
	}
	for _, p := range passkeys.Items {
		key := web.AccountKey{ID: string(p.ID), Name: p.Name, Version: p.Version, Since: p.CreatedAt, Used: p.LastUsedAt,
			Blocked: p.BlockedAt != nil, Suspended: p.SuspendedAt != nil,
			Form: web.NewForm(string(p.ID), url.Values{"name": {p.Name}})}
		if shown.Key == key.Key {
			key.Form = shown
		}
		v.Passkeys = append(v.Passkeys, key)
	}
	for _, i := range identities.Items {
		v.Identities = append(v.Identities, web.AccountKey{ID: string(i.ID), Name: i.Issuer, Version: i.Version, Since: i.CreatedAt,
			Suspended: i.SuspendedAt != nil})
	}
	return x.show(status, v)
}

// stay tells a page how long its session goes on.
func (p *Pages) stay(o models.Session) web.Stay {
	seconds := func(d time.Duration) int { return int(d / time.Second) }
	now := p.app.Store().Now()
	life, left := o.ExpiresAt.Sub(now), o.IdleUntil.Sub(now)
	return web.Stay{Left: seconds(min(left, life)), Idle: seconds(p.app.SessionExtension()), Life: seconds(life)}
}

func endOtherSessions(x *exchange) error {
	_, err := x.app.EndOtherSessions(x.ctx, x.actor)
	return x.backToAccount(err)
}

func renamePasskey(x *exchange) error {
	f := x.form(x.c.Params("id"))
	name := models.PasskeyInput{Name: f.line("name", "/name")}
	f.hint("name", nil)
	err := f.submit(name, func() error {
		return change(x, func(ctx context.Context, actor models.Actor, id models.ID, version int) (*models.Passkey, error) {
			return x.app.Passkeys.Patch(ctx, actor, id, version, func(in *models.PasskeyInput) error {
				*in = name
				return nil
			})
		})
	})
	if shown, ok := f.view(err); ok {
		return x.account(fiber.StatusUnprocessableEntity, shown)
	}
	return err
}

// change does to one object what a button of the account page is for, and goes back to it.
func change[T any](x *exchange, do func(context.Context, models.Actor, models.ID, int) (*T, error)) error {
	id, err := x.id()
	if err != nil {
		return err
	}
	version, err := x.version()
	if err != nil {
		return err
	}
	_, err = do(x.ctx, x.actor, id, version)
	return x.backToAccount(err)
}

// backToAccount goes to the account page, which shows what has become of it.
func (x *exchange) backToAccount(err error) error {
	if err != nil {
		return err
	}
	return x.c.Redirect("/account", fiber.StatusSeeOther)
}
