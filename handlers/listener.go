package handlers

import (
	"io"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"

	"qadam/handlers/request"
)

// The bounds of connections. Each holds some 30 KiB.
const (
	mostConnections = 2048
	mostPerPeer     = 256
)

// bounded accepts connections, of one peer only so many at a time: nobody alone can take them all. Proxies that are trusted, this machine
// and its private network stand for many peers and are not counted.
type bounded struct {
	net.Listener
	guard *request.Guard

	mu   sync.Mutex
	open map[netip.Prefix]int
}

func newBounded(ln net.Listener, guard *request.Guard) *bounded {
	return &bounded{Listener: ln, guard: guard, open: map[netip.Prefix]int{}}
}

// Accept waits for a connection and closes those that are too many.
func (b *bounded) Accept() (net.Conn, error) {
	for {
		conn, err := b.Listener.Accept()
		if err != nil {
			return nil, err
		}
		peer, counted := b.guard.Network(conn.RemoteAddr())
		if counted && !b.enter(peer) {
			_ = conn.Close()
			continue
		}
		return &connection{Conn: conn, leave: sync.OnceFunc(func() {
			if counted {
				b.leave(peer)
			}
		})}, nil
	}
}

func (b *bounded) enter(peer netip.Prefix) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.open[peer] >= mostPerPeer {
		return false
	}
	b.open[peer]++
	return true
}

func (b *bounded) leave(peer netip.Prefix) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.open[peer]--; b.open[peer] <= 0 {
		delete(b.open, peer)
	}
}

// connection is one that closes gently after a refusal.
type connection struct {
	net.Conn
	leave  func()
	gently atomic.Bool
}

// The most that is read of what a refused client goes on sending, and for how long.
const (
	lingerBytes = 32 << 20
	lingerTime  = 2 * time.Second
)

// Close closes the connection. A client that is still sending would get a reset, and might lose the answer that says why it was refused:
// so what it sends is thrown away for a moment.
func (c *connection) Close() error {
	c.leave()
	half, ok := c.Conn.(interface{ CloseWrite() error })
	if !c.gently.Swap(false) || !ok || half.CloseWrite() != nil || c.SetReadDeadline(time.Now().Add(lingerTime)) != nil {
		return c.Conn.Close()
	}
	go func() {
		_, _ = io.CopyN(io.Discard, c.Conn, lingerBytes)
		_ = c.Conn.Close()
	}()
	return nil
}

// closeGently lets a refused client read why.
func closeGently(c *fiber.Ctx) {
	if conn, ours := c.Context().Conn().(*connection); ours {
		conn.gently.Store(true)
	}
}
