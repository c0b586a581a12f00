package pages

import (
	"strings"
	"testing"
)

func TestABrowserIsNamedAsPeopleDo(t *testing.T) {
	t.Parallel()
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0":                             "Firefox, Windows",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120 Safari/537.36 Edg/120":                "Edge, Windows",
		"Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120 Mobile Safari/537.36":       "Chrome, Android",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile Safari/604.1": "Safari, iPhone",
		"":                      "",
		"Reader 1":              "Reader 1",
		strings.Repeat("ж", 80): strings.Repeat("ж", 40) + "…",
	} {
		if got := browserOf(agent); got != want {
			t.Errorf("%q is named %q, not %q", agent, got, want)
		}
	}
}
