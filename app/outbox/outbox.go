// Package outbox holds mails: the queue, its delivery, and bounces.
package outbox

import (
	"time"

	"qadam/app/engine"
	"qadam/app/mail"
	"qadam/models"
)

// Queue is the use cases of the package.
type Queue struct {
	*engine.Engine
	sender *mail.Sender
	lease  time.Duration
	mailed chan struct{}
	steps  []Step

	Outbox engine.Resource[models.OutboxMail, engine.None]
}

// New makes the use cases over the engine and the packages that they use.
func New(e *engine.Engine, sender *mail.Sender, lease time.Duration) *Queue {
	a := &Queue{Engine: e, sender: sender, lease: lease, mailed: make(chan struct{}, 1)}
	a.Outbox = a.outbox()
	return a
}
