package store

import "qadam/models"

// Missions are the assessment missions.
var Missions = &Noun[models.Mission]{
	Table: "missions", Name: "mission", Scope: missionScope, Extent: missionExtent, Mask: (*models.Mission).Mask,
	Filters: []Filter{
		onPartial(countries("country", "missions.country_code IN ?")),
		onPartial(anyCase("reference", "missions.reference", "References")),
		status("missions.status IN ?", models.MissionLifecycle),
	},
	Sorts: []Sort{
		{Key: "starts_on", Column: "missions.starts_on", Desc: true},
		{Key: "reference", Column: "missions.reference", OnPartial: true},
	},
	Lists: []joinList[models.Mission]{
		inJoinTable("mission_participants", "mission_id", "organisation_id",
			func(m *models.Mission) *[]models.ID { return &m.ParticipantIDs }),
		inJoinTable("mission_institutions", "mission_id", "institution_id",
			func(m *models.Mission) *[]models.ID { return &m.InstitutionIDs }),
	},
	Children: missionChildren,
	Load:     loadMissions,
}

// sessionRow is a session of an agenda as it is stored.
type sessionRow struct {
	ID             models.ID
	MissionID      models.ID
	OnDate         models.Date
	Title          string
	InstitutionIDs []models.ID `gorm:"serializer:list"`
}

func loadMissions(tx *Tx, found []*models.Mission) error {
	all, index := indexByID(found)
	if err := draftAnswered(tx, all, index); err != nil {
		return err
	}
	for _, m := range found {
		m.Parts, m.Sessions = []models.MissionPart{}, []models.MissionSession{}
		m.Documents, m.NextStep = orEmpty(m.Documents), m.NextOf()
	}
	parts, err := queryAll[struct {
		MissionID models.ID
		models.MissionPart
	}](tx, "SELECT * FROM mission_parts WHERE mission_id IN ? ORDER BY mission_id, position", all)
	if err != nil {
		return err
	}
	for _, p := range parts {
		m := index[p.MissionID]
		m.Parts = append(m.Parts, p.MissionPart)
	}
	sessions, err := queryAll[sessionRow](tx, "SELECT * FROM mission_sessions WHERE mission_id IN ? ORDER BY mission_id, position", all)
	for _, s := range sessions {
		m := index[s.MissionID]
		m.Sessions = append(m.Sessions, models.MissionSession{ID: s.ID, OnDate: s.OnDate, Title: s.Title,
			InstitutionIDs: orEmpty(s.InstitutionIDs)})
	}
	return err
}

// missionChildren are the parts and sessions of a mission; a new session gets its id here.
func missionChildren(_ *Tx, m *models.Mission) []childRows {
	parts := childRows{table: "mission_parts", owner: "mission_id",
		columns: []string{"mission_id", "position", "starts_on", "ends_on", "place"}}
	for i, p := range m.Parts {
		parts.rows = append(parts.rows, []any{m.ID, i, p.StartsOn, p.EndsOn, p.Place})
	}
	sessions := childRows{table: "mission_sessions", owner: "mission_id",
		columns: []string{"id", "mission_id", "position", "on_date", "title", "institution_ids"}}
	for i := range m.Sessions {
		s := &m.Sessions[i]
		if s.ID == "" {
			s.ID = models.NewID()
		}
		institutions, _ := jsonText(orEmpty(s.InstitutionIDs)) // a list of texts is always JSON
		sessions.rows = append(sessions.rows, []any{s.ID, m.ID, i, s.OnDate, s.Title, institutions})
	}
	return []childRows{parts, sessions, fileUses(models.FileOfMission, m.ID, m.Documents)}
}
