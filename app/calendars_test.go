package app_test

import (
	"testing"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// A State without a calendar works Monday to Friday in its zone; one that has a calendar has its days, in order, and a change
// replaces them.
func TestCalendarOfAState(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		calendar := func(country string) (c models.Calendar) {
			t.Helper()
			if err := s.View(w.ctx, w.donorA,
				func(tx *store.Tx) (err error) { c, err = store.CalendarOf(tx, country); return err }); err != nil {
				t.Fatal(err)
			}
			return c
		}
		if c := calendar("KAZ"); c.ID != "" || c.TimeZone != "Asia/Almaty" || c.Working("2021-12-11") || !c.Working("2021-12-16") {
			t.Errorf("without a calendar: %+v", c)
		}
		in := models.CalendarInput{CountryCode: "KAZ", TimeZone: "Asia/Almaty", Weekend: []models.Weekday{"saturday", "sunday"},
			Source: "Fiction",
			Days: []models.CalendarDay{{OnDate: "2021-12-16", Source: "Fiction"},
				{OnDate: "2021-12-11", Working: true, Source: "Fiction"}}}
		made := sure(w.Calendars.Create(w.ctx, engine.System(), in))(t)
		if c := calendar("KAZ"); c.ID != made.ID || !c.Working("2021-12-11") || c.Working("2021-12-16") ||
			c.AddWorkingDays("2021-12-10", 1) != "2021-12-11" {
			t.Errorf("with a calendar: %+v", c)
		}
		if c := calendar("KGZ"); c.ID != "" || !c.Working("2021-12-16") {
			t.Errorf("another State: %+v", c)
		}
		sure(w.Calendars.Patch(w.ctx, engine.System(), made.ID, made.Version, func(in *models.CalendarInput) error {
			in.Days = in.Days[:1]
			return nil
		}))(t)
		if c := calendar("KAZ"); len(c.Days) != 1 || !c.Working("2021-12-16") {
			t.Errorf("after a change: %+v", c)
		}
		for _, wrong := range []func(*models.CalendarInput){
			func(*models.CalendarInput) {}, // there is one already
			func(in *models.CalendarInput) { in.CountryCode = "" },
			func(in *models.CalendarInput) { in.OrganisationID = w.partner1.OrganisationID },
			func(in *models.CalendarInput) { in.CountryCode, in.Weekend = "KGZ", []models.Weekday{"someday"} },
			func(in *models.CalendarInput) { in.CountryCode, in.Days = "KGZ", append(in.Days, in.Days[0]) },
		} {
			bad := in
			wrong(&bad)
			if c, err := w.Calendars.Create(w.ctx, engine.System(), bad); err == nil {
				t.Errorf("made %+v", c)
			}
		}
	})
}
