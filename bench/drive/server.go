package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// server is a program under measurement.
type server struct {
	name   string
	url    string
	cmd    *exec.Cmd
	ended  chan struct{}
	client *http.Client
}

func startQadam(ctx context.Context, program, database string) (*server, error) {
	listen, err := freeAddress()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(program, "serve")
	cmd.Env = append(os.Environ(), qadamEnv(database, listen)...)
	return start(ctx, "qadam", listen, cmd)
}

func startPeer(ctx context.Context, program, database string) (*server, error) {
	listen, err := freeAddress()
	if err != nil {
		return nil, err
	}
	return start(ctx, "peer", listen, exec.Command(program, "-listen", listen, "-database", database))
}

// qadamEnv is how an installation would be set up, but for mail: nothing leaves the machine.
func qadamEnv(database, listen string) []string {
	return []string{"QADAM_DATABASE=" + database, "QADAM_LISTEN=" + listen, "QADAM_BASE_URL=http://" + listen, "QADAM_TOKEN_RATE=0"}
}

// start runs a server and waits until it is ready.
func start(ctx context.Context, name, listen string, cmd *exec.Cmd) (*server, error) {
	s := &server{name: name, url: "http://" + listen, cmd: cmd, ended: make(chan struct{}),
		// One kept connection and no compression: what is measured is the answer, not the transport.
		client: &http.Client{Timeout: 5 * time.Minute, Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 4}}}
	// Its log goes where a service's goes: into a file, which costs a write and is not read here.
	log, err := os.CreateTemp("", "qadam-bench-"+name+"-*.log")
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		_ = cmd.Wait() // its log says why it ended
		close(s.ended)
	}()
	for until := time.Now().Add(30 * time.Second); time.Now().Before(until) && ctx.Err() == nil &&
		s.runs(); time.Sleep(50 * time.Millisecond) {
		res, err := s.client.Get(s.url + "/readyz")
		if err != nil {
			continue
		}
		res.Body.Close()
		if res.StatusCode == http.StatusOK {
			return s, nil
		}
	}
	text, _ := os.ReadFile(log.Name()) // an empty text says as much as the error would
	s.stop()
	return nil, fmt.Errorf("%s did not get ready; its log:\n%s", name, text)
}

// runs tells whether the program has not ended by itself.
func (s *server) runs() bool {
	select {
	case <-s.ended:
		return false
	default:
		return true
	}
}

func (s *server) stop() {
	_ = s.cmd.Process.Signal(syscall.SIGTERM) // it may have ended already
	select {
	case <-s.ended:
	case <-time.After(20 * time.Second):
		_ = s.cmd.Process.Kill()
		<-s.ended
	}
	if f, ok := s.cmd.Stdout.(*os.File); ok {
		os.Remove(f.Name())
	}
}

func freeAddress() (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return ln.Addr().String(), ln.Close()
}

// tick is the unit of /proc/PID/stat, a hundredth of a second for every program on Linux.
const tick = 10 * time.Millisecond

// cpu is the processor time that the server has taken so far, in user and system mode.
func (s *server) cpu() (time.Duration, error) {
	fields, err := statOf(s.cmd.Process.Pid)
	if err != nil {
		return 0, err
	}
	return ticks(fields[11:13])
}

// statOf gives the fields of /proc/PID/stat from the third on. The second is the program's name in brackets and may hold spaces.
func statOf(pid int) ([]string, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return nil, err
	}
	return strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:])), nil
}

// ticks sums up times of /proc/PID/stat.
func ticks(fields []string) (time.Duration, error) {
	var sum int64
	for _, f := range fields {
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			return 0, err
		}
		sum += n
	}
	return time.Duration(sum) * tick, nil
}

// memory gives VmRSS or VmHWM (the highest since it was reset) in bytes.
func (s *server) memory(field string) (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, field+":"); ok {
			kb, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kb << 10, err
		}
	}
	return 0, fmt.Errorf("/proc/PID/status has no %s", field)
}

// resetPeak makes VmHWM begin anew.
func (s *server) resetPeak() error {
	return os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", s.cmd.Process.Pid), []byte("5"), 0)
}
