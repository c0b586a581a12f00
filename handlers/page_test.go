package handlers_test

import (
	"regexp"
	"strings"
	"testing"
)

// TestAPersonGetsAPage holds that a fault is a page for whoever asks for HTML, and that one page tells nothing of another.
func TestAPersonGetsAPage(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		html := map[string]string{"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
		got := w.do(t, call{path: "/nowhere-at-all", header: html, raw: true, wrong: true})
		if got.status != 404 || !strings.HasPrefix(got.header.Get("Content-Type"), "text/html") || !strings.Contains(string(got.body), "You cannot see this page") {
			t.Fatalf("%d %s %.200s", got.status, got.header.Get("Content-Type"), got.body)
		}
		for name, want := range map[string]string{"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow", "Content-Language": "en", "Cache-Control": "private, no-store"} {
			if got.header.Get(name) != want {
				t.Errorf("%s: %q", name, got.header.Get(name))
			}
		}
		if p := got.header.Get("Content-Security-Policy"); !strings.Contains(p, "style-src 'sha256-") || strings.Contains(p, "unsafe") {
			t.Error(p)
		}
		html["Accept-Language"] = "ru-RU,ru;q=0.9,en;q=0.5"
		if got = w.do(t, call{path: "/nowhere-at-all", header: html, raw: true, wrong: true}); got.header.Get("Content-Language") != "ru" || !strings.Contains(string(got.body), `lang="ru"`) {
			t.Errorf("%s", got.body)
		}
		if got = w.do(t, call{path: "/api/v1/nowhere", header: html, wrong: true}); !strings.HasPrefix(got.header.Get("Content-Type"), "application/problem+json") {
			t.Errorf("the API answers a browser with %s", got.header.Get("Content-Type"))
		}
		fonts := regexp.MustCompile(`/static/[a-z-]+\.[0-9a-f]{16}\.woff2`).FindAllString(string(got.body), -1)
		for _, font := range append(fonts, regexp.MustCompile(`/static/[^)]+woff2`).FindString(string(w.do(t, call{path: "/nowhere-at-all", header: html, raw: true, wrong: true}).body))) {
			got := w.do(t, call{path: font, raw: true})
			if got.status != 200 || got.header.Get("Cache-Control") != "public, max-age=31536000, immutable" || got.header.Get("Content-Type") != "font/woff2" {
				t.Errorf("%s: %d %v", font, got.status, got.header)
			}
		}
	})
}
