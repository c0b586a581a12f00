package config_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"qadam/app/config"
	"qadam/app/secret"
)

// flags are all there are, as `qadam serve` has them.
type flags struct {
	config.Core
	config.Address
	config.Mail
	config.Server
	config.Files
	config.SignIn
	config.OIDC
}

// read does what a command does: kong fills the flags, Read judges them.
func read(t *testing.T, env []string, args ...string) (config.Settings, error) {
	t.Helper()
	var given flags
	environment := config.NewEnvironment(env)
	parser, err := kong.New(&given, config.Help, kong.Resolvers(environment), kong.Writers(io.Discard, io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(args); err != nil {
		t.Fatal(err)
	}
	return config.Read(environment, given.Core, given.Address, given.Mail, given.Server, given.Files, given.SignIn, given.OIDC)
}

func file(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestDefaults(t *testing.T) {
	got, err := read(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got.DatabaseFile() != "qadam.db" || got.Listen != config.DefaultListen || got.BaseURLAt(got.Listen) != "http://localhost:8080" ||
		got.ShutdownTimeout != 15*time.Second || got.BodyLimit != 16<<20 || !got.Jobs || got.LogJSON || got.LogLevel != slog.LevelInfo ||
		got.SessionIdle != 30*time.Minute || got.TokenRate != 3000 || got.SessionLife != 12*time.Hour || got.OIDCIssuer != "" ||
		got.TrustedProxies != nil || got.SMTPURL.Reveal() != "" || got.MetricsToken.Reveal() != "" || got.Notice != "" {
		t.Errorf("%+v", got)
	}
}

func TestEverythingFromTheEnvironment(t *testing.T) {
	got, err := read(t, []string{
		"QADAM_DATABASE=postgres://qadam:pw@db:5432/qadam", "QADAM_LOG_LEVEL=debug", "QADAM_LOG_FORMAT=json",
		"QADAM_LISTEN=0.0.0.0:80", "QADAM_BASE_URL=https://qadam.example.org/", "QADAM_INSECURE_HTTP=false",
		"QADAM_SMTP_URL=smtps://u:p@mail.example.org", "QADAM_MAIL_FROM=qadam@example.org",
		"QADAM_TRUSTED_PROXIES=10.0.0.7, 10.1.0.0/16", "QADAM_BODY_LIMIT=512KiB", "QADAM_SHUTDOWN_TIMEOUT=3s",
		"QADAM_METRICS_TOKEN=0123456789abcdef", "QADAM_NOTICE=Fiction", "QADAM_JOBS=off",
		"QADAM_SESSION_IDLE=15m", "QADAM_SESSION_LIFE=8h", "QADAM_TOKEN_RATE=0",
		"QADAM_OIDC_ISSUER=https://login.example.org/x", "QADAM_OIDC_CLIENT_ID=qadam",
		"QADAM_OIDC_CLIENT_SECRET_FILE=" + file(t, "hunter2\n"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if got.Database.Reveal() != "postgres://qadam:pw@db:5432/qadam" || got.LogLevel != slog.LevelDebug || !got.LogJSON ||
		got.BaseURLAt("x") != "https://qadam.example.org" || got.SMTPURL.Reveal() != "smtps://u:p@mail.example.org" ||
		got.MailFrom != "qadam@example.org" || strings.Join(got.TrustedProxies, " ") != "10.0.0.7 10.1.0.0/16" ||
		got.BodyLimit != 512<<10 || got.ShutdownTimeout != 3*time.Second || got.MetricsToken.Reveal() != "0123456789abcdef" ||
		got.Notice != "Fiction" || got.Jobs || got.TokenRate != 0 || got.SessionIdle != 15*time.Minute || got.SessionLife != 8*time.Hour ||
		got.OIDCIssuer != "https://login.example.org/x" || got.OIDCClientID != "qadam" || got.OIDCClientSecret.Reveal() != "hunter2" {
		t.Errorf("%+v", got)
	}
}

func TestTheCommandLineWinsAndEmptyIsUnset(t *testing.T) {
	got, err := read(t, []string{"QADAM_DATABASE=env.db", "QADAM_LISTEN=", "QADAM_LOG_LEVEL= ", "QADAM_JOBS=off"}, "--database=flag.db",
		"--jobs=on")
	if err != nil || got.DatabaseFile() != "flag.db" || got.Listen != config.DefaultListen || !got.Jobs {
		t.Errorf("%+v %v", got, err)
	}
}

func TestSecretsFromFiles(t *testing.T) {
	got, err := read(t, []string{
		"QADAM_DATABASE=", "QADAM_DATABASE_FILE=" + file(t, "postgres://u:p@db/qadam\n"),
		"QADAM_SMTP_URL_FILE=" + file(t, "smtp://u:p@mail\r\n"), "QADAM_NOTICE_FILE=/does/not/exist",
	})
	if err != nil || got.Database.Reveal() != "postgres://u:p@db/qadam" || got.SMTPURL.Reveal() != "smtp://u:p@mail" {
		t.Errorf("%+v %v", got, err)
	}
}

// All mistakes in the settings are reported at one start.
func TestEveryFaultIsNamedAtOnce(t *testing.T) {
	_, err := read(t, []string{
		"QADAM_DATABASE=mysql://root:hunter2@db/qadam", "QADAM_DATABASE_FILE=" + file(t, "x.db"),
		"QADAM_SMTP_URL_FILE=" + filepath.Join(t.TempDir(), "missing"), "QADAM_METRICS_TOKEN_FILE=" + file(t, "\n"),
		"QADAM_INSECURE_HTTP=perhaps", "QADAM_LOG_LEVEL=loud", "QADAM_LOG_FORMAT=xml", "QADAM_LISTEN=0.0.0.0:8080",
		"QADAM_TRUSTED_PROXIES=proxy, 0.0.0.0/0", "QADAM_NOTICE=a\nb",
	}, "--body-limit=huge", "--shutdown-timeout=soon", "--jobs=maybe")
	if err == nil {
		t.Fatal("no fault found")
	}
	lines := strings.Split(err.Error(), "\n")
	for _, want := range []string{
		"QADAM_DATABASE: QADAM_DATABASE_FILE is set too: keep one", "QADAM_SMTP_URL_FILE: open ", "QADAM_METRICS_TOKEN_FILE: ",
		`QADAM_INSECURE_HTTP: "perhaps" is neither true nor false: give`, `--log-level (QADAM_LOG_LEVEL): "loud" is no level: give`,
		"--log-format (QADAM_LOG_FORMAT): ", "--base-url (QADAM_BASE_URL): ", `--trusted-proxies (QADAM_TRUSTED_PROXIES): "proxy"`,
		`"0.0.0.0/0" is everybody`, "--body-limit (QADAM_BODY_LIMIT): ", "--shutdown-timeout (QADAM_SHUTDOWN_TIMEOUT): ",
		"--jobs (QADAM_JOBS): ", "--notice (QADAM_NOTICE): ",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("not named: %s", want)
		}
	}
	if len(lines) != 13 || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("%d faults:\n%v", len(lines), err)
	}
	for _, line := range lines {
		if strings.Count(line, ": ") < 2 {
			t.Errorf("does not say what to do: %s", line)
		}
	}
}

func TestDatabaseFaultsTellNoSecret(t *testing.T) {
	for _, address := range []string{
		"mysql://root:hunter2@db/qadam", "postgres://u:hunter2@db:5432", "postgres://u:12/hunter2@db/qadam",
		"postgres://u:12#hunter2@db/qadam",
		"postgres://u:12?hunter2@db/qadam", "postgres://u:hunter2%@db/qadam", "postgres://u:hun\x7fter2@db/qadam", "  ",
	} {
		_, err := read(t, nil, "--database="+address)
		if err == nil || !strings.HasPrefix(err.Error(), "--database (QADAM_DATABASE): ") || strings.Contains(err.Error(), "ter2") {
			t.Errorf("%q: %v", address, err)
		}
	}
	for _, address := range []string{"data/qadam.db", "sqlite:qadam.db", "postgres://db/qadam", "postgresql:///qadam?host=/run/postgresql",
		"postgres://db?dbname=qadam"} {
		if _, err := read(t, nil, "--database="+address); err != nil {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestNothingPrintsASecret(t *testing.T) {
	got, err := read(t, []string{"QADAM_METRICS_TOKEN=hunter2hunter2hunter2", "QADAM_SMTP_URL=smtp://u:hunter2@mail.example.org"},
		"--database=postgres://qadam:hunter2@db:5432/qadam?password=hunter2")
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "settings", got, "database", got.Database)
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "settings", got, "database", got.Database)
	asJSON, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	all := fmt.Sprintf("%v %+v %#v %s %s %s", got, got, got, asJSON, log.String(), got.DatabaseName())
	if strings.Contains(all, "hunter2") {
		t.Error(all)
	}
	if name := got.DatabaseName(); name != "postgres://***@db:5432/qadam" {
		t.Error(name)
	}
}

func TestMasking(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "token": "***", "qadam.db": "***", "postgres://db/qadam": "postgres://db/qadam",
		"postgres:///qadam?host=/run":                  "postgres:///qadam",
		"postgres://u:p@db:5432/qadam?sslmode=disable": "postgres://***@db:5432/qadam", "smtp://u@mail": "smtp://***@mail",
		"postgres://u:1/2@db/qadam": "***", "postgres://u:1#2@db/qadam": "***", "postgres:u:p@db": "***", "token://secret": "***",
		"postgres://%zz": "***",
	} {
		if got := secret.New(text).String(); got != want {
			t.Errorf("%q shows as %q, not %q", text, got, want)
		}
	}
}

func TestExposure(t *testing.T) {
	for _, c := range []struct {
		args  string
		fault string // "" for none
	}{
		{"--listen=127.0.0.1:0", ""},
		{"--listen=[::1]:8080", ""},
		{"--listen=localhost:8080", ""},
		{"--listen=127.0.0.1:8080 --base-url=https://qadam.example.org", ""},
		{"--listen=0.0.0.0:8080 --base-url=https://qadam.example.org", ""},
		{"--listen=0.0.0.0:8080 --base-url=http://qadam.example.org --insecure-http", ""},
		{"--listen=0.0.0.0:8080 --base-url=http://127.0.0.1:8080 --insecure-http", ""},
		{"--listen=127.0.0.1:8080 --base-url=http://localhost:9000", ""},

		{"--listen=0.0.0.0:8080", "lets other machines in"},
		{"--listen=:8080", "lets other machines in"},
		{"--listen=[::]:8080 --insecure-http", "lets other machines in"},
		{"--listen=192.0.2.1:8080", "lets other machines in"},
		{"--listen=qadam:8080", "lets other machines in"},
		{"--listen=[::ffff:192.0.2.1]:8080", "lets other machines in"},
		{"--listen=0.0.0.0:8080 --base-url=http://qadam.example.org", "in plain text"},
		{"--listen=0.0.0.0:8080 --base-url=http://127.0.0.1:8080", "in plain text"},
		{"--listen=127.0.0.1:8080 --base-url=http://qadam.example.org", "in plain text"},
		{"--base-url=qadam.example.org", "not a scheme"},
		{"--base-url=ftp://qadam.example.org", "not a scheme"},
		{"--base-url=https://qadam.example.org/below", "not a scheme"},
		{"--base-url=https://u:p@qadam.example.org", "not a scheme"},
		{"--base-url=https://:8080", "not a scheme"},
		{"--listen=8080", "no address and port"},
		{"--listen=127.0.0.1:http", "no address and port"},
		{"--listen=127.0.0.1:65536", "no address and port"},
	} {
		_, err := read(t, nil, strings.Fields(c.args)...)
		if (err == nil) != (c.fault == "") || err != nil &&
			(!strings.Contains(err.Error(), c.fault) || strings.Contains(err.Error(), "\n")) {
			t.Errorf("%s: %v", c.args, err)
		}
	}
}

func TestSignInSettings(t *testing.T) {
	for args, fault := range map[string]string{
		"--session-idle=10m --session-life=10m": "", "--oidc-issuer=https://login.example.org --oidc-client-id=qadam": "",
		"--oidc-issuer=http://127.0.0.1:9000 --oidc-client-id=qadam --oidc-client-secret=x": "",
		"--session-idle=24h --session-life=720h":                                            "",

		"--session-idle=soon": "--session-idle (QADAM_SESSION_IDLE): ", "--session-idle=1s": "no time from 1m0s",
		"--token-rate=many": "--token-rate (QADAM_TOKEN_RATE): ", "--token-rate=-1": "no number from 0",
		"--session-idle=25h --session-life=30h": "no time from 1m0s to 24h",
		"--session-life=721h":                   "--session-life (QADAM_SESSION_LIFE): ",
		"--session-idle=2h --session-life=1h":   "shorter than the idle time",
		"--oidc-client-id=qadam":                "and no provider", "--oidc-client-secret=hunter2": "and no provider",
		"--oidc-issuer=https://login.example.org":                                  "--oidc-client-id (QADAM_OIDC_CLIENT_ID): ",
		"--oidc-issuer=http://login.example.org --oidc-client-id=qadam":            "no https:// address",
		"--oidc-issuer=login.example.org --oidc-client-id=qadam":                   "no https:// address",
		"--oidc-issuer=https://u:hunter2@login.example.org --oidc-client-id=qadam": "no https:// address",
	} {
		_, err := read(t, nil, strings.Fields(args)...)
		if (err == nil) != (fault == "") || err != nil &&
			(!strings.Contains(err.Error(), fault) || strings.Contains(err.Error(), "hunter2")) {
			t.Errorf("%s: %v", args, err)
		}
	}
}

func TestFilesSettings(t *testing.T) {
	keys := " --files-key=key --files-secret=hunter2"
	for args, fault := range map[string]string{
		"--files=/data/files": "", "--antivirus=127.0.0.1:3310": "", "--antivirus=/run/clamd.sock": "",
		"--files=s3://s3.example.org/qadam/evidence?region=eu-central-1" + keys: "",
		"--files=s3+http://127.0.0.1:9000/qadam" + keys:                         "",

		"--files=s3://s3.example.org/" + keys:                  "no bucket",
		"--files=https://s3.example.org/qadam" + keys:          "no bucket",
		"--files=s3://key:hunter2@s3.example.org/qadam" + keys: "no bucket",
		"--files=s3://s3.example.org/qadam":                    "an access key and a secret",
		"--antivirus=clamd":                                    "--antivirus (QADAM_ANTIVIRUS): ",
		"--antivirus=tcp://127.0.0.1:3310":                     "neither an address",
	} {
		_, err := read(t, nil, strings.Fields(args)...)
		if (err == nil) != (fault == "") || err != nil &&
			(!strings.Contains(err.Error(), fault) || strings.Contains(err.Error(), "hunter2")) {
			t.Errorf("%s: %v", args, err)
		}
	}
	got, err := read(t, nil, strings.Fields("--files=s3://s3.example.org:9000/qadam/a/b?region=eu-central-1"+keys)...)
	b := got.FilesS3
	if all := strings.Join([]string{b.Host, b.Bucket, b.Prefix, b.Region, b.Key, b.Secret.Reveal()}, " "); err != nil || b.Plain ||
		all != "s3.example.org:9000 qadam a/b eu-central-1 key hunter2" {
		t.Errorf("%s %v", all, err)
	}
}

func TestBodyLimit(t *testing.T) {
	for text, want := range map[string]int{"1024": 1 << 10, "1KiB": 1 << 10, "4 MiB": 4 << 20, "1024MiB": 1 << 30} {
		if got, err := read(t, nil, "--body-limit="+text); err != nil || got.BodyLimit != want {
			t.Errorf("%s: %d %v", text, got.BodyLimit, err)
		}
	}
	for _, text := range []string{"0", "-1", "1023", "1025MiB", "16MB", "MiB", "9223372036854775807KiB", "1e6"} {
		if _, err := read(t, nil, "--body-limit="+text); err == nil {
			t.Errorf("%s passed", text)
		}
	}
}

func TestKeepDays(t *testing.T) {
	for text, want := range map[string]int{"30": 30, "3650": 3650, "29": 0, "a year": 0, "36501": 0} {
		got, err := read(t, nil, "--keep-days="+text)
		if want > 0 && (err != nil || got.KeepDays != want) ||
			want == 0 && (err == nil || !strings.Contains(err.Error(), "QADAM_KEEP_DAYS")) {
			t.Errorf("%s: %d %v", text, got.KeepDays, err)
		}
	}
	if got, err := read(t, nil); err != nil || got.KeepDays != 365 {
		t.Errorf("%d %v", got.KeepDays, err)
	}
}

func TestKeepReadsDays(t *testing.T) {
	for text, want := range map[string]int{"0": 0, "30": 30, "1095": 1095, "29": -1, "-1": -1, "a year": -1, "36501": -1} {
		got, err := read(t, nil, "--keep-reads-days="+text)
		if want >= 0 && (err != nil || got.KeepReadsDays != want) ||
			want < 0 && (err == nil || !strings.Contains(err.Error(), "QADAM_KEEP_READS_DAYS")) {
			t.Errorf("%s: %d %v", text, got.KeepReadsDays, err)
		}
	}
	if got, err := read(t, nil); err != nil || got.KeepReadsDays != 0 {
		t.Errorf("%d %v", got.KeepReadsDays, err)
	}
}

func TestHelpNamesTheVariables(t *testing.T) {
	var help bytes.Buffer
	parser, err := kong.New(&flags{}, config.Help, kong.Writers(&help, &help), kong.Exit(func(int) {}),
		kong.ValueFormatter(config.Describe))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse([]string{"--help"}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"$QADAM_DATABASE,", "$QADAM_DATABASE_FILE]", "[$QADAM_BASE_URL]", "[$QADAM_INSECURE_HTTP]",
		"$QADAM_SMTP_URL_FILE]"} {
		if !strings.Contains(help.String(), want) {
			t.Errorf("%s is missing:\n%s", want, help.String())
		}
	}
}

func TestRateDays(t *testing.T) {
	for text, want := range map[string]int{"1": 1, "3650": 3650, "0": 0, "a month": 0} {
		got, err := read(t, nil, "--rate-days="+text)
		if want > 0 && (err != nil || got.RateDays != want) ||
			want == 0 && (err == nil || !strings.Contains(err.Error(), "QADAM_RATE_DAYS")) {
			t.Errorf("%s: %d %v", text, got.RateDays, err)
		}
	}
}
