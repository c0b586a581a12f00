package handlers

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"qadam/app"
	"qadam/app/engine"
)

// mailMetrics tell whether mail leaves. They are asked of the database at each scrape, so that they are true whichever
// server answers.
type mailMetrics struct {
	app                        *app.App
	waiting, oldest, dead, due *prometheus.Desc
}

func newMailMetrics(a *app.App) *mailMetrics {
	desc := func(name, help string) *prometheus.Desc { return prometheus.NewDesc(name, help, nil, nil) }
	return &mailMetrics{app: a,
		waiting: desc("qadam_mail_waiting", "Mails that wait to be sent, or sent again."),
		oldest:  desc("qadam_mail_oldest_seconds", "Age of the oldest mail that waits; 0 when none does."),
		dead:    desc("qadam_mail_dead", "Mails that were given up."),
		due:     desc("qadam_reminders_due", "Reminders that wait for their recipients' next mail.")}
}

// Describe names the metrics.
func (m *mailMetrics) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{m.waiting, m.oldest, m.dead, m.due} {
		ch <- d
	}
}

// Collect asks for their values; it gives none when the database does not answer.
func (m *mailMetrics) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	state, err := m.app.MailState(ctx, engine.System())
	if err != nil {
		return
	}
	age := 0.0
	if state.Oldest != nil {
		age = max(0, m.app.Store().Now().Sub(*state.Oldest).Seconds())
	}
	for d, v := range map[*prometheus.Desc]float64{m.waiting: float64(state.Waiting), m.oldest: age, m.dead: float64(state.Dead),
		m.due: float64(state.Due)} {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v)
	}
}
