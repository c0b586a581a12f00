package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

const selectNeeds = `SELECT n.id, n.version, n.created_at, n.updated_at, n.reference, n.mission_id, n.title, n.description,
	n.releasable_summary, n.level,
	n.kind, n.estimated_cost_minor, n.estimated_cost_currency, n.wanted_by, n.owner_id, n.country_code, n.status, n.status_on,
		n.proposed_status,
	n.proposed_by, n.confirmed_on,
	n.state_answer, n.state_answer_on, n.state_answer_reason, n.priority, n.scored_criteria, n.scheme_criteria, n.rank_key, 'full'
	FROM needs n WHERE n.id IN (SELECT s.id FROM needs s WHERE `

// listNeeds answers the register, by filters or by words.
func (p *peer) listNeeds(r *http.Request, _ actor) (any, int, error) {
	q := r.URL.Query()
	limit, err := strconv.Atoi(q.Get("limit"))
	if err != nil {
		limit = 50
	}
	where, args := asked(q)
	args = append(args, limit+1)
	where += fmt.Sprintf(" ORDER BY s.rank_key, s.id LIMIT $%d", len(args))
	found, keys, err := p.needs(r.Context(), selectNeeds+where+") ORDER BY n.rank_key, n.id", args)
	if err != nil {
		return nil, 0, err
	}
	out := page[need]{Items: found}
	if len(found) > limit {
		out.Items = found[:limit]
		if out.Next, err = cursor(keys[limit-1], found[limit-1].ID); err != nil {
			return nil, 0, err
		}
	}
	if err := p.needDays(r.Context(), out.Items); err != nil {
		return nil, 0, err
	}
	return out, 0, p.needLinks(r.Context(), out.Items)
}

// asked is the WHERE of a query, by words or by filters.
func asked(q url.Values) (string, []any) {
	if words := strings.Fields(q.Get("q")); len(words) > 0 {
		return "s.words @@ to_tsquery('simple', $1)", []any{"'" + strings.Join(words, "' & '") + "':*"}
	}
	where, args := "s.country_code = ANY($1) AND s.status = ANY($2)", []any{strings.Split(q.Get("country"), ","),
		strings.Split(q.Get("status"), ",")}
	if themes := q.Get("theme"); themes != "" {
		where += " AND EXISTS (SELECT 1 FROM need_themes nt WHERE nt.need_id = s.id AND nt.theme_code = ANY($3))"
		args = append(args, strings.Split(themes, ","))
	}
	return where, args
}

// needs reads rows, and the key that each is sorted by.
func (p *peer) needs(ctx context.Context, query string, args []any) ([]need, []string, error) {
	rows, err := p.pool.Query(ctx, query, args...)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	found, keys := make([]need, 0, 51), make([]string, 0, 51)
	for rows.Next() {
		var n need
		var minor int64
		var currency, key string
		if err := rows.Scan(&n.ID, &n.Version, &n.CreatedAt, &n.UpdatedAt, &n.Reference, &n.MissionID, &n.Title, &n.Description,
			&n.ReleasableSummary, &n.Level,
			&n.Kind, &minor, &currency, &n.WantedBy, &n.OwnerID, &n.CountryCode, &n.Status, &n.StatusOn, &n.ProposedStatus,
			&n.ProposedBy, &n.ConfirmedOn,
			&n.StateAnswer, &n.StateAnswerOn, &n.StateAnswerReason,
			&n.Priority, &n.ScoredCriteria, &n.SchemeCriteria, &key, &n.Shared); err != nil {
			return nil, nil, err
		}
		n.EstimatedCost = moneyOf(minor, currency)
		n.NextStep = n.next()
		n.ThemeCodes, n.FindingIDs, n.InstitutionIDs = []string{}, []string{}, []string{}
		found, keys = append(found, n), append(keys, key)
	}
	return found, keys, rows.Err()
}

// needDays brings the days on which next steps are due: the last one for an answer, and the end of the clock of what nobody answers.
func (p *peer) needDays(ctx context.Context, found []need) error {
	ids, index := []string{}, map[string]*need{}
	for i := range found {
		if n := &found[i]; n.ProposedStatus == "" && (n.Status == "referred" || n.Status == "agreed" || n.Status == "prioritized") {
			ids, index[n.ID] = append(ids, n.ID), n
		}
	}
	if len(ids) == 0 {
		return nil
	}
	rows, err := p.pool.Query(ctx, `SELECT r.need_id, MIN(r.ends_on) FROM referrals r JOIN needs n ON n.id = r.need_id
			WHERE r.need_id = ANY($1) AND n.status = 'referred' AND r.status = 'proposed' AND r.ends_on >= CURRENT_DATE GROUP BY r.need_id
		UNION ALL SELECT n.id, COALESCE((SELECT MAX(s.on_date) FROM steps s WHERE s.subject_id = n.id AND NOT s.proposed
				AND s.to_status IN ('agreed', 'prioritized') AND s.from_status NOT IN ('agreed', 'prioritized')), n.status_on) + 30
			FROM needs n WHERE n.id = ANY($1) AND n.status IN ('agreed', 'prioritized')
			AND NOT EXISTS (SELECT 1 FROM referrals r WHERE r.need_id = n.id AND (r.status = 'accepted' OR r.status = 'proposed'
				AND (r.ends_on IS NULL OR r.ends_on >= CURRENT_DATE)))
			AND NOT EXISTS (SELECT 1 FROM activity_needs an JOIN activities a ON a.id = an.activity_id WHERE an.need_id = n.id
				AND a.status IN ('pipeline', 'implementation', 'finalisation'))`, ids)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var due pgtype.Date
		if err := rows.Scan(&id, &due); err != nil {
			return err
		}
		index[id].NextStep.Due = due
	}
	return rows.Err()
}

// needLinks brings themes, findings and institutions in one query.
func (p *peer) needLinks(ctx context.Context, found []need) error {
	if len(found) == 0 {
		return nil
	}
	ids, index := make([]string, len(found)), make(map[string]*need, len(found))
	for i := range found {
		ids[i], index[found[i].ID] = found[i].ID, &found[i]
	}
	rows, err := p.pool.Query(ctx, `SELECT 0, need_id, theme_code FROM need_themes WHERE need_id = ANY($1)
		UNION ALL SELECT 1, need_id, CAST(finding_id AS text) FROM need_findings WHERE need_id = ANY($1)
		UNION ALL SELECT 2, need_id, CAST(institution_id AS text) FROM need_institutions WHERE need_id = ANY($1)`, ids)
	if err != nil {
		return err
	}
	if err := eachLink(rows, func(list int, owner, value string) {
		n := index[owner]
		switch list {
		case 0:
			n.ThemeCodes = append(n.ThemeCodes, value)
		case 1:
			n.FindingIDs = append(n.FindingIDs, value)
		default:
			n.InstitutionIDs = append(n.InstitutionIDs, value)
		}
	}); err != nil {
		return err
	}
	for i := range found {
		slices.Sort(found[i].ThemeCodes)
		slices.Sort(found[i].FindingIDs)
		slices.Sort(found[i].InstitutionIDs)
	}
	return nil
}

// eachLink reads rows of (which list, its owner, a value).
func eachLink(rows pgx.Rows, put func(list int, owner, value string)) error {
	defer rows.Close()
	for rows.Next() {
		var list int
		var owner, value string
		if err := rows.Scan(&list, &owner, &value); err != nil {
			return err
		}
		put(list, owner, value)
	}
	return rows.Err()
}

func cursor(key, id string) (string, error) {
	b, err := json.Marshal(map[string]string{"s": "priority", "v": key, "i": id})
	return base64.RawURLEncoding.EncodeToString(b), err
}
