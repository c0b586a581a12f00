package reminders

import (
	"context"
	"slices"
	"strings"

	"qadam/app/engine"
	"qadam/models"
)

// Forecast is what will go out in some days, as things stand.
type Forecast struct {
	From  models.Date `json:"from"`
	To    models.Date `json:"to"`
	Total int         `json:"total"`
	// ByDay counts what is said on each day.
	ByDay map[models.Date]int `json:"by_day"`
	// Items are the first of them, day by day.
	Items []models.Owed `json:"items"`
}

// maxForecast is how much of a forecast is written out; the counts tell of all.
const maxForecast = 500

// ForecastReminders tells what will go out in the coming days, if nothing is done meanwhile.
func (a *FollowUp) ForecastReminders(ctx context.Context, actor models.Actor, days int) (*Forecast, error) {
	if err := engine.Allow(actor, "reminder.forecast"); err != nil {
		return nil, err
	}
	s, err := a.newScan(ctx, a.Store().Now())
	if err != nil {
		return nil, err
	}
	return a.forecast(ctx, s, days)
}

func (a *FollowUp) forecast(ctx context.Context, s *scan, days int) (*Forecast, error) {
	s.to = s.from.AddDays(days)
	f := &Forecast{From: s.from, To: s.to, ByDay: map[models.Date]int{}, Items: []models.Owed{}}
	for found, err := range s.owed(ctx, a) {
		if err != nil {
			return nil, err
		}
		for _, o := range found {
			f.Total++
			f.ByDay[o.On]++
			f.Items = append(f.Items, o)
		}
		if len(f.Items) > 2*maxForecast {
			f.keepFirst()
		}
	}
	f.keepFirst()
	return f, nil
}

// keepFirst leaves the items of the first days.
func (f *Forecast) keepFirst() {
	slices.SortStableFunc(f.Items, func(a, b models.Owed) int { return strings.Compare(string(a.On), string(b.On)) })
	f.Items = f.Items[:min(len(f.Items), maxForecast)]
}
