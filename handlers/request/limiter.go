package request

import (
	"net/netip"
	"sync"
	"time"

	"qadam/models"
)

// What a peer may try: so often at once, and then again at every interval. Tries are requests for links, sign-ins, and tokens
// that are not in force.
const (
	peerBurst = 60
	peerEvery = 2 * time.Second
	mostPeers = 20_000
)

// limiter counts what peers try, on this server: a count in the database would give whoever floods one server with wrong
// tokens a write for each. What guards an account is counted in the database, for all servers together.
type limiter struct {
	now func() time.Time

	mu   sync.Mutex
	free map[netip.Prefix]time.Time // when all that a peer may try at once will be there again
}

func newLimiter(now func() time.Time) *limiter {
	return &limiter{now: now, free: map[netip.Prefix]time.Time{}}
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

// take takes one try of a peer; the error says how long to wait.
func (l *limiter) take(a netip.Addr) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	now, who := l.now(), network(a)
	at := l.free[who]
	if at.Before(now) {
		at = now
	}
	if wait := at.Sub(now) - (peerBurst-1)*peerEvery; wait > 0 {
		return &models.Error{Code: models.TooManyRequests, RetryAfter: wait.Truncate(time.Second) + time.Second,
			Message: "There were too many tries from your address. Wait a little, then try again."}
	}
	if len(l.free) >= mostPeers {
		l.forget(now)
	}
	l.free[who] = at.Add(peerEvery)
	return nil
}

// giveBack returns a try that was none.
func (l *limiter) giveBack(a netip.Addr) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if at, known := l.free[network(a)]; known {
		l.free[network(a)] = at.Add(-peerEvery)
	}
}

// forget makes room: those that have all their tries go, and if all have tried something, some others.
func (l *limiter) forget(now time.Time) {
	for who, at := range l.free {
		if !at.After(now) {
			delete(l.free, who)
		}
	}
	for who := range l.free {
		if len(l.free) < mostPeers*9/10 {
			return
		}
		delete(l.free, who)
	}
}

// Block lets a peer try nothing for a while, as if it had tried too much. Tests use it.
func (g *Guard) Block(peer string, wait time.Duration) {
	g.limiter.mu.Lock()
	defer g.limiter.mu.Unlock()
	g.limiter.free[network(parseAddress(peer))] = g.limiter.now().Add(wait)
}
