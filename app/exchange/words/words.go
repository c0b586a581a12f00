// Package words is how people call columns of tables, and values in them, in each language.
package words

import (
	"embed"
	"strings"

	"qadam/app/exchange/sheet"
	"qadam/i18n"
)

//go:embed locales/*.yaml
var locales embed.FS

// catalogue is read when the program starts, so that a faulty one stops it there.
var catalogue = readCatalogue()

func readCatalogue() *i18n.Catalogue {
	c, err := i18n.ReadCatalogue(locales, "locales")
	if err != nil {
		panic("words: " + err.Error())
	}
	return c
}

// Of gives what stands for each name after a prefix of the catalogue's keys, in all languages: the name by the word, as sheet.ColumnName
// makes it.
func Of[S ~string](prefix string) map[string]S {
	out := map[string]S{}
	for _, key := range catalogue.Keys() {
		name, of := strings.CutPrefix(key, prefix)
		for _, l := range i18n.Languages {
			text, err := catalogue.Text(l, key)
			if !of || err != nil { // the catalogue is whole
				continue
			}
			for word := range strings.SplitSeq(text, " / ") {
				out[sheet.ColumnName(word)] = S(name)
			}
		}
	}
	return out
}
