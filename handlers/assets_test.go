package handlers_test

import (
	"strings"
	"testing"

	"qadam/app/store/storetest"
	"qadam/handlers/handlerstest"
)

// TestAssetsAreServedWell looks at what was made at the start: the description, the page and its style.
func TestAssetsAreServedWell(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, "sqlite", handlerstest.Clock())
	a, again := handlerstest.Start(t, s), handlerstest.Start(t, s)
	for path, kind := range map[string]string{"/openapi.json": "application/json; charset=utf-8", "/docs": "text/html; charset=utf-8",
		"/docs.css": "text/css; charset=utf-8"} {
		plain := a.Do(t, call{Path: path}).Want(t, 200)
		if got := plain.Header.Get("Content-Type"); got != kind {
			t.Errorf("%s comes as %q", path, got)
		}
		tags := map[string]bool{}
		for _, encoding := range []string{"", "gzip", "br"} {
			got := a.Do(t, call{Path: path, Header: map[string]string{"Accept-Encoding": encoding}}).Want(t, 200)
			body, err := got.Plain()
			if err != nil || string(body) != string(plain.Body) || got.Header.Get("Content-Encoding") != encoding {
				t.Errorf("%s as %q comes as %q: %v", path, encoding, got.Header.Get("Content-Encoding"), err)
			}
			tag := got.Header.Get("ETag")
			if tags[tag] || strings.HasPrefix(tag, "W/") || len(tag) < 10 || !strings.Contains(got.Header.Get("Vary"), "Accept-Encoding") {
				t.Errorf("%s as %q has the tag %s and varies by %q", path, encoding, tag, got.Header.Get("Vary"))
			}
			tags[tag] = true
			header := map[string]string{"Accept-Encoding": encoding, "If-None-Match": `"other", W/` + tag}
			if kept := again.Do(t, call{Path: path, Header: header}).Want(t, 304); len(kept.Body) > 0 {
				t.Errorf("%s as %q comes again: %d bytes", path, encoding, len(kept.Body))
			}
		}
		if head := a.Do(t, call{Method: "HEAD", Path: path}).Want(t, 200); len(head.Body) > 0 ||
			head.Header.Get("ETag") != plain.Header.Get("ETag") {
			t.Errorf("HEAD %s answers %d bytes, %v", path, len(head.Body), head.Header)
		}
	}
}
