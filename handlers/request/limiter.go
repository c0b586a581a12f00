package request

import (
	"fmt"
	"net/netip"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"qadam/models"
)

// What a peer may try: so often at once, and then again at every interval. Tries are requests for links, sign-ins, and tokens
// that are not in force.
const (
	peerBurst = 60
	peerEvery = 2 * time.Second
)

// mostCounted is how many are counted at a time.
const mostCounted = 20_000

// limiter counts what each of some, peers or tokens, asks of this server: a count in the database would give whoever floods one server
// with wrong tokens a write for each. What guards an account is counted in the database, for all servers together.
type limiter[K comparable] struct {
	now   func() time.Time
	burst int           // what may be asked at once
	every time.Duration // after which one more may be asked

	mu   sync.Mutex
	free map[K]time.Time // when all that may be asked at once will be there again
}

func newLimiter[K comparable](now func() time.Time, burst int, every time.Duration) *limiter[K] {
	return &limiter[K]{now: now, burst: burst, every: every, free: map[K]time.Time{}}
}

// quota is what is left: so many requests now, and all of them after a while. Where there is none it says how long to wait for one.
type quota struct {
	left       int
	wait, full time.Duration
}

// take takes one request of a peer or a token, unless it has to wait.
func (l *limiter[K]) take(who K) quota {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	at := l.free[who]
	if at.Before(now) {
		at = now
	}
	if wait := at.Sub(now) - time.Duration(l.burst-1)*l.every; wait > 0 {
		return quota{wait: wait.Truncate(time.Second) + time.Second, full: at.Sub(now)}
	}
	if len(l.free) >= mostCounted {
		l.forget(now)
	}
	at = at.Add(l.every)
	l.free[who] = at
	return quota{left: l.burst - int((at.Sub(now)+l.every-1)/l.every), full: at.Sub(now)}
}

// giveBack returns a try that was none.
func (l *limiter[K]) giveBack(who K) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if at, known := l.free[who]; known {
		l.free[who] = at.Add(-l.every)
	}
}

// forget makes room: those that have all their tries go, and if all have tried something, some others.
func (l *limiter[K]) forget(now time.Time) {
	for who, at := range l.free {
		if !at.After(now) {
			delete(l.free, who)
		}
	}
	for who := range l.free {
		if len(l.free) < mostCounted*9/10 {
			return
		}
		delete(l.free, who)
	}
}

// network is what counts as one peer: an address, or of IPv6 the network that a customer gets.
func network(a netip.Addr) netip.Prefix {
	bits := a.BitLen()
	if a.Is6() {
		bits = 64
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return netip.Prefix{} // all whose address is not known count as one
	}
	return p
}

// tooMany is the answer to a peer or a token that has to wait.
func (q quota) tooMany(message string) error {
	if q.wait <= 0 {
		return nil
	}
	return &models.Error{Code: models.TooManyRequests, RetryAfter: q.wait, Message: message}
}

// try takes one try of a peer; the error says how long to wait.
func (g *Guard) try(peer netip.Addr) error {
	return g.peers.take(network(peer)).tooMany("There were too many tries from your address. Wait a little, then try again.")
}

// countToken takes one request of a token, and says what is left to it in the headers of the IETF's draft on rate limits
// (draft-ietf-httpapi-ratelimit-headers).
func (g *Guard) countToken(c *fiber.Ctx, token models.ID) error {
	if g.tokens == nil {
		return nil
	}
	q := g.tokens.take(token)
	seconds := func(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }
	c.Set("RateLimit-Policy", fmt.Sprintf(`"token";q=%d;w=%d`, g.tokens.burst, seconds(time.Duration(g.tokens.burst)*g.tokens.every)))
	c.Set("RateLimit", fmt.Sprintf(`"token";r=%d;t=%d`, q.left, seconds(max(q.full, q.wait))))
	return q.tooMany("This token has asked too much in a short time. Wait as long as Retry-After says.")
}

// CountPublic takes one request of what is open to the public from a peer.
func (g *Guard) CountPublic(c *fiber.Ctx) error {
	return g.public.take(network(g.Peer(c))).tooMany("There were too many requests from your address. Wait as long as Retry-After says.")
}

// Block lets a peer try nothing for a while, as if it had tried too much. Tests use it.
func (g *Guard) Block(peer string, wait time.Duration) {
	g.peers.mu.Lock()
	defer g.peers.mu.Unlock()
	g.peers.free[network(parseAddress(peer))] = g.peers.now().Add(wait)
	if g.public != nil {
		g.public.mu.Lock()
		defer g.public.mu.Unlock()
		g.public.free[network(parseAddress(peer))] = g.public.now().Add(wait + time.Minute)
	}
}
