package priority

import (
	"context"
	"fmt"
	"strings"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
	"qadam/models/fold"
)

// ScoreMission takes an assessor's scores of a mission's needs in one transaction: those that are new, and those that say something
// else than before. One that cannot be taken refuses all.
func (a *Priorities) ScoreMission(
	ctx context.Context,
	actor models.Actor,
	mission models.ID,
	in models.MissionScoresInput,
) (*models.MissionScores, error) {
	if err := engine.Begin(actor, "mission.score", in); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.MissionScores, error) {
		s, err := lockedScorer(tx, mission, in.SchemeID)
		if err != nil {
			return nil, err
		}
		for i, c := range in.Scores {
			if member, why := s.take(c); why != "" {
				return nil, models.Fault(fmt.Sprintf("/scores/%d/%s", i, member), "%s", why)
			}
		}
		return s.save(ctx)
	})
}

// scorer takes one assessor's scores of a mission's needs by a scheme.
type scorer struct {
	tx      *store.Tx
	mission models.ID
	scheme  *models.Scheme
	needs   []store.RankingCandidate
	ids     map[string]models.ID // of needs, by the folded reference
	own     map[scoreKey]*models.CriterionScore
	taken   map[scoreKey]bool

	created, changed []*models.CriterionScore
	before           []models.CriterionScore // of the changed
	unchanged        int
}

type scoreKey struct{ need, criterion models.ID }

func newScorer(tx *store.Tx, mission, scheme models.ID) (*scorer, error) {
	s := &scorer{tx: tx, mission: mission, ids: map[string]models.ID{}, own: map[scoreKey]*models.CriterionScore{},
		taken: map[scoreKey]bool{}}
	err := requireMission(tx, mission)
	if err == nil {
		err = requireAssessor(tx, mission)
	}
	if err != nil {
		return nil, err
	}
	if s.scheme, err = schemeOf(tx, scheme); err != nil {
		return nil, err
	}
	if s.needs, err = store.NeedsToScore(tx, mission, maxRanked); err != nil {
		return nil, err
	}
	ids := engine.IdsOf(s.needs, func(n store.RankingCandidate) models.ID { return n.ID })
	for _, n := range s.needs {
		s.ids[fold.Key(n.Reference)] = n.ID
	}
	own, err := store.OwnScores(tx, ids, engine.IdsOf(s.scheme.Criteria, func(c models.Criterion) models.ID { return c.ID }))
	for _, o := range own {
		s.own[scoreKey{o.NeedID, o.CriterionID}] = o
	}
	return s, err
}

// lockedScorer keeps others from scoring the mission's needs until the transaction ends.
func lockedScorer(tx *store.Tx, mission, scheme models.ID) (*scorer, error) {
	if err := store.LockNeeds(tx, store.RankScope{Mission: mission}); err != nil {
		return nil, err
	}
	return newScorer(tx, mission, scheme)
}

// take notes one score, or gives the member that is wrong, and why. What it says already changes nothing.
func (s *scorer) take(c models.NeedCell) (member, why string) {
	need := s.ids[fold.Key(c.NeedReference)]
	if need == "" {
		return "need_reference", fmt.Sprintf("There is no need %s of this mission that you may score.", c.NeedReference)
	}
	at := s.scheme.CriterionAt(c.Code)
	if at < 0 {
		return "code", fmt.Sprintf("There is no criterion %s in this scheme; it has %s.", c.Code, strings.Join(s.codes(), ", "))
	}
	key := scoreKey{need, s.scheme.Criteria[at].ID}
	if s.taken[key] {
		return "code", fmt.Sprintf("%s is scored twice by %s. Leave one.", c.NeedReference, c.Code)
	}
	s.taken[key] = true
	old := s.own[key]
	switch {
	case old == nil:
		s.created = append(s.created, &models.CriterionScore{AssessorID: s.tx.Actor().UserID,
			ScoreInput: models.ScoreInput{NeedID: need, CriterionID: key.criterion, Value: c.Value, Reason: c.Reason}})
	case old.Value == c.Value && old.Reason == c.Reason:
		s.unchanged++
	default:
		s.before = append(s.before, *old)
		old.Value, old.Reason = c.Value, c.Reason
		s.changed = append(s.changed, old)
	}
	return "", ""
}

func (s *scorer) codes() []string {
	codes := make([]string, len(s.scheme.Criteria))
	for i, c := range s.scheme.Criteria {
		codes[i] = c.Code
	}
	return codes
}

// save writes what was taken, logs each score as one that was given by itself, and ranks the mission's needs anew.
func (s *scorer) save(ctx context.Context) (*models.MissionScores, error) {
	var used engine.Distinct[models.ID]
	for _, score := range s.created {
		used.Add(score.CriterionID)
	}
	for _, criterion := range used.All {
		if err := store.MarkSchemesUsed(s.tx, criterion); err != nil {
			return nil, err
		}
	}
	if err := store.Scores.InsertMany(s.tx, s.created); err != nil {
		return nil, err
	}
	for _, score := range s.created {
		if err := engine.Audit(ctx, s.tx, "score.create", "score", score.ID, nil, score); err != nil {
			return nil, err
		}
	}
	for i, score := range s.changed {
		if err := store.Scores.Update(s.tx, score); err != nil {
			return nil, err
		}
		if err := engine.Audit(ctx, s.tx, "score.update", "score", score.ID, s.before[i], score); err != nil {
			return nil, err
		}
	}
	_, err := store.RankNeeds(s.tx, store.RankScope{Mission: s.mission})
	return &models.MissionScores{Created: len(s.created), Changed: len(s.changed), Unchanged: s.unchanged,
		Errors: []models.LineFault{}}, err
}
