package store

import "strings"

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
func aboutSubject(tx *Tx, value any, part pagePart) Where {
	ids := value.([]string)
	var parts []string
	var args []any
	for _, index := range subjectIndexes {
		of := index.all(tx, ids)
		if part.limit > 0 {
			of = index.newestOfEach(tx, ids, part)
		}
		parts, args = append(parts, of.SQL), append(args, of.Args...)
	}
	all := strings.Join(parts, " UNION ALL ")
	if part.limit == 0 {
		return where("log.id IN ("+all+")", args...)
	}
	return where("log.id IN (SELECT DISTINCT id FROM ("+all+") e ORDER BY id"+part.dir+" LIMIT ?)", append(args, part.limit)...)
}

// all finds every entry on some objects.
func (x subjectIndex) all(tx *Tx, ids []string) Where {
	objects, arg := tx.dialect.eachID(ids)
	return where("SELECT "+x.text(tx, x.column)+" AS id FROM "+x.table+" WHERE subject_id IN (SELECT "+x.key(tx, "s.id")+" FROM "+objects+
		")", arg)
}

// newestOfEach finds a page's entries on each of some objects in one walk, which is planned once, however many objects there are.
func (x subjectIndex) newestOfEach(tx *Tx, ids []string, part pagePart) Where {
	objects, arg := tx.dialect.eachID(ids)
	newest, args := "SELECT "+x.column+" AS id FROM "+x.table+" WHERE subject_id = "+x.key(tx, "s.id"), []any{arg}
	if part.beyond != "" {
		newest += " AND " + x.column + strings.ReplaceAll(part.beyond, "?", x.key(tx, "?"))
		args = append(args, part.cursor)
	}
	newest += " ORDER BY " + x.column + part.dir + " LIMIT ?"
	args = append(args, part.limit)
	if tx.dialect == &postgresDialect {
		return where("SELECT e.id FROM "+objects+" CROSS JOIN LATERAL ("+newest+") e", args...)
	}
	// SQLite knows no lateral joins; there the list of an IN is made anew for each row.
	return where("SELECT "+x.text(tx, "e."+x.column)+" AS id FROM "+objects+" CROSS JOIN "+x.table+" e ON e.subject_id = "+
		x.key(tx, "s.id")+" AND e."+x.column+" IN ("+newest+")", args...)
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
func (x subjectIndex) text(tx *Tx, column string) string {
	if !x.binary || tx.dialect != &sqliteDialect {
		return column
	}
	digits := func(from, n string) string { return "substr(hex(" + column + "), " + from + ", " + n + ")" }
	groups := []string{digits("1", "8"), digits("9", "4"), digits("13", "4"), digits("17", "4"), digits("21", "12")}
	return "lower(" + strings.Join(groups, " || '-' || ") + ")"
}
