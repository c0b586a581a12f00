package seeds

import (
	"strings"
	"testing"
	"testing/fstest"

	"qadam/models"
)

func TestParseWantsADay(t *testing.T) {
	for _, day := range []models.Date{"", "tomorrow", "2026-02-30", "2025-12-31"} {
		if _, err := Parse(day); err == nil {
			t.Errorf("Parse(%q) is no error", day)
		}
	}
}

func TestResolve(t *testing.T) {
	for text, want := range map[string]string{
		"today":                      "2028-02-28",
		"today+2":                    "2028-03-01",
		"today-59":                   "2027-12-31",
		"today+5T00:00:00+05:00":     "2028-03-04T00:00:00+05:00",
		"2021-01-18":                 "2021-01-18",
		"today +2":                   "today +2",
		"todays":                     "todays",
		"Course 1 is held today+12.": "Course 1 is held today+12.",
	} {
		if got := resolve(text, "2028-02-28"); got != want {
			t.Errorf("resolve(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestReadsRecords(t *testing.T) {
	r := &reader{today: "2026-11-23", fsys: fstest.MapFS{
		"a.yaml": {Data: []byte("- reference: A\n  wanted_by: today+8\n  estimated_cost: {amount: \"12.50\", currency: EUR}\n  " +
			"theme_codes: [border]\n")},
		"a.csv": {Data: []byte("# a remark\nkind,project,amount,value_date\npledge,P1,12.50 EUR,today-1\n")},
		"b.csv": {Data: []byte("code,sector,marker,position\nborder,15240,true,10\n")},
	}}
	need := readYAML[Need](r, "a.yaml")
	money := readCSV[Transaction](r, "a.csv")
	theme := readCSV[models.ThemeInput](r, "b.csv")
	if len(r.faults) > 0 || len(need) != 1 || len(money) != 1 || len(theme) != 1 {
		t.Fatal(need, money, theme, r.faults)
	}
	want := models.Money{Minor: 1250, Currency: "EUR"}
	if n := need[0]; n.Reference != "A" || n.WantedBy != "2026-12-01" || n.EstimatedCost != want || n.ThemeCodes[0] != "border" {
		t.Errorf("%+v", n)
	}
	if m := money[0]; m.Project != "P1" || m.Amount != want || m.ValueDate != "2026-11-22" {
		t.Errorf("%+v", m)
	}
	if theme[0] != (models.ThemeInput{Code: "border", Sector: "15240", Marker: true, Position: 10}) {
		t.Errorf("%+v", theme[0])
	}
}

func TestReaderRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"- titel: x":              `unknown field "titel"`,
		"- title: a\n  title: b":  "twice",
		"- mission_id: x":         "by a key",
		"- finding_ids: []":       "by a key",
		"- steps: [{subject: x}]": `unknown field "subject"`,
		"- wanted_by: 2021-02-30": "a day that exists",
		"- wanted_by: today +3":   "a day that exists",
		"- wanted_by:":            "leave the field out",
		"- estimated_cost: 12":    "give money",
		"- title: 1.5":            "in quotes",
		"- &a {title: x}\n- *a":   "anchors",
		"title: x":                "one list",
		"":                        "one list",
		"- estimated_cost: {amount: \"1.234\", currency: USD}": "2 decimals",
	} {
		r := &reader{today: "2026-11-23", fsys: fstest.MapFS{"x.yaml": {Data: []byte(text)}}}
		readYAML[Need](r, "x.yaml")
		checkRefused(t, r, text, want)
	}
	for text, want := range map[string]string{
		"kind,colour\npledge,red":     "there is no such field",
		"kind,project_id\npledge,x":   "by a key",
		"kind,amount\npledge,12":      "ISO 4217",
		"kind,amount\npledge,12 US D": "ISO 4217",
		"kind,value_date\npledge,x":   "a day that exists",
		"kind,project\npledge":        "wrong number of fields",
		"":                            "EOF",
	} {
		r := &reader{today: "2026-11-23", fsys: fstest.MapFS{"x.csv": {Data: []byte(text)}}}
		readCSV[Transaction](r, "x.csv")
		checkRefused(t, r, text, want)
	}
	r := &reader{fsys: fstest.MapFS{}}
	readYAML[Need](r, "missing.yaml")
	checkRefused(t, r, "no file", "missing.yaml")
}

func checkRefused(t *testing.T, r *reader, text, want string) {
	t.Helper()
	if len(r.faults) != 1 || !strings.Contains(r.faults[0].Error(), want) {
		t.Errorf("%q gives %v, want one fault with %q", text, r.faults, want)
	}
}

func TestIDs(t *testing.T) {
	var ids IDs
	ids.Set(NounNeed, "A", "1")
	if got := ids.Of(NounNeed, "A"); got != "1" || ids.Of(NounNeed, "") != "" || ids.Err() != nil {
		t.Errorf("got %q, %v", got, ids.Err())
	}
	ids.Set(NounNeed, "A", "2")
	ids.Of(NounFinding, "A")
	if err := ids.Err(); err == nil || !strings.Contains(err.Error(), `need "A" is there twice`) ||
		!strings.Contains(err.Error(), `no finding "A"`) {
		t.Error(err)
	}
}
