package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

// selectNeeds reads a page of needs with their ties, and with the days on which next steps are due: the last one for an answer, and the
// end of the clock of what nobody answers. The conditions and the limit of the page follow where %s stands.
const selectNeeds = `SELECT n.id, n.version, n.created_at, n.updated_at, n.reference, n.mission_id, n.title, n.description,
	n.releasable_summary, n.level, n.kind, n.estimated_cost_minor, n.estimated_cost_currency, n.wanted_by, n.owner_id, n.country_code,
	n.status, n.status_on, n.proposed_status, n.proposed_by, n.confirmed_on, n.state_answer, n.state_answer_on, n.state_answer_reason,
	n.priority, n.scored_criteria, n.scheme_criteria, n.rank_key, 'full',
	ARRAY(SELECT theme_code FROM need_themes WHERE need_id = n.id ORDER BY 1),
	ARRAY(SELECT finding_id FROM need_findings WHERE need_id = n.id ORDER BY 1),
	ARRAY(SELECT institution_id FROM need_institutions WHERE need_id = n.id ORDER BY 1),
	CASE WHEN n.proposed_status <> '' THEN NULL
	WHEN n.status = 'referred' THEN (SELECT MIN(r.ends_on) FROM referrals r WHERE r.need_id = n.id AND r.status = 'proposed'
		AND r.ends_on >= CURRENT_DATE)
	WHEN n.status IN ('agreed', 'prioritized') AND 0 = (SELECT COUNT(*) FROM referrals r WHERE r.need_id = n.id
			AND (r.status = 'accepted' OR r.status = 'proposed' AND (r.ends_on IS NULL OR r.ends_on >= CURRENT_DATE)))
		AND NOT EXISTS (SELECT 1 FROM activity_needs an JOIN activities a ON a.id = an.activity_id WHERE an.need_id = n.id
			AND a.status IN ('pipeline', 'implementation', 'finalisation'))
	THEN COALESCE((SELECT MAX(s.on_date) FROM steps s WHERE s.subject_id = n.id AND NOT s.proposed
		AND s.to_status IN ('agreed', 'prioritized') AND s.from_status NOT IN ('agreed', 'prioritized')), n.status_on) + 30 END
	FROM (SELECT s.* FROM needs s WHERE %s ORDER BY s.rank_key, s.id LIMIT %d) n ORDER BY n.rank_key, n.id`

// listNeeds answers the register, by filters or by words.
func (p *peer) listNeeds(r *http.Request) (any, error) {
	q := r.URL.Query()
	limit, err := strconv.Atoi(q.Get("limit"))
	if err != nil {
		limit = 50
	}
	out := page[need]{Items: make([]need, 0, limit+1)}
	keys := make([]string, 0, limit+1)
	err = p.each(r.Context(), fmt.Sprintf(selectNeeds, asked(q), limit+1), func(rows pgx.Rows) error {
		var n need
		var minor int64
		var currency, key string
		var due pgtype.Date
		if err := rows.Scan(&n.ID, &n.Version, &n.CreatedAt, &n.UpdatedAt, &n.Reference, &n.MissionID, &n.Title, &n.Description,
			&n.ReleasableSummary, &n.Level, &n.Kind, &minor, &currency, &n.WantedBy, &n.OwnerID, &n.CountryCode,
			&n.Status, &n.StatusOn, &n.ProposedStatus, &n.ProposedBy, &n.ConfirmedOn, &n.StateAnswer, &n.StateAnswerOn,
			&n.StateAnswerReason, &n.Priority, &n.ScoredCriteria, &n.SchemeCriteria, &key, &n.Shared,
			&n.ThemeCodes, &n.FindingIDs, &n.InstitutionIDs, &due); err != nil {
			return err
		}
		n.EstimatedCost, n.NextStep = moneyOf(minor, currency), n.next()
		n.NextStep.Due = due
		out.Items, keys = append(out.Items, n), append(keys, key)
		return nil
	})
	if err == nil && len(out.Items) > limit {
		out.Items = out.Items[:limit]
		out.Next, err = cursor(keys[limit-1], out.Items[limit-1].ID)
	}
	return out, err
}

// asked is the WHERE of a query, by words or by filters. The values stand in it, so that it is planned for them, and once.
func asked(q url.Values) string {
	if words := strings.Fields(q.Get("q")); len(words) > 0 {
		return "s.words @@ to_tsquery('simple', " + quoted("'"+strings.Join(words, "' & '")+"':*") + ")"
	}
	in := func(name string) string {
		values := strings.Split(q.Get(name), ",")
		for i, v := range values {
			values[i] = quoted(v)
		}
		return " IN (" + strings.Join(values, ", ") + ")"
	}
	where := "s.country_code" + in("country") + " AND s.status" + in("status")
	if q.Get("theme") != "" {
		where += " AND s.id IN (SELECT nt.need_id FROM need_themes nt WHERE nt.theme_code" + in("theme") + ")"
	}
	return where
}

func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

func cursor(key, id string) (string, error) {
	b, err := json.Marshal(map[string]string{"s": "priority", "v": key, "i": id})
	return base64.RawURLEncoding.EncodeToString(b), err
}
