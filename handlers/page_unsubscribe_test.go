package handlers_test

import (
	"bytes"
	"net/http"
	"net/url"
	"testing"
)

// TestUnsubscribePage opens the page of a mail's footer, which changes nothing, and answers a wrong secret, somebody's or
// nobody's, with the same words.
func TestUnsubscribePage(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		mailbox := string(w.ids["mailbox"])
		before := w.get(t, "mailboxes", "mailbox")
		says(t, w.browse(t, http.MethodGet, "/u/off/"+mailbox+"/u/wrong", nil), 200, "Notices ahead of time", "Turn these notices off", "still reaches you")
		says(t, w.browse(t, http.MethodGet, "/u/off/"+mailbox+"/u/wrong?lang=ru", nil), 200, "Заблаговременные уведомления")
		somebody := w.browse(t, http.MethodPost, "/u/off/"+mailbox+"/u/wrong", url.Values{"List-Unsubscribe": {"One-Click"}})
		nobody := w.browse(t, http.MethodPost, "/u/off/x/u/wrong", url.Values{})
		says(t, somebody, 200, "Notices ahead of time are off")
		if after := w.get(t, "mailboxes", "mailbox"); after["version"] != before["version"] || after["no_courtesy"] != false {
			t.Errorf("a wrong secret changed the mailbox: %v", after)
		}
		if !bytes.Equal(somebody.body, nobody.body) {
			t.Errorf("it tells whose an address is:\n%s\n%s", somebody.body, nobody.body)
		}
	})
}
