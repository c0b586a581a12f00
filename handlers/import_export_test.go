package handlers_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"qadam/app/engine"
	"qadam/app/register"
	"qadam/handlers/handlerstest"
	"qadam/models"
)

// TestExports reads exports as a spreadsheet and as a program would.
func TestExports(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		for path, list := range map[string]string{"/needs/export": "/needs", "/activities/export": "/activities"} {
			whole := w.Do(t, call{As: "manager", Path: list + "?sort=reference&limit=200"}).Page(t).Items
			for _, encoding := range []string{"", "gzip", "br"} {
				got := w.Do(t, call{As: "manager", Path: path + "?sort=reference",
					Header: map[string]string{"Accept-Encoding": encoding}}).Want(t, 200)
				text, err := got.Plain()
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.HasPrefix(text, []byte("\ufeff")) {
					t.Errorf("%s as %q begins with %.5q, not with a byte order mark", path, encoding, text)
				}
				rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
				if err != nil || len(rows) != len(whole)+2 || rows[1][0] != "# Fiction" { // the header, and what all is
					t.Fatalf("%s as %q has %d rows for %d objects: %v", path, encoding, len(rows), len(whole), err)
				}
				for i, o := range whole {
					if !strings.Contains(strings.Join(rows[i+2], "|"), o.Text("reference")) {
						t.Errorf("row %d of %s is %v, not %s", i, path, rows[i+1], o.Text("reference"))
					}
				}
				if !strings.HasPrefix(got.Header.Get("Content-Type"), "text/csv; charset=utf-8") ||
					!strings.HasPrefix(got.Header.Get("Content-Disposition"), "attachment; ") {
					t.Errorf("%s comes as %v", path, got.Header)
				}
			}
			bare := w.Do(t, call{As: "manager", Path: path + "?bom=false"}).Want(t, 200).Body
			if !bytes.HasPrefix(bare, []byte("reference,")) {
				t.Errorf("%s without a byte order mark begins with %.20q", path, bare)
			}
			lines := strings.Split(strings.TrimSpace(string(w.Do(t, call{As: "manager", Path: path + "?format=ndjson"}).Want(t, 200).Body)),
				"\n")
			if len(lines) != len(whole)+1 || lines[0] != `{"notice":"Fiction"}` {
				t.Errorf("%s has %d lines for %d objects", path, len(lines), len(whole))
			}
			for _, line := range lines {
				if !json.Valid([]byte(line)) {
					t.Errorf("%s has the line %.100s", path, line)
				}
			}
			for _, query := range []string{"format=xml", "hxl=maybe", "bom=maybe", "limit=5", "cursor=x", "status=no_such_status",
				"no_such=1"} {
				got := w.Do(t, call{As: "manager", Path: path + "?" + query, Wrong: true})
				if got.Problem(t, 422); got.Header.Get("Content-Disposition") != "" {
					t.Errorf("the problem of %s comes as a file", got.Name())
				}
			}
		}
		// What is refused only when the rows are read is a problem, too.
		if got := w.Do(t, call{As: "donorA", Path: "/needs/export?sort=priority"}); got.Problem(t, 422).Errors == nil ||
			got.Header.Get("Content-Disposition") != "" {
			t.Errorf("an order that is closed to donors is refused with %v %s", got.Header, got.Body)
		}
	})
}

// TestTheTemplateOfNeeds fills in the template that is downloaded, and imports it.
func TestTheTemplateOfNeeds(t *testing.T) {
	handlerstest.Each(t, func(t *testing.T, w *world) {
		got := w.Do(t, call{As: "manager", Path: "/needs/template"}).Want(t, 200)
		if got.Header.Get("Content-Type") != "text/csv; charset=utf-8; header=present" ||
			got.Header.Get("Content-Disposition") != `attachment; filename="qadam-needs.csv"` {
			t.Errorf("%v", got.Header)
		}
		lines := strings.Split(string(got.Body), "\n")
		if len(lines) != 4 || !strings.HasPrefix(lines[0], "\ufeffreference,mission_reference,title,") ||
			!strings.HasPrefix(lines[1], "#need+code,") ||
			!strings.Contains(lines[2], "# Required. One line of at most 300 characters.") {
			t.Fatalf("the template is %q", got.Body)
		}
		cells := make([]string, strings.Count(lines[0], ",")+1)
		for i, name := range strings.Split(lines[0], ",") {
			cells[i] = map[string]string{"title": "From the template (fiction)", "level": "operational", "kind": "training",
				"theme_codes": "marking", "wanted_by": "30.06.2027"}[name]
		}
		body := w.Do(t, call{As: "manager", Method: http.MethodPost, Path: "/missions/" + string(w.IDs["mission"]) + "/needs/import",
			Body:   string(got.Body) + strings.Join(cells, ","),
			Header: map[string]string{"Content-Type": "text/csv"}}).Want(t, 200).Body
		if !strings.Contains(string(body), `"rows":1,"accepted":1`) {
			t.Errorf("the template filled in answers %s", body)
		}
		w.Do(t, call{As: "partner1", Path: "/needs/template"}).Want(t, 403)
	})
}

// TestImportThenExport brings needs in from a file, with rows that are right and rows that are not, and finds them again.
func TestImportThenExport(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		path := "/missions/" + string(w.IDs["mission"]) + "/needs/import"
		file := "title,level,kind,theme_codes,estimated_cost_amount,estimated_cost_currency,wanted_by\n" +
			"Brought in one (fiction),operational,training,marking,120000.00,USD,2027-06-30\n" +
			"Wrong level,high,training,marking,,,\n" +
			"\"Ввезено, «два»\",strategic,advisory,marking,,,\n"
		post := func(query string) answer {
			return w.Do(t, call{As: "manager", Method: http.MethodPost, Path: path + query, Body: file,
				Header: map[string]string{"Content-Type": "text/csv; charset=utf-8"}})
		}
		count := func() int { return len(w.Do(t, call{As: "manager", Path: "/needs?limit=200"}).Page(t).Items) }
		before := count()
		post("?dry_run=true").Want(t, 200)
		post("?all_or_nothing=true").Want(t, 200)
		if n := count(); n != before {
			t.Errorf("a dry run and a refused file made %d needs", n-before)
		}
		if got := post(""); !strings.Contains(string(got.Want(t, 200).Body), "level") || count() != before+2 {
			t.Errorf("the file made %d needs: %s", count()-before, got.Body)
		}
		export := string(w.Do(t, call{As: "manager", Path: "/needs/export?q=" + "Ввезено"}).Want(t, 200).Body)
		if !strings.Contains(export, "Ввезено, «два»") || strings.Contains(export, "Brought in one") {
			t.Errorf("the export of what came in is %s", export)
		}
		for name, broken := range map[string]string{"no header": "", "a column that is not known": "title,colour\nA,red\n",
			"bad UTF-8": "title\n\xff\xfe\n"} {
			got := w.Do(t, call{As: "manager", Method: http.MethodPost, Path: path, Body: broken,
				Header: map[string]string{"Content-Type": "text/csv"}, Wrong: true})
			if got.Status < 400 || got.Status >= 500 {
				t.Errorf("a file with %s answers %d: %s", name, got.Status, fmt.Sprintf("%.300s", got.Body))
			}
		}
	})
}

// TestAnExportEndsWithItsReader begins a long export and ends what its reader came in with: no more pages go out.
func TestAnExportEndsWithItsReader(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		for i := range 401 {
			handlerstest.Create(w, "one of many", w.App.Needs, models.NeedInput{MissionID: w.IDs["mission"],
				Title: strings.Repeat("Long ", 50) +
					string(rune('a'+i%26)), Level: "operational", Kind: "training", ThemeCodes: []string{"marking"}})
		}
		for _, c := range []struct {
			name string
			end  func(models.Actor) error
		}{
			{"its token is revoked", func(a models.Actor) error {
				token, err := w.App.Tokens.Get(w.Ctx, engine.System(), a.TokenID)
				if err == nil {
					_, err = w.App.RevokeToken(w.Ctx, engine.System(), token.ID, token.Version)
				}
				return err
			}},
			{"its session is ended", func(a models.Actor) error { _, err := w.App.SignOut(w.Ctx, a); return err }},
			{"its country changes", func(a models.Actor) error {
				u, err := w.App.Users.Get(w.Ctx, engine.System(), a.UserID)
				if err == nil {
					_, err = w.App.Users.Patch(w.Ctx, engine.System(), u.ID, u.Version,
						func(in *models.UserInput) error { in.CountryCode = "KGZ"; return nil })
				}
				return err
			}},
		} {
			var actor models.Actor
			var err error
			if c.name == "its session is ended" {
				actor, err = w.App.AuthenticateSession(w.Ctx, w.SignIn("kaz").Secret)
			} else {
				actor, err = w.App.Authenticate(w.Ctx, w.Tokens["kaz"])
			}
			if err != nil {
				t.Fatal(err)
			}
			out := &ending{after: 1, end: func() error { return c.end(actor) }}
			err = w.App.ExportNeeds(w.Ctx, actor, models.ListQuery{}, out, register.ExportOptions{Format: register.NDJSON})
			if models.CodeOf(err) != models.Unauthenticated || out.err != nil || out.lines < 100 || out.lines > 400 {
				t.Errorf("when %s, %d of more than 400 needs go out: %v, %v", c.name, out.lines, err, out.err)
			}
			w.TokensFor(" after " + c.name)
		}
	})
}

// ending does something once after the first bytes have gone out.
type ending struct {
	after, lines int
	end          func() error
	err          error
}

func (e *ending) Write(b []byte) (int, error) {
	if e.lines += strings.Count(string(b), "\n"); e.after > 0 {
		e.after = 0
		e.err = e.end()
	}
	return len(b), nil
}
