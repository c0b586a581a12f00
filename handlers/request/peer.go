package request

import (
	"net"
	"net/netip"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// proxies are the networks whose word on a peer's address is believed.
type proxies []netip.Prefix

// parseProxies reads what the settings have checked already; a text that is not an address trusts no peer.
func parseProxies(list []string) proxies {
	var all proxies
	for _, item := range list {
		if p, err := netip.ParsePrefix(item); err == nil {
			all = append(all, p.Masked())
		} else if a, err := netip.ParseAddr(item); err == nil {
			all = append(all, netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen()))
		}
	}
	return all
}

func (p proxies) trust(a netip.Addr) bool {
	for _, network := range p {
		if network.Contains(a) {
			return true
		}
	}
	return false
}

// Peer is the address from which a request comes. Behind trusted proxies it is the last one in X-Forwarded-For that is not
// itself a trusted proxy: what stands before it, the peer may have written itself.
func (g *Guard) Peer(c *fiber.Ctx) netip.Addr {
	address := parseAddress(c.Context().RemoteAddr().String())
	var hops []string
	for _, line := range c.Request().Header.PeekAll(fiber.HeaderXForwardedFor) {
		hops = append(hops, strings.Split(string(line), ",")...)
	}
	for i := len(hops) - 1; i >= 0 && g.proxies.trust(address); i-- {
		before := parseAddress(strings.TrimSpace(hops[i]))
		if !before.IsValid() {
			break
		}
		address = before
	}
	return address
}

// Network is what counts as one peer of a connection, and whether it stands for no more than one.
func (g *Guard) Network(remote net.Addr) (netip.Prefix, bool) {
	a := parseAddress(remote.String())
	return network(a), a.IsValid() && !a.IsLoopback() && !a.IsPrivate() && !g.proxies.trust(a)
}

// parseAddress reads an address, with or without a port.
func parseAddress(text string) netip.Addr {
	if a, err := netip.ParseAddr(text); err == nil {
		return a.Unmap().WithZone("")
	}
	if a, err := netip.ParseAddrPort(text); err == nil {
		return a.Addr().Unmap().WithZone("")
	}
	return netip.Addr{}
}
