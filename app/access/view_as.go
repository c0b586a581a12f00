package access

import (
	"context"
	"strings"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// ViewAs lets a manager or an admin read as another reader: as a partner or a donor of an organisation ("donor:<id>"), or of a
// State's counterpart ("national:KAZ"). Only reads may follow; the log names the manager.
func (a *Access) ViewAs(ctx context.Context, actor models.Actor, as string) (models.Actor, error) {
	if !actor.SeesAll() {
		return models.Actor{}, models.Errorf(models.Forbidden, "Only managers and admins may view as somebody else. Leave out "+
			"Qadam-View-As.")
	}
	role, of, _ := strings.Cut(as, ":")
	eyes := models.Actor{Role: models.Role(role), Language: actor.Language, ViewedBy: actor.UserID, ViewedByName: actor.Name}
	err := a.Store().View(ctx, actor, func(tx *store.Tx) error {
		switch eyes.Role {
		case models.Partner, models.Donor:
			id, err := models.ParseID(of)
			if err != nil {
				return err
			}
			org, err := store.Organisations.Get(tx, id)
			if err != nil {
				return err
			}
			eyes.OrganisationID, eyes.Name = id, org.Name
			return nil
		case models.National:
			eyes.CountryCode, eyes.Name = of, of
			return engine.CheckCountry(tx, "", of)
		}
		return models.NotFoundError()
	})
	if models.CodeOf(err) == models.Unavailable {
		return models.Actor{}, err
	}
	if err != nil {
		return models.Actor{}, models.Errorf(
			models.Forbidden,
			"Nobody can be viewed as %q. Send partner:<organisation id>, donor:<organisation id> or national:<country code>.",
			as,
		)
	}
	return eyes, nil
}
