package store

import (
	"time"

	"qadam/models"
)

// What a State owes, and how it is found. No search reads a title of a need, a mission or a consent: those are confidential, and
// mails are not.

// missionSearch finds the missions whose State was sent a report and has not answered.
func missionSearch(sent, status string) eventSearch {
	return eventSearch{id: "m.id", since: "m." + sent, adjustable: true,
		columns: `m.id, m.reference, m.status, m.country_code, m.id AS group_id, m.reference AS group_ref`,
		from:    `missions m`,
		open:    func(*Tx) Where { return where("m.status = '" + status + "' AND m." + sent + " IS NOT NULL") }}
}

// consentSearch finds consents that will end. Their instants cannot be adjusted.
func consentSearch(instant, which string) eventSearch {
	return eventSearch{id: "c.id", since: instant, settle: setLastDays,
		columns: `c.id, COALESCE(m.reference, n.reference, f.reference) AS reference, ` + quoted(models.RequestAsked) +
			` AS status, c.country_code, c.id AS group_id,
			COALESCE(m.reference, n.reference, f.reference) AS group_ref, ` + instant + ` AS instant`,
		from: `consents c LEFT JOIN missions m ON m.id = c.subject_id LEFT JOIN needs n ON n.id = c.subject_id
			LEFT JOIN findings f ON f.id = c.subject_id`,
		open: func(tx *Tx) Where {
			return where("c.withdrawn_at IS NULL AND c.objected_at IS NULL AND c.extent <> "+noExtent+" AND "+
				which+" AND "+instant+" > ?", tx.now)
		}}
}

// setLastDays sets the last day before an item's instant, in its State's zone.
func setLastDays(tx *Tx, found []WatchedItem) error {
	zones, err := zonesOf(tx, found)
	for i := range found {
		if err == nil {
			found[i].Since = models.LastDay(*found[i].Instant, zones[found[i].CountryCode])
		}
	}
	return err
}

func zonesOf(tx *Tx, found []WatchedItem) (map[string]*time.Location, error) {
	var states []string
	for _, w := range found {
		states = append(states, w.CountryCode)
	}
	return timeZonesOf(tx, states)
}

// requestSearch finds what a State was asked to consent to and has not answered. Silence counts from the day on which a mail server
// had taken its mail.
func requestSearch(procedure models.Procedure) eventSearch {
	return eventSearch{id: "q.id", since: "q.created_at", settle: setRequestDays,
		columns: `q.id, COALESCE(m.reference, n.reference, f.reference) AS reference, q.status, q.country_code, q.id AS group_id,
			COALESCE(m.reference, n.reference, f.reference) AS group_ref, q.created_at AS asked_at, q.began_at,
			q.takes_effect_at AS instant, q.silence_days`,
		from: `consent_requests q LEFT JOIN missions m ON m.id = q.subject_id LEFT JOIN needs n ON n.id = q.subject_id
			LEFT JOIN findings f ON f.id = q.subject_id`,
		open: func(tx *Tx) Where {
			return where("q.status = "+quoted(models.RequestAsked)+" AND q.procedure = "+quoted(procedure)+
				" AND (q.takes_effect_at IS NULL OR q.takes_effect_at > ?)", tx.now)
		}}
}

// setRequestDays sets the days of requests for consent in their States' zones. The end of a silence that has not begun is a guess.
func setRequestDays(tx *Tx, found []WatchedItem) error {
	zones, err := zonesOf(tx, found)
	if err != nil {
		return err
	}
	for i := range found {
		w := &found[i]
		zone := zones[w.CountryCode]
		w.Since = models.DateOf(w.AskedAt.In(zone))
		switch {
		case w.SilenceDays == 0:
		case w.Instant == nil:
			w.Waits, w.PeriodEnd = true, models.DateOf(tx.now.In(zone)).AddDays(w.SilenceDays)
		default:
			w.StartedOn, w.PeriodEnd = models.DateOf(w.BeganAt.In(zone)), models.LastDay(*w.Instant, zone)
		}
	}
	return nil
}

// agreementSearch finds the needs that wait for the State's agreement, as one item for each mission and day on which they began to
// wait. The count is that of all that wait in the mission.
var agreementSearch = eventSearch{id: "m.id", since: "w.since", byDay: true,
	columns: `m.id, m.reference, m.status, m.country_code, m.id AS group_id, m.reference AS group_ref, w.count`,
	from: `(SELECT n.mission_id, n.status_on AS since, CAST(SUM(COUNT(*)) OVER (PARTITION BY n.mission_id) AS integer) AS count
		FROM needs n WHERE n.status = ` + quoted(models.NeedIdentified) + ` GROUP BY n.mission_id, n.status_on) w
		JOIN missions m ON m.id = w.mission_id`,
	open: func(*Tx) Where { return where("m.status <> " + quoted(models.MissionCancelled)) }}

// rankingSearch finds the rankings that were put before a State.
var rankingSearch = eventSearch{id: "r.id", since: "r.status_on",
	columns: `r.id, r.reference, r.status, r.country_code, r.id AS group_id, r.reference AS group_ref`,
	from:    `rankings r`,
	open:    func(*Tx) Where { return where("r.status = " + quoted(models.RankingProposed)) }}

// confirmationSearch finds the needs that are said to be met, in part or in full, and of which the State has not said so.
var confirmationSearch = eventSearch{id: "n.id", since: saidMetOn,
	columns: `n.id, n.reference, n.status, n.country_code, n.id AS group_id, n.reference AS group_ref`,
	from:    `needs n`,
	open:    func(*Tx) Where { return where(unconfirmed) }}

// unconfirmed tells that a need n is met, or that its partner proposes so, and that its State has said nothing.
var unconfirmed = "n.state_answer = '' AND (n.status = " + quoted(models.NeedMet) + " OR n.proposed_status IN (" +
	quoted(models.NeedMet, models.NeedPartlyMet) + "))"

// saidMetOn is the day on which somebody said that a need n is met.
var saidMetOn = "CASE n.status WHEN " + quoted(models.NeedMet) + ` THEN n.status_on ELSE COALESCE((SELECT MAX(s.on_date) FROM steps s
	WHERE s.subject_id = n.id AND s.proposed), n.status_on) END`

// RequestsToldBy gives the requests for consent by silence that have not begun and of which a mail tells their State.
func RequestsToldBy(tx *Tx, mail models.ID) ([]models.ID, error) {
	return queryIDs(tx, `SELECT DISTINCT q.id FROM reminders r JOIN consent_requests q ON q.id = r.subject_id
		WHERE r.outbox_id = ? AND r.role IN (`+quoted(models.RecipientNational, models.RecipientDeputy)+`) AND q.procedure =
			`+quoted(models.ProcedureSilence)+` AND q.takes_effect_at IS NULL AND q.status = `+quoted(models.RequestAsked)+
		" ORDER BY q.id", mail)
}
