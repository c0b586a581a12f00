// Command qadam is the server of an installation and the operator's tools. It alone joins the rooms.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/alecthomas/kong"

	"qadam/app/config"
	"qadam/models"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr))
}

// commands are what the program can be told to do; each is a file.
type commands struct {
	Serve   serveCmd `cmd:"" group:"server" help:"Run the server and its jobs."`
	Demo    demoCmd  `cmd:"" group:"server" help:"Try Qadam at once: a server with fictitious data, in a folder of its own."`
	Migrate struct {
		Up     migrateUpCmd     `cmd:"" help:"Make the database, or bring its schema up to date."`
		Status migrateStatusCmd `cmd:"" help:"List the schema's steps and when each was applied."`
	} `cmd:"" group:"data" help:"The database's schema."`
	Backup  backupCmd  `cmd:"" group:"data" help:"Write a copy of the database into a file, while servers serve it."`
	Restore restoreCmd `cmd:"" group:"data" help:"Make a database from a backup."`
	Seed    seedCmd    `cmd:"" group:"data" help:"Load the reference data, or the demo's portfolio."`
	Import  struct {
		Needs importNeedsCmd `cmd:"" help:"Add a mission's needs from a CSV file."`
	} `cmd:"" group:"data" help:"Take data in from files."`
	Remind remindCmd `cmd:"" group:"data" help:"Find whom to remind of what at a time, and queue the mails."`
	Audit  struct {
		Verify auditVerifyCmd `cmd:"" help:"Prove the log, and name the first broken link."`
		Head   auditHeadCmd   `cmd:"" help:"Print where the log ends, to be kept elsewhere."`
		Export auditExportCmd `cmd:"" help:"Write the whole log, an entry a line."`
	} `cmd:"" group:"data" help:"The log: who changed, read, took away or was refused what."`
	User struct {
		Add  userAddCmd  `cmd:"" help:"Add a user."`
		Link userLinkCmd `cmd:"" help:"Make a link with which a user signs in, and show it, once."`
	} `cmd:"" group:"people" help:"Those who may sign in."`
	Token struct {
		Create tokenCreateCmd `cmd:"" help:"Make a bearer token for a user and show it, once."`
		Revoke tokenRevokeCmd `cmd:"" help:"End a token at once, on every server."`
	} `cmd:"" group:"people" help:"Keys to the API."`
	Healthcheck healthcheckCmd `cmd:"" group:"server" help:"Ask the server on this machine whether it is alive."`
	Version     versionCmd     `cmd:"" group:"server" help:"Say which build this is."`
}

const description = `Follows what an assessment mission found to be needed until it is met: needs, who takes them up, ` +
	`what was done with whose money, and who owes the next step.

Settings come from flags, or from the environment as QADAM_ and the flag's name; the help of each command names them.`

// process is what a command may touch of the world outside, so that tests can be the world.
type process struct {
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	env    *config.Environment
}

// choices are the lists that tags of commands name.
var choices = kong.Vars{"roles": strings.Join(models.Role("").Values(), ","), "scopes": strings.Join(models.TokenScope("").Values(), ",")}

// run is the program: its exit code is 0 when all went well, 2 when it was called or set up wrongly, 1 for all else.
// A cancelled ctx ends a server as SIGTERM does.
func run(ctx context.Context, args, env []string, stdin io.Reader, stdout, stderr io.Writer) int {
	p := &process{stdin: stdin, stdout: stdout, stderr: stderr, env: config.NewEnvironment(env)}
	helped := false
	parser, err := kong.New(&commands{}, choices, config.Help, kong.Name("qadam"), kong.Description(description),
		kong.Writers(stdout, stderr),
		kong.Exit(func(int) { helped = true }), kong.Resolvers(p.env), kong.ValueFormatter(config.Describe),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 110}),
		kong.ExplicitGroups([]kong.Group{{Key: "server", Title: "Server:"}, {Key: "data", Title: "Data:"},
			{Key: "people", Title: "People:"}, {Key: "settings", Title: "Settings, also from the environment:"}}),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(p))
	if err != nil {
		return p.fail(err) // a mistake in the tags above: found by the first test
	}
	if len(args) > 0 && args[0] == "help" { // people try it
		args = append(args[1:len(args):len(args)], "--help")
	}
	command, err := parser.Parse(args)
	switch {
	case helped: // the rest, as kong read it
		return 0
	case err != nil:
		code := p.fail(usageFault{err})
		fmt.Fprintln(stderr, "qadam: run qadam --help, or the command with --help, to see what it takes")
		return code
	}
	if err := command.Run(); err != nil {
		return p.fail(err)
	}
	return 0
}
