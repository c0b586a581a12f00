package files_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"path/filepath"
	"testing"
	"time"

	"qadam/app/files"
	"qadam/app/files/filestest"
)

// TestTheAntivirusIsAsked asks a daemon about a clean file, a harmful one, one that is too large for it, and one that is gone.
func TestTheAntivirusIsAsked(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	large := bytes.Repeat([]byte("x"), 200_000)
	for network, address := range map[string]string{"tcp": "127.0.0.1:0", "unix": filepath.Join(t.TempDir(), "clamd.sock")} {
		c := files.NewClamd(network, filestest.Clamd(t, network, address, 300_000))
		for _, content := range [][]byte{{}, []byte("Attendance"), large} {
			if err := c.Check(ctx, content); err != nil {
				t.Errorf("%s: a file of %d bytes: %v", network, len(content), err)
			}
		}
		if err := c.Check(ctx, append(large, filestest.Harmful...)); !errors.Is(err, files.ErrHarmful) {
			t.Errorf("%s: what is harmful is %v", network, err)
		}
		if err := c.Check(ctx, bytes.Repeat(large, 20)); err == nil || errors.Is(err, files.ErrHarmful) {
			t.Errorf("%s: what was not looked at is %v", network, err)
		}
	}
	if err := files.NewClamd("tcp", "127.0.0.1:1").Check(ctx, large); err == nil || errors.Is(err, files.ErrHarmful) {
		t.Errorf("a daemon that is gone says %v", err)
	}
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	short, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
	defer cancel()
	if err := files.NewClamd("tcp", silent.Addr().String()).Check(short, nil); err == nil || errors.Is(err, files.ErrHarmful) {
		t.Errorf("a daemon that is silent says %v", err)
	}
}
