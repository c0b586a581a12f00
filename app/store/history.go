package store

import (
	"encoding/base64"
	"encoding/json"

	"qadam/models"
)

// Deeds gives a page of what happened to an item, and the cursor of the next one: the steps of its life, and, where written
// asks for it, the changes of what is written about it. Callers have seen to it that the actor may know.
func Deeds(tx *Tx, noun string, item models.ID, written bool, q models.ListQuery) (page []models.Deed, next string, err error) {
	sort, than, after := "created_at", ">", beforeAll
	switch q.Sort {
	case "", sort:
	case "-" + sort:
		sort, than, after = q.Sort, "<", "ffffffff-ffff-ffff-ffff-ffffffffffff"
	default:
		return nil, "", models.Fault("sort", "Sort by one of: created_at; put - before it for the other way round.")
	}
	if q.Cursor != "" {
		c, err := readCursor(q.Cursor, sort, false)
		if err != nil {
			return nil, "", err
		}
		after = c.ID
	}
	limit := min(max(q.Limit, 0), models.MaxLimit)
	if limit == 0 {
		limit = models.DefaultLimit
	}
	order := " ORDER BY id"
	if than == "<" {
		order += " DESC"
	}
	page, err = rows[models.Deed](tx, `SELECT id, created_at, actor_id, actor_name, 'step' AS action, from_status, to_status, on_date, proposed, reason, '' AS before, '' AS after
			FROM steps WHERE subject_id = ? AND id `+than+` ?
		UNION ALL SELECT id, created_at, actor_id, actor_name, action, '', '', NULL, FALSE, reason, before, after
			FROM changes WHERE subject_id = ? AND id `+than+` ? AND kind = 'write' AND action IN ? AND ?`+order+" LIMIT ?",
		item, after, item, after, []string{noun + ".create", noun + ".update", noun + ".report"}, written, limit+1)
	if err != nil || len(page) <= limit {
		return page, "", err
	}
	page = page[:limit]
	b, err := json.Marshal(cursor{Sort: sort, ID: page[limit-1].ID})
	return page, base64.RawURLEncoding.EncodeToString(b), err
}
