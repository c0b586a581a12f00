package pages

import "strings"

// browsers and systems are what is looked for in a User-Agent, the more particular before the more general.
var (
	browsers = [][2]string{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"YaBrowser", "Yandex"},
		{"Firefox", "Firefox"}, {"FxiOS", "Firefox"}, {"Chrome", "Chrome"}, {"CriOS", "Chrome"}, {"Safari", "Safari"}, {"curl/", "curl"}}
	systems = [][2]string{{"Windows", "Windows"}, {"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"CrOS", "ChromeOS"},
		{"Macintosh", "macOS"}, {"Linux", "Linux"}}
)

// maxAgent is how much is shown of a User-Agent that is not known.
const maxAgent = 40

// browserOf names a browser and its system as people do: "Firefox, Windows". Of one that is not known it gives the beginning.
func browserOf(agent string) string {
	var names []string
	for _, list := range [][][2]string{browsers, systems} {
		for _, one := range list {
			if strings.Contains(agent, one[0]) {
				names = append(names, one[1])
				break
			}
		}
	}
	if len(names) > 0 {
		return strings.Join(names, ", ")
	}
	if short := []rune(agent); len(short) > maxAgent {
		return string(short[:maxAgent]) + "…"
	}
	return agent
}
