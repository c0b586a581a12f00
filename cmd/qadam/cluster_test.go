package main

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// cluster is a Postgres of the test's own, for tests that take it away; the shared one must not go.
type cluster struct {
	t                   *testing.T
	bin, dir, url, port string
}

// script runs a piece of bash with the functions of scripts/pg, on this cluster.
func (c *cluster) script(text string) (string, error) {
	cmd := exec.Command("bash", "-c", "source ../../scripts/pg; PG_BIN=$1 PG_DIR=$2; "+text, "bash", c.bin, c.dir, c.port)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	return string(out), err
}

func startCluster(t *testing.T) *cluster {
	t.Helper()
	c := &cluster{t: t}
	out, err := c.script(`pg_find_or_install >&2 && pg_start && printf '%s\n%s\n%s\n' "$PG_BIN" "$PG_DIR" "$PG_URL"`)
	lines := strings.Split(out, "\n")
	if err != nil || len(lines) < 3 {
		t.Fatalf("no Postgres of its own: %v %s", err, out)
	}
	c.bin, c.dir, c.url = lines[0], lines[1], lines[2]
	u, err := url.Parse(c.url)
	if err != nil {
		t.Fatal(err)
	}
	c.port = u.Port()
	t.Cleanup(func() {
		if _, err := c.script("pg_stop"); err != nil {
			t.Error(err)
		}
	})
	return c
}

// kill ends Postgres as a power cut would: nothing is flushed, no connection is closed.
func (c *cluster) kill() {
	c.t.Helper()
	text, err := os.ReadFile(filepath.Join(c.dir, "data", "postmaster.pid"))
	if err != nil {
		c.t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err == nil {
		err = syscall.Kill(pid, syscall.SIGKILL)
	}
	if err != nil {
		c.t.Fatal(err)
	}
}

// gone waits until the killed server's last process has noticed, and takes no more connections.
func (c *cluster) gone() {
	c.t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		conn, err := net.Dial("tcp", "127.0.0.1:"+c.port)
		if err != nil {
			return
		}
		conn.Close()
	}
	c.t.Fatal("Postgres was killed and still answers")
}

// start brings Postgres back on its port, once the last process of the killed one has let go of its memory.
func (c *cluster) start() {
	c.t.Helper()
	var err error
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		if _, err = c.script(
			`pg_as_user "$PG_BIN/pg_ctl" -D "$PG_DIR/data" -l "$PG_DIR/server.log" -o "-p $3" -w -t 60 start >/dev/null 2>&1`); err == nil {
			return
		}
	}
	c.t.Fatal(fmt.Errorf("Postgres does not come back: %w", err))
}
