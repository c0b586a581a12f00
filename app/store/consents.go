package store

import (
	"fmt"
	"strings"
	"time"

	"qadam/models"
)

// Consents is the ledger of what States let be shared.
var Consents = &Noun[models.Consent]{Table: "consents", Scope: ownCountry("consents"),
	Filters: []Filter{ids("subject_id", "consents.subject_id IN ?", "Missions, findings or needs"), enum("subject_type", "consents.subject_type IN ?", []string{"mission", "finding", "need"}),
		enum("audience", "consents.audience IN ?", models.Audiences), codes("country", "consents.country_code IN ?", "Countries"),
		asOf(enum("state", `CASE WHEN consents.objected_at IS NOT NULL THEN 'objected' WHEN consents.withdrawn_at IS NOT NULL THEN 'withdrawn'
			WHEN consents.effective_from > @now THEN CASE WHEN consents.silence_days > 0 THEN 'silence' ELSE 'to_come' END
			WHEN consents.expires_at <= @now THEN 'expired' ELSE 'in_force' END IN @value`,
			[]string{models.ConsentToCome, models.ConsentSilence, models.ConsentInForce, models.ConsentExpired, models.ConsentObjected, models.ConsentWithdrawn}))},
	Sorts: []Sort{byBirth("consents")},
	Load: func(tx *Tx, found []*models.Consent) error {
		for _, c := range found {
			c.State = c.StateAt(tx.now)
		}
		return nil
	}}

// ConsentRequests is what States were asked for.
var ConsentRequests = &Noun[models.ConsentRequest]{Table: "consent_requests", Scope: ownCountry("consent_requests"),
	Filters: []Filter{ids("subject_id", "consent_requests.subject_id IN ?", "Missions, findings or needs"), enum("audience", "consent_requests.audience IN ?", models.Audiences),
		codes("country", "consent_requests.country_code IN ?", "Countries"),
		asOf(enum("status", `CASE WHEN consent_requests.status = 'asked' AND consent_requests.takes_effect_at <= @now THEN 'given' ELSE consent_requests.status END IN @value`,
			[]string{"asked", "given", "refused", "cancelled"}))},
	Sorts: []Sort{byBirth("consent_requests")}, Load: loadConsentRequests}

// loadConsentRequests settles requests as of this instant: silence that is over has given consent.
func loadConsentRequests(tx *Tx, found []*models.ConsentRequest) error {
	var states []string
	for _, r := range found {
		states = append(states, r.CountryCode)
	}
	zones, err := zonesOf(tx, states)
	for _, r := range found {
		r.Settle(tx.now, zones[r.CountryCode])
	}
	return err
}

// zonesOf gives the time zones of States, those of their calendars where they have one.
func zonesOf(tx *Tx, states []string) (map[string]*time.Location, error) {
	found, err := rows[struct{ Code, Zone string }](tx, `SELECT countries.code, COALESCE(calendars.time_zone, countries.time_zone) AS zone
		FROM countries LEFT JOIN calendars ON calendars.country_code = countries.code WHERE countries.code IN ?`, states)
	zones := map[string]*time.Location{}
	for _, f := range found {
		zones[f.Code] = models.Calendar{CalendarInput: models.CalendarInput{TimeZone: f.Zone}}.Location()
	}
	return zones, err
}

// ConsentsOn gives the entries that bear on an item: its own and its mission's, the latest first.
func ConsentsOn(tx *Tx, item, mission models.ID) ([]models.Consent, error) {
	found, err := collect[models.Consent](tx, Consents.query(tx).Where("consents.subject_id IN ?", both(item, mission)).Order("consents.effective_from DESC, consents.id DESC"))
	for i := range found {
		found[i].State = found[i].StateAt(tx.now)
	}
	return found, err
}

// RequestsOn gives what the State was asked for on an item and on its mission and has not answered, the latest first.
func RequestsOn(tx *Tx, item, mission models.ID) ([]models.ConsentRequest, error) {
	found, err := collect[models.ConsentRequest](tx, ConsentRequests.query(tx).Where("consent_requests.subject_id IN ? AND consent_requests.status = 'asked' AND (consent_requests.takes_effect_at IS NULL OR consent_requests.takes_effect_at > ?)", both(item, mission), tx.now).
		Order("consent_requests.id DESC"))
	if err != nil || len(found) == 0 {
		return []models.ConsentRequest{}, err
	}
	all := make([]*models.ConsentRequest, len(found))
	for i := range found {
		all[i] = &found[i]
	}
	return found, loadConsentRequests(tx, all)
}

func both(item, mission models.ID) []models.ID {
	if mission == "" {
		return []models.ID{item}
	}
	return []models.ID{item, mission}
}

// RunningSilence gives the silence procedures that are under way: those of a State, or those that bear on a subject or,
// if it is a mission, on what it found. They are locked for a change.
func RunningSilence(tx *Tx, country string, subject models.ID, audiences []string) ([]models.Consent, error) {
	q := Consents.selection(tx).Where("consents.silence_days > 0 AND consents.effective_from > ? AND consents.objected_at IS NULL AND consents.withdrawn_at IS NULL AND consents.country_code = ?", tx.now, country)
	if subject != "" {
		q = q.Where(`consents.audience IN ? AND (consents.subject_id = ? OR consents.subject_id IN (SELECT f.id FROM findings f WHERE f.mission_id = ?)
			OR consents.subject_id IN (SELECT n.id FROM needs n WHERE n.mission_id = ?))`, audiences, subject, subject, subject)
	}
	return collect[models.Consent](tx, q.Clauses(tx.dialect.locking()...).Order("consents.id"))
}

// OpenRequest gives the request on a subject for an audience that waits for an answer; nil where there is none.
func OpenRequest(tx *Tx, subject models.ID, audience string) (*models.ConsentRequest, error) {
	found, err := collect[models.ConsentRequest](tx, ConsentRequests.selection(tx).Where("subject_id = ? AND audience = ? AND status = 'asked'", subject, audience).Clauses(tx.dialect.locking()...))
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], loadConsentRequests(tx, []*models.ConsentRequest{&found[0]})
}

// sharing is where consent to a subject opens something: rows of a table, found by a column, with the mission that they belong to.
type sharing struct{ noun, table, column, mission string }

var sharings = map[string][]sharing{
	"mission": {{"mission", "missions", "id", ""}, {"finding", "findings", "mission_id", "findings.mission_id"}, {"need", "needs", "mission_id", "needs.mission_id"}},
	"finding": {{"finding", "findings", "id", "findings.mission_id"}},
	"need":    {{"need", "needs", "id", "needs.mission_id"}},
}

// SharedItems gives how much is open to each audience at this instant and which entry decides, by the rule that everybody's
// reading goes through: of a subject, which comes first, and where it is a mission of all that it found.
func SharedItems(tx *Tx, subjectType string, subject models.ID) ([]models.Shared, error) {
	var args []any
	var selects []string
	for place, s := range sharings[subjectType] {
		columns := fmt.Sprintf("SELECT %d AS place, '%s' AS subject_type, %s.id AS subject_id, %[3]s.reference", place, s.noun, s.table)
		for _, audience := range models.Audiences {
			extent, by := extentTo(tx, audience, s.table+".id", s.mission), rankedConsents(tx, s.table+".id", s.mission, audience)
			columns += ", " + extent.SQL + " AS " + audience + ", (SELECT d.id FROM (" + by.SQL + ") d WHERE d.place = 1) AS " + audience + "_by"
			args = append(append(args, extent.Args...), by.Args...)
		}
		selects = append(selects, columns+" FROM "+s.table+" WHERE "+s.table+"."+s.column+" = ?")
		args = append(args, subject)
	}
	return rows[models.Shared](tx, strings.Join(selects, " UNION ALL ")+" ORDER BY place, reference", args...)
}

// Reader is a user of an organisation, and whether whoever asks may know of the organisation.
type Reader struct {
	Role           models.Role
	OrganisationID models.ID
	Organisation   string
	Name           string
	Known          bool
}

// ReadersOf gives the users who may sign in with some roles, by organisation.
func ReadersOf(tx *Tx, roles []models.Role) ([]Reader, error) {
	known := Organisations.Scope(tx)
	return rows[Reader](tx, "SELECT u.role, organisations.id AS organisation_id, organisations.name AS organisation, u.name, "+known.SQL+` AS known
		FROM users u JOIN organisations ON organisations.id = u.organisation_id WHERE u.active AND u.role IN ? ORDER BY u.role, organisations.name, organisations.id, u.name`,
		append(append([]any{}, known.Args...), roles)...)
}

// MoveRequest tells a request when its silence procedure is over now.
func MoveRequest(tx *Tx, id models.ID, ends time.Time) error {
	_, err := tx.exec("UPDATE consent_requests SET takes_effect_at = ?, version = version + 1, updated_at = ? WHERE id = ?", ends, tx.now, id)
	return err
}
