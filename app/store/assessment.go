package store

import (
	"qadam/models"
)

// Missions, findings, and how needs are scored.
var (
	Missions = &Noun[models.Mission]{Table: "missions", Scope: missionScope, Extent: missionExtent, Mask: (*models.Mission).Mask,
		Filters: []Filter{open(codes("country", "missions.country_code IN ?", "ISO 3166-1 alpha-3 codes")), open(codes("reference", "missions.reference IN ?", "References")),
			enum("status", "missions.status IN ?", models.MissionLife.Statuses())},
		Sorts: []Sort{{Key: "starts_on", Column: "missions.starts_on", Desc: true}, {Key: "reference", Column: "missions.reference", Open: true}},
		Load:  loadMissions, Save: saveMission, Ties: tiesOfMission}
	Findings = &Noun[models.Finding]{Table: "findings", Scope: findingScope, Extent: findingExtent, Mask: (*models.Finding).Mask, Words: true,
		Filters: []Filter{open(codes("country", "findings.country_code IN ?", "ISO 3166-1 alpha-3 codes")), open(codes("reference", "findings.reference IN ?", "References")),
			of(missionExtents, ids("mission_id", "findings.mission_id IN ?", "Missions")), enum("kind", "findings.kind IN ?", []string{"good_practice", "shortfall"}),
			enum("dimension", "findings.dimension IN ?", []string{"legislative", "institutional", "operational", "response_capacity"}),
			codes("rating", "findings.rating_code IN ?", "Ratings"),
			ids("provision_id", "EXISTS (SELECT 1 FROM finding_provisions fp WHERE fp.finding_id = findings.id AND fp.provision_id IN ?)", "Provisions"),
			of(fully(needExtents), ids("need_id", "EXISTS (SELECT 1 FROM need_findings nf WHERE nf.finding_id = findings.id AND nf.need_id IN ?)", "Needs that rest on it"))},
		Sorts: []Sort{{Key: "reference", Column: "findings.reference", Open: true}},
		Load:  loadFindings, Hide: hideMissions,
		Save: func(tx *Tx, f *models.Finding) error {
			return writeLinks(tx, findingProvisions, f.ID, f.ProvisionIDs)
		},
		Ties: func(f *models.Finding) []ties { return []ties{tie(findingProvisions, f.ID, f.ProvisionIDs)} }}
	Referrals = &Noun[models.Referral]{Table: "referrals", Scope: referralScope,
		Filters: []Filter{of(needExtents, ids("need_id", "referrals.need_id IN ?", "Needs")), ids("organisation_id", "referrals.organisation_id IN ?", "Organisations"), ids("offer_id", "referrals.offer_id IN ?", "Offers"),
			today(enum("status", "CASE WHEN referrals.status = 'proposed' AND referrals.ends_on < ? THEN 'expired' ELSE referrals.status END IN ?", models.ReferralLife.Statuses())), enum("purpose", "referrals.purpose IN ?", []string{"deliver", "fund"})},
		Sorts: []Sort{byBirth("referrals")}, Load: markEnded, Hide: hideNeeds}
	Schemes = &Noun[models.Scheme]{Table: "schemes", Scope: schemeScope, Filters: []Filter{flag("current", "schemes.current = ?", "The one in use")},
		Sorts: []Sort{{Key: "name", Column: "schemes.name"}}, Load: loadSchemes, Save: saveScheme}
	Scores = &Noun[models.CriterionScore]{Table: "scores", Scope: scoreScope,
		Filters: []Filter{ids("need_id", "scores.need_id IN ?", "Needs"), ids("criterion_id", "scores.criterion_id IN ?", "Criteria"), ids("assessor_id", "scores.assessor_id IN ?", "Assessors")},
		Sorts:   []Sort{byBirth("scores")}}
)

var (
	findingProvisions = link{"finding_provisions", "finding_id", "provision_id"}
	missionLinks      = []link{{"mission_participants", "mission_id", "organisation_id"}, {"mission_institutions", "mission_id", "institution_id"}}
)

func loadFindings(tx *Tx, found []*models.Finding) error {
	all, index := byID(found)
	for _, f := range found {
		f.ProvisionIDs = []models.ID{}
	}
	return readLinks(tx, all, []link{findingProvisions}, func(_ int, owner models.ID, value string) {
		index[owner].ProvisionIDs = append(index[owner].ProvisionIDs, models.ID(value))
	})
}

// hideMissions takes from findings the mission that the actor may not see, and the session of one that it sees in part.
func hideMissions(tx *Tx, found []*models.Finding) error {
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

type partRow struct {
	MissionID models.ID
	Position  int
	models.MissionPart
}

type sessionRow struct {
	ID             models.ID
	MissionID      models.ID
	Position       int
	OnDate         models.Date
	Title          string
	InstitutionIDs []models.ID `gorm:"serializer:list"`
}

func loadMissions(tx *Tx, found []*models.Mission) error {
	all, index := byID(found)
	for _, m := range found {
		m.Parts, m.Sessions, m.ParticipantIDs, m.InstitutionIDs = []models.MissionPart{}, []models.MissionSession{}, []models.ID{}, []models.ID{}
		m.Documents, m.NextStep = orEmpty(m.Documents), m.NextOf()
	}
	var parts []partRow
	if err := tx.db.Table("mission_parts").Where("mission_id IN ?", all).Order("mission_id, position").Find(&parts).Error; err != nil {
		return err
	}
	for _, p := range parts {
		index[p.MissionID].Parts = append(index[p.MissionID].Parts, p.MissionPart)
	}
	var sessions []sessionRow
	if err := tx.db.Table("mission_sessions").Where("mission_id IN ?", all).Order("mission_id, position").Find(&sessions).Error; err != nil {
		return err
	}
	for _, s := range sessions {
		index[s.MissionID].Sessions = append(index[s.MissionID].Sessions,
			models.MissionSession{ID: s.ID, OnDate: s.OnDate, Title: s.Title, InstitutionIDs: orEmpty(s.InstitutionIDs)})
	}
	return readLinks(tx, all, missionLinks, func(list int, owner models.ID, value string) {
		if m := index[owner]; list == 0 {
			m.ParticipantIDs = append(m.ParticipantIDs, models.ID(value))
		} else {
			m.InstitutionIDs = append(m.InstitutionIDs, models.ID(value))
		}
	})
}

func saveMission(tx *Tx, m *models.Mission) error {
	if err := replace(tx, "mission_parts", "mission_id", m.ID, len(m.Parts), func(i int) any {
		return &partRow{MissionID: m.ID, Position: i, MissionPart: m.Parts[i]}
	}); err != nil {
		return err
	}
	if err := replace(tx, "mission_sessions", "mission_id", m.ID, len(m.Sessions), func(i int) any {
		s := &m.Sessions[i]
		if s.ID == "" {
			s.ID = models.NewID()
		}
		return &sessionRow{ID: s.ID, MissionID: m.ID, Position: i, OnDate: s.OnDate, Title: s.Title, InstitutionIDs: s.InstitutionIDs}
	}); err != nil {
		return err
	}
	if err := writeLinks(tx, missionLinks[0], m.ID, m.ParticipantIDs); err != nil {
		return err
	}
	return writeLinks(tx, missionLinks[1], m.ID, m.InstitutionIDs)
}

// replace makes the children of an owner be n rows, each made by row.
func replace(tx *Tx, table, owner string, id models.ID, n int, row func(int) any) error {
	if _, err := tx.exec("DELETE FROM "+table+" WHERE "+owner+" = ?", id); err != nil {
		return err
	}
	for i := range n {
		if err := tx.db.Table(table).Create(row(i)).Error; err != nil {
			return err
		}
	}
	return nil
}

type needName struct {
	ID        models.ID
	Reference string
	Extent    string
}

// hideNeeds names the needs that the actor may see; of the others it learns only that a need stands behind it.
func hideNeeds(tx *Tx, found []*models.Referral) error {
	all := make([]models.ID, len(found))
	for i, r := range found {
		all[i] = r.NeedID
	}
	seen, err := visibleNeeds(tx, all)
	if err != nil {
		return err
	}
	var named []Shown
	for _, n := range seen {
		named = append(named, Shown{n.ID, n.Extent})
	}
	Saw(tx, "need", named...)
	for _, r := range found {
		n := seen[r.NeedID]
		if r.NeedReference = n.Reference; r.NeedReference == "" {
			r.NeedID = ""
		}
		if n.Extent != models.ExtentFull {
			r.Note, r.Amount = "", models.Money{} // they may say what the need says
		}
	}
	return nil
}

// visibleNeeds gives those needs that the actor sees, and how much of each is shared with it.
func visibleNeeds(tx *Tx, all []models.ID) (map[models.ID]needName, error) {
	scope, extent := needScope(tx), needExtent(tx)
	found, err := rows[needName](tx, "SELECT needs.id, needs.reference, "+extent.SQL+" AS extent FROM needs WHERE needs.id IN ? AND "+scope.SQL,
		append(append(append([]any{}, extent.Args...), all), scope.Args...)...)
	seen := make(map[models.ID]needName, len(found))
	for _, n := range found {
		seen[n.ID] = n
	}
	return seen, err
}

// NeedOfReferral gives the need behind a referral, whoever asks; callers do not show it.
func NeedOfReferral(tx *Tx, referral models.ID) (models.ID, error) {
	r, err := one[struct{ NeedID models.ID }](tx, "SELECT need_id FROM referrals WHERE id = ?", referral)
	return r.NeedID, err
}

// UnknownThemes gives those of some codes that are no theme.
func UnknownThemes(tx *Tx, codes []string) ([]string, error) {
	found, err := rows[struct{ Code string }](tx, "SELECT code FROM themes WHERE code IN ?", codes)
	known := make(map[string]bool, len(found))
	for _, f := range found {
		known[f.Code] = true
	}
	var unknown []string
	for _, c := range codes {
		if !known[c] {
			unknown = append(unknown, c)
		}
	}
	return unknown, err
}

// Involved tells whether a need was referred to an organisation, or an activity of it answers the need.
func Involved(tx *Tx, need, organisation models.ID) (bool, error) {
	n, err := one[struct{ N int }](tx, `SELECT COUNT(*) AS n FROM needs WHERE id = ? AND (
		EXISTS (SELECT 1 FROM referrals r WHERE r.need_id = needs.id AND r.organisation_id = ? AND `+openReferral+`)
		OR EXISTS (SELECT 1 FROM activity_needs an JOIN activity_partners ap ON ap.activity_id = an.activity_id WHERE an.need_id = needs.id AND ap.organisation_id = ?))`,
		need, organisation, models.DateOf(tx.now), organisation)
	return n.N > 0, err
}

// Accepted tells whether an organisation has accepted a need's referral.
func Accepted(tx *Tx, need, organisation models.ID) (bool, error) {
	n, err := one[struct{ N int }](tx, "SELECT COUNT(*) AS n FROM referrals WHERE need_id = ? AND organisation_id = ? AND status = 'accepted'", need, organisation)
	return n.N > 0, err
}

// FindReferral gives the referral of a need to an organisation for a purpose; nil for none.
func FindReferral(tx *Tx, need, organisation models.ID, purpose string) (*models.Referral, error) {
	r, err := one[models.Referral](tx, "SELECT * FROM referrals WHERE need_id = ? AND organisation_id = ? AND purpose = ?", need, organisation, purpose)
	if NoRow(err) {
		return nil, nil
	}
	return &r, err
}

// EndReferrals withdraws a need's open referrals: nobody is asked any more.
func EndReferrals(tx *Tx, need models.ID, day models.Date) error {
	_, err := tx.exec("UPDATE referrals SET status = 'withdrawn', status_on = ?, version = version + 1, updated_at = ? WHERE need_id = ? AND status = 'proposed'", day, tx.now, need)
	return err
}

// Running gives an activity that has begun and answers a need, by its reference and its country; nil where there is none.
func Running(tx *Tx, need models.ID) (*models.Activity, error) {
	v, err := one[models.Activity](tx, "SELECT a.reference, a.country_code FROM activities a JOIN activity_needs an ON an.activity_id = a.id WHERE an.need_id = ? AND a.status = 'implementation' ORDER BY a.reference LIMIT 1", need)
	if NoRow(err) {
		return nil, nil
	}
	return &v, err
}
