package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"qadam/app"
	"qadam/app/config"
	"qadam/app/engine"
	"qadam/app/secret"
	"qadam/app/store"
	"qadam/models"
	"qadam/seeds"
)

type demoCmd struct {
	Dir            string `placeholder:"FOLDER" help:"Folder that holds the demo; kept until you delete it. Default: qadam-demo, or qadam-demo-large."`
	Large          bool   `help:"Much more of everything, in every state: 500 needs, 30 missions in five States."`
	config.Log     `group:"settings"`
	config.Address `group:"settings"`
	config.SignIn  `group:"settings"`
}

// Help is shown by --help.
func (demoCmd) Help() string {
	return `Makes the folder with a SQLite database and loads the demo's portfolio: one real assessment mission, and fiction around it.
Then it serves, and prints a token for each role and what to try. What you change is there again at the next start. It
takes no other database and sends no mail, whatever the environment says.

Examples:

    qadam demo
    qadam demo --large
    qadam demo --dir /tmp/qadam --listen 127.0.0.1:9000`
}

const (
	demoNotice    = "Demo: all data here is fiction, except that the mission to Kazakhstan of January 2021 took place."
	demoTokenDays = 30
	// demoPublicRate lets everybody read what the demo's State has opened to the public.
	demoPublicRate = 60
)

// Run makes the demo where there is none, and serves it until it is told to stop.
func (c *demoCmd) Run(ctx context.Context, p *process) error {
	s, err := config.Read(p.env, c.Log, c.Address, c.SignIn)
	if err != nil {
		return settingsFault(err)
	}
	c.Dir = cmp.Or(c.Dir, map[bool]string{false: "qadam-demo", true: "qadam-demo-large"}[c.Large])
	s.Database = secret.New(filepath.Join(c.Dir, "qadam.db"))
	s.Notice, s.Jobs, s.ShutdownTimeout = demoNotice, true, 15*time.Second
	s.PublicRate = cmp.Or(s.PublicRate, demoPublicRate)
	for _, v := range visitors() {
		s.DemoPeople = append(s.DemoPeople, v.email)
	}
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	ln, err := listenNear(s.Listen)
	if err != nil {
		return err
	}
	defer ln.Close()
	if err := p.makeDemo(ctx, s, s.BaseURLAt(reachable(ln.Addr().String())), c.Large); err != nil {
		return fmt.Errorf("the demo in %s: %w", c.Dir, err)
	}
	st, err := openServing(s)
	if err != nil {
		return err
	}
	return p.serve(ctx, s, ln, st, nil, true, func(a *app.App, _ string) error {
		// Who opens a demo wants to see its mails, whatever hour and day it is.
		if _, err := a.ScanReminders(ctx, a.Store().Now()); err != nil {
			return err
		}
		if _, err := a.ComposeMailsNow(ctx); err != nil {
			return err
		}
		return p.welcome(ctx, a, c.Dir, a.BaseURL())
	})
}

// demoLink makes an update link such as a reminder carries, for the contact of the milestone that is due first.
func (p *process) demoLink(ctx context.Context, a *app.App) (string, error) {
	due, err := a.Milestones.List(ctx, engine.System(),
		models.ListQuery{Filters: map[string]string{"status": string(models.MilestonePlanned)}, Limit: models.MaxLimit})
	if err != nil {
		return "", err
	}
	for _, m := range due.Items {
		if m.ContactID != "" {
			return a.UpdateAddress(ctx, models.UpdateLinkInput{ActivityID: m.ActivityID, ContactID: m.ContactID})
		}
	}
	return "", nil
}

// listenNear listens on the address or, where the usual port is taken, on one of the next.
func listenNear(address string) (net.Listener, error) {
	ln, err := net.Listen("tcp", address)
	host, port, _ := net.SplitHostPort(address)
	first, _ := strconv.Atoi(port)
	for next := first + 1; errors.Is(err, syscall.EADDRINUSE) && address == config.DefaultListen && next < first+100; next++ {
		var other net.Listener
		if other, err = net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(next))); err == nil {
			ln = other
		}
	}
	if err != nil {
		return nil, fmt.Errorf("listening on %s: %w", address, err)
	}
	return ln, nil
}

// makeDemo makes the database unless it is there. It appears under its name only when it is complete: a start that was
// cut short leaves nothing that the next would take for a demo.
func (p *process) makeDemo(ctx context.Context, s config.Settings, baseURL string, large bool) error {
	final := s.DatabaseFile()
	if _, err := os.Stat(final); err == nil || !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(final), 0o700); err != nil {
		return err
	}
	making, err := os.MkdirTemp(filepath.Dir(final), "making-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(making)
	load, takes := seeds.LoadDemo, "a few seconds"
	if large {
		load, takes = seeds.LoadLargeDemo, "about half a minute"
	}
	fmt.Fprintf(p.stdout, "Making the demo; this takes %s …\n", takes)
	kept, err := newEvidence(s)
	if err != nil {
		return err
	}
	half := filepath.Join(making, "qadam.db")
	st, err := store.Open(half, time.Now)
	if err != nil {
		return err
	}
	_, err = st.Migrate(ctx)
	if err == nil {
		_, err = load(ctx, app.New(st, s.Logger(p.stderr), app.Options{BaseURL: baseURL, Notice: s.Notice, Evidence: kept}))
	}
	err = errors.Join(err, st.Close())
	if ctx.Err() != nil {
		return errors.New("told to stop before it was complete; the next start begins again")
	}
	if err != nil {
		return err
	}
	return os.Rename(half, final)
}

// visitor is who shows a role in the demo.
type visitor struct {
	role  models.Role
	email string
	does  string
	token string
}

// visitors are the five of the demo.
func visitors() []visitor {
	return []visitor{
		{models.Manager, "manager@demo.example", "sees and steers everything", ""},
		{models.Partner, "partner@demo.example", "reports on its own projects", ""},
		{models.Donor, "donor-a@demo.example", "sees what its money does", ""},
		{models.National, "national@demo.example", "confirms, and consents to sharing", ""},
		{models.Admin, "admin@demo.example", "runs the installation", ""},
	}
}

// writeWalk writes what README's first walk begins with into the demo's folder, for a shell to read: the address of the API, and for each
// role the header that speaks for it.
func writeWalk(dir, url string, visitors []visitor) error {
	var out strings.Builder
	fmt.Fprintf(&out, "# Read by a shell: . ./%s/walk\napi='%s/api/v1'\n", filepath.Base(dir), url)
	for _, v := range visitors {
		fmt.Fprintf(&out, "%s='Authorization: Bearer %s'\n", v.role, v.token)
	}
	return os.WriteFile(filepath.Join(dir, "walk"), []byte(out.String()), 0o600)
}

// welcome says where the demo is, who one can be, and what to try.
func (p *process) welcome(ctx context.Context, a *app.App, dir, url string) error {
	visitors := visitors()
	for i := range visitors {
		t, err := createToken(ctx, a, visitors[i].email, "Demo", models.ScopeWrite, demoTokenDays)
		if err != nil {
			return err
		}
		visitors[i].token = t.Secret
	}
	if err := writeWalk(dir, url, visitors); err != nil {
		return err
	}
	donor, err := a.Users.By(ctx, engine.System(), "email", visitors[2].email)
	if err != nil {
		return err
	}
	folder, err := filepath.Abs(dir)
	fmt.Fprintf(p.stdout, "\n%s\n\n  Address  %s\n  Folder   %s (delete it to begin afresh)\n\nTokens, good for %d days:\n\n",
		demoNotice, url, cmp.Or(folder, dir), demoTokenDays)
	table := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	for _, v := range visitors {
		fmt.Fprintf(table, "  %s\t%s\t%s\n", v.role, v.token, v.does)
	}
	err = errors.Join(err, table.Flush())
	fmt.Fprintf(p.stdout, "\nEnter with a browser on this machine, as one of the five: %[1]s/sign-in\nThe mails that it would send, with "+
		"links that work: %[1]s/demo/mails\n", url)
	fmt.Fprint(p.stdout, "\nTry, in another terminal:\n\n")
	for _, try := range []struct{ title, token, path string }{
		{"The needs, in the order of their priority", visitors[0].token, "/needs?limit=5"},
		{"What needs a partner's attention today", visitors[1].token, "/overview"},
		{"What a donor's money did", visitors[2].token, "/donors/" + string(donor.OrganisationID) + "/summary"},
	} {
		fmt.Fprintf(p.stdout, "  # %s\n  curl -s -H 'Authorization: Bearer %s' '%s/api/v1%s'\n", try.title, try.token, url, try.path)
	}
	link, linkErr := p.demoLink(ctx, a)
	if err = errors.Join(err, linkErr); link != "" {
		fmt.Fprintf(p.stdout, "\nA partner's update by mail opens without a token, once: %s\n", link)
	}
	fmt.Fprintf(p.stdout, "\nAll routes, with examples: %s/docs\nCtrl-C stops it.\n", url)
	return err
}
