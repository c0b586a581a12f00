// Package mailtest is a mail server for tests: a real one on 127.0.0.1 that
// keeps what it takes and can be made to fail as servers do.
package mailtest

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"net"
	"net/url"
	"slices"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// Server is an SMTP server. Its zero value may be started; the exported fields
// are set before that.
type Server struct {
	// STARTTLS offers it, with a certificate that RootCAs trusts.
	STARTTLS bool
	// SMTPS begins each connection with TLS, with the same certificate.
	SMTPS bool
	// SMTPUTF8 takes addresses that are not ASCII.
	SMTPUTF8 bool
	// User and Password, if set, are required to send. Other credentials are
	// repeated in the refusal, which must not reach a log.
	User, Password string

	mu          sync.Mutex
	addr        string
	behaviour   Behaviour
	messages    []Message
	greylisted  map[string]bool
	connections int
	run         *run
	certificate *certificate
}

// run is what lives from Start to Stop.
type run struct {
	smtp     *smtp.Server
	listener net.Listener
	stopped  chan struct{} // closed at the beginning of Stop: lets go what hangs
	done     chan struct{} // closed at its end
}

// Start starts a server that takes every message, until the test ends.
func Start(t testing.TB) *Server {
	t.Helper()
	s := &Server{}
	s.Start(t)
	return s
}

// Start listens on a free port, or, after Stop, on the same one again. The
// server is stopped when the test ends. Messages and behaviour are kept.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.run != nil {
		t.Fatal("mailtest: the server is running already")
	}
	if s.addr == "" {
		s.addr = "127.0.0.1:0"
		s.greylisted = map[string]bool{}
		if s.STARTTLS || s.SMTPS {
			s.certificate = newCertificate(t)
		}
	}
	listener, err := net.Listen("tcp", s.addr)
	if err != nil {
		t.Fatal("mailtest:", err)
	}
	s.addr = listener.Addr().String()
	s.run = &run{smtp: s.newSMTP(), stopped: make(chan struct{}), done: make(chan struct{})}
	s.run.listener = &watchedListener{Listener: listener, server: s, stopped: s.run.stopped}
	if s.SMTPS {
		s.run.listener = tls.NewListener(s.run.listener, s.certificate.config())
	}
	go s.run.serve()
	t.Cleanup(s.Stop)
}

func (s *Server) newSMTP() *smtp.Server {
	server := smtp.NewServer(smtp.BackendFunc(s.newSession))
	server.Domain = "mail.example.org"
	server.AllowInsecureAuth = true
	server.EnableSMTPUTF8 = s.SMTPUTF8
	server.ErrorLog = log.New(io.Discard, "", 0) // connections break in these tests
	if s.STARTTLS {
		server.TLSConfig = s.certificate.config()
	}
	return server
}

func (r *run) serve() {
	defer close(r.done)
	_ = r.smtp.Serve(r.listener) // ends with the listener
}

// Stop closes the port and all connections. It may be called again.
func (s *Server) Stop() {
	s.mu.Lock()
	r := s.run
	s.run = nil
	s.mu.Unlock()
	if r == nil {
		return
	}
	close(r.stopped)
	_ = r.smtp.Close()
	_ = r.listener.Close() // had Serve not begun, smtp.Close would not know it
	<-r.done
}

// Addr is the host and port on which the server listens, or did until Stop.
func (s *Server) Addr() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.addr
}

// URL is the server's address as mail.ParseURL reads it, with credentials and
// the TLS policy that the server can satisfy.
func (s *Server) URL() string {
	u := url.URL{Scheme: "smtp", Host: s.Addr()}
	if s.User != "" {
		u.User = url.UserPassword(s.User, s.Password)
	}
	switch {
	case s.SMTPS:
		u.Scheme = "smtps"
	case s.STARTTLS:
		u.RawQuery = "tls=starttls"
	default:
		u.RawQuery = "tls=none"
	}
	return u.String()
}

// RootCAs trusts the server's certificate, where it has one.
func (s *Server) RootCAs() *x509.CertPool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.certificate.pool()
}

// Behave changes how the server behaves from the next command on.
func (s *Server) Behave(change func(*Behaviour)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.behaviour)
}

// Messages are the messages taken so far, in order, since the first Start.
func (s *Server) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.messages)
}

// Connections counts the connections made since the first Start.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.connections
}

func (s *Server) current() Behaviour {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.behaviour
}

// firstTime tells whether a recipient has not been greylisted yet.
func (s *Server) firstTime(recipient string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := s.greylisted[recipient]
	s.greylisted[recipient] = true
	return !seen
}

func (s *Server) keep(m Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.messages = append(s.messages, m)
}

func (s *Server) authenticate(user, password string) error {
	if user == s.User && password == s.Password {
		return nil
	}
	return &smtp.SMTPError{
		Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8},
		Message: fmt.Sprintf("No such user or password: %s %s", user, password),
	}
}
