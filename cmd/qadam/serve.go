package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os/signal"
	"syscall"

	"qadam/app"
	"qadam/app/access"
	"qadam/app/config"
	"qadam/app/identity"
	"qadam/app/mail"
	"qadam/app/store"
	"qadam/app/webhook"
)

type serveCmd struct {
	NoMigrate      bool `help:"Leave the database's schema as it is, and do not serve when it is not this program's."`
	config.Core    `group:"settings"`
	config.Address `group:"settings"`
	config.Mail    `group:"settings"`
	config.Server  `group:"settings"`
	config.Files   `group:"settings"`
	config.SignIn  `group:"settings"`
	config.OIDC    `group:"settings"`
}

// Help is shown by --help.
func (serveCmd) Help() string {
	return `Without settings it keeps its data in qadam.db in this folder and lets nobody in but this machine. To let others in, put a
proxy with a certificate before it, or give --listen and the --base-url at which people reach it.

A Postgres that does not answer yet is waited for: until then /readyz and all requests get 503 with the reason.

SIGTERM or SIGINT ends it: it takes no more requests and finishes those that it has; a second one ends it at once.

Examples:

    qadam serve
    qadam serve --listen 0.0.0.0:8080 --base-url https://qadam.example.org
    QADAM_DATABASE_FILE=/run/secrets/database_url qadam serve --log-format json`
}

// Run serves until it is told to stop.
func (c *serveCmd) Run(ctx context.Context, p *process) error {
	s, err := config.Read(p.env, c.Core, c.Address, c.Mail, c.Server, c.Files, c.SignIn, c.OIDC)
	sender, mailFault := newSender(s)
	if err := errors.Join(err, mailFault); err != nil {
		return settingsFault(err)
	}
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	ln, err := net.Listen("tcp", s.Listen)
	if err != nil {
		return fmt.Errorf("listening on %s: %w", s.Listen, err)
	}
	defer ln.Close()
	st, err := openServing(s)
	if err != nil {
		return err
	}
	if s.SecretKey.Reveal() == "" {
		s.Logger(p.stderr).Warn("no secret key is set: a copy of the database is enough to use its update links and the secrets of its " +
			"webhooks")
	}
	return p.serve(ctx, s, ln, st, sender, !c.NoMigrate, func(_ *app.App, url string) error {
		fmt.Fprintf(p.stdout, "Qadam listens on %s (database: %s)\n", url, s.DatabaseName())
		return nil
	})
}

// serve runs the server and its jobs over a store, which it closes in the end. It waits for the database, and calls ready before it
// lets requests in, with the address at which this machine finds it.
func (p *process) serve(ctx context.Context, s config.Settings, ln net.Listener, st *store.Store, sender *mail.Sender, migrate bool,
	ready func(a *app.App, url string) error) error {
	log := s.Logger(p.stderr)
	bound := reachable(ln.Addr().String())
	kept, err := newEvidence(s)
	if err != nil {
		return errors.Join(err, st.Close())
	}
	a := app.New(st, log, app.Options{BaseURL: s.BaseURLAt(bound), Notice: s.Notice, Sender: sender, MailLease: s.MailLease,
		Sessions: access.SessionSettings{Idle: s.SessionIdle, Life: s.SessionLife, Demo: s.DemoPeople},
		Provider: newProvider(s, s.BaseURLAt(bound)),
		Webhooks: webhook.New(s.WebhookPrivate), PlainWebhooks: s.WebhookPrivate, UpdateLinkDays: s.LinkDays, KeepDays: s.KeepDays,
		KeepReadsDays: s.KeepReadsDays,
		RateDays:      s.RateDays, SecretKey: []byte(s.SecretKey.Reveal()), Evidence: kept})
	srv, err := newServer(a, log, s, s.BaseURLAt(bound))
	if err == nil {
		err = srv.run(ctx, ln, func(ctx context.Context) error {
			if err := st.Prepare(ctx, migrate, srv.wait); err != nil {
				return fmt.Errorf("the database %s: %w", s.DatabaseName(), err)
			}
			a.CheckProvider(ctx)
			return ready(a, "http://"+bound)
		})
	}
	if errors.As(err, &interrupted{}) {
		return err // closing the store would wait for what was cut off
	}
	return errors.Join(err, st.Close())
}

// newProvider makes the OpenID provider that the settings name; nil for none.
func newProvider(s config.Settings, baseURL string) *identity.Provider {
	if s.OIDCIssuer == "" {
		return nil
	}
	return identity.NewProvider(identity.Settings{Issuer: s.OIDCIssuer, ClientID: s.OIDCClientID, ClientSecret: s.OIDCClientSecret.Reveal(),
		CallbackURL: baseURL + "/sign-in/provider/callback"})
}

// newSender makes the sender of mails; nil when there is no mail server, for then they wait in the outbox.
func newSender(s config.Settings) (*mail.Sender, error) {
	if s.SMTPURL.Reveal() == "" {
		return nil, nil
	}
	settings, err := mail.ParseURL(s.SMTPURL.Reveal())
	if err != nil {
		return nil, fmt.Errorf("--smtp-url (QADAM_SMTP_URL): %w", err)
	}
	if s.MailFrom != "" {
		settings.From = s.MailFrom
	}
	settings.PerHour = s.MailPerHour
	sender, err := mail.New(settings)
	if err != nil {
		return nil, fmt.Errorf("--mail-from (QADAM_MAIL_FROM): %w", err)
	}
	return sender, nil
}
