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

// LatestRates gives for each currency the latest stored rate on or before a day.
func LatestRates(tx *Tx, day models.Date) ([]models.RateInput, error) {
	return queryAll[models.RateInput](tx, `SELECT r.currency, r.usd_per_unit, r.on_date FROM rates r
		WHERE r.on_date = (SELECT MAX(x.on_date) FROM rates x WHERE x.currency = r.currency AND x.on_date <= ?)`, day)
}
