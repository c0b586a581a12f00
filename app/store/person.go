package store

import (
	"encoding/json"

	"qadam/models"
	"qadam/models/fold"
)

// People are one table, and two nouns are windows on it: users are those who sign in, contacts those of an organisation. What a window
// does not write it leaves as it is.

// ContactAt gives the person without an account who has an address at an organisation, locked for a change; nil for nobody.
func ContactAt(tx *Tx, organisation models.ID, email string) (*models.Base, error) {
	return queryOptional[models.Base](tx, `SELECT id, version, created_at, updated_at FROM people WHERE organisation_id = ? AND email = ?
		AND role = '' ORDER BY shares_address, id LIMIT 1`+tx.dialect.lockRow, organisation, email)
}

// EndDuty makes a person one without a duty: a duty is at an organisation, and does not go along to another one.
func EndDuty(tx *Tx, id models.ID) error {
	_, err := tx.exec("UPDATE people SET duty = "+quoted(models.DutyOther)+" WHERE id = ?", id)
	return err
}

// personReferences are the columns that name a person for what is to come: whom to ask, whose it is. What somebody did (scores, steps, the
// log) and what opened something for somebody stay with the record that it was. Of a pair with another column there is one row alone.
var personReferences = []struct{ table, column, with string }{
	{"activities", "contact_id", ""}, {"milestones", "contact_id", ""}, {"update_links", "contact_id", ""},
	{"reminders", "person_id", ""}, {"snoozes", "person_id", ""}, {"needs", "owner_id", ""}, {"comment_addressees", "user_id", ""},
	{"mission_team", "user_id", "mission_id"}, {"mission_assessors", "user_id", "mission_id"},
	{"updates", "author_id", ""}, {"comments", "author_id", ""}, {"files", "author_id", ""}, {"saved_views", "user_id", ""},
}

// moveReferences makes what names a person name another one.
func moveReferences(tx *Tx, kept, other models.ID) error {
	for _, r := range personReferences {
		which := where(r.column+" = ?", other)
		if r.with != "" { // what both have, the kept one keeps
			if _, err := tx.exec("DELETE FROM "+r.table+" WHERE ? AND "+r.with+" IN (SELECT k."+r.with+" FROM "+r.table+" k WHERE k."+
				r.column+" = ?)", which, kept); err != nil {
				return err
			}
		}
		if _, err := tx.exec("UPDATE "+r.table+" SET "+r.column+" = ? WHERE ?", kept, which); err != nil {
			return err
		}
	}
	return nil
}

// JoinPeople makes two records of one person one, and gives the other as it was. What names the other names the kept one, which takes its
// duty if it has none and they are at one organisation. The other stays as an empty mark of where it went.
func JoinPeople(tx *Tx, kept, other models.ID) (*models.Person, error) {
	pair, err := LockPair(tx, kept, other)
	if err != nil {
		return nil, err
	}
	if err := moveReferences(tx, kept, other); err != nil {
		return nil, err
	}
	none, was := quoted(models.DutyOther), pair[1]
	if pair[0].OrganisationID == was.OrganisationID {
		if _, err := tx.exec("UPDATE people SET duty = ? WHERE id = ? AND duty = "+none, was.Duty, kept); err != nil {
			return nil, err
		}
	}
	_, err = tx.exec("UPDATE people SET role = '', organisation_id = NULL, duty = "+none+`, active = FALSE, joined_into = ?,
		version = version + 1, updated_at = ? WHERE id = ?`, kept, tx.now, other)
	if err == nil {
		_, err = tx.exec("UPDATE people SET version = version + 1, updated_at = ? WHERE id = ?", tx.now, kept)
	}
	return &was, err
}

// joinOld joins, once, the users and contacts of the time when they were two records: those with the same address and name at the same
// organisation, of whom mail is wanted alike. All others stay apart until somebody says.
func joinOld(tx *Tx) error {
	pairs, err := queryAll[struct {
		Kept, Other         models.ID
		KeptName, OtherName string
	}](tx, `SELECT u.id AS kept, c.id AS other, u.name AS kept_name, c.name AS other_name FROM people c
		JOIN people u ON u.organisation_id = c.organisation_id AND LOWER(u.email) = LOWER(c.email) AND u.role <> '' AND u.active = c.active
		WHERE c.role = '' AND c.shares_address AND c.name_key IS NULL ORDER BY c.id`)
	for _, p := range pairs {
		if err != nil {
			break
		}
		if fold.Key(p.KeptName) != fold.Key(p.OtherName) {
			continue
		}
		if err = joinSure(tx, p.Kept, p.Other); err == nil { // now it is sure to whom it went
			_, err = tx.exec(`UPDATE reminders SET person_id = ? WHERE person_id IS NULL AND EXISTS (SELECT 1 FROM people p WHERE p.id = ?
				AND p.organisation_id = reminders.organisation_id AND LOWER(p.email) = LOWER(reminders.recipient))`, p.Kept, p.Kept)
		}
		if err == nil {
			_, err = tx.exec(`UPDATE snoozes SET person_id = ? WHERE person_id IS NULL AND EXISTS (SELECT 1 FROM reminders r
				WHERE r.subject_id = snoozes.subject_id AND r.recipient = snoozes.recipient AND r.person_id = ?)`, p.Kept, p.Kept)
		}
	}
	return err
}

// joinSure joins two records of whom it is sure that they are one, and logs it.
func joinSure(tx *Tx, kept, other models.ID) error {
	was, err := JoinPeople(tx, kept, other)
	if err != nil {
		return err
	}
	before, err := json.Marshal(was)
	if err != nil {
		return err
	}
	return AddEntry(tx, models.Change{Action: "person.join", SubjectType: "person", SubjectID: kept, Before: models.RawJSON(before)})
}

// keyNames writes by what the names of people are compared who have no key yet.
func keyNames(tx *Tx) error {
	unnamed, err := queryAll[struct {
		ID   models.ID
		Name string
	}](tx, "SELECT id, name FROM people WHERE name_key IS NULL")
	for _, p := range unnamed {
		if err == nil {
			_, err = tx.exec("UPDATE people SET name_key = ? WHERE id = ?", fold.Key(p.Name), p.ID)
		}
	}
	return err
}
