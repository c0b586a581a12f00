package app

import (
	"cmp"
	"context"

	"qadam/app/engine"
	"qadam/app/store"
)

const (
	// keepDays is for how long what is over is kept, unless a setting says otherwise.
	keepDays = 365
	// clearedAtOnce is how many rows one transaction clears: others wait for it on SQLite.
	clearedAtOnce = 500
)

// DropReads drops the months of reads whose keeping time is over, and gives how many.
func (a *App) DropReads(ctx context.Context) (int, error) {
	if a.options.KeepReadsDays == 0 {
		return 0, nil
	}
	return a.Engine.DropReads(ctx, a.Store().Now().AddDate(0, 0, -a.options.KeepReadsDays))
}

// ClearOld clears, piece by piece, what its keeping time has ended for: the bodies of sent mails, deliveries to webhooks, update links
// and work. It gives how many rows it cleared.
func (a *App) ClearOld(ctx context.Context) (all int, err error) {
	for kind := range store.Clearings {
		for n := clearedAtOnce; n == clearedAtOnce; all += n {
			err := a.Store().Update(ctx, engine.System(), func(tx *store.Tx) (err error) {
				n, err = store.ClearBefore(tx, kind, tx.Now().AddDate(0, 0, -cmp.Or(a.options.KeepDays, keepDays)), clearedAtOnce)
				return err
			})
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				return all, err
			}
		}
	}
	return all, nil
}
