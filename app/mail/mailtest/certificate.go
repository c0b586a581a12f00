package mailtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"testing"
	"time"
)

// certificate is a self-signed one for 127.0.0.1.
type certificate struct {
	key    *ecdsa.PrivateKey
	parsed *x509.Certificate
}

func newCertificate(t testing.TB) *certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal("mailtest:", err)
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: now.Add(-time.Hour), NotAfter: now.Add(24 * time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal("mailtest:", err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal("mailtest:", err)
	}
	return &certificate{key: key, parsed: parsed}
}

func (c *certificate) config() *tls.Config {
	return &tls.Config{
		MinVersion:   tls.VersionTLS12,
		Certificates: []tls.Certificate{{Certificate: [][]byte{c.parsed.Raw}, PrivateKey: c.key}},
	}
}

func (c *certificate) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	if c != nil {
		pool.AddCert(c.parsed)
	}
	return pool
}
