package store

import (
	"strings"
	"unicode"

	"gorm.io/gorm"

	"qadam/models"
)

// searchSQL is the WHERE of a word search: in all text, and in what "summary only" opens. Each has one placeholder.
type searchSQL struct {
	full, partial string
	query         func(words string) string
}

// search adds the word search: in all text of what is fully shared, in the releasable summary of the rest.
func (n *Noun[T]) search(tx *Tx, db *gorm.DB, words string) error {
	if len(splitWords(words)) == 0 {
		return models.Fault("q", "Give at least one word to search for.")
	}
	w := tx.dialect.search(n.Table)
	query := w.query(words)
	if n.Extent == nil || tx.actor.Audience() == "" {
		db.Where(w.full, query)
		return nil
	}
	ext, open := n.Extent(tx), query
	if tx.dialect.name == sqliteDialect.name {
		open = "{reference releasable_summary} : (" + query + ")"
	}
	// What is found in the open words is found in all words, too, and these have the index.
	db.Where(w.full, query)
	db.Where("("+ext.SQL+" = 'full' OR "+w.partial+")", append(append([]any{}, ext.Args...), open)...)
	return nil
}

// splitWords cuts a search into its words; anything but letters and digits separates. At most 12 words count.
func splitWords(s string) []string {
	words := strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
	return words[:min(len(words), 12)]
}

// ftsQuery asks FTS5 for all the words, the last as the beginning of one.
func ftsQuery(words string) string {
	terms := splitWords(words)
	for i, t := range terms {
		terms[i] = `"` + t + `"`
	}
	return strings.Join(terms, " ") + "*"
}

// tsQuery asks Postgres for all the words, the last as the beginning of one.
func tsQuery(words string) string {
	terms := splitWords(words)
	for i, t := range terms {
		terms[i] = "'" + t + "'"
	}
	return strings.Join(terms, " & ") + ":*"
}
