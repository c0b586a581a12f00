package handlers_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"qadam/app/store/storetest"
	"qadam/handlers/handlerstest"
)

var update = flag.Bool("update", false, "write docs/access.md anew")

const accessPage = "../docs/access.md"

// TestAccessPage holds that docs/access.md says what the table of routes, the policy's table and the visibilities of
// TestPolicyWalk say; the last of these is sent, cell by cell, over HTTP.
func TestAccessPage(t *testing.T) {
	t.Parallel()
	page := accessIntro + accessTables(t, handlerstest.Start(t, storetest.Open(t, "sqlite", handlerstest.Clock())))
	if *update {
		if err := os.WriteFile(accessPage, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(accessPage)
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != page {
		t.Error("docs/access.md is not what the tables say; write it anew with: go test ./handlers -run TestAccessPage -update")
	}
}

const accessIntro = `# Who may do what

Made from the table of routes, the policy's table (` + "`app/engine/role_policy.go`" + `) and the visibilities in the tests' world
(` + "`handlers/handlerstest`" + `, beside the making of each object); do not edit it
by hand. ` + "`TestPolicyWalk`" + ` sends every operation to an object of every kind as every actor, on both databases, and holds each cell.

- **yes**: done, if the rules of the noun allow it (only the lead partner takes an activity's steps, say). A list gives what its reader sees.
- **summary**: the reference, the country and the releasable summary, and nothing else.
- **hidden**: answered as what does not exist, byte for byte.
- **no**: refused by role, before anything is looked at.

*Own* is the own organisation's, or led or funded by it; for a national counterpart the own State's. *Other* is another
organisation's or State's. Who has not signed in gets 401 everywhere. A read-only token may read what its user may read.

Of those who may write, the part that an organisation has in an activity decides what of it they change
(` + "`TestOnlyLeadsChangeAnActivity`, `TestWhatIsClosedIsReopenedFirst`" + `):

| of an activity | manager, admin | its lead, its project's lead | implements or supports it | once it is closed or cancelled |
|---|---|---|---|---|
| its fields, steps, the set of its milestones | yes | yes | no | a manager reopens it first |
| a milestone added, an indicator added or changed | yes | yes | no | nobody |
| a milestone changed or delivered | yes | yes | the partner responsible for it | nobody |
| an update | yes | yes | yes | nobody |
`

// columns are the readers of the page, and for each side of the world who of the actors that is.
var columns = []struct{ title, one, two string }{
	{"admin", "admin", "admin"}, {"manager", "manager", "manager"}, {"national, own", "kaz", "kgz"}, {"national, other", "kgz", "kaz"},
	{"partner, own", "partner1", "partner2"}, {"partner, other", "partner2", "partner1"}, {"donor, own", "donorA", "donorB"},
	{"donor, other", "donorB", "donorA"},
}

// accessTables writes a table for each noun.
func accessTables(t *testing.T, a *handlerstest.API) string {
	t.Helper()
	var nouns []string
	rows := map[string][]string{}
	for _, l := range a.Lines() {
		noun := strings.ReplaceAll(strings.Split(l.Path, "/")[3], "-", " ")
		if rows[noun] == nil {
			nouns = append(nouns, noun)
		}
		rows[noun] = append(rows[noun], accessRows(t, l)...)
	}
	head := "| operation | of |"
	for _, c := range columns {
		head += " " + c.title + " |"
	}
	head += "\n|---|---|" + strings.Repeat("---|", len(columns))
	var out strings.Builder
	for _, noun := range nouns {
		fmt.Fprintf(&out, "\n## %s\n\n%s\n%s\n", noun, head, strings.Join(rows[noun], "\n"))
	}
	return out.String()
}

// accessRows gives the rows of a line: one for each kind of object that differs from the others.
func accessRows(t *testing.T, l line) []string {
	t.Helper()
	name := "| `" + l.Method + " " + strings.TrimPrefix(l.Path, "/api/v1") + "` | "
	if !strings.Contains(l.Path, "{") {
		cells := ""
		for _, c := range columns {
			cells += map[bool]string{true: " yes |", false: " no |"}[handlerstest.Allows(c.one, l)]
		}
		return []string{name + "|" + cells}
	}
	var found []string
	kinds := map[string][]string{} // by what comes of it
	for _, s := range handlerstest.Visibilities {
		if !strings.HasPrefix(l.Path, "/api/v1"+s.Path+"/{id}") {
			continue
		}
		cells := ""
		for _, c := range columns {
			cells += " " + s.Outcome(l, whoIs(s, c.one, c.two)) + " |"
		}
		if kinds[cells] == nil {
			found = append(found, cells)
		}
		if kind := kind(s); !slices.Contains(kinds[cells], kind) {
			kinds[cells] = append(kinds[cells], kind)
		}
	}
	if len(found) == 0 {
		t.Errorf("%s %s has no Visibility in handlerstest", l.Method, l.Path)
	}
	var rows []string
	for _, cells := range found {
		of := strings.Join(kinds[cells], ", ") + " "
		if len(found) == 1 {
			of = ""
		}
		rows = append(rows, name+of+"|"+cells)
	}
	return rows
}

// whoIs gives of two actors the one that a column means for an object of this side of the world.
func whoIs(s handlerstest.Visibility, one, two string) string {
	switch {
	case one == "kaz" || one == "kgz":
		if strings.Contains(s.Object, "kgz") || strings.Contains(s.Object, "partner2") || s.Object == "donorB" ||
			strings.HasSuffix(s.Object, "of donorB") && s.Path != "/referrals" {
			return two
		}
	case strings.Contains(s.Object, "partner2"), strings.Contains(s.Object, "donorB"), strings.Contains(s.Object, "kgz"),
		s.Object == "contact 2":
		return two
	}
	return one
}

// kinds are the objects of which there is more than one kind, by how their name begins.
var kinds = []struct{ path, object, kind string }{
	{"/organisations", "partner", "listed"}, {"/organisations", "donor", "not listed"}, {"/tokens", "token partner", "a partner's"},
	{"/tokens", "token kgz", "a national's"},
	{"/users", "", "another person"}, {"/updates", "update", "draft"}, {"/updates", "sent update", "sent in"},
	{"/missions", "partly", "summary shared with donors"}, {"/findings", "partly", "summary shared with donors"},
	{"/needs", "partly", "summary shared with donors"},
	{"/needs", "shared", "all shared with donors"}, {"/missions", "", "not shared"}, {"/findings", "", "not shared"},
	{"/needs", "", "not shared"}, {"/referrals", "referral of donor", "put before a donor"}, {"/referrals", "", "put before a partner"},
}

// kind says in words what sort of object it is.
func kind(s handlerstest.Visibility) string {
	for _, k := range kinds {
		if k.path == s.Path && strings.HasPrefix(s.Object, k.object) {
			return k.kind
		}
	}
	return ""
}
