package store

import (
	"database/sql"
	"encoding/base64"
	"encoding/json"

	"qadam/models"
)

// OpenNeed is a need that was agreed to and is not finished, with its estimated cost and what is committed to it by share,
// in hundredths of US cents.
type OpenNeed struct {
	ID               models.ID
	Reference, Title string
	Status           models.NeedStatus
	Priority         *models.Score
	Cost             models.Money
	Nobody           bool
	Committed        int64
	rankKey          string
}

// byRank is the order of open needs, as its cursors name it.
const byRank = "priority"

// Cursor gives the cursor of a page that ends with this need.
func (n OpenNeed) Cursor() (string, error) {
	b, err := json.Marshal(cursor{Sort: byRank, Value: n.rankKey, ID: n.ID})
	return base64.RawURLEncoding.EncodeToString(b), err
}

// afterRank is the condition that a need comes after a cursor in the order of rank; table names the needs.
func afterRank(table, from string) (Where, error) {
	if from == "" {
		return everything, nil
	}
	c, err := readCursor(from, Sort{Key: byRank})
	return where("("+table+".rank_key, "+table+".id) > (?, ?)", c.Value, c.ID), err
}

var openNeed = "n.status IN (" + quoted(models.OpenNeeds...) + ")"

// OpenNeeds gives the next visible open needs by rank, after a cursor.
func OpenNeeds(tx *Tx, q models.ListQuery, limit int) ([]OpenNeed, error) {
	which := through("n.id", "needs", needScope)(tx)
	for _, f := range []Filter{countries("country", "n.country_code IN ?"), ids("mission_id", "n.mission_id IN ?", "")} {
		text, given := q.Filters[f.Name]
		if !given {
			continue
		}
		value, err := f.value(text)
		if err != nil {
			return nil, err
		}
		which = which.And(f.SQL, value)
	}
	after, err := afterRank("n", q.Cursor)
	if err != nil {
		return nil, err
	}
	return scanRows(tx, where(`SELECT n.id, n.reference, n.title, n.status, n.priority, n.rank_key, n.estimated_cost_minor,
			n.estimated_cost_currency, ?, ?
		FROM needs n WHERE `+openNeed+` AND ? AND ? ORDER BY n.rank_key, n.id LIMIT ?`,
		unanswered(tx), committedTo(tx, "n.id"), which, after, limit),
		func(r *sql.Rows, n *OpenNeed) error {
			return r.Scan(&n.ID, &n.Reference, &n.Title, &n.Status, &n.Priority, &n.rankKey, &n.Cost.Minor, &n.Cost.Currency, &n.Nobody,
				&n.Committed)
		})
}

// unanswered is the condition that no referral of the need n is open or accepted and that no live activity answers it.
func unanswered(tx *Tx) Where {
	return where(`NOT EXISTS (SELECT 1 FROM referrals r WHERE r.need_id = n.id AND `+openReferral+`)
		AND NOT EXISTS (SELECT 1 FROM activity_needs an JOIN activities a ON a.id = an.activity_id
			WHERE an.need_id = n.id AND a.status IN ?)`,
		models.DateOf(tx.now), liveStatuses)
}

// visibleActivity is the condition that the actor sees the activity a.
func visibleActivity(tx *Tx) Where { return through("a.id", "activities", activityScope)(tx) }

// committedTo is what is committed to a need by share, in hundredths of US cents, by the activities that the actor sees: what
// others do for a need is not revealed with it.
func committedTo(tx *Tx, need string) Where {
	return where(`COALESCE((SELECT CAST(SUM(t.usd_minor * an.share) AS bigint)
		FROM activity_needs an JOIN activities a ON a.id = an.activity_id
		JOIN transactions t ON t.activity_id = a.id AND t.kind = `+quoted(models.Commitment)+`
		WHERE an.need_id = `+need+` AND a.status <> `+quoted(models.ActivityCancelled)+` AND ?), 0)`, visibleActivity(tx))
}

// committedByNeed is the same for all needs at once, as a SELECT of need_id and committed: it sums by activity first, which takes
// a fraction of the time that need by need would.
func committedByNeed(tx *Tx) Where {
	return where(`SELECT an.need_id, CAST(SUM(t.usd_minor * an.share) AS bigint) AS committed FROM transactions t
		JOIN activities a ON a.id = t.activity_id JOIN activity_needs an ON an.activity_id = a.id
		WHERE t.kind = `+quoted(models.Commitment)+` AND a.status <> `+quoted(models.ActivityCancelled)+
		` AND ? GROUP BY an.need_id`, visibleActivity(tx))
}

// OpenCosts gives the costs of all visible open needs and what is committed to each, and nothing else of them.
func OpenCosts(tx *Tx) ([]OpenNeed, error) {
	return scanRows(tx, where(`SELECT n.estimated_cost_minor, n.estimated_cost_currency, COALESCE(c.committed, 0) FROM needs n
		LEFT JOIN (?) c ON c.need_id = n.id WHERE `+openNeed+` AND ?`, committedByNeed(tx), through("n.id", "needs", needScope)(tx)),
		func(r *sql.Rows, n *OpenNeed) error { return r.Scan(&n.Cost.Minor, &n.Cost.Currency, &n.Committed) })
}
