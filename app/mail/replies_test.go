package mail_test

import (
	"bufio"
	"net"
	"strings"
	"testing"
	"time"
	"unicode"

	qmail "qadam/app/mail"
)

// FuzzServerReplies throws bytes at what reads a mail server's replies: it never panics, ends in time, and its words fit on a line.
// A reply is what stands up to a NUL.
func FuzzServerReplies(f *testing.F) {
	const greeting = "220 mail.example ESMTP\r\n\x00250-mail.example\r\n250 SMTPUTF8\r\n\x00"
	for _, rest := range []string{"250 OK\r\n\x00250 OK\r\n\x00354 Go on\r\n\x00250 Taken\r\n", "250 OK\r\n\x00550-No\r\n550 such user\r\n",
		"421 Away\r\n", "999 What\r\n", "-1 No\r\n", "250", "\xff\xfe\r\n", "250-a\r\n250-b", "550 \x1b[31m\u202eno\r\n"} {
		f.Add(greeting + rest)
		f.Add(rest)
	}
	f.Fuzz(func(t *testing.T, script string) {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer ln.Close()
		go speak(ln, strings.Split(script, "\x00"))
		sender, err := qmail.New(qmail.Settings{Host: "127.0.0.1", Port: ln.Addr().(*net.TCPAddr).Port, TLS: qmail.NoTLS,
			From: "qadam@example.org", Hello: "localhost", Timeout: 200 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		for _, r := range sender.Send(t.Context(), messages("a@example.org")) {
			if text := ""; r.Err != nil {
				if text = r.Err.Error() + r.Reply; strings.ContainsFunc(text, unicode.IsControl) {
					t.Errorf("the log would get %q", text)
				}
			}
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("it took %s", took)
		}
	})
}

// speak gives one reply at the start and one for each line that comes.
func speak(ln net.Listener, replies []string) {
	conn, err := ln.Accept()
	if err != nil {
		return
	}
	defer conn.Close()
	in := bufio.NewReader(conn)
	for _, reply := range replies {
		if _, err := conn.Write([]byte(reply)); err != nil {
			return
		}
		if _, err := in.ReadString('\n'); err != nil {
			return
		}
	}
}
