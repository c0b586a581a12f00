package priority

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
	"qadam/models/ranking"
)

const (
	// maxRanked is how many needs stand in a ranking that is tried.
	maxRanked = 1000
	// maxSampled is how many needs times draws are tried in one request: 500 needs 10,000 times take a second or so.
	maxSampled = 10_000_000
)

// Trial selects the needs of a trial and says which weights differ. It changes nothing.
type Trial struct {
	Filters map[string]string
	Scheme  models.ID // the one in use where it is empty
	Weights []models.WeightInput
	Top     int
	ranking.Options
}

// Robustness ranks needs that the actor sees under today's weights or under others, and tells how sure the ranks are.
func (a *Priorities) Robustness(ctx context.Context, actor models.Actor, try Trial) (*models.Robustness, error) {
	if err := engine.Allow(actor, "robustness.get"); err != nil {
		return nil, err
	}
	var r *rankedNeeds
	err := a.Store().Snapshot(ctx, actor, func(tx *store.Tx) (err error) {
		r, err = loadRanked(tx, try)
		return err
	})
	if err != nil {
		return nil, err
	}
	return r.result(), nil // the draws are made after the transaction
}

// Exchange finds the smallest change of one weight that exchanges two needs, named by their references: the one that is behind
// passes the other. Where one is left out it is the first by rank that is not named.
func (a *Priorities) Exchange(ctx context.Context, actor models.Actor, try Trial, one, other string) (*models.Exchange, error) {
	if err := engine.Allow(actor, "exchange.get"); err != nil {
		return nil, err
	}
	if one != "" && one == other {
		return nil, models.Fault("other", "Name two needs.")
	}
	if one != "" && other != "" {
		try.Filters["reference"] = one + "," + other
	}
	return engine.View(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Exchange, error) {
		r, err := loadRanked(tx, try)
		if err != nil {
			return nil, err
		}
		order := r.table.Order(r.table.Weights)
		first, err := r.place(order, "one", one, other)
		if err != nil {
			return nil, err
		}
		if first == nowhere {
			return &models.Exchange{Words: tooFew}, nil
		}
		second, err := r.place(order, "other", other, r.needs[order[first]].Reference)
		if err != nil {
			return nil, err
		}
		if second == nowhere {
			return &models.Exchange{Ahead: r.needs[order[first]].Reference, Words: tooFew}, nil
		}
		return r.exchange(order[min(first, second)], order[max(first, second)]), nil
	})
}

const (
	nowhere = -1
	tooFew  = "Fewer than two needs are scored"
)

// place gives where in an order a need stands, or, where none is named, the first one but for another: nowhere if there is none.
func (r *rankedNeeds) place(order []int, parameter, named, but string) (int, error) {
	for at, i := range order {
		if reference := r.needs[i].Reference; reference == named || named == "" && reference != but {
			return at, nil
		}
	}
	if named == "" {
		return nowhere, nil
	}
	return 0, models.Fault(parameter, "There is no such need that is scored by this scheme, or you may not see it.")
}

func (r *rankedNeeds) exchange(ahead, behind int) *models.Exchange {
	out := &models.Exchange{Ahead: r.needs[ahead].Reference, Behind: r.needs[behind].Reference}
	out.Words = fmt.Sprintf("No change of one weight puts %s before %s", out.Behind, out.Ahead)
	if s, ok := r.table.Nearest(behind, ahead); ok {
		swap := r.swap(s)
		out.Swap, out.Words = &swap, swap.Words
	}
	return out
}

// rankedNeeds is some needs with their scores by a scheme, ready to be put in order.
type rankedNeeds struct {
	try    Trial
	scheme *models.Scheme
	needs  []store.RankingCandidate
	given  []store.GivenScore
	// cells are the values by need and criterion; table is what follows from their means.
	cells [][][]int
	table ranking.Table
	// agreed are the scheme's own weights, the table has those that are tried.
	agreed []int
}

// loadRanked reads the needs and scores of a ranking, and refuses more than a request can compute.
func loadRanked(tx *store.Tx, try Trial) (*rankedNeeds, error) {
	scheme, err := schemeOf(tx, try.Scheme)
	if err != nil {
		return nil, err
	}
	if try.Filters["status"] == "" {
		open := map[string]string{"status": models.JoinTexts(models.OpenNeeds)}
		maps.Copy(open, try.Filters)
		try.Filters = open
	}
	r := &rankedNeeds{try: try, scheme: scheme}
	if r.needs, err = store.RankingCandidates(tx, scheme.ID, try.Filters, maxRanked+1); err != nil {
		return nil, err
	}
	if len(r.needs) > maxRanked {
		return nil, models.Fault("mission_id", "More than %d needs answer to this; narrow it down, to one mission say.", maxRanked)
	}
	if most := maxSampled / max(len(r.needs), 1); try.Draws > most {
		return nil, models.Fault("draws", "With %d needs give at most %d draws.", len(r.needs), most)
	}
	if r.given, err = store.GivenScores(tx, scheme.ID,
		engine.IdsOf(r.needs, func(n store.RankingCandidate) models.ID { return n.ID })); err != nil {
		return nil, err
	}
	store.Needs.LogRows(tx, engine.ReadInFull(engine.IdsOf(r.needs, func(n store.RankingCandidate) models.ID { return n.ID }))...)
	tried, err := reweighed(scheme.SchemeInput, try.Weights)
	if err != nil {
		return nil, atParameter(err, "weights")
	}
	r.agreed, _ = scheme.Weights()
	for _, c := range tried {
		r.table.Codes, r.table.Weights = append(r.table.Codes, c.Code), append(r.table.Weights, int(c.Weight))
	}
	r.fillTable()
	return r, nil
}

// schemeOf gives the scheme with an id, or the one in use.
func schemeOf(tx *store.Tx, id models.ID) (*models.Scheme, error) {
	if id != "" {
		s, err := store.Schemes.Get(tx, id)
		return s, engine.FaultIfNotFound(err, "scheme_id", "There is no scheme with this id.")
	}
	s, err := store.CurrentScheme(tx)
	if err == nil && s == nil {
		return nil, models.Fault("scheme_id", "No scheme is in use; make one current first, by a PATCH of it with \"current\": true.")
	}
	return s, err
}

// fillTable turns values into means, and these into the table's merits.
func (r *rankedNeeds) fillTable() {
	at := map[models.ID]int{}
	r.cells = make([][][]int, len(r.needs))
	for i, n := range r.needs {
		at[n.ID], r.cells[i] = i, make([][]int, len(r.scheme.Criteria))
	}
	for _, g := range r.given {
		i, j := at[g.NeedID], r.scheme.CriterionAt(g.Code)
		r.cells[i][j] = append(r.cells[i][j], g.Value)
	}
	for i, n := range r.needs {
		row := ranking.Row{Key: models.TieBreakKey(n.WantedBy, n.Reference)}
		for j, c := range r.scheme.Criteria {
			merit, values := ranking.Unscored, []int(nil)
			if mean := models.MeanOf(r.cells[i][j]); mean != nil {
				merit = models.Merit(int(*mean), c.Direction)
			}
			for _, v := range r.cells[i][j] {
				values = append(values, models.Merit(100*v, c.Direction))
			}
			row.Merit, row.Values = append(row.Merit, merit), append(row.Values, values)
		}
		r.table.Rows = append(r.table.Rows, row)
	}
}

// result tries the ranking and says what came of it, the first need first.
func (r *rankedNeeds) result() *models.Robustness {
	o, fates := r.try.Options, r.table.Sample(r.try.Options)
	out := &models.Robustness{
		SchemeID:      r.scheme.ID,
		Scheme:        nameOf(r.scheme),
		Method:        models.DrawMethod(o.Method),
		Draws:         o.Draws,
		Seed:          int(o.Seed),
		Concentration: o.Concentration,
		Spread:        o.Spread,
		Top:           r.try.Top,
		Criteria:      r.weights(),
		Needs:         []models.RankedNeed{},
		Edges:         []models.NearestSwap{},
	}
	order, points := r.table.Order(r.table.Weights), r.table.Points(r.table.Weights)
	agreedRank, agreedPoints := make([]int, len(r.needs)), r.table.Points(r.agreed)
	for rank, i := range r.table.Order(r.agreed) {
		agreedRank[i] = rank + 1
	}
	for rank, i := range order {
		n := r.needs[i]
		need := models.RankedNeed{ID: n.ID, Reference: n.Reference, Title: n.Title, Status: n.Status, WantedBy: n.WantedBy, Rank: rank + 1,
			Priority: models.PriorityOf(points[i]), PriorityMost: models.PriorityOf(points[i] + r.table.Unknown(i)),
			Incomplete: r.incomplete(i),
			AgreedRank: agreedRank[i], AgreedPriority: models.PriorityOf(agreedPoints[i]), Scores: r.scores(i)}
		r.fillOutcome(&need, fates.Needs[i])
		if rank > 0 {
			if s, ok := r.table.Nearest(i, order[rank-1]); ok {
				swap := r.swap(s)
				need.Passes = &swap
			}
		}
		out.Needs = append(out.Needs, need)
	}
	for _, s := range r.table.Edges(r.try.Top) {
		out.Edges = append(out.Edges, r.swap(s))
	}
	out.Verdict = models.VerdictOf(out)
	return out
}

// incomplete says on how many criteria a need's priority rests.
func (r *rankedNeeds) incomplete(i int) string { return models.IncompleteWords(r.table.Complete(i)) }

func nameOf(s *models.Scheme) string { return fmt.Sprintf("%s, edition %d", s.Name, s.Edition) }

func (r *rankedNeeds) weights() []models.TriedWeight {
	out := make([]models.TriedWeight, len(r.agreed))
	for j, c := range r.scheme.Criteria {
		out[j] = models.TriedWeight{
			Code:      c.Code,
			Name:      c.Name,
			Direction: c.Direction,
			Scale:     c.Scale,
			Weight:    models.Score(r.table.Weights[j]),
			Agreed:    c.Weight,
			Locked:    c.Locked,
		}
	}
	return out
}

// scores tells what a need has on each criterion, and what of its priority comes from there.
func (r *rankedNeeds) scores(i int) []models.CellScore {
	parts := ranking.Contributions(ranking.CriteriaState{Weights: r.table.Weights, Merit: r.table.Rows[i].Merit})
	out := make([]models.CellScore, len(parts))
	for j, c := range r.scheme.Criteria {
		values := r.cells[i][j]
		out[j] = models.CellScore{Code: c.Code, Mean: models.MeanOf(values), Assessors: len(values), Contribution: models.Score(parts[j])}
		if len(values) > 0 {
			out[j].Lowest, out[j].Highest = slices.Min(values), slices.Max(values)
		}
	}
	return out
}

// fillOutcome puts a need's fate in the draws into shares and a word.
func (r *rankedNeeds) fillOutcome(n *models.RankedNeed, f ranking.Outcome) {
	draws := int64(r.try.Draws)
	n.TopShare = *models.ShareOf(int64(f.Top(r.try.Top)), draws)
	n.Word = models.ProbabilityWord(n.TopShare, n.Incomplete == "")
	n.RankLow, n.RankHigh = f.Interval(r.try.Draws, 5, 95)
	n.ExpectedRank = models.Score(f.Expected(r.try.Draws))
	n.Ranks, n.Central = []models.Score{}, []models.Score{}
	last := 0
	for rank, count := range f.Counts {
		if count == 0 {
			continue
		}
		if n.FirstRank == 0 {
			n.FirstRank = rank + 1
		}
		last = rank + 1
	}
	for _, count := range f.Counts[n.FirstRank-1 : last] {
		n.Ranks = append(n.Ranks, *models.ShareOf(int64(count), draws))
	}
	for _, w := range f.Central {
		n.Central = append(n.Central, models.Score(w))
	}
}

func (r *rankedNeeds) swap(s ranking.Swap) models.NearestSwap {
	c := r.scheme.Criteria[s.Criterion]
	out := models.NearestSwap{
		Criterion: c.Code,
		From:      models.Score(s.From),
		To:        models.Score(s.To),
		Rises:     r.needs[s.Rises].Reference,
		Falls:     r.needs[s.Falls].Reference,
	}
	way := "rises"
	if s.To < s.From {
		way = "falls"
	}
	out.Words = fmt.Sprintf("%s passes %s if %s %s from %s to %s", out.Rises, out.Falls, c.Code, way, out.From, out.To)
	return out
}

// atParameter says of a fault of a field that it is one of a parameter.
func atParameter(err error, name string) error {
	if e, ok := err.(*models.Error); ok && len(e.Fields) > 0 {
		return models.Fault(name, "%s", e.Fields[0].Detail)
	}
	return err
}
