// Package priority ranks needs: schemes, scores, robustness, rankings that are agreed with the State, and simulated spending.
package priority

import (
	"qadam/app/engine"
	"qadam/models"
)

// Priorities is the use cases of the package.
type Priorities struct {
	*engine.Engine

	Schemes  engine.Resource[models.Scheme, models.SchemeInput]
	Scores   engine.Resource[models.CriterionScore, models.ScoreInput]
	Rankings engine.Resource[models.Ranking, models.RankingInput]
	Works    engine.Resource[models.Work, engine.None]
}

// New makes the use cases over the engine and the packages that they use.
func New(e *engine.Engine) *Priorities {
	a := &Priorities{Engine: e}
	a.Schemes = a.schemes()
	a.Scores = a.scores()
	a.Rankings = a.rankings()
	a.Works = a.works()
	return a
}
