package store

import (
	"fmt"
	"strings"

	"qadam/models"
)

// sharedRows is where consent to a subject opens something: rows of a table, found by a column, with the mission that they belong to.
type sharedRows struct{ noun, table, column, mission string }

var sharedRowsOf = map[models.ConsentSubject][]sharedRows{
	models.SubjectMission: {{"mission", "missions", "id", ""}, {"finding", "findings", "mission_id", "findings.mission_id"},
		{"need", "needs", "mission_id", "needs.mission_id"}}, models.SubjectFinding: {{"finding", "findings", "id", "findings.mission_id"}},
	models.SubjectNeed: {{"need", "needs", "id", "needs.mission_id"}},
}

// SharedItems gives how much is open to each audience at this instant and which entry decides, by the rule that everybody's
// reading goes through: of a subject, which comes first, and where it is a mission of all that it found.
func SharedItems(tx *Tx, subjectType models.ConsentSubject, subject models.ID) ([]models.ItemExtents, error) {
	var args []any
	var selects []string
	for place, s := range sharedRowsOf[subjectType] {
		columns := fmt.Sprintf("SELECT %d AS place, '%s' AS subject_type, %s.id AS subject_id, %[3]s.reference", place, s.noun, s.table)
		for _, audience := range models.Audiences {
			extent, by := extentTo(tx, audience, s.table+".id", s.mission), rankedConsents(tx, s.table+".id", s.mission, audience)
			columns += ", " + extent.SQL + " AS " + string(audience) + ", (SELECT d.id FROM (" + by.SQL + ") d WHERE d.place = 1) AS " +
				string(audience) + "_by"
			args = append(append(args, extent.Args...), by.Args...)
		}
		selects = append(selects, columns+" FROM "+s.table+" WHERE "+s.table+"."+s.column+" = ?")
		args = append(args, subject)
	}
	return queryAll[models.ItemExtents](tx, strings.Join(selects, " UNION ALL ")+" ORDER BY place, reference", args...)
}

// Reader is a user of an organisation, and whether the actor may know of the organisation.
type Reader struct {
	Role           models.Role
	OrganisationID models.ID
	Organisation   string
	Name           string
	Known          bool
}

// ReadersOf gives the users who may sign in with some roles, by organisation.
func ReadersOf(tx *Tx, roles []models.Role) ([]Reader, error) {
	known := Organisations.Scope(tx)
	return queryAll[Reader](tx, "SELECT u.role, organisations.id AS organisation_id, organisations.name AS organisation, u.name, "+
		known.SQL+` AS known
		FROM users u JOIN organisations ON organisations.id = u.organisation_id WHERE u.active AND u.role IN ?
			ORDER BY u.role, organisations.name, organisations.id, u.name`,
		append(append([]any{}, known.Args...), roles)...)
}
