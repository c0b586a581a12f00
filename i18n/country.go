package i18n

import (
	"embed"
	"encoding/csv"
	"fmt"
	"maps"
)

//go:embed countries.csv
var countryFile embed.FS

// countries are the names of countries by their ISO 3166-1 alpha-3 code, then by the language's tag.
var countries = must(readCountries())

func readCountries() (map[string]map[string]string, error) {
	file, err := countryFile.Open("countries.csv")
	if err != nil {
		return nil, err
	}
	defer file.Close()
	table := csv.NewReader(file)
	table.Comment = '#'
	rows, err := table.ReadAll()
	if err != nil {
		return nil, err
	}
	head, out := rows[0], make(map[string]map[string]string, len(rows))
	for _, row := range rows[1:] {
		names := make(map[string]string, len(Languages))
		for i, tag := range head[2:] {
			names[tag] = row[i+2]
		}
		for _, l := range Languages {
			if names[l.Tag] == "" {
				return nil, fmt.Errorf("countries.csv: %s has no name in %s", row[0], l.Tag)
			}
		}
		out[row[0]] = names
	}
	return out, nil
}

// CountryNames gives the names of a country in each language, by its ISO 3166-1 alpha-3 code; none for another code.
func CountryNames(alpha3 string) map[string]string {
	if names, known := countries[alpha3]; known {
		return maps.Clone(names)
	}
	return map[string]string{}
}

// IsCountry tells whether a code is an ISO 3166-1 alpha-3 code of a country.
func IsCountry(alpha3 string) bool { return countries[alpha3] != nil }
