package store

import (
	"qadam/models"
	"qadam/models/fold"
)

// Schemes are the sets of weighted criteria by which needs are ranked.
var Schemes = &Noun[models.Scheme]{
	Table: "schemes", Name: "scheme", Scope: schemeScope,
	Filters: []Filter{flag("current", "schemes.current = ?", "The one in use")},
	Sorts:   []Sort{{Key: "name", Column: "schemes.name"}},
	Load:    loadSchemes,
	Save:    saveScheme,
}

type criterionRow struct {
	ID        models.ID
	SchemeID  models.ID
	Position  int
	Code      string
	Name      string
	Weight    models.Score
	Locked    bool
	Direction models.Direction
	Scale     []string `gorm:"serializer:list"`
}

func loadSchemes(tx *Tx, found []*models.Scheme) error {
	all, index := indexByID(found)
	for _, s := range found {
		s.Criteria = []models.Criterion{}
	}
	criteria, err := queryAll[criterionRow](tx, `SELECT c.id, sc.scheme_id, sc.position, c.code, c.name, sc.weight, sc.locked, c.direction,
			c.scale
		FROM scheme_criteria sc JOIN criteria c ON c.id = sc.criterion_id WHERE sc.scheme_id IN ? ORDER BY sc.scheme_id, sc.position`, all)
	for _, c := range criteria {
		s := index[c.SchemeID]
		s.Criteria = append(s.Criteria, models.Criterion{ID: c.ID, Code: c.Code, Name: c.Name, Weight: c.Weight, Locked: c.Locked,
			Direction: c.Direction, Scale: c.Scale})
	}
	return err
}

// saveScheme writes the criteria and their weights. A criterion that came from another edition serves both, and is not written.
// One that no edition has any more is deleted.
func saveScheme(tx *Tx, s *models.Scheme) error {
	if _, err := tx.exec("DELETE FROM scheme_criteria WHERE scheme_id = ?", s.ID); err != nil {
		return err
	}
	keep := []models.ID{}
	for i := range s.Criteria {
		if s.Criteria[i].ID == "" {
			s.Criteria[i].ID = models.NewID()
		}
		keep = append(keep, s.Criteria[i].ID)
	}
	if _, err := tx.exec(`DELETE FROM criteria WHERE scheme_id = ? AND id NOT IN ?
		AND NOT EXISTS (SELECT 1 FROM scheme_criteria sc WHERE sc.criterion_id = criteria.id)`, s.ID, keep); err != nil {
		return err
	}
	for i, c := range s.Criteria {
		if err := saveCriterion(tx, s.ID, i, c); err != nil {
			return err
		}
	}
	return nil
}

func saveCriterion(tx *Tx, scheme models.ID, position int, c models.Criterion) error {
	scale, err := jsonText(c.Scale)
	if err != nil {
		return err
	}
	// A criterion that another edition uses is not changed; then it has to be the same.
	_, err = tx.exec(`INSERT INTO criteria (id, scheme_id, code, name, direction, scale) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET code = excluded.code, name = excluded.name, direction = excluded.direction, scale = excluded.scale
		WHERE criteria.scheme_id = excluded.scheme_id AND NOT EXISTS (SELECT 1 FROM scheme_criteria sc
			WHERE sc.criterion_id = criteria.id)`,
		c.ID, scheme, c.Code, c.Name, c.Direction, scale)
	if err != nil {
		return err
	}
	n, err := tx.exec(`INSERT INTO scheme_criteria (scheme_id, criterion_id, position, weight, locked) SELECT ?, id, ?, ?, ? FROM criteria
		WHERE id = ? AND code = ? AND name = ? AND direction = ? AND scale = ?`,
		scheme, position, c.Weight, c.Locked, c.ID, c.Code, c.Name, c.Direction, scale)
	if err == nil && n == 0 {
		return models.Fault("/criteria", "The criterion %s serves another scheme, too, and is another there; leave its id out.", c.Code)
	}
	return err
}

// CurrentScheme is the one by which needs are ranked; nil for none.
func CurrentScheme(tx *Tx) (*models.Scheme, error) {
	s, err := Schemes.By(tx, "current", true)
	if models.CodeOf(err) == models.NotFound {
		return nil, nil
	}
	return s, err
}

// ClearOtherCurrent makes all schemes but one not current.
func ClearOtherCurrent(tx *Tx, current models.ID) error {
	_, err := tx.exec(`UPDATE schemes SET current = FALSE, version = version + 1, updated_at = ?
		WHERE current AND COALESCE(id <> ?, TRUE)`, tx.now, current)
	return err
}

// MarkSchemesUsed marks the schemes by which scores of a criterion rank needs: the current one, and the one that the criterion was
// made for. Their criteria and weights do not change from then on.
func MarkSchemesUsed(tx *Tx, criterion models.ID) error {
	known, err := exists(tx, "SELECT 1 FROM criteria WHERE id = ?", criterion)
	if err == nil && !known {
		return models.Fault("/criterion_id", "There is no criterion with this id; GET /schemes lists them.")
	}
	if err == nil {
		_, err = tx.exec(`UPDATE schemes SET used = TRUE WHERE NOT used AND id IN (SELECT sc.scheme_id FROM scheme_criteria sc
			JOIN criteria c ON c.id = sc.criterion_id WHERE c.id = ? AND (schemes.current OR c.scheme_id = schemes.id))`, criterion)
	}
	return err
}

// HasScores tells whether one of some criteria has a score.
func HasScores(tx *Tx, criteria []models.ID) (bool, error) {
	return exists(tx, "SELECT 1 FROM scores WHERE criterion_id IN ?", criteria)
}

// LastEdition is the highest edition of a scheme's name.
func LastEdition(tx *Tx, name string) (int, error) {
	return count(tx, "SELECT MAX(edition) FROM schemes WHERE name_key = ?", fold.Key(name))
}
