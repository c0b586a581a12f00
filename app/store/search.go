package store

import (
	"strings"
	"unicode"

	"gorm.io/gorm"

	"qadam/models"
)

// searchSQL is the condition of a word search: in all text, and in what partial consent opens. Each has one placeholder.
type searchSQL struct {
	full, partial string
	query         func(words string) string
}

// search adds the word search: in all text of fully shared rows, in reference and releasable summary of the rest.
func (n *Noun[T]) search(tx *Tx, db *gorm.DB, words string) (*gorm.DB, error) {
	if len(splitWords(words)) == 0 {
		return nil, models.Fault("q", "Give at least one word to search for.")
	}
	w := tx.dialect.search(n.Table)
	query := w.query(words)
	db = db.Where(w.full, query)
	if n.Extent == nil || tx.actor.Audience() == "" {
		return db, nil
	}
	// The search in all text stays as the first condition: it has the index.
	partial := query
	if tx.dialect.name == sqliteDialect.name {
		partial = "{reference releasable_summary} : (" + query + ")"
	}
	return db.Where("(? = "+fullExtent+" OR ?)", n.Extent(tx), where(w.partial, partial)), nil
}

// splitWords cuts a search into its first 12 words; anything but letters and digits separates.
func splitWords(s string) []string {
	words := strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
	return words[:min(len(words), 12)]
}

// ftsQuery is an FTS5 query for all the words, the last as a prefix.
func ftsQuery(words string) string {
	terms := splitWords(words)
	for i, t := range terms {
		terms[i] = `"` + t + `"`
	}
	return strings.Join(terms, " ") + "*"
}

// tsQuery is a tsquery for all the words, the last as a prefix.
func tsQuery(words string) string {
	terms := splitWords(words)
	for i, t := range terms {
		terms[i] = "'" + t + "'"
	}
	return strings.Join(terms, " & ") + ":*"
}
