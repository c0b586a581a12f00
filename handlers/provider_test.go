package handlers_test

import (
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"

	"qadam/app/identity"
	"qadam/models"
)

// callback is where the provider sends people back to.
const callback = baseURL + "/sign-in/provider/callback"

// provider is a real OpenID provider with two people in it. It begins to answer when open is called.
type provider struct {
	*identity.Provider
	issuer string
	open   func()
}

func newProvider(t *testing.T) *provider {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &provider{issuer: "http://" + ln.Addr().String()}
	clients := map[string]*storage.Client{"qadam": storage.WebClient("qadam", "secret", callback)}
	users := storage.NewStorageWithClients(storage.NewUserStore(p.issuer), clients)
	var ready atomic.Pointer[http.Handler]
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := ready.Load()
		if h == nil {
			http.Error(w, "not yet", http.StatusServiceUnavailable)
			return
		}
		(*h).ServeHTTP(w, r)
	}))
	server.Listener.Close()
	server.Listener = ln
	server.Start()
	t.Cleanup(server.Close)
	p.open = func() {
		h := http.Handler(exampleop.SetupServer(p.issuer, users, slog.New(slog.DiscardHandler), false))
		ready.Store(&h)
	}
	p.Provider = identity.NewProvider(identity.Settings{Issuer: p.issuer, ClientID: "qadam", ClientSecret: "secret", CallbackURL: callback})
	return p
}

var requestID = regexp.MustCompile(`authRequestID=([^"&]+)`)

// pass signs in at the provider as a person would, and gives with what the provider sends the browser back.
func (p *provider) pass(t *testing.T, address, user string) url.Values {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	var back url.Values
	person := &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), callback) {
			back = r.URL.Query()
			return http.ErrUseLastResponse
		}
		return nil
	}}
	res, err := person.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	id := requestID.FindStringSubmatch(res.Request.URL.String())
	if id == nil {
		t.Fatalf("the provider leads to %s", res.Request.URL)
	}
	res, err = person.PostForm(p.issuer+"/login/username", url.Values{"id": {id[1]}, "username": {user}, "password": {"verysecure"}})
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if back.Get("code") == "" {
		t.Fatalf("the provider sends back %v", back)
	}
	return back
}

// away begins at a page and gives the address at the provider.
func (b *browser) away(t *testing.T, path string) *url.URL {
	t.Helper()
	got := b.send(t, "POST", path, url.Values{"next": {"/account?x=1"}}).want(t, 200)
	u, err := url.Parse(strings.TrimPrefix(got.header.Get("Refresh"), "0; url="))
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// TestProvider signs in by a real OpenID provider: first when it does not answer, then when nobody is linked, then linked.
func TestProvider(t *testing.T) {
	for _, kind := range []string{"sqlite", "postgres"} {
		t.Run(kind, func(t *testing.T) {
			p := newProvider(t)
			d := newDoor(t, kind, p.Provider)
			d.app.CheckProvider(d.ctx)
			if !strings.Contains(d.log.String(), "does not answer yet") {
				t.Error("the log does not say that the provider is away")
			}
			if got := d.browser().send(t, "POST", "/sign-in/provider", url.Values{}).want(t, 503); !strings.Contains(string(got.body), "does not answer") {
				t.Errorf("%s", got.body)
			}
			p.open()
			for d.app.CheckProvider(d.ctx); !strings.Contains(d.log.String(), "the OpenID provider answers"); d.app.CheckProvider(d.ctx) {
				time.Sleep(50 * time.Millisecond)
			}
			stranger := d.browser()
			address := stranger.away(t, "/sign-in/provider")
			q := address.Query()
			if q.Get("code_challenge_method") != "S256" || q.Get("code_challenge") == "" || len(q.Get("state")) < 40 || len(q.Get("nonce")) < 40 || q.Get("scope") != "openid" {
				t.Errorf("it asks %v", q)
			}
			host, _, _ := strings.Cut(strings.TrimPrefix(p.issuer, "http://"), ":")
			first, second := "test-user@"+host, "test-user2"
			if got := stranger.send(t, "GET", "/sign-in/provider/callback?"+p.pass(t, address.String(), first).Encode(), nil).want(t, 401); !strings.Contains(string(got.body), "nobody here is linked") {
				t.Errorf("%s", got.body)
			}

			owner := d.enter(t, "partner1")
			owner.header["Sec-Fetch-Site"] = "same-origin"
			owner.send(t, "GET", "/sign-in/provider/callback?"+p.pass(t, owner.away(t, "/account/provider").String(), first).Encode(), nil).want(t, 303)
			if got := owner.send(t, "GET", "/account", nil).want(t, 200); !strings.Contains(string(got.body), p.issuer) {
				t.Error("the account does not show what was added")
			}
			b := d.browser()
			back := p.pass(t, b.away(t, "/sign-in/provider").String(), first).Encode()
			held := b.cookies["__Host-qadam-provider"]
			if got := b.send(t, "GET", "/sign-in/provider/callback?"+back, nil).want(t, 303); got.header.Get("Location") != "/account?x=1" || b.me(t) != "partner1" {
				t.Errorf("leads to %s as %q", got.header.Get("Location"), b.me(t))
			}
			// Once only, in this browser only, with its own state.
			again := d.browser()
			again.cookies["__Host-qadam-provider"] = held
			again.send(t, "GET", "/sign-in/provider/callback?"+back, nil).want(t, 401)
			d.browser().send(t, "GET", "/sign-in/provider/callback?"+p.pass(t, d.browser().away(t, "/sign-in/provider").String(), first).Encode(), nil).want(t, 401)
			mixed := d.browser()
			other := mixed.away(t, "/sign-in/provider").Query().Get("state")
			stolen := p.pass(t, d.browser().away(t, "/sign-in/provider").String(), first)
			stolen.Set("state", other) // somebody else's code with this browser's state: PKCE and the nonce refuse it
			if got := mixed.send(t, "GET", "/sign-in/provider/callback?"+stolen.Encode(), nil); got.status < 400 || mixed.me(t) != "" {
				t.Errorf("a code of another browser is taken: %d", got.status)
			}
			// Nobody takes an account that is somebody's already; an admin links another.
			taker := d.enter(t, "partner2")
			taker.send(t, "GET", "/sign-in/provider/callback?"+p.pass(t, taker.away(t, "/account/provider").String(), first).Encode(), nil).want(t, 401)
			d.enter(t, "admin").api(t, "POST", "/identities", models.IdentityInput{UserID: d.ids["user kaz"], Issuer: p.issuer, Subject: "id2"}).want(t, 201)
			linked := d.browser()
			linked.send(t, "GET", "/sign-in/provider/callback?"+p.pass(t, linked.away(t, "/sign-in/provider").String(), second).Encode(), nil).want(t, 303)
			if linked.me(t) != "kaz" {
				t.Errorf("signed in as %q", linked.me(t))
			}
		})
	}
}
