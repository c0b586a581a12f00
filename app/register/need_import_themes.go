package register

import (
	"strings"

	"qadam/app/exchange/columns"
	"qadam/app/exchange/words"
	"qadam/app/store"
)

// bindThemes makes codes of the themes that the rows name: by code or name in any case, or by a word for one that ships.
func bindThemes(tx *store.Tx, rows []*needRow) error {
	all, err := store.AllThemes(tx)
	if err != nil {
		return err
	}
	codes, there := map[string]string{}, map[string]bool{}
	for _, t := range all {
		there[t.Code] = true
	}
	for word, code := range words.Of[string]("theme_") {
		if there[code] {
			codes[word] = code
		}
	}
	for _, t := range all {
		codes[columns.ChoiceKey(t.Name)] = t.Code
	}
	for _, t := range all {
		codes[columns.ChoiceKey(t.Code)] = t.Code
	}
	for _, r := range rows {
		found := []string{}
		for _, name := range parts(r.Value.ThemeCodes, func(name string) bool { return codes[columns.ChoiceKey(name)] != "" }) {
			code := codes[columns.ChoiceKey(name)]
			if code == "" {
				r.add("theme_codes", "There is no theme %.100q. Give its code or its name, with ; between two; GET /themes lists them.",
					name)
				continue
			}
			found = append(found, code)
		}
		r.Value.ThemeCodes = found
	}
	return nil
}

// parts gives the names in a cell: a comma is part of a name, unless the name is known without it alone.
func parts(texts []string, known func(string) bool) []string {
	var out []string
	for _, text := range texts {
		several, all := strings.Split(text, ","), !known(text)
		for i, s := range several {
			several[i] = strings.TrimSpace(s)
			all = all && known(several[i])
		}
		if !all {
			several = []string{text}
		}
		out = append(out, several...)
	}
	return out
}
