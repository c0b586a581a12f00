package main

import (
	"context"
	"fmt"

	"qadam/app"
	"qadam/app/config"
	"qadam/models"
)

type userAddCmd struct {
	Email        string `required:"" placeholder:"ADDRESS" help:"Address of the user, who is known by it."`
	Name         string `required:"" help:"Name of the user."`
	Role         string `required:"" enum:"manager,partner,donor,national,admin" help:"What the user is here: manager, partner, donor, national or admin."`
	Organisation string `xor:"bound" placeholder:"CODE" help:"Code of the organisation that a partner or donor speaks for."`
	Country      string `xor:"bound" placeholder:"CODE" help:"Country of a national counterpart, such as KAZ."`
	config.Core  `group:"settings"`
}

// Help is shown by --help.
func (userAddCmd) Help() string {
	return `There are no passwords: a user comes in with a token, which qadam token create makes.

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
		in := models.UserInput{Name: c.Name, Email: c.Email, Role: models.Role(c.Role), CountryCode: c.Country, Active: true}
		if c.Organisation != "" {
			o, err := a.Organisations.By(ctx, app.System(), "code", c.Organisation)
			if err != nil {
				return notThere(err, "an organisation with the code %s", c.Organisation)
			}
			in.OrganisationID = o.ID
		}
		u, err := a.Users.Create(ctx, app.System(), in)
		if err != nil {
			return err
		}
		fmt.Fprintf(p.stdout, "Added %s <%s>, %s, with the id %s.\nA token: qadam token create --user %s --scope write\n", u.Name, u.Email, u.Role, u.ID, u.Email)
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
