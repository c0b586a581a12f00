// Package handlers is the JSON API over HTTP: the only room that knows Fiber. It decodes strictly, asks the use cases, and
// writes answers; it decides nothing.
package handlers

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"regexp"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/compress"
	"github.com/prometheus/client_golang/prometheus"

	"qadam/app"
	"qadam/app/access"
	"qadam/app/engine"
	"qadam/handlers/openapi"
	"qadam/handlers/pages"
	"qadam/handlers/request"
	"qadam/models"
)

// Options are what an installation sets for the server.
type Options struct {
	BaseURL        string
	BodyLimit      int
	TrustedProxies []string
	Version        string
	MetricsToken   string
	TokenRate      int // requests of a token in a minute, 0 for any number
	PublicRate     int // requests without a token of a peer in a minute, 0 where nothing is open to the public
	Registry       *prometheus.Registry
}

// Server answers HTTP.
type Server struct {
	app     *app.App
	log     *slog.Logger
	options Options
	fiber   *fiber.App
	groups  []group
	metrics *metrics
	pages   *pages.Pages
	guard   *request.Guard
	overTLS bool // people reach it at an https address

	readiness readiness
	hold      atomic.Pointer[models.Error]
	batched   map[string]*route // the routes that a batch may name, by method and path
	large     chan struct{}     // a place for each large body that is taken in
}

// mostLarge is how many large bodies are taken in at a time.
const mostLarge = 8

// New builds the server and its routes; it does not listen yet.
func New(a *app.App, log *slog.Logger, o Options) (*Server, error) {
	if o.BodyLimit == 0 {
		o.BodyLimit = importLimit
	}
	s := &Server{app: a, log: log, options: o, groups: table(a), overTLS: strings.HasPrefix(o.BaseURL, "https://"),
		guard: request.NewGuard(a.Access, o.TrustedProxies, o.TokenRate, o.PublicRate), large: make(chan struct{}, mostLarge)}
	if o.PublicRate == 0 {
		s.groups = withoutPublic(s.groups)
	}
	s.fiber = fiber.New(fiber.Config{
		Immutable: true, DisableStartupMessage: true, StrictRouting: true, CaseSensitive: true,
		// Bodies are read by the routes, which know how large they may be, once it is known who sends them.
		StreamRequestBody: true, DisablePreParseMultipartForm: true,
		ReadBufferSize: headBuffer, Concurrency: mostConnections,
		ReadTimeout: 20 * time.Second, WriteTimeout: streamTimeout, IdleTimeout: 2 * time.Minute,
		ErrorHandler:            s.fail,
		EnableTrustedProxyCheck: true, // with no proxy named: request/peer.go decides which to trust
	})
	s.refuseMethods()
	s.refuseBodies()
	var err error
	if s.pages, err = pages.New(a, s.guard, pages.Limits{Body: o.BodyLimit, Place: s.place}); err != nil {
		return nil, err
	}
	if s.metrics, err = newMetrics(o.Registry, a); err != nil {
		return nil, err
	}
	s.fiber.Use(s.handleRequest, compress.New(compress.Config{Level: compress.LevelBestSpeed}))
	s.plain()
	s.pages.Register(s.fiber)
	for _, asset := range s.pages.Assets() { // their addresses change with their content
		s.serveAsset(asset.Path, asset.Type, forEver, "", asset.Body)
	}
	s.fiber.Get("/calendar/:secret", s.calendar)
	s.batched = map[string]*route{}
	api := s.fiber.Group("/api/v1")
	for _, g := range s.groups {
		for i := range g.routes {
			if err := s.add(api, &g.routes[i]); err != nil {
				return nil, err
			}
		}
	}
	return s, s.describe()
}

// add registers a line of the table, and HEAD with each GET.
func (s *Server) add(api fiber.Router, r *route) error {
	if _, known := engine.Policy()[r.Action]; !known {
		return fmt.Errorf("%s %s: the policy does not know %s", r.Method, r.Path, r.Action)
	}
	api.Add(r.Method, r.Path, s.serve(r))
	if r.Batch {
		s.batched[r.Method+" "+r.Path] = r
	}
	if r.Method == fiber.MethodGet {
		api.Head(r.Path, s.serve(r))
	}
	return nil
}

// Registered lists what Fiber itself answers to, as "GET /path", without HEAD and without middleware: what the tests
// hold to be described.
func (s *Server) Registered() []string {
	var all []string
	for _, r := range s.fiber.GetRoutes(true) {
		if line := r.Method + " " + openapi.Template(r.Path); r.Method != fiber.MethodHead && !slices.Contains(all, line) {
			all = append(all, line)
		}
	}
	return all
}

// Serve answers on a listener until Shutdown.
func (s *Server) Serve(ln net.Listener) error { return s.fiber.Listener(newBounded(ln, s.guard)) }

// Shutdown takes no more requests and waits for those accepted, until ctx ends.
func (s *Server) Shutdown(ctx context.Context) error {
	defer s.app.LogRefusals()
	return s.fiber.ShutdownWithContext(ctx)
}

// serve is what every route of the API has in common: who asks, may they knock, and how long may it take.
func (s *Server) serve(r *route) fiber.Handler {
	return func(c *fiber.Ctx) (err error) {
		ctx, cancel := request.Context(c, r.Action)
		defer cancel()
		x := &exchange{c: c, ctx: ctx, route: r, server: s, object: c.Params("id")}
		if r.Public {
			return x.public()
		}
		if r.Open { // what is refused here, the use cases log themselves
			if err := errors.Join(s.guard.CheckOrigin(c, true), x.readQuery()); err != nil {
				return err
			}
			return s.guard.Attempt(c, func() error { return x.receiving(func() error { return r.run(x) }) })
		}
		defer func() { s.refused(x, err) }()
		if err := x.admit(); err != nil {
			return err
		}
		if err := x.permit(); err != nil {
			return err
		}
		return x.receiving(x.answer)
	}
}

// public answers with what is open to the public, which caches may keep for a while and other sites may show.
func (x *exchange) public() error {
	if err := x.server.guard.CountPublic(x.c); err != nil {
		return err
	}
	if err := x.readQuery(); err != nil {
		return err
	}
	if err := x.route.run(x); err != nil {
		return err
	}
	x.c.Set(fiber.HeaderCacheControl, "public, max-age=60")
	x.c.Set(fiber.HeaderAccessControlAllowOrigin, "*")
	x.c.Set("Cross-Origin-Resource-Policy", "cross-origin")
	x.c.Set(fiber.HeaderETag, bodyTag(x.c.Response().Body()))
	return nil
}

// receiving takes the body, as large as the route takes it, and answers. Of large ones only a few are taken in at a time. The time that a
// request may take begins anew: a body may take its own.
func (x *exchange) receiving(answer func() error) error {
	release := func() {}
	defer func() { release() }()
	err := request.Receive(x.c, x.server.maxBody(x.route), func() (err error) {
		release, err = x.server.place()
		return err
	})
	if err != nil {
		return err
	}
	ctx, cancel := request.Context(x.c, x.route.Action)
	defer cancel()
	x.ctx = ctx
	return answer()
}

// place takes a place for a large body, if there is one.
func (s *Server) place() (release func(), err error) {
	select {
	case s.large <- struct{}{}:
		return func() { <-s.large }, nil
	default:
		return func() {}, &models.Error{Code: models.Unavailable, RetryAfter: 5 * time.Second,
			Message: "Several large files are coming in just now. Send yours again in a few seconds."}
	}
}

// answer answers a request whose sender may ask it.
func (x *exchange) answer() error {
	if err := x.idempotency(); err != nil {
		return err
	}
	return x.route.run(x)
}

// admit finds who asks.
func (x *exchange) admit() (err error) {
	if x.actor, err = x.server.guard.Authenticate(x.ctx, x.c); err != nil {
		return err
	}
	request.SetUserID(x.c, x.actor.UserID)
	x.actor, err = x.server.viewing(x.ctx, x.c, x.actor)
	return err
}

// permit refuses what the route's line does not let the actor do, and a query that the route does not know.
func (x *exchange) permit() error {
	if err := engine.May(x.actor, x.route.Action); err != nil {
		return err
	}
	if x.route.Person {
		if err := access.RequirePerson(x.actor); err != nil {
			return err
		}
	}
	return x.readQuery()
}

// viewAs is the header by which a manager asks for what a reader would get.
const viewAs = "Qadam-View-As"

// viewing puts the reader in the place of a manager who asks to see with the reader's eyes. Only what is read can be so asked.
func (s *Server) viewing(ctx context.Context, c *fiber.Ctx, actor models.Actor) (models.Actor, error) {
	as, given, err := request.Single(c, viewAs)
	switch {
	case err != nil:
		return actor, err
	case !given:
		return actor, nil
	case c.Method() != fiber.MethodGet && c.Method() != fiber.MethodHead:
		return actor, models.Errorf(models.Forbidden, "With %s you may only read. Leave it out to act as yourself.", viewAs)
	}
	eyes, err := s.app.ViewAs(ctx, actor, as)
	if err != nil {
		return actor, err
	}
	return eyes, nil
}

var goodRequestID = regexp.MustCompile(`^[A-Za-z0-9._-]{8,64}$`)

// handleRequest wraps every request: its id, the headers of every answer, no panic that reaches a user, the log and
// the metrics.
func (s *Server) handleRequest(c *fiber.Ctx) (err error) {
	start := time.Now()
	id := s.setHeaders(c)
	defer s.note(c, start, id)
	if err := checkHead(c); err != nil {
		return s.fail(c, err)
	}
	if e := s.hold.Load(); e != nil && c.Path() != alive {
		return s.fail(c, e)
	}
	defer func() {
		if r := recover(); r != nil {
			err = s.fail(c, &models.Error{Code: models.Internal, Message: "The fault is ours.",
				Cause: fmt.Errorf("panic: %v\n%s", r, debug.Stack())})
		}
	}()
	if err := c.Next(); err != nil {
		return s.fail(c, err)
	}
	finishTag(c)
	return nil
}

// setHeaders gives an answer its request id and the headers that all answers have.
func (s *Server) setHeaders(c *fiber.Ctx) string {
	id := c.Get(fiber.HeaderXRequestID)
	if !goodRequestID.MatchString(id) {
		id = string(models.NewID())
	}
	request.SetID(c, id)
	c.Set(fiber.HeaderXRequestID, id)
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderReferrerPolicy, "no-referrer")
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Set("Permissions-Policy", "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()")
	c.Set(fiber.HeaderCacheControl, "private, no-store")
	if s.overTLS {
		c.Set(fiber.HeaderStrictTransportSecurity, "max-age=31536000")
	}
	if n := s.app.Notice(); n != "" {
		c.Set("Qadam-Notice", n)
	}
	return id
}

// note logs and counts a request by its route's pattern: paths and queries may hold what is confidential.
func (s *Server) note(c *fiber.Ctx, start time.Time, id string) {
	took := time.Since(start)
	pattern, status := c.Route().Path, c.Response().StatusCode()
	s.metrics.observe(c.Method(), pattern, status, took)
	s.log.Info("request", slog.String("request_id", id), slog.String("method", c.Method()), slog.String("route", pattern),
		slog.Int("status", status), slog.Float64("ms", float64(took.Microseconds())/1000), slog.String("user_id", request.UserID(c)),
		slog.String("peer", s.guard.Peer(c).String()))
}

// plain sets up what is there without signing in.
func (s *Server) plain() {
	s.fiber.Get(alive, func(c *fiber.Ctx) error { return c.SendString("ok\n") })
	s.fiber.Get("/readyz", s.ready)
	s.fiber.Get("/metrics", s.showMetrics)
}

func statusText(status int) string { return strconv.Itoa(status) }
