package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"qadam/app"
	"qadam/app/config"
	"qadam/models"
)

type auditVerifyCmd struct {
	Against     string `placeholder:"FILE" help:"Heads that qadam audit head printed before: the log must still pass through them."`
	config.Core `group:"settings"`
}

// Help is shown by --help.
func (auditVerifyCmd) Help() string {
	return `Walks along every lane of the log, from its first entry to its head, and checks each entry's hash, what it leans on, and the
checkpoints. It may run while servers write. It names the months of reads that were dropped, with their closing hashes, which an entry of
the log and the kept heads must name, too. Where a link does not hold it names the first one of each lane, and ends with 1.

What it cannot see by itself is a log that was written anew from its first entry to its last, or cut off with its heads:
keep what qadam audit head prints on another machine, and give it with --against.

Examples:

    qadam audit verify
    qadam audit verify --against heads-2021-05.json`
}

// Run proves the log.
func (c *auditVerifyCmd) Run(ctx context.Context, p *process) error {
	s, err := config.Read(p.env, c.Core)
	if err != nil {
		return settingsFault(err)
	}
	against, err := readHeads(c.Against)
	if err != nil {
		return usageFault{err}
	}
	return p.withApp(ctx, s, func(a *app.App) error {
		began := time.Now()
		proof, err := a.VerifyLog(ctx, against)
		if err != nil {
			return err
		}
		took := time.Since(began)
		for _, b := range proof.Breaks {
			id := string(b.ID)
			if id == "" {
				id = "no entry"
			}
			fmt.Fprintf(p.stdout, "BROKEN lane %d, number %d (%s): %s: %s\n", b.Lane, b.Seq, id, b.What, b.Why)
		}
		for _, d := range proof.Dropped {
			fmt.Fprintf(p.stdout, "dropped on %s: the reads of %s, %d entries", d.At.Format(time.DateOnly), d.Part, d.Entries())
			for _, h := range d.Lanes {
				fmt.Fprintf(p.stdout, "; lane %d ended with number %d, hash %s", h.Lane, h.Seq, h.Hash)
			}
			fmt.Fprintln(p.stdout)
		}
		fmt.Fprintf(p.stdout, "%d entries in %d lanes, %d checkpoints; %.0f entries a second\n", proof.Entries, proof.Lanes,
			proof.Checkpoints, float64(proof.Entries)/took.Seconds())
		if len(proof.Breaks) > 0 {
			return errors.New("the log does not hold: see the first broken link of each lane above")
		}
		fmt.Fprintln(p.stdout, "The log holds.")
		return nil
	})
}

// readHeads reads what auditHeadCmd printed; no file is no heads.
func readHeads(file string) (*models.Heads, error) {
	if file == "" {
		return nil, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("--against: %w", err)
	}
	var heads models.Heads
	if err := json.Unmarshal(text, &heads); err != nil || len(heads.Lanes) == 0 {
		return nil, fmt.Errorf("--against: %s does not hold what qadam audit head prints", file)
	}
	return &heads, nil
}

type auditHeadCmd struct {
	config.Core `group:"settings"`
}

// Help is shown by --help.
func (auditHeadCmd) Help() string {
	return `Prints, as JSON, the number and the hash of the last entry of each lane. Keep it where those who run the database cannot
reach: it proves later that nothing before it was changed or cut off. The log notes that they were given out; only then are reads
dropped whose keeping time (QADAM_KEEP_READS_DAYS) is over.

Examples:

    qadam audit head > heads-2021-05.json`
}

// Run prints where the log ends.
func (c *auditHeadCmd) Run(ctx context.Context, p *process) error {
	s, err := config.Read(p.env, c.Core)
	if err != nil {
		return settingsFault(err)
	}
	return p.withApp(ctx, s, func(a *app.App) error {
		return a.LogHeads(ctx, func(heads models.Heads) error {
			enc := json.NewEncoder(p.stdout)
			enc.SetIndent("", "  ")
			return enc.Encode(heads)
		})
	})
}

type auditExportCmd struct {
	config.Core `group:"settings"`
}

// Help is shown by --help.
func (auditExportCmd) Help() string {
	return `Writes the whole log to standard output, an entry a line as JSON, lane by lane: with it and the definition of the hash in
docs/security.md anybody can prove the log without Qadam. It holds what was confidential when it was written; keep it so.
That the log was taken is itself logged.

Examples:

    qadam audit export | gzip > log.ndjson.gz`
}

// Run writes the log.
func (c *auditExportCmd) Run(ctx context.Context, p *process) error {
	s, err := config.Read(p.env, c.Core)
	if err != nil {
		return settingsFault(err)
	}
	return p.withApp(ctx, s, func(a *app.App) error {
		out := bufio.NewWriter(p.stdout)
		enc := json.NewEncoder(out)
		if err := a.ExportLog(ctx, func(c *models.Change) error { return enc.Encode(c) }); err != nil {
			return err
		}
		return out.Flush()
	})
}
