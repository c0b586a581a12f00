package chain

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"gorm.io/gorm"

	"qadam/models"
)

// Verify walks along every lane of the log and gives the first link of each that does not hold, and which months of reads were dropped.
// It holds one entry at a time in memory, and the heads that were seen. against, where it is not nil, are heads that were kept
// elsewhere: what was cut off or written anew since does not fit them.
func Verify(db *gorm.DB, against *models.Heads) (models.Verification, error) {
	w := &walk{db: db, heads: map[int]laneHead{}, seen: map[place][]sight{}, dropped: map[int]models.Head{}}
	for _, step := range []func() error{w.readHeads, w.checkpoints} {
		if err := step(); err != nil {
			return w.proof, err
		}
	}
	if against != nil {
		w.see(against.Lanes, "kept head", "the heads that were kept on "+against.At.UTC().Format("2006-01-02T15:04:05.000000Z07:00"))
	}
	if err := w.lanes(); err != nil {
		return w.proof, err
	}
	slices.SortFunc(w.proof.Breaks, func(a, b models.Break) int { return a.Lane - b.Lane })
	return w.proof, nil
}

// walk is a verification that is under way.
type walk struct {
	db      *gorm.DB
	proof   models.Verification
	lane    int                 // that is being walked; 0 before the first
	at      models.Head         // the last entry that held
	heads   map[int]laneHead    // of the lanes that are not walked to their end yet
	seen    map[place][]sight   // what checkpoints and kept heads saw, and the walk has not come to yet
	dropped map[int]models.Head // the closing heads that entries of the log name
}

// laneHead is where a lane ends.
type laneHead struct {
	models.Head
	Part      string
	DroppedAt *time.Time
}

// place is where an entry stands, and sight the hash that something saw there.
type (
	place struct {
		lane int
		seq  int64
	}
	sight struct{ hash, what, by string }
)

// broken notes the first break of a lane.
func (w *walk) broken(b models.Break) {
	if !w.isBroken(b.Lane) {
		w.proof.Breaks = append(w.proof.Breaks, b)
	}
}

func (w *walk) isBroken(lane int) bool {
	return slices.ContainsFunc(w.proof.Breaks, func(b models.Break) bool { return b.Lane == lane })
}

// readHeads reads where the lanes end.
func (w *walk) readHeads() error {
	var heads []laneHead
	err := w.db.Raw("SELECT lane, seq, hash, part, dropped_at FROM chain_heads ORDER BY part, lane").Scan(&heads).Error
	for _, h := range heads {
		w.heads[h.Lane] = h
		if h.DroppedAt == nil {
			continue
		}
		last := len(w.proof.Dropped) - 1
		if last < 0 || w.proof.Dropped[last].Part != h.Part {
			w.proof.Dropped = append(w.proof.Dropped, models.DroppedReads{Part: h.Part, At: h.DroppedAt.UTC()})
			last++
		}
		w.proof.Dropped[last].Lanes = append(w.proof.Dropped[last].Lanes, h.Head)
	}
	return err
}

// lanes proves that each lane is whole from its start to its head.
func (w *walk) lanes() error {
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
		switch {
		case h.DroppedAt != nil:
			w.wasDropped(h)
		case h.Seq != 0:
			w.broken(models.Break{Lane: lane, Seq: 1, What: "head", Why: fmt.Sprintf("the lane's head says that it has %d entries; "+
				"there is none", h.Seq)})
		}
	}
	unseen := slices.SortedFunc(maps.Keys(w.seen), func(a, b place) int { return cmp.Or(a.lane-b.lane, cmp.Compare(a.seq, b.seq)) })
	for _, at := range unseen {
		w.missed(at, w.seen[at][0])
	}
	return nil
}

// wasDropped proves that an entry of the log tells of a lane that was dropped, and where it ended, and that the lane ended where it was
// seen to.
func (w *walk) wasDropped(h laneHead) {
	if h.Part == "" || w.dropped[h.Lane] != h.Head {
		w.broken(models.Break{Lane: h.Lane, Seq: h.Seq, What: "dropped", Why: "the lane is marked as dropped, and no entry of the log " +
			"tells of that and of its closing hash"})
	}
	w.met(place{h.Lane, h.Seq}, h.Hash)
	for at := range w.seen {
		if at.lane == h.Lane && at.seq < h.Seq {
			delete(w.seen, at) // what it saw is gone, and rightly
		}
	}
}

// link proves one entry: that it is the next one of its lane, leans on the one before, and is what was sealed.
func (w *walk) link(c *models.Change) {
	if w.heads[c.Lane].DroppedAt != nil {
		return // it is still to be cleared
	}
	w.proof.Entries++
	if c.Lane != w.lane {
		w.end()
		w.lane, w.at = c.Lane, models.Head{Lane: c.Lane, Hash: models.LogStart(c.Lane)}
		w.proof.Lanes++
	}
	at := place{c.Lane, c.Seq}
	if w.isBroken(c.Lane) {
		delete(w.seen, at)
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
	w.met(at, c.Hash)
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

// checkpoints reads where each checkpoint saw the lanes, and which lanes were dropped.
func (w *walk) checkpoints() error {
	for last := models.NilID; ; {
		var found []models.Change
		err := w.db.Raw("SELECT id, action, lane, seq, after FROM changes WHERE kind = ? AND id > ? ORDER BY id LIMIT 100",
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
			w.see(heads.Lanes, "checkpoint", fmt.Sprintf("the checkpoint %d of lane %d", c.Seq, c.Lane))
			for _, h := range heads.Lanes {
				if c.Action == models.ActionDrop && slices.Contains(heads.Dropped, h.Lane) {
					w.dropped[h.Lane] = h
				}
			}
		}
	}
}

// see notes heads that were seen, for the walk to come by.
func (w *walk) see(heads []models.Head, what, by string) {
	for _, h := range heads {
		at := place{h.Lane, h.Seq}
		if !slices.ContainsFunc(w.seen[at], func(s sight) bool { return s.hash == h.Hash }) {
			w.seen[at] = append(w.seen[at], sight{h.Hash, what, by})
		}
	}
}

// met holds an entry, or the closing hash of a lane that was dropped, against what was seen there.
func (w *walk) met(at place, hash string) {
	for _, s := range w.seen[at] {
		if s.hash != hash {
			w.missed(at, s)
		}
	}
	delete(w.seen, at)
}

// missed notes that what was seen is not there.
func (w *walk) missed(at place, s sight) {
	w.broken(models.Break{Lane: at.lane, Seq: at.seq, What: s.what, Why: "the entry that " + s.by + " saw here is gone, or is another one"})
}
