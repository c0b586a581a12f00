package handlers_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"qadam/app/store/storetest"
	"qadam/handlers/handlerstest"
)

// raw is a connection on which a test writes what no client would.
type raw struct {
	net.Conn
	in *bufio.Reader
}

func dial(t *testing.T, w *handlerstest.World, head ...string) raw {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(w.Base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	// What is refused early may not take all that is written; whether the answer can be read is what counts.
	_, _ = io.WriteString(conn, strings.Join(append(head, "Host: x"), "\r\n")+"\r\n\r\n")
	return raw{conn, bufio.NewReader(conn)}
}

func (r raw) answer(t *testing.T) handlerstest.Answer {
	t.Helper()
	res, err := http.ReadResponse(r.in, nil)
	if err != nil {
		t.Fatalf("there is no answer: %v", err)
	}
	return handlerstest.ReadAnswer(t, res)
}

func heap() int {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapInuse) >> 20
}

// TestAnnouncedBodies opens 40 connections that announce 16 MB and send a part. The server holds none of it: who is not known is refused
// at once, what is too large for its operation, too, and of the others only a few are waited for.
func TestAnnouncedBodies(t *testing.T) {
	w := handlerstest.NewWorld(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	files := "/api/v1/missions/" + string(w.IDs["mission"]) + "/needs/import"
	token := "Authorization: Bearer " + w.Tokens["admin"]
	const length, part = "Content-Length: 16000000", 64 << 10
	for _, c := range []struct {
		name, path, media, who string
		want                   int
	}{
		{"nobody", files, "text/csv", "X-Nobody: 1", 401},
		{"nobody who sends nothing", "/api/v1/themes", "application/json", "X-Nobody: 1", 401},
		{"a wrong token", files, "text/csv", "Authorization: Bearer qdm_" + strings.Repeat("x", 40), 401},
		{"a sign-in", "/api/v1/sign-in/link", "application/json", "X-Nobody: 1", 413},
		{"JSON", "/api/v1/themes", "application/json", token, 413},
		{"a form", "/sign-in", "application/x-www-form-urlencoded", "Sec-Fetch-Site: same-origin", 413},
		{"photos by no link", "/u/" + strings.Repeat("x", 43), "multipart/form-data; boundary=b", "X-Nobody: 1", 404},
		{"a form by a link", w.UpdateLink(t), "application/x-www-form-urlencoded", "X-Nobody: 1", 413},
		{"a file", files, "text/csv", token, 0},
	} {
		before := heap()
		var open []raw
		for range 40 {
			r := dial(t, w, "POST "+c.path+" HTTP/1.1", "Content-Type: "+c.media, length, c.who)
			if c.path == files || c.want == 404 {
				_, _ = r.Write(make([]byte, part))
			}
			open = append(open, r)
		}
		counted := map[int]int{}
		for _, r := range open {
			if c.want != 0 {
				if got := r.answer(t); got.Status != c.want && got.Status != 429 {
					t.Errorf("%s is answered %d %s", c.name, got.Status, got.Body)
				}
				continue
			}
			if err := r.SetReadDeadline(time.Now().Add(time.Second / 2)); err != nil {
				t.Fatal(err)
			}
			if res, err := http.ReadResponse(r.in, nil); err == nil {
				counted[res.StatusCode]++
			}
		}
		if held := heap() - before; held > 16 && c.want != 0 || held > 160 {
			t.Errorf("%s makes the server hold %d MB", c.name, held)
		}
		if c.want == 0 && counted[http.StatusServiceUnavailable] != 32 {
			t.Errorf("of 40 large files %v are refused, not 32", counted)
		}
		for _, r := range open {
			r.Close()
		}
	}
	w.Do(t, call{As: "admin", Path: "/me"}).Want(t, 200)
	var rows strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&rows, "Need %d,operational,training,marking\n", i)
	}
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(50 * time.Millisecond) { // places become free, and memory comes back
		got := w.Do(t, call{As: "admin", Method: "POST", Path: files + "?dry_run=true", Body: "title,level,kind,theme_codes\n" +
			rows.String(), Header: map[string]string{"Content-Type": "text/csv"}})
		if got.Status == 200 {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("a file is answered %d %s", got.Status, got.Body)
		}
	}
}

// TestBodiesInChunks sends bodies that do not say how long they are: they are read as far as the operation takes them.
func TestBodiesInChunks(t *testing.T) {
	t.Parallel()
	w := handlerstest.NewWorld(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	send := func(body string) handlerstest.Answer {
		r := dial(t, w, "POST /api/v1/themes HTTP/1.1", "Content-Type: application/json", "Transfer-Encoding: chunked",
			"Authorization: Bearer "+w.Tokens["admin"])
		_, _ = fmt.Fprintf(r, "%x\r\n%s\r\n0\r\n\r\n", len(body), body)
		return r.answer(t)
	}
	const theme = `{"code":"chunked","name":"Chunked"`
	send(theme+strings.Repeat(" ", 64<<10-len(theme))+"}").Problem(t, 413)
	send(theme+strings.Repeat(" ", 64<<10-len(theme)-1)+"}").Want(t, 201)
	r := dial(t, w, "POST /api/v1/themes HTTP/1.1", "Content-Type: application/json", "Transfer-Encoding: chunked",
		"Authorization: Bearer "+w.Tokens["admin"])
	_, _ = io.WriteString(r, "no chunk\r\n")
	if p := r.answer(t).Problem(t, 400); p.RequestID == "" {
		t.Error("a broken chunk has no request id")
	}
}

// TestHeads sends heads up to the limit and beyond it: each refusal can be read, and is a problem like all others.
func TestHeads(t *testing.T) {
	t.Parallel()
	w := handlerstest.NewWorld(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	token := "Authorization: Bearer " + w.Tokens["admin"]
	for size, want := range map[int]int{5 << 10: 200, 15 << 10: 200, 17 << 10: 431, 21 << 10: 431, 500 << 10: 431, 5 << 20: 431} {
		cookies := dial(t, w, "GET /api/v1/me HTTP/1.1", token, "Cookie: other="+strings.Repeat("x", size)).answer(t)
		address := dial(t, w, "GET /api/v1/needs?country="+strings.Repeat("KAZ,", size/4)+"KAZ HTTP/1.1", token).answer(t)
		if want == 200 {
			cookies.Want(t, 200)
			address.Problem(t, 422) // the head is read: so many countries are refused as what they are
			continue
		}
		holdProblem(t, "a cookie", cookies, want)
		holdProblem(t, "an address", address, want)
	}
	ids := strings.Repeat(string(w.IDs["need"])+",", 99) + string(w.IDs["need"])
	dial(t, w, "GET /api/v1/needs?id="+ids+" HTTP/1.1", token, "Cookie: other="+strings.Repeat("x", 5<<10)).answer(t).Want(t, 200)
}

// TestRequestsThatNobodyUnderstands sends methods that do not exist and multipart bodies that are none.
func TestRequestsThatNobodyUnderstands(t *testing.T) {
	t.Parallel()
	w := handlerstest.NewWorld(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	token := "Authorization: Bearer " + w.Tokens["admin"]
	for _, method := range []string{"BREW", "PROPFIND", "get", "TRACE", "PUT"} {
		got := dial(t, w, method+" /api/v1/needs HTTP/1.1", token).answer(t)
		holdProblem(t, method, got, 405)
		if got.Header.Get("Allow") == "" {
			t.Errorf("%s is refused without Allow", method)
		}
	}
	for _, media := range []string{"multipart/form-data", "multipart/form-data; boundary=x", "multipart/form-data; boundary="} {
		r := dial(t, w, "POST /api/v1/themes HTTP/1.1", token, "Content-Type: "+media, "Content-Length: 9")
		_, _ = io.WriteString(r, "--x\r\nfoo\r")
		holdProblem(t, media, r.answer(t), 415)
	}
}

func holdProblem(t *testing.T, name string, got handlerstest.Answer, want int) {
	t.Helper()
	if p := got.Problem(t, want); p.RequestID == "" || got.Header.Get("X-Request-Id") != p.RequestID {
		t.Errorf("%s is refused without a request id: %s", name, got.Body)
	}
	for header, value := range safeHeaders {
		if got.Header.Get(header) != value {
			t.Errorf("%s is refused with %s: %q", name, header, got.Header.Get(header))
		}
	}
}
