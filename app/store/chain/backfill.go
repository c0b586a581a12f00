package chain

import (
	"gorm.io/gorm"

	"qadam/models"
)

// Backfill moves what was written before there was a chain into the log, in the order in which it was written: what those rows
// were before cannot be proved. Of several servers that start at once one does it.
func (l *Log) Backfill(db *gorm.DB) error {
	const some = 1000
	// The lane is the lock: the second server finds nothing left.
	var head models.Head
	if err := db.Raw("SELECT lane, seq, hash FROM chain_heads WHERE lane = 1"+l.sql.LockRow).Row().Scan(&head.Lane, &head.Seq,
		&head.Hash); err != nil {
		return err
	}
	if head.Seq == 0 {
		head.Hash = models.LogStart(head.Lane)
	}
	for last := models.NilID; ; {
		var old []models.Change
		if err := db.Raw("SELECT * FROM changes_unchained WHERE id > ? ORDER BY id LIMIT ?", last, some).Scan(&old).Error; err != nil {
			return err
		}
		if len(old) == 0 {
			return db.Exec("DELETE FROM changes_unchained").Error
		}
		for i := range old {
			old[i].Kind = models.LogKindOf(old[i].Action)
			head = old[i].Seal(head)
		}
		if err := l.write(db, head, old, ""); err != nil {
			return err
		}
		last = old[len(old)-1].ID
	}
}
