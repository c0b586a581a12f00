// Package filestest gives tests what files are kept in and checked by: a store that speaks S3, and an antivirus.
package filestest

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"qadam/app/files"
)

// Bucket starts a server that speaks S3, with a bucket, and gives where files are kept in it.
func Bucket(t testing.TB, prefix string) files.S3 {
	t.Helper()
	backend := s3mem.New()
	if err := backend.CreateBucket("evidence"); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(server.Close)
	return files.S3{Host: strings.TrimPrefix(server.URL, "http://"), Bucket: "evidence", Prefix: prefix, Region: "us-east-1", Key: "key",
		Secret: "secret", Plain: true}
}

// Harmful is what the daemon finds in a file.
const Harmful = "EICAR"

// Clamd starts a server that speaks the protocol of ClamAV's daemon, and takes files of so many bytes. It gives its address.
func Clamd(t testing.TB, network, address string, limit int) string {
	t.Helper()
	ln, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				_, _ = io.WriteString(conn, scan(bufio.NewReader(conn), limit)+"\x00")
			}()
		}
	}()
	return ln.Addr().String()
}

// scan answers one command.
func scan(r *bufio.Reader, limit int) string {
	if command, err := r.ReadString(0); err != nil || command != "zINSTREAM\x00" {
		return "UNKNOWN COMMAND"
	}
	var content bytes.Buffer
	for {
		var size uint32
		if err := binary.Read(r, binary.BigEndian, &size); err != nil {
			return "stream: read ERROR"
		}
		if size == 0 {
			break
		}
		if _, err := io.CopyN(&content, r, int64(size)); err != nil {
			return "stream: read ERROR"
		}
		if content.Len() > limit {
			return "INSTREAM size limit exceeded. ERROR"
		}
	}
	if bytes.Contains(content.Bytes(), []byte(Harmful)) {
		return "stream: Eicar-Signature FOUND"
	}
	return "stream: OK"
}
