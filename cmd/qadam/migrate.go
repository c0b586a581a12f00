package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"qadam/app/config"
)

type migrateUpCmd struct {
	config.Core `group:"settings"`
}

// Help is shown by --help.
func (migrateUpCmd) Help() string {
	return `Several servers may do so at once: one of them does the work, the others wait. serve does the same when it starts.

Examples:

    qadam migrate up
    qadam migrate up --database postgres://qadam:password@db:5432/qadam`
}

// Run brings the schema up to date.
func (c *migrateUpCmd) Run(ctx context.Context, p *process) (err error) {
	s, err := config.Read(p.env, c.Core)
	if err != nil {
		return settingsFault(err)
	}
	st, err := openStore(s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	n, err := st.Migrate(ctx)
	if err != nil {
		return fmt.Errorf("migrating %s: %w", s.DatabaseName(), err)
	}
	fmt.Fprintf(p.stdout, "%s is up to date; migrations that ran now: %d\n", s.DatabaseName(), n)
	return nil
}

type migrateStatusCmd struct {
	config.Core `group:"settings"`
}

// Help is shown by --help.
func (migrateStatusCmd) Help() string {
	return `Examples:

    qadam migrate status`
}

// Run lists the schema's steps.
func (c *migrateStatusCmd) Run(ctx context.Context, p *process) (err error) {
	s, err := config.Read(p.env, c.Core)
	if err != nil {
		return settingsFault(err)
	}
	st, err := openExisting(s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	all, err := st.Migrations(ctx)
	if err != nil {
		return fmt.Errorf("the database %s: %w", s.DatabaseName(), err)
	}
	table := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "MIGRATION\tAPPLIED")
	for _, m := range all {
		applied := "not yet; run: qadam migrate up"
		if !m.Applied.IsZero() {
			applied = m.Applied.UTC().Format(time.RFC3339)
		}
		fmt.Fprintf(table, "%s\t%s\n", m.Name, applied)
	}
	return table.Flush()
}
