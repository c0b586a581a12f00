package register

import (
	"context"
	"strings"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// contacts makes the use cases of contacts.
func (a *Register) contacts() engine.Resource[models.Contact, models.ContactInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.Contact, models.ContactInput]{Noun: store.Contacts,
		Input: func(c *models.Contact) *models.ContactInput { return &c.ContactInput }, Prepare: prepareContact,
		After: func(_ context.Context, tx *store.Tx, _, c *models.Contact) error {
			return store.AssignMailbox(tx, c.Email)
		}})
}

func prepareContact(tx *store.Tx, _, c *models.Contact) error {
	c.Email = strings.ToLower(c.Email)
	return engine.CheckOwnOrganisation(tx, "/organisation_id", c.OrganisationID)
}
