package store

import (
	"fmt"
	"slices"
	"strings"

	"qadam/models"
	"qadam/models/fold"
)

// foldTexts writes into a row what is compared in its place, if it keeps any.
func foldTexts(row any) {
	if f, keeps := row.(models.Folded); keeps {
		f.Fold()
	}
}

// unfolded is the columns of a table from which those are made that are still NULL.
type unfolded struct{ table, open, other string }

// searched are the tables with word search, as models.Terms are made of their texts.
var searched = []unfolded{
	{"needs", "reference || ' ' || releasable_summary", "title || ' ' || description"},
	{"findings", "reference || ' ' || releasable_summary", "text || ' ' || evidence"},
	{"activities", "reference", "title || ' ' || description"},
	{"missions", "reference || ' ' || releasable_summary", "title"},
	{"projects", "reference", "title || ' ' || description"},
	{"organisations", "code", "name"},
	{"reports", "reference", "title || ' ' || narrative"},
	{"comments", "''", "body"},
}

// unkeyed is a column of a table that is unique, with others, by its key.
type unkeyed struct{ table, column, with string }

// unique are the columns that are unique by their keys.
var unique = []unkeyed{
	{"institutions", "name", "country_code"}, {"schemes", "name", "edition"}, {"provisions", "paragraph", "instrument_id"},
	{"report_deadlines", "agreement", "organisation_id || '/' || covers_to"},
}

// keptFor gives the column of which another one is the key; any other column is itself.
func keptFor(column string) string {
	of := strings.TrimSuffix(column, "_key")
	if slices.ContainsFunc(unique, func(u unkeyed) bool { return u.column == of }) {
		return of
	}
	return column
}

// foldOld fills the columns of what was written before they were there, or since they were emptied.
func foldOld(tx *Tx) error {
	for _, u := range searched {
		if err := u.fill(tx); err != nil {
			return err
		}
	}
	for _, u := range unique {
		if err := u.fill(tx); err != nil {
			return err
		}
	}
	if err := joinOld(tx); err != nil {
		return err
	}
	return keyNames(tx)
}

func (u unfolded) fill(tx *Tx) error {
	const some = 1000
	for last := models.NilID; ; {
		found, err := queryAll[struct {
			ID          models.ID
			Open, Other string
		}](tx, fmt.Sprintf("SELECT id, %s AS open, %s AS other FROM %s WHERE open_terms IS NULL AND id > ? ORDER BY id LIMIT %d",
			u.open, u.other, u.table, some), last)
		if err != nil || len(found) == 0 {
			return err
		}
		for _, f := range found {
			if _, err := tx.exec("UPDATE "+u.table+" SET open_terms = ?, other_terms = ? WHERE id = ?", fold.Terms(f.Open),
				fold.Terms(f.Other), f.ID); err != nil {
				return err
			}
		}
		last = found[len(found)-1].ID
	}
}

// fill writes the keys. Of two rows that have become the same, the newer one's text gets the end of its id behind it.
func (u unkeyed) fill(tx *Tx) error {
	found, err := queryAll[struct {
		ID         models.ID
		Text, Side string
		Open       bool
	}](tx, fmt.Sprintf("SELECT id, %[1]s AS text, CAST(%[2]s AS text) AS side, %[1]s_key IS NULL AS open FROM %[3]s ORDER BY id",
		u.column, u.with, u.table))
	if err != nil {
		return err
	}
	type place struct{ side, key string }
	taken := map[place]bool{}
	for _, f := range found {
		if !f.Open {
			taken[place{f.Side, fold.Key(f.Text)}] = true
		}
	}
	for _, f := range found {
		if !f.Open {
			continue
		}
		text := f.Text
		if taken[place{f.Side, fold.Key(text)}] {
			text = fmt.Sprintf("%s (%s)", f.Text, f.ID[24:])
			_, err := tx.exec(fmt.Sprintf("UPDATE %s SET %s = ?, version = version + 1 WHERE id = ?", u.table, u.column), text, f.ID)
			if err != nil {
				return err
			}
		}
		key := fold.Key(text)
		taken[place{f.Side, key}] = true
		if _, err := tx.exec(fmt.Sprintf("UPDATE %s SET %s_key = ? WHERE id = ?", u.table, u.column), key, f.ID); err != nil {
			return err
		}
	}
	return nil
}
