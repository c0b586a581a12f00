package mailtest

import (
	"bytes"
	"io"
	"net"
	"sync/atomic"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// session is one client's connection as go-smtp sees it.
type session struct {
	server   *Server
	conn     *smtp.Conn
	stopped  <-chan struct{}
	signedIn bool
	from     string
	to       []string
}

func (s *Server) newSession(conn *smtp.Conn) (smtp.Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.run == nil {
		return nil, &smtp.SMTPError{Code: 421, Message: "Stopped"}
	}
	return &session{server: s, conn: conn, stopped: s.run.stopped, signedIn: s.User == ""}, nil
}

// AuthMechanisms offers PLAIN where the server has a user.
func (s *session) AuthMechanisms() []string {
	if s.server.User == "" {
		return nil
	}
	return []string{sasl.Plain}
}

// Auth signs a client in.
func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		err := s.server.authenticate(user, password)
		s.signedIn = err == nil
		return err
	}), nil
}

// Mail begins a message.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if !s.signedIn {
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "Authentication required"}
	}
	if s.from != "" {
		return &smtp.SMTPError{Code: 503, EnhancedCode: smtp.EnhancedCode{5, 5, 1}, Message: "Nested MAIL command"}
	}
	s.from = from
	return nil
}

// Rcpt takes, refuses or greylists a recipient.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	b := s.server.current()
	switch {
	case b.Close.matches(to):
		_ = s.conn.Conn().Close()
	case b.Refuse.matches(to):
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No such mailbox"}
	case b.Greylist.matches(to) && s.server.firstTime(to):
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "Greylisted, try again later"}
	}
	s.to = append(s.to, to)
	return nil
}

// Data reads a message and does with it what the behaviour says.
func (s *session) Data(r io.Reader) error {
	var raw bytes.Buffer
	if _, err := raw.ReadFrom(r); err != nil {
		return err
	}
	b, to := s.server.current(), s.to[0]
	switch {
	case b.Hang.matches(to):
		<-s.stopped
		return &smtp.SMTPError{Code: 421, Message: "Stopped"}
	case b.RefuseContent.matches(to):
		return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "Not wanted"}
	}
	message, err := parse(s.from, s.to, raw.Bytes())
	if err != nil {
		return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: "Not a message: " + err.Error()}
	}
	s.server.keep(message)
	if b.Yes251.matches(to) {
		return &smtp.SMTPError{Code: 251, EnhancedCode: smtp.EnhancedCode{2, 0, 0}, Message: "Taken all the same"}
	}
	if b.Drop.matches(to) {
		_ = s.conn.Conn().Close()
	}
	if conn, ok := s.conn.Conn().(*watchedConn); ok && b.Leave.matches(to) {
		conn.leaving.Store(true)
	}
	return nil
}

// Reset forgets the message that was begun.
func (s *session) Reset() { s.from, s.to = "", nil }

// Logout has nothing to free.
func (s *session) Logout() error { return nil }

// watchedListener counts connections and hands out watched ones.
type watchedListener struct {
	net.Listener
	server  *Server
	stopped <-chan struct{}
}

// Accept waits for a client.
func (l *watchedListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.server.mu.Lock()
	l.server.connections++
	l.server.mu.Unlock()
	return &watchedConn{Conn: conn, server: l.server, stopped: l.stopped}, nil
}

// watchedConn misbehaves in the replies that go-smtp gives by itself.
type watchedConn struct {
	net.Conn
	server  *Server
	stopped <-chan struct{}
	greeted atomic.Bool
	leaving atomic.Bool // close after the next reply
}

// Write sends a reply, or does not.
func (c *watchedConn) Write(reply []byte) (int, error) {
	b := c.server.current()
	switch {
	case b.HangGreeting && !c.greeted.Load():
		<-c.stopped
		return 0, net.ErrClosed
	case b.FailQuit && bytes.HasPrefix(reply, []byte("221 ")):
		_ = c.Close()
		return 0, net.ErrClosed
	}
	c.greeted.Store(true)
	n, err := c.Conn.Write(reply)
	if c.leaving.Load() {
		_ = c.Close()
	}
	return n, err
}
