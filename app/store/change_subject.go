package store

import (
	"slices"
	"strings"

	"qadam/app/store/chain"
)

// subjectIndex leads from an object to the entries of the log that name it.
type subjectIndex struct {
	table, column string // and the entry's id in it
	binary        bool   // SQLite keeps both ids as 16 bytes
}

var subjectIndexes = []subjectIndex{
	{"changes", "id", false},                // alone
	{"change_subjects", "change_id", false}, // among others: refusals, and reads from before they had a table of their own
	{"read_subjects", "read_id", true},
}

// aboutSubject finds the entries on some objects alone, and the reads and refusals in which they were among others. For a page it
// takes from each object no more entries than the page can hold, whatever stands in the log.
func aboutSubject(tx *Tx, value any, part pagePart) (Where, error) {
	ids := value.([]string)
	if part.limit == 0 {
		var parts []string
		var args []any
		for _, index := range subjectIndexes {
			of := index.all(tx, ids)
			parts, args = append(parts, of.SQL), append(args, of.Args...)
		}
		return where("log.id IN ("+strings.Join(parts, " UNION ALL ")+")", args...), nil
	}
	var found []string
	for _, index := range subjectIndexes {
		of := index.newestOfEach(tx, ids, part)
		some, err := queryTexts(tx, of.SQL, of.Args...)
		if err != nil {
			return Where{}, err
		}
		for _, id := range some {
			found = append(found, chain.TextID(id))
		}
	}
	slices.Sort(found)
	found = slices.Compact(found)
	if part.dir == descending {
		slices.Reverse(found)
	}
	entries, arg := tx.dialect.eachID(found[:min(len(found), part.limit)])
	return where("log.id IN (SELECT s.id FROM "+entries+")", arg), nil
}

// all finds every entry on some objects.
func (x subjectIndex) all(tx *Tx, ids []string) Where {
	objects, arg := tx.dialect.eachID(ids)
	return where("SELECT "+x.text(tx)+" AS id FROM "+x.table+" WHERE subject_id IN (SELECT "+x.key(tx, "s.id")+" FROM "+objects+
		")", arg)
}

// newestOfEach finds a page's entries on each of some objects.
func (x subjectIndex) newestOfEach(tx *Tx, ids []string, part pagePart) Where {
	one := func(subject string) string {
		beyond := ""
		if part.beyond != "" {
			beyond = " AND " + x.column + strings.ReplaceAll(part.beyond, "?", x.key(tx, "?"))
		}
		return "SELECT " + x.column + " AS id FROM " + x.table + " WHERE subject_id = " + subject + beyond + " ORDER BY " + x.column +
			part.dir + " LIMIT ?"
	}
	var rest []any // what follows the subject
	if part.beyond != "" {
		rest = append(rest, part.cursor)
	}
	rest = append(rest, part.limit)
	if tx.dialect == &postgresDialect { // one walk, which is planned once, however many objects there are
		objects, arg := tx.dialect.eachID(ids)
		return where("SELECT e.id FROM "+objects+" CROSS JOIN LATERAL ("+one("s.id")+") e", append([]any{arg}, rest...)...)
	}
	parts := make([]string, len(ids)) // SQLite knows no lateral joins
	var args []any
	for i, id := range ids {
		parts[i] = "SELECT e.id FROM (" + one(x.key(tx, "?")) + ") e"
		args = append(append(args, id), rest...)
	}
	return where(strings.Join(parts, " UNION ALL "), args...)
}

// eachID gives a table s with the ids as its rows, and its argument.
func (d *dialect) eachID(ids []string) (table string, arg any) {
	if d == &postgresDialect {
		return "unnest(CAST(? AS uuid[])) AS s (id)", "{" + strings.Join(ids, ",") + "}"
	}
	return "(SELECT value AS id FROM json_each(?)) s", `["` + strings.Join(ids, `","`) + `"]`
}

// key writes an id as the index has it.
func (x subjectIndex) key(tx *Tx, id string) string {
	if x.binary && tx.dialect == &sqliteDialect {
		return "unhex(" + id + ", '-')"
	}
	return id
}

// text writes the id of an entry as the log has it.
func (x subjectIndex) text(tx *Tx) string {
	if !x.binary || tx.dialect != &sqliteDialect {
		return x.column
	}
	digits := func(from, n string) string { return "substr(hex(" + x.column + "), " + from + ", " + n + ")" }
	groups := []string{digits("1", "8"), digits("9", "4"), digits("13", "4"), digits("17", "4"), digits("21", "12")}
	return "lower(" + strings.Join(groups, " || '-' || ") + ")"
}
