package engine

import (
	"context"

	"qadam/app/store"
	"qadam/models"
)

// Bulk takes many rows with their ids, versions and times. No rule is checked but the database's own, and no row is logged by
// itself, so it is for benchmarks only.
type Bulk struct {
	load   *store.BulkLoad
	counts map[string]int
}

// LoadBulk fills an installation that holds nothing but reference data, in one transaction, and then analyzes the database. Only
// the system may. The log has one entry for it.
func (a *Engine) LoadBulk(ctx context.Context, actor models.Actor, fill func(*Bulk) error) error {
	if err := Allow(actor, "bulk.load"); err != nil {
		return err
	}
	err := a.store.BulkLoad(ctx, actor, func(load *store.BulkLoad) error {
		holds, err := store.HasData(load.Tx)
		if err != nil {
			return err
		}
		if holds {
			return models.Errorf(models.Conflict, "This database holds more than reference data. Load into an empty one.")
		}
		b := &Bulk{load: load, counts: map[string]int{}}
		if err := fill(b); err != nil {
			return err
		}
		return Audit(ctx, load.Tx, "bulk.load", "bulk", "", nil, b.counts)
	})
	if err != nil {
		return err
	}
	return a.store.Analyze(ctx)
}

// Load adds rows of the noun, with their child rows, to a bulk. What they refer to has to be there already.
func (r *resource[T, I]) Load(b *Bulk, rows []*T) error {
	b.counts[r.Name()] += len(rows)
	return store.LoadInto(b.load, r.Kind.Noun, rows)
}

// Steps adds steps of objects' lives to a bulk.
func (b *Bulk) Steps(rows []*models.Step) error {
	b.counts["step"] += len(rows)
	return store.LoadInto(b.load, store.Steps, rows)
}
