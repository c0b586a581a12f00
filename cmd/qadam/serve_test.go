package main

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"qadam/app/store/storetest"
)

// From nothing to a signed-in user and back, as an operator does it.
func TestServe(t *testing.T) {
	for _, kind := range storetest.Kinds {
		t.Run(kind, func(t *testing.T) {
			secret := filepath.Join(t.TempDir(), "database")
			if err := os.WriteFile(secret, []byte(storetest.Address(t, kind)+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			env := []string{"QADAM_DATABASE=", "QADAM_DATABASE_FILE=" + secret}
			must(t, env, "migrate", "up")
			if status := must(t, env, "migrate", "status"); strings.Contains(status, "not yet") || !strings.Contains(status, "00001_") {
				t.Error(status)
			}
			must(t, env, "seed")
			must(t, env, "user", "add", "--email=Admin@Demo.Example", "--name=Admin (fiction)", "--role=admin")
			must(t, env, "user", "add", "--email=national@demo.example", "--name=Counterpart (fiction)", "--role=national", "--country=KAZ")

			s := serve(t, env, "serve", "--listen=127.0.0.1:0", "--notice=All fiction")
			if kind == "sqlite" {
				if r := qadam(t, env, "serve", "--listen=127.0.0.1:0"); r.code != 1 ||
					!strings.Contains(r.errOut, "Another server serves") {
					t.Errorf("a second server: %+v", r)
				}
			}
			token := strings.TrimSpace(must(t, env, "token", "create", "--user=ADMIN@demo.example", "--days=1"))
			if status, body := ask(t, "GET", s.url+"/api/v1/me", token, ""); status != http.StatusOK ||
				!strings.Contains(body, `"admin@demo.example"`) {
				t.Errorf("%d %s", status, body)
			}
			if status, body := ask(t, "GET", s.url+"/metrics", "", ""); status != http.StatusOK ||
				!strings.Contains(body, "qadam_job_seconds") {
				t.Errorf("%d %s", status, body)
			}
			listen := "--listen=" + strings.Replace(strings.TrimPrefix(s.url, "http://"), "127.0.0.1", "0.0.0.0", 1)
			if out := must(t, env, "healthcheck", listen); out != "ok\n" {
				t.Error(out)
			}

			link := strings.TrimSpace(must(t, env, "user", "link", "ADMIN@demo.example", "--base-url", s.url))
			code := strings.TrimPrefix(link, s.url+"/sign-in/link/")
			if status, body := ask(t, "POST", s.url+"/api/v1/sign-in/redeem", "", `{"token":"`+code+`"}`); status != http.StatusOK ||
				!strings.Contains(body, `"method":"link"`) {
				t.Errorf("%d %s", status, body)
			}
			if strings.Contains(s.out.String()+s.errOut.String(), code) {
				t.Error("the log holds the secret of a link")
			}
			if r := qadam(t, env, "user", "link", "nobody@demo.example"); r.code != 1 ||
				!strings.Contains(r.errOut, "no such thing as a user") {
				t.Errorf("%+v", r)
			}

			must(t, env, "token", "revoke", token[:10])
			if status, _ := ask(t, "GET", s.url+"/api/v1/me", token, ""); status != http.StatusUnauthorized {
				t.Errorf("a revoked token is answered with %d", status)
			}
			if code := s.end(); code != 0 {
				t.Errorf("ends with %d", code)
			}
			if r := qadam(t, env, "healthcheck", listen); r.code != 1 || !strings.Contains(r.errOut, "the server does not answer") {
				t.Errorf("%+v", r)
			}
			if strings.Contains(s.out.String()+s.errOut.String(), token) {
				t.Error("the log holds a token")
			}
		})
	}
}

func TestUsersAndTokens(t *testing.T) {
	env := []string{"QADAM_DATABASE=" + storetest.Address(t, "sqlite")}
	must(t, env, "seed", "reference")
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"user", "add", "--email=x", "--name=X", "--role=admin"}, "email: "},
		{[]string{"user", "add", "--email=x@demo.example", "--name=X", "--role=partner"}, "organisation_id: A partner needs an " +
			"organisation."},
		{[]string{"user", "add", "--email=x@demo.example", "--name=X", "--role=partner", "--organisation=NONE"},
			"no such thing as an organisation with the code NONE"},
		{[]string{"token", "create", "--user=nobody@demo.example"}, "no such thing as a user with the address nobody@demo.example"},
		{[]string{"token", "revoke", "qdm_nothing"}, "no such thing as a token with this prefix"},
		{[]string{"token", "revoke", "0190d2c4-7a00-7000-8000-000000000001"}, "no such thing as a token with this id"},
	} {
		if r := qadam(t, env, c.args...); r.code != 1 || !strings.Contains(r.errOut, c.says) {
			t.Errorf("%v: %+v", c.args, r)
		}
	}
	must(t, env, "user", "add", "--email=admin@demo.example", "--name=Admin", "--role=admin")
	if r := qadam(t, env, "user", "add", "--email=admin@demo.example", "--name=Admin", "--role=admin"); r.code != 1 ||
		!strings.Contains(r.errOut, "There is one like this already") {
		t.Errorf("%+v", r)
	}
	if r := qadam(t, env, "token", "create", "--user=admin@demo.example", "--days=400"); r.code != 1 ||
		!strings.Contains(r.errOut, "expires_at: ") {
		t.Errorf("%+v", r)
	}
	r := qadam(t, env, "token", "create", "--user=admin@demo.example")
	if r.code != 0 || !regexp.MustCompile(`^qdm_\S{43}\n$`).MatchString(r.out) || strings.Contains(r.errOut, strings.TrimSpace(r.out)) {
		t.Errorf("%+v", r)
	}
	id := regexp.MustCompile(`revoke (\S+)`).FindStringSubmatch(r.errOut)
	must(t, env, "token", "revoke", id[1])
}

// What an operator does with a portfolio, in this order: loading the demo takes a while, so it is loaded once.
func TestToolsOnTheDemo(t *testing.T) {
	env := []string{"QADAM_DATABASE=" + storetest.Address(t, "sqlite")}
	must(t, env, "seed", "demo")
	t.Run("seed again", func(t *testing.T) {
		if out := must(t, env, "seed", "demo"); out != "The demo was there already.\n" {
			t.Error(out)
		}
		must(t, env, "seed", "reference")
	})
	t.Run("remind", func(t *testing.T) { testRemind(t, env) })
	t.Run("import needs", func(t *testing.T) { testImport(t, env) })
}

func testRemind(t *testing.T, env []string) {
	table := must(t, env, "remind", "--dry-run")
	if !strings.HasPrefix(table, "TO ") || !strings.Contains(table, "@") || !strings.Contains(table, "nothing was queued") {
		t.Error(table)
	}
	if again := must(t, env, "remind", "--dry-run"); strings.Count(again, "\n") != strings.Count(table, "\n") {
		t.Errorf("a dry run changed something:\n%s\n%s", table, again)
	}
	if out := must(t, env, "remind", "--at=1999-01-01", "--dry-run"); out != "Nobody is to be reminded at 1999-01-01T23:59:59Z.\n" {
		t.Error(out)
	}
	for _, zone := range []string{"Mars/Olympus", "Local"} {
		if r := qadam(t, env, "remind", "--zone="+zone, "--dry-run"); r.code != 2 || !strings.Contains(r.errOut, "is no time zone") {
			t.Errorf("%d %s", r.code, r.errOut)
		}
	}
	if out := must(t, env, "remind"); !regexp.MustCompile(`^Reminders recorded: [1-9]`).MatchString(out) {
		t.Error(out)
	}
	if out := must(t, env, "remind", "--dry-run"); !strings.HasPrefix(out, "Nobody is to be reminded") {
		t.Errorf("what was told is told again:\n%s", out)
	}
	if r := qadam(t, append(env, "QADAM_LISTEN=0.0.0.0:80"), "remind"); r.code != 2 || !strings.Contains(r.errOut, "QADAM_BASE_URL") {
		t.Errorf("mails would lead nowhere: %+v", r)
	}
}

func testImport(t *testing.T, env []string) {
	const head = "title,level,kind,theme_codes,wanted_by\n"
	good, mixed := filepath.Join(t.TempDir(), "good.csv"), filepath.Join(t.TempDir(), "mixed.csv")
	for path, rows := range map[string]string{
		good:  "First (fiction),operational,training,marking,2030-06-30\n",
		mixed: "Second (fiction),operational,training,marking,2030-06-30\nThird (fiction),high,training,markng,soon\n",
	} {
		if err := os.WriteFile(path, []byte(head+rows), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	imports := func(file string, flags ...string) result {
		return qadam(t, env, append([]string{"import", "needs", file, "--mission=KAZ-2021-M1"}, flags...)...)
	}
	for _, c := range []struct {
		r    result
		code int
		last string
	}{
		{imports(good, "--dry-run"), 0, "1 rows: 1 without a fault (a dry run: none saved), 0 refused."},
		{imports(mixed, "--dry-run"), 1, "2 rows: 1 without a fault (a dry run: none saved), 1 refused."},
		{imports(mixed, "--all-or-nothing"), 1, "2 rows: 0 saved, 1 refused."},
		{imports(good), 0, "1 rows: 1 saved, 0 refused."},
		{imports(mixed), 1, "2 rows: 1 saved, 1 refused."},
	} {
		if c.r.code != c.code || !strings.HasSuffix(c.r.out, c.last+"\n") {
			t.Errorf("exits with %d, not with %d and %q: %s%s", c.r.code, c.code, c.last, c.r.out, c.r.errOut)
		}
		told := regexp.MustCompile(`(?s)^LINE +ROW +TITLE +COLUMN +WHAT TO DO\n3 +3 +\S.* +\w+ +\S.*\n3 +3 +\S`)
		if c.code == 1 && !told.MatchString(c.r.out) {
			t.Errorf("not each fault has its line and column:\n%s", c.r.out)
		}
	}
	if r := qadam(t, env, "import", "needs", good, "--mission=NONE"); r.code != 1 ||
		!strings.Contains(r.errOut, "a mission with the reference NONE") {
		t.Errorf("%+v", r)
	}
	if r := imports(good + ".gone"); r.code != 1 || !strings.Contains(r.errOut, "no such file") {
		t.Errorf("%+v", r)
	}
}
