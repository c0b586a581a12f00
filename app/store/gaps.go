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
	ID                       models.ID
	Reference, Title, Status string
	Priority                 *models.Score
	Cost                     models.Money
	Nobody                   bool
	Committed                int64
	rankKey                  string
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
	if text, asked := q.Filters["country"]; asked {
		country := codes("country", "n.country_code IN ?", "")
		value, err := country.value(text)
		if err != nil {
			return nil, err
		}
		where = Where{SQL: where.SQL + " AND " + country.SQL, Args: append(where.Args, value)}
	}
	if q.Cursor != "" {
		at, err := readCursor(q.Cursor, byRank)
		if err != nil {
			return nil, err
		}
		key, _ := at.Value.(string)
		where = Where{SQL: where.SQL + " AND (n.rank_key, n.id) > (?, ?)", Args: append(where.Args, key, at.ID)}
	}
	args := append([]any{live}, where.Args...)
	return scanned(tx, `SELECT n.id, n.reference, n.title, n.status, n.priority, n.rank_key, n.estimated_cost_minor, n.estimated_cost_currency, `+nobody+`,
			COALESCE((SELECT CAST(SUM(t.usd_minor * an.share) AS bigint) FROM activity_needs an JOIN activities a ON a.id = an.activity_id
				JOIN transactions t ON t.activity_id = a.id AND t.kind = 'commitment' WHERE an.need_id = n.id AND a.status <> 'cancelled'), 0)
		FROM needs n WHERE n.status IN ('agreed', 'prioritized', 'referred', 'taken_up', 'in_delivery') AND `+where.SQL+`
		ORDER BY n.rank_key, n.id LIMIT ?`, append(args, limit), func(r *sql.Rows, n *OpenNeed) error {
		return r.Scan(&n.ID, &n.Reference, &n.Title, &n.Status, &n.Priority, &n.rankKey, &n.Cost.Minor, &n.Cost.Currency, &n.Nobody, &n.Committed)
	})
}

// LatestRates gives for each currency in which needs are estimated the last stored rate on or before a day; "" is none.
func LatestRates(tx *Tx, day models.Date) (map[string]string, error) {
	found, err := rows[models.RateInput](tx, `SELECT c.currency, (SELECT r.usd_per_unit FROM rates r
			WHERE r.currency = c.currency AND r.on_date <= ? ORDER BY r.on_date DESC LIMIT 1) AS usd_per_unit
		FROM (SELECT DISTINCT estimated_cost_currency AS currency FROM needs) c`, day)
	out := make(map[string]string, len(found))
	for _, f := range found {
		out[f.Currency] = f.USDPerUnit
	}
	return out, err
}
