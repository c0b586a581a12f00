// Package matching finds who can answer which need: offers, suggestions, coverage, gaps, overlaps and the load of institutions.
package matching

import (
	"qadam/app/engine"
	"qadam/app/outbox"
	"qadam/models"
)

// Matching is the use cases of the package.
type Matching struct {
	*engine.Engine
	outbox *outbox.Queue

	Offers   engine.Resource[models.Offer, models.OfferInput]
	Overlaps engine.Resource[models.Overlap, engine.None]
}

// New makes the use cases over the engine and the packages that they use.
func New(e *engine.Engine, o *outbox.Queue) *Matching {
	a := &Matching{Engine: e, outbox: o}
	a.Offers = a.offers()
	a.Overlaps = a.overlaps()
	return a
}
