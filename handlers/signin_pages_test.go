package handlers_test

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"qadam/i18n"
)

// TestSignInPagesAreAccessible shows the pages of signing in, and the account, to a real browser, as TestPagesAreAccessible does
// with those behind a link.
func TestSignInPagesAreAccessible(t *testing.T) {
	d := newDoor(t, "sqlite", nil)
	b := d.enter(t, "partner1")
	b.addKey(t, newDevice(d.ids["user partner1"])).want(t, http.StatusCreated)
	d.enter(t, "partner1")
	pages := map[string][]byte{}
	for _, lang := range i18n.Tags() {
		in, stranger := "?lang="+lang, d.browser()
		pages[lang+"-sign-in"] = stranger.send(t, http.MethodGet, "/sign-in"+in, nil).want(t, 200).body
		pages[lang+"-asked"] = stranger.send(t, http.MethodPost, "/sign-in"+in, url.Values{"email": {lang + "@example.org"}}).want(t, 200).body
		pages[lang+"-faulty"] = stranger.send(t, http.MethodPost, "/sign-in"+in, url.Values{"email": {"dana"}}).want(t, 422).body
		if !slices.Contains([]string{"en", "ru", "ar"}, lang) {
			continue
		}
		pages[lang+"-link"] = stranger.send(t, http.MethodGet, "/sign-in/link/"+d.link("manager")+in, nil).want(t, 200).body
		pages[lang+"-over"] = stranger.send(t, http.MethodGet, "/sign-in/link/none"+in, nil).want(t, 200).body
		pages[lang+"-sign-out"] = b.send(t, http.MethodGet, "/sign-out"+in, nil).want(t, 200).body
		pages[lang+"-account"] = b.send(t, http.MethodGet, "/account"+in, nil).want(t, 200).body
	}
	if !bytes.Contains(pages["ru-account"], []byte("Ключи доступа")) || !bytes.Contains(pages["ru-account"], []byte("партнёр")) || !bytes.Contains(pages["ru-sign-in"], []byte(`lang="ru"`)) {
		t.Error("the pages do not speak Russian")
	}
	for _, scheme := range []string{"light", "dark"} {
		judge(t, d.world, pages, scheme)
	}
}
