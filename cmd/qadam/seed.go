package main

import (
	"context"
	"errors"
	"fmt"

	"qadam/app"
	"qadam/app/config"
	"qadam/models"
	"qadam/seeds"
)

type seedCmd struct {
	What        string `arg:"" optional:"" default:"reference" enum:"reference,demo" help:"What to load: reference or demo. Default: reference."`
	Scale       *int   `placeholder:"N" help:"Fill an empty database with N times 1,000 needs, 2,000 activities and 10,000 milestones of invented data, for measuring; 1 to 100."`
	Large       bool   `help:"With demo: much more of everything, in every state."`
	config.Core `group:"settings"`
}

// Help is shown by --help.
func (seedCmd) Help() string {
	return `The reference data is what every installation begins with: countries, themes, instruments, a prioritization scheme, reminder
rules. What is there already, and what an admin has changed of it, stays as it is. The demo's portfolio is fiction, for trying things
out; it brings the reference data along. What was loaded is not loaded twice.

Examples:

    qadam seed
    qadam seed demo
    qadam seed demo --large
    qadam seed --scale 10`
}

// Run loads the data.
func (c *seedCmd) Run(ctx context.Context, p *process) error {
	s, err := config.Read(p.env, c.Core)
	if err != nil {
		return settingsFault(err)
	}
	if c.Scale != nil && c.What == "demo" {
		return usageFault{errors.New("--scale fills an empty database, and the demo would be in it: load one or the other")}
	}
	if c.Large && c.What != "demo" {
		return usageFault{errors.New("--large is for the demo: qadam seed demo --large")}
	}
	return p.withApp(ctx, s, func(a *app.App) error {
		if c.Scale != nil {
			return p.scale(ctx, a, *c.Scale)
		}
		if c.What == "reference" {
			if err := seeds.LoadReference(ctx, a); err != nil {
				return fmt.Errorf("loading the reference data: %w", err)
			}
			fmt.Fprintln(p.stdout, "The reference data is there.")
			return nil
		}
		load := seeds.LoadDemo
		if c.Large {
			load = seeds.LoadLargeDemo
		}
		loaded, err := load(ctx, a)
		if err != nil {
			return fmt.Errorf("loading the demo: %w", err)
		}
		if loaded {
			fmt.Fprintln(p.stdout, "The demo is loaded.")
		} else {
			fmt.Fprintln(p.stdout, "The demo was there already.")
		}
		return nil
	})
}

// scale loads data to measure by, and shows how far it is.
func (p *process) scale(ctx context.Context, a *app.App, n int) error {
	if err := seeds.LoadReference(ctx, a); err != nil {
		return fmt.Errorf("loading the reference data: %w", err)
	}
	shown := ""
	return seeds.Scale(ctx, a, n, models.DateOf(a.Store().Now()), func(table string, done, total int) {
		if now := fmt.Sprintf("%s: %d%%", table, 100*done/max(total, 1)); now != shown {
			shown = now
			fmt.Fprintln(p.stdout, now)
		}
	})
}
