package store

import (
	"slices"

	"qadam/models"
)

// Needs is the register.
var Needs = &Noun[models.Need]{
	Table: "needs", Scope: needScope, Extent: needExtent, Mask: (*models.Need).Mask, Searchable: true,
	Filters: []Filter{
		onPartial(codes("country", "needs.country_code IN ?", "ISO 3166-1 alpha-3 codes")),
		onPartial(codes("reference", "needs.reference IN ?", "References")),
		byVisible(missionExtents, ids("mission_id", "needs.mission_id IN ?", "Missions")),
		status("needs.status IN ?", models.NeedLifecycle),
		codes("theme", "EXISTS (SELECT 1 FROM need_themes nt WHERE nt.need_id = needs.id AND nt.theme_code IN ?)", "Theme codes"),
		enum[models.NeedLevel]("level", "needs.level IN ?"),
		codes("kind", "needs.kind IN ?", "Kinds of assistance"),
		ids("institution_id", "EXISTS (SELECT 1 FROM need_institutions ni WHERE ni.need_id = needs.id AND ni.institution_id IN ?)",
			"Institutions to be helped"),
		ownOnly(ids("organisation_id", "EXISTS (SELECT 1 FROM referrals nr WHERE nr.need_id = needs.id AND nr.organisation_id IN ?)",
			"Organisations that the need was referred to")), until("wanted_to", "needs.wanted_by <= ?", "Wanted by this day at the latest"),
	},
	Sorts: []Sort{
		{Key: "priority", Column: "needs.rank_key"},
		{Key: "reference", Column: "needs.reference", OnPartial: true},
		{Key: "status_on", Column: "needs.status_on", Desc: true},
		{Key: "created_at", Column: "needs.id", Desc: true, OnPartial: true},
	},
	Load: loadNeeds, MaskFor: maskNeedReferences,
	Save: func(tx *Tx, n *models.Need) error {
		if err := writeJoinTable(tx, needJoins[0], n.ID, n.ThemeCodes); err != nil {
			return err
		}
		if err := writeJoinTable(tx, needJoins[1], n.ID, n.FindingIDs); err != nil {
			return err
		}
		return writeJoinTable(tx, needJoins[2], n.ID, n.InstitutionIDs)
	},
	Children: func(n *models.Need) []childRows {
		return []childRows{childList(needJoins[0], n.ID, n.ThemeCodes), childList(needJoins[1], n.ID, n.FindingIDs),
			childList(needJoins[2], n.ID, n.InstitutionIDs)}
	},
}

var needJoins = []joinTable{
	{"need_themes", "need_id", "theme_code"},
	{"need_findings", "need_id", "finding_id"},
	{"need_institutions", "need_id", "institution_id"},
}

func loadNeeds(tx *Tx, found []*models.Need) error {
	ids, index := indexByID(found)
	for _, n := range found {
		n.ThemeCodes, n.FindingIDs, n.InstitutionIDs = []string{}, []models.ID{}, []models.ID{}
		n.NextStep = n.NextOf()
	}
	return readJoinTables(tx, ids, needJoins, func(list int, owner models.ID, value string) {
		n := index[owner]
		switch list {
		case 0:
			n.ThemeCodes = append(n.ThemeCodes, value)
		case 1:
			n.FindingIDs = append(n.FindingIDs, models.ID(value))
		default:
			n.InstitutionIDs = append(n.InstitutionIDs, models.ID(value))
		}
	})
}

// maskNeedReferences masks the mission and the findings of a need that the actor may not see.
func maskNeedReferences(tx *Tx, found []*models.Need) error {
	if tx.actor.SeesAll() {
		return nil
	}
	var missions, findings []models.ID
	for _, n := range found {
		if tx.actor.Audience() != "" {
			n.ProposedBy = "" // partners do not read each other's contacts
		}
		if n.MissionID != "" {
			missions, findings = append(missions, n.MissionID), append(findings, n.FindingIDs...)
		}
	}
	if len(missions) == 0 {
		return nil
	}
	missionsSeen, err := missionExtents(tx, missions)
	if err != nil {
		return err
	}
	findingsSeen := map[models.ID]bool{}
	if len(findings) > 0 {
		if findingsSeen, err = Findings.visibleOf(tx, findings); err != nil {
			return err
		}
	}
	for _, n := range found {
		n.FindingIDs = slices.DeleteFunc(n.FindingIDs, func(id models.ID) bool { return !findingsSeen[id] })
		if missionsSeen[n.MissionID] == "" {
			n.MissionID = ""
		}
	}
	return nil
}

type needName struct {
	ID        models.ID
	Reference string
	Extent    models.Extent
}

// visibleNeeds gives those needs that the actor sees, and how much of each is shared with it.
func visibleNeeds(tx *Tx, all []models.ID) (map[models.ID]needName, error) {
	scope, extent := needScope(tx), needExtent(tx)
	found, err := queryAll[needName](tx, "SELECT needs.id, needs.reference, "+extent.SQL+" AS extent FROM needs WHERE needs.id IN ? AND "+
		scope.SQL, append(append(append([]any{}, extent.Args...), all), scope.Args...)...)
	seen := make(map[models.ID]needName, len(found))
	for _, n := range found {
		seen[n.ID] = n
	}
	return seen, err
}

// NeedsToStart gives the needs that a starting activity carries into delivery.
func NeedsToStart(tx *Tx, activity models.ID) ([]models.ID, error) {
	found, err := queryAll[needName](tx, "SELECT n.id FROM needs n JOIN activity_needs an ON an.need_id = n.id WHERE an.activity_id = ? "+
		"AND n.status = 'taken_up' ORDER BY n.id", activity)
	out := make([]models.ID, len(found))
	for i, f := range found {
		out[i] = f.ID
	}
	return out, err
}
