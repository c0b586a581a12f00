package store

import (
	"strings"

	"gorm.io/gorm"

	"qadam/models"
	"qadam/models/fold"
)

// searchSQL is the condition of a word search: in all text, and in what partial consent opens. Each has one placeholder.
type searchSQL struct {
	full, partial string
	query         func(words string) string
}

// search adds the word search: in all text of fully shared rows, in reference and releasable summary of the rest.
func (n *Noun[T]) search(tx *Tx, db *gorm.DB, words string) (*gorm.DB, error) {
	if len(termsOf(words)) == 0 {
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
		partial = "open_terms : (" + query + ")"
	}
	return db.Where("(? = "+fullExtent+" OR ?)", n.Extent(tx), where(w.partial, partial)), nil
}

// termsOf gives the first 12 words of a search as they are kept.
func termsOf(words string) []string {
	terms := strings.Fields(fold.Terms(words))
	return terms[:min(len(terms), 12)]
}

// ftsQuery is an FTS5 query for all the words, the last as a prefix.
func ftsQuery(words string) string {
	terms := termsOf(words)
	for i, t := range terms {
		terms[i] = `"` + t + `"`
	}
	return strings.Join(terms, " ") + "*"
}

// tsQuery is a tsquery for all the words, the last as a prefix.
func tsQuery(words string) string {
	terms := termsOf(words)
	for i, t := range terms {
		terms[i] = "'" + t + "'"
	}
	return strings.Join(terms, " & ") + ":*"
}
