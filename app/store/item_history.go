package store

import (
	"encoding/base64"
	"encoding/json"
	"strings"

	"qadam/models"
)

// onItem finds the consents that apply to an item: its own, and its mission's.
const onItem = `l.subject_id IN (SELECT ? UNION ALL SELECT n.mission_id FROM needs n WHERE n.id = ? UNION ALL SELECT f.mission_id
	FROM findings f WHERE f.id = ?)`

// consentHistory finds the requests for consent to an item, and what its State gave and withdrew. The end of a silence procedure
// is that of its entry.
const consentHistory = `SELECT id, created_at, actor_id, actor_name, action, '', '', NULL, FALSE, reason, before, after FROM changes
	WHERE subject_id IN (SELECT l.id FROM consents l WHERE ` + onItem + ` UNION ALL SELECT l.id FROM consent_requests l WHERE ` + onItem +
	`) AND id {than} ? AND kind = 'write' AND ?
		AND (action IN ('consent.create', 'consent.withdraw', 'consent.object', 'consent.move', 'consent_request.create')
			OR action IN ('consent_request.refused', 'consent_request.cancelled')
			AND EXISTS (SELECT 1 FROM consent_requests q WHERE q.id = changes.subject_id AND q.takes_effect_at IS NULL))`

// ItemHistory gives a page of what happened to an item, and the cursor of the next one: its steps, and, where written is set, the
// changes of its input and of its consent. Callers check that the actor may see the item.
func ItemHistory(tx *Tx, noun string, item models.ID, written bool,
	q models.ListQuery) (page []models.HistoryEntry, next string, err error) {
	sort, than, after := "created_at", ">", models.NilID
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
	page, err = queryAll[models.HistoryEntry](tx, `SELECT id, created_at, actor_id, actor_name, 'step' AS action, from_status, to_status,
		on_date,
		proposed, reason, '' AS before, '' AS after
			FROM steps WHERE subject_id = ? AND id `+than+` ?
		UNION ALL SELECT id, created_at, actor_id, actor_name, action, '', '', NULL, FALSE, reason, before, after
			FROM changes WHERE subject_id = ? AND id `+than+` ? AND kind = 'write' AND action IN ? AND ?
		UNION ALL `+strings.Replace(consentHistory, "{than}", than, 1)+order+" LIMIT ?",
		item, after, item, after, []string{noun + ".create", noun + ".update", noun + ".report"}, written,
		item, item, item, item, item, item, after, written, limit+1)
	if err != nil || len(page) <= limit {
		return page, "", err
	}
	page = page[:limit]
	b, err := json.Marshal(cursor{Sort: sort, ID: page[limit-1].ID})
	return page, base64.RawURLEncoding.EncodeToString(b), err
}
