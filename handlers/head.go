package handlers

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"qadam/handlers/request"
	"qadam/models"
)

// headLimit is the most bytes of a request's head: its first line and its headers. The buffer is larger, so that most of those that are
// too large are still known by method and address.
const (
	headLimit  = 16 << 10
	headBuffer = 20 << 10
)

// checkHead refuses a head that is too large.
func checkHead(c *fiber.Ctx) error {
	head := len(c.Request().Header.RawHeaders()) + len(c.Request().Header.RequestURI())
	if head > headLimit {
		return models.Errorf(models.HeadTooLarge, "The address and the headers have %d bytes; %d are the most.", head, headLimit)
	}
	return nil
}

// refuseBodies refuses what is announced and is too large before any of it is read.
func (s *Server) refuseBodies() {
	large := map[string][]*route{} // by method
	for _, g := range s.groups {
		for i := range g.routes {
			if r := &g.routes[i]; r.MaxBody() > request.SmallBody {
				large[r.Method] = append(large[r.Method], r)
			}
		}
	}
	s.fiber.Server().HeaderReceived = func(head *fasthttp.RequestHeader) fasthttp.RequestConfig {
		path, _, _ := strings.Cut(string(head.RequestURI()), "?")
		limit := s.pages.MaxBody(string(head.Method()), path, string(head.ContentType()))
		for _, r := range large[string(head.Method())] {
			if fiber.RoutePatternMatch(path, "/api/v1"+r.Path, fiber.Config{CaseSensitive: true, StrictRouting: true}) {
				limit = s.maxBody(r)
			}
		}
		request.Refuse(head, limit)
		return fasthttp.RequestConfig{}
	}
}

// maxBody is the most bytes of a route's body, as far as the installation takes them.
func (s *Server) maxBody(r *route) int { return min(r.MaxBody(), s.options.BodyLimit) }

// refuseMethods answers to methods that Fiber does not know as to those that an address does not take: Fiber would answer with a line of
// text, and none of the headers of our answers.
func (s *Server) refuseMethods() {
	server := s.fiber.Server()
	known, next := s.fiber.Config().RequestMethods, server.Handler
	server.Handler = func(ctx *fasthttp.RequestCtx) {
		if slices.Contains(known, string(ctx.Method())) {
			next(ctx)
			return
		}
		ctx.Request.Header.SetMethod(fiber.MethodPost) // any that Fiber knows, so that it can answer at all
		c := s.fiber.AcquireCtx(ctx)
		defer s.fiber.ReleaseCtx(c)
		c.Set(fiber.HeaderAllow, "GET, HEAD, POST, PUT, PATCH")
		if s.fail(c, fiber.ErrMethodNotAllowed) != nil {
			_ = c.SendStatus(fiber.StatusInternalServerError)
		}
	}
}
