package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"text/tabwriter"

	"qadam/app"
	"qadam/app/config"
	"qadam/app/engine"
	"qadam/app/register"
	"qadam/models"
)

type importNeedsCmd struct {
	File         string            `arg:"" help:"CSV file whose columns are named as the fields of a need; - is standard input."`
	Mission      string            `required:"" placeholder:"REFERENCE" help:"Mission that found them, such as KAZ-2021-M1."`
	DryRun       bool              `help:"Check everything, save nothing."`
	AllOrNothing bool              `help:"Save only if no row is refused."`
	Existing     string            `enum:",skip,update,add" default:"" placeholder:"ANSWER" help:"What becomes of rows that look like needs that are here already: skip, update or add them."`
	Columns      map[string]string `placeholder:"HEADING=COLUMN" help:"The column as which a heading of the file is read; - passes it over. Again for each heading."`
	Currency     string            `placeholder:"CODE" help:"Currency of amounts beside which none stands, such as USD."`
	Charset      string            `placeholder:"NAME" help:"Charset of the file, such as windows-1251; UTF-8, UTF-16 and most Cyrillic files are known without it."`
	config.Core  `group:"settings"`
}

// Help is shown by --help.
func (importNeedsCmd) Help() string {
	return `Rows that are right are saved; those that are not are listed with line and column, and the exit code is 1.

Examples:

    qadam import needs needs.csv --mission KAZ-2021-M1 --dry-run
    qadam import needs needs.csv --mission KAZ-2021-M1 --all-or-nothing`
}

// Run takes the file in.
func (c *importNeedsCmd) Run(ctx context.Context, p *process) error {
	s, err := config.Read(p.env, c.Core)
	if err != nil {
		return settingsFault(err)
	}
	in := p.stdin
	if c.File != "-" {
		file, err := os.Open(c.File)
		if err != nil {
			return err
		}
		defer file.Close()
		in = file
	}
	return p.withApp(ctx, s, func(a *app.App) error {
		mission, err := a.Missions.By(ctx, engine.System(), "reference", c.Mission)
		if err != nil {
			return notThere(err, "a mission with the reference %s", c.Mission)
		}
		res, err := a.ImportNeeds(ctx, engine.System(), mission.ID, in, register.ImportOptions{DryRun: c.DryRun,
			AllOrNothing: c.AllOrNothing, Existing: models.Existing(c.Existing), Columns: c.Columns, Currency: c.Currency,
			Charset: c.Charset})
		if err != nil {
			return err
		}
		return p.showImport(res)
	})
}

// showImport tells what became of the rows; refused ones are a fault.
func (p *process) showImport(res *register.ImportResult) error {
	if len(res.Errors) > 0 {
		table := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "LINE\tROW\tTITLE\tCOLUMN\tWHAT TO DO")
		for _, e := range res.Errors {
			fmt.Fprintf(table, "%d\t%d\t%.40s\t%s\t%s\n", e.Line, e.Row, e.Title, e.Column, e.Detail)
		}
		if err := table.Flush(); err != nil {
			return err
		}
		if res.MoreErrors > 0 {
			fmt.Fprintf(p.stdout, "… and %d more.\n", res.MoreErrors)
		}
	}
	// With all or nothing, rows without a fault are not saved either when there are others.
	done := fmt.Sprintf("%d saved", len(res.Created)+len(res.Updated))
	if res.DryRun {
		done = fmt.Sprintf("%d without a fault (a dry run: none saved)", res.Accepted)
	}
	fmt.Fprintf(p.stdout, "%d rows: %s, %d refused.\n", res.Rows, done, res.Refused)
	if res.Refused > 0 {
		return errors.New("some rows were refused; mend them and send those again")
	}
	return nil
}
