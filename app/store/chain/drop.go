package chain

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"qadam/app/store/batch"
	"qadam/models"
)

// ErrNotKept says that the closing heads of a month of reads were not given out yet, to be kept elsewhere.
var ErrNotKept = errors.New("its closing heads are kept nowhere else: run qadam audit head, and keep what it prints")

// Given gives the entry that keeps which heads were given out, to be kept elsewhere.
func Given(heads models.Heads) (models.Change, error) { return headsEntry(models.ActionHeads, heads) }

func headsEntry(action string, heads models.Heads) (models.Change, error) {
	text, err := json.Marshal(heads)
	return models.Change{Action: action, SubjectType: "audit", After: models.RawJSON(text)}, err
}

// Drop drops the oldest month of reads that was over before an instant, and gives it with the entry that tells of it; "" where there
// is none, and ErrNotKept where its closing heads were not given out since it was over. What remains is proved by Verify; the lanes'
// heads stay. Where a table has no parts, Clear takes the rows away afterwards.
func (l *Log) Drop(db *gorm.DB, before, now time.Time) (part string, entry models.Change, err error) {
	var lanes []laneHead
	err = db.Raw("SELECT lane, seq, hash, part FROM chain_heads WHERE part <> '' AND part < ? AND dropped_at IS NULL ORDER BY part, lane"+
		l.sql.LockRow, partOf(before)).Scan(&lanes).Error
	if err != nil || len(lanes) == 0 {
		return "", entry, err
	}
	part = lanes[0].Part
	lanes = lanes[:slices.IndexFunc(append(slices.Clone(lanes), laneHead{}), func(h laneHead) bool { return h.Part != part })]
	heads, err := Heads(db, now)
	if err != nil {
		return part, entry, err
	}
	given, err := lastGiven(db)
	if err != nil {
		return part, entry, err
	}
	for _, h := range lanes {
		if !slices.Contains(given.Lanes, h.Head) {
			return part, entry, fmt.Errorf("the reads of %s: %w", part, ErrNotKept)
		}
		heads.Dropped = append(heads.Dropped, h.Lane)
	}
	if err := db.Exec("UPDATE chain_heads SET dropped_at = ? WHERE lane IN ?", now, heads.Dropped).Error; err != nil {
		return part, entry, err
	}
	for _, statement := range l.sql.DropPart {
		if err := db.Exec(strings.ReplaceAll(statement, "PART", strings.ReplaceAll(part, "-", "_"))).Error; err != nil {
			return part, entry, err
		}
	}
	entry, err = headsEntry(models.ActionDrop, heads)
	return part, entry, err
}

// lastGiven gives the heads that were given out last.
func lastGiven(db *gorm.DB) (heads models.Heads, err error) {
	var last []models.Change
	err = db.Raw("SELECT after FROM changes WHERE kind = ? AND action = ? ORDER BY id DESC LIMIT 1", models.LogCheckpoint,
		models.ActionHeads).Scan(&last).Error
	if err == nil && len(last) > 0 {
		err = json.Unmarshal([]byte(last[0].After), &heads)
	}
	return heads, err
}

// Clear takes away some of the reads whose lanes were dropped, and gives how many they were.
func Clear(db *gorm.DB, some int) (int, error) {
	var reads []models.Change
	err := db.Raw("SELECT id, subject_id, after AS packed FROM reads "+
		"WHERE lane IN (SELECT lane FROM chain_heads WHERE dropped_at IS NOT NULL) LIMIT ?", some).Scan(&reads).Error
	if err != nil || len(reads) == 0 {
		return 0, err
	}
	ids := make([]models.ID, len(reads))
	for i := range reads {
		reads[i].Kind, ids[i] = models.LogRead, reads[i].ID
		if err := Unpack(&reads[i]); err != nil {
			return 0, err
		}
	}
	for pairs := range batch.Padded(named(reads)) {
		args := make([]any, 0, 2*len(pairs))
		for _, p := range pairs {
			args = append(args, BinaryID(p[0]), BinaryID(p[1]))
		}
		if err := db.Exec("DELETE FROM read_subjects WHERE (subject_id, read_id) IN (VALUES "+batch.Tuples(len(pairs), 2)+")",
			args...).Error; err != nil {
			return 0, err
		}
	}
	return len(reads), db.Exec("DELETE FROM reads WHERE id IN ?", ids).Error
}
