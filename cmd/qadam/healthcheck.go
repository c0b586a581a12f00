package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"time"

	"qadam/app/config"
)

type healthcheckCmd struct {
	config.Socket `group:"settings"`
}

// Help is shown by --help.
func (healthcheckCmd) Help() string {
	return `Exits with 0 when the server answers, and with 1 when it does not. Give it the same QADAM_LISTEN as the server.

Examples:

    qadam healthcheck
    qadam healthcheck --listen 0.0.0.0:9000`
}

// Run asks the server.
func (c *healthcheckCmd) Run(ctx context.Context, p *process) error {
	s, err := config.Read(p.env, c.Socket)
	if err != nil {
		return settingsFault(err)
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second) // the image gives up after 3
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+reachable(s.Listen)+"/healthz", nil)
	if err != nil {
		return err
	}
	// A transport of its own: HTTP_PROXY and the like are not for this machine.
	transport := &http.Transport{DisableKeepAlives: true}
	answer, err := transport.RoundTrip(request)
	if err != nil {
		return fmt.Errorf("the server does not answer: %w", err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the server answers %s", answer.Status)
	}
	fmt.Fprintln(p.stdout, "ok")
	return nil
}

// reachable is where a server that listens on an address is found from this machine: "all addresses" is none to call. It
// listens on those of IPv4 even when they are given as [::].
func reachable(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return listen
	}
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}
