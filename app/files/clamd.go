package files

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// Clamd asks ClamAV's daemon about files, by its command INSTREAM.
type Clamd struct{ network, address string }

// NewClamd names a daemon: "tcp" and host:port, or "unix" and the path of a socket.
func NewClamd(network, address string) *Clamd { return &Clamd{network, address} }

// ErrHarmful says that an antivirus found something in a file.
var ErrHarmful = errors.New("an antivirus found something harmful in this file")

const (
	// clamdTime bounds one question.
	clamdTime = 15 * time.Second
	// clamdChunk is how many bytes go at a time.
	clamdChunk = 64 << 10
	// clamdAnswer is the longest answer that is read.
	clamdAnswer = 4 << 10
)

// Check gives nil for a file in which nothing was found, ErrHarmful for one in which there was, and another error where that is not known.
func (c *Clamd) Check(ctx context.Context, content []byte) error {
	ctx, cancel := context.WithTimeout(ctx, clamdTime)
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, c.network, c.address)
	if err != nil {
		return fmt.Errorf("the antivirus: %w", err)
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	sent := sendToClamd(conn, content)
	// A file that is too large for the daemon is answered before all of it is sent.
	answer, err := io.ReadAll(io.LimitReader(conn, clamdAnswer))
	text := strings.TrimRight(strings.TrimPrefix(string(answer), "stream: "), "\x00\n")
	switch {
	case text == "OK" && sent == nil:
		return nil
	case strings.HasSuffix(text, " FOUND"):
		return ErrHarmful
	case text != "":
		return fmt.Errorf("the antivirus answers %.200q", text)
	}
	return fmt.Errorf("the antivirus: %w", errors.Join(sent, err, errors.New("no answer")))
}

// sendToClamd sends a file in chunks, each behind its length; one of no length ends it.
func sendToClamd(w io.Writer, content []byte) error {
	if _, err := io.WriteString(w, "zINSTREAM\x00"); err != nil {
		return err
	}
	for {
		n := min(len(content), clamdChunk)
		if err := binary.Write(w, binary.BigEndian, uint32(n)); err != nil {
			return err
		}
		if n == 0 {
			return nil
		}
		if _, err := w.Write(content[:n]); err != nil {
			return err
		}
		content = content[n:]
	}
}
