package store

import (
	"time"

	"qadam/models"
)

// Calendars are the working calendars of States and organisations.
var Calendars = &Noun[models.Calendar]{
	Table: "calendars", Name: "calendar", Scope: calendarScope,
	Filters: []Filter{
		countries("country", "calendars.country_code IN ?"),
		ids("organisation_id", "calendars.organisation_id IN ?", "Organisations"),
	},
	Sorts: []Sort{byCreated("calendars")},
	Load:  loadCalendarDays,
	Children: func(_ *Tx, c *models.Calendar) []childRows {
		days := childRows{table: "calendar_days", owner: "calendar_id",
			columns: []string{"calendar_id", "on_date", "working", "name", "source"}}
		for _, d := range c.Days {
			days.rows = append(days.rows, []any{c.ID, d.OnDate, d.Working, d.Name, d.Source})
		}
		return []childRows{days}
	},
}

func loadCalendarDays(tx *Tx, found []*models.Calendar) error {
	all, index := indexByID(found)
	for _, c := range found {
		c.Weekend, c.Days = orEmpty(c.Weekend), []models.CalendarDay{}
	}
	days, err := queryAll[struct {
		CalendarID models.ID
		models.CalendarDay
	}](tx, "SELECT * FROM calendar_days WHERE calendar_id IN ? ORDER BY calendar_id, on_date", all)
	for _, d := range days {
		c := index[d.CalendarID]
		c.Days = append(c.Days, d.CalendarDay)
	}
	return err
}

// CalendarOf gives the working calendar of a State; where none is set up, Monday to Friday in the State's zone.
func CalendarOf(tx *Tx, countryCode string) (models.Calendar, error) {
	found, err := Calendars.first(tx, Calendars.selectColumns(tx).Where("calendars.country_code = ?", countryCode))
	if err == nil {
		return *found, nil
	}
	if models.CodeOf(err) != models.NotFound {
		return models.Calendar{}, err
	}
	zone, err := queryOne[struct{ TimeZone string }](tx, "SELECT time_zone FROM countries WHERE code = ?", countryCode)
	return models.PlainCalendar(countryCode, zone.TimeZone), err
}

// AllCalendars gives every working calendar with its days.
func AllCalendars(tx *Tx) ([]models.Calendar, error) {
	return Calendars.find(tx, Calendars.selectColumns(tx))
}

// timeZonesOf gives the time zones of States, those of their calendars where they have one.
func timeZonesOf(tx *Tx, states []string) (map[string]*time.Location, error) {
	found, err := queryAll[struct{ Code, Zone string }](tx,
		`SELECT countries.code, COALESCE(calendars.time_zone, countries.time_zone) AS zone
		FROM countries LEFT JOIN calendars ON calendars.country_code = countries.code WHERE countries.code IN ?`, states)
	zones := map[string]*time.Location{}
	for _, f := range found {
		zones[f.Code] = models.Calendar{CalendarInput: models.CalendarInput{TimeZone: f.Zone}}.Location()
	}
	return zones, err
}
