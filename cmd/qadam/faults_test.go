package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// writers post organisations, several at a time, until they are stopped, and keep the codes of those that were
// acknowledged.
type writers struct {
	url, token string
	stop       chan struct{}
	wait       sync.WaitGroup
	mu         sync.Mutex
	acked      []string
	count      atomic.Int64
}

var wave atomic.Int64

func write(url, token string) *writers {
	w := &writers{url: url, token: token, stop: make(chan struct{})}
	round := wave.Add(1)
	for writer := range 4 {
		w.wait.Go(func() {
			client := &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{}}
			defer client.CloseIdleConnections()
			for n := 0; ; n++ {
				select {
				case <-w.stop:
					return
				default:
				}
				w.post(client, fmt.Sprintf("W%d-%d-%d", round, writer, n))
			}
		})
	}
	return w
}

// post keeps the code if, and only if, the server said that it was saved.
func (w *writers) post(client *http.Client, code string) {
	body := fmt.Sprintf(`{"code":%q,"name":"Written under load (fiction)","kind":"ngo","listed":true}`, code)
	r, err := http.NewRequest("POST", w.url+"/api/v1/organisations", strings.NewReader(body))
	if err != nil {
		return
	}
	r.Header.Set("Authorization", "Bearer "+w.token)
	r.Header.Set("Content-Type", "application/json")
	answer, err := client.Do(r)
	if err != nil {
		time.Sleep(5 * time.Millisecond) // the server is gone; the test says when to stop
		return
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err == nil && answer.StatusCode == http.StatusCreated {
		w.count.Add(1)
		w.mu.Lock()
		w.acked = append(w.acked, code)
		w.mu.Unlock()
	}
}

// reach waits until so many writes were acknowledged.
func (w *writers) reach(t *testing.T, n int64) {
	t.Helper()
	for end := time.Now().Add(2 * time.Minute); w.count.Load() < n; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("only %d of %d writes were acknowledged", w.count.Load(), n)
		}
	}
}

func (w *writers) end() []string {
	close(w.stop)
	w.wait.Wait()
	return w.acked
}

// lost gives those codes that the server does not have.
func lost(t *testing.T, url, token string, codes []string) []string {
	t.Helper()
	have := map[string]bool{}
	c := caller{t, url, token}
	for cursor := ""; ; {
		page := c.get("/organisations?limit=200&sort=code" + cursor)
		for _, o := range page.items() {
			have[o["code"].(string)] = true
		}
		next, _ := page["next"].(string)
		if next == "" {
			break
		}
		cursor = "&cursor=" + next
	}
	var gone []string
	for _, code := range codes {
		if !have[code] {
			gone = append(gone, code)
		}
	}
	return gone
}

// prepare makes an admin on a database and gives the environment and the admin's token.
func prepare(t *testing.T, database string) (env []string, token string) {
	t.Helper()
	env = []string{"QADAM_DATABASE=" + database}
	must(t, env, "migrate", "up")
	must(t, env, "user", "add", "--email=admin@demo.example", "--name=Admin (fiction)", "--role=admin")
	return env, strings.TrimSpace(must(t, env, "token", "create", "--user=admin@demo.example", "--scope=write"))
}

// started starts the program as a process of its own and gives its address.
func started(t testing.TB, env []string) (*exec.Cmd, string) {
	t.Helper()
	cmd, out := program(t, env, "serve", "--listen=127.0.0.1:0", "--log-level=error")
	return cmd, out.await(t, `listens on (http://\S+)`)
}

const (
	kills         = 4
	acksBeforeOne = 80
)

// What was acknowledged is there after the server was killed in the midst of writing, several times.
func TestAcknowledgedWritesSurviveKillsOnSQLite(t *testing.T) {
	env, token := prepare(t, filepath.Join(t.TempDir(), "qadam.db"))
	var acked []string
	for range kills {
		cmd, url := started(t, env)
		w := write(url, token)
		w.reach(t, acksBeforeOne)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		cmd.Wait() // it says "killed", as it should
		acked = append(acked, w.end()...)
	}
	_, url := started(t, env)
	if gone := lost(t, url, token, acked); len(gone) > 0 {
		t.Errorf("%d of %d acknowledged writes are lost: %v", len(gone), len(acked), gone)
	}
}

// The same with Postgres killed, too. While it is gone the server says so and when to come again, and it is well again by
// itself when Postgres is.
func TestAcknowledgedWritesSurviveKillsOnPostgres(t *testing.T) {
	pg := startCluster(t)
	env, token := prepare(t, pg.url)
	var acked []string
	for round := range kills {
		cmd, url := started(t, env)
		w := write(url, token)
		w.reach(t, acksBeforeOne)
		pg.kill()
		if round%2 == 0 {
			cmd.Process.Kill()
			cmd.Wait()
			acked = append(acked, w.end()...)
			pg.start()
			continue
		}
		acked = append(acked, w.end()...)
		pg.gone()
		unavailable(t, url, token)
		pg.start()
		wellAgain(t, url, token)
		cmd.Process.Kill()
		cmd.Wait()
	}
	_, url := started(t, env)
	if gone := lost(t, url, token, acked); len(gone) > 0 {
		t.Errorf("%d of %d acknowledged writes are lost: %v", len(gone), len(acked), gone)
	}
}

// A server that starts before its Postgres says so and when to come again; it makes the schema when Postgres has come.
func TestPostgresThatComesLate(t *testing.T) {
	pg := startCluster(t)
	pg.kill()
	pg.gone()
	ln, err := net.Listen("tcp", "127.0.0.1:0") // a port that is free
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + ln.Addr().String()
	ln.Close()
	env := []string{"QADAM_DATABASE=" + pg.url}
	_, out := program(t, env, "serve", "--listen="+strings.TrimPrefix(url, "http://"))
	out.await(t, "(waiting for the database)")
	unavailable(t, url, "")
	if _, body := ask(t, "GET", url+"/readyz", "", ""); !strings.Contains(body, "The database does not answer") {
		t.Errorf("not ready, and the reason is %s", body)
	}
	pg.start()
	out.await(t, "(listens on)")
	if status, body := ask(t, "GET", url+"/readyz", "", ""); status != http.StatusOK {
		t.Errorf("Postgres is there, and /readyz says %d %s", status, body)
	}
	pg.kill()
	pg.gone()
	cmd, out := program(t, env, "serve", "--listen=127.0.0.1:0")
	out.await(t, "(waiting for the database)")
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("told to stop while it waits, it ends with %v: %s", err, out)
	}
}

// unavailable checks what a server says whose database is gone.
func unavailable(t *testing.T, url, token string) {
	t.Helper()
	status := 0 // the last processes of the killed Postgres may answer for a moment
	for end := time.Now().Add(30 * time.Second); status != http.StatusServiceUnavailable &&
		time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		status, _ = ask(t, "GET", url+"/api/v1/me", token, "")
	}
	for _, path := range []string{"/api/v1/me", "/api/v1/needs", "/readyz"} {
		r, err := http.NewRequestWithContext(t.Context(), "GET", url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+token)
		answer, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil || answer.StatusCode != http.StatusServiceUnavailable || answer.Header.Get("Retry-After") == "" ||
			answer.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s without a database: %d, Retry-After %q: %s %v", path, answer.StatusCode, answer.Header.Get("Retry-After"), body,
				err)
		}
	}
	if status, _ := ask(t, "GET", url+"/healthz", "", ""); status != http.StatusOK {
		t.Errorf("the process lives, and /healthz says %d", status)
	}
}

// wellAgain waits until the server answers as before.
func wellAgain(t *testing.T, url, token string) {
	t.Helper()
	status := 0
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if status, _ = ask(t, "GET", url+"/api/v1/me", token, ""); status == http.StatusOK {
			return
		}
	}
	t.Fatalf("the database is back, and the server still answers %d", status)
}

// Told to stop in the midst of writing, the server finishes what it took and ends well.
func TestSIGTERMUnderLoad(t *testing.T) {
	env, token := prepare(t, filepath.Join(t.TempDir(), "qadam.db"))
	cmd, url := started(t, env)
	w := write(url, token)
	w.reach(t, 50)
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("ended with %v", err)
	}
	acked := w.end()
	_, url = started(t, env)
	if gone := lost(t, url, token, acked); len(gone) > 0 {
		t.Errorf("%d of %d acknowledged writes are lost: %v", len(gone), len(acked), gone)
	}
}
