package app_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"

	"qadam/app/engine"
	"qadam/app/priority"
	"qadam/app/store"
	"qadam/models"
	"qadam/models/ranking"
)

// scheme makes a scheme of two criteria that is in use.
func (w *world) scheme() *models.Scheme {
	w.t.Helper()
	scale := []string{"None", "Low", "Some", "High", "Now"}
	return sure(
		w.Schemes.Create(w.ctx, w.manager, models.SchemeInput{Name: "Scheme", Edition: 1, Current: true, Criteria: []models.Criterion{
			{Code: "urgency", Name: "Urgency", Weight: 60_00, Direction: "higher_first", Scale: scale},
			{Code: "cost", Name: "Cost", Weight: 40_00, Direction: "lower_first", Scale: scale}}}),
	)(
		w.t,
	)
}

func (w *world) score(by models.Actor, need int, s *models.Scheme, code string, value int) *models.CriterionScore {
	w.t.Helper()
	return sure(
		w.Scores.Create(
			w.ctx,
			by,
			models.ScoreInput{NeedID: w.needs[need].ID, CriterionID: s.Criteria[s.CriterionAt(code)].ID, Value: value, Reason: "Fiction"},
		),
	)(
		w.t,
	)
}

// scored scores needs 1 to 3 on both criteria by one assessor, and the first on urgency by another: 4.5 and 2, 3 and 1, 5 and 5.
func (w *world) scored() *models.Scheme {
	w.t.Helper()
	s := w.scheme()
	for need, values := range map[int][2]int{1: {5, 2}, 2: {3, 1}, 3: {5, 5}} {
		w.score(w.manager, need, s, "urgency", values[0])
		w.score(w.manager, need, s, "cost", values[1])
	}
	w.score(w.admin, 1, s, "urgency", 4)
	return s
}

func (w *world) priorities() (out [4]models.Score) {
	w.t.Helper()
	for i := 1; i <= 3; i++ {
		out[i] = *sure(w.Needs.Get(w.ctx, w.manager, w.needs[i].ID))(w.t).Priority
	}
	return out
}

var plainTry = priority.Trial{Top: 2, Options: ranking.Options{Draws: 500, Seed: 1, Method: ranking.Near, Concentration: 100}}

func refused(t *testing.T, err error, code models.Code, what string) {
	t.Helper()
	if models.CodeOf(err) != code {
		t.Errorf("%s: %v, not %s", what, err, code)
	}
}

// TestEditions: a new edition ranks by the scores of the old one, which stays as it is and can rank, too.
func TestEditions(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		first := w.scored()
		// Merits in hundredths: 350 and 300, 200 and 400, 400 and 0; 60 and 40 of 100.
		if got := w.priorities(); got != [4]models.Score{0, 82_50, 70_00, 60_00} {
			t.Errorf("the priorities are %v", got)
		}
		first = sure(w.Schemes.Get(w.ctx, w.manager, first.ID))(t)
		_, err := w.WeighScheme(w.ctx, w.manager, first.ID, first.Version, models.WeightInput{Code: "urgency", Weight: 20_00})
		refused(t, err, models.Conflict, "new weights for a used scheme")
		second := sure(
			w.NewEdition(
				w.ctx,
				w.manager,
				first.ID,
				models.EditionInput{Current: true, Weights: []models.WeightInput{{Code: "urgency", Weight: 20_00}}},
			),
		)(
			t,
		)
		if second.Edition != 2 || second.Criteria[1].Weight != 80_00 || second.Criteria[0].ID != first.Criteria[0].ID || !second.Used {
			t.Errorf("the second edition is %+v", second)
		}
		if got := w.priorities(); got != [4]models.Score{0, 77_50, 90_00, 20_00} {
			t.Errorf("by the second edition the priorities are %v", got)
		}
		old := sure(w.Robustness(w.ctx, w.manager, priority.Trial{Scheme: first.ID, Top: 2, Options: plainTry.Options}))(t)
		if old.Needs[0].Reference != w.needs[1].Reference || old.Needs[0].Priority != 82_50 {
			t.Errorf("by the first edition %+v leads", old.Needs[0])
		}
		page := sure(w.Needs.List(w.ctx, w.manager, models.ListQuery{Filters: map[string]string{"country": "KAZ"}}))(t)
		if got := page.Items[0].Reference; got != w.needs[2].Reference {
			t.Errorf("%s leads the register", got)
		}
		third := models.EditionInput{Criteria: slices.Clone(second.Criteria)}
		third.Criteria[1].Name = "Cost, all in all"
		made := sure(w.NewEdition(w.ctx, w.manager, second.ID, third))(t)
		if made.Criteria[0].ID != first.Criteria[0].ID || made.Criteria[1].ID == first.Criteria[1].ID || made.Used {
			t.Errorf("the third edition is %+v", made)
		}
	})
}

// TestTryingChangesNothing, is repeatable, and ranks among what the reader sees alone.
func TestTryingChangesNothing(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.scored()
		before := w.priorities()
		try := plainTry
		try.Weights = []models.WeightInput{{Code: "urgency", Weight: 20_00}}
		a, b := sure(w.Robustness(w.ctx, w.nationalKAZ, try))(t), sure(w.Robustness(w.ctx, w.manager, try))(t)
		x, _ := json.Marshal(a)
		y, _ := json.Marshal(b)
		if string(x) != string(y) || len(a.Needs) != 3 || a.Needs[0].Priority != 90_00 || a.Needs[0].AgreedRank != 2 ||
			a.Needs[0].AgreedPriority != 70_00 ||
			a.Verdict == "" {
			t.Errorf("trying gives %s", x)
		}
		// 77.5 to 90 today; with u for urgency need 1 has 350u+300(1-u), need 2 200u+400(1-u): they meet at u = 0.4.
		if p := a.Needs[1].Passes; p == nil || p.Criterion != "urgency" || p.To != 40_00 && p.To != 40_01 {
			t.Errorf("the second passes by %+v", p)
		}
		if got := w.priorities(); got != before {
			t.Errorf("after trying the priorities are %v", got)
		}
		if got := sure(w.Robustness(w.ctx, w.nationalKGZ, try))(t); len(got.Needs) != 0 {
			t.Errorf("another State ranks %+v", got.Needs)
		}
		_, err := w.Robustness(w.ctx, w.donorA, try)
		refused(t, err, models.Forbidden, "a donor's trial")
		try.Draws = 100_000_000
		_, err = w.Robustness(w.ctx, w.manager, try)
		refused(t, err, models.Invalid, "too many draws")
	})
}

// TestFreezing: only the State agrees, what was agreed never changes, and what moved since is explained.
func TestFreezing(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		scheme := w.scored()
		in := models.RankingInput{
			MissionID:    w.missionKAZ.ID,
			Title:        "Ranking",
			HeldOn:       "2022-01-09",
			Participants: []string{"A ministry (fiction)"},
		}
		_, err := w.Rankings.Create(w.ctx, w.nationalKAZ, in)
		refused(t, err, models.Forbidden, "a State proposes")
		r := sure(w.Rankings.Create(w.ctx, w.manager, in))(t)
		agree := models.StepInput{To: "agreed"}
		_, err = w.Rankings.Step(w.ctx, w.manager, r.ID, r.Version, agree)
		refused(t, err, models.Conflict, "a manager agrees")
		_, err = w.Rankings.Step(w.ctx, w.nationalKGZ, r.ID, r.Version, agree)
		refused(t, err, models.NotFound, "another State agrees")
		agreed := sure(w.Rankings.Step(w.ctx, w.nationalKAZ, r.ID, r.Version, agree))(t)
		frozen := sure(w.Rankings.Step(w.ctx, w.manager, r.ID, agreed.Version, models.StepInput{To: "frozen"}))(t)
		_, err = w.Rankings.Step(w.ctx, w.manager, r.ID, frozen.Version, models.StepInput{To: "withdrawn"})
		refused(t, err, models.Conflict, "a frozen ranking is withdrawn")

		third := w.score(w.admin, 3, scheme, "cost", 1) // 3 on cost: 60 becomes 80, behind need 1, ahead of need 2
		w.stepNeed(4, "agreed", "2021-02-15", "")
		w.score(w.manager, 4, scheme, "urgency", 1)
		sure(
			w.NewEdition(
				w.ctx,
				w.manager,
				scheme.ID,
				models.EditionInput{Current: true, Weights: []models.WeightInput{{Code: "urgency", Weight: 50_00}}},
			),
		)(
			t,
		)
		m := sure(w.Moves(w.ctx, w.nationalKAZ, r.ID))(t)
		if len(m.Needs) != 3 || len(m.Came) != 1 || m.Came[0].Reference != w.needs[4].Reference || len(m.Went) != 0 || m.Unchanged ||
			*m.Weights[0].Now != 50_00 {
			t.Errorf("the moves are %+v", m)
		}
		at := slices.IndexFunc(m.Needs, func(n models.NeedMove) bool { return n.Reference == w.needs[3].Reference })
		// 60·400 to 50·400 by the weight of urgency: -10; cost from 0 to 200 of 400: 45·200/400 by the scores, 10·100/400 by the weight.
		if n := m.Needs[at]; n.PriorityThen != 60_00 || n.PriorityNow != 75_00 || n.Parts[0].ByWeight != -10_00 ||
			n.Parts[1].ByScores != 22_50 ||
			n.Parts[1].ByWeight != 2_50 ||
			!strings.Contains(n.Words, "cost +22.5 by the scores") {
			t.Errorf("need 3: %+v, its last score %s", n, third.ID)
		}
		again := sure(w.Rankings.Get(w.ctx, w.nationalKAZ, r.ID))(t)
		sum := sha256.Sum256([]byte(again.Content))
		if again.Content != r.Content || again.SHA256 != hex.EncodeToString(sum[:]) || again.FrozenOn != worldDay ||
			again.AgreedOn != worldDay {
			t.Errorf("the ranking became %+v", again)
		}
		_, err = w.Moves(w.ctx, w.nationalKGZ, r.ID)
		refused(t, err, models.NotFound, "another State looks")
		_, err = w.Rankings.List(w.ctx, w.partner1, models.ListQuery{})
		refused(t, err, models.Forbidden, "a partner looks")
	})
}

// TestIncomplete: what is not scored in full is placed by what is known of it, is never certain, and is ranked for the State only
// with a word about it. What is not agreed to, or met, is ranked where it is asked for.
func TestIncomplete(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		scheme := w.scored()
		w.score(w.manager, 4, scheme, "urgency", 5)
		if got := sure(w.Robustness(w.ctx, w.manager, plainTry))(t); len(got.Needs) != 3 {
			t.Errorf("%d needs are ranked with one that the State has not agreed to", len(got.Needs))
		}
		asked := plainTry
		asked.Filters = map[string]string{"status": "identified"}
		if got := sure(w.Robustness(w.ctx, w.manager, asked))(t); len(got.Needs) != 1 || got.Needs[0].Reference != w.needs[4].Reference {
			t.Errorf("asked for by status: %+v", got.Needs)
		}
		w.stepNeed(4, "agreed", "2021-02-15", "")
		n := sure(w.Needs.Get(w.ctx, w.manager, w.needs[4].ID))(t)
		if *n.Priority != 60_00 || *n.ScoredCriteria != 1 || *n.SchemeCriteria != 2 {
			t.Errorf("its priority is %v, on %d of %d criteria", n.Priority, *n.ScoredCriteria, *n.SchemeCriteria)
		}
		all := plainTry
		all.Top = 4
		r := sure(w.Robustness(w.ctx, w.manager, all))(t)
		for i, n := range r.Needs {
			if n.Reference != w.needs[4].Reference {
				if n.Incomplete != "" || n.Word != models.Certain || n.PriorityMost != n.Priority {
					t.Errorf("scored in full: %+v", n)
				}
				continue
			}
			if i == 0 || n.TopShare != 100_00 || n.Word != models.Likely || n.Incomplete != "incomplete, 1 of 2" ||
				n.PriorityMost != 100_00 || n.RankLow != 1 || n.RankHigh != 4 {
				t.Errorf("at %d: %+v", i, n)
			}
		}
		if want := " Not scored in full: " + w.needs[4].Reference + "."; !strings.HasSuffix(r.Verdict, want) {
			t.Errorf("the verdict is %q", r.Verdict)
		}
		in := models.RankingInput{MissionID: w.missionKAZ.ID, Title: "Ranking", HeldOn: "2022-01-09", Participants: []string{"A ministry"}}
		_, err := w.Rankings.Create(w.ctx, w.manager, in)
		refuses(t, "an incomplete ranking", err, models.Invalid, "/incomplete_reason")
		in.IncompleteReason = "The costs are not known before May."
		kept := sure(w.Rankings.Create(w.ctx, w.manager, in))(t)
		if read := sure(w.Rankings.Get(w.ctx, w.nationalKAZ, kept.ID))(t); read.IncompleteReason != in.IncompleteReason ||
			!strings.Contains(string(read.Content), "incomplete, 1 of 2") || !strings.Contains(string(read.Content), in.IncompleteReason) {
			t.Errorf("the State reads %+v", read)
		}
		in.Statuses = []models.NeedStatus{models.NeedReferred, models.NeedInDelivery}
		if kept = sure(w.Rankings.Create(w.ctx, w.manager, in))(t); strings.Contains(string(kept.Content), w.needs[3].Reference) {
			t.Errorf("an agreed need stands in a ranking of others: %s", kept.Content)
		}
	})
}

// TestWhoHasNotScored tells by name, and where assessors disagree.
func TestWhoHasNotScored(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		scheme := w.scored()
		w.score(w.admin, 1, scheme, "cost", 4)
		got := sure(w.Scoring(w.ctx, w.nationalKAZ, w.missionKAZ.ID, ""))(t)
		if len(got.Assessors) != 2 || len(got.Disagreements) != 1 || got.Disagreements[0].Code != "cost" ||
			got.Disagreements[0].Spread != 2 ||
			*got.Disagreements[0].Mean != 3_00 {
			t.Errorf("%+v", got)
		}
		for _, a := range got.Assessors {
			if want := map[models.ID]int{w.manager.UserID: 6, w.admin.UserID: 2}[a.UserID]; a.Scored != want ||
				a.Scored+a.Missing != 2*len(got.Needs) ||
				a.Asked {
				t.Errorf("%+v", a)
			}
		}
		_, err := w.AskAssessors(w.ctx, w.manager, w.missionKAZ.ID, models.AssessorsInput{UserIDs: []models.ID{w.partner1.UserID}})
		refused(t, err, models.Invalid, "a partner is asked to score")
		asked := sure(w.AskAssessors(w.ctx, w.manager, w.missionKAZ.ID, models.AssessorsInput{UserIDs: []models.ID{w.admin.UserID}}))(t)
		if at := slices.IndexFunc(asked.Assessors,
			func(a models.Assessor) bool { return a.Asked }); asked.Assessors[at].UserID != w.admin.UserID {
			t.Errorf("%+v", asked.Assessors)
		}
	})
}

// TestSpending: among the open needs with a gap the best set, robust or not, and the others by name with the reason.
func TestSpending(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.scored()
		all := sure(w.Spending(w.ctx, w.nationalKAZ, plainTry, usd("100000000.00")))(t)
		if all.Method != "exact" || len(all.Needs)+len(all.Excluded) == 0 || all.DrawsExact != 500 {
			t.Errorf("%+v", all)
		}
		sum := int64(0)
		for _, n := range all.Needs {
			if sum += n.Gap.Minor; !n.Chosen || !n.Robust || n.Share != 100_00 || n.Gap.Minor <= 0 {
				t.Errorf("with money for all: %+v", n)
			}
		}
		if all.Spent != models.USD(sum) || all.Left != models.USD(100_000_000_00-sum) {
			t.Errorf("%d are spent: %+v", sum, all)
		}
		if got := sure(w.Spending(w.ctx, w.manager, plainTry, usd("0.00")))(t); got.Spent.Minor != 0 || got.Priority != 0 {
			t.Errorf("without money %+v", got)
		}
		_, err := w.Spending(w.ctx, w.manager, plainTry, money("1.00", "CHF"))
		refused(t, err, models.Invalid, "a currency without a rate")
		_, err = w.Spending(w.ctx, w.partner1, plainTry, usd("1.00"))
		refused(t, err, models.Forbidden, "a partner's simulation")
	})
}

// TestWorkGoesOn: each piece is kept with the note of it, so that another server goes on where one ended.
func TestWorkGoesOn(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		scheme := w.scored()
		w.score(w.manager, 5, scheme, "urgency", 3) // of another mission
		// As if the weights had changed, and the ranking were still to do.
		var work *models.Work
		if err := s.Update(w.ctx, engine.System(), func(tx *store.Tx) (err error) {
			superseded, err := store.AddWork(tx, "rank", scheme.ID, 4)
			if err != nil {
				return err
			}
			if work, err = store.AddWork(tx, "rank", scheme.ID, 4); err != nil {
				return err
			}
			_, err = store.Works.Get(tx, superseded.ID)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		pieces, err := w.DoWork(w.ctx)
		if done := sure(w.Works.Get(w.ctx, w.manager, work.ID))(t); err != nil || pieces != 2 || done.State != "done" || done.Done != 4 ||
			done.Total != 4 ||
			done.FinishedAt == nil {
			t.Errorf("%d pieces (%v): %+v", pieces, err, done)
		}
		if again, err := w.DoWork(w.ctx); err != nil || again != 0 {
			t.Errorf("then %d pieces more (%v)", again, err)
		}
		if got := w.priorities(); got != [4]models.Score{0, 82_50, 70_00, 60_00} {
			t.Errorf("the priorities are %v", got)
		}
	})
}

// TestAssessorsAtOnce: of two who score the same need at the same moment both count.
func TestAssessorsAtOnce(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		scheme := w.scheme()
		for i := 1; i <= 4; i++ {
			var both sync.WaitGroup
			for by, value := range map[*models.Actor]int{&w.manager: 5, &w.admin: 2} {
				both.Go(func() {
					if _, err := w.Scores.Create(w.ctx, *by, models.ScoreInput{NeedID: w.needs[i].ID, CriterionID: scheme.Criteria[0].ID,
						Value: value, Reason: "Fiction"}); err != nil {
						t.Error(err)
					}
				})
			}
			both.Wait()
			if got := sure(w.Needs.Get(w.ctx, w.manager, w.needs[i].ID))(t).Priority; got == nil || *got != 37_50 {
				t.Errorf("need %d has the priority %v", i, got)
			}
		}
	})
}

// Needs are always ranked by a scheme: the current one is succeeded, never given up.
func TestOneSchemeStaysCurrent(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		first := w.scored()
		current := func(on bool) func(*models.SchemeInput) error {
			return func(in *models.SchemeInput) error { in.Current = on; return nil }
		}
		first = sure(w.Schemes.Get(w.ctx, w.manager, first.ID))(t)
		_, err := w.Schemes.Patch(w.ctx, w.manager, first.ID, first.Version, current(false))
		if models.CodeOf(err) != models.Invalid {
			t.Errorf("the current scheme is given up: %v", err)
		}
		next := sure(w.NewEdition(w.ctx, w.manager, first.ID, models.EditionInput{Current: true,
			Weights: []models.WeightInput{{Code: "urgency", Weight: 20_00}}}))(t)
		if was := sure(w.Schemes.Get(w.ctx, w.manager, first.ID))(t); was.Current || !next.Current {
			t.Errorf("current are %v and %v", was.Current, next.Current)
		}
	})
}
