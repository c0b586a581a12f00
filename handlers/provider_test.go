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
	"qadam/handlers/handlerstest"
	"qadam/models"
)

// callback is where the provider sends people back to.
const callback = handlerstest.BaseURL + "/sign-in/provider/callback"

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
func away(t *testing.T, b *handlerstest.Browser, path string) *url.URL {
	t.Helper()
	got := b.Send(t, "POST", path, url.Values{"next": {"/account?x=1"}}).Want(t, 200)
	u, err := url.Parse(strings.TrimPrefix(got.Header.Get("Refresh"), "0; url="))
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// TestProvider signs in by a real OpenID provider: first when it does not answer, then when nobody is linked, then linked.
func TestProvider(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"sqlite", "postgres"} {
		t.Run(kind, func(t *testing.T) {
			p := newProvider(t)
			d := handlerstest.NewInstallation(t, kind, p.Provider)
			d.App.CheckProvider(d.Ctx)
			if !strings.Contains(d.Log.String(), "does not answer yet") {
				t.Error("the log does not say that the provider is away")
			}
			if got := d.Browser().Send(t, "POST", "/sign-in/provider", url.Values{}).Want(t, 503); !strings.Contains(string(got.Body),
				"does not answer") {
				t.Errorf("%s", got.Body)
			}
			p.open()
			for d.App.CheckProvider(d.Ctx); !strings.Contains(d.Log.String(), "the OpenID provider answers"); d.App.CheckProvider(d.Ctx) {
				time.Sleep(50 * time.Millisecond)
			}
			stranger := d.Browser()
			address := away(t, stranger, "/sign-in/provider")
			q := address.Query()
			if q.Get("code_challenge_method") != "S256" || q.Get("code_challenge") == "" || len(q.Get("state")) < 40 ||
				len(q.Get("nonce")) < 40 || q.Get("scope") != "openid" {
				t.Errorf("it asks %v", q)
			}
			host, _, _ := strings.Cut(strings.TrimPrefix(p.issuer, "http://"), ":")
			first, second := "test-user@"+host, "test-user2"
			if got := stranger.Send(t, "GET", "/sign-in/provider/callback?"+p.pass(t, address.String(), first).Encode(), nil).Want(t,
				401); !strings.Contains(string(got.Body), "nobody here is linked") {
				t.Errorf("%s", got.Body)
			}

			owner := d.SignInByLink(t, "partner1")
			owner.Header["Sec-Fetch-Site"] = "same-origin"
			owner.Send(t, "GET", "/sign-in/provider/callback?"+p.pass(t, away(t, owner, "/account/provider").String(), first).Encode(),
				nil).Want(t, 303)
			if got := owner.Send(t, "GET", "/account", nil).Want(t, 200); !strings.Contains(string(got.Body), p.issuer) {
				t.Error("the account does not show what was added")
			}
			b := d.Browser()
			back := p.pass(t, away(t, b, "/sign-in/provider").String(), first).Encode()
			held := b.Cookies["__Host-qadam-provider"]
			if got := b.Send(t, "GET", "/sign-in/provider/callback?"+back, nil).Want(t,
				303); got.Header.Get("Location") != "/account?x=1" || b.Me(t) != "partner1" {
				t.Errorf("leads to %s as %q", got.Header.Get("Location"), b.Me(t))
			}
			// Once only, in this browser only, with its own state.
			again := d.Browser()
			again.Cookies["__Host-qadam-provider"] = held
			again.Send(t, "GET", "/sign-in/provider/callback?"+back, nil).Want(t, 401)
			d.Browser().Send(t, "GET", "/sign-in/provider/callback?"+p.pass(t, away(t, d.Browser(), "/sign-in/provider").String(),
				first).Encode(), nil).Want(t, 401)
			mixed := d.Browser()
			other := away(t, mixed, "/sign-in/provider").Query().Get("state")
			stolen := p.pass(t, away(t, d.Browser(), "/sign-in/provider").String(), first)
			stolen.Set("state", other) // somebody else's code with this browser's state: PKCE and the nonce refuse it
			if got := mixed.Send(t, "GET", "/sign-in/provider/callback?"+stolen.Encode(), nil); got.Status < 400 || mixed.Me(t) != "" {
				t.Errorf("a code of another browser is taken: %d", got.Status)
			}
			// Nobody takes an account that is somebody's already; an admin links another.
			taker := d.SignInByLink(t, "partner2")
			taker.Send(t, "GET", "/sign-in/provider/callback?"+p.pass(t, away(t, taker, "/account/provider").String(), first).Encode(),
				nil).Want(t, 401)
			d.SignInByLink(t, "admin").API(t, "POST", "/identities", models.IdentityInput{UserID: d.IDs["user kaz"], Issuer: p.issuer,
				Subject: "id2"}).Want(t, 201)
			linked := d.Browser()
			linked.Send(t, "GET", "/sign-in/provider/callback?"+p.pass(t, away(t, linked, "/sign-in/provider").String(), second).Encode(),
				nil).Want(t, 303)
			if linked.Me(t) != "kaz" {
				t.Errorf("signed in as %q", linked.Me(t))
			}
			path := "/users/" + string(d.IDs["user kaz"])
			d.Do(t, call{As: "admin", Method: "PATCH", Path: path, Body: `{"country_code":"KGZ"}`,
				Header: map[string]string{"If-Match": d.Tag(t, "/api/v1"+path)}}).Want(t, 200)
			moved := d.Browser()
			if got := moved.Send(t, "GET", "/sign-in/provider/callback?"+p.pass(t, away(t, moved, "/sign-in/provider").String(),
				second).Encode(), nil).Want(t, 401); !strings.Contains(string(got.Body), "suspended") || moved.Me(t) != "" {
				t.Errorf("a suspended account at the provider signs in %q: %s", moved.Me(t), got.Body)
			}
		})
	}
}
