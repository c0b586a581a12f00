package columns_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"qadam/app/exchange/columns"
	"qadam/app/exchange/sheet"
	"qadam/models"
)

// visit is a noun of these tests.
type visit struct {
	Title, Notes, Status string
	Tags                 []string
	On                   models.Date
	Cost                 models.Money
	HostID               models.ID
	GuestIDs             []models.ID
}

var visits = columns.Table[visit]{
	columns.Line("title", "#event+name", func(v *visit) *string { return &v.Title }).Required().Described("One line."),
	columns.Text("notes", "#description", func(v *visit) *string { return &v.Notes }),
	columns.Line("status", "#status", func(v *visit) *string { return &v.Status }).Shown(),
	columns.List("tags", "#sector+list", func(v *visit) *[]string { return &v.Tags }),
	columns.Day("day", "#date", func(v *visit) *models.Date { return &v.On }).For("on"),
	columns.Amount("cost_amount", "#value", "cost_currency", func(v *visit) *models.Money { return &v.Cost }).For("cost"),
	columns.Currency("cost_currency", "#currency", "cost_amount", func(v *visit) *models.Money { return &v.Cost }),
	columns.Link("host", "#org", "organisation", func(v *visit) *models.ID { return &v.HostID }).For("host_id"),
	columns.Links("guests", "#org+list", "organisation", func(v *visit) []models.ID { return v.GuestIDs }).For("guest_ids"),
	columns.Figure("length", "", func(v *visit) string { return fmt.Sprint(len(v.Title)) }),
}

var ample = columns.Options{Limits: sheet.Limits{Bytes: 1 << 20, Rows: 100}}

// TestWhatIsWrittenIsRead holds that a row goes out and comes in again as it was, but for what is only shown.
func TestWhatIsWrittenIsRead(t *testing.T) {
	was := visit{Title: "=Учёт", Notes: "Two\n\nlines", Status: "done", Tags: []string{"a", "b"}, On: "2027-03-02",
		Cost: models.USD(123450), HostID: "h", GuestIDs: []models.ID{"g1", "g2"}}
	var out bytes.Buffer
	table, write, err := visits.Export(&out, sheet.Options{HXL: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := write(&was, columns.Names{"h": "Host", "g1": "Guest"}); err != nil {
		t.Fatal(err)
	}
	if err := table.Flush(); err != nil {
		t.Fatal(err)
	}
	want := "title,notes,status,tags,day,cost_amount,cost_currency,host,guests,length\n" +
		"#event+name,#description,#status,#sector+list,#date,#value,#currency,#org,#org+list,\n" +
		"'=Учёт,\"Two\n\nlines\",done,a; b,2027-03-02,1234.50,USD,Host,Guest; g2,9\n"
	if out.String() != want {
		t.Fatalf("written is\n%s", out.String())
	}
	file, err := visits.Import(strings.NewReader(out.String()), ample)
	if err != nil || len(file.Rows) != 1 || len(file.Rows[0].Faults) > 0 || fmt.Sprint(file.PassedOver) != "[status length]" {
		t.Fatalf("%+v, %v", file, err)
	}
	was.Status, was.HostID, was.GuestIDs = "", "", nil
	if got := file.Rows[0]; fmt.Sprint(got.Value) != fmt.Sprint(was) || got.Line != 3 ||
		fmt.Sprint(got.Links) != "map[guests:[Guest g2] host:[Host]]" {
		t.Errorf("read is %+v", got)
	}
	links := visits.LinksOf([]visit{{HostID: "h", GuestIDs: []models.ID{"g1"}}, {}})
	if fmt.Sprint(links) != "map[organisation:[h g1]]" {
		t.Errorf("the links are %v", links)
	}
}

// TestARowIsReadOverWhatIsThere holds that columns which the file lacks keep what they have, and that an empty cell empties.
func TestARowIsReadOverWhatIsThere(t *testing.T) {
	there := visit{Title: "Was", Notes: "Kept", Tags: []string{"a"}, On: "2027-03-02", Cost: models.USD(100), HostID: "h"}
	for file, want := range map[string]visit{
		"title\nIs\n": {Title: "Is", Notes: "Kept", Tags: []string{"a"}, On: "2027-03-02", Cost: models.USD(100), HostID: "h"},
		"title,notes,tags,day,cost_amount,cost_currency\nIs,,,,,\n": {Title: "Is", Tags: []string{}, HostID: "h"},
		"title,cost_amount,cost_currency\nIs,2.00,USD\n": {Title: "Is", Notes: "Kept", Tags: []string{"a"}, On: "2027-03-02",
			Cost: models.USD(200), HostID: "h"},
	} {
		read, err := visits.Import(strings.NewReader(file+"Next,,,,,\n"), ample)
		if err != nil || len(read.Rows) != 2 {
			t.Fatal(read, err)
		}
		if got := visits.Over(read.Rows[0], there); fmt.Sprint(got.Value) != fmt.Sprint(want) || got.Line != 2 || got.Has("host") {
			t.Errorf("%q over what is there gives %+v, want %+v", file, got.Value, want)
		}
	}
}

func TestFaultsNameTheirColumn(t *testing.T) {
	file, err := visits.Import(
		strings.NewReader("title\tday\tcost_amount\tcost_currency\ttags\tguests\nBell\a\t02/03/2027\t1,234\tUSD\t\a\t\a\n"+
			"x\t\t5\t\t\t\nx\t\t\tUSD\t\t\nx\t\t5\tDOLLAR\t\t\nx\t\t\tDOLLAR\t\t\nx\t\t5\tUSD\t\t\n\"bro\"ken\n"), ample)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range file.Rows {
		for _, f := range r.Faults {
			got = append(got, fmt.Sprintf("%d %s %t %.20s", f.Line, f.Column, r.Broken, f.Detail))
		}
	}
	want := `2 title false A character that can
2 tags false A character that can
2 day false 02/03/2027 can mean 
2 guests false A character that can
2 cost_amount false 1,234 can mean 1234 
3 cost_currency false Give the currency of
4 cost_amount false Give the amount, suc
5 cost_currency false "DOLLAR" is no ISO 4
6 cost_amount false Give the amount, suc
8  true A quotation mark sta`
	if strings.Join(got, "\n") != want {
		t.Errorf("the faults are\n%s", strings.Join(got, "\n"))
	}
	for pointer, want := range map[string]string{"/title": "title", "/on": "day", "/cost": "cost_amount", "/guest_ids/3": "guests",
		"/tags/0": "tags", "/other": "other"} {
		if got := visits.ColumnOf(pointer); got != want {
			t.Errorf("%s is read from %q, not %q", pointer, got, want)
		}
	}
}

func TestAFileWithOtherColumnsIsRefused(t *testing.T) {
	asked := ample
	asked.Required = []string{"host"}
	_, err := visits.Import(strings.NewReader("day,status,extra,\n2027-03-02,,,\n"), asked)
	e, ok := err.(*models.Error)
	if !ok || e.Code != models.Invalid || len(e.Fields) != 3 {
		t.Fatalf("%v", err)
	}
	for i, want := range []string{"extra", "host", "title"} {
		if e.Fields[i].Pointer != want {
			t.Errorf("%+v", e.Fields[i])
		}
	}
	if want := "This column is not known. Take it out, or name it one of: cost_amount, cost_currency, day, guests, host, notes, tags, " +
		`title. Or say in columns which it is: {"extra":"title"}, with "-" for one that is not to be read.`; e.Fields[0].Detail != want {
		t.Errorf("%q", e.Fields[0].Detail)
	}
}

// TestTheTemplateIsImported holds that what the template says beside its columns is passed over when it comes back filled in.
func TestTheTemplateIsImported(t *testing.T) {
	var out bytes.Buffer
	if err := visits.Template(&out); err != nil {
		t.Fatal(err)
	}
	want := "\ufefftitle,notes,tags,day,cost_amount,cost_currency,host,guests\n" +
		"#event+name,#description,#sector+list,#date,#value,#currency,#org,#org+list\n" +
		"# Required. One line.,#,#,#,#,#,#,#\n"
	if out.String() != want {
		t.Errorf("the template is\n%s", out.String())
	}
	file, err := visits.Import(strings.NewReader(out.String()+"Filled in,,,02.03.2027,,,,\n"), ample)
	if err != nil || len(file.Rows) != 1 || file.Rows[0].Value.Title != "Filled in" || file.Rows[0].Value.On != "2027-03-02" ||
		len(file.Rows[0].Faults) > 0 {
		t.Errorf("%+v %v", file, err)
	}
}
