package store

import "qadam/models"

// Themes are what needs, offers and activities are about.
var Themes = &Noun[models.Theme]{
	Table: "themes", Name: "theme", Scope: everyone, Unrestricted: true,
	Filters: []Filter{anyCase("code", "themes.code", "Codes")},
	Sorts:   []Sort{{Key: "position", Column: "themes.position", Number: true}, {Key: "code", Column: "themes.code"}},
}

// UnknownThemes gives those of some codes that are no theme.
func UnknownThemes(tx *Tx, codes []string) ([]string, error) {
	found, err := queryAll[struct{ Code string }](tx, "SELECT code FROM themes WHERE code IN ?", codes)
	known := make(map[string]bool, len(found))
	for _, f := range found {
		known[f.Code] = true
	}
	var unknown []string
	for _, c := range codes {
		if !known[c] {
			unknown = append(unknown, c)
		}
	}
	return unknown, err
}

// AllThemes gives the codes and names of all themes.
func AllThemes(tx *Tx) ([]models.Theme, error) {
	return queryAll[models.Theme](tx, "SELECT code, name FROM themes ORDER BY position, code")
}
