package store

import "qadam/models"

// scoringSearch finds the missions with needs to score, as one item for each day on which assessors were asked. It reads no title: those
// are confidential, and mails are not.
var scoringSearch = eventSearch{id: "m.id", since: "w.asked_on", byDay: true, addressed: stillToScore,
	columns: `m.id, m.reference, m.status, m.country_code, m.id AS group_id, m.reference AS group_ref`,
	from:    `(SELECT DISTINCT ma.mission_id, ma.asked_on FROM mission_assessors ma) w JOIN missions m ON m.id = w.mission_id`,
	open: func(*Tx) Where {
		return where("m.status NOT IN (" + quoted(models.MissionClosed, models.MissionCancelled) + ")")
	}}

// askedAssessor is an assessor with the mission and the day on which it was asked.
type askedAssessor struct {
	MissionID models.ID
	AskedOn   models.Date
	Addressee `gorm:"embedded"`
}

// stillToScore gives missions with the assessors who have something to score there; those without are left out.
func stillToScore(tx *Tx, found []WatchedItem) ([]WatchedItem, error) {
	if len(found) == 0 {
		return nil, nil
	}
	missions := make([]models.ID, len(found))
	for i, w := range found {
		missions[i] = w.ID
	}
	all, err := assessorsToScore(tx, missions)
	type naming struct {
		mission models.ID
		on      models.Date
	}
	people := map[naming][]Addressee{}
	for _, a := range all {
		a.Personal = true
		people[naming{a.MissionID, a.AskedOn}] = append(people[naming{a.MissionID, a.AskedOn}], a.Addressee)
	}
	var out []WatchedItem
	for _, w := range found {
		if w.Addressed = people[naming{w.ID, w.Since}]; len(w.Addressed) > 0 {
			out = append(out, w)
		}
	}
	return out, err
}

// assessorsToScore gives the assessors of missions who lack a score that counts of a need that waits for something and that they may read
// in full. To the people of an organisation the mission is not named, since a reminder stays when consent is withdrawn: they hear their
// organisation's code.
func assessorsToScore(tx *Tx, missions []models.ID) ([]askedAssessor, error) {
	unbound := quoted(models.Manager, models.Admin, models.National)
	return queryAll[askedAssessor](tx, `SELECT ma.mission_id, ma.asked_on, p.id, p.name, p.email, p.language, p.role,
			CASE WHEN p.role IN (`+unbound+`) THEN NULL ELSE p.organisation_id END AS organisation_id,
			COALESCE(p.country_code, '') AS country_code,
			CASE WHEN p.role IN (`+unbound+`) THEN '' ELSE COALESCE(o.code, '') END AS reference
		FROM mission_assessors ma JOIN missions m ON m.id = ma.mission_id JOIN people p ON p.id = ma.user_id AND p.active
			LEFT JOIN organisations o ON o.id = p.organisation_id
		WHERE ma.mission_id IN ? AND (p.role <> `+quoted(models.National)+` OR p.country_code = m.country_code)
			AND EXISTS (SELECT 1 FROM needs n JOIN schemes s ON s.current
				JOIN scheme_criteria sc ON sc.scheme_id = s.id AND sc.weight > 0
			WHERE n.mission_id = ma.mission_id AND n.status NOT IN (`+endedNeed+`) AND NOT EXISTS (SELECT 1 FROM scores x
					WHERE x.need_id = n.id AND x.criterion_id = sc.criterion_id AND x.assessor_id = ma.user_id)
				AND (p.role IN (`+unbound+`) OR CASE p.role WHEN `+quoted(models.Partner)+` THEN ? ELSE ? END = `+fullExtent+`))
		ORDER BY ma.mission_id, p.id`,
		missions, extentTo(tx, models.AudiencePartners, "n.id", "n.mission_id"),
		extentTo(tx, models.AudienceDonors, "n.id", "n.mission_id"))
}
