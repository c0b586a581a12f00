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

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// session is one connection to the server, greeted and signed in by go-mail's client.
//
// The client looks at a context only while it dials, and does not close a connection on which it could not sign in. So the session
// makes the TCP connection itself, and closes it when the time for a step is over.
type session struct {
	settings Settings
	smtp     *smtp.Client
	conn     *briefConn // below TLS, so that closing it always works
	at       stage      // how far the opening is
}

// open connects and signs in. ctx ends the attempt at any step, and so does the settings' timeout.
func open(ctx context.Context, settings Settings) (*session, *failure) {
	limited, cancel := context.WithTimeout(ctx, settings.timeout())
	defer cancel()
	conn, err := new(net.Dialer).DialContext(limited, "tcp", settings.address())
	if err != nil {
		return nil, settings.fail(ctx, limited, atConnect, err)
	}
	s := &session{settings: settings, conn: &briefConn{Conn: conn}, at: atConnect}
	err = s.within(limited, func() error {
		client, err := gomail.NewClient(settings.Host, s.options()...)
		if err == nil {
			s.smtp, err = client.DialToSMTPClientWithContext(limited)
		}
		return err
	})
	if err != nil {
		s.drop()
		return nil, settings.fail(ctx, limited, s.at, err)
	}
	return s, nil
}

// maxReply is the most bytes that a server may say in one step. The client reads replies whole, however long they are.
const maxReply = 1 << 20

// briefConn is a connection to a server that says no more than a server has to say.
type briefConn struct {
	net.Conn
	read int // in this step
}

// Read reads what the server says.
func (c *briefConn) Read(p []byte) (int, error) {
	if c.read >= maxReply {
		return 0, errors.New("the server says more than a mail server has to say")
	}
	n, err := c.Conn.Read(p)
	c.read += n
	return n, err
}

// within does a step and closes the connection when ctx ends: the step fails then, and so does each later one.
func (s *session) within(ctx context.Context, step func() error) error {
	s.conn.read = 0
	release := context.AfterFunc(ctx, s.drop)
	err := step()
	if !release() && err == nil {
		return ctx.Err()
	}
	return err
}

func (s *session) options() []gomail.Option {
	out := []gomail.Option{gomail.WithDialContextFunc(s.secure), gomail.WithTimeout(s.settings.timeout()),
		gomail.WithHELO(s.settings.Hello),
		gomail.WithTLSConfig(s.settings.tlsConfig()), gomail.WithTLSPolicy(s.settings.TLS.ofClient())}
	if s.settings.user.Reveal() != "" {
		out = append(out, gomail.WithSMTPAuthCustom(&bestAuth{session: s}))
	}
	return out
}

// secure gives the client the connection, under TLS where that comes first.
func (s *session) secure(ctx context.Context, _, _ string) (net.Conn, error) {
	var conn net.Conn = s.conn
	if s.settings.TLS == ImplicitTLS {
		secured := tls.Client(conn, s.settings.tlsConfig())
		if err := secured.HandshakeContext(ctx); err != nil {
			return nil, err
		}
		conn = secured
	}
	s.at = atGreeting
	return conn, nil
}

// bestAuth signs in by the best mechanism on offer. Those that send the password itself are used only under TLS, or to this very
// machine; go-mail would choose before it knows whether there is TLS.
type bestAuth struct {
	session *session
	smtp.Auth
}

// Start chooses the mechanism.
func (a *bestAuth) Start(server *smtp.ServerInfo) (string, []byte, error) {
	a.session.at = atAuth
	s := a.session.settings
	user, password := s.user.Reveal(), s.password.Reveal()
	offer := strings.Fields(strings.ToUpper(strings.Join(server.Auth, " ")))
	for _, candidate := range []struct {
		name  string
		plain bool
		auth  smtp.Auth
	}{
		{"SCRAM-SHA-256", false, smtp.ScramSHA256Auth(user, password)},
		{"SCRAM-SHA-1", false, smtp.ScramSHA1Auth(user, password)},
		{"PLAIN", true, smtp.PlainAuth("", user, password, s.Host, true)},
		{"LOGIN", true, smtp.LoginAuth(user, password, s.Host, true)},
		{"CRAM-MD5", false, smtp.CRAMMD5Auth(user, password)},
	} {
		if slices.Contains(offer, candidate.name) && (!candidate.plain || server.TLS || loopback(s.Host)) {
			a.Auth = candidate.auth
			return a.Auth.Start(server)
		}
	}
	return "", nil, errors.New("the server offers no way to sign in that is safe on this connection")
}

// transfer hands over one message. A failure says itself whether the connection may be used again.
func (s *session) transfer(ctx context.Context, e envelope) *failure {
	limited, cancel := context.WithTimeout(ctx, s.settings.timeout())
	defer cancel()
	s.conn.read = 0
	at, err := atSender, s.smtp.UpdateDeadline(s.settings.timeout())
	if err == nil {
		release := context.AfterFunc(limited, s.drop)
		at, err = s.dialogue(e)
		release() // a message that was taken is taken, even if its time was over then
	}
	if err == nil {
		return nil
	}
	return s.settings.fail(ctx, limited, at, err)
}

// dialogue sends the commands one by one, because go-mail's Client.Send hides the server's reply, which tells a bounce and its reason,
// and takes every reply to the content but 250 for a failure.
func (s *session) dialogue(e envelope) (stage, error) {
	// Asked for needlessly, SMTPUTF8 makes a mail undeliverable behind relays that do not know it.
	s.smtp.SkipSMTPUTF8(!e.utf8)
	if err := s.smtp.Mail(e.from); err != nil {
		return atSender, err
	}
	if err := s.smtp.Rcpt(e.to); err != nil {
		return atRcpt, err
	}
	body, err := s.smtp.Data()
	if err != nil {
		return atData, err
	}
	if _, err := body.Write(e.content); err != nil {
		return atContent, err
	}
	var reply *textproto.Error
	err = body.Close()
	if errors.As(err, &reply) && reply.Code/100 == 2 {
		err = nil // go-mail expects 250 exactly
	}
	return atReply, err
}

func (s *session) knowsUTF8() bool {
	known, _ := s.smtp.Extension("SMTPUTF8")
	return known
}

// reset makes the connection ready for the next message after any outcome of the last one, and checks that it is still alive.
func (s *session) reset(ctx context.Context) bool {
	limited, cancel := context.WithTimeout(ctx, s.settings.timeout())
	defer cancel()
	return s.within(limited, func() error {
		return errors.Join(s.smtp.UpdateDeadline(s.settings.timeout()), s.smtp.Reset())
	}) == nil
}

// quit ends the session. Nothing depends on the answer, so the wait for it is short.
func (s *session) quit(ctx context.Context) {
	defer s.drop()
	limited, cancel := context.WithTimeout(ctx, min(s.settings.timeout(), 2*time.Second))
	defer cancel()
	_ = s.within(limited, s.smtp.Quit) // the outcome of the messages is known by now
}

// drop closes the connection without QUIT.
func (s *session) drop() { _ = s.conn.Close() }
