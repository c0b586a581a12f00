package store

import (
	"encoding/json"

	"qadam/models"
)

// Heads gives where all lanes end.
func Heads(tx *Tx) (models.Heads, error) {
	lanes, err := rows[models.Head](tx, "SELECT lane, seq, hash FROM chain_heads WHERE seq > 0 ORDER BY lane")
	return models.Heads{At: tx.now, Lanes: lanes}, err
}

// Checkpoint writes where all lanes end into the log itself, so that a lane cannot be cut without the others. Where nothing
// was written since the last checkpoint, it writes nothing.
func Checkpoint(tx *Tx) error {
	heads, err := Heads(tx)
	if err != nil {
		return err
	}
	last, err := rows[models.Change](tx, "SELECT after FROM changes WHERE kind = 'checkpoint' ORDER BY id DESC LIMIT 1")
	if err != nil {
		return err
	}
	if len(last) > 0 {
		var before models.Heads
		if err := json.Unmarshal([]byte(last[0].After), &before); err != nil {
			return err
		}
		if entriesIn(heads) <= entriesIn(before)+1 { // the checkpoint itself
			return nil
		}
	}
	text, err := jsonText(heads)
	if err != nil {
		return err
	}
	return AddChange(tx, models.Change{Action: "audit.checkpoint", SubjectType: "audit", After: models.RawJSON(text)})
}

func entriesIn(h models.Heads) (n int64) {
	for _, l := range h.Lanes {
		n += l.Seq
	}
	return n
}
