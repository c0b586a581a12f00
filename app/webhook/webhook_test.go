package webhook_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"qadam/app/webhook"
)

// TestPublic goes through the kinds of address that must not be reached, and some that may.
func TestPublic(t *testing.T) {
	for _, a := range []string{"127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
		"224.0.0.1", "255.255.255.255", "198.18.0.1",
		"::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001::1",
		"::127.0.0.1", "fe80::1%eth0"} {
		if webhook.Public(netip.MustParseAddr(a)) {
			t.Errorf("%s counts as public", a)
		}
	}
	for _, a := range []string{"8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "172.32.0.1"} {
		if !webhook.Public(netip.MustParseAddr(a)) {
			t.Errorf("%s does not count as public", a)
		}
	}
}

// TestSignature holds the headers: an id, a time, and one signature for each secret.
func TestSignature(t *testing.T) {
	var got http.Header
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.Header }))
	defer srv.Close()
	s := webhook.New(true)
	defer s.Close()
	if status, err := s.Send(context.Background(), webhook.Message{ID: "msg", URL: srv.URL, Body: []byte("{}"),
		Secrets: []string{webhook.Secret([]byte("one")), webhook.Secret([]byte("another"))}}); status != 200 || err != nil {
		t.Fatal(status, err)
	}
	if two := strings.Fields(got.Get("webhook-signature")); len(two) != 2 || !strings.HasPrefix(two[0], "v1,") || two[0] == two[1] ||
		got.Get("webhook-id") != "msg" || got.Get("webhook-timestamp") == "" {
		t.Errorf("%v", got)
	}
}

// TestNamesThatFailAreToldAlike sends to names that nobody knows, and to names of this machine: one text for all of them.
func TestNamesThatFailAreToldAlike(t *testing.T) {
	s := webhook.New(false)
	defer s.Close()
	for _, host := range []string{"no-such-name.invalid", "localhost", "127.0.0.1", "10.0.0.1", "[::1]", "x.localhost"} {
		_, err := s.Send(context.Background(), webhook.Message{ID: "msg", URL: "https://" + host + ":9/",
			Secrets: []string{webhook.Secret([]byte("key"))}})
		if err == nil || err.Error() != webhook.ErrNotPublic.Error() {
			t.Errorf("%s is told as %v", host, err)
		}
	}
}

// TestHanging holds that a receiver which never answers does not hold a message for ever, nor past its context.
func TestHanging(t *testing.T) {
	release := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	defer srv.Close()
	defer close(release)
	s := webhook.New(true)
	defer s.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	if _, err := s.Send(ctx, webhook.Message{ID: "msg", URL: srv.URL, Secrets: []string{webhook.Secret([]byte("key"))}}); err == nil ||
		strings.Contains(err.Error(), srv.URL) {
		t.Errorf("it answered: %v", err)
	}
}
