package pages_test

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"qadam/handlers/handlerstest"
	"qadam/i18n"
)

// TestSignInPagesAreAccessible shows the pages of signing in, and the account, to a real browser, as TestPagesAreAccessible does
// with those behind a link.
func TestSignInPagesAreAccessible(t *testing.T) {
	t.Parallel()
	d := handlerstest.NewInstallation(t, "sqlite", nil)
	b := d.SignInByLink(t, "partner1")
	b.AddKey(t, handlerstest.NewDevice(d.IDs["user partner1"])).Want(t, http.StatusCreated)
	d.SignInByLink(t, "partner1")
	pages := map[string][]byte{}
	for _, lang := range i18n.Tags() {
		in, stranger := "?lang="+lang, d.Browser()
		pages[lang+"-sign-in"] = stranger.Send(t, http.MethodGet, "/sign-in"+in, nil).Want(t, 200).Body
		pages[lang+"-asked"] = stranger.Send(t, http.MethodPost, "/sign-in"+in, url.Values{"email": {lang + "@example.org"}}).Want(t,
			200).Body
		pages[lang+"-faulty"] = stranger.Send(t, http.MethodPost, "/sign-in"+in, url.Values{"email": {"dana"}}).Want(t, 422).Body
		if !slices.Contains([]string{"en", "ru", "ar"}, lang) {
			continue
		}
		pages[lang+"-link"] = stranger.Send(t, http.MethodGet, "/sign-in/link/"+d.Link("manager")+in, nil).Want(t, 200).Body
		pages[lang+"-over"] = stranger.Send(t, http.MethodGet, "/sign-in/link/none"+in, nil).Want(t, 200).Body
		pages[lang+"-sign-out"] = b.Send(t, http.MethodGet, "/sign-out"+in, nil).Want(t, 200).Body
		pages[lang+"-account"] = b.Send(t, http.MethodGet, "/account"+in, nil).Want(t, 200).Body
	}
	if !bytes.Contains(pages["ru-account"], []byte("Ключи доступа")) || !bytes.Contains(pages["ru-account"], []byte("партнёр")) ||
		!bytes.Contains(pages["ru-sign-in"], []byte(`lang="ru"`)) {
		t.Error("the pages do not speak Russian")
	}
	for _, scheme := range []string{"light", "dark"} {
		judge(t, d.World, pages, scheme)
	}
}
