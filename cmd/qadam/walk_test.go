package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReadmesFirstWalk pastes the lines of README's first walk into a shell, one by one, beside a fresh demo: each call is answered, and
// those that look for something find it.
func TestReadmesFirstWalk(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, walk, found := strings.Cut(string(readme), "## A first walk\n")
	walk, _, ended := strings.Cut(walk, "\n## ")
	if !found || !ended {
		t.Fatal("README has no first walk")
	}
	repository, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	here := t.TempDir()
	if err := os.Symlink(filepath.Join(repository, "docs"), filepath.Join(here, "docs")); err != nil {
		t.Fatal(err)
	}
	serve(t, nil, "demo", "--dir="+filepath.Join(here, "qadam-demo"), "--listen=127.0.0.1:0")
	const mark = "=== "
	var script strings.Builder
	var calls []string
	for _, line := range regexp.MustCompile(`(?m)^    (.*)$`).FindAllStringSubmatch(walk, -1) {
		if strings.Contains(line[1], "curl") && !strings.Contains(line[1], "=$(") {
			calls = append(calls, line[1])
			script.WriteString("echo; echo '" + mark + "'\n")
		}
		script.WriteString(line[1] + "\n")
	}
	shell := exec.CommandContext(t.Context(), "sh")
	shell.Dir, shell.Stdin = here, strings.NewReader(script.String())
	out, err := shell.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	answers := strings.Split(string(out), mark)[1:]
	if len(calls) < 8 || len(answers) != len(calls) {
		t.Fatalf("%d calls have %d answers: %s", len(calls), len(answers), out)
	}
	for i, answer := range answers {
		answer = strings.TrimSpace(answer)
		if !strings.HasPrefix(answer, "{") || strings.Contains(answer, "/docs#problem-") || strings.Contains(answer, `"items":[]`) ||
			strings.Contains(answer, `"refused":1`) {
			t.Errorf("%s\nis answered %.600s", calls[i], answer)
		}
	}
	for _, want := range []string{`"status":"prioritized"`, `"rows":3,"accepted":3,"refused":0`, "Маркировка", `"notice"`,
		`"countries":[{`} {
		if !strings.Contains(string(out), want) {
			t.Errorf("nothing in it is %s", want)
		}
	}
}
