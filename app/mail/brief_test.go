package mail_test

import (
	"bytes"
	"net"
	"strings"
	"testing"

	"qadam/app/mail"
	"qadam/app/mail/mailtest"
)

// TestAServerThatNeverEnds sends by a server whose greeting has no end: it is given up after a megabyte.
func TestAServerThatNeverEnds(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	said := make(chan int, 1)
	go func() {
		conn, err := ln.Accept()
		total := 0
		for line := bytes.Repeat([]byte("220-and so on\r\n"), 1000); err == nil && total < 64<<20; {
			var n int
			n, err = conn.Write(line)
			total += n
		}
		said <- total
	}()
	sender := newSender(t, mailtest.Start(t), func(s *mail.Settings) {
		s.Host, s.Port = "127.0.0.1", ln.Addr().(*net.TCPAddr).Port
		s.TLS = mail.NoTLS
	})
	result := send(t, sender, message(a))[0]
	if result.Err == nil || !strings.Contains(result.Err.Error(), "more than a mail server has to say") {
		t.Errorf("it ends with %v", result.Err)
	}
	if total := <-said; total > 8<<20 {
		t.Errorf("%d MB were taken", total>>20)
	}
}
