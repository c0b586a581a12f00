package store

import "qadam/models"

// Findings are what missions found: good practices and shortfalls.
var Findings = &Noun[models.Finding]{
	Table: "findings", Name: "finding", Scope: findingScope, Extent: findingExtent, Mask: (*models.Finding).Mask,
	MaskFor: maskFindingMission,
	Filters: []Filter{
		onPartial(countries("country", "findings.country_code IN ?")),
		onPartial(anyCase("reference", "findings.reference", "References")),
		byVisible(missionExtents, ids("mission_id", "findings.mission_id IN ?", "Missions")),
		enum[models.FindingKind]("kind", "findings.kind IN ?"),
		enum[models.Dimension]("dimension", "findings.dimension IN ?"),
		listed("rating", "findings.rating_code IN ?", ratingList),
		ids("provision_id", `EXISTS (SELECT 1 FROM finding_provisions fp
			WHERE fp.finding_id = findings.id AND fp.provision_id IN ?)`, "Provisions"),
		byVisible(fullOnly(needExtents), ids("need_id",
			"EXISTS (SELECT 1 FROM need_findings nf WHERE nf.finding_id = findings.id AND nf.need_id IN ?)", "Needs that rest on it")),
	},
	Sorts:      []Sort{{Key: "reference", Column: "findings.reference", OnPartial: true}},
	Searchable: true,
	Lists: []joinList[models.Finding]{
		inJoinTable("finding_provisions", "finding_id", "provision_id", func(f *models.Finding) *[]models.ID { return &f.ProvisionIDs }),
	},
}

// maskFindingMission blanks the mission of findings where the actor may not see it, and the session where it sees the mission in
// part.
func maskFindingMission(tx *Tx, found []*models.Finding) error {
	var all []models.ID
	for _, f := range found {
		if f.MissionID != "" {
			all = append(all, f.MissionID)
		}
	}
	if len(all) == 0 || tx.actor.SeesAll() {
		return nil
	}
	extents, err := missionExtents(tx, all)
	if err != nil {
		return err
	}
	for _, f := range found {
		switch extents[f.MissionID] {
		case models.ExtentFull:
		case models.ExtentPartial:
			f.SessionID = ""
		default:
			f.MissionID, f.SessionID = "", ""
		}
	}
	return nil
}
