package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"qadam/app"
	"qadam/app/config"
	"qadam/app/engine"
	"qadam/models"
)

type tokenCreateCmd struct {
	User        string            `required:"" placeholder:"EMAIL" help:"Address of the user whom the token signs in."`
	Name        string            `default:"command line" help:"What the token is for, to tell it from others."`
	Scope       models.TokenScope `default:"read" enum:"${scopes}" help:"What it may do: read, or write, which is both."`
	Days        int               `default:"90" help:"For how many days it is good, 366 at most."`
	config.Core `group:"settings"`
}

// Help is shown by --help.
func (tokenCreateCmd) Help() string {
	return `The token alone goes to standard output, so that a script can take it. It is kept nowhere: lose it, and make another.

Examples:

    qadam token create --user admin@example.org --name laptop --scope write
    TOKEN=$(qadam token create --user donor@example.org --name "Monthly report" --days 30)
    curl -H "Authorization: Bearer $TOKEN" http://127.0.0.1:8080/api/v1/me`
}

// Run makes the token.
func (c *tokenCreateCmd) Run(ctx context.Context, p *process) error {
	s, err := config.Read(p.env, c.Core)
	if err != nil {
		return settingsFault(err)
	}
	return p.withApp(ctx, s, func(a *app.App) error {
		t, err := createToken(ctx, a, c.User, c.Name, c.Scope, c.Days)
		if err != nil {
			return err
		}
		fmt.Fprintln(p.stdout, t.Secret)
		fmt.Fprintf(p.stderr, "This is the only time that it is shown. It ends on %s; to end it before: qadam token revoke %s\n",
			t.ExpiresAt.UTC().Format(time.RFC1123), t.ID)
		return nil
	})
}

// createToken makes a token for the user with an address.
func createToken(ctx context.Context, a *app.App, email, name string, scope models.TokenScope, days int) (*models.Token, error) {
	u, err := a.Users.By(ctx, engine.System(), "email", strings.ToLower(email))
	if err != nil {
		return nil, notThere(err, "a user with the address %s", email)
	}
	end := a.Store().Now().AddDate(0, 0, days)
	return a.CreateToken(ctx, engine.System(), models.TokenInput{UserID: u.ID, Name: name, Scope: scope, ExpiresAt: &end})
}

type tokenRevokeCmd struct {
	Token       string `arg:"" name:"id|prefix" help:"Id of the token, or its first characters as lists show them: qdm_ and six more."`
	config.Core `group:"settings"`
}

// Help is shown by --help.
func (tokenRevokeCmd) Help() string {
	return `Examples:

    qadam token revoke qdm_Ab12Cd
    qadam token revoke 0190d2c4-7a00-7000-8000-000000000001`
}

// Run ends the token.
func (c *tokenRevokeCmd) Run(ctx context.Context, p *process) error {
	s, err := config.Read(p.env, c.Core)
	if err != nil {
		return settingsFault(err)
	}
	column := "id"
	if _, err := models.ParseID(c.Token); err != nil {
		column = "prefix"
	}
	return p.withApp(ctx, s, func(a *app.App) error {
		t, err := a.Tokens.By(ctx, engine.System(), column, strings.TrimSuffix(c.Token, "…"))
		if err != nil {
			return notThere(err, "a token with this %s", column)
		}
		if t, err = a.RevokeToken(ctx, engine.System(), t.ID, t.Version); err != nil {
			return err
		}
		fmt.Fprintf(p.stdout, "Ended %s… %q (%s).\n", t.Prefix, t.Name, t.ID)
		return nil
	})
}
