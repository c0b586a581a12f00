package identity_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"qadam/app/identity"
)

// answers are what a provider says at its addresses, by path. It signs with a key of its own.
type answers struct {
	key    *rsa.PrivateKey
	byPath map[string]string
	server *httptest.Server
}

func newAnswers(t testing.TB) *answers {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	a := &answers{key: key, byPath: map[string]string{}}
	a.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(a.byPath[r.URL.Path]))
	}))
	t.Cleanup(a.server.Close)
	a.byPath["/.well-known/openid-configuration"] = inJSON(map[string]any{"issuer": a.server.URL, "jwks_uri": a.server.URL + "/keys",
		"authorization_endpoint": a.server.URL + "/auth", "token_endpoint": a.server.URL + "/token"})
	a.byPath["/keys"] = inJSON(map[string]any{"keys": []any{map[string]string{"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "1",
		"n": base64.RawURLEncoding.EncodeToString(key.N.Bytes()),
		"e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(key.E)).Bytes())}}})
	return a
}

func inJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// sign makes a token of claims.
func (a *answers) sign(t testing.TB, claims map[string]any) string {
	t.Helper()
	encode := func(v any) string { return base64.RawURLEncoding.EncodeToString([]byte(inJSON(v))) }
	text := encode(map[string]string{"alg": "RS256", "kid": "1"}) + "." + encode(claims)
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, a.key, crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return inJSON(map[string]string{"access_token": "a", "token_type": "Bearer",
		"id_token": text + "." + base64.RawURLEncoding.EncodeToString(signature)})
}

// begun is a sign-in that has begun at the provider.
func (a *answers) begun(t testing.TB) (p *identity.Provider, back url.Values, nonce string) {
	t.Helper()
	p = identity.NewProvider(identity.Settings{Issuer: a.server.URL, ClientID: "qadam", ClientSecret: "secret"})
	address, err := p.Begin(t.Context(), "a secret")
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return p, url.Values{"state": {u.Query().Get("state")}, "code": {"code"}}, u.Query().Get("nonce")
}

// TestClocksThatDiffer signs in at a provider whose clock is right, and at others whose clocks are hours behind and ahead.
func TestClocksThatDiffer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		clock  time.Duration // the provider's clock against ours
		differ bool
	}{{"alike", 0, false}, {"a minute ahead", time.Minute, false}, {"a minute behind", -time.Minute, false},
		{"two hours behind", -2 * time.Hour, true}, {"two hours ahead", 2 * time.Hour, true},
		{"a year ahead", 365 * 24 * time.Hour, true}} {
		a := newAnswers(t)
		p, back, nonce := a.begun(t)
		now := time.Now().Add(c.clock)
		a.byPath["/token"] = a.sign(t, map[string]any{"iss": a.server.URL, "sub": "somebody", "aud": "qadam", "nonce": nonce,
			"iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(time.Hour).Unix()})
		subject, err := p.Finish(t.Context(), "a secret", back)
		if got := errors.Is(err, identity.ErrClock); got != c.differ || got && errors.Is(err, identity.ErrProvider) ||
			!c.differ && (err != nil || subject != "somebody") {
			t.Errorf("%s: %q, %v", c.name, subject, err)
		}
	}
	a := newAnswers(t)
	p, back, _ := a.begun(t)
	a.byPath["/token"] = a.sign(t, map[string]any{"iss": a.server.URL, "sub": "somebody", "aud": "another",
		"exp": time.Now().Unix() + 60})
	if _, err := p.Finish(t.Context(), "a secret", back); !errors.Is(err, identity.ErrProvider) || errors.Is(err, identity.ErrClock) {
		t.Errorf("a token for another client is told as %v", err)
	}
}

// FuzzProviderAnswers throws bytes at what reads the answers of an OpenID provider: it never panics, and lets nobody in.
func FuzzProviderAnswers(f *testing.F) {
	a := newAnswers(f)
	paths := []string{"/.well-known/openid-configuration", "/keys", "/token"}
	right := map[string]string{paths[2]: a.sign(f, map[string]any{"iss": a.server.URL, "sub": "somebody", "aud": "qadam", "nonce": "none",
		"exp": time.Now().Unix() + 60})}
	for _, path := range paths[:2] {
		right[path] = a.byPath[path]
	}
	for i, path := range paths {
		f.Add(uint8(i), right[path])
		f.Add(uint8(i), "{}")
		f.Add(uint8(i), `{"keys":[{"kty":"RSA"}],"id_token":"a.b.c","issuer":5,"expires_in":"x"}`)
	}
	f.Fuzz(func(t *testing.T, which uint8, answer string) {
		a.byPath = map[string]string{paths[0]: right[paths[0]], paths[1]: right[paths[1]], paths[2]: right[paths[2]]}
		a.byPath[paths[int(which)%len(paths)]] = answer
		p := identity.NewProvider(identity.Settings{Issuer: a.server.URL, ClientID: "qadam", ClientSecret: "secret"})
		address, err := p.Begin(t.Context(), "a secret")
		if err != nil {
			return
		}
		u, err := url.Parse(address)
		if err != nil {
			return
		}
		if subject, err := p.Finish(t.Context(), "a secret", url.Values{"state": {u.Query().Get("state")}, "code": {"c"}}); err == nil {
			t.Errorf("%q is let in", subject)
		}
	})
}
