package handlerstest

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"qadam/app"
	"qadam/app/identity"
	"qadam/app/mail"
	"qadam/app/mail/mailtest"
	"qadam/app/store"
	"qadam/app/store/storetest"
	"qadam/models"
)

// API calls the API from a browser's page, as its script does.
func (b *Browser) API(t *testing.T, method, path string, body any) Answer {
	t.Helper()
	c := Call{Method: method, Path: path, Wrong: true, Header: map[string]string{"Sec-Fetch-Site": "same-origin"}, Body: body}
	if s := b.Cookies["__Host-qadam"]; s != "" {
		c.Header["Cookie"] = "__Host-qadam=" + s
	}
	got := b.D.Do(t, c)
	for _, line := range got.Header.Values("Set-Cookie") {
		if value, found := strings.CutPrefix(line, "__Host-qadam="); found {
			b.Cookies["__Host-qadam"], _, _ = strings.Cut(value, ";")
		}
	}
	return got
}

// Ceremony reads the beginning of a ceremony.
func Ceremony(t *testing.T, a Answer) models.Ceremony {
	t.Helper()
	var c models.Ceremony
	a.Want(t, 200).JSON(t, &c)
	return c
}

// AddKey adds a device's passkey to the account that is signed in.
func (b *Browser) AddKey(t *testing.T, d *Device) Answer {
	t.Helper()
	c := Ceremony(t, b.API(t, "POST", "/passkeys/begin", nil))
	credential, err := d.register(c)
	if err != nil {
		t.Fatal(err)
	}
	return b.API(t, "POST", "/passkeys", models.AttestationInput{Name: "Laptop", Ceremony: c.ID, Credential: credential})
}

// UseKey signs in by a device's passkey.
func (b *Browser) UseKey(t *testing.T, d *Device) Answer {
	t.Helper()
	c := Ceremony(t, b.API(t, "POST", "/sign-in/passkey/begin", nil))
	credential, err := d.Sign(c)
	if err != nil {
		t.Fatal(err)
	}
	return b.API(t, "POST", "/sign-in/passkey/finish", models.AssertionInput{Ceremony: c.ID, Credential: credential})
}

// Installation is a small installation with people in it, a mail server, and a clock that tests may put forward.
type Installation struct {
	*World
	Post    *mailtest.Server
	Address string
	Kind    string
	ahead   atomic.Int64 // nanoseconds
	held    atomic.Pointer[time.Time]
}

// EachInstallation runs a test in a fresh installation on each database.
func EachInstallation(t *testing.T, provider *identity.Provider, fn func(t *testing.T, d *Installation)) {
	t.Helper()
	storetest.EachKind(t, func(t *testing.T, kind string) { fn(t, NewInstallation(t, kind, provider)) })
}

// NewInstallation makes an installation in a fresh database.
func NewInstallation(t *testing.T, kind string, provider *identity.Provider) *Installation {
	t.Helper()
	d := &Installation{Post: mailtest.Start(t), Address: storetest.Address(t, kind), Kind: kind}
	run := Clock()
	s, err := store.Open(d.Address, func() time.Time {
		now := run()
		if held := d.held.Load(); held != nil {
			now = *held
		}
		return now.Add(time.Duration(d.ahead.Load()))
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	settings, err := mail.ParseURL(d.Post.URL())
	if err != nil {
		t.Fatal(err)
	}
	settings.From = "Qadam <qadam@qadam.example>"
	sender, err := mail.New(settings)
	if err != nil {
		t.Fatal(err)
	}
	d.World = &World{API: StartWith(t, s, app.Options{BaseURL: BaseURL, Sender: sender, Provider: provider, Notice: "Fiction"}), T: t,
		Ctx: context.Background(), IDs: map[string]models.ID{}}
	Create(d.World, "country", d.App.Countries, models.CountryInput{Code: "KAZ", TimeZone: "Asia/Almaty"})
	Create(d.World, "country of kgz", d.App.Countries, models.CountryInput{Code: "KGZ", TimeZone: "Asia/Bishkek"})
	d.people()
	d.TokensFor("")
	return d
}

// Forward puts the clock forward.
func (d *Installation) Forward(by time.Duration) { d.ahead.Add(int64(by)) }

// Hold stops the installation's clock, for what would come out otherwise on a slow machine. Forward still moves it.
func (d *Installation) Hold() {
	now := d.App.Store().Now().Add(-time.Duration(d.ahead.Load()))
	d.held.Store(&now)
}

// Browser keeps cookies and says where its requests come from, as browsers do.
type Browser struct {
	D       *Installation
	Cookies map[string]string
	Header  map[string]string
}

// Browser opens a browser without cookies.
func (d *Installation) Browser() *Browser {
	return &Browser{D: d, Cookies: map[string]string{}, Header: map[string]string{"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}}
}

// Send sends a form, or asks for a page.
func (b *Browser) Send(t *testing.T, method, path string, form url.Values) Answer {
	t.Helper()
	c := Call{Method: method, Path: path, Raw: true, Wrong: true, Header: map[string]string{}}
	for name, value := range b.Header {
		c.Header[name] = value
	}
	if form != nil {
		c.Body, c.Header["Content-Type"] = form.Encode(), "application/x-www-form-urlencoded"
	}
	var held []string
	for name, value := range b.Cookies {
		held = append(held, name+"="+value)
	}
	if len(held) > 0 {
		c.Header["Cookie"] = strings.Join(held, "; ")
	}
	got := b.D.Do(t, c)
	for _, line := range got.Header.Values("Set-Cookie") {
		k, err := http.ParseSetCookie(line)
		if err != nil {
			t.Fatal(err)
		}
		if !k.Secure || !k.HttpOnly || k.SameSite != http.SameSiteLaxMode || k.Path != "/" || k.Domain != "" ||
			!strings.HasPrefix(k.Name, "__Host-") {
			t.Errorf("the cookie %s", line)
		}
		if b.Cookies[k.Name] = k.Value; k.Value == "" {
			delete(b.Cookies, k.Name)
		}
	}
	return got
}

// Me is the name of the user who is signed in, "" without a session.
func (b *Browser) Me(t *testing.T) string {
	t.Helper()
	got := b.Send(t, "GET", "/api/v1/me", nil)
	if got.Status == 401 {
		return ""
	}
	return got.Want(t, 200).Object(t).Text("name")
}

var linkIn = regexp.MustCompile(`https://qadam\.example/sign-in/link/[A-Za-z0-9_-]+`)

// RequestLink asks for a sign-in link as a person does and gives the path of the one that came by mail.
func (d *Installation) RequestLink(t *testing.T, name, next string) string {
	t.Helper()
	before := len(d.Post.Messages())
	d.Browser().Send(t, "POST", "/sign-in", url.Values{"email": {strings.ToUpper(name) + "@example.org"}, "next": {next}}).Want(t, 200)
	if _, err := d.App.DeliverOutbox(d.Ctx); err != nil {
		t.Fatal(err)
	}
	got := d.Post.Messages()
	if len(got) != before+1 {
		t.Fatalf("%d mails came", len(got)-before)
	}
	m := got[before]
	if m.To[0] != name+"@example.org" || m.Subject() != "Your sign-in link to Qadam" ||
		!strings.Contains(m.HTML, linkIn.FindString(m.Text)) || len(m.HTML) > 8<<10 {
		t.Errorf("the mail to %v: %s\n%s", m.To, m.Subject(), m.Text)
	}
	return strings.TrimPrefix(linkIn.FindString(m.Text), BaseURL)
}

// SignInByLink signs a user in by a link, with a new browser.
func (d *Installation) SignInByLink(t *testing.T, name string) *Browser {
	t.Helper()
	b := d.Browser()
	b.Send(t, "POST", "/sign-in/link", url.Values{"token": {d.Link(name)}}).Want(t, 303)
	if b.Me(t) != name {
		t.Fatalf("signed in as %q", b.Me(t))
	}
	return b
}
