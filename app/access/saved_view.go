package access

import (
	"cmp"
	"context"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// maxSavedViews is how many a person may have.
const maxSavedViews = 200

// savedViews makes the use cases of saved views.
func (a *Access) savedViews() engine.Resource[models.SavedView, models.SavedViewInput] {
	return engine.NewResource(a.Engine, engine.Kind[models.SavedView, models.SavedViewInput]{Noun: store.SavedViews,
		Input: func(v *models.SavedView) *models.SavedViewInput { return &v.SavedViewInput }, Prepare: prepareSavedView})
}

// prepareSavedView gives a new view to its maker, who alone changes it; others use what is shared with them.
func prepareSavedView(tx *store.Tx, old, v *models.SavedView) error {
	v.Sharing = cmp.Or(v.Sharing, models.ViewPrivate)
	if old != nil {
		return ownView(tx, old)
	}
	if v.UserID = tx.Actor().UserID; v.UserID == "" {
		return models.Errorf(models.Forbidden, "A saved view belongs to a user.")
	}
	n, err := store.CountSavedViews(tx, v.UserID)
	if err == nil && n >= maxSavedViews {
		err = models.Errorf(models.Conflict, "You have %d saved views, which are the most. Remove one that you no longer need.", n)
	}
	return err
}

// ownView refuses changes of what a colleague shares.
func ownView(tx *store.Tx, v *models.SavedView) error {
	if a := tx.Actor(); v.UserID != a.UserID && a.Role != models.Admin && a.Role != models.System {
		return models.Errorf(models.Forbidden, "This view is a colleague's. Save it under a name of your own, and change that.")
	}
	return nil
}

// RemoveSavedView takes a saved view away.
func (a *Access) RemoveSavedView(ctx context.Context, actor models.Actor, id models.ID, version int) (*models.SavedView, error) {
	return remove(a, ctx, actor, a.SavedViews, store.SavedViews, id, version, ownView)
}
