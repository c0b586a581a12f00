package access

import (
	"context"
	"slices"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// DemoPeople are those as whom everybody at a demo's own machine may enter; none at any other installation.
func (a *Access) DemoPeople(ctx context.Context) ([]models.User, error) {
	var people []models.User
	for _, email := range a.limits.Demo {
		u, err := a.Users.By(ctx, engine.System(), "email", email)
		if err != nil {
			return nil, err
		}
		people = append(people, *u)
	}
	return people, nil
}

// IsDemo tells a demo from every other installation.
func (a *Access) IsDemo() bool { return len(a.limits.Demo) > 0 }

// EnterDemo signs somebody of the demo in. Callers make sure that it is asked at the demo's own machine.
func (a *Access) EnterDemo(ctx context.Context, email string, v models.Visit) (*models.SignedIn, error) {
	if !slices.Contains(a.limits.Demo, email) {
		return nil, models.NotFoundError()
	}
	var done *models.SignedIn
	err := a.Store().Update(ctx, models.Actor{}, func(tx *store.Tx) error {
		u, err := store.Users.LockBy(tx.As(engine.System()), "email", email)
		if err == nil {
			done, err = a.beginSession(ctx, tx, u, models.SignInLink, v)
		}
		return err
	})
	return done, err
}
