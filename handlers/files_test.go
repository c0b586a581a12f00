package handlers_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestExports reads exports as a spreadsheet and as a program would.
func TestExports(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for path, list := range map[string]string{"/needs/export": "/needs", "/activities/export": "/activities"} {
			whole := w.do(t, call{as: "manager", path: list + "?sort=reference&limit=200"}).page(t).Items
			for _, encoding := range []string{"", "gzip", "br"} {
				got := w.do(t, call{as: "manager", path: path + "?sort=reference", header: map[string]string{"Accept-Encoding": encoding}}).want(t, 200)
				text, err := got.plain()
				if err != nil {
					t.Fatal(err)
				}
				rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
				if err != nil || len(rows) != len(whole)+1 {
					t.Fatalf("%s as %q has %d rows for %d objects: %v", path, encoding, len(rows), len(whole), err)
				}
				for i, o := range whole {
					if !strings.Contains(strings.Join(rows[i+1], "|"), o.text("reference")) {
						t.Errorf("row %d of %s is %v, not %s", i, path, rows[i+1], o.text("reference"))
					}
				}
				if !strings.HasPrefix(got.header.Get("Content-Type"), "text/csv; charset=utf-8") || !strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment; ") {
					t.Errorf("%s comes as %v", path, got.header)
				}
			}
			lines := strings.Split(strings.TrimSpace(string(w.do(t, call{as: "manager", path: path + "?format=ndjson"}).want(t, 200).body)), "\n")
			if len(lines) != len(whole) {
				t.Errorf("%s has %d lines for %d objects", path, len(lines), len(whole))
			}
			for _, line := range lines {
				if !json.Valid([]byte(line)) {
					t.Errorf("%s has the line %.100s", path, line)
				}
			}
			for _, query := range []string{"format=xml", "hxl=maybe", "limit=5", "cursor=x", "status=no_such_status", "no_such=1"} {
				got := w.do(t, call{as: "manager", path: path + "?" + query, wrong: true})
				if got.problem(t, 422); got.header.Get("Content-Disposition") != "" {
					t.Errorf("the problem of %s comes as a file", got.name())
				}
			}
		}
		// What is refused only when the rows are read is a problem, too.
		if got := w.do(t, call{as: "donorA", path: "/needs/export?sort=priority"}); got.problem(t, 422).Errors == nil || got.header.Get("Content-Disposition") != "" {
			t.Errorf("an order that is closed to donors is refused with %v %s", got.header, got.body)
		}
	})
}

// TestImportThenExport brings needs in from a file, with rows that are right and rows that are not, and finds them again.
func TestImportThenExport(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		path := "/missions/" + string(w.ids["mission"]) + "/needs/import"
		file := "title,level,kind,theme_codes,estimated_cost_amount,estimated_cost_currency,wanted_by\n" +
			"Brought in one (fiction),operational,training,marking,120000.00,USD,2027-06-30\n" +
			"Wrong level,high,training,marking,,,\n" +
			"\"Ввезено, «два»\",strategic,advisory,marking,,,\n"
		post := func(query string) answer {
			return w.do(t, call{as: "manager", method: http.MethodPost, path: path + query, body: file, header: map[string]string{"Content-Type": "text/csv; charset=utf-8"}})
		}
		count := func() int { return len(w.do(t, call{as: "manager", path: "/needs?limit=200"}).page(t).Items) }
		before := count()
		post("?dry_run=true").want(t, 200)
		post("?all_or_nothing=true").want(t, 200)
		if n := count(); n != before {
			t.Errorf("a dry run and a refused file made %d needs", n-before)
		}
		if got := post(""); !strings.Contains(string(got.want(t, 200).body), "level") || count() != before+2 {
			t.Errorf("the file made %d needs: %s", count()-before, got.body)
		}
		export := string(w.do(t, call{as: "manager", path: "/needs/export?q=" + "Ввезено"}).want(t, 200).body)
		if !strings.Contains(export, "Ввезено, «два»") || strings.Contains(export, "Brought in one") {
			t.Errorf("the export of what came in is %s", export)
		}
		for name, broken := range map[string]string{"no header": "", "a column that is not known": "title,colour\nA,red\n", "bad UTF-8": "title\n\xff\xfe\n"} {
			got := w.do(t, call{as: "manager", method: http.MethodPost, path: path, body: broken, header: map[string]string{"Content-Type": "text/csv"}, wrong: true})
			if got.status < 400 || got.status >= 500 {
				t.Errorf("a file with %s answers %d: %s", name, got.status, fmt.Sprintf("%.300s", got.body))
			}
		}
	})
}
