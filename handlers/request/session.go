package request

import (
	"context"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"qadam/app/access"
	"qadam/models"
)

// Guard says who sends a request, a program by its token or a person by the cookie of its session, and counts what a peer tries.
type Guard struct {
	access  *access.Access
	proxies proxies
	peers   *limiter[netip.Prefix]
	tokens  *limiter[models.ID] // nil where there is no limit
	public  *limiter[netip.Prefix]
}

// NewGuard makes the guard of a server that believes these proxies, addresses or networks, about where a request comes from. A token may
// ask so many requests a minute, 0 for any number, and a peer without one so many of what is open to the public.
func NewGuard(a *access.Access, trustedProxies []string, perMinute, publicPerMinute int) *Guard {
	g := &Guard{access: a, proxies: parseProxies(trustedProxies),
		peers: newLimiter[netip.Prefix](a.Store().Now, peerBurst, peerEvery)}
	if perMinute > 0 {
		g.tokens = newLimiter[models.ID](a.Store().Now, perMinute, time.Minute/time.Duration(perMinute))
	}
	if publicPerMinute > 0 {
		g.public = newLimiter[netip.Prefix](a.Store().Now, publicPerMinute, time.Minute/time.Duration(publicPerMinute))
	}
	return g
}

// The names of the cookies: the session's, and that of a sign-in under way at a provider.
const (
	SessionCookie  = "qadam"
	ProviderCookie = "qadam-provider"
)

// CookieName is a cookie's name at this installation. Under https it begins with __Host-: a browser takes such a cookie over
// TLS alone, for this host alone, and from no other one.
func CookieName(baseURL, name string) string {
	if plainHTTP(baseURL) {
		return name
	}
	return "__Host-" + name
}

// plainHTTP tells that an installation is reached over http by its own machine alone.
func plainHTTP(baseURL string) bool {
	u, err := url.Parse(baseURL)
	return err == nil && u.Scheme == "http" && (u.Hostname() == "localhost" || parseAddress(u.Hostname()).IsLoopback())
}

// SetCookie gives the browser a secret that no script reads and no other site sends; "" takes it away.
func (g *Guard) SetCookie(c *fiber.Ctx, name, value string) {
	cookie := &fiber.Cookie{Name: CookieName(g.access.BaseURL(), name), Value: value, Path: "/", HTTPOnly: true,
		Secure: !plainHTTP(g.access.BaseURL()), SameSite: fiber.CookieSameSiteLaxMode, SessionOnly: value != ""}
	if value == "" {
		cookie.MaxAge = -1
		cookie.Expires = g.access.Store().Now().AddDate(0, 0, -1)
	}
	c.Cookie(cookie)
}

// Cookie is the value of one of our cookies, "" where there is none.
func (g *Guard) Cookie(c *fiber.Ctx, name string) string {
	return c.Cookies(CookieName(g.access.BaseURL(), name))
}

// Authenticate finds who asks, by a token or by a session, never by both: what a page of another site makes a browser send
// must not be mixed with what a program means. A token is taken from the header alone: addresses are logged by others.
func (g *Guard) Authenticate(ctx context.Context, c *fiber.Ctx) (models.Actor, error) {
	header, given, err := Single(c, fiber.HeaderAuthorization)
	if err != nil {
		return models.Actor{}, err
	}
	session := g.Cookie(c, SessionCookie)
	switch {
	case given && session != "":
		return models.Actor{}, models.Errorf(models.Malformed, "Send a token or the cookie of a session, never both.")
	case session != "":
		if !Safe(c) {
			if err := g.CheckOrigin(c, false); err != nil {
				return models.Actor{}, err
			}
		}
		return g.access.AuthenticateSession(ctx, session)
	}
	scheme, secret, found := strings.Cut(header, " ")
	if !found || !strings.EqualFold(scheme, "Bearer") || len(secret) < 20 || len(secret) > 200 {
		return models.Actor{}, models.Errorf(models.Unauthenticated, "Send a bearer token: Authorization: Bearer qdm_…")
	}
	actor, err := g.access.Authenticate(ctx, secret)
	if models.CodeOf(err) == models.Unauthenticated { // one in force is never held up by what others try behind the same address
		if tooMany := g.try(g.Peer(c)); tooMany != nil {
			return actor, tooMany
		}
	}
	if err != nil {
		return actor, err
	}
	return actor, g.countToken(c, actor.TokenID)
}

// SignedIn finds the actor of the browser's session cookie; without a cookie the actor is empty, which is no error.
func (g *Guard) SignedIn(ctx context.Context, c *fiber.Ctx) (models.Actor, error) {
	secret := g.Cookie(c, SessionCookie)
	if secret == "" {
		return models.Actor{}, nil
	}
	return g.access.AuthenticateSession(ctx, secret)
}

// CheckOrigin refuses what a page of another site has the browser send. Browsers say where a request comes from, in
// Sec-Fetch-Site or in Origin, and no page can change what they say; what says neither is refused, unless it may be a program.
func (g *Guard) CheckOrigin(c *fiber.Ctx, mayBeProgram bool) error {
	site, origin := c.Get("Sec-Fetch-Site"), c.Get(fiber.HeaderOrigin)
	own := mayBeProgram
	switch {
	case site != "":
		own = site == "same-origin" || site == "none"
	case origin != "":
		own = origin == g.access.BaseURL()
	}
	if !own {
		return models.Errorf(models.Forbidden, "This came from another site. Open Qadam itself, and do it there.")
	}
	return nil
}

// Visit is the address and the program from which a person signs in.
func (g *Guard) Visit(c *fiber.Ctx) models.Visit {
	agent := c.Get(fiber.HeaderUserAgent)
	if !ValidText(agent) {
		agent = ""
	}
	return models.Visit{Peer: g.Peer(c).String(), Agent: agent, Replaces: g.Cookie(c, SessionCookie)}
}

// Attempt runs a sign-in, or a step towards one. Each counts against the peer's limit, unless what was sent could not be read.
func (g *Guard) Attempt(c *fiber.Ctx, run func() error) error {
	peer := g.Peer(c)
	if err := g.try(peer); err != nil {
		return err
	}
	err := run()
	switch models.CodeOf(err) {
	case models.Malformed, models.Invalid, models.UnsupportedMediaType, models.TooLarge:
		if err != nil {
			g.peers.giveBack(network(peer))
		}
	}
	return err
}
