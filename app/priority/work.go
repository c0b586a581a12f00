package priority

import (
	"context"
	"fmt"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// workRank ranks the scored needs of all missions anew, after another scheme came into use.
const workRank = "rank"

// workAttempts is how often a piece of work is tried before the work is given up.
const workAttempts = 5

// works makes the use cases of works.
func (a *Priorities) works() engine.Resource[models.Work, engine.None] {
	return engine.NewResource(a.Engine, engine.Kind[models.Work, engine.None]{Noun: store.Works})
}

// DoWork goes on with the work that waits, piece by piece, and gives how many pieces it did. Each piece and the note of how far
// the work has come are one transaction, so that any server can go on and none is left out.
func (a *Priorities) DoWork(ctx context.Context) (pieces int, err error) {
	for ctx.Err() == nil {
		did, err := a.doPiece(ctx)
		if err != nil || !did {
			return pieces, err
		}
		pieces++
	}
	return pieces, nil
}

// doPiece does the next piece of the oldest work; false when there is none.
func (a *Priorities) doPiece(ctx context.Context) (did bool, err error) {
	var failed models.ID
	err = a.Store().Update(ctx, engine.System(), func(tx *store.Tx) error {
		w, err := store.OpenWork(tx)
		if err != nil || w == nil {
			return err
		}
		failed, did = w.ID, true
		if w.Kind != workRank {
			return fmt.Errorf("there is no work of the kind %s", w.Kind)
		}
		w.State = models.WorkRunning
		if err := rankNextMission(tx, w); err != nil {
			return err
		}
		return store.UpdateWork(tx, w)
	})
	if err == nil || failed == "" {
		return did, err
	}
	return false, a.failPiece(ctx, failed, err)
}

// failPiece notes that a piece failed. It is tried again at the next turn, and given up after some; the cause is logged, too.
func (a *Priorities) failPiece(ctx context.Context, id models.ID, cause error) error {
	err := a.Store().Update(ctx, engine.System(), func(tx *store.Tx) error {
		w, err := store.Works.Lock(tx, id)
		if err != nil {
			return err
		}
		if w.Attempts++; w.Attempts >= workAttempts {
			w.State = models.WorkFailed
		}
		w.Error = string(models.CodeOf(cause))
		return store.UpdateWork(tx, w)
	})
	if err != nil {
		return err
	}
	return cause
}

// rankNextMission ranks the needs of one mission and goes on to the next; after the last one the work is done.
func rankNextMission(tx *store.Tx, w *models.Work) error {
	missions, err := store.MissionsToRank(tx, models.ID(w.Place))
	if err != nil {
		return err
	}
	if len(missions) > 0 {
		if _, err := store.RankNeeds(tx, store.RankScope{Mission: missions[0].MissionID}); err != nil {
			return err
		}
		w.Place, w.Done = string(missions[0].MissionID), w.Done+missions[0].N
	}
	if len(missions) <= 1 {
		w.State, w.Total = models.WorkDone, w.Done // needs were scored or added meanwhile
	}
	return nil
}
