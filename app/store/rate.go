package store

import "qadam/models"

// Rates are the exchange rates to the US dollar, by day.
var Rates = &Noun[models.Rate]{
	Table: "rates", Name: "rate", Scope: everyone, Unrestricted: true,
	Filters: []Filter{
		currencies("currency", "rates.currency IN ?"),
		since("from", "rates.on_date >= ?", "On or after"),
		until("to", "rates.on_date <= ?", "On or before"),
	},
	Sorts: []Sort{{Key: "on_date", Column: "rates.on_date", Desc: true}},
}

// RateFor gives the latest stored rate of a currency on or before a day.
func RateFor(tx *Tx, currency string, day models.Date) (*models.Rate, error) {
	r, err := queryOne[models.Rate](tx, `SELECT * FROM rates WHERE currency = ? AND on_date <= ?
		ORDER BY on_date DESC LIMIT 1`, currency, day)
	return &r, err
}

// OldRates gives the currencies in which open needs are estimated or live projects have money, and of which the latest rate is from
// before a day, the oldest first. Managers add rates.
func OldRates(tx *Tx, day models.Date) ([]OverviewItem, error) {
	if !tx.actor.SeesAll() {
		return nil, nil
	}
	return queryAll[OverviewItem](tx, `SELECT r.id, r.currency AS reference, r.on_date AS since, COUNT(*) OVER () AS total FROM rates r
		WHERE r.on_date = (SELECT MAX(x.on_date) FROM rates x WHERE x.currency = r.currency) AND r.on_date < ?
			AND r.currency IN (SELECT n.estimated_cost_currency FROM needs n WHERE `+openNeed+`
				UNION SELECT t.amount_currency FROM transactions t JOIN projects p ON p.id = t.project_id WHERE p.status IN ?)
		ORDER BY r.on_date, r.id`, day, liveStatuses)
}

// LatestRates gives for each currency the latest stored rate on or before a day.
func LatestRates(tx *Tx, day models.Date) ([]models.RateInput, error) {
	return queryAll[models.RateInput](tx, `SELECT r.currency, r.usd_per_unit, r.on_date FROM rates r
		WHERE r.on_date = (SELECT MAX(x.on_date) FROM rates x WHERE x.currency = r.currency AND x.on_date <= ?)`, day)
}
