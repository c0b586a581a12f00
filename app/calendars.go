package app

import (
	"context"

	"qadam/app/store"
	"qadam/models"
)

// calendars sets up who works when.
func (a *App) calendars() {
	a.Calendars = &Resource[models.Calendar, models.CalendarInput]{app: a, noun: store.Calendars, name: "calendar",
		input: func(c *models.Calendar) *models.CalendarInput { return &c.CalendarInput }, prepare: prepareCalendar, follow: a.calendarChanged}
}

// prepareCalendar sees to it that a calendar is somebody's, and stays theirs.
func prepareCalendar(tx *store.Tx, old, c *models.Calendar) error {
	c.SortDays()
	switch {
	case old != nil && (old.CountryCode != c.CountryCode || old.OrganisationID != c.OrganisationID):
		return models.Fault("/country_code", "A calendar stays with its country or organisation; make another one.")
	case (c.CountryCode == "") == (c.OrganisationID == ""):
		return models.Fault("/country_code", "Give a country or an organisation, one of them.")
	case c.CountryCode != "":
		return knownCountry(tx, "/country_code", c.CountryCode)
	}
	return store.Organisations.See(tx, "/organisation_id", c.OrganisationID)
}

// calendarChanged moves what is counted in the working days of a State.
func (a *App) calendarChanged(ctx context.Context, tx *store.Tx, _, c *models.Calendar) error {
	if c.CountryCode == "" {
		return nil
	}
	return a.moveSilence(ctx, tx, c.CountryCode)
}
