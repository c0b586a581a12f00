package store

import (
	"time"

	"gorm.io/gorm/clause"

	"qadam/app/store/batch"
	"qadam/models"
)

// Calendars says who works when. Every user reads a State's; an organisation's is read by those who may know of the organisation.
var Calendars = &Noun[models.Calendar]{Table: "calendars", Scope: calendarScope,
	Filters: []Filter{codes("country", "calendars.country_code IN ?", "Countries"), ids("organisation_id", "calendars.organisation_id IN ?",
		"Organisations")}, Sorts: []Sort{byCreated("calendars")},
	Load: loadCalendars, Save: saveCalendarDays}

// calendarDay is one dated day of one calendar.
type calendarDay struct {
	CalendarID models.ID
	models.CalendarDay
}

func loadCalendars(tx *Tx, found []*models.Calendar) error {
	all, index := indexByID(found)
	for _, c := range found {
		c.Weekend, c.Days = orEmpty(c.Weekend), []models.CalendarDay{}
	}
	var days []calendarDay
	if err := tx.db.Table("calendar_days").Where("calendar_id IN ?", all).Order("calendar_id, on_date").Find(&days).Error; err != nil {
		return err
	}
	for _, d := range days {
		c := index[d.CalendarID]
		c.Days = append(c.Days, d.CalendarDay)
	}
	return nil
}

func saveCalendarDays(tx *Tx, c *models.Calendar) error {
	if _, err := tx.exec("DELETE FROM calendar_days WHERE calendar_id = ?", c.ID); err != nil || len(c.Days) == 0 {
		return err
	}
	days := make([]calendarDay, len(c.Days))
	for i, d := range c.Days {
		days[i] = calendarDay{c.ID, d}
	}
	return tx.db.Table("calendar_days").Omit(clause.Associations).CreateInBatches(days, batch.MaxRows).Error
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
	found, err := scanStructs[models.Calendar](tx, Calendars.selectColumns(tx))
	if err != nil || len(found) == 0 {
		return nil, err
	}
	all := make([]*models.Calendar, len(found))
	for i := range found {
		all[i] = &found[i]
	}
	return found, Calendars.load(tx, all)
}

// timeZonesOf gives the time zones of States, those of their calendars where they have one.
func timeZonesOf(tx *Tx, states []string) (map[string]*time.Location, error) {
	found, err := queryAll[struct{ Code, Zone string }](tx, `SELECT countries.code, COALESCE(calendars.time_zone,
		countries.time_zone) AS zone
		FROM countries LEFT JOIN calendars ON calendars.country_code = countries.code WHERE countries.code IN ?`, states)
	zones := map[string]*time.Location{}
	for _, f := range found {
		zones[f.Code] = models.Calendar{CalendarInput: models.CalendarInput{TimeZone: f.Zone}}.Location()
	}
	return zones, err
}
