package priority

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
	"qadam/models/ranking"
)

const (
	// frozenDraws and frozenSeed are those of a ranking that is kept; with many needs the draws are fewer.
	frozenDraws = 10_000
	frozenSeed  = 1
	// maxFrozenSampled bounds needs times draws: a transaction waits for them.
	maxFrozenSampled = 2_000_000
	// DefaultConcentration lets a weight of 20 vary by 4 (its standard deviation).
	DefaultConcentration = 100
	// DefaultTop is how many first places are looked at where nothing else is said.
	DefaultTop = 5
)

// rankings makes the use cases of rankings.
func (a *Priorities) rankings() engine.Resource[models.Ranking, models.RankingInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.Ranking, models.RankingInput]{Noun: store.Rankings,
		Input: func(r *models.Ranking) *models.RankingInput { return &r.RankingInput }, Prepare: a.prepareRanking,
		Lifecycle: &engine.Lifecycle[models.Ranking]{Table: models.RankingLifecycle,
			State: func(r *models.Ranking) (*string, *models.Date) { return (*string)(&r.Status), &r.StatusOn }, Check: checkRankingStep}})
}

// prepareRanking keeps today's ranking of a mission's needs for the State to agree to: from here on it is only read.
func (a *Priorities) prepareRanking(tx *store.Tx, old, r *models.Ranking) error {
	if old != nil {
		return models.Errorf(models.Conflict, "A ranking stays as it was proposed. Withdraw it and propose another one.")
	}
	if err := engine.NotFuture(tx, "/held_on", r.HeldOn); err != nil {
		return err
	}
	m, err := store.Missions.Get(tx, r.MissionID)
	if err != nil {
		return engine.FaultIfNotFound(err, "/mission_id", "There is no mission with this id, or you may not see it.")
	}
	if err := store.LockNeeds(tx, store.RankScope{Mission: m.ID}); err != nil { // no score may change meanwhile
		return err
	}
	if r.Top == 0 {
		r.Top = DefaultTop
	}
	found, err := loadRanked(tx, frozenTrial(r))
	if err != nil {
		return err
	}
	if len(found.needs) < 2 {
		return models.Fault("/mission_id", "Score at least two needs of this mission that are agreed to and open.")
	}
	if err := found.requireReason(r); err != nil {
		return err
	}
	found.try.Draws = min(frozenDraws, maxFrozenSampled/len(found.needs))
	if err := engine.AssignReference(tx, store.Rankings, &r.Reference,
		func(n int) string { return fmt.Sprintf("%s-K%d", m.Reference, n) }); err != nil {
		return err
	}
	r.CountryCode, r.SchemeID, r.ProposedBy = m.CountryCode, found.scheme.ID, tx.Actor().UserID
	r.Status, r.StatusOn = models.RankingProposed, engine.Today(tx)
	text, err := json.Marshal(a.contentOf(tx, r, m, found))
	sum := sha256.Sum256(text)
	r.Content, r.SHA256 = models.RawJSON(text), hex.EncodeToString(sum[:])
	return err
}

// requireReason refuses to rank needs that are not scored in full without a word about it.
func (r *rankedNeeds) requireReason(in *models.Ranking) error {
	if in.IncompleteReason != "" {
		return nil
	}
	var named []string
	for i, n := range r.needs {
		if words := r.incomplete(i); words != "" && len(named) < maxNamed {
			named = append(named, n.Reference+" ("+words+")")
		}
	}
	if len(named) == 0 {
		return nil
	}
	return models.Fault("/incomplete_reason", "Score these needs in full, or say why they are ranked as they are: %s.",
		strings.Join(named, ", "))
}

// frozenTrial is how a ranking is tried for the State, and how today's is tried that it is compared with.
func frozenTrial(r *models.Ranking) Trial {
	filters := map[string]string{"mission_id": string(r.MissionID)}
	if len(r.Statuses) > 0 {
		filters["status"] = models.JoinTexts(r.Statuses)
	}
	return Trial{Filters: filters, Top: r.Top,
		Options: ranking.Options{Draws: 1, Seed: frozenSeed, Method: ranking.Near, Concentration: DefaultConcentration}}
}

func (a *Priorities) contentOf(tx *store.Tx, r *models.Ranking, m *models.Mission, found *rankedNeeds) models.RankingContent {
	c := models.RankingContent{
		Reference:        r.Reference,
		Title:            r.Title,
		MissionReference: m.Reference,
		CountryCode:      m.CountryCode,
		HeldOn:           r.HeldOn,
		Participants:     r.Participants,
		Note:             r.Note,
		IncompleteReason: r.IncompleteReason,
		ProposedOn:       engine.Today(tx),
		Robustness:       *found.result(),
		Scores:           []models.FrozenScore{},
		Fiction:          a.Notice(),
	}
	references := map[models.ID]string{}
	for _, n := range found.needs {
		references[n.ID] = n.Reference
	}
	for _, g := range found.given {
		c.Scores = append(
			c.Scores,
			models.FrozenScore{NeedReference: references[g.NeedID], Criterion: g.Code, AssessorID: g.AssessorID, Value: g.Value,
				Reason: g.Reason},
		)
	}
	slices.SortStableFunc(c.Scores, func(a, b models.FrozenScore) int { return models.CompareReferences(a.NeedReference, b.NeedReference) })
	return c
}

func checkRankingStep(tx *store.Tx, r *models.Ranking, in models.StepInput) error {
	switch models.RankingStatus(in.To) {
	case models.RankingAgreed:
		r.AgreedOn = cmp.Or(in.OnDate, engine.Today(tx))
	case models.RankingFrozen:
		r.FrozenOn = cmp.Or(in.OnDate, engine.Today(tx))
	}
	return engine.DeclineWithReason(in)
}

// Moves shows a ranking that was put before the State beside today's by the scheme in use: which needs moved, and why.
func (a *Priorities) Moves(ctx context.Context, actor models.Actor, id models.ID) (*models.Moves, error) {
	if err := engine.Allow(actor, "moves.get"); err != nil {
		return nil, err
	}
	var then models.RankingContent
	var now *rankedNeeds
	err := a.Store().Snapshot(ctx, actor, func(tx *store.Tx) error {
		r, err := store.Rankings.Get(tx, id)
		if err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(r.Content), &then); err != nil {
			return err
		}
		now, err = loadRanked(tx, frozenTrial(r))
		return err
	})
	if err != nil {
		return nil, err
	}
	m := compareRankings(then, now)
	m.Fiction = a.Notice()
	return m, nil
}

// compareRankings compares by criteria's codes, so that editions and even schemes compare as far as they have the same.
func compareRankings(then models.RankingContent, r *rankedNeeds) *models.Moves {
	now := r.result()
	out := &models.Moves{
		Reference: then.Reference,
		Then:      then.Robustness.Scheme,
		Now:       now.Scheme,
		Weights:   weightMoves(then.Robustness.Criteria, now.Criteria),
		Needs:     []models.NeedMove{},
		Came:      []models.MovedNeed{},
		Went:      []models.MovedNeed{},
	}
	before := map[models.ID]models.RankedNeed{}
	for _, n := range then.Robustness.Needs {
		before[n.ID] = n
	}
	moved := map[models.ID]bool{}
	for _, n := range now.Needs {
		old, known := before[n.ID]
		if !known {
			out.Came = append(out.Came, movedNeed(n))
			continue
		}
		moved[n.ID] = true
		out.Needs = append(out.Needs, moveOf(old, n, then.Robustness.Criteria, now.Criteria))
	}
	for _, n := range then.Robustness.Needs {
		if !moved[n.ID] {
			out.Went = append(out.Went, movedNeed(n))
		}
	}
	markPassed(out.Needs)
	out.Unchanged = len(out.Came)+len(out.Went) == 0
	for i := range out.Needs {
		n := &out.Needs[i]
		n.Words = n.Explain()
		out.Unchanged = out.Unchanged && n.RankThen == n.RankNow && n.PriorityThen == n.PriorityNow
	}
	return out
}

func movedNeed(n models.RankedNeed) models.MovedNeed {
	return models.MovedNeed{ID: n.ID, Reference: n.Reference, Title: n.Title, Rank: n.Rank, Priority: n.Priority, Status: n.Status}
}

// weightMoves pairs the weights of two schemes, those of then first.
func weightMoves(then, now []models.TriedWeight) []models.WeightMove {
	out, at := []models.WeightMove{}, map[string]int{}
	for _, c := range then {
		at[c.Code] = len(out)
		out = append(out, models.WeightMove{Code: c.Code, Name: c.Name, Then: &c.Weight})
	}
	for _, c := range now {
		if i, known := at[c.Code]; known {
			out[i].Now = &c.Weight
		} else {
			out = append(out, models.WeightMove{Code: c.Code, Name: c.Name, Now: &c.Weight})
		}
	}
	return out
}

// moveOf explains one need's move by criterion.
func moveOf(then, now models.RankedNeed, criteriaThen, criteriaNow []models.TriedWeight) models.NeedMove {
	weights := weightMoves(criteriaThen, criteriaNow)
	before, meansThen := criteriaStateOf(weights, criteriaThen, then.Scores)
	after, meansNow := criteriaStateOf(weights, criteriaNow, now.Scores)
	m := models.NeedMove{ID: now.ID, Reference: now.Reference, Title: now.Title, RankThen: then.Rank, RankNow: now.Rank,
		PriorityThen: then.Priority, PriorityNow: now.Priority, Parts: []models.MovePart{}, Passed: []string{}, PassedBy: []string{}}
	for j, p := range ranking.Decompose(before, after) {
		m.Parts = append(
			m.Parts,
			models.MovePart{
				Code:     weights[j].Code,
				MeanThen: meansThen[j],
				MeanNow:  meansNow[j],
				ByWeight: models.Score(p.ByWeight),
				ByScores: models.Score(p.ByScores),
			},
		)
	}
	return m
}

// criteriaStateOf gives a need's weights and merits in the order of some pairs of criteria.
func criteriaStateOf(
	pairs []models.WeightMove,
	criteria []models.TriedWeight,
	scores []models.CellScore,
) (ranking.CriteriaState, []*models.Score) {
	s, means := ranking.CriteriaState{}, make([]*models.Score, len(pairs))
	for j, p := range pairs {
		weight, merit := 0, ranking.Unscored
		if at := slices.IndexFunc(criteria, func(c models.TriedWeight) bool { return c.Code == p.Code }); at >= 0 {
			weight = int(criteria[at].Weight)
			if means[j] = scores[at].Mean; means[j] != nil {
				merit = models.Merit(int(*means[j]), criteria[at].Direction)
			}
		}
		s.Weights, s.Merit = append(s.Weights, weight), append(s.Merit, merit)
	}
	return s, means
}

// maxNamed is how many needs are named that one passed, or that passed it.
const maxNamed = 20

// markPassed finds who passed whom.
func markPassed(needs []models.NeedMove) {
	for i := range needs {
		for j := range needs {
			a, b := &needs[i], &needs[j]
			if a.RankThen <= b.RankThen || a.RankNow >= b.RankNow {
				continue
			}
			if len(a.Passed) < maxNamed {
				a.Passed = append(a.Passed, b.Reference)
			}
			if len(b.PassedBy) < maxNamed {
				b.PassedBy = append(b.PassedBy, a.Reference)
			}
		}
	}
}
