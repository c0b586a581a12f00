package register

import (
	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// ratings makes the use cases of ratings.
func (a *Register) ratings() engine.Resource[models.Rating, models.RatingInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.Rating, models.RatingInput]{Noun: store.Ratings,
		Input:   func(r *models.Rating) *models.RatingInput { return &r.RatingInput },
		Prepare: engine.FixedCode(func(r *models.Rating) string { return r.Code })})
}
