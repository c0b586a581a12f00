package chain

import (
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"qadam/models"
)

// Heads gives where all lanes end.
func Heads(db *gorm.DB, now time.Time) (models.Heads, error) {
	heads := models.Heads{At: now, Lanes: []models.Head{}}
	err := db.Raw("SELECT lane, seq, hash FROM chain_heads WHERE seq > 0 ORDER BY lane").Scan(&heads.Lanes).Error
	return heads, err
}

// Checkpoint gives the entry that keeps where all lanes end now; nil where nothing was written since the last checkpoint.
func Checkpoint(db *gorm.DB, now time.Time) (*models.Change, error) {
	heads, err := Heads(db, now)
	if err != nil {
		return nil, err
	}
	var last []models.Change
	newest := db.Raw("SELECT after FROM changes WHERE kind = ? ORDER BY id DESC LIMIT 1", models.LogCheckpoint)
	if err := newest.Scan(&last).Error; err != nil {
		return nil, err
	}
	if len(last) > 0 {
		var before models.Heads
		if err := json.Unmarshal([]byte(last[0].After), &before); err != nil {
			return nil, err
		}
		if entriesIn(heads) <= entriesIn(before)+1 { // the checkpoint itself
			return nil, nil
		}
	}
	entry, err := headsEntry(models.ActionCheckpoint, heads)
	return &entry, err
}

func entriesIn(h models.Heads) (n int64) {
	for _, l := range h.Lanes {
		n += l.Seq
	}
	return n
}
