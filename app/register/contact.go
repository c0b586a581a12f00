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

// prepareContact leaves who signs in to the admins: whoever changed the address of an account could sign in with it.
func prepareContact(tx *store.Tx, old, c *models.Contact) error {
	c.Email = strings.ToLower(c.Email)
	if old != nil && old.Account {
		for _, f := range []struct {
			pointer string
			changed bool
		}{{"/name", c.Name != old.Name}, {"/email", c.Email != old.Email}, {"/organisation_id", c.OrganisationID != old.OrganisationID},
			{"/active", c.Active != old.Active}} {
			if f.changed {
				return models.Fault(f.pointer, "This person signs in: an admin changes it, at /users/%s.", c.ID)
			}
		}
	}
	if old != nil && c.OrganisationID != old.OrganisationID && c.Duty == old.Duty {
		c.Duty = models.DutyOther // a duty is at an organisation
	}
	c.SharesAddress = old != nil && old.SharesAddress && c.Email == old.Email && c.OrganisationID == old.OrganisationID
	return engine.CheckOwnOrganisation(tx, "/organisation_id", c.OrganisationID)
}
