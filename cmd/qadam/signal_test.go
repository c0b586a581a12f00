package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// program starts the program as a process of its own, because signals go to processes.
func program(t testing.TB, env []string, args ...string) (*exec.Cmd, *screen) {
	t.Helper()
	cmd, out := exec.CommandContext(t.Context(), os.Args[0], args...), &screen{}
	cmd.Env = append(env, asProgram, "GOCOVERDIR="+t.TempDir())
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if cmd.ProcessState == nil {
			cmd.Process.Kill()
			cmd.Wait()
		}
	})
	return cmd, out
}

// half is a request of which the server has all but the end of its body.
type half struct {
	net.Conn
	rest string
}

func halfARequest(t *testing.T, url, token string) *half {
	t.Helper()
	host := strings.TrimPrefix(url, "http://")
	conn, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	body := `{"code":"LATE","name":"Came at the last moment (fiction)","kind":"ngo","listed":true}`
	fmt.Fprintf(conn, "POST /api/v1/organisations HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n"+
		"Idempotency-Key: 0190d2c4-late\r\nContent-Length: %d\r\n\r\n%s", host, token, len(body), body[:10])
	time.Sleep(200 * time.Millisecond) // for the server to take it up
	return &half{conn, body[10:]}
}

// refused waits until the server takes no more connections.
func refused(t *testing.T, url string) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
		if err != nil {
			return
		}
		conn.Close()
	}
	t.Fatal("it still takes connections")
}

func signalled(t *testing.T) (*exec.Cmd, *screen, string, *half) {
	t.Helper()
	env := []string{"QADAM_DATABASE=" + filepath.Join(t.TempDir(), "qadam.db")}
	must(t, env, "migrate", "up")
	must(t, env, "user", "add", "--email=admin@demo.example", "--name=Admin (fiction)", "--role=admin")
	token := strings.TrimSpace(must(t, env, "token", "create", "--user=admin@demo.example", "--scope=write"))
	cmd, out := program(t, env, "serve", "--listen=127.0.0.1:0")
	url := out.await(t, `listens on (http://\S+)`)
	idle, err := net.Dial("tcp", strings.TrimPrefix(url, "http://")) // a connection kept open must hold nothing up
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { idle.Close() })
	return cmd, out, url, halfARequest(t, url, token)
}

func TestSIGTERMLetsRequestsFinish(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		t.Run(sig.String(), func(t *testing.T) {
			cmd, out, url, request := signalled(t)
			began := time.Now()
			if err := cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			refused(t, url)
			if _, err := io.WriteString(request, request.rest); err != nil {
				t.Fatal(err)
			}
			answer, err := http.ReadResponse(bufio.NewReader(request), nil)
			if err != nil {
				t.Fatalf("no answer: %v\n%s", err, out)
			}
			defer answer.Body.Close()
			if body, err := io.ReadAll(answer.Body); answer.StatusCode != http.StatusCreated || err != nil {
				t.Errorf("answered %s: %s %v", answer.Status, body, err)
			}
			if err := cmd.Wait(); err != nil {
				t.Errorf("ended with %v:\n%s", err, out)
			}
			if took := time.Since(began); took > 15*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
}

func TestASecondSignalEndsAtOnce(t *testing.T) {
	cmd, out, url, _ := signalled(t)
	began := time.Now()
	for range 2 {
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		refused(t, url)
	}
	err := cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 1 || time.Since(began) > 5*time.Second ||
		!strings.Contains(out.String(), "told a second time to stop") {
		t.Errorf("%v after %s:\n%s", err, time.Since(began), out)
	}
}

func TestARequestThatDoesNotFinishIsCutOff(t *testing.T) {
	env := []string{"QADAM_DATABASE=" + filepath.Join(t.TempDir(), "qadam.db")}
	cmd, out := program(t, env, "serve", "--listen=127.0.0.1:0", "--shutdown-timeout=500ms")
	halfARequest(t, out.await(t, `listens on (http://\S+)`), "qdm_none")
	began := time.Now()
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	err := cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 1 || time.Since(began) > 5*time.Second ||
		!strings.Contains(out.String(), "not finished 500ms after") {
		t.Errorf("%v after %s:\n%s", err, time.Since(began), out)
	}
}
