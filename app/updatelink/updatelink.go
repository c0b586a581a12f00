// Package updatelink holds update links: the right to report once on one activity by an address in a mail, and the page behind
// it.
package updatelink

import (
	"qadam/app/engine"
	"qadam/app/outbox"
	"qadam/app/register"
	"qadam/models"
)

// Links is the use cases of the package.
type Links struct {
	*engine.Engine
	outbox   *outbox.Queue
	register *register.Register
	days     int

	UpdateLinks engine.Resource[models.UpdateLink, models.UpdateLinkInput]
}

// New makes the use cases over the engine and the packages that they use.
func New(e *engine.Engine, o *outbox.Queue, r *register.Register, days int) *Links {
	a := &Links{Engine: e, outbox: o, register: r, days: days}
	a.UpdateLinks = a.updateLinks()
	o.Register(outbox.Step{Fill: fillUpdateLinks})
	return a
}
