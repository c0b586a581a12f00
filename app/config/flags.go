// Package config reads the settings of an installation once, from the command line and the environment, and reports all faults
// together. The command line wins over the environment, and a variable that is empty counts as not set.
package config

import (
	"github.com/alecthomas/kong"

	"qadam/app/secret"
)

// DefaultListen is where the server listens unless told otherwise: this machine alone can reach it.
const DefaultListen = "127.0.0.1:8080"

// The flags below hold settings as they are given, as text, so that Read can name all their faults at once: kong would
// stop at the first. Their tags:
//
//	source:"env"       may also come from the environment, as QADAM_ and the flag's name
//	source:"env file"  the same, or from the file that QADAM_…_FILE names: a secret

// Core is what every command needs that opens the database.
type Core struct {
	Database secret.Text `source:"env file" default:"qadam.db" placeholder:"ADDRESS" help:"${database}"`
	Log
}

// Log is what the operator is told.
type Log struct {
	LogLevel  string `source:"env" default:"info" help:"Least severity that is logged: debug, info, warn or error."`
	LogFormat string `source:"env" default:"text" help:"How log lines are written: text or json."`
}

// Socket is where the server is found on this machine.
type Socket struct {
	Listen string `source:"env" default:"127.0.0.1:8080" help:"Address and port to listen on; port 0 takes a free one."`
}

// Address is how the server is reached.
type Address struct {
	Socket
	BaseURL      string `source:"env" placeholder:"URL" help:"${base_url}"`
	InsecureHTTP bool   `source:"env" name:"insecure-http" help:"${insecure_http}"`
}

// Mail is the server that takes the mails. Without it they wait in the outbox.
type Mail struct {
	SMTPURL     secret.Text `source:"env file" name:"smtp-url" placeholder:"URL" help:"${smtp_url}"`
	MailFrom    string      `source:"env" placeholder:"ADDRESS" help:"Sender of the mails, such as \"Qadam <qadam@example.org>\"."`
	MailPerHour string      `source:"env" default:"10000" help:"How many mails this server sends in an hour at most."`
	MailLease   string      `source:"env" default:"5m" help:"${mail_lease}"`
}

// Server is how the server behaves.
type Server struct {
	TrustedProxies  string      `source:"env" placeholder:"CIDR,…" help:"${trusted_proxies}"`
	BodyLimit       string      `source:"env" default:"16MiB" help:"Most bytes of a request's body: a number, or with KiB or MiB."`
	ShutdownTimeout string      `source:"env" default:"15s" help:"${shutdown_timeout}"`
	MetricsToken    secret.Text `source:"env file" placeholder:"TOKEN" help:"${metrics_token}"`
	Notice          string      `source:"env" placeholder:"TEXT" help:"Said wherever data is shown, such as \"All data here is fiction\"."`
	SecretKey       secret.Text `source:"env file" placeholder:"KEY" help:"${secret_key}"`
	LinkDays        string      `source:"env" default:"14" help:"For how many days an update link works, up to 90."`
	KeepDays        string      `source:"env" default:"365" help:"${keep_days}"`
	KeepReadsDays   string      `source:"env" default:"0" placeholder:"DAYS" help:"${keep_reads_days}"`
	RateDays        string      `source:"env" default:"40" help:"After how many days an exchange rate is old, so that managers hear of it."`
	WebhookPrivate  bool        `source:"env" help:"Allow webhooks to this machine and to private networks, and without TLS."`
	Jobs            string      `source:"env" default:"on" help:"Whether this server also finds and sends reminders: on or off."`
}

// Files is where the bytes of uploaded files are kept, and who looks for what is harmful in them.
type Files struct {
	Files       string      `source:"env" placeholder:"FOLDER" help:"${files}"`
	FilesKey    string      `source:"env" placeholder:"KEY" help:"Access key of the S3 store of files."`
	FilesSecret secret.Text `source:"env file" placeholder:"SECRET" help:"Secret key that goes with it."`
	Antivirus   string      `source:"env" placeholder:"ADDRESS" help:"${antivirus}"`
}

// SignIn is how people sign in, and for how long.
type SignIn struct {
	SessionIdle string `source:"env" default:"30m" help:"Ends a session with which nothing was asked for so long."`
	SessionLife string `source:"env" default:"12h" help:"Ends a session that is so old, whatever was asked."`
	TokenRate   string `source:"env" default:"3000" help:"How many requests a token may send to this server in a minute; 0 is any number."`
	PublicRate  string `source:"env" default:"0" help:"${public_rate}"`
}

// OIDC is the OpenID provider that signs people in by their organisation's account. Without one, links and passkeys remain.
type OIDC struct {
	Issuer       string      `source:"env" name:"oidc-issuer" placeholder:"URL" help:"OpenID provider: its issuer, https://login.example.org."`
	ClientID     string      `source:"env" name:"oidc-client-id" placeholder:"ID" help:"${oidc_client_id}"`
	ClientSecret secret.Text `source:"env file" name:"oidc-client-secret" placeholder:"SECRET" help:"${oidc_client_secret}"`
}

// Help is the texts of flags that are too long for a tag; kong puts them there.
var Help = kong.Vars{
	"database": "Where the data is: the path of a SQLite file, or a postgres:// URL. Default: qadam.db in this folder.",
	"base_url": "Address at which people reach this installation, for links in mails: https://qadam.example.org. Needed as " +
		"soon as other machines can reach it.",
	"insecure_http": "Allow an http:// base URL, because TLS is ended elsewhere or the network is trusted: tokens then cross it " +
		"in plain text.",
	"smtp_url": "Mail server: smtp://user:password@host:587 or smtps://user:password@host:465. Without one, mails wait in " +
		"the outbox.",
	"public_rate": "How many requests without a token an address may send in a minute for what States have opened to the public; 0 " +
		"switches that off.",
	"files": "Where uploaded files are kept: a folder, or s3://host/bucket/prefix?region=… for a store that speaks S3 (s3+http:// " +
		"without TLS). Default: beside the SQLite file, qadam.db-files, else qadam-files in this folder. All servers need the same.",
	"antivirus": "ClamAV's daemon, which looks at each file before it is given out: host:3310, or the path of its socket. Without " +
		"one, files are given out unchecked.",
	"mail_lease":      "How long a server that sends a mail keeps the others from it: when it is killed, the mail waits so long.",
	"trusted_proxies": "Proxies whose X-Forwarded-For is believed, as addresses or networks separated by commas. Default: none.",
	"keep_days":       "For how many days sent mails, deliveries to webhooks, ended update links and finished work are kept: 30 or more.",
	"keep_reads_days": "For how many days the log keeps who read what, by whole months: 30 or more, once their heads were given out by " +
		"qadam audit head; 0 keeps all.",
	"shutdown_timeout": "How long accepted requests may take to finish once the server is told to stop.",
	"metrics_token":    "Bearer token that opens /metrics to other machines; without one it answers to this machine alone.",
	"secret_key": "At least 32 characters from which the secrets of update links and webhooks are derived. Without it the " +
		"database keeps a key of its own, and a copy of it is enough to use them.",
	"oidc_client_id":     "Name under which the provider knows this installation.",
	"oidc_client_secret": "Secret that goes with it, unless the provider gives none.",
}
