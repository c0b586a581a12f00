package store

import (
	"slices"

	"qadam/models"
)

// Who sees what (docs/domain.md#consent-and-visibility), each noun in one function. Deny is the default of each.

// everyone is the scope of reference data: all users.
func everyone(tx *Tx) Where {
	if tx.actor.Role == "" {
		return nothing
	}
	return everything
}

// managersOnly is the scope of what only managers and admins see.
func managersOnly(tx *Tx) Where {
	if tx.actor.SeesAll() {
		return everything
	}
	return nothing
}

// ownOrganisation is the scope of rows that belong to one organisation.
func ownOrganisation(table string) func(*Tx) Where {
	return func(tx *Tx) Where {
		switch a := tx.actor; {
		case a.SeesAll():
			return everything
		case a.OrganisationID != "":
			return Where{SQL: table + ".organisation_id = ?", Args: []any{a.OrganisationID}}
		}
		return nothing
	}
}

// ownCountry is the scope of rows that belong to one State: its own counterparts and the managers see them.
func ownCountry(table string) func(*Tx) Where {
	return func(tx *Tx) Where {
		switch a := tx.actor; {
		case a.SeesAll():
			return everything
		case a.Role == models.National:
			return Where{SQL: table + ".country_code = ?", Args: []any{a.CountryCode}}
		}
		return nothing
	}
}

// ofUser is the scope of what belongs to one user: the own; an admin's are those of all.
func ofUser(table string) func(*Tx) Where {
	return func(tx *Tx) Where {
		if tx.actor.Role == models.Admin || tx.actor.Role == models.System {
			return everything
		}
		return Where{SQL: table + ".user_id = ?", Args: []any{tx.actor.UserID}}
	}
}

// through is the scope of rows of an activity or a project: visible with their parent.
func through(column, table string, parent func(*Tx) Where) func(*Tx) Where {
	return func(tx *Tx) Where {
		w := parent(tx)
		if w.SQL == everything.SQL || w.SQL == nothing.SQL {
			return w
		}
		return Where{SQL: column + " IN (SELECT " + table + ".id FROM " + table + " WHERE " + w.SQL + ")", Args: w.Args}
	}
}

func missionScope(tx *Tx) Where { return byConsent(tx, "missions", missionExtent) }

func findingScope(tx *Tx) Where { return byConsent(tx, "findings", findingExtent) }

func needScope(tx *Tx) Where { return byConsent(tx, "needs", needExtent) }

// organisationScope shows the listed organisations and one's own: a donor that is not listed is named to no one else.
func organisationScope(tx *Tx) Where {
	switch a := tx.actor; {
	case a.SeesAll():
		return everything
	case a.Role == "":
		return nothing
	case a.OrganisationID == "":
		return Where{SQL: "organisations.listed"}
	}
	return Where{SQL: "(organisations.listed OR organisations.id = ?)", Args: []any{tx.actor.OrganisationID}}
}

func userScope(tx *Tx) Where {
	if tx.actor.SeesAll() {
		return everything
	}
	return Where{SQL: "users.id = ?", Args: []any{tx.actor.UserID}}
}

// sessionScope shows the sessions in force: the log keeps ended ones.
func sessionScope(tx *Tx) Where {
	w := ofUser("sessions")(tx)
	return Where{SQL: w.SQL + " AND " + sessionInForce, Args: append(w.Args, tx.now, tx.now)}
}

func calendarScope(tx *Tx) Where {
	w := organisationScope(tx)
	if w.SQL == everything.SQL || w.SQL == nothing.SQL {
		return w
	}
	return Where{SQL: "(calendars.organisation_id IS NULL OR calendars.organisation_id IN (SELECT organisations.id FROM organisations " +
		"WHERE " + w.SQL + "))", Args: w.Args}
}

func mailboxScope(tx *Tx) Where {
	switch a := tx.actor; {
	case a.SeesAll():
		return everything
	case a.OrganisationID != "":
		return Where{SQL: "mailboxes.organisation_id = ?", Args: []any{a.OrganisationID}}
	case a.UserID != "":
		return Where{SQL: "mailboxes.user_id = ?", Args: []any{a.UserID}}
	}
	return nothing
}

func reminderScope(tx *Tx) Where {
	switch a := tx.actor; {
	case a.SeesAll():
		return everything
	case a.Role == models.Partner:
		return Where{SQL: "(reminders.organisation_id = ? OR reminders.recipient = ?)", Args: []any{a.OrganisationID, a.Email}}
	case a.Email != "":
		return Where{SQL: "reminders.recipient = ?", Args: []any{a.Email}}
	}
	return nothing
}

func webhookScope(tx *Tx) Where {
	switch a := tx.actor; {
	case a.SeesAll():
		return Where{SQL: "webhooks.deleted_at IS NULL"}
	case a.Role == "":
		return nothing
	}
	return Where{SQL: "(webhooks.deleted_at IS NULL AND webhooks.user_id = ?)", Args: []any{tx.actor.UserID}}
}

// projectScope: a partner's are those that it leads or has an activity in, a donor's those that it funds.
func projectScope(tx *Tx) Where {
	a := tx.actor
	switch {
	case a.SeesAll():
		return everything
	case a.Role == models.National:
		return Where{SQL: "EXISTS (SELECT 1 FROM project_countries pc WHERE pc.project_id = projects.id AND pc.country_code = ?)",
			Args: []any{a.CountryCode}}
	case a.Role == models.Partner:
		return Where{SQL: `(projects.lead_organisation_id = ? OR projects.id IN (SELECT pa.project_id FROM activities pa
			JOIN activity_partners pp ON pp.activity_id = pa.id WHERE pp.organisation_id = ?))`,
			Args: []any{a.OrganisationID, a.OrganisationID}}
	case a.Role == models.Donor:
		return Where{SQL: "projects.id IN (SELECT ft.project_id FROM transactions ft WHERE ft.organisation_id = ? AND ft.kind <> " +
			"'expenditure')", Args: []any{a.OrganisationID}}
	}
	return nothing
}

// activityScope: a donor sees what its money reaches, which is the activity it is earmarked for, or all of the project.
func activityScope(tx *Tx) Where {
	a := tx.actor
	switch {
	case a.SeesAll():
		return everything
	case a.Role == models.National:
		return Where{SQL: "activities.country_code = ?", Args: []any{a.CountryCode}}
	case a.Role == models.Partner:
		return Where{SQL: `(activities.id IN (SELECT ap.activity_id FROM activity_partners ap WHERE ap.organisation_id = ?)
			OR activities.project_id IN (SELECT lp.id FROM projects lp WHERE lp.lead_organisation_id = ?))`,
			Args: []any{a.OrganisationID, a.OrganisationID}}
	case a.Role == models.Donor:
		return Where{SQL: `EXISTS (SELECT 1 FROM transactions ft WHERE ft.organisation_id = ? AND ft.project_id = activities.project_id
			AND ft.kind <> 'expenditure' AND (ft.activity_id IS NULL OR ft.activity_id = activities.id))`, Args: []any{a.OrganisationID}}
	}
	return nothing
}

// seenActivities gives the ids of the activities that the actor sees.
func seenActivities(tx *Tx) Where {
	w := activityScope(tx)
	return Where{SQL: "SELECT activities.id FROM activities WHERE " + w.SQL, Args: w.Args}
}

var milestoneScope = through("milestones.activity_id", "activities", activityScope)

// indicatorScope: an activity's indicators go with the activity, a project's own with the project.
func indicatorScope(tx *Tx) Where { return activityOrProject(tx, "indicators") }

func activityOrProject(tx *Tx, table string) Where {
	if tx.actor.SeesAll() {
		return everything
	}
	act := through(table+".activity_id", "activities", activityScope)(tx)
	prj := through(table+".project_id", "projects", projectScope)(tx)
	return Where{SQL: "(" + act.SQL + " OR (" + table + ".activity_id IS NULL AND " + prj.SQL + "))",
		Args: append(append([]any{}, act.Args...), prj.Args...)}
}

// updateScope: one's own reports; of others' what was submitted, for the partners of the same activity; for donors and
// the State only what a manager accepted.
func updateScope(tx *Tx) Where {
	a := tx.actor
	if a.SeesAll() {
		return everything
	}
	seen := activityOrProject(tx, "updates")
	switch a.Role {
	case models.Partner:
		return Where{SQL: "(updates.organisation_id = ? OR (updates.status <> 'draft' AND " + seen.SQL + "))",
			Args: append([]any{a.OrganisationID}, seen.Args...)}
	case models.Donor, models.National:
		return Where{SQL: "(updates.status = 'accepted' AND " + seen.SQL + ")", Args: seen.Args}
	}
	return nothing
}

// transactionScope: a donor sees its own; a partner its own and those of the projects that it leads.
func transactionScope(tx *Tx) Where {
	a := tx.actor
	switch {
	case a.SeesAll():
		return everything
	case a.Role == models.Donor:
		return Where{SQL: "transactions.organisation_id = ?", Args: []any{a.OrganisationID}}
	case a.Role == models.Partner:
		return Where{SQL: "(transactions.organisation_id = ? OR transactions.project_id IN (SELECT lp.id FROM projects lp WHERE " +
			"lp.lead_organisation_id = ?))", Args: []any{a.OrganisationID, a.OrganisationID}}
	}
	return nothing
}

// referralScope: those who are asked see it, and the State whose need it is.
func referralScope(tx *Tx) Where {
	if tx.actor.Role == models.National {
		return through("referrals.need_id", "needs", needScope)(tx)
	}
	return ownOrganisation("referrals")(tx)
}

// scoreScope: managers, and the State whose need it is.
func scoreScope(tx *Tx) Where {
	if tx.actor.Role == models.National {
		return through("scores.need_id", "needs", needScope)(tx)
	}
	return managersOnly(tx)
}

// schemeScope: those who rank, and the State that agrees to the ranking.
func schemeScope(tx *Tx) Where {
	if tx.actor.Role == models.National {
		return everything
	}
	return managersOnly(tx)
}

// overlapScope: who sees both activities sees the overlap. A partner of one is told that there is another: once for each of its
// activities while one is open, so that it does not learn their number.
func overlapScope(tx *Tx) Where {
	a := tx.actor
	switch {
	case a.SeesAll():
		return everything
	case a.Role == models.National:
		return Where{SQL: "activity_pairs.country_code = ?", Args: []any{a.CountryCode}}
	case a.Role != models.Partner && a.Role != models.Donor:
		return nothing
	}
	mine := seenActivities(tx)
	told := "FALSE"
	if a.Role == models.Partner {
		told = "place = 1 AND status = 'open'"
	}
	return Where{SQL: `activity_pairs.id IN (WITH mine AS MATERIALIZED (` + mine.SQL + `),
		sides AS (SELECT o.id, o.status, m.id AS own, o.second_id IN (SELECT mine.id FROM mine) AS whole FROM mine m
			JOIN activity_pairs o ON o.first_id = m.id
			UNION ALL SELECT o.id, o.status, m.id, FALSE FROM mine m JOIN activity_pairs o ON o.second_id = m.id
				WHERE o.first_id NOT IN (SELECT mine.id FROM mine))
		SELECT h.id FROM (SELECT sides.id, status, whole, ROW_NUMBER() OVER (PARTITION BY own, whole, status ORDER BY sides.id) AS place
			FROM sides) h WHERE whole OR (` + told + `))`, Args: mine.Args}
}

func overlapExtent(tx *Tx) Where {
	if tx.actor.Audience() == "" {
		return Where{SQL: "'full'"}
	}
	// Looked up for each row of a page, which has few.
	scope := activityScope(tx)
	seen := func(id string) string {
		return "EXISTS (SELECT 1 FROM activities WHERE activities.id = activity_pairs." + id + " AND " + scope.SQL + ")"
	}
	return Where{SQL: "CASE WHEN " + seen("first_id") + " AND " + seen("second_id") + " THEN 'full' ELSE 'partial' END",
		Args: append(slices.Clone(scope.Args), scope.Args...)}
}
