package handlers

import (
	"crypto/subtle"
	"net"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"qadam/app"
	"qadam/models"
)

// metrics counts requests by route pattern.
type metrics struct {
	requests *prometheus.HistogramVec
	handler  fiber.Handler
}

func newMetrics(reg *prometheus.Registry, a *app.App) (*metrics, error) {
	if reg == nil {
		reg = prometheus.NewRegistry()
	}
	m := &metrics{requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "qadam_http_request_seconds",
		Help: "Time to answer, by method, route pattern and status.", Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1,
			2.5, 10}}, []string{"method", "route", "status"})}
	pool := prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "qadam_database_connections", Help: "Open connections to the database."},
		func() float64 { return float64(a.Store().Stats().OpenConnections) })
	for _, c := range []prometheus.Collector{m.requests, pool, newMailMetrics(a), collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{})} {
		if err := reg.Register(c); err != nil {
			return nil, err
		}
	}
	m.handler = adaptor.HTTPHandler(promhttp.HandlerFor(reg, promhttp.HandlerOpts{}))
	return m, nil
}

func (m *metrics) observe(method, route string, status int, took time.Duration) {
	m.requests.WithLabelValues(method, route, statusText(status)).Observe(took.Seconds())
}

// showMetrics answers to this machine, and to a request with the token.
func (s *Server) showMetrics(c *fiber.Ctx) error {
	given := strings.TrimPrefix(c.Get(fiber.HeaderAuthorization), "Bearer ")
	token := s.options.MetricsToken
	byToken := token != "" && subtle.ConstantTimeCompare([]byte(given), []byte(token)) == 1
	forwarded := c.Get(fiber.HeaderXForwardedFor) != "" || c.Get(fiber.HeaderForwarded) != "" // a proxy on this machine speaks for others
	if peer := c.Context().RemoteIP(); !byToken && (peer == nil || !net.IP.IsLoopback(peer) || forwarded) {
		return models.NotFoundError()
	}
	return s.metrics.handler(c)
}
