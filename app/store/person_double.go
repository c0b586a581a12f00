package store

import "qadam/models"

// MaxDoubles is how many pairs of people are told at once: more come when these are decided on.
const MaxDoubles = 100

// doublePeople are pairs of people a and b who may be one and of whom nobody has said that they are two: with the same address, or with the
// same name at the same organisation.
const doublePeople = `SELECT a.id AS first_id, b.id AS second_id FROM people a JOIN people b ON b.email = a.email AND a.id < b.id
		WHERE ` + livePair + `
	UNION SELECT a.id, b.id FROM people a JOIN people b ON b.organisation_id = a.organisation_id AND b.name_key = a.name_key AND a.id < b.id
		WHERE ` + livePair

// livePair leaves out what is left of joined people, and those who are two.
const livePair = `a.joined_into IS NULL AND b.joined_into IS NULL
	AND NOT EXISTS (SELECT 1 FROM people_apart x WHERE x.first_id = a.id AND x.second_id = b.id)`

// doubleRow is one person of a pair, with how many pairs there are.
type doubleRow struct {
	models.Person
	Total    int
	SameName bool
	SameMail bool
}

// PersonDoubles gives the oldest pairs of people who may be one.
func PersonDoubles(tx *Tx) (*models.PersonDoubles, error) {
	const columns = "p.id, p.name, p.email, p.organisation_id, p.duty, p.role, p.country_code, p.active"
	rows, err := queryAll[doubleRow](tx, `WITH d AS (SELECT d.*, COUNT(*) OVER () AS total FROM (`+doublePeople+`) d
			ORDER BY d.first_id, d.second_id LIMIT ?)
		SELECT `+columns+`, d.total, a.name_key = b.name_key AS same_name, a.email = b.email AS same_mail
		FROM d JOIN people a ON a.id = d.first_id JOIN people b ON b.id = d.second_id JOIN people p ON p.id IN (a.id, b.id)
		ORDER BY d.first_id, d.second_id, p.id`, MaxDoubles)
	out := &models.PersonDoubles{Items: []models.PersonDouble{}}
	for i := 0; i+1 < len(rows); i += 2 { // each pair is two rows
		d := models.PersonDouble{First: rows[i].Person, Second: rows[i+1].Person}
		if rows[i].SameMail {
			d.Signs = append(d.Signs, models.SameAddress)
		}
		if rows[i].SameName {
			d.Signs = append(d.Signs, models.SameName)
		}
		out.Total, out.Items = rows[i].Total, append(out.Items, d)
	}
	return out, err
}

// DoublesToDecide is the admins' matter of people who may be one.
func DoublesToDecide(tx *Tx) ([]OverviewItem, error) {
	if tx.actor.Role != models.Admin {
		return nil, nil
	}
	found, err := queryAll[OverviewItem](tx, `SELECT d.first_id AS id, COUNT(*) OVER () AS total FROM (`+doublePeople+`) d
		ORDER BY d.first_id, d.second_id LIMIT 1`)
	return found, err
}

// LockPair gives two people in the order asked for, and keeps others from changing them; NotFound where one of them is not there.
func LockPair(tx *Tx, first, second models.ID) ([2]models.Person, error) {
	rows, err := queryAll[models.Person](tx, `SELECT id, name, email, organisation_id, duty, role, country_code, active FROM people
		WHERE id IN ? AND joined_into IS NULL ORDER BY id`+tx.dialect.lockRow, []models.ID{first, second})
	if err == nil && len(rows) != 2 {
		err = models.NotFoundError()
	}
	if err != nil {
		return [2]models.Person{}, err
	}
	if rows[0].ID != first {
		rows[0], rows[1] = rows[1], rows[0]
	}
	return [2]models.Person{rows[0], rows[1]}, nil
}

// IsDouble tells whether it is asked about two people whether they are one.
func IsDouble(tx *Tx, one, other models.ID) (bool, error) {
	return exists(tx, "SELECT 1 FROM ("+doublePeople+") d WHERE d.first_id = ? AND d.second_id = ?", min(one, other), max(one, other))
}

// KeepApart writes down that two people are two.
func KeepApart(tx *Tx, one, other models.ID) error {
	_, err := tx.exec("INSERT INTO people_apart (first_id, second_id, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
		min(one, other), max(one, other), tx.now)
	return err
}

// CountReferences counts what names a person and is moved when it is joined into another.
func CountReferences(tx *Tx, person models.ID) ([]models.MovedRows, error) {
	out := []models.MovedRows{}
	for _, r := range personReferences {
		n, err := count(tx, "SELECT COUNT(*) FROM "+r.table+" WHERE "+r.column+" = ?", person)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			out = append(out, models.MovedRows{What: r.table + "." + r.column, Count: n})
		}
	}
	return out, nil
}
