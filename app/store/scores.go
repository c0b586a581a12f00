package store

import (
	"qadam/models"
)

type criterionRow struct {
	ID        models.ID
	SchemeID  models.ID
	Position  int
	Code      string
	Name      string
	Weight    int
	Direction string
	Scale     []string `gorm:"serializer:list"`
}

func loadSchemes(tx *Tx, found []*models.Scheme) error {
	all, index := byID(found)
	for _, s := range found {
		s.Criteria = []models.Criterion{}
	}
	var criteria []criterionRow
	if err := tx.db.Table("criteria").Where("scheme_id IN ?", all).Order("scheme_id, position").Find(&criteria).Error; err != nil {
		return err
	}
	for _, c := range criteria {
		s := index[c.SchemeID]
		s.Criteria = append(s.Criteria, models.Criterion{ID: c.ID, Code: c.Code, Name: c.Name, Weight: c.Weight, Direction: c.Direction, Scale: c.Scale})
	}
	return nil
}

// saveScheme writes the criteria; those that keep their id keep their scores.
func saveScheme(tx *Tx, s *models.Scheme) error {
	keep := []models.ID{}
	for i := range s.Criteria {
		if s.Criteria[i].ID == "" {
			s.Criteria[i].ID = models.NewID()
		}
		keep = append(keep, s.Criteria[i].ID)
	}
	if _, err := tx.exec("DELETE FROM criteria WHERE scheme_id = ? AND id NOT IN ?", s.ID, keep); err != nil {
		return err
	}
	for i, c := range s.Criteria {
		scale, err := jsonText(c.Scale)
		if err != nil {
			return err
		}
		n, err := tx.exec(`INSERT INTO criteria (id, scheme_id, position, code, name, weight, direction, scale) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET position = excluded.position, code = excluded.code, name = excluded.name, weight = excluded.weight,
			direction = excluded.direction, scale = excluded.scale WHERE criteria.scheme_id = excluded.scheme_id`,
			c.ID, s.ID, i, c.Code, c.Name, c.Weight, c.Direction, scale)
		if err != nil {
			return err
		}
		if n == 0 {
			return models.Fault("/criteria", "The criterion id %s belongs to another scheme; leave it out.", c.ID)
		}
	}
	return nil
}

// OtherScheme takes "current" away from every other scheme.
func OtherScheme(tx *Tx, current models.ID) error {
	_, err := tx.exec("UPDATE schemes SET current = FALSE, version = version + 1, updated_at = ? WHERE current AND COALESCE(id <> ?, TRUE)", tx.now, current)
	return err
}

// UseScheme marks the scheme of a criterion as used: from then on its criteria stand.
func UseScheme(tx *Tx, criterion models.ID) error {
	n, err := tx.exec("UPDATE schemes SET used = TRUE WHERE id = (SELECT scheme_id FROM criteria WHERE id = ?)", criterion)
	if err == nil && n == 0 {
		return models.Fault("/criterion_id", "There is no criterion with this id; GET /schemes lists them.")
	}
	return err
}

// Weights gives, for one need and the current scheme, each scored criterion's weight and mean.
func Weights(tx *Tx, need models.ID) ([]models.Weighted, error) {
	return rows[models.Weighted](tx, `SELECT c.weight, CAST(ROUND(AVG(s.value * 100.0)) AS integer) AS mean_hundredths, c.direction = 'lower_first' AS lower_first
		FROM scores s JOIN criteria c ON c.id = s.criterion_id JOIN schemes k ON k.id = c.scheme_id
		WHERE s.need_id = ? AND k.current GROUP BY c.id, c.weight, c.direction`, need)
}

// ScoredNeeds gives the needs that have a score, for a ranking anew after the scheme changed.
func ScoredNeeds(tx *Tx) ([]models.ID, error) {
	found, err := rows[struct{ NeedID models.ID }](tx, "SELECT DISTINCT need_id FROM scores")
	out := make([]models.ID, len(found))
	for i, f := range found {
		out[i] = f.NeedID
	}
	return out, err
}

// FindScore gives the assessor's earlier score of the same need and criterion; nil for none.
func FindScore(tx *Tx, in models.ScoreInput, assessor models.ID) (*models.CriterionScore, error) {
	s, err := one[models.CriterionScore](tx, "SELECT * FROM scores WHERE need_id = ? AND criterion_id = ? AND assessor_id = ?", in.NeedID, in.CriterionID, assessor)
	if NoRow(err) {
		return nil, nil
	}
	return &s, err
}
