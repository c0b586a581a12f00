package store

import (
	"qadam/models"
)

// Findings are what missions found: good practices and shortfalls.
var Findings = &Noun[models.Finding]{Table: "findings", Scope: findingScope, Extent: findingExtent, Mask: (*models.Finding).Mask,
	Searchable: true,
	Filters: []Filter{onPartial(codes("country", "findings.country_code IN ?", "ISO 3166-1 alpha-3 codes")),
		onPartial(codes("reference", "findings.reference IN ?", "References")),
		byVisible(missionExtents, ids("mission_id", "findings.mission_id IN ?", "Missions")),
		enum[models.FindingKind]("kind", "findings.kind IN ?"),
		enum[models.Dimension]("dimension", "findings.dimension IN ?"),
		codes("rating", "findings.rating_code IN ?", "Ratings"),
		ids("provision_id", "EXISTS (SELECT 1 FROM finding_provisions fp WHERE fp.finding_id = findings.id AND fp.provision_id IN ?)",
			"Provisions"),
		byVisible(fullOnly(needExtents), ids("need_id", "EXISTS (SELECT 1 FROM need_findings nf WHERE nf.finding_id = findings.id AND "+
			"nf.need_id IN ?)", "Needs that rest on it"))},
	Sorts: []Sort{{Key: "reference", Column: "findings.reference", OnPartial: true}},
	Load:  loadFindings, MaskFor: maskFindingMission,
	Save: func(tx *Tx, f *models.Finding) error {
		return writeJoinTable(tx, findingProvisions, f.ID, f.ProvisionIDs)
	},
	Children: func(f *models.Finding) []childRows {
		return []childRows{childList(findingProvisions, f.ID, f.ProvisionIDs)}
	}}

var findingProvisions = joinTable{"finding_provisions", "finding_id", "provision_id"}

func loadFindings(tx *Tx, found []*models.Finding) error {
	all, index := indexByID(found)
	for _, f := range found {
		f.ProvisionIDs = []models.ID{}
	}
	return readJoinTables(tx, all, []joinTable{findingProvisions}, func(_ int, owner models.ID, value string) {
		index[owner].ProvisionIDs = append(index[owner].ProvisionIDs, models.ID(value))
	})
}

// maskFindingMission masks a finding's mission if the actor may not see it, and the session of a partly shared one.
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
	seen, err := missionExtents(tx, all)
	if err != nil {
		return err
	}
	for _, f := range found {
		switch seen[f.MissionID] {
		case models.ExtentFull:
		case models.ExtentPartial:
			f.SessionID = ""
		default:
			f.MissionID, f.SessionID = "", ""
		}
	}
	return nil
}
