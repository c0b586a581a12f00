package identity

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Settings are those of this installation as a client of an OpenID provider.
type Settings struct {
	Issuer, ClientID, ClientSecret string
	// CallbackURL is the address to which the provider sends people back.
	CallbackURL string
}

// Provider is an OpenID provider. It need not answer when the server starts: its discovery document is read at the first need, and
// again while that fails.
type Provider struct {
	settings Settings
	client   *http.Client

	mu       sync.Mutex
	found    *oidc.Provider // nil until discovery succeeded
	tried    time.Time
	lastFail error
}

// ErrProvider wraps what goes wrong with the provider itself, not with the person.
var ErrProvider = errors.New("the OpenID provider does not answer as it should")

// ErrClock says that the clocks of the provider and of this server differ: a token that was made just now has ended, or does not hold yet.
var ErrClock = errors.New("the clocks of the OpenID provider and of this server differ")

// The limits of requests to the provider.
const (
	providerTimeout = 8 * time.Second
	retryAfter      = 3 * time.Second // after a failed discovery
)

// NewProvider makes a provider without a request to it.
func NewProvider(s Settings) *Provider {
	return &Provider{settings: s, client: &http.Client{Timeout: providerTimeout, Transport: briefly{}}}
}

// maxAnswer is the most bytes of an answer of the provider. The libraries read answers whole.
const maxAnswer = 1 << 20

// briefly sends requests and cuts answers short that are too long to be of use.
type briefly struct{}

// RoundTrip sends a request.
func (briefly) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := http.DefaultTransport.RoundTrip(r)
	if err == nil {
		res.Body = http.MaxBytesReader(nil, res.Body, maxAnswer)
	}
	return res, err
}

// Issuer is the provider's name.
func (p *Provider) Issuer() string { return p.settings.Issuer }

// Check reads the provider's discovery document, unless it is known.
func (p *Provider) Check(ctx context.Context) error {
	_, err := p.discover(ctx)
	return err
}

func (p *Provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	if p.lastFail != nil && time.Since(p.tried) < retryAfter {
		return nil, p.lastFail
	}
	found, err := oidc.NewProvider(oidc.ClientContext(ctx, p.client), p.settings.Issuer)
	p.tried, p.lastFail = time.Now(), nil
	if err != nil {
		p.lastFail = fmt.Errorf("%w: %w", ErrProvider, err)
		return nil, p.lastFail
	}
	p.found = found
	return found, nil
}

// deriveFrom derives the state, the nonce and the PKCE verifier from a flow's secret, which is in the browser's cookie alone, so that
// none of them is kept.
func deriveFrom(secret, what string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(what))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func (p *Provider) config(found *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{ClientID: p.settings.ClientID, ClientSecret: p.settings.ClientSecret, RedirectURL: p.settings.CallbackURL,
		Endpoint: found.Endpoint(), Scopes: []string{oidc.ScopeOpenID}}
}

// Begin gives the address at the provider for a flow with this secret.
func (p *Provider) Begin(ctx context.Context, secret string) (string, error) {
	found, err := p.discover(ctx)
	if err != nil {
		return "", err
	}
	return p.config(found).AuthCodeURL(deriveFrom(secret, "state"), oidc.Nonce(deriveFrom(secret, "nonce")),
		oauth2.S256ChallengeOption(deriveFrom(secret, "verifier"))), nil
}

// Finish checks what the provider sent back through the browser that has this secret, and gives the subject. No other claim about the
// person is used.
func (p *Provider) Finish(ctx context.Context, secret string, back url.Values) (subject string, err error) {
	if subtle.ConstantTimeCompare([]byte(back.Get("state")), []byte(deriveFrom(secret, "state"))) != 1 {
		return "", errors.New("the state is not the one of this browser")
	}
	if e := back.Get("error"); e != "" {
		return "", errors.New("the provider refused: " + e)
	}
	// RFC 9207: an answer that names its issuer cannot come from another provider.
	if iss := back.Get("iss"); iss != "" && iss != p.settings.Issuer {
		return "", errors.New("the answer is another provider's")
	}
	found, err := p.discover(ctx)
	if err != nil {
		return "", err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	token, err := p.config(found).Exchange(ctx, back.Get("code"), oauth2.VerifierOption(deriveFrom(secret, "verifier")))
	if err != nil {
		var refused *oauth2.RetrieveError
		if errors.As(err, &refused) && refused.ErrorCode == "invalid_grant" {
			return "", errors.New("the provider does not know this code")
		}
		return "", fmt.Errorf("%w: %w", ErrProvider, err)
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := found.Verifier(&oidc.Config{ClientID: p.settings.ClientID}).Verify(ctx, raw)
	if err != nil {
		return "", fmt.Errorf("%w: %w", unverified(err), err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(deriveFrom(secret, "nonce"))) != 1 {
		return "", errors.New("the nonce is not the one of this browser")
	}
	return id.Subject, nil
}

// unverified is the kind of a fault that the library finds in a token whose signature it has checked. It has no type for a token that
// does not hold yet.
func unverified(err error) error {
	if expired := new(oidc.TokenExpiredError); errors.As(err, &expired) || strings.Contains(err.Error(), "before the nbf") {
		return ErrClock
	}
	return ErrProvider
}
