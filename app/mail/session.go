package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/textproto"
	"slices"
	"strings"
	"time"

	"github.com/wneessen/go-mail/smtp"
)

// session is one connection to the server, greeted and signed in.
//
// It drives go-mail's SMTP dialogue command by command. go-mail's own client
// reports a message that was taken as failed if the RSET after it fails, looks
// at its context only while dialling, and leaves connections open whose
// greeting failed; and its errors do not tell which of these happened.
type session struct {
	settings Settings
	conn     net.Conn // the TCP connection, below TLS: closing it always works
	client   *smtp.Client
}

// open dials and gets as far as the first MAIL command. ctx ends the attempt
// at any step, and so does the settings' timeout.
func open(ctx context.Context, settings Settings) (*session, *failure) {
	limited, cancel := context.WithTimeout(ctx, settings.timeout())
	defer cancel()
	conn, err := new(net.Dialer).DialContext(limited, "tcp", settings.address())
	if err != nil {
		return nil, settings.fail(ctx, atConnect, err)
	}
	release := bound(limited, conn)
	s := &session{settings: settings, conn: conn}
	at, err := s.begin(limited)
	if !release() && err == nil {
		at, err = atHello, limited.Err()
	}
	if err != nil {
		s.drop()
		return nil, settings.fail(ctx, at, err)
	}
	return s, nil
}

// bound makes reads and writes on conn fail once ctx is done. release ends
// that and is false if it has happened: conn is of no more use then.
func bound(ctx context.Context, conn net.Conn) (release func() bool) {
	return context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
}

func (s *session) begin(ctx context.Context) (stage, error) {
	config := &tls.Config{ServerName: s.settings.Host, RootCAs: s.settings.RootCAs, MinVersion: tls.VersionTLS12}
	conn := s.conn
	if s.settings.TLS == ImplicitTLS {
		secured := tls.Client(conn, config)
		if err := secured.HandshakeContext(ctx); err != nil {
			return atConnect, err
		}
		conn = secured
	}
	var err error
	if s.client, err = smtp.NewClient(conn, s.settings.Host); err != nil {
		return atGreeting, err
	}
	if err := s.client.Hello(s.settings.Hello); err != nil {
		return atHello, err
	}
	if err := s.secure(config); err != nil {
		return atStartTLS, err
	}
	if err := s.authenticate(); err != nil {
		return atAuth, err
	}
	return "", nil
}

func (s *session) secure(config *tls.Config) error {
	offered, _ := s.client.Extension("STARTTLS")
	switch s.settings.TLS {
	case StartTLS:
		if !offered {
			return errors.New("the server does not offer it, and tls=starttls requires it")
		}
		return s.client.StartTLS(config)
	case Opportunistic:
		if offered {
			return s.client.StartTLS(config)
		}
	}
	return nil
}

// authenticate takes the best mechanism on offer. Those that send the password
// itself are used only under TLS, or to this very machine.
func (s *session) authenticate() error {
	user, password := s.settings.user.Reveal(), s.settings.password.Reveal()
	if user == "" {
		return nil
	}
	_, offer := s.client.Extension("AUTH")
	mechanisms := strings.Fields(strings.ToUpper(offer))
	_, secured := s.client.TLSConnectionState()
	for _, candidate := range []struct {
		name  string
		plain bool
		auth  smtp.Auth
	}{
		{"SCRAM-SHA-256", false, smtp.ScramSHA256Auth(user, password)},
		{"SCRAM-SHA-1", false, smtp.ScramSHA1Auth(user, password)},
		{"PLAIN", true, smtp.PlainAuth("", user, password, s.settings.Host, true)},
		{"LOGIN", true, smtp.LoginAuth(user, password, s.settings.Host, true)},
		{"CRAM-MD5", false, smtp.CRAMMD5Auth(user, password)},
	} {
		if slices.Contains(mechanisms, candidate.name) && (!candidate.plain || secured || loopback(s.settings.Host)) {
			return s.client.Auth(candidate.auth)
		}
	}
	return errors.New("the server offers no way to sign in that is safe on this connection")
}

// transfer hands over one message. A failure says itself whether the
// connection may be used again.
func (s *session) transfer(ctx context.Context, e envelope) *failure {
	limited, cancel := context.WithTimeout(ctx, s.settings.timeout())
	defer cancel()
	release := bound(limited, s.conn)
	at, err := s.dialogue(e)
	if !release() {
		s.drop() // too late for the next message, whatever became of this one
	}
	if err == nil {
		return nil
	}
	return s.settings.fail(ctx, at, err)
}

func (s *session) dialogue(e envelope) (stage, error) {
	// Asked for needlessly, SMTPUTF8 makes a mail undeliverable behind
	// relays that do not know it.
	s.client.SkipSMTPUTF8(!e.utf8)
	if err := s.client.Mail(e.from); err != nil {
		return atSender, err
	}
	if err := s.client.Rcpt(e.to); err != nil {
		return atRcpt, err
	}
	body, err := s.client.Data()
	if err != nil {
		return atData, err
	}
	if _, err := body.Write(e.content); err != nil {
		return atContent, err
	}
	var reply *textproto.Error
	err = body.Close()
	if errors.As(err, &reply) && reply.Code/100 == 2 {
		err = nil // go-mail expects 250 exactly, but any 2xx is a yes
	}
	return atReply, err
}

func (s *session) knowsUTF8() bool {
	known, _ := s.client.Extension("SMTPUTF8")
	return known
}

// reset makes the connection ready for the next message, whatever the last one
// left behind, and finds out whether it is still alive.
func (s *session) reset(ctx context.Context) bool {
	limited, cancel := context.WithTimeout(ctx, s.settings.timeout())
	defer cancel()
	release := bound(limited, s.conn)
	err := s.client.Reset()
	return release() && err == nil
}

// quit takes leave. Nothing depends on the answer, so that it is not awaited long.
func (s *session) quit(ctx context.Context) {
	defer s.drop()
	limited, cancel := context.WithTimeout(ctx, min(s.settings.timeout(), 2*time.Second))
	defer cancel()
	defer bound(limited, s.conn)()
	_ = s.client.Quit() // the messages are taken or not; QUIT changes neither
}

// drop closes the connection without a word.
func (s *session) drop() { _ = s.conn.Close() }
