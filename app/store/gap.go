package store

import (
	"database/sql"
	"encoding/base64"
	"encoding/json"

	"qadam/models"
)

// OpenNeed is a need that was agreed to and is not finished.
type OpenNeed struct {
	ID               models.ID
	Reference, Title string
	Priority         *models.Score
	models.NeedFacts
	rankKey string
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
	return scanRows(tx, where(`SELECT n.id, n.reference, n.title, n.priority, n.rank_key, ?
		FROM needs n WHERE `+openNeed+` AND ? AND ? ORDER BY n.rank_key, n.id LIMIT ?`, needFacts(tx, "n"), which, after, limit),
		func(r *sql.Rows, n *OpenNeed) error {
			return r.Scan(append([]any{&n.ID, &n.Reference, &n.Title, &n.Priority, &n.rankKey}, factTargets(&n.NeedFacts)...)...)
		})
}

// unanswered is the condition that no referral of the need n is open or accepted and that no live activity answers it.
func unanswered(tx *Tx) Where {
	return where("NOT ? AND NOT ?", isProposed(tx, "n.id"), isLive(tx, "n.id"))
}

// isProposed is the condition that a referral of a need waits or was accepted.
func isProposed(tx *Tx, need string) Where {
	return where("EXISTS (SELECT 1 FROM referrals r WHERE r.need_id = "+need+" AND "+openReferral+")", models.DateOf(tx.now))
}

// isLive is the condition that a live activity answers a need.
func isLive(tx *Tx, need string) Where {
	return where(`EXISTS (SELECT 1 FROM activity_needs an JOIN activities a ON a.id = an.activity_id
		WHERE an.need_id = `+need+` AND a.status IN ? AND ?)`, liveStatuses, visibleActivity(tx))
}

// needFacts are the columns of what the figures of needs are computed from; factTargets is where they go.
func needFacts(tx *Tx, table string) Where {
	need := table + ".id"
	return where(table+".status, "+table+".estimated_cost_minor, "+table+".estimated_cost_currency, ?, ?, ?, ?",
		committedTo(tx, need), isLive(tx, need), isProposed(tx, need), awaitsAllotment(tx, need))
}

func factTargets(f *models.NeedFacts) []any {
	return []any{&f.Status, &f.Cost.Minor, &f.Cost.Currency, &f.Committed, &f.Live, &f.Proposed, &f.Awaits}
}

// visibleActivity is the condition that the actor sees the activity a.
func visibleActivity(tx *Tx) Where { return through("a.id", "activities", activityScope)(tx) }

// commitmentsTo is a SELECT of need_id and committed, one row for each commitment to a need in hundredths of US cents: what is
// earmarked to an activity, and what is allotted to it, by its share for the need, or to the need alone. The activities are those that
// the actor sees: what others do for a need is not revealed with it.
func commitmentsTo(tx *Tx, which string) Where {
	live := which + " AND a.status <> " + quoted(models.ActivityCancelled) + " AND ?"
	return where(`SELECT an.need_id, t.usd_minor * an.share AS committed FROM activity_needs an JOIN activities a ON a.id = an.activity_id
			JOIN transactions t ON t.activity_id = a.id AND t.kind = `+quoted(models.Commitment)+` WHERE `+live+`
		UNION ALL SELECT an.need_id, l.usd_minor * CASE WHEN l.need_id IS NULL THEN an.share ELSE 100 END
			FROM activity_needs an JOIN activities a ON a.id = an.activity_id
			JOIN allotments l ON l.activity_id = a.id AND (l.need_id IS NULL OR l.need_id = an.need_id) WHERE `+live,
		visibleActivity(tx), visibleActivity(tx))
}

// committedTo is what is committed to one need, in hundredths of US cents.
func committedTo(tx *Tx, need string) Where {
	return where("COALESCE((SELECT CAST(SUM(c.committed) AS bigint) FROM (?) c), 0)", commitmentsTo(tx, "an.need_id = "+need))
}

// committedByNeed is the same for all needs at once, as a SELECT of need_id and committed.
func committedByNeed(tx *Tx) Where {
	return where("SELECT c.need_id, CAST(SUM(c.committed) AS bigint) AS committed FROM (?) c GROUP BY c.need_id",
		commitmentsTo(tx, "TRUE"))
}

// OpenCosts gives what the figures of all visible open needs are computed from, and nothing else of them. Which activities are live and
// what referrals wait is left out.
func OpenCosts(tx *Tx) ([]models.NeedFacts, error) {
	return scanRows(tx, where(`SELECT n.status, n.estimated_cost_minor, n.estimated_cost_currency, COALESCE(c.committed, 0), ?
		FROM needs n LEFT JOIN (?) c ON c.need_id = n.id WHERE `+openNeed+` AND ?`, awaitsAllotment(tx, "n.id"), committedByNeed(tx),
		through("n.id", "needs", needScope)(tx)),
		func(r *sql.Rows, f *models.NeedFacts) error {
			return r.Scan(&f.Status, &f.Cost.Minor, &f.Cost.Currency, &f.Committed, &f.Awaits)
		})
}

// FundingOf gives what the figures of some needs are computed from.
func FundingOf(tx *Tx, needs []models.ID) (map[models.ID]models.NeedFacts, error) {
	type row struct {
		id models.ID
		models.NeedFacts
	}
	found, err := scanRows(tx, where("SELECT n.id, ? FROM needs n WHERE n.id IN ?", needFacts(tx, "n"), needs),
		func(r *sql.Rows, n *row) error { return r.Scan(append([]any{&n.id}, factTargets(&n.NeedFacts)...)...) })
	out := make(map[models.ID]models.NeedFacts, len(found))
	for _, n := range found {
		out[n.id] = n.NeedFacts
	}
	return out, err
}
