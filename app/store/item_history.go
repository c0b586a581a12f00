package store

import (
	"encoding/base64"
	"encoding/json"

	"qadam/models"
)

// ItemHistory gives a page of what happened to an item, and the cursor of the next one: its steps, the comments on it that the actor may
// read, and, where written is set, the changes of its input and of its consent. Callers check that the actor may see the item.
func ItemHistory(
	tx *Tx, noun string, item models.ID, written bool, q models.ListQuery,
) (page []models.HistoryEntry, next string, err error) {
	const created, lastID = "created_at", models.ID("ffffffff-ffff-ffff-ffff-ffffffffffff")
	sort, than, direction, from := created, ">", "ASC", models.NilID
	switch q.Sort {
	case "", created:
	case "-" + created:
		sort, than, direction, from = q.Sort, "<", "DESC", lastID
	default:
		return nil, "", models.Fault("sort", "Sort by one of: created_at; put - before it for the other way round.")
	}
	if q.Cursor != "" {
		c, err := readCursor(q.Cursor, Sort{Key: sort})
		if err != nil {
			return nil, "", err
		}
		from = c.ID
	}
	limit, after := pageLimit(q), where("id "+than+" ?", from)
	page, err = queryAll[models.HistoryEntry](tx, `SELECT id, created_at, actor_id, actor_name, actor_role, 'step' AS action,
			from_status, to_status, on_date, proposed, reason, '' AS before, '' AS after, '' AS whom FROM steps WHERE subject_id = ? AND ?
		UNION ALL SELECT id, created_at, actor_id, actor_name, actor_role, action, '', '', NULL, FALSE, reason, before, after, ''
			FROM changes WHERE subject_id = ? AND ? AND kind = `+quoted(models.LogWrite)+` AND action IN ? AND ?
		UNION ALL ? UNION ALL ? UNION ALL ? ORDER BY id `+direction+" LIMIT ?",
		item, after, item, after, []string{noun + ".create", noun + ".update", noun + ".report"}, written,
		consentHistory(item, after.And("?", written)), commentHistory(tx, item, after),
		referralHistory(tx, item, after.And("?", written)), limit+1)
	if err != nil || len(page) <= limit {
		return page, "", err
	}
	page = page[:limit]
	b, err := json.Marshal(cursor{Sort: sort, ID: page[limit-1].ID})
	return page, base64.RawURLEncoding.EncodeToString(b), err
}

// consentHistory finds the requests for consent to an item and its mission, and what their State gave and withdrew. The end of a
// silence procedure stands in its entry.
func consentHistory(item models.ID, which Where) Where {
	onItem := where(`l.subject_id IN (SELECT ? UNION ALL SELECT n.mission_id FROM needs n WHERE n.id = ?
		UNION ALL SELECT f.mission_id FROM findings f WHERE f.id = ?)`, item, item, item)
	return where(`SELECT id, created_at, actor_id, actor_name, actor_role, action, '', '', NULL, FALSE, reason, before, after, ''
		FROM changes
		WHERE subject_id IN (SELECT l.id FROM consents l WHERE ? UNION ALL SELECT l.id FROM consent_requests l WHERE ?)
			AND ? AND kind = `+quoted(models.LogWrite)+`
			AND (action IN ('consent.create', 'consent.withdraw', 'consent.object', 'consent.move', 'consent_request.create')
				OR action IN ('consent_request.refused', 'consent_request.cancelled')
				AND EXISTS (SELECT 1 FROM consent_requests q WHERE q.id = changes.subject_id
					AND q.takes_effect_at IS NULL))`, onItem, onItem, which)
}

// referralHistory finds before whom a need was put and what they answered. A State reads the answer and the organisations that are
// listed, not the persons.
func referralHistory(tx *Tx, need models.ID, which Where) Where {
	whom, who := "o.name", "s.actor_name"
	if !tx.actor.SeesAll() {
		whom, who = "CASE WHEN o.listed THEN o.name ELSE '' END", "''"
	}
	return where(`SELECT h.* FROM (
		SELECT s.id, s.created_at, s.actor_id, `+who+` AS actor_name, s.actor_role, 'referral.step' AS action, s.from_status,
			s.to_status, s.on_date,
			s.proposed, s.reason, '' AS before, '' AS after, `+whom+` AS whom
			FROM referrals r JOIN steps s ON s.subject_id = r.id JOIN organisations o ON o.id = r.organisation_id WHERE r.need_id = ?
		UNION ALL SELECT c.id, c.created_at, c.actor_id, c.actor_name, c.actor_role, c.action, '', '', NULL, FALSE, '', '', c.after,
			`+whom+`
			FROM referrals r JOIN changes c ON c.subject_id = r.id AND c.action = 'referral.create'
			JOIN organisations o ON o.id = r.organisation_id WHERE r.need_id = ?) h WHERE ?`, need, need, which)
}
