package store

import (
	"slices"

	"qadam/models"
)

var (
	// unansweredNeed is the status of agreed needs that nobody has taken up.
	unansweredNeed = quoted(models.NeedAgreed, models.NeedPrioritized, models.NeedReferred)
	// endedNeed is the status of needs that wait for nothing.
	endedNeed = quoted(models.EndedNeeds...)
)

// Needs are the priority technical assistance needs.
var Needs = &Noun[models.Need]{
	Table: "needs", Name: "need", Scope: needScope, Extent: needExtent, Mask: (*models.Need).Mask, MaskFor: maskNeedReferences,
	Filters: []Filter{
		onPartial(countries("country", "needs.country_code IN ?")),
		onPartial(anyCase("reference", "needs.reference", "References")),
		byVisible(missionExtents, ids("mission_id", "needs.mission_id IN ?", "Missions")),
		status("needs.status IN ?", models.NeedLifecycle),
		themes("EXISTS (SELECT 1 FROM need_themes nt WHERE nt.need_id = needs.id AND nt.theme_code IN ?)"),
		enum[models.NeedLevel]("level", "needs.level IN ?"),
		enum[models.NeedKind]("kind", "needs.kind IN ?"),
		ids("institution_id", "EXISTS (SELECT 1 FROM need_institutions ni WHERE ni.need_id = needs.id AND ni.institution_id IN ?)",
			"Institutions to be helped"),
		ownOnly(ids("organisation_id", "EXISTS (SELECT 1 FROM referrals nr WHERE nr.need_id = needs.id AND nr.organisation_id IN ?)",
			"Organisations that the need was referred to")),
		until("wanted_to", "needs.wanted_by <= ?", "Wanted by this day at the latest"),
	},
	Sorts: []Sort{
		{Key: "priority", Column: "needs.rank_key"},
		{Key: "reference", Column: "needs.reference", OnPartial: true},
		{Key: "status_on", Column: "needs.status_on", Desc: true},
		{Key: "created_at", Column: "needs.id", Desc: true, OnPartial: true},
	},
	Searchable: true,
	Lists: []joinList[models.Need]{
		inJoinTable("need_themes", "need_id", "theme_code", func(n *models.Need) *[]string { return &n.ThemeCodes }),
		inJoinTable("need_findings", "need_id", "finding_id", func(n *models.Need) *[]models.ID { return &n.FindingIDs }),
		inJoinTable("need_institutions", "need_id", "institution_id", func(n *models.Need) *[]models.ID { return &n.InstitutionIDs }),
	},
	Load: loadNextSteps,
}

// maskNeedReferences leaves of the mission and the findings of needs those that the actor may see.
func maskNeedReferences(tx *Tx, found []*models.Need) error {
	if tx.actor.SeesAll() {
		return nil
	}
	var missions, findings []models.ID
	for _, n := range found {
		if tx.actor.Audience() != "" {
			n.ProposedBy = "" // a person of one partner is not named to another
		}
		if n.MissionID != "" {
			missions, findings = append(missions, n.MissionID), append(findings, n.FindingIDs...)
		}
	}
	if len(missions) == 0 {
		return nil
	}
	visibleMissions, err := missionExtents(tx, missions)
	if err != nil {
		return err
	}
	visibleFindings := map[models.ID]bool{}
	if len(findings) > 0 {
		if visibleFindings, err = Findings.visible(tx, findings); err != nil {
			return err
		}
	}
	for _, n := range found {
		n.FindingIDs = slices.DeleteFunc(n.FindingIDs, func(id models.ID) bool { return !visibleFindings[id] })
		if visibleMissions[n.MissionID] == "" {
			n.MissionID = ""
		}
	}
	return nil
}

// needName is a visible need as other objects name it.
type needName struct {
	ID        models.ID
	Reference string
	Extent    models.Extent
}

// visibleNeeds gives those of some needs that the actor sees, by their ids.
func visibleNeeds(tx *Tx, all []models.ID) (map[models.ID]needName, error) {
	found, err := queryAll[needName](tx, "SELECT needs.id, needs.reference, ? AS extent FROM needs WHERE needs.id IN ? AND ?",
		needExtent(tx), all, needScope(tx))
	visible := make(map[models.ID]needName, len(found))
	for _, n := range found {
		visible[n.ID] = n
	}
	return visible, err
}

// NeedTitle is a need by what people know it by.
type NeedTitle struct {
	ID, MissionID    models.ID
	Reference, Title string
}

// NeedTitles gives the needs of some missions that the actor may read, in the order of their references.
func NeedTitles(tx *Tx, missions []models.ID) ([]NeedTitle, error) {
	return queryAll[NeedTitle](tx, `SELECT needs.id, needs.mission_id, needs.reference, needs.title FROM needs
		WHERE needs.mission_id IN ? AND ? AND ? = `+quoted(models.ExtentFull)+` ORDER BY needs.reference`,
		missions, needScope(tx), needExtent(tx))
}

// NeedStates gives the codes of the States of the needs that the actor sees, in their order.
func NeedStates(tx *Tx) ([]string, error) {
	return queryTexts(tx, "SELECT DISTINCT needs.country_code FROM needs WHERE ? ORDER BY needs.country_code", needScope(tx))
}

// NeedsToStart gives the needs that a starting activity takes into delivery.
func NeedsToStart(tx *Tx, activity models.ID) ([]models.ID, error) {
	return queryIDs(tx, `SELECT n.id FROM needs n JOIN activity_needs an ON an.need_id = n.id
		WHERE an.activity_id = ? AND n.status = `+quoted(models.NeedTakenUp)+` ORDER BY n.id`, activity)
}
