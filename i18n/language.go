// Package i18n is what the program knows of languages: which there are, their texts, how they write days and numbers, and the
// names of countries. Everything is read when the program starts, and a fault in it stops the program there.
package i18n

import (
	"slices"

	"golang.org/x/text/language"
)

// Language is one in which the program speaks.
type Language struct {
	// Tag is its language tag, Dir the direction in which it is written, Name what it calls itself.
	Tag, Dir, Name string
	// Plurals are its plural forms as CLDR names them.
	Plurals []string
}

// Languages are the six official languages of the United Nations, in the order of a choice.
var Languages = []Language{
	{Tag: "en", Dir: "ltr", Name: "English", Plurals: []string{"one", "other"}},
	{Tag: "fr", Dir: "ltr", Name: "Français", Plurals: []string{"one", "many", "other"}},
	{Tag: "es", Dir: "ltr", Name: "Español", Plurals: []string{"one", "many", "other"}},
	{Tag: "ru", Dir: "ltr", Name: "Русский", Plurals: []string{"one", "few", "many", "other"}},
	{Tag: "ar", Dir: "rtl", Name: "العربية", Plurals: []string{"zero", "one", "two", "few", "many", "other"}},
	{Tag: "zh", Dir: "ltr", Name: "中文", Plurals: []string{"other"}},
}

// English is the language of those whose own is not there.
var English = Languages[0]

// Tags lists the tags of all languages.
func Tags() []string {
	tags := make([]string, len(Languages))
	for i, l := range Languages {
		tags[i] = l.Tag
	}
	return tags
}

// Of gives the language with a tag, or English.
func Of(tag string) Language {
	if i := slices.IndexFunc(Languages, func(l Language) bool { return l.Tag == tag }); i >= 0 {
		return Languages[i]
	}
	return English
}

var matcher = newMatcher()

func newMatcher() language.Matcher {
	tags := make([]language.Tag, len(Languages))
	for i, l := range Languages {
		tags[i] = language.MustParse(l.Tag)
	}
	return language.NewMatcher(tags)
}

// Nearest gives the language for a wish, which may be a whole Accept-Language header.
func Nearest(wish string) Language {
	_, i := language.MatchStrings(matcher, wish)
	return Languages[i]
}
