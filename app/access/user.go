package access

import (
	"context"
	"errors"
	"strings"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// users makes the use cases of users.
func (a *Access) users() engine.Resource[models.User, models.UserInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.User, models.UserInput]{Noun: store.Users,
		Input: func(u *models.User) *models.UserInput { return &u.UserInput }, Prepare: prepareUser, Adopt: adoptContact,
		After: func(ctx context.Context, tx *store.Tx, old, u *models.User) error {
			if old != nil && old.OrganisationID != u.OrganisationID {
				if err := store.EndDuty(tx, u.ID); err != nil {
					return err
				}
			}
			return errors.Join(endKeysOnChange(ctx, tx, old, u), store.AssignMailbox(tx, u.Email))
		}})
}

// adoptContact gives an account to who is a contact already, with this address at this organisation: it stays one record.
func adoptContact(tx *store.Tx, u *models.User) (*models.Base, error) {
	if u.OrganisationID == "" {
		return nil, nil
	}
	return store.ContactAt(tx, u.OrganisationID, u.Email)
}

// prepareUser requires an organisation for partners and donors, and a country for nationals.
func prepareUser(tx *store.Tx, old, u *models.User) error {
	u.Email = strings.ToLower(u.Email)
	if err := keepAnAdmin(tx, old, u); err != nil {
		return err
	}
	u.SharesAddress = old != nil && old.SharesAddress && u.Email == old.Email && u.OrganisationID == old.OrganisationID
	switch u.Role {
	case models.Partner, models.Donor:
		if u.OrganisationID == "" {
			return models.Fault("/organisation_id", "A %s needs an organisation.", u.Role)
		}
	case models.National:
		if u.CountryCode == "" {
			return models.Fault("/country_code", "A national counterpart needs a country.")
		}
	}
	if u.Role != models.National && u.CountryCode != "" {
		return models.Fault("/country_code", "Only a national counterpart has a country; leave it out.")
	}
	return store.Organisations.RequireVisible(tx, "/organisation_id", u.OrganisationID)
}

// keepAnAdmin refuses to close the last account by which the installation is administered, or to give it another role.
func keepAnAdmin(tx *store.Tx, old, u *models.User) error {
	if old == nil || !old.Active || old.Role != models.Admin || u.Active && u.Role == models.Admin {
		return nil
	}
	others, err := store.HoldOtherAdmins(tx, u.ID)
	if err != nil || others {
		return err
	}
	pointer := "/active"
	if u.Role != models.Admin {
		pointer = "/role"
	}
	return models.Fault(pointer, "%s is the last admin who can sign in. Make another one first.", old.Name)
}

// Me is who the actor is.
func (a *Access) Me(ctx context.Context, actor models.Actor) (*models.User, error) {
	if err := engine.Allow(actor, "me.get"); err != nil {
		return nil, err
	}
	if actor.ViewedBy != "" {
		return nil, models.Errorf(models.Forbidden, "You view as a %s of %s: that is nobody in particular.", actor.Role, actor.Name)
	}
	return engine.View(a.Engine, ctx, actor, func(tx *store.Tx) (*models.User, error) { return store.Users.Get(tx, actor.UserID) })
}
