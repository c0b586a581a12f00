package chain

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"qadam/app/store/batch"
	"qadam/models"
)

// Verify walks along every lane of the log and gives the first link of each that does not hold. It holds one entry at a
// time in memory. against, where it is not nil, are heads that were kept elsewhere: what was cut off or written anew since
// does not fit them.
func Verify(db *gorm.DB, against *models.Heads) (models.Verification, error) {
	w := &walk{db: db}
	if err := w.lanes(); err != nil {
		return w.proof, err
	}
	if err := w.checkpoints(); err != nil {
		return w.proof, err
	}
	if against != nil {
		if err := w.holds(against.Lanes, "kept head", "the heads that were kept on "+
			against.At.UTC().Format("2006-01-02T15:04:05.000000Z07:00")); err != nil {
			return w.proof, err
		}
	}
	slices.SortFunc(w.proof.Breaks, func(a, b models.Break) int { return a.Lane - b.Lane })
	return w.proof, nil
}

// walk is a verification that is under way.
type walk struct {
	db    *gorm.DB
	proof models.Verification
	lane  int                 // that is being walked; 0 before the first
	at    models.Head         // the last entry that held
	heads map[int]models.Head // of the lanes that are not walked to their end yet
}

// broken notes the first break of a lane.
func (w *walk) broken(b models.Break) {
	if !w.isBroken(b.Lane) {
		w.proof.Breaks = append(w.proof.Breaks, b)
	}
}

func (w *walk) isBroken(lane int) bool {
	return slices.ContainsFunc(w.proof.Breaks, func(b models.Break) bool { return b.Lane == lane })
}

// lanes proves that each lane is whole from its start to its head.
func (w *walk) lanes() error {
	var heads []models.Head
	if err := w.db.Raw("SELECT lane, seq, hash FROM chain_heads").Scan(&heads).Error; err != nil {
		return err
	}
	w.heads = map[int]models.Head{}
	for _, h := range heads {
		w.heads[h.Lane] = h
	}
	err := Each(w.db, func(c *models.Change) error { w.link(c); return nil })
	var unreadable *unreadableEntry
	if errors.As(err, &unreadable) { // where it stands cannot be known: behind the last one that could be read
		w.broken(models.Break{Lane: max(w.lane, 1), Seq: w.at.Seq + 1, What: "content", Why: "the entry cannot be read, nor what comes " +
			"after it: " + unreadable.Error()})
		return nil
	}
	if err != nil {
		return err
	}
	w.end()
	for lane, h := range w.heads { // those that have no entry
		if h.Seq != 0 {
			w.broken(models.Break{Lane: lane, Seq: 1, What: "head", Why: fmt.Sprintf("the lane's head says that it has %d entries; "+
				"there is none", h.Seq)})
		}
	}
	return nil
}

// link proves one entry: that it is the next one of its lane, leans on the one before, and is what was sealed.
func (w *walk) link(c *models.Change) {
	w.proof.Entries++
	if c.Lane != w.lane {
		w.end()
		w.lane, w.at = c.Lane, models.Head{Lane: c.Lane, Hash: models.LogStart(c.Lane)}
		w.proof.Lanes++
	}
	if w.isBroken(c.Lane) {
		return
	}
	fault := func(seq int64, what, format string, args ...any) {
		w.broken(models.Break{Lane: c.Lane, Seq: seq, ID: c.ID, What: what, Why: fmt.Sprintf(format, args...)})
	}
	switch next := w.at.Seq + 1; {
	case c.Seq > next:
		w.broken(models.Break{Lane: c.Lane, Seq: next, What: "gap", Why: fmt.Sprintf("the entries %d to %d are missing; the next one is %s",
			next, c.Seq-1, c.ID)})
	case c.Seq < next:
		fault(c.Seq, "gap", "there are two entries with this number")
	case c.Digest() != c.Hash:
		fault(c.Seq, "content", "the entry is not what was sealed: a column was changed, or it was put in another's place")
	case c.PrevHash != w.at.Hash:
		fault(c.Seq, "link", "the entry does not lean on the one before it, which was replaced")
	}
	w.at = models.Head{Lane: c.Lane, Seq: c.Seq, Hash: c.Hash}
}

// end proves that the lane that was walked ends where its head says.
func (w *walk) end() {
	if w.lane == 0 {
		return
	}
	head, known := w.heads[w.lane]
	delete(w.heads, w.lane)
	at := models.Break{Lane: w.lane, Seq: w.at.Seq, What: "head"}
	switch {
	case w.isBroken(w.lane):
	case !known:
		at.Why = "the lane has no head"
	case head.Seq > w.at.Seq:
		at.Seq, at.Why = w.at.Seq+1, fmt.Sprintf("the lane's head says that it has %d entries; it ends with %d", head.Seq, w.at.Seq)
	case head.Seq < w.at.Seq:
		at.Seq, at.Why = head.Seq+1,
			fmt.Sprintf("the lane goes on to %d behind its head, %d: entries were put in, or the head was set back", w.at.Seq, head.Seq)
	case head.Hash != w.at.Hash:
		at.Why = "the lane's head has another hash than its last entry"
	}
	if at.Why != "" {
		w.broken(at)
	}
}

// checkpoints proves that the lanes still pass through where each checkpoint saw them.
func (w *walk) checkpoints() error {
	for last := models.NilID; ; {
		var found []models.Change
		err := w.db.Raw("SELECT id, lane, seq, after FROM changes WHERE kind = ? AND id > ? ORDER BY id LIMIT 100",
			models.LogCheckpoint, last).Scan(&found).Error
		if err != nil || len(found) == 0 {
			return err
		}
		for _, c := range found {
			last = c.ID
			w.proof.Checkpoints++
			var heads models.Heads
			if err := json.Unmarshal([]byte(c.After), &heads); err != nil {
				w.broken(models.Break{Lane: c.Lane, Seq: c.Seq, ID: c.ID, What: "checkpoint", Why: "the checkpoint cannot be read"})
				continue
			}
			if err := w.holds(heads.Lanes, "checkpoint", fmt.Sprintf("the checkpoint %d of lane %d", c.Seq, c.Lane)); err != nil {
				return err
			}
		}
	}
}

// holds proves that the lanes pass through heads that were seen before.
func (w *walk) holds(seen []models.Head, what, by string) error {
	if len(seen) == 0 {
		return nil
	}
	args := make([]any, 0, 2*len(seen))
	for _, h := range seen {
		args = append(args, h.Lane, h.Seq)
	}
	var found []models.Head
	if err := w.db.Raw("SELECT lane, seq, hash FROM changes WHERE (lane, seq) IN ("+batch.Tuples(len(seen), 2)+")",
		args...).Scan(&found).Error; err != nil {
		return err
	}
	now := make(map[int]string, len(found))
	for _, h := range found {
		now[h.Lane] = h.Hash
	}
	for _, h := range seen {
		if now[h.Lane] != h.Hash {
			w.broken(models.Break{Lane: h.Lane, Seq: h.Seq, What: what, Why: "the entry that " + by +
				" saw here is gone, or is another one"})
		}
	}
	return nil
}
