package handlers_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"qadam/app/store/storetest"
	"qadam/handlers"
	"qadam/handlers/handlerstest"
)

// TestPanic lets a handler panic: the client is told nothing, the log all, and the server goes on.
func TestPanic(t *testing.T) {
	t.Parallel()
	w := handlerstest.Start(t, storetest.Open(t, "sqlite", handlerstest.Clock()),
		func(s *handlers.Server) { s.Break("/api/v1/boom", "the vault's number is 1234") })
	for range 3 {
		got := w.Do(t, call{Path: "/boom"})
		if p := got.Problem(t, 500); strings.Contains(string(got.Body), "vault") || strings.Contains(string(got.Body), ".go") ||
			p.Type != "/docs#problem-internal" {
			t.Errorf("a panic tells %s", got.Body)
		}
	}
	w.Do(t, call{Path: "/healthz"}).Want(t, 200)
	if log := w.Log.String(); !strings.Contains(log, "the vault's number") || !strings.Contains(log, "export_test.go") {
		t.Error("the log does not tell the panic and where it was")
	}
}

// TestTooLargeForTheServer announces a body that is larger than the server takes at all: it is refused before it is sent.
func TestTooLargeForTheServer(t *testing.T) {
	t.Parallel()
	w := handlerstest.NewWorld(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	conn, err := net.Dial("tcp", strings.TrimPrefix(w.Base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := fmt.Fprintf(conn, "POST /api/v1/themes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: "+
		"application/json\r\nContent-Length: 104857600\r\n\r\n", w.Tokens["admin"]); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	got := handlerstest.ReadAnswer(t, res)
	if p := got.Problem(t, 413); p.RequestID == "" {
		t.Errorf("it is refused as %s", got.Body)
	}
	w.Do(t, call{As: "admin", Path: "/me"}).Want(t, 200)
}

// TestShutdownFinishesWhatItTook stops a server while a request is under way: the request is answered.
func TestShutdownFinishesWhatItTook(t *testing.T) {
	t.Parallel()
	w := handlerstest.NewWorld(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	began, body := make(chan struct{}), make(chan string, 1)
	go func() {
		r, pw := io.Pipe()
		go func() {
			_, _ = pw.Write([]byte(`{"code":"late",`))
			close(began)
			time.Sleep(100 * time.Millisecond)
			_, _ = pw.Write([]byte(`"name":"Late"}`))
			pw.Close()
		}()
		req, err := http.NewRequest("POST", w.Base+"/api/v1/themes", r)
		if err != nil {
			body <- err.Error()
			return
		}
		req.Header.Set("Authorization", "Bearer "+w.Tokens["admin"])
		req.Header.Set("Content-Type", "application/json")
		res, err := handlerstest.Client.Do(req)
		if err != nil {
			body <- err.Error()
			return
		}
		got := handlerstest.ReadAnswer(t, res)
		body <- fmt.Sprint(got.Status, string(got.Body))
	}()
	<-began
	handlerstest.Client.CloseIdleConnections()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if err := w.Server.Shutdown(ctx); err != nil {
		t.Error(err)
	}
	if got := <-body; !strings.HasPrefix(got, "201") {
		t.Errorf("the request under way ended with %s", got)
	}
}
