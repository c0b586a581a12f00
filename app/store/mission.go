package store

import (
	"qadam/models"
)

// Missions are the assessment missions.
var Missions = &Noun[models.Mission]{Table: "missions", Scope: missionScope, Extent: missionExtent, Mask: (*models.Mission).Mask,
	Filters: []Filter{onPartial(codes("country", "missions.country_code IN ?", "ISO 3166-1 alpha-3 codes")),
		onPartial(codes("reference", "missions.reference IN ?", "References")),
		status("missions.status IN ?", models.MissionLifecycle)},
	Sorts: []Sort{{Key: "starts_on", Column: "missions.starts_on", Desc: true}, {Key: "reference", Column: "missions.reference",
		OnPartial: true}}, Load: loadMissions, Save: saveMission, Children: missionChildren}

var missionJoins = []joinTable{{"mission_participants", "mission_id", "organisation_id"},
	{"mission_institutions", "mission_id", "institution_id"}}

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
	all, index := indexByID(found)
	for _, m := range found {
		m.Parts, m.Sessions, m.ParticipantIDs, m.InstitutionIDs = []models.MissionPart{}, []models.MissionSession{}, []models.ID{},
			[]models.ID{}
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
	if err := tx.db.Table("mission_sessions").Where("mission_id IN ?",
		all).Order("mission_id, position").Find(&sessions).Error; err != nil {
		return err
	}
	for _, s := range sessions {
		index[s.MissionID].Sessions = append(index[s.MissionID].Sessions,
			models.MissionSession{ID: s.ID, OnDate: s.OnDate, Title: s.Title, InstitutionIDs: orEmpty(s.InstitutionIDs)})
	}
	return readJoinTables(tx, all, missionJoins, func(list int, owner models.ID, value string) {
		if m := index[owner]; list == 0 {
			m.ParticipantIDs = append(m.ParticipantIDs, models.ID(value))
		} else {
			m.InstitutionIDs = append(m.InstitutionIDs, models.ID(value))
		}
	})
}

func saveMission(tx *Tx, m *models.Mission) error {
	if err := replaceChildren(tx, "mission_parts", "mission_id", m.ID, len(m.Parts), func(i int) any {
		return &partRow{MissionID: m.ID, Position: i, MissionPart: m.Parts[i]}
	}); err != nil {
		return err
	}
	if err := replaceChildren(tx, "mission_sessions", "mission_id", m.ID, len(m.Sessions), func(i int) any {
		s := &m.Sessions[i]
		if s.ID == "" {
			s.ID = models.NewID()
		}
		return &sessionRow{ID: s.ID, MissionID: m.ID, Position: i, OnDate: s.OnDate, Title: s.Title, InstitutionIDs: s.InstitutionIDs}
	}); err != nil {
		return err
	}
	if err := writeJoinTable(tx, missionJoins[0], m.ID, m.ParticipantIDs); err != nil {
		return err
	}
	return writeJoinTable(tx, missionJoins[1], m.ID, m.InstitutionIDs)
}

// Child rows of the nouns that can be loaded, as their Save writes them.
func missionChildren(m *models.Mission) []childRows {
	parts := childRows{table: "mission_parts", columns: []string{"mission_id", "position", "starts_on", "ends_on", "place"}}
	for i, p := range m.Parts {
		parts.rows = append(parts.rows, []any{m.ID, i, p.StartsOn, p.EndsOn, p.Place})
	}
	sessions := childRows{table: "mission_sessions", columns: []string{"id", "mission_id", "position", "on_date", "title",
		"institution_ids"}}
	for i, s := range m.Sessions {
		met, _ := jsonText(orEmpty(s.InstitutionIDs)) // a list of texts is always JSON
		sessions.rows = append(sessions.rows, []any{s.ID, m.ID, i, s.OnDate, s.Title, met})
	}
	return []childRows{parts, sessions, childList(missionJoins[0], m.ID, m.ParticipantIDs),
		childList(missionJoins[1], m.ID, m.InstitutionIDs)}
}
