package main

import (
	"context"
	"fmt"

	"qadam/app"
	"qadam/app/config"
	"qadam/app/engine"
	"qadam/app/outbox"
	"qadam/models"
)

type userAddCmd struct {
	Email        string      `required:"" placeholder:"ADDRESS" help:"Address of the user, who is known by it."`
	Name         string      `required:"" help:"Name of the user."`
	Role         models.Role `required:"" placeholder:"STRING" enum:"${roles}" help:"What the user is here: manager, partner, donor, national or admin."`
	Organisation string      `xor:"bound" placeholder:"CODE" help:"Code of the organisation that a partner or donor speaks for."`
	Country      string      `xor:"bound" placeholder:"CODE" help:"Country of a national counterpart, such as KAZ."`
	config.Core  `group:"settings"`
}

// Help is shown by --help.
func (userAddCmd) Help() string {
	return `There are no passwords: a user signs in by a link in a mail, by a passkey or by the organisation's account. Without a mail
server, qadam user link makes a link. Programs come with a token, which qadam token create makes.

Examples:

    qadam user add --email admin@example.org --name "First Admin" --role admin
    qadam user add --email focal.point@example.org --name "Focal Point" --role partner --organisation UNODC
    qadam user add --email ministry@example.org --name "Counterpart" --role national --country KAZ`
}

// Run adds the user.
func (c *userAddCmd) Run(ctx context.Context, p *process) error {
	s, err := config.Read(p.env, c.Core)
	if err != nil {
		return settingsFault(err)
	}
	return p.withApp(ctx, s, func(a *app.App) error {
		in := models.UserInput{Name: c.Name, Email: c.Email, Role: c.Role, CountryCode: c.Country, Active: true}
		if c.Organisation != "" {
			o, err := a.Organisations.By(ctx, engine.System(), "code", c.Organisation)
			if err != nil {
				return notThere(err, "an organisation with the code %s", c.Organisation)
			}
			in.OrganisationID = o.ID
		}
		u, err := a.Users.Create(ctx, engine.System(), in)
		if err != nil {
			return err
		}
		fmt.Fprintf(p.stdout, "Added %s <%s>, %s, with the id %s.\nA link to sign in: qadam user link %s\nA token: qadam token create "+
			"--user %s --scope write\n", u.Name, u.Email, u.Role, u.ID, u.Email, u.Email)
		return nil
	})
}

type userLinkCmd struct {
	Email          string `arg:"" help:"Address of the user whom the link signs in."`
	config.Core    `group:"settings"`
	config.Address `group:"settings"`
}

// Help is shown by --help.
func (userLinkCmd) Help() string {
	return `For a machine that sends no mail. The link is good once, for 15 minutes, and goes alone to standard output. Give it to the user
on a way that nobody else reads: whoever opens it is signed in as the user. The audit tells that it was made.

Examples:

    qadam user link admin@example.org
    qadam user link admin@example.org --base-url https://qadam.example.org`
}

// Run makes the link.
func (c *userLinkCmd) Run(ctx context.Context, p *process) error {
	s, err := config.Read(p.env, c.Core, c.Address)
	if err != nil {
		return settingsFault(err)
	}
	return p.withApp(ctx, s, func(a *app.App) error {
		link, err := a.CreateSignInLink(ctx, engine.System(), c.Email)
		if err != nil {
			return notThere(err, "a user with the address %s who may sign in", c.Email)
		}
		fmt.Fprintln(p.stdout, link)
		fmt.Fprintf(p.stderr, "It is good once, for %d minutes.\n", int(outbox.SignInLinkLife.Minutes()))
		return nil
	})
}

// notThere says of what there is none, where the use cases say only that there is nothing.
func notThere(err error, format string, args ...any) error {
	if models.CodeOf(err) != models.NotFound {
		return err
	}
	return fmt.Errorf("there is no such thing as "+format, args...)
}
