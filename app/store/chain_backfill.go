package store

import (
	"context"

	"qadam/models"
)

// chainOld moves what was written before there was a chain into the log, in the order in which it was written: it cannot be
// proved what those rows were then, but from here on they stand. Of several servers that start at once one does it.
func (s *Store) chainOld(ctx context.Context) error {
	return s.update(ctx, models.Actor{Role: models.System}, func(tx *Tx) error {
		const some = 1000
		// The lane is the lock: who comes second finds nothing left.
		head, err := one[models.Head](tx, "SELECT lane, seq, hash FROM chain_heads WHERE lane = 1"+tx.dialect.lockRow)
		if err != nil {
			return err
		}
		if head.Seq == 0 {
			head.Hash = models.LogStart(head.Lane)
		}
		for last := beforeAll; ; {
			old, err := rows[models.Change](tx, "SELECT * FROM changes_unchained WHERE id > ? ORDER BY id LIMIT ?", last, some)
			if err != nil {
				return err
			}
			if len(old) == 0 {
				_, err := tx.exec("DELETE FROM changes_unchained")
				return err
			}
			for i := range old {
				old[i].Kind = models.LogKindOf(old[i].Action)
				head = old[i].Seal(head)
			}
			if err := tx.dialect.append(tx, head, old); err != nil {
				return err
			}
			last = old[len(old)-1].ID
		}
	})
}
