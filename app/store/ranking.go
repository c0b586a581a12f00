package store

import "qadam/models"

// Rankings are what was put before States, agreed and frozen.
var Rankings = &Noun[models.Ranking]{
	Table: "rankings", Name: "ranking", Scope: ownCountry("rankings"),
	Filters: []Filter{
		ids("mission_id", "rankings.mission_id IN ?", "Missions"),
		countries("country", "rankings.country_code IN ?"),
		status("rankings.status IN ?", models.RankingLifecycle),
	},
	Sorts:        []Sort{byCreated("rankings"), {Key: "reference", Column: "rankings.reference"}},
	HeavyColumns: []string{"content"},
}

// RankingCandidate is a need that stands in a ranking.
type RankingCandidate struct {
	ID, MissionID    models.ID
	Reference, Title string
	Status           models.NeedStatus
	WantedBy         models.Date
	Priority         *models.Score
	Points           *int
	RankKey          string
}

// RankingCandidates gives the visible needs that pass some filters and are scored by a scheme, by today's rank. The actor's role
// sees needs in full, or not at all.
func RankingCandidates(tx *Tx, scheme models.ID, filters map[string]string, limit int) ([]RankingCandidate, error) {
	db := tx.db.Table("needs").Select(`needs.id, needs.mission_id, needs.reference, needs.title, needs.status, needs.wanted_by,
		needs.priority, needs.points, needs.rank_key`)
	db, err := Needs.filter(tx, Needs.scoped(tx, db), models.ListQuery{Filters: filters}, pagePart{})
	if err != nil {
		return nil, err
	}
	db = db.Where(`EXISTS (SELECT 1 FROM scores s JOIN scheme_criteria sc ON sc.criterion_id = s.criterion_id
		WHERE s.need_id = needs.id AND sc.scheme_id = ? AND sc.weight > 0)`, scheme)
	return scanStructs[RankingCandidate](tx, db.Order("needs.rank_key, needs.id").Limit(limit))
}
