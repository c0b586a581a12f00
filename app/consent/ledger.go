// Package consent holds the consent ledger, requests with their silence procedures, previews, and releases.
package consent

import (
	"qadam/app/engine"
	"qadam/models"
)

// Ledger is the use cases of the package.
type Ledger struct {
	*engine.Engine

	Consents        engine.Resource[models.Consent, models.ConsentInput]
	ConsentRequests engine.Resource[models.ConsentRequest, models.ConsentRequestInput]
}

// New makes the use cases over the engine and the packages that they use.
func New(e *engine.Engine) *Ledger {
	a := &Ledger{Engine: e}
	a.Consents = a.consents()
	a.ConsentRequests = a.consentRequests()
	return a
}
