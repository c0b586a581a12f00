package store

import "qadam/models"

// Who sees what (docs/domain.md#consent-and-visibility), each noun in one function. Deny is the default of every one of them.

// everyone is the scope of reference data: whoever is signed in.
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

// extentOf gives how much of a row is shared with the actor at this instant, as an SQL expression. Those whom consent
// does not bound get 'full'.
func extentOf(tx *Tx, row string, wider string) Where {
	audience := tx.actor.Audience()
	if audience == "" {
		return Where{SQL: "'full'"}
	}
	return extentTo(tx, audience, row, wider)
}

// extentTo gives how much of a row is shared with an audience. For it and for the public alike one entry decides; the wider
// of the two answers holds, since what is public is everybody's. No entry at all means none.
func extentTo(tx *Tx, audience, row, wider string) Where {
	ranked := rankedConsents(tx, row, wider, audience, models.AudiencePublic)
	return Where{SQL: "(SELECT CASE MAX(d.extent) WHEN 2 THEN 'full' WHEN 1 THEN 'partial' ELSE 'none' END FROM (" + ranked.SQL + ") d WHERE d.place = 1)", Args: ranked.Args}
}

// rankedConsents is the one place that says which entry of the ledger decides: for each audience the most specific of the
// entries in force, and of these the latest, has place 1. A withdrawn entry decides "none" for ever after. One that was
// withdrawn or objected to before it took effect decides nothing. All is told by comparing instants that are stored, so
// that silence is consent, and consent ends, at the instant itself and on every server at once.
func rankedConsents(tx *Tx, row, wider string, audiences ...string) Where {
	subjects := row
	if wider != "" {
		subjects += ", " + wider
	}
	return Where{SQL: `SELECT c.id, c.audience, CASE WHEN c.withdrawn_at IS NOT NULL OR c.extent = 'none' THEN 0 WHEN c.extent = 'full' THEN 2 ELSE 1 END AS extent,
			ROW_NUMBER() OVER (PARTITION BY c.audience ORDER BY CASE WHEN c.subject_id = ` + row + ` THEN 0 ELSE 1 END, c.effective_from DESC, c.id DESC) AS place
		FROM consents c WHERE c.subject_id IN (` + subjects + `) AND c.audience IN ? AND c.effective_from <= ? AND c.objected_at IS NULL
			AND (c.expires_at IS NULL AND c.withdrawn_at IS NULL OR c.expires_at > ? AND c.withdrawn_at IS NULL OR c.withdrawn_at >= c.effective_from)`,
		Args: []any{audiences, tx.now, tx.now}}
}

// byConsent is the scope of findings, needs and missions: all, or the own country's, or what consent opens.
func byConsent(tx *Tx, table string, extent func(*Tx) Where) Where {
	switch a := tx.actor; {
	case a.SeesAll():
		return everything
	case a.Role == models.National:
		return Where{SQL: table + ".country_code = ?", Args: []any{a.CountryCode}}
	case a.Audience() != "":
		e := extent(tx)
		return Where{SQL: e.SQL + " IN ('partial', 'full')", Args: e.Args}
	}
	return nothing
}

func missionExtent(tx *Tx) Where { return extentOf(tx, "missions.id", "") }
func findingExtent(tx *Tx) Where { return extentOf(tx, "findings.id", "findings.mission_id") }
func needExtent(tx *Tx) Where    { return extentOf(tx, "needs.id", "needs.mission_id") }

func missionScope(tx *Tx) Where { return byConsent(tx, "missions", missionExtent) }
func findingScope(tx *Tx) Where { return byConsent(tx, "findings", findingExtent) }
func needScope(tx *Tx) Where    { return byConsent(tx, "needs", needExtent) }

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

// organisationScope shows the listed organisations and one's own: a donor that is not listed is named to nobody else.
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

// ofUser is the scope of what belongs to one user: the own; an admin's are those of all.
func ofUser(table string) func(*Tx) Where {
	return func(tx *Tx) Where {
		if tx.actor.Role == models.Admin || tx.actor.Role == models.System {
			return everything
		}
		return Where{SQL: table + ".user_id = ?", Args: []any{tx.actor.UserID}}
	}
}

// projectScope: a partner's are those that it leads or has an activity in, a donor's those that it funds.
func projectScope(tx *Tx) Where {
	a := tx.actor
	switch {
	case a.SeesAll():
		return everything
	case a.Role == models.National:
		return Where{SQL: "EXISTS (SELECT 1 FROM project_countries pc WHERE pc.project_id = projects.id AND pc.country_code = ?)", Args: []any{a.CountryCode}}
	case a.Role == models.Partner:
		return Where{SQL: `(projects.lead_organisation_id = ? OR projects.id IN (SELECT pa.project_id FROM activities pa
			JOIN activity_partners pp ON pp.activity_id = pa.id WHERE pp.organisation_id = ?))`, Args: []any{a.OrganisationID, a.OrganisationID}}
	case a.Role == models.Donor:
		return Where{SQL: "projects.id IN (SELECT ft.project_id FROM transactions ft WHERE ft.organisation_id = ? AND ft.kind <> 'expenditure')", Args: []any{a.OrganisationID}}
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
			OR activities.project_id IN (SELECT lp.id FROM projects lp WHERE lp.lead_organisation_id = ?))`, Args: []any{a.OrganisationID, a.OrganisationID}}
	case a.Role == models.Donor:
		return Where{SQL: `EXISTS (SELECT 1 FROM transactions ft WHERE ft.organisation_id = ? AND ft.project_id = activities.project_id
			AND ft.kind <> 'expenditure' AND (ft.activity_id IS NULL OR ft.activity_id = activities.id))`, Args: []any{a.OrganisationID}}
	}
	return nothing
}

// through is the scope of what hangs on an activity or a project: whoever sees the parent sees it.
func through(column, table string, parent func(*Tx) Where) func(*Tx) Where {
	return func(tx *Tx) Where {
		w := parent(tx)
		if w.SQL == everything.SQL || w.SQL == nothing.SQL {
			return w
		}
		return Where{SQL: column + " IN (SELECT " + table + ".id FROM " + table + " WHERE " + w.SQL + ")", Args: w.Args}
	}
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
	return Where{SQL: "(" + act.SQL + " OR (" + table + ".activity_id IS NULL AND " + prj.SQL + "))", Args: append(append([]any{}, act.Args...), prj.Args...)}
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
		return Where{SQL: "(updates.organisation_id = ? OR (updates.status <> 'draft' AND " + seen.SQL + "))", Args: append([]any{a.OrganisationID}, seen.Args...)}
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
		return Where{SQL: "(transactions.organisation_id = ? OR transactions.project_id IN (SELECT lp.id FROM projects lp WHERE lp.lead_organisation_id = ?))", Args: []any{a.OrganisationID, a.OrganisationID}}
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
