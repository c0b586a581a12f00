package ical

import (
	"embed"

	"qadam/i18n"
)

//go:embed locales/*.yaml
var locales embed.FS

// titles is read when the program starts, so that a faulty catalogue stops it there.
var titles = readTitles()

func readTitles() *i18n.Catalogue {
	c, err := i18n.ReadCatalogue(locales, "locales")
	if err != nil {
		panic("ical: " + err.Error())
	}
	return c
}

// Title gives an entry's title in a language: what the day is, and the reference of what it is of.
func Title(language, what, reference string) (string, error) {
	return titles.Text(i18n.Of(language), what, "Reference", reference)
}
