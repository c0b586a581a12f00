package store

import (
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"slices"

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

// Cursor is where the page goes on that ends with this need.
func (n OpenNeed) Cursor() (string, error) {
	b, err := json.Marshal(cursor{Sort: byRank, Value: n.rankKey, ID: n.ID})
	return base64.RawURLEncoding.EncodeToString(b), err
}

// OpenNeeds gives the next of the visible open needs by rank, after a cursor.
func OpenNeeds(tx *Tx, q models.ListQuery, limit int) ([]OpenNeed, error) {
	where := through("n.id", "needs", needScope)(tx)
	for _, f := range []Filter{codes("country", "n.country_code IN ?", ""), ids("mission_id", "n.mission_id IN ?", "")} {
		text, asked := q.Filters[f.Name]
		if !asked {
			continue
		}
		value, err := f.value(text)
		if err != nil {
			return nil, err
		}
		where = Where{SQL: where.SQL + " AND " + f.SQL, Args: append(where.Args, value)}
	}
	if q.Cursor != "" {
		at, err := readCursor(q.Cursor, byRank, false)
		if err != nil {
			return nil, err
		}
		where = Where{SQL: where.SQL + " AND (n.rank_key, n.id) > (?, ?)", Args: append(where.Args, at.Value, at.ID)}
	}
	committed := committedTo(tx, "n.id")
	args := slices.Concat([]any{models.DateOf(tx.now), liveStatuses}, committed.Args, where.Args)
	return scanRows(tx, `SELECT n.id, n.reference, n.title, n.status, n.priority, n.rank_key, n.estimated_cost_minor,
		n.estimated_cost_currency, `+unanswered+`, `+committed.SQL+`
		FROM needs n WHERE n.status IN ('agreed', 'prioritized', 'referred', 'taken_up', 'in_delivery') AND `+where.SQL+`
		ORDER BY n.rank_key, n.id LIMIT ?`, append(args, limit), func(r *sql.Rows, n *OpenNeed) error {
		return r.Scan(&n.ID, &n.Reference, &n.Title, &n.Status, &n.Priority, &n.rankKey, &n.Cost.Minor, &n.Cost.Currency, &n.Nobody,
			&n.Committed)
	})
}

// committedTo is what is committed to a need by share, in hundredths of US cents, by the activities that the actor sees.
func committedTo(tx *Tx, need string) Where {
	seen := through("a.id", "activities", activityScope)(tx)
	return Where{SQL: `COALESCE((SELECT CAST(SUM(t.usd_minor * an.share) AS bigint) FROM activity_needs an
		JOIN activities a ON a.id = an.activity_id
		JOIN transactions t ON t.activity_id = a.id AND t.kind = 'commitment' WHERE an.need_id = ` + need +
		` AND a.status <> 'cancelled' AND ` + seen.SQL + `), 0)`, Args: seen.Args}
}

// OpenCosts gives the costs of all visible open needs and what is committed to each, and nothing else of them. It sums by
// activity first: need by need, as OpenNeeds does for a page, takes several times as long for all.
func OpenCosts(tx *Tx) ([]OpenNeed, error) {
	where, seen := through("n.id", "needs", needScope)(tx), through("a.id", "activities", activityScope)(tx)
	return scanRows(tx, `SELECT n.estimated_cost_minor, n.estimated_cost_currency, COALESCE(c.committed, 0) FROM needs n
		LEFT JOIN (SELECT an.need_id, CAST(SUM(t.usd_minor * an.share) AS bigint) AS committed FROM transactions t
			JOIN activities a ON a.id = t.activity_id JOIN activity_needs an ON an.activity_id = a.id
			WHERE t.kind = 'commitment' AND a.status <> 'cancelled' AND `+seen.SQL+` GROUP BY an.need_id) c ON c.need_id = n.id
		WHERE n.status IN ('agreed', 'prioritized', 'referred', 'taken_up', 'in_delivery') AND `+where.SQL,
		slices.Concat(seen.Args, where.Args), func(r *sql.Rows, n *OpenNeed) error {
			return r.Scan(&n.Cost.Minor, &n.Cost.Currency, &n.Committed)
		})
}
