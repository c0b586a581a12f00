package chain

import (
	"strings"

	"gorm.io/gorm"

	"qadam/models"
)

// columns are those of an entry that is no read.
var columns = []string{"id", "created_at", "kind", "action", "actor_id", "actor_name", "actor_role", "organisation_id", "subject_type",
	"subject_id", "request_id", "reason", "before", "after", "lane", "seq", "prev_hash", "hash"}

// unreadableEntry is an entry of which a column holds what it never could.
type unreadableEntry struct{ error }

// Each hands every entry to fn, lane by lane, one at a time.
func Each(db *gorm.DB, fn func(*models.Change) error) error {
	rs, err := db.Raw("SELECT " + strings.Join(columns, ", ") + ", packed FROM log ORDER BY lane, seq").Rows()
	if err != nil {
		return err
	}
	defer rs.Close()
	for rs.Next() {
		var c models.Change
		if err := rs.Scan(&c.ID, &c.CreatedAt, &c.Kind, &c.Action, &c.ActorID, &c.ActorName, &c.ActorRole, &c.OrganisationID,
			&c.SubjectType, &c.SubjectID, &c.RequestID, &c.Reason, &c.Before, &c.After, &c.Lane, &c.Seq, &c.PrevHash, &c.Hash,
			&c.Packed); err != nil {
			return &unreadableEntry{err}
		}
		if err := Unpack(&c); err != nil {
			return &unreadableEntry{err}
		}
		if err := fn(&c); err != nil {
			return err
		}
	}
	return rs.Err()
}
