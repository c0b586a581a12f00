package ranking

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// TestNoFusedProducts compiles the package for processors of the other kind: not one product is fused there with a sum, so that
// the answer is the same as here (docs/methods.md).
func TestNoFusedProducts(t *testing.T) {
	archive := filepath.Join(t.TempDir(), "ranking.a")
	build := exec.Command("go", "build", "-o", archive, ".")
	build.Env = append(build.Environ(), "GOARCH=arm64", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	code, err := exec.Command("go", "tool", "objdump", archive).Output()
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`rng\.go:\d+.*\bFMULD\b`).Match(code) {
		t.Error("it multiplies nothing: the code was not read")
	}
	if fused := regexp.MustCompile(`(?m)^.*\bFN?M(ADD|SUB)[SD]\b.*$`).FindAll(code, -1); len(fused) > 0 {
		t.Errorf("fused, it would answer otherwise there:\n%s", fused)
	}
}
