package store

import (
	"time"

	"qadam/models"
)

// ConsentRequests are what States were asked to consent to.
var ConsentRequests = &Noun[models.ConsentRequest]{
	Table: "consent_requests", Name: "consent_request", Scope: ownCountry("consent_requests"),
	Filters: []Filter{
		ids("subject_id", "consent_requests.subject_id IN ?", "Missions, findings or needs"),
		enum[models.Audience]("audience", "consent_requests.audience IN ?"),
		countries("country", "consent_requests.country_code IN ?"),
		asOf(enum[models.ConsentRequestStatus]("status", `
			CASE WHEN consent_requests.status = `+quoted(models.RequestAsked)+` AND consent_requests.takes_effect_at <= @now THEN
				`+quoted(models.RequestGiven)+`
			ELSE consent_requests.status END IN @value`)),
	},
	Sorts: []Sort{byCreated("consent_requests")},
	Load:  loadConsentRequests,
}

// loadConsentRequests settles requests as of this instant: a silence procedure that is over has given consent.
func loadConsentRequests(tx *Tx, found []*models.ConsentRequest) error {
	var states []string
	for _, r := range found {
		states = append(states, r.CountryCode)
	}
	zones, err := timeZonesOf(tx, states)
	if err != nil {
		return err
	}
	for _, r := range found {
		r.SetStatusAt(tx.now, zones[r.CountryCode])
	}
	return nil
}

// ConsentRequestsOn gives the unanswered requests on an item and on its mission, the latest first.
func ConsentRequestsOn(tx *Tx, item, mission models.ID) ([]models.ConsentRequest, error) {
	return ConsentRequests.find(tx, ConsentRequests.selectVisible(tx).Where(`consent_requests.subject_id IN ?
		AND consent_requests.status = `+quoted(models.RequestAsked)+`
		AND (consent_requests.takes_effect_at IS NULL OR consent_requests.takes_effect_at > ?)`, itemAndMission(item, mission), tx.now).
		Order("consent_requests.id DESC"))
}

// OpenConsentRequest gives and locks the unanswered request on a subject for an audience; nil where there is none.
func OpenConsentRequest(tx *Tx, subject models.ID, audience string) (*models.ConsentRequest, error) {
	q := ConsentRequests.selectColumns(tx).Where("subject_id = ? AND audience = ? AND status = "+
		quoted(models.RequestAsked), subject, audience)
	found, err := ConsentRequests.find(tx, q.Clauses(tx.dialect.locking()...))
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// MoveConsentRequest writes when a request's silence procedure ends now.
func MoveConsentRequest(tx *Tx, id models.ID, ends time.Time) error {
	_, err := tx.exec(`UPDATE consent_requests SET takes_effect_at = ?, version = version + 1, updated_at = ?
		WHERE id = ?`, ends, tx.now, id)
	return err
}

// OpenSilenceRequests gives the unanswered requests for consent by silence to a subject or, if it is a mission, to what it found.
func OpenSilenceRequests(tx *Tx, subject models.ID, audiences []models.Audience) ([]models.ID, error) {
	return queryIDs(tx, `SELECT q.id FROM consent_requests q WHERE q.status = `+quoted(models.RequestAsked)+` AND q.procedure =
			`+quoted(models.ProcedureSilence)+` AND (q.takes_effect_at IS NULL OR q.takes_effect_at > ?) AND q.audience IN ?
			AND (q.subject_id = ? OR q.subject_id IN (SELECT f.id FROM findings f WHERE f.mission_id = ?)
				OR q.subject_id IN (SELECT n.id FROM needs n WHERE n.mission_id = ?)) ORDER BY q.id`,
		tx.now, audiences, subject, subject, subject)
}
