package store

import (
	"fmt"
	"strings"

	"qadam/models"
)

// sharedRows are rows of a noun to which consent to a subject applies: column names the subject, mission the mission of a row.
type sharedRows struct{ noun, table, column, mission string }

// sharedRowsOf gives them by the subject's type: the subject itself, and of a mission all that it found.
func sharedRowsOf(subject models.ConsentSubject) []sharedRows {
	findings := sharedRows{Findings.Name, Findings.Table, "id", "findings.mission_id"}
	needs := sharedRows{Needs.Name, Needs.Table, "id", "needs.mission_id"}
	switch subject {
	case models.SubjectFinding:
		return []sharedRows{findings}
	case models.SubjectNeed:
		return []sharedRows{needs}
	}
	findings.column, needs.column = "mission_id", "mission_id"
	return []sharedRows{{Missions.Name, Missions.Table, "id", ""}, findings, needs}
}

// SharedItems gives how much is shared with each audience at this instant and which entry decides, by the rule of every scope: of a
// subject, which comes first, and of all that a mission found.
func SharedItems(tx *Tx, subjectType models.ConsentSubject, subject models.ID) ([]models.ItemExtents, error) {
	var selects []string
	var args []any
	for place, s := range sharedRowsOf(subjectType) {
		columns := fmt.Sprintf("SELECT %d AS place, '%s' AS subject_type, %s.id AS subject_id, %[3]s.reference, "+
			"%[3]s.releasable_summary <> '' AS summarized, ? AS asked", place, s.noun, s.table)
		args = append(args, openRequestOn(tx, s.table))
		for _, audience := range models.Audiences {
			columns += fmt.Sprintf(", ? AS %s, (SELECT d.id FROM (?) d WHERE d.place = 1) AS %[1]s_by", audience)
			args = append(args, extentTo(tx, audience, s.table+".id", s.mission), rankedConsents(tx, s.table+".id", s.mission, audience))
		}
		selects = append(selects, columns+" FROM "+s.table+" WHERE "+s.table+"."+s.column+" = ?")
		args = append(args, subject)
	}
	return queryAll[models.ItemExtents](tx, strings.Join(selects, " UNION ALL ")+" ORDER BY place, reference", args...)
}

// openRequestOn tells whether a State is asked for consent to a row, or to its mission.
func openRequestOn(tx *Tx, table string) Where {
	subjects := table + ".id"
	if table != Missions.Table {
		subjects += ", " + table + ".mission_id"
	}
	return where(`EXISTS (SELECT 1 FROM consent_requests q WHERE q.subject_id IN (`+subjects+`)
		AND q.status = `+quoted(models.RequestAsked)+` AND (q.takes_effect_at IS NULL OR q.takes_effect_at > ?))`, tx.now)
}

// Reader is a user of an organisation, and whether the actor may know of the organisation.
type Reader struct {
	Role           models.Role
	OrganisationID models.ID
	Organisation   string
	Name           string
	Known          bool
}

// ReadersOf gives the active users with some roles, by organisation.
func ReadersOf(tx *Tx, roles []models.Role) ([]Reader, error) {
	return queryAll[Reader](tx, `SELECT u.role, organisations.id AS organisation_id, organisations.name AS organisation, u.name, ? AS known
		FROM people u JOIN organisations ON organisations.id = u.organisation_id WHERE u.active AND u.role IN ?
		ORDER BY u.role, organisations.name, organisations.id, u.name`, organisationScope(tx), roles)
}
