package main

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// calendar says who works when.
type calendar struct {
	weekend []string
	days    map[time.Time]bool
	today   time.Time
	known   map[counted]time.Time
}

type counted struct {
	day time.Time
	n   int
}

// calendars gives them by country and organisation; "" is for all others.
func calendars(ctx context.Context, pool *pgxpool.Pool, now time.Time) (map[string]*calendar, error) {
	out := map[string]*calendar{"": newCalendar("UTC", []string{"saturday", "sunday"}, now)}
	rows, err := pool.Query(ctx, "SELECT code, time_zone, '[\"saturday\",\"sunday\"]' FROM countries UNION ALL SELECT "+
		"COALESCE(organisation_id::text, country_code), time_zone, weekend FROM calendars")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var whose, zone, weekend string
		if err := rows.Scan(&whose, &zone, &weekend); err != nil {
			return nil, err
		}
		var free []string
		if err := json.Unmarshal([]byte(weekend), &free); err != nil {
			return nil, err
		}
		out[whose] = newCalendar(zone, free, now)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	days, err := pool.Query(ctx, "SELECT COALESCE(c.organisation_id::text, c.country_code), d.on_date, d.working FROM calendar_days d "+
		"JOIN calendars c ON c.id = d.calendar_id")
	if err != nil {
		return nil, err
	}
	defer days.Close()
	for days.Next() {
		var whose string
		var day time.Time
		var working bool
		if err := days.Scan(&whose, &day, &working); err != nil {
			return nil, err
		}
		out[whose].days[day] = working
	}
	return out, days.Err()
}

func newCalendar(zone string, weekend []string, now time.Time) *calendar {
	place, err := time.LoadLocation(zone)
	if err != nil {
		place = time.UTC
	}
	y, m, d := now.In(place).Date()
	return &calendar{weekend: weekend, days: map[time.Time]bool{}, today: time.Date(y, m, d, 0, 0, 0, 0, time.UTC),
		known: map[counted]time.Time{}}
}

func (s *byHand) calendar(it item) *calendar {
	if c := s.calendars[text(it.organisation)]; c != nil && it.organisation != nil {
		return c
	}
	if c := s.calendars[it.country]; c != nil {
		return c
	}
	return s.calendars[""]
}

// after gives the nth working day after a day, or before it.
func (c *calendar) after(day time.Time, n int) time.Time {
	key := counted{day, n}
	if known, ok := c.known[key]; ok {
		return known
	}
	step, left := 1, n
	if n < 0 {
		step, left = -1, -n
	}
	for left > 0 {
		day = day.AddDate(0, 0, step)
		works, dated := c.days[day]
		if !dated {
			works = !slices.Contains(c.weekend, strings.ToLower(day.Weekday().String()))
		}
		if works {
			left--
		}
	}
	c.known[key] = day
	return day
}
