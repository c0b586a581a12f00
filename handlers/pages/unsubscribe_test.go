package pages_test

import (
	"bytes"
	"net/http"
	"net/url"
	"testing"

	"qadam/handlers/handlerstest"
)

// TestUnsubscribePage opens the page of a mail's footer, which changes nothing, and answers a wrong secret, somebody's or
// nobody's, with the same words.
func TestUnsubscribePage(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		mailbox := string(w.IDs["mailbox"])
		before := w.Get(t, "mailboxes", "mailbox")
		handlerstest.WantText(t, w.Browse(t, http.MethodGet, "/u/off/"+mailbox+"/u/wrong", nil), 200, "Notices ahead of time",
			"Turn these notices off", "still reaches you")
		handlerstest.WantText(t, w.Browse(t, http.MethodGet, "/u/off/"+mailbox+"/u/wrong?lang=ru", nil), 200,
			"Заблаговременные уведомления")
		somebody := w.Browse(t, http.MethodPost, "/u/off/"+mailbox+"/u/wrong", url.Values{"List-Unsubscribe": {"One-Click"}})
		nobody := w.Browse(t, http.MethodPost, "/u/off/x/u/wrong", url.Values{})
		handlerstest.WantText(t, somebody, 200, "Notices ahead of time are off")
		if after := w.Get(t, "mailboxes", "mailbox"); after["version"] != before["version"] || after["no_courtesy"] != false {
			t.Errorf("a wrong secret changed the mailbox: %v", after)
		}
		if !bytes.Equal(somebody.Body, nobody.Body) {
			t.Errorf("it tells whose an address is:\n%s\n%s", somebody.Body, nobody.Body)
		}
	})
}
