package register

import (
	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// themes makes the use cases of themes.
func (a *Register) themes() engine.Resource[models.Theme, models.ThemeInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.Theme, models.ThemeInput]{Noun: store.Themes,
		Input:   func(t *models.Theme) *models.ThemeInput { return &t.ThemeInput },
		Prepare: engine.FixedCode(func(t *models.Theme) string { return t.Code })})
}
