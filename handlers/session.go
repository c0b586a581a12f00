package handlers

import (
	"context"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"qadam/models"
)

// Who asks: a program by its token, or a person by the cookie of its session.

// cookieNames are the names of this installation's cookies. Under https they begin with __Host-: a browser takes such a
// cookie over TLS alone, for this host alone, and from no other one.
func cookieName(baseURL, name string) string {
	if plainHTTP(baseURL) {
		return name
	}
	return "__Host-" + name
}

// plainHTTP tells that an installation is reached over http by its own machine alone.
func plainHTTP(baseURL string) bool {
	u, err := url.Parse(baseURL)
	return err == nil && u.Scheme == "http" && (u.Hostname() == "localhost" || hop(u.Hostname()).IsLoopback())
}

// setCookie gives the browser a secret that no script reads and no other site sends; "" takes it away.
func (s *Server) setCookie(c *fiber.Ctx, name, value string) {
	cookie := &fiber.Cookie{Name: cookieName(s.app.BaseURL(), name), Value: value, Path: "/", HTTPOnly: true,
		Secure: !plainHTTP(s.app.BaseURL()), SameSite: fiber.CookieSameSiteLaxMode, SessionOnly: value != ""}
	if value == "" {
		cookie.MaxAge = -1
		cookie.Expires = s.app.Store().Now().AddDate(-1, 0, 0)
	}
	c.Cookie(cookie)
}

func (s *Server) cookie(c *fiber.Ctx, name string) string {
	return c.Cookies(cookieName(s.app.BaseURL(), name))
}

// The names of the cookies: the session's, and that of a sign-in under way at a provider.
const (
	sessionCookie  = "qadam"
	providerCookie = "qadam-provider"
)

// authenticate finds who asks, by a token or by a session, never by both: what a page of another site makes a browser send
// must not be mixed with what a program means. A token is taken from the header alone: addresses are logged by others.
func (s *Server) authenticate(ctx context.Context, c *fiber.Ctx) (models.Actor, error) {
	header, session := c.Get(fiber.HeaderAuthorization), s.cookie(c, sessionCookie)
	switch {
	case header != "" && session != "":
		return models.Actor{}, models.Errorf(models.Malformed, "Send a token or the cookie of a session, never both.")
	case session != "":
		return s.bySession(ctx, c, session)
	}
	scheme, secret, found := strings.Cut(header, " ")
	if !found || !strings.EqualFold(scheme, "Bearer") || len(secret) < 20 || len(secret) > 200 {
		return models.Actor{}, models.Errorf(models.Unsigned, "Send a bearer token: Authorization: Bearer qdm_…")
	}
	actor, err := s.app.Authenticate(ctx, secret)
	if models.CodeOf(err) == models.Unsigned { // one in force is never held up by what others try behind the same address
		if tired := s.peers.take(s.peer(c)); tired != nil {
			return actor, tired
		}
	}
	return actor, err
}

// bySession finds whose session it is. A change has to come from this installation's own pages.
func (s *Server) bySession(ctx context.Context, c *fiber.Ctx, secret string) (models.Actor, error) {
	if !safe(c) {
		if err := s.ownPage(c, false); err != nil {
			return models.Actor{}, err
		}
	}
	return s.app.AuthenticateSession(ctx, secret)
}

func safe(c *fiber.Ctx) bool {
	return c.Method() == fiber.MethodGet || c.Method() == fiber.MethodHead
}

// ownPage refuses what a page of another site has the browser send. Browsers say where a request comes from, in
// Sec-Fetch-Site or in Origin, and no page can change what they say; what says neither is refused, unless it may be a program.
func (s *Server) ownPage(c *fiber.Ctx, program bool) error {
	site, origin := c.Get("Sec-Fetch-Site"), c.Get(fiber.HeaderOrigin)
	own := false
	switch {
	case site != "":
		own = site == "same-origin" || site == "none"
	case origin != "":
		own = origin == s.app.BaseURL()
	default:
		own = program
	}
	if !own {
		return models.Errorf(models.Forbidden, "This came from another site. Open Qadam itself, and do it there.")
	}
	return nil
}

// visit is from where somebody comes to sign in.
func (s *Server) visit(c *fiber.Ctx) models.Visit {
	agent := c.Get(fiber.HeaderUserAgent)
	if !validText(agent) {
		agent = ""
	}
	return models.Visit{Peer: s.peer(c).String(), Agent: agent, Replaces: s.cookie(c, sessionCookie)}
}

// knock lets somebody in who has not signed in: to sign in, that is. Each try counts against the peer, unless it was not even one.
func (s *Server) knock(c *fiber.Ctx, run func() error) error {
	who := s.peer(c)
	if err := s.peers.take(who); err != nil {
		return err
	}
	err := run()
	switch models.CodeOf(err) {
	case models.Malformed, models.Invalid, models.MediaType, models.TooLarge:
		if err != nil {
			s.peers.giveBack(who)
		}
	}
	return err
}
