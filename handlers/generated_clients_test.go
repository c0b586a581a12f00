package handlers_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"qadam/app/store/storetest"
	"qadam/handlers/handlerstest"
)

// TestGeneratedClients makes clients from the description with two generators, compiles them, and lets them list, add, change and
// step needs. The generators are those of the module in testdata/clients; they and what the clients need come from the module proxy.
func TestGeneratedClients(t *testing.T) {
	t.Parallel()
	w := handlerstest.NewWorld(t, storetest.Open(t, "sqlite", handlerstest.Clock()))
	at := t.TempDir()
	if err := os.CopyFS(at, os.DirFS("testdata/clients")); err != nil {
		t.Fatal(err)
	}
	description := handlerstest.Described(t, w.API).Text
	if err := os.WriteFile(filepath.Join(at, "openapi.json"), description, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(at, "oapi"), 0o700); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) string {
		t.Helper()
		c := exec.CommandContext(t.Context(), "go", args...)
		c.Dir, c.Env = at, append(os.Environ(), "GOWORK=off", "GOFLAGS=")
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out[max(0, len(out)-4000):])
		}
		return string(out)
	}
	run("tool", "oapi-codegen", "-config", "oapi.yaml", "openapi.json")
	run("tool", "ogen", "--config", "ogen.yaml", "--target", "og", "--package", "og", "openapi.json")
	for _, client := range []string{"./withoapi", "./withogen"} {
		if out := run("run", client, w.Base, w.Tokens["manager"], string(w.IDs["mission"])); !strings.HasPrefix(out, "KAZ-2021-") {
			t.Errorf("%s says %q", client, out)
		}
	}
}
