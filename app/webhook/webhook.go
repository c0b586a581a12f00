// Package webhook sends signed messages to subscribers' servers by the Standard Webhooks specification. It keeps no queue and never
// retries; the deliveries in the store do both. A subscriber chooses the address, so it is checked when it is dialled, and no name can
// lead into our own network (SSRF).
package webhook

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"syscall"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// timeout bounds one request, from the name's look-up to the end of the answer.
const timeout = 10 * time.Second

// Message is one message. Its ID stays the same over all attempts, so that a receiver can recognise a copy.
type Message struct {
	ID, URL string
	Body    []byte
	// Secrets each give a signature: there are two while a secret is being changed.
	Secrets []string
}

// Sender sends messages.
type Sender struct{ client *http.Client }

// New makes a sender. Addresses of this machine and of private networks are refused unless allowPrivate.
func New(allowPrivate bool) *Sender {
	dialer := &net.Dialer{Timeout: timeout}
	if !allowPrivate {
		dialer.Control = refusePrivate
	}
	return &Sender{client: &http.Client{
		Timeout: timeout,
		// No proxy from the environment: behind one the address would not be checked.
		Transport: &http.Transport{DialContext: dialer.DialContext, MaxIdleConns: 20, IdleConnTimeout: 30 * time.Second,
			TLSHandshakeTimeout: timeout, MaxResponseHeaderBytes: 64 << 10},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Close closes idle connections.
func (s *Sender) Close() { s.client.CloseIdleConnections() }

// Secret writes a key as the specification does.
func Secret(key []byte) string { return "whsec_" + base64.StdEncoding.EncodeToString(key) }

// ErrNotPublic says that a name is not known, or leads to this machine or a private network. Which of these it is would tell what names
// there are in our network.
var ErrNotPublic = errors.New("its address is not known, or not a public one")

// Send sends a message and gives the answer's status, 0 for none. Any status outside 200 to 299 is an error, whose words tell a
// subscriber what happened and nothing about our network.
func (s *Sender) Send(ctx context.Context, m Message) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, m.URL, bytes.NewReader(m.Body))
	if err != nil {
		return 0, errors.New("the address cannot be read")
	}
	now := time.Now()
	signatures := make([]string, len(m.Secrets))
	for i, secret := range m.Secrets {
		signer, err := standardwebhooks.NewWebhook(secret)
		if err != nil {
			return 0, err
		}
		if signatures[i], err = signer.Sign(m.ID, now, m.Body); err != nil {
			return 0, err
		}
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Qadam-Webhooks/1")
	req.Header.Set(standardwebhooks.HeaderWebhookID, m.ID)
	req.Header.Set(standardwebhooks.HeaderWebhookTimestamp, fmt.Sprint(now.Unix()))
	req.Header.Set(standardwebhooks.HeaderWebhookSignature, strings.Join(signatures, " "))
	res, err := s.client.Do(req)
	if err != nil {
		return 0, explain(err)
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10)) // once the body is read, the connection can be reused
	switch {
	case res.StatusCode >= 300 && res.StatusCode < 400:
		return res.StatusCode, fmt.Errorf("it answered %d: redirects are not followed, give the final address", res.StatusCode)
	case res.StatusCode < 200 || res.StatusCode > 299:
		return res.StatusCode, fmt.Errorf("it answered %d", res.StatusCode)
	}
	return res.StatusCode, nil
}

// explain gives the kind of a failure, without names and addresses.
func explain(err error) error {
	var timedOut net.Error
	var name *net.DNSError
	switch {
	case errors.Is(err, context.Canceled):
		return context.Canceled
	case errors.Is(err, ErrNotPublic), errors.As(err, &name):
		return ErrNotPublic
	case errors.As(err, &timedOut) && timedOut.Timeout():
		return fmt.Errorf("it did not answer within %s", timeout)
	case strings.Contains(err.Error(), "tls:") || strings.Contains(err.Error(), "x509:"):
		return errors.New("its certificate is not one to trust")
	}
	return errors.New("there was no connection, or it broke")
}

// refusePrivate checks the address that is dialled, after its name was resolved.
func refusePrivate(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil || !Public(to.Addr()) {
		return ErrNotPublic
	}
	return nil
}

// reserved are the special-purpose networks that netip does not know.
var reserved = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("192.88.99.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"),
	// Those that embed an IPv4 address, which may be a private one.
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2001::/32"),
	netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("::/96"),
	netip.MustParsePrefix("100::/64"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("fec0::/10"),
}

// Public tells whether an address is a public one.
func Public(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, p := range reserved {
		if p.Contains(a) {
			return false
		}
	}
	return true
}
