package store

import (
	"database/sql"
	"slices"
	"strings"
	"time"

	"qadam/models"
)

// Overlaps are the pairs of activities that are alike, the strongest first.
var Overlaps = &Noun[models.Overlap]{Table: "activity_pairs", Scope: overlapScope, Extent: overlapExtent, Mask: (*models.Overlap).Mask,
	Filters: []Filter{open(codes("country", "activity_pairs.country_code IN ?", "Countries")), enum("status", "activity_pairs.status IN ?", models.OverlapLife.Statuses()),
		ids("activity_id", "EXISTS (SELECT 1 FROM activities fa WHERE fa.id IN (activity_pairs.first_id, activity_pairs.second_id) AND fa.id IN ?)", "Activities")},
	Sorts: []Sort{{Key: "strength", Column: "activity_pairs.strength", Desc: true, Number: true}, byBirth("activity_pairs")},
	Load: func(_ *Tx, found []*models.Overlap) error {
		for _, o := range found {
			o.Alike = orEmpty(o.Alike)
		}
		return nil
	},
	Hide: showSides}

// seenActivities gives the ids of the activities that the actor sees.
func seenActivities(tx *Tx) Where {
	w := activityScope(tx)
	return Where{SQL: "SELECT activities.id FROM activities WHERE " + w.SQL, Args: w.Args}
}

// overlapScope: who sees both activities sees the overlap. A partner of one is told that there is another: once for each
// of its activities and as long as one is open, however many there are, for their number is not for it to know.
func overlapScope(tx *Tx) Where {
	a := tx.actor
	switch {
	case a.SeesAll():
		return everything
	case a.Role == models.National:
		return Where{SQL: "activity_pairs.country_code = ?", Args: []any{a.CountryCode}}
	case a.Role != models.Partner && a.Role != models.Donor:
		return nothing
	}
	mine := seenActivities(tx)
	told := "FALSE"
	if a.Role == models.Partner {
		told = "place = 1 AND status = 'open'"
	}
	return Where{SQL: `activity_pairs.id IN (WITH mine AS MATERIALIZED (` + mine.SQL + `),
		sides AS (SELECT o.id, o.status, m.id AS own, o.second_id IN (SELECT mine.id FROM mine) AS whole FROM mine m JOIN activity_pairs o ON o.first_id = m.id
			UNION ALL SELECT o.id, o.status, m.id, FALSE FROM mine m JOIN activity_pairs o ON o.second_id = m.id WHERE o.first_id NOT IN (SELECT mine.id FROM mine))
		SELECT h.id FROM (SELECT sides.id, status, whole, ROW_NUMBER() OVER (PARTITION BY own, whole, status ORDER BY sides.id) AS place
			FROM sides) h WHERE whole OR (` + told + `))`, Args: mine.Args}
}

func overlapExtent(tx *Tx) Where {
	if tx.actor.Audience() == "" {
		return Where{SQL: "'full'"}
	}
	// Of each row anew: a list has few, of all the activities that the actor sees.
	scope := activityScope(tx)
	seen := func(id string) string {
		return "EXISTS (SELECT 1 FROM activities WHERE activities.id = activity_pairs." + id + " AND " + scope.SQL + ")"
	}
	return Where{SQL: "CASE WHEN " + seen("first_id") + " AND " + seen("second_id") + " THEN 'full' ELSE 'partial' END", Args: append(slices.Clone(scope.Args), scope.Args...)}
}

// showSides brings the activities that the actor sees, and takes away even the ids of the others.
func showSides(tx *Tx, found []*models.Overlap) error {
	var all []models.ID
	for _, o := range found {
		all = append(all, o.FirstID, o.SecondID)
	}
	sides, err := sidesOf(tx, all)
	if err != nil {
		return err
	}
	for _, o := range found {
		if o.First = sides[o.FirstID]; o.First == nil {
			o.FirstID = ""
		}
		if o.Second = sides[o.SecondID]; o.Second == nil {
			o.SecondID = ""
		}
		if tx.actor.Audience() != "" {
			o.Reason = "" // between the manager and the State
		}
	}
	return nil
}

func sidesOf(tx *Tx, all []models.ID) (map[models.ID]*models.OverlapSide, error) {
	var seen []*models.Activity
	found, err := collect[models.Activity](tx, Activities.query(tx).Where("activities.id IN ?", all))
	if err != nil {
		return nil, err
	}
	for i := range found {
		seen = append(seen, &found[i])
	}
	if err := Activities.load(tx, seen); err != nil {
		return nil, err
	}
	money := map[models.ID]int64{}
	if tx.actor.SeesAll() {
		if money, err = earmarked(tx, all); err != nil {
			return nil, err
		}
	}
	sides := make(map[models.ID]*models.OverlapSide, len(seen))
	for _, v := range seen {
		side := &models.OverlapSide{ID: v.ID, Reference: v.Reference, Title: v.Title, LeadOrganisationID: v.Lead(), Status: v.Status,
			PlannedStart: v.PlannedStart, PlannedEnd: v.PlannedEnd, ThemeCodes: v.ThemeCodes, Kinds: v.Kinds, InstitutionIDs: v.InstitutionIDs}
		if tx.actor.SeesAll() {
			side.Committed = models.USD(money[v.ID])
		}
		sides[v.ID] = side
	}
	return sides, nil
}

// earmarked sums the commitments to some activities in US cents.
func earmarked(tx *Tx, all []models.ID) (map[models.ID]int64, error) {
	type sum struct {
		ID    models.ID
		Cents int64
	}
	found, err := scanned(tx, `SELECT t.activity_id, CAST(SUM(t.usd_minor) AS bigint) FROM transactions t
		WHERE t.activity_id IN ? AND t.kind = 'commitment' GROUP BY t.activity_id`, []any{all}, func(r *sql.Rows, s *sum) error { return r.Scan(&s.ID, &s.Cents) })
	out := make(map[models.ID]int64, len(found))
	for _, f := range found {
		out[f.ID] = f.Cents
	}
	return out, err
}

// Footprints gives what is compared of the live activities of some countries, or of all where none is named.
func Footprints(tx *Tx, countries []string) ([]*models.Footprint, error) {
	which, args := "a.status IN ?", []any{live}
	if len(countries) > 0 {
		which, args = "a.country_code IN ? AND "+which, []any{countries, live}
	}
	found, err := scanned(tx, "SELECT a.id, a.country_code, a.planned_start, a.planned_end, a.kinds FROM activities a WHERE "+which, args,
		func(r *sql.Rows, f *models.Footprint) error {
			return r.Scan(&f.ID, &f.Country, &f.Start, &f.End, list{&f.Kinds})
		})
	if err != nil {
		return nil, err
	}
	all, index := make([]*models.Footprint, len(found)), make(map[models.ID]*models.Footprint, len(found))
	for i := range found {
		all[i], index[found[i].ID] = &found[i], &found[i]
	}
	if err := addTies(tx, which, args, index); err != nil {
		return nil, err
	}
	numbers := models.Numbers{}
	for _, f := range all {
		f.Prepare(numbers)
	}
	return all, nil
}

// addTies reads the themes, institutions and partners of the activities that a condition finds.
func addTies(tx *Tx, which string, args []any, index map[models.ID]*models.Footprint) error {
	query := ""
	var every []any
	for i, l := range append(slices.Clone(activityLinks), link{"activity_partners", "activity_id", "organisation_id"}) {
		if i > 0 {
			query += " UNION ALL "
		}
		query += "SELECT " + string(rune('0'+i)) + " AS k, l.activity_id AS owner, CAST(l." + l.value + " AS text) AS value FROM " + l.table + " l JOIN activities a ON a.id = l.activity_id WHERE " + which
		every = append(every, args...)
	}
	found, err := scanTied(tx, query, every)
	known := map[string]string{} // one text for each value: they are compared often, and kept while there are footprints
	for _, t := range found {
		f, value := index[t.Owner], t.Value
		if same, met := known[value]; met {
			value = same
		} else {
			known[value] = value
		}
		switch {
		case f == nil: // it became live since
		case t.K == 0:
			f.Themes = append(f.Themes, value)
		case t.K == 1:
			f.Institutions = append(f.Institutions, value)
		default:
			f.Partners = append(f.Partners, value)
		}
	}
	return err
}

// KeptOverlap is a stored overlap, as much of it as a scan has to know.
type KeptOverlap struct {
	ID, First, Second models.ID
	Strength          int
	Fingerprint       string
	Status            string
}

// KeptOverlaps gives the stored overlaps of some countries, or of all where none is named.
func KeptOverlaps(tx *Tx, countries []string) ([]KeptOverlap, error) {
	query, args := "SELECT id, first_id, second_id, strength, fingerprint, status FROM activity_pairs", []any(nil)
	if len(countries) > 0 {
		query, args = query+" WHERE country_code IN ?", []any{countries}
	}
	return scanned(tx, query, args, func(r *sql.Rows, o *KeptOverlap) error {
		return r.Scan(&o.ID, &o.First, &o.Second, &o.Strength, &o.Fingerprint, &o.Status)
	})
}

// AddOverlaps writes overlaps that were found for the first time.
func AddOverlaps(tx *Tx, found []*models.Overlap) error { return Overlaps.InsertMany(tx, found) }

// MoveOverlap writes what a scan found anew of a stored overlap.
func MoveOverlap(tx *Tx, id models.ID, p models.Pair, status string, day models.Date) error {
	alike, err := jsonText(p.Alike())
	if err != nil {
		return err
	}
	_, err = tx.exec(`UPDATE activity_pairs SET strength = ?, alike = ?, fingerprint = ?, country_code = ?, reason = CASE WHEN status = ? THEN reason ELSE '' END,
		status_on = CASE WHEN status = ? THEN status_on ELSE ? END, status = ?, version = version + 1, updated_at = ? WHERE id = ?`,
		p.Strength, alike, p.Fingerprint(), p.First.Country, status, status, day, status, tx.now, id)
	return err
}

// EndOverlaps ends overlaps that are none any more.
func EndOverlaps(tx *Tx, all []models.ID, day models.Date) error {
	for some := range asked(all) {
		if _, err := tx.exec("UPDATE activity_pairs SET status = 'ended', status_on = ?, version = version + 1, updated_at = ? WHERE id IN ? AND status <> 'ended'", day, tx.now, some); err != nil {
			return err
		}
	}
	return nil
}

// Queued is an activity that changed since it was last compared.
type Queued struct {
	ActivityID models.ID
	QueuedAt   time.Time
	Country    string
}

// QueueOverlap notes that an activity changed in what is compared.
func QueueOverlap(tx *Tx, activity models.ID) error {
	_, err := tx.exec("INSERT INTO activity_queue (activity_id, queued_at) VALUES (?, ?) ON CONFLICT (activity_id) DO UPDATE SET queued_at = excluded.queued_at", activity, tx.now)
	return err
}

// OverlapQueue gives the activities that wait to be compared, with every country that they are or were compared in.
func OverlapQueue(tx *Tx) ([]Queued, error) {
	return rows[Queued](tx, `SELECT q.activity_id, q.queued_at, a.country_code AS country FROM activity_queue q JOIN activities a ON a.id = q.activity_id
		UNION SELECT q.activity_id, q.queued_at, o.country_code FROM activity_queue q JOIN activity_pairs o ON q.activity_id IN (o.first_id, o.second_id)`)
}

// Unqueue takes from the queue what was compared and has not changed again since.
func Unqueue(tx *Tx, done []Queued) error {
	for some := range pieces(done, mostRows) {
		args := make([]any, 0, 2*len(some))
		for _, q := range some {
			args = append(args, q.ActivityID, q.QueuedAt)
		}
		if _, err := tx.exec("DELETE FROM activity_queue WHERE "+strings.Repeat("(activity_id = ? AND queued_at = ?) OR ", len(some)-1)+"(activity_id = ? AND queued_at = ?)", args...); err != nil {
			return err
		}
	}
	return nil
}

// OverlapsToCompare gives the strongest of the open overlaps that the actor sees or is told of.
func OverlapsToCompare(tx *Tx) ([]Matter, error) {
	scope := Overlaps.Scope(tx)
	found, err := rows[struct {
		ID    models.ID
		Total int
		// MATERIALIZED: to name one of them, Postgres would otherwise look all of them up again and again.
	}](tx, "WITH waiting AS MATERIALIZED (SELECT activity_pairs.id, activity_pairs.strength FROM activity_pairs WHERE activity_pairs.status = 'open' AND "+scope.SQL+
		") SELECT id, COUNT(*) OVER () AS total FROM waiting ORDER BY "+strongestFirst(tx)+" LIMIT 1", scope.Args...)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	o, err := Overlaps.shown(tx, Overlaps.selection(tx).Where("activity_pairs.id = ?", found[0].ID)) // which it sees, as was just found
	if err != nil {
		return nil, err
	}
	since := o.FoundOn
	if since == "" { // when the other was planned is not told
		since = models.DateOf(tx.now)
	}
	return []Matter{{ID: o.ID, Reference: o.References(), Title: o.Titles(), Detail: o.Words(), Since: since, Total: found[0].Total}}, nil
}

// strongestFirst orders overlaps; how strong one is of which it sees one side is not for a partner to know.
func strongestFirst(tx *Tx) string {
	if tx.actor.Audience() != "" {
		return "id"
	}
	return "strength DESC, id"
}

// PartnerContact gives who is asked about an activity: its lead partner's first focal point, or else its coordinator.
func PartnerContact(tx *Tx, organisation models.ID) (Person, error) {
	p, err := one[Person](tx, `SELECT name, email, language FROM contacts WHERE organisation_id = ? AND active AND duty IN ('focal_point', 'coordinator')
		AND email NOT IN (SELECT email FROM mailboxes WHERE bounced_at IS NOT NULL) ORDER BY CASE duty WHEN 'focal_point' THEN 0 ELSE 1 END, id LIMIT 1`, organisation)
	if NoRow(err) {
		return Person{}, nil
	}
	return p, err
}

// AddMails queues mails.
func AddMails(tx *Tx, mails []models.OutboxMail) error {
	for i := range mails {
		mails[i].ID, mails[i].CreatedAt, mails[i].NextAt, mails[i].Status = models.NewID(), tx.now, tx.now, "waiting"
	}
	return tx.db.Table("outbox").Create(&mails).Error
}
