package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"go.uber.org/goleak"

	"qadam/app/config"
)

// asProgram makes the test binary be the program itself, for tests that send it signals.
const asProgram = "QADAM_TEST_AS_PROGRAM=1"

func TestMain(m *testing.M) {
	if slices.Contains(os.Environ(), asProgram) {
		os.Exit(run(context.Background(), os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr))
	}
	// Fiber's engine keeps these for the whole process, workers that compress and the clock of the Date header, and the last
	// for up to ten seconds after its server has gone.
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/valyala/fasthttp/stackless.funcWorker"),
		goleak.IgnoreAnyFunction("github.com/valyala/fasthttp.updateServerDate.func1"),
		goleak.IgnoreAnyFunction("github.com/molecule-man/go-brrr/internal/encoder.(*hqCollector).serve"),
		goleak.IgnoreAnyFunction("github.com/valyala/fasthttp.(*workerPool).Start.func2"))
}

// result is what a finished command leaves.
type result struct {
	code        int
	out, errOut string
}

// qadam runs a command to its end, with nothing in the environment but what env says.
func qadam(t *testing.T, env []string, args ...string) result {
	t.Helper()
	var out, errOut bytes.Buffer
	code := run(t.Context(), args, env, strings.NewReader(""), &out, &errOut)
	return result{code, out.String(), errOut.String()}
}

// must runs a command that has to succeed and gives what it says.
func must(t *testing.T, env []string, args ...string) string {
	t.Helper()
	r := qadam(t, env, args...)
	if r.code != 0 {
		t.Fatalf("qadam %v exits with %d: %s%s", args, r.code, r.out, r.errOut)
	}
	return r.out
}

// screen is what a running command has said so far.
type screen struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *screen) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(b)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// await waits until the screen shows what the pattern's first group takes, for as long as loading the demo may take on a
// slow machine under the race detector.
func (s *screen) await(t testing.TB, pattern string) string {
	t.Helper()
	re := regexp.MustCompile(pattern)
	for end := time.Now().Add(3 * time.Minute); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if m := re.FindStringSubmatch(s.String()); m != nil {
			return m[1]
		}
	}
	t.Fatalf("%s did not come; there is only:\n%s", pattern, s.String())
	return ""
}

// running is a server that runs within the test.
type running struct {
	url         string
	out, errOut *screen
	end         func() int // stops it as a signal would and gives its exit code
}

// serve starts a command that serves, and waits until it says where. It is stopped at the end of the test at the latest.
func serve(t *testing.T, env []string, args ...string) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r := &running{out: &screen{}, errOut: &screen{}}
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, args, env, strings.NewReader(""), r.out, r.errOut)
		fmt.Fprint(r.out, "\n(ended)\n")
	}()
	r.end = sync.OnceValue(func() int { cancel(); return <-code })
	t.Cleanup(func() {
		if code := r.end(); code != 0 {
			t.Errorf("qadam %v ends with %d: %s", args, code, r.errOut)
		}
	})
	if line := r.out.await(t, `((?:listens on|Address) +http://\S+|\(ended\))`); line == "(ended)" {
		t.Fatalf("qadam %v does not stay: %s", args, r.errOut)
	} else {
		r.url = line[strings.Index(line, "http"):]
	}
	r.out.await(t, `(listens on .*\n|Ctrl-C stops it|\(ended\))`) // all that it says at first
	return r
}

// ask sends a request with a token and gives status and body. Each has a connection of its own, which does not linger.
func ask(t *testing.T, method, url, token, body string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", fmt.Sprintf("test-%d", time.Now().UnixNano()))
	}
	answer, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(b)
}

// leaves are the commands that do something.
func leaves(t *testing.T) []string {
	t.Helper()
	parser, err := kong.New(&commands{}, choices, config.Help, kong.Name("qadam"))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, leaf := range parser.Model.Leaves(false) {
		out = append(out, strings.TrimPrefix(leaf.FullPath(), "qadam "))
	}
	return out
}

func TestHelp(t *testing.T) {
	all := leaves(t)
	want := strings.Fields("serve demo migrate_up migrate_status backup restore seed import_needs remind audit_verify audit_head " +
		"audit_export user_add user_link token_create token_revoke healthcheck version")
	if got := strings.Fields(strings.ReplaceAll(strings.Join(all, "\n"), " ", "_")); !slices.Equal(got, want) {
		t.Fatalf("the commands are %v", got)
	}
	top := must(t, nil, "--help")
	if got := must(t, nil, "help", "user", "add"); got != must(t, nil, "user", "add", "--help") {
		t.Error(got)
	}
	for _, command := range all {
		if !strings.Contains(top, "\n  "+command+" ") {
			t.Errorf("%q is not listed:\n%s", command, top)
		}
		help := must(t, nil, append(strings.Fields(command), "--help")...)
		if !strings.Contains(help, "Usage: qadam "+command) || !strings.Contains(help, "Examples:\n\n    ") {
			t.Errorf("%s:\n%s", command, help)
		}
		for line := range strings.Lines(help) {
			if len([]rune(line)) > 130 {
				t.Errorf("%s: a line is too long: %s", command, line)
			}
		}
	}
}

func TestUsageFaults(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, c := range []struct{ args, says string }{
		{"", "expected one of"},
		{"dance", "unexpected argument dance"},
		{"serve --port 80", "unknown flag --port"},
		{"migrate", "expected one of"},
		{"user add --email a@b.example", "missing flags: --name=STRING, --role=STRING"},
		{"user add --email a@b.example --name A --role king", "--role must be one of"},
		{"user add --email a@b.example --name A --role donor --organisation X --country KAZ", "can't be used together"},
		{"token create", "missing flags: --user=EMAIL"},
		{"token revoke", "expected"},
		{"import needs needs.csv", "missing flags: --mission=REF"},
		{"seed everything", "must be one of"},
		{"seed demo --scale 1", "load one or the other"},
		{"remind --at soon --dry-run", `"soon" is no time: give one`},
		{"serve postgres://u:hunter2@db/qadam", "unexpected argument postgres://***@db/qadam"},
		{"serve --listen 0.0.0.0:0 --log-level loud --smtp-url http://x", "--smtp-url (QADAM_SMTP_URL)"},
	} {
		r := qadam(t, nil, strings.Fields(c.args)...)
		if r.code != 2 || !strings.Contains(r.errOut, c.says) || r.out != "" {
			t.Errorf("qadam %s exits with %d: %s%s", c.args, r.code, r.out, r.errOut)
		}
	}
	if left, err := os.ReadDir("."); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestServeDoesNotExposeItselfUnasked(t *testing.T) {
	t.Chdir(t.TempDir())
	r := qadam(t, []string{"QADAM_LISTEN=0.0.0.0:0", "QADAM_LOG_FORMAT=xml", "QADAM_JOBS=perhaps"}, "serve")
	for _, want := range []string{"lets other machines in: give the address", "--log-format", "--jobs"} {
		if !strings.Contains(r.errOut, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if _, err := os.Stat("qadam.db"); r.code != 2 || err == nil {
		t.Errorf("exits with %d, %v: %s", r.code, err, r.errOut)
	}
}

func TestFaultsOfTheDatabase(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, args := range [][]string{
		{"user", "add", "--email=a@b.example", "--name=A", "--role=admin"}, {"migrate", "status"}, {"seed"}, {"remind"},
		{"token", "revoke", "x"},
	} {
		r := qadam(t, nil, args...)
		if r.code != 1 || !strings.Contains(r.errOut, "there is no database at qadam.db: make it with qadam migrate up") {
			t.Errorf("%v exits with %d: %s", args, r.code, r.errOut)
		}
	}
	absent := []string{"QADAM_DATABASE=postgres://qadam:hunter2@127.0.0.1:1/qadam?password=hunter2"}
	_, out := program(t, absent, "serve", "--listen=127.0.0.1:0")
	out.await(t, "(waiting for the database)") // which may yet come
	if strings.Contains(out.String(), "hunter2") {
		t.Error(out)
	}
	for _, args := range [][]string{{"migrate", "up"}, {"migrate", "status"}, {"seed"}} {
		r := qadam(t, absent, args...)
		if r.code != 1 || strings.Contains(r.errOut+r.out, "hunter2") || !strings.Contains(r.errOut, "postgres://***@127.0.0.1:1/qadam") {
			t.Errorf("%v exits with %d: %s", args, r.code, r.errOut)
		}
	}
	if left, err := os.ReadDir("."); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestVersion(t *testing.T) {
	out := must(t, nil, "version")
	if !regexp.MustCompile(`^qadam \S+.*\ngo1\.\S+ \w+/\w+\n$`).MatchString(out) {
		t.Error(out)
	}
}

func TestReachable(t *testing.T) {
	for listen, want := range map[string]string{
		"127.0.0.1:8080": "127.0.0.1:8080", "0.0.0.0:8080": "127.0.0.1:8080", ":8080": "127.0.0.1:8080", "[::]:8080": "127.0.0.1:8080",
		"[::1]:8080": "[::1]:8080", "192.0.2.1:80": "192.0.2.1:80", "localhost:80": "localhost:80",
	} {
		if got := reachable(listen); got != want {
			t.Errorf("%s is reached at %s", listen, got)
		}
	}
}
