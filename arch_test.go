package qadam_test

import (
	"bytes"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// These tests hold the shape of the house (docs/architecture.md): which room may import which, where each framework
// may be known, how long a file may get. When one fails, move the code; change a table only with the architecture.

const module = "qadam"

// testOnly are packages for tests: they may know what tests may know, and nothing that is shipped may import them.
var testOnly = []string{"app/files/filestest", "app/store/storetest", "handlers/handlerstest"}

func isTestOnly(pkg string) bool {
	return slices.ContainsFunc(testOnly, func(folder string) bool { return under(pkg, folder) })
}

// room is a folder and all below it that is no room of its own. Inside a room anything may import anything.
type room struct {
	path    string
	imports []string // of our own packages; "x/..." is x and all below it, "..." is everything
	// wires says that the room's tests may also import what it takes to run the real thing under them.
	wires bool
}

var rooms = []room{
	{path: "cmd", imports: []string{"..."}, wires: true},
	{path: "bench", imports: []string{"..."}, wires: true},
	{path: "handlers", imports: []string{"app", "app/engine", "i18n", "models/...", "web/...", wings}, wires: true},
	{path: "web", imports: []string{"i18n", "models/..."}},
	{path: "seeds", imports: []string{"app", "app/engine", "models/...", wings}, wires: true},
	{path: "app", imports: []string{"app/engine", "app/files", "app/identity", "app/mail", "app/store", "app/webhook", wings}, wires: true},
	{path: "app/config", imports: []string{"app/secret", "models/..."}, wires: true},
	{path: "app/files", wires: true},
	{path: "app/identity", imports: []string{"models/..."}, wires: true},
	{path: "app/exchange", imports: []string{"models/...", "i18n"}, wires: true},
	{path: "app/jobs", imports: []string{"app", "app/engine", "models/..."}, wires: true},
	{path: "app/engine", imports: []string{"app/store", "i18n", "models/..."}, wires: true},
	{path: "app/mail", imports: []string{"app/secret", "i18n", "models/..."}, wires: true},
	{path: "app/secret"},
	{path: "app/webhook", imports: []string{"models/..."}, wires: true},
	{path: "app/store", imports: []string{"i18n", "models/..."}, wires: true},
	{path: "models"},
	{path: "i18n"},
}

// wings are the packages of use cases by domain, each with those others that it leans on. All of them stand on the engine and
// the store; what they take of formats and protocols is named, too. A new arrow is a decision: it may close no circle.
var wingArrows = map[string][]string{
	"app/access":     {"app/outbox", "app/identity", "app/mail"},
	"app/outbox":     {"app/mail"},
	"app/consent":    {},
	"app/register":   {"app/consent", "app/files", "app/exchange/columns", "app/exchange/sheet", "app/exchange/words"},
	"app/priority":   {"app/exchange/sheet", "app/matching"},
	"app/matching":   {"app/outbox", "app/mail"},
	"app/updatelink": {"app/outbox", "app/register", "app/mail"},
	"app/reminders":  {"app/consent", "app/outbox", "app/register", "app/updatelink", "app/exchange/daysoff", "app/mail"},
	"app/subscribe":  {"app/reminders", "app/exchange/ical", "app/webhook"},
	"app/reports":    {"app/matching", "app/outbox"},
}

// wings stands in a room's imports for every wing.
const wings = "wings"

// wingRooms are the rooms of the wings.
func wingRooms() []room {
	var out []room
	for path, leans := range wingArrows {
		out = append(out, room{path: path, imports: append([]string{"app/engine", "app/store", "models/..."}, leans...), wires: true})
	}
	return out
}

// wiring is what a test may import beyond its room's arrows.
var wiring = []string{"app/...", "seeds/...", "models/..."}

// homes says for each framework the one room that may know it, so that it can be replaced there alone.
var homes = map[string]string{
	"github.com/gofiber":            "handlers",
	"github.com/valyala":            "handlers", // fasthttp, Fiber's engine
	"gorm.io":                       "app/store",
	"github.com/jackc":              "app/store",
	"github.com/ncruces":            "app/store",
	"github.com/pressly/goose":      "app/store",
	"github.com/robfig/cron":        "app/jobs",
	"github.com/wneessen/go-mail":   "app/mail",
	"github.com/minio":              "app/files",
	"github.com/go-webauthn":        "app/identity",
	"github.com/coreos/go-oidc":     "app/identity",
	"golang.org/x/oauth2":           "app/identity",
	"github.com/nicksnyder/go-i18n": "i18n",
}

// refused says why a file of the package (its folder, "app/store") may not import the path, or "" when it may.
func refused(pkg string, isTest bool, imported string) string {
	in, ok := roomOf(pkg)
	if !ok {
		return "this folder is in no room; give it one in arch_test.go and in docs/architecture.md"
	}
	isTest = isTest || isTestOnly(pkg)
	exempt := isTest || in.path == "bench"

	for framework, home := range homes {
		if under(imported, framework) && in.path != home && !exempt {
			return "only " + home + " may know " + framework
		}
	}
	if !under(imported, module) {
		return ""
	}
	ours := strings.TrimPrefix(strings.TrimPrefix(imported, module), "/")
	if isTestOnly(ours) && !exempt {
		return "what is made for tests is for tests and bench only"
	}
	if to, ok := roomOf(ours); ok && to.path == in.path {
		return ""
	}
	if matches(in.imports, ours) || isTest && in.wires && matches(wiring, ours) {
		return ""
	}
	return fmt.Sprintf("of ours, %s may import only %q", in.path, in.imports)
}

// roomOf finds the innermost room of a package. A folder below app is not app's own: it needs a room or is refused.
func roomOf(pkg string) (room, bool) {
	var found room
	for _, r := range append(wingRooms(), rooms...) {
		if under(pkg, r.path) && len(r.path) > len(found.path) {
			found = r
		}
	}
	return found, found.path != "" && (found.path != "app" || pkg == "app")
}

func under(p, folder string) bool { return p == folder || strings.HasPrefix(p, folder+"/") }

func matches(patterns []string, pkg string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		folder, all := strings.CutSuffix(pattern, "/...")
		_, wing := wingArrows[pkg]
		return pattern == "..." || pkg == folder || all && under(pkg, folder) || pattern == wings && wing
	})
}

func TestImportsFollowTheArrows(t *testing.T) {
	for _, file := range projectFiles(t, ".go") {
		pkg, isTest := path.Dir(file), strings.HasSuffix(file, "_test.go")
		if pkg == "." && isTest {
			continue // this file and its neighbours judge the house, they are no part of it
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Error(err)
			continue
		}
		if _, ok := roomOf(pkg); !ok {
			t.Errorf("%s: %s", file, refused(pkg, isTest, ""))
			continue
		}
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Errorf("%s: %v", file, err)
			} else if why := refused(pkg, isTest, imported); why != "" {
				t.Errorf("%s imports %s: %s", file, imported, why)
			}
		}
	}
}

// TestArrowsRefuse proves the test above: a rule that refuses nothing would be green for ever.
func TestArrowsRefuse(t *testing.T) {
	type pair struct{ file, imported string }
	refusedPairs := []pair{
		{"models/need.go", "qadam/app"},
		{"models/need.go", "qadam/i18n"},
		{"i18n/date.go", "qadam/models"},
		{"models/need.go", "qadam/app/store"},
		{"models/need.go", "gorm.io/gorm"},
		{"models/need_test.go", "qadam/app/store/storetest"},
		{"app/register/need.go", "qadam/handlers"},
		{"app/register/need.go", "qadam/app"},
		{"app/register/need.go", "qadam/app/reminders"},
		{"app/consent/consent.go", "qadam/app/register"},
		{"app/outbox/outbox_mail.go", "qadam/app/updatelink"},
		{"app/engine/resource.go", "qadam/app/access"},
		{"app/engine/resource.go", "qadam/app/mail"},
		{"app/register/need.go", "qadam/app/jobs"},
		{"app/register/need.go", "qadam/seeds"},
		{"app/register/need.go", "qadam/web"},
		{"app/register/need.go", "gorm.io/gorm/clause"},
		{"app/register/need.go", "github.com/gofiber/fiber/v2"},
		{"app/register/need.go", "github.com/robfig/cron/v3"},
		{"app/register/need.go", "github.com/wneessen/go-mail"},
		{"app/register/need.go", "qadam/app/store/storetest"},
		{"app/register/need_test.go", "qadam/handlers"},
		{"app/store/need.go", "qadam/app"},
		{"app/store/need.go", "qadam/app/mail"},
		{"app/store/need.go", "qadam/app/store/storetest"},
		{"app/store/need.go", "github.com/gofiber/fiber/v2"},
		{"app/mail/sender.go", "qadam/app"},
		{"app/mail/sender.go", "qadam/app/store"},
		{"app/exchange/iati/read.go", "qadam/app"},
		{"app/exchange/iati/read.go", "qadam/app/store"},
		{"app/config/config.go", "qadam/app/store"},
		{"app/access/passkey.go", "github.com/go-webauthn/webauthn/webauthn"},
		{"handlers/session.go", "golang.org/x/oauth2"},
		{"handlers/session.go", "qadam/app/identity"},
		{"app/jobs/jobs.go", "qadam/app/store"},
		{"app/jobs/jobs.go", "github.com/jackc/pgx/v5"},
		{"app/helpers/helpers.go", "fmt"},
		{"handlers/api_need.go", "qadam/app/store"},
		{"handlers/api_need.go", "qadam/app/mail"},
		{"handlers/api_need.go", "qadam/app/exchange/ical"},
		{"handlers/api_need.go", "qadam/seeds"},
		{"handlers/server.go", "qadam/handlers/handlerstest"},
		{"cmd/qadam/serve.go", "qadam/handlers/handlerstest"},
		{"handlers/api_need.go", "gorm.io/gorm"},
		{"handlers/api_need.go", "github.com/jackc/pgx/v5/pgxpool"},
		{"web/web.go", "qadam/app"},
		{"web/web.go", "github.com/gofiber/fiber/v2"},
		{"seeds/seeds.go", "qadam/app/store"},
		{"seeds/seeds.go", "qadam/handlers"},
		{"cmd/qadam/serve.go", "qadam/app/store/storetest"},
		{"cmd/qadam/serve.go", "github.com/gofiber/fiber/v2"},
		{"cmd/qadam/serve.go", "github.com/pressly/goose/v3"},
		{"cmd/qadam/serve.go", "github.com/ncruces/go-sqlite3/driver"},
		{"utils/utils.go", "fmt"},
	}
	allowedPairs := []pair{
		{"models/need.go", "github.com/shopspring/decimal"},
		{"models/need_test.go", "qadam/models"},
		{"app/register/need.go", "qadam/models"},
		{"app/engine/validate.go", "qadam/i18n"},
		{"app/register/need.go", "qadam/app/store"},
		{"app/access/sign_in_link.go", "qadam/app/mail"},
		{"app/register/need_import.go", "qadam/app/exchange/sheet"},
		{"app/updatelink/update_link.go", "qadam/app/register"},
		{"app/register/need_test.go", "qadam/app/store/storetest"},
		{"app/register/need_test.go", "github.com/jackc/pgx/v5"},
		{"app/store/need.go", "qadam/models"},
		{"app/store/need.go", "gorm.io/gorm"},
		{"app/store/open.go", "github.com/ncruces/go-sqlite3/gormlite"},
		{"app/store/migrate.go", "github.com/pressly/goose/v3"},
		{"app/store/storetest/storetest.go", "qadam/app/store"},
		{"app/store/storetest/storetest.go", "github.com/jackc/pgx/v5"},
		{"app/exchange/iati/read.go", "qadam/app/exchange/sheet"},
		{"app/jobs/jobs.go", "qadam/app"},
		{"app/jobs/jobs.go", "github.com/robfig/cron/v3"},
		{"app/mail/sender.go", "github.com/wneessen/go-mail"},
		{"handlers/routes.go", "qadam/app"},
		{"handlers/routes.go", "qadam/web/charts"},
		{"handlers/routes.go", "github.com/gofiber/fiber/v2/middleware/recover"},
		{"handlers/routes_test.go", "qadam/app/store/storetest"},
		{"handlers/handlerstest/world.go", "qadam/app/store/storetest"},
		{"handlers/pages/reminder_test.go", "qadam/handlers/handlerstest"},
		{"seeds/seeds.go", "qadam/app"},
		{"cmd/qadam/serve.go", "qadam/app/store"},
		{"cmd/qadam/serve.go", "qadam/handlers"},
		{"cmd/qadam/run_test.go", "qadam/app/store/storetest"},
		{"bench/load.go", "qadam/app/store/storetest"},
		{"bench/load.go", "github.com/jackc/pgx/v5"},
	}
	judge := func(p pair) string {
		return refused(path.Dir(p.file), strings.HasSuffix(p.file, "_test.go"), p.imported)
	}
	for _, p := range refusedPairs {
		if judge(p) == "" {
			t.Errorf("%s may import %s; it should be refused", p.file, p.imported)
		}
	}
	for _, p := range allowedPairs {
		if why := judge(p); why != "" {
			t.Errorf("%s may not import %s (%s); it should be allowed", p.file, p.imported, why)
		}
	}
}

// TestWingsLeanWithoutCircles walks the arrows between the wings from each of them: none may lead back.
func TestWingsLeanWithoutCircles(t *testing.T) {
	var walk func(wing string, way []string)
	walk = func(wing string, way []string) {
		if slices.Contains(way, wing) {
			t.Fatalf("the wings lean in a circle: %s", strings.Join(append(way, wing), " -> "))
		}
		for _, to := range wingArrows[wing] {
			walk(to, append(slices.Clone(way), wing))
		}
	}
	for wing := range wingArrows {
		walk(wing, nil)
	}
}

func TestFilesStayShort(t *testing.T) {
	const most = 400
	for _, file := range projectFiles(t, ".go") {
		if strings.HasSuffix(file, "_test.go") || strings.HasSuffix(file, "_gen.go") {
			continue
		}
		if lines := bytes.Count(read(t, file), []byte("\n")); lines > most {
			t.Errorf("%s has %d lines, at most %d: give part of it a file of its own", file, lines, most)
		}
	}
}

// monthsAdded finds the time package's way of adding months and years, which runs over a month's end.
var monthsAdded = regexp.MustCompile(`\.AddDate\(([^0]|0, [^0])`)

func TestMonthsAreAddedInOnePlace(t *testing.T) {
	for _, file := range projectFiles(t, ".go") {
		if file != "models/date.go" && file != "arch_test.go" && monthsAdded.Match(read(t, file)) {
			t.Errorf("%s adds months or years with AddDate: use models.AddMonths, which stays at a month's end", file)
		}
	}
}

// machinePath finds the folders in which this is developed and tested: written into a file, they work nowhere else.
// Put together from halves, so that it does not find itself. A path in a URL ("…/api/work/") has a name before it.
var machinePath = regexp.MustCompile(`(^|[^\w.\-])/(wo` + `rk|ro` + `ot|fa` + `rm)/[\w.]`)

func TestNoMachinePaths(t *testing.T) {
	for _, line := range []string{"cd /wo" + "rk/main", `"file:///ro` + `ot/go"`, "/fa" + "rm/x"} {
		if !machinePath.MatchString(line) {
			t.Errorf("%q is a machine's path and was not found", line)
		}
	}
	for _, line := range []string{"https://example.org/work/1", "app/work/x", "GET /workplans/1", "the /root of it"} {
		if machinePath.MatchString(line) {
			t.Errorf("%q is no machine's path", line)
		}
	}
	for _, file := range projectFiles(t, "") {
		content := read(t, file)
		if bytes.IndexByte(content, 0) >= 0 {
			continue // a picture or a font
		}
		for i, line := range bytes.Split(content, []byte("\n")) {
			if machinePath.Match(line) {
				t.Errorf("%s:%d names a path of one machine: %.120s", file, i+1, line)
			}
		}
	}
}

// projectFiles lists the files with the suffix that are tracked or about to be: those git does not ignore.
// Where git cannot tell (an unpacked archive) it is every file outside hidden folders.
func projectFiles(t *testing.T, suffix string) []string {
	t.Helper()
	var files []string
	// safe.directory: in a container the checkout often belongs to another user, and only reading names is safe.
	out, err := exec.Command("git", "-c", "safe.directory=*", "ls-files", "-z",
		"--cached", "--others", "--exclude-standard", "--deduplicate").Output()
	if err == nil {
		files = strings.Split(strings.TrimRight(string(out), "\x00"), "\x00")
	} else if err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && p != "." && strings.HasPrefix(d.Name(), ".") {
			return fs.SkipDir
		}
		if err == nil && d.Type().IsRegular() {
			files = append(files, filepath.ToSlash(p))
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	files = slices.DeleteFunc(files, func(f string) bool {
		info, err := os.Lstat(f) // tracked and deleted, or a link
		return !strings.HasSuffix(f, suffix) || err != nil || !info.Mode().IsRegular()
	})
	if len(files) == 0 {
		t.Fatalf("no files *%s found; a test over nothing proves nothing", suffix)
	}
	return files
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
