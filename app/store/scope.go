package store

import "qadam/models"

// Who sees which rows of a noun stands in this file, a function a noun, and goes into the WHERE of every query. Each denies
// unless it says otherwise. How much of a mission, a finding or a need consent opens is in scope_consent.go.

// everyone is the scope of reference data: all who are signed in.
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
			return where(table+".organisation_id = ?", a.OrganisationID)
		}
		return nothing
	}
}

// ownCountry is the scope of rows that belong to one State: its counterparts and the managers.
func ownCountry(table string) func(*Tx) Where {
	return func(tx *Tx) Where {
		switch a := tx.actor; {
		case a.SeesAll():
			return everything
		case a.Role == models.National:
			return where(table+".country_code = ?", a.CountryCode)
		}
		return nothing
	}
}

// ofUser is the scope of what belongs to one user: that user and the admins.
func ofUser(table string) func(*Tx) Where {
	return func(tx *Tx) Where {
		switch a := tx.actor; {
		case a.Role == models.Admin || a.Role == models.System:
			return everything
		case a.Role == "":
			return nothing
		}
		return where(table+".user_id = ?", tx.actor.UserID)
	}
}

// through is the scope of rows that are visible with their parent.
func through(column, table string, parent func(*Tx) Where) func(*Tx) Where {
	return func(tx *Tx) Where {
		w := parent(tx)
		if w.SQL == everything.SQL || w.SQL == nothing.SQL {
			return w
		}
		return where(column+" IN (SELECT "+table+".id FROM "+table+" WHERE ?)", w)
	}
}

func missionScope(tx *Tx) Where { return byConsent(tx, "missions", missionExtent) }
func findingScope(tx *Tx) Where { return byConsent(tx, "findings", findingExtent) }
func needScope(tx *Tx) Where    { return byConsent(tx, "needs", needExtent) }

// organisationScope: the listed organisations, and the actor's own. A donor that is not listed is named to no other.
func organisationScope(tx *Tx) Where {
	switch a := tx.actor; {
	case a.SeesAll():
		return everything
	case a.Role == "":
		return nothing
	case a.OrganisationID == "":
		return where("organisations.listed")
	}
	return where("(organisations.listed OR organisations.id = ?)", tx.actor.OrganisationID)
}

// userScope: those who sign in; of them people see themselves.
func userScope(tx *Tx) Where {
	if tx.actor.SeesAll() {
		return where("people.role <> ''")
	}
	return where("people.id = ? AND people.role <> ''", tx.actor.UserID)
}

// contactScope: the people of an organisation, whether they sign in or not, for those of the same organisation.
func contactScope(tx *Tx) Where {
	return ownOrganisation("people")(tx).And("people.organisation_id IS NOT NULL")
}

// sessionScope: the sessions that are in force; those that have ended stand in the log.
func sessionScope(tx *Tx) Where { return ofUser("sessions")(tx).And(sessionInForce, tx.now, tx.now) }

// calendarScope: a State's calendar is for all, since it moves deadlines that are everybody's; an organisation's goes with the
// organisation.
func calendarScope(tx *Tx) Where {
	w := organisationScope(tx)
	if w.SQL == everything.SQL || w.SQL == nothing.SQL {
		return w
	}
	return where(`(calendars.organisation_id IS NULL OR calendars.organisation_id IN 
		(SELECT organisations.id FROM organisations WHERE ?))`, w)
}

// mailboxScope: those of the actor's organisation, or the actor's own.
func mailboxScope(tx *Tx) Where {
	switch a := tx.actor; {
	case a.SeesAll():
		return everything
	case a.OrganisationID != "":
		return where("mailboxes.organisation_id = ?", a.OrganisationID)
	case a.UserID != "":
		return where("mailboxes.user_id = ?", a.UserID)
	}
	return nothing
}

// reminderScope: a partner's are those of its organisation; of others one's own, as who one is now: what was owed at another organisation,
// or as a manager, stays there.
func reminderScope(tx *Tx) Where {
	switch a := tx.actor; {
	case a.SeesAll():
		return everything
	case a.Role == models.Partner:
		return where("reminders.organisation_id = ?", a.OrganisationID)
	case a.Role == models.Donor:
		return where("(reminders.person_id = ? AND reminders.organisation_id = ?)", a.UserID, a.OrganisationID)
	case a.Role == models.National:
		return where("(reminders.person_id = ? AND reminders.organisation_id IS NULL)", a.UserID)
	}
	return nothing
}

func webhookScope(tx *Tx) Where {
	switch a := tx.actor; {
	case a.SeesAll():
		return where("webhooks.deleted_at IS NULL")
	case a.Role == "":
		return nothing
	}
	return where("(webhooks.deleted_at IS NULL AND webhooks.user_id = ?)", tx.actor.UserID)
}

// deliveryScope: the owner of a webhook sees the deliveries that were tried. Before that it was not checked whether the owner may
// see the object, and a waiting delivery would reveal it.
func deliveryScope(tx *Tx) Where {
	w := where("webhook_deliveries.webhook_id IN (SELECT webhooks.id FROM webhooks WHERE ?)", webhookScope(tx))
	if tx.actor.SeesAll() {
		return w
	}
	return w.And(`(webhook_deliveries.attempts > 0 OR webhook_deliveries.last_error <> '' OR webhook_deliveries.sent_at IS NOT NULL)
		AND webhook_deliveries.claimed_until IS NULL`)
}

// projectScope: a partner sees those that it leads or has an activity in, a donor those that it funds.
func projectScope(tx *Tx) Where {
	a := tx.actor
	switch {
	case a.SeesAll():
		return everything
	case a.Role == models.National:
		return where("EXISTS (SELECT 1 FROM project_countries pc WHERE pc.project_id = projects.id AND pc.country_code = ?)", a.CountryCode)
	case a.Role == models.Partner:
		return where(`(projects.lead_organisation_id = ? OR projects.id IN (SELECT pa.project_id FROM activities pa
			JOIN activity_partners pp ON pp.activity_id = pa.id WHERE pp.organisation_id = ?))`, a.OrganisationID, a.OrganisationID)
	case a.Role == models.Donor:
		return where(`projects.id IN (SELECT ft.project_id FROM transactions ft
			WHERE ft.organisation_id = ? AND ft.kind <> `+quoted(models.Expenditure)+`)`, a.OrganisationID)
	}
	return nothing
}

// activityScope: a donor sees what its money reaches: the activity that it is earmarked for, or all of the project.
func activityScope(tx *Tx) Where {
	a := tx.actor
	switch {
	case a.SeesAll():
		return everything
	case a.Role == models.National:
		return where("activities.country_code = ?", a.CountryCode)
	case a.Role == models.Partner:
		return where(`(activities.id IN (SELECT ap.activity_id FROM activity_partners ap WHERE ap.organisation_id = ?)
			OR activities.project_id IN (SELECT lp.id FROM projects lp WHERE lp.lead_organisation_id = ?))`,
			a.OrganisationID, a.OrganisationID)
	case a.Role == models.Donor:
		return where(`EXISTS (SELECT 1 FROM transactions ft WHERE ft.organisation_id = ? AND ft.project_id = activities.project_id
			AND ft.kind <> `+quoted(models.Expenditure)+` AND (ft.activity_id IS NULL OR ft.activity_id =
				activities.id))`, a.OrganisationID)
	}
	return nothing
}

var milestoneScope = through("milestones.activity_id", "activities", activityScope)

// indicatorScope: an activity's indicators go with the activity, a project's own with the project.
func indicatorScope(tx *Tx) Where { return activityOrProject(tx, "indicators") }

func activityOrProject(tx *Tx, table string) Where {
	if tx.actor.SeesAll() {
		return everything
	}
	return where("(? OR ("+table+".activity_id IS NULL AND ?))",
		through(table+".activity_id", "activities", activityScope)(tx), through(table+".project_id", "projects", projectScope)(tx))
}

// updateScope: a partner sees its own, and of the others on its activities what was submitted; donors and States see what a
// manager accepted.
func updateScope(tx *Tx) Where {
	a := tx.actor
	if a.SeesAll() {
		return everything
	}
	visible := activityOrProject(tx, "updates")
	switch a.Role {
	case models.Partner:
		return where("(updates.organisation_id = ? OR (updates.status <> "+quoted(models.UpdateDraft)+" AND ?))", a.OrganisationID, visible)
	case models.Donor, models.National:
		return where("(updates.status = "+quoted(models.UpdateAccepted)+" AND ?)", visible)
	}
	return nothing
}

// commentScope: the team reads all comments, its partners, States and donors those to them on what they see in full.
func commentScope(tx *Tx) Where {
	if tx.actor.SeesAll() {
		return everything
	}
	audience := models.CommentAudienceOf(tx.actor.Role)
	if audience == "" {
		return nothing
	}
	return where("(comments.audience = "+quoted(audience)+" AND ?)", commentSubjectCase("comments.subject_type", func(c commentable) Where {
		return where("EXISTS (SELECT 1 FROM "+c.table+" WHERE "+c.table+".id = comments.subject_id AND ?)", c.visible(tx))
	}))
}

// fileScope: one's own uploads, and what the documents name of objects that one sees in full.
func fileScope(tx *Tx) Where {
	if tx.actor.SeesAll() {
		return everything
	}
	if tx.actor.Role == "" {
		return nothing
	}
	use := where("CASE fu.subject_type")
	for _, kind := range []models.FileSubject{models.FileOfMission, models.FileOfActivity, models.FileOfUpdate} {
		c := commentables[models.CommentSubject(kind)]
		use = where("? WHEN "+quoted(kind)+" THEN EXISTS (SELECT 1 FROM "+c.table+" WHERE "+c.table+".id = fu.subject_id AND ?)", use,
			c.visible(tx))
	}
	return where(`((?) OR EXISTS (SELECT 1 FROM file_uses fu WHERE fu.file_id = files.id AND ? WHEN `+quoted(models.FileOfComment)+`
		THEN EXISTS (SELECT 1 FROM comments WHERE comments.id = fu.subject_id AND ?) END))`, ownFiles(tx), use, commentScope(tx))
}

// transactionScope: a donor sees its own, a partner its own and those of the projects that it leads.
func transactionScope(tx *Tx) Where {
	a := tx.actor
	switch {
	case a.SeesAll():
		return everything
	case a.Role == models.Donor:
		return where("transactions.organisation_id = ?", a.OrganisationID)
	case a.Role == models.Partner:
		return where(`(transactions.organisation_id = ? OR transactions.project_id IN (SELECT lp.id FROM projects lp
			WHERE lp.lead_organisation_id = ?))`, a.OrganisationID, a.OrganisationID)
	}
	return nothing
}

// referralScope: the organisation that is asked, and the State whose need it is.
func referralScope(tx *Tx) Where {
	if tx.actor.Role == models.National {
		return through("referrals.need_id", "needs", needScope)(tx)
	}
	return ownOrganisation("referrals")(tx)
}

// offerScope: the organisation's own; a State's are those that were put before it for a need of its own.
func offerScope(tx *Tx) Where {
	if tx.actor.Role == models.National {
		return where(`offers.id IN (SELECT pr.offer_id FROM referrals pr JOIN needs pn ON pn.id = pr.need_id
			WHERE pn.country_code = ? AND pr.status IN (`+quoted(models.ReferralProposed, models.ReferralAccepted)+"))",
			tx.actor.CountryCode)
	}
	return ownOrganisation("offers")(tx)
}

// scoreScope: managers, and the State whose need it is. Others are assessors, who read their own scores of what they may read in full.
func scoreScope(tx *Tx) Where {
	switch a := tx.actor; {
	case a.Role == models.National:
		return through("scores.need_id", "needs", needScope)(tx)
	case a.Audience() != "":
		return where("(scores.assessor_id = ? AND scores.need_id IN (SELECT needs.id FROM needs WHERE ?))", a.UserID, wholeNeeds(tx))
	}
	return managersOnly(tx)
}

// schemeScope: managers, the States that agree to rankings, and those who are asked to score by it.
func schemeScope(tx *Tx) Where {
	switch a := tx.actor; {
	case a.Role == models.National:
		return everything
	case a.Audience() != "":
		return where("EXISTS (SELECT 1 FROM mission_assessors ma WHERE ma.user_id = ?)", a.UserID)
	}
	return managersOnly(tx)
}

// overlapScope: who sees both activities sees the overlap. A partner of one of them is told that there is another one: once for
// each of its activities while one is open, since how many there are would reveal the others' activities.
func overlapScope(tx *Tx) Where {
	a := tx.actor
	switch {
	case a.SeesAll():
		return everything
	case a.Role == models.National:
		return where("activity_pairs.country_code = ?", a.CountryCode)
	case a.Role != models.Partner && a.Role != models.Donor:
		return nothing
	}
	told := "FALSE"
	if a.Role == models.Partner {
		told = "place = 1 AND status = " + quoted(models.OverlapOpen)
	}
	return where(`activity_pairs.id IN (WITH mine AS MATERIALIZED (SELECT activities.id FROM activities WHERE ?),
		sides AS (SELECT o.id, o.status, m.id AS own, o.second_id IN (SELECT mine.id FROM mine) AS whole
			FROM mine m JOIN activity_pairs o ON o.first_id = m.id
			UNION ALL SELECT o.id, o.status, m.id, FALSE FROM mine m JOIN activity_pairs o ON o.second_id = m.id
				WHERE o.first_id NOT IN (SELECT mine.id FROM mine))
		SELECT h.id FROM (SELECT sides.id, status, whole, ROW_NUMBER() OVER (PARTITION BY own, whole, status ORDER BY sides.id) AS place
			FROM sides) h WHERE whole OR (`+told+`))`, activityScope(tx))
}

// overlapExtent: an overlap is shared in full with those who see both activities.
func overlapExtent(tx *Tx) Where {
	if tx.actor.Audience() == "" {
		return where(fullExtent)
	}
	// For each row anew: a list has few rows, and an actor may see very many activities.
	visible := func(id string) Where {
		return where("EXISTS (SELECT 1 FROM activities WHERE activities.id = activity_pairs."+id+" AND ?)", activityScope(tx))
	}
	return where("CASE WHEN ? AND ? THEN "+fullExtent+" ELSE "+quoted(models.ExtentPartial)+
		" END", visible("first_id"), visible("second_id"))
}
