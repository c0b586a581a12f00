package register

import (
	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// instruments makes the use cases of instruments.
func (a *Register) instruments() engine.Resource[models.Instrument, models.InstrumentInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.Instrument, models.InstrumentInput]{Noun: store.Instruments,
		Input: func(i *models.Instrument) *models.InstrumentInput { return &i.InstrumentInput }})
}
