package pages_test

import (
	"regexp"
	"strings"
	"testing"

	"qadam/handlers/handlerstest"
)

// TestAPersonGetsAPage holds that a fault is a page for whoever asks for HTML, and that one page tells nothing of another.
func TestAPersonGetsAPage(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		html := map[string]string{"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
		got := w.Do(t, call{Path: "/nowhere-at-all", Header: html, Raw: true, Wrong: true})
		if got.Status != 404 || !strings.HasPrefix(got.Header.Get("Content-Type"), "text/html") ||
			!strings.Contains(string(got.Body), "You cannot see this page") {
			t.Fatalf("%d %s %.200s", got.Status, got.Header.Get("Content-Type"), got.Body)
		}
		for name, want := range map[string]string{"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow",
			"Content-Language": "en", "Cache-Control": "private, no-store"} {
			if got.Header.Get(name) != want {
				t.Errorf("%s: %q", name, got.Header.Get(name))
			}
		}
		if p := got.Header.Get("Content-Security-Policy"); !strings.Contains(p, "style-src 'sha256-") || strings.Contains(p, "unsafe") {
			t.Error(p)
		}
		html["Accept-Language"] = "ru-RU,ru;q=0.9,en;q=0.5"
		if got = w.Do(t, call{Path: "/nowhere-at-all", Header: html, Raw: true, Wrong: true}); got.Header.Get("Content-Language") != "ru" ||
			!strings.Contains(string(got.Body), `lang="ru"`) {
			t.Errorf("%s", got.Body)
		}
		if got = w.Do(t, call{Path: "/api/v1/nowhere", Header: html, Wrong: true}); !strings.HasPrefix(got.Header.Get("Content-Type"),
			"application/problem+json") {
			t.Errorf("the API answers a browser with %s", got.Header.Get("Content-Type"))
		}
		fonts := regexp.MustCompile(`/static/[a-z-]+\.[0-9a-f]{16}\.woff2`).FindAllString(string(got.Body), -1)
		for _, font := range append(fonts,
			regexp.MustCompile(`/static/[^)]+woff2`).FindString(string(w.Do(t, call{Path: "/nowhere-at-all", Header: html, Raw: true,
				Wrong: true}).Body))) {
			got := w.Do(t, call{Path: font, Raw: true})
			if got.Status != 200 || got.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" ||
				got.Header.Get("Content-Type") != "font/woff2" {
				t.Errorf("%s: %d %v", font, got.Status, got.Header)
			}
		}
	})
}
