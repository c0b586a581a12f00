package priority

import (
	"context"
	"slices"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// scores makes the use cases of scores.
func (a *Priorities) scores() engine.Resource[models.CriterionScore, models.ScoreInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.CriterionScore, models.ScoreInput]{Noun: store.Scores,
		Input: func(s *models.CriterionScore) *models.ScoreInput { return &s.ScoreInput }, Prepare: signScore, After: afterScore})
}

// Scoring tells how far the scoring of a mission's needs is by a scheme, or by the one in use: the values with their means and
// spreads, who has not scored yet, and where assessors disagree by two points or more. Assessors are those who were asked, and
// those who scored any need of the mission.
func (a *Priorities) Scoring(ctx context.Context, actor models.Actor, mission, scheme models.ID) (*models.Scoring, error) {
	if err := engine.Allow(actor, "scoring.get"); err != nil {
		return nil, err
	}
	var out *models.Scoring
	err := a.Store().Snapshot(ctx, actor, func(tx *store.Tx) (err error) {
		out, err = scoringOf(tx, mission, scheme)
		return err
	})
	return out, err
}

func scoringOf(tx *store.Tx, mission, by models.ID) (*models.Scoring, error) {
	if err := requireMission(tx, mission); err != nil {
		return nil, err
	}
	scheme, err := schemeOf(tx, by)
	if err != nil {
		return nil, err
	}
	needs, err := store.NeedsToScore(tx, mission, maxRanked+1)
	if err != nil {
		return nil, err
	}
	if len(needs) > maxRanked {
		return nil, models.Fault("mission_id", "This mission has more than %d needs; read /scores by need.", maxRanked)
	}
	given, err := store.GivenScores(tx, scheme.ID, engine.IdsOf(needs, func(n store.RankingCandidate) models.ID { return n.ID }))
	if err != nil {
		return nil, err
	}
	store.Needs.LogRows(tx, engine.ReadInFull(engine.IdsOf(needs, func(n store.RankingCandidate) models.ID { return n.ID }))...)
	out := &models.Scoring{
		MissionID:     mission,
		SchemeID:      scheme.ID,
		Scheme:        nameOf(scheme),
		Needs:         []models.ScoredNeed{},
		Disagreements: []models.Cell{},
	}
	if out.Assessors, err = store.Assessors(tx, mission, scheme.ID); err != nil {
		return nil, err
	}
	readable, err := readableNeeds(tx, mission, out.Assessors)
	if err != nil {
		return nil, err
	}
	byNeed := map[models.ID][]store.GivenScore{}
	for _, g := range given {
		byNeed[g.NeedID] = append(byNeed[g.NeedID], g)
	}
	for _, n := range needs {
		row := models.ScoredNeed{ID: n.ID, Reference: n.Reference, Title: n.Title, Priority: n.Priority, Cells: []models.Cell{}}
		scored, criteria := 0, 0
		for i := range out.Assessors {
			if readable.by(out.Assessors[i], n.ID) {
				out.Assessors[i].Readable++
			}
		}
		for _, c := range scheme.Criteria {
			cell := cellOf(n, c.Code, byNeed[n.ID], out.Assessors, readable)
			if c.Weight > 0 {
				criteria++
				scored += len(cell.Values[:min(1, len(cell.Values))])
			}
			if row.Cells = append(row.Cells, cell); cell.Talk {
				out.Disagreements = append(out.Disagreements, cell)
			}
		}
		row.Incomplete = models.IncompleteWords(scored, criteria)
		out.Needs = append(out.Needs, row)
	}
	slices.SortStableFunc(out.Disagreements, func(a, b models.Cell) int { return b.Spread - a.Spread })
	return out, nil
}

// requireMission refuses a mission that the actor does not see. For partners and donors only those exist that they are asked to score.
func requireMission(tx *store.Tx, mission models.ID) error {
	if tx.Actor().Audience() == "" {
		_, err := store.Missions.Get(tx, mission)
		return err
	}
	asked, err := store.IsAssessor(tx, mission)
	if err == nil && !asked {
		err = models.NotFoundError()
	}
	return err
}

// cellOf collects a need's values on one criterion, and counts for each assessor what is there and what is missing.
func cellOf(
	need store.RankingCandidate,
	code string,
	given []store.GivenScore,
	assessors []models.Assessor,
	readable readable,
) models.Cell {
	c := models.Cell{NeedReference: need.Reference, Code: code, Values: []models.GivenValue{}, Missing: []models.ID{}}
	var values []int
	scored := map[models.ID]bool{}
	for _, g := range given {
		if g.Code == code {
			c.Values = append(c.Values, models.GivenValue{AssessorID: g.AssessorID, Value: g.Value, Reason: g.Reason})
			values, scored[g.AssessorID] = append(values, g.Value), true
		}
	}
	for i := range assessors {
		if who := &assessors[i]; scored[who.UserID] {
			who.Scored++
		} else if readable.by(*who, need.ID) {
			who.Missing++
			c.Missing = append(c.Missing, who.UserID)
		}
	}
	if c.Mean = models.MeanOf(values); len(values) > 0 {
		c.Spread = slices.Max(values) - slices.Min(values)
		c.Talk = c.Spread >= models.DisagreementSpread
	}
	return c
}

// signScore signs a score. An assessor scores a need once on a criterion, and later changes that score.
func signScore(tx *store.Tx, old, s *models.CriterionScore) error {
	if old != nil {
		if old.NeedID != s.NeedID || old.CriterionID != s.CriterionID {
			return models.Fault("/need_id", "A score stays with its need and its criterion; only the value and the reason change.")
		}
		if old.AssessorID != tx.Actor().UserID && tx.Actor().Role != models.System {
			return models.Errorf(models.Forbidden, "Only the assessor changes a score.")
		}
		return nil
	}
	if err := mayScore(tx, s.NeedID); err != nil {
		return err
	}
	if s.AssessorID == "" {
		s.AssessorID = tx.Actor().UserID
	}
	earlier, err := store.FindScore(tx, s.ScoreInput, s.AssessorID)
	if err != nil {
		return err
	}
	if earlier != nil {
		return models.Errorf(models.Conflict, "You scored this need on this criterion already; change that score: %s.", earlier.ID)
	}
	return store.MarkSchemesUsed(tx, s.CriterionID)
}

// afterScore ranks the need anew and keeps its priority with it, so that the register sorts by an index.
func afterScore(_ context.Context, tx *store.Tx, _, s *models.CriterionScore) error {
	_, err := store.RankNeeds(tx, store.RankScope{Need: s.NeedID})
	return err
}

// mayScore refuses a need that the actor may not read in full, or of a mission that it is not asked to score. Managers score all.
func mayScore(tx *store.Tx, need models.ID) error {
	if err := store.Needs.RequireVisible(tx, "/need_id", need); err != nil || tx.Actor().SeesAll() {
		return err
	}
	n, err := store.Needs.Get(tx, need)
	if err != nil {
		return err
	}
	if n.Shared != models.ExtentFull {
		return models.Fault("/need_id", "This need is shared in part; only one that you read in full can be scored.")
	}
	asked, err := store.IsAssessorOf(tx, need)
	return requireAsked(asked, err)
}
