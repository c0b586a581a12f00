package config

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"qadam/app/secret"
)

// Settings are the checked settings of the program. A part that was not read is zero.
type Settings struct {
	// Database is a path or a postgres:// URL.
	Database secret.Text
	LogLevel slog.Level
	LogJSON  bool

	// Listen is host:port.
	Listen string
	// BaseURL has no slash at its end; "" when it was not given, which is allowed only where this machine alone can reach the server.
	BaseURL string

	SMTPURL  secret.Text
	MailFrom string
	// MailPerHour is how many mails a server sends in an hour at most, MailLease how long its claim on a mail lasts.
	MailPerHour int
	MailLease   time.Duration

	TrustedProxies []string
	// BodyLimit is in bytes.
	BodyLimit       int
	ShutdownTimeout time.Duration
	MetricsToken    secret.Text
	Notice          string
	Jobs            bool

	SessionIdle, SessionLife time.Duration
	// TokenRate is how many requests a token may send to this server in a minute; 0 is any number.
	TokenRate int
	// PublicRate is how many requests without a token an address may send to this server in a minute; 0 is none.
	PublicRate int
	// DemoPeople are those as whom one may enter a demo; it alone sets them.
	DemoPeople []string
	// OIDCIssuer is "" when there is no OpenID provider.
	OIDCIssuer, OIDCClientID string
	OIDCClientSecret         secret.Text

	// FilesFolder is where uploaded files are kept; "" where FilesS3 names a bucket.
	FilesFolder string
	FilesS3     FilesS3
	// AntivirusNetwork is "tcp" or "unix", and "" where there is no antivirus.
	AntivirusNetwork, AntivirusAddress string

	// SecretKey derives the secrets of links and webhooks; "" for the database's own key.
	SecretKey      secret.Text
	LinkDays       int
	KeepDays       int
	KeepReadsDays  int // 0 is for ever
	RateDays       int
	WebhookPrivate bool
}

// FilesS3 is a bucket of a store that speaks S3.
type FilesS3 struct {
	Host, Bucket, Prefix, Region, Key string
	Secret                            secret.Text
	Plain                             bool
}

// Part is some of the flags: those that a command has.
type Part interface{ read(*reader) }

// Read checks the parts and gives the settings. The error names every fault on a line of its own, those of the environment first,
// and what to do about it; the settings without a fault are given even then.
func Read(env *Environment, parts ...Part) (Settings, error) {
	r := &reader{faults: env.faults}
	for _, part := range parts {
		part.read(r)
	}
	return r.settings, errors.Join(r.faults...)
}

// DatabaseName says which database it is, for people and logs.
func (s Settings) DatabaseName() string {
	if path := s.DatabaseFile(); path != "" {
		return path
	}
	return s.Database.String()
}

// DatabaseFile is the path of a SQLite database, which is no secret; "" for Postgres.
func (s Settings) DatabaseFile() string {
	if strings.Contains(s.Database.Reveal(), "://") {
		return ""
	}
	return strings.TrimPrefix(s.Database.Reveal(), "sqlite:")
}

// Logger makes the log that the settings ask for.
func (s Settings) Logger(w io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: s.LogLevel}
	if s.LogJSON {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// BaseURLAt is the base URL as it was given, or that of the address on which the server listens: localhost for a loopback address,
// because browsers allow no passkeys under an IP address.
func (s Settings) BaseURLAt(listen string) string {
	if s.BaseURL != "" {
		return s.BaseURL
	}
	if at, err := netip.ParseAddrPort(listen); err == nil && at.Addr().Unmap().IsLoopback() {
		return fmt.Sprintf("http://localhost:%d", at.Port())
	}
	return "http://" + listen
}

// reader collects settings and faults.
type reader struct {
	settings Settings
	faults   []error
}

// fault notes what is wrong with a flag, by both of its names, and what to do.
func (r *reader) fault(flag, format string, args ...any) {
	r.faults = append(r.faults, fmt.Errorf("--%s (%s): %s", flag, variable(flag), fmt.Sprintf(format, args...)))
}

func (c Core) read(r *reader) {
	r.settings.Database = c.Database
	r.database(c.Database)
	c.Log.read(r)
}

func (l Log) read(r *reader) {
	if err := r.settings.LogLevel.UnmarshalText([]byte(l.LogLevel)); err != nil {
		r.fault("log-level", "%q is no level: give debug, info, warn or error", l.LogLevel)
	}
	r.settings.LogJSON = l.LogFormat == "json"
	if l.LogFormat != "json" && l.LogFormat != "text" {
		r.fault("log-format", "%q is no format: give text or json", l.LogFormat)
	}
}

// database does not repeat the address in faults: in a malformed one, a piece of the password may stand in any part.
func (r *reader) database(address secret.Text) {
	const flag = "database"
	scheme, _, isURL := strings.Cut(address.Reveal(), "://")
	if !isURL {
		if strings.TrimSpace(address.Reveal()) == "" {
			r.fault(flag, "give the path of a SQLite file or a postgres:// URL")
		}
		return
	}
	u, err := url.Parse(address.Reveal())
	switch {
	case scheme != "postgres" && scheme != "postgresql":
		r.fault(flag, "only postgres:// URLs are known, and paths for SQLite: give one of these")
	case err != nil || secret.Misplaced(u):
		r.fault(flag, "not a URL: percent-encode characters such as / ? # %% @ in user and password")
	case strings.Trim(u.Path, "/") == "" && u.Query().Get("dbname") == "":
		r.fault(flag, "names no database: end it with one, postgres://user:password@host:5432/qadam")
	}
}

func (l Socket) read(r *reader) {
	r.settings.Listen = l.Listen
	_, port, err := net.SplitHostPort(l.Listen)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		r.fault("listen", "%q is no address and port: give one such as %s", l.Listen, DefaultListen)
	}
}

func (a Address) read(r *reader) {
	a.Socket.read(r)
	r.settings.BaseURL = strings.TrimSuffix(a.BaseURL, "/")
	u, err := url.Parse(r.settings.BaseURL)
	exposed := !loopback(r.settings.Listen)
	switch {
	case a.BaseURL == "" && exposed:
		r.fault("base-url", "listening on %q lets other machines in: give the address at which people reach it, https://…, "+
			"for without it links in mails lead nowhere", a.Listen)
	case a.BaseURL == "":
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.Path != "" ||
		u.RawQuery != "" || u.Fragment != "":
		r.fault("base-url", "not a scheme, host and port alone: give one such as https://qadam.example.org")
	case u.Scheme == "http" && !a.InsecureHTTP && (exposed || !loopback(net.JoinHostPort(u.Hostname(), "0"))):
		r.fault("base-url", "%q would let tokens cross the network in plain text: give an https:// address, "+
			"or --insecure-http (%s=true) if TLS is ended elsewhere", a.BaseURL, variable("insecure-http"))
	}
}

// loopback tells whether only this machine can reach a host:port. A name that is not localhost could be anything, and an
// address that cannot be read is a fault already.
func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil || host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

func (m Mail) read(r *reader) {
	r.settings.SMTPURL, r.settings.MailFrom = m.SMTPURL, m.MailFrom
	var err error
	if r.settings.MailPerHour, err = strconv.Atoi(m.MailPerHour); err != nil || r.settings.MailPerHour < 1 ||
		r.settings.MailPerHour > 1_000_000 {
		r.fault("mail-per-hour", "%q is no number from 1 to 1000000: give one such as 10000", m.MailPerHour)
	}
	if r.settings.MailLease, err = time.ParseDuration(m.MailLease); err != nil || r.settings.MailLease < time.Second ||
		r.settings.MailLease > time.Hour {
		r.fault("mail-lease", "%q is no time from 1s to 1h: give one such as 5m", m.MailLease)
	}
}

func (s Server) read(r *reader) {
	r.proxies(s.TrustedProxies)
	r.bodyLimit(s.BodyLimit)
	timeout, err := time.ParseDuration(s.ShutdownTimeout)
	if err != nil || timeout <= 0 {
		r.fault("shutdown-timeout", "%q is no time to wait: give one such as 15s", s.ShutdownTimeout)
	}
	if s.Jobs != "on" && s.Jobs != "off" {
		r.fault("jobs", "%q is neither on nor off: give one of them", s.Jobs)
	}
	r.settings.ShutdownTimeout, r.settings.Jobs = timeout, s.Jobs == "on"
	days, err := strconv.Atoi(s.LinkDays)
	if err != nil || days < 1 || days > 90 {
		r.fault("link-days", "%q is no number of days from 1 to 90: give one such as 14", s.LinkDays)
	}
	if r.settings.KeepDays, err = strconv.Atoi(s.KeepDays); err != nil || r.settings.KeepDays < 30 || r.settings.KeepDays > 36500 {
		r.fault("keep-days", "%q is no number of days from 30 to 36500: give one such as 365", s.KeepDays)
	}
	if r.settings.KeepReadsDays, err = strconv.Atoi(s.KeepReadsDays); err != nil || r.settings.KeepReadsDays != 0 &&
		(r.settings.KeepReadsDays < 30 || r.settings.KeepReadsDays > 36500) {
		r.fault("keep-reads-days", "%q is neither 0 nor a number of days from 30 to 36500: give one such as 1095, or 0 to keep all",
			s.KeepReadsDays)
	}
	if n := len(s.SecretKey.Reveal()); n > 0 && n < 32 {
		r.fault("secret-key", "too short to be a key: give at least 32 characters, such as those of: openssl rand -hex 32")
	}
	if r.settings.RateDays, err = strconv.Atoi(s.RateDays); err != nil || r.settings.RateDays < 1 || r.settings.RateDays > 3650 {
		r.fault("rate-days", "%q is no number of days from 1 to 3650: give one such as 40", s.RateDays)
	}
	r.settings.SecretKey, r.settings.LinkDays, r.settings.WebhookPrivate = s.SecretKey, days, s.WebhookPrivate
	r.settings.MetricsToken, r.settings.Notice = s.MetricsToken, s.Notice
	if strings.ContainsFunc(s.Notice, unicode.IsControl) {
		r.fault("notice", "goes into a header: give one line of text")
	}
	if n := len(s.MetricsToken.Reveal()); n > 0 && n < 16 {
		r.fault("metrics-token", "too short to keep anybody out: give at least 16 characters, such as those of: openssl rand -hex 24")
	}
}

func (f Files) read(r *reader) {
	if !strings.Contains(f.Files, "://") {
		r.settings.FilesFolder = f.Files
	} else {
		r.bucket(f)
	}
	switch network, address, _ := strings.Cut(f.Antivirus, ":"); {
	case f.Antivirus == "":
	case strings.HasPrefix(f.Antivirus, "/"):
		r.settings.AntivirusNetwork, r.settings.AntivirusAddress = "unix", f.Antivirus
	case network == "" || address == "" || strings.Contains(f.Antivirus, "/"):
		r.fault("antivirus", "%q is neither an address and port nor the path of a socket: give one such as 127.0.0.1:3310", f.Antivirus)
	default:
		r.settings.AntivirusNetwork, r.settings.AntivirusAddress = "tcp", f.Antivirus
	}
}

// bucket reads where a bucket is.
func (r *reader) bucket(f Files) {
	u, err := url.Parse(f.Files)
	if err != nil || u.Scheme != "s3" && u.Scheme != "s3+http" || u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") == "" {
		r.fault("files", "this is no bucket: give one such as s3://s3.example.org/qadam/evidence?region=eu-central-1, its keys by "+
			"--files-key and --files-secret")
		return
	}
	bucket, prefix, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
	r.settings.FilesS3 = FilesS3{Host: u.Host, Bucket: bucket, Prefix: prefix, Region: u.Query().Get("region"), Key: f.FilesKey,
		Secret: f.FilesSecret, Plain: u.Scheme == "s3+http"}
	if f.FilesKey == "" || f.FilesSecret.Reveal() == "" {
		r.fault("files-key", "a store that speaks S3 wants an access key and a secret: give --files-key and --files-secret")
	}
}

func (s SignIn) read(r *reader) {
	r.settings.SessionIdle = r.span("session-idle", s.SessionIdle, time.Minute, 24*time.Hour)
	r.settings.SessionLife = r.span("session-life", s.SessionLife, time.Minute, 30*24*time.Hour)
	var err error
	if r.settings.TokenRate, err = strconv.Atoi(s.TokenRate); err != nil || r.settings.TokenRate < 0 || r.settings.TokenRate > 1_000_000 {
		r.fault("token-rate", "%q is no number from 0 to 1000000: give one such as 3000", s.TokenRate)
	}
	r.settings.PublicRate, err = strconv.Atoi(s.PublicRate)
	if err != nil || r.settings.PublicRate < 0 || r.settings.PublicRate > 1_000_000 {
		r.fault("public-rate", "%q is no number from 0 to 1000000: give one such as 60", s.PublicRate)
	}
	if r.settings.SessionLife < r.settings.SessionIdle {
		r.fault("session-life", "%q is shorter than the idle time of %q: give at least as much", s.SessionLife, s.SessionIdle)
	}
}

// span reads a time from a range.
func (r *reader) span(flag, text string, least, most time.Duration) time.Duration {
	d, err := time.ParseDuration(text)
	if err != nil || d < least || d > most {
		r.fault(flag, "%q is no time from %s to %s: give one such as 30m or 12h", text, least, most)
	}
	return d
}

func (o OIDC) read(r *reader) {
	r.settings.OIDCIssuer, r.settings.OIDCClientID, r.settings.OIDCClientSecret = o.Issuer, o.ClientID, o.ClientSecret
	if o.Issuer == "" {
		if o.ClientID != "" || o.ClientSecret.Reveal() != "" {
			r.fault("oidc-issuer", "a client is named and no provider: give the issuer of the provider, too")
		}
		return
	}
	u, err := url.Parse(o.Issuer)
	switch {
	case err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" ||
		u.Scheme != "https" && (u.Scheme != "http" || !loopback(net.JoinHostPort(u.Hostname(), "0"))):
		r.fault("oidc-issuer", "no https:// address: give the issuer as the provider writes it, such as https://login.example.org")
	case o.ClientID == "":
		r.fault("oidc-client-id", "the provider has to know who asks: give the client id that it gave this installation")
	}
}

func (r *reader) proxies(list string) {
	for item := range strings.SplitSeq(list, ",") {
		item = strings.TrimSpace(item)
		if item == "" {
			continue
		}
		prefix, err := netip.ParsePrefix(item)
		if _, bare := netip.ParseAddr(item); err != nil && bare != nil {
			r.fault("trusted-proxies", "%q is neither an address nor a network: give some such as 10.0.0.7 or 10.0.0.0/24", item)
		} else if err == nil && prefix.Bits() == 0 {
			r.fault("trusted-proxies", "%q is everybody, and anybody could then claim any address: name the proxies alone", item)
		}
		r.settings.TrustedProxies = append(r.settings.TrustedProxies, item)
	}
}

func (r *reader) bodyLimit(text string) {
	number, unit := text, 1
	if n, ok := strings.CutSuffix(text, "MiB"); ok {
		number, unit = n, 1<<20
	} else if n, ok := strings.CutSuffix(text, "KiB"); ok {
		number, unit = n, 1<<10
	}
	n, err := strconv.Atoi(strings.TrimSpace(number))
	const least, most = 1 << 10, 1 << 30
	if err != nil || n < 1 || n > most || n*unit < least || n*unit > most {
		r.fault("body-limit", "%q is no size from 1KiB to 1024MiB: give one such as 16MiB", text)
		return
	}
	r.settings.BodyLimit = n * unit
}
