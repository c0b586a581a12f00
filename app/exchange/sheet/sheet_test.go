package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"qadam/models"
)

var ample = Limits{Bytes: 1 << 20, Rows: 1000}

// read gives every row as a line number and the cells of the columns a and b, and every fault.
func read(t *testing.T, text string, limits Limits) (rows [][3]any, faults []LineError, err error) {
	t.Helper()
	r, err := NewReader(strings.NewReader(text), limits)
	if err != nil {
		return nil, nil, err
	}
	for {
		row, err := r.Next()
		var fault *LineError
		switch {
		case err == io.EOF:
			return rows, faults, nil
		case errors.As(err, &fault):
			faults = append(faults, *fault)
		case err != nil:
			return rows, faults, err
		default:
			rows = append(rows, [3]any{row.Line, row.Get("a"), row.Get("b_c")})
		}
	}
}

func TestReadsWhatSpreadsheetsSave(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want [][3]any
	}{
		"plain":                                {"a,b c\n1,2\n", [][3]any{{2, "1", "2"}}},
		"byte order mark and CRLF":             {"\xef\xbb\xbfA,B_C\r\n1,2\r\n", [][3]any{{2, "1", "2"}}},
		"semicolons":                           {"a;b-c\n1,5;2\n", [][3]any{{2, "1,5", "2"}}},
		"tabs":                                 {"a\tB C\n1;2\t3\n", [][3]any{{2, "1;2", "3"}}},
		"semicolons around a comma":            {"\"a\";\"b, c\"\n1;2\n", [][3]any{{2, "1", "2"}}},
		"sep line":                             {"sep=;\r\na;b c\r\n1;2\r\n", [][3]any{{3, "1", "2"}}},
		"sep line after a mark":                {"\xef\xbb\xbfSEP=\t\na\tb c\n1\t2\n", [][3]any{{3, "1", "2"}}},
		"quoted newlines":                      {"a,b c\n\"one\r\ntwo\",x\ny,\"z\"\n", [][3]any{{2, "one\ntwo", "x"}, {4, "y", "z"}}},
		"quotes and separators inside":         {"a,b c\n\"say \"\"hi\"\", then\",x\n", [][3]any{{2, `say "hi", then`, "x"}}},
		"HXL row":                              {"a,b c\n#org,#date +start\n1,2\n", [][3]any{{3, "1", "2"}}},
		"HXL row after an empty line":          {"a,b c\n\n#org,\n1,2\n", [][3]any{{4, "1", "2"}}},
		"a row of odd tags and one of remarks": {"a,b c\n#sector+2013,#date\n# Required.,# A day\n1,2\n", [][3]any{{4, "1", "2"}}},
		"a hash that is no tag":                {"a,b c\n#1 priority,2\n", [][3]any{{2, "#1 priority", "2"}}},
		"tags later are text":                  {"a,b c\n1,2\n#org,#date\n", [][3]any{{2, "1", "2"}, {3, "#org", "#date"}}},
		"empty lines and rows":                 {"\n\na,b c\n\n1,2\n,\n  ,\t\n3,4\n,,,,\n\n\n", [][3]any{{5, "1", "2"}, {8, "3", "4"}}},
		"short rows and unused columns":        {"a,x,b c,,\n1\n2,,3,,\n", [][3]any{{2, "1", ""}, {3, "2", "3"}}},
		"blanks around":                        {" A , B  c \n\u00a0 1 , 2\n", [][3]any{{2, "1", "2"}}},
		"no end of line":                       {"a,b c\n1,2", [][3]any{{2, "1", "2"}}},
		"Cyrillic":                             {"a;b c\nҚару-жарақ;Маркировка\n", [][3]any{{2, "Қару-жарақ", "Маркировка"}}},
		"defused by us":                        {"a,b c\n'=1+1,'tis\n", [][3]any{{2, "=1+1", "'tis"}}},
		"only a header":                        {"a,b c\n", nil},
		"UTF-16":                               {"\xff\xfea\x00\t\x00b\x00 \x00c\x00\n\x00\x43\x04\t\x002\x00", [][3]any{{2, "у", "2"}}},
		"UTF-16, the other way":                {"\xfe\xff\x00a\x00;\x00b\x00_\x00c\x00\n\x001\x00;\x002", [][3]any{{2, "1", "2"}}},
		"windows-1251": {"a;b c\r\n\xcc\xe0\xf0\xea\xe8\xf0\xee\xe2\xea\xe0 \xee\xf0\xf3\xe6\xe8\xff;\xf3\xf7\xb8\xf2\r\n",
			[][3]any{{2, "Маркировка оружия", "учёт"}}},
		"the title of a sheet": {"Needs of 2021;;;\na;b c;;\n1;2;;\n", [][3]any{{3, "1", "2"}}},
	} {
		t.Run(name, func(t *testing.T) {
			got, faults, err := read(t, c.text, ample)
			if err != nil || len(faults) > 0 {
				t.Fatal(faults, err)
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestFaultsOfOneRowLeaveTheOthers(t *testing.T) {
	for name, c := range map[string]struct {
		text   string
		line   int
		column string
	}{
		"not UTF-8":               {"a,b c\n1,\xcc\xe0\xf0\n3,4\n", 2, "b_c"},
		"not UTF-8, lines deep":   {"a,b c\n1,\"x\ny\nz\xff\"\n3,4\n", 4, "b_c"},
		"NUL":                     {"a,b c\n1,x\x00\n3,4\n", 2, "b_c"},
		"bare quote":              {"a,b c\n1,say \"hi\"\n3,4\n", 2, ""},
		"text after the quote":    {"a,b c\n\"1\"x,2\n3,4\n", 2, ""},
		"a cell beyond the names": {"a,b c\n1,2,and more\n3,4\n", 2, ""},
		"a cell under no name":    {"a,,b c\n1,lost,2\n3,,4\n", 2, ""},
		"counted from a sep line": {"sep=,\na,b c\n1,say \"hi\"\n3,4\n", 3, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, faults, err := read(t, c.text, ample)
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != 1 || got[0][1] != "3" || got[0][2] != "4" {
				t.Errorf("the good row: %q", got)
			}
			if len(faults) != 1 || faults[0].Line != c.line || faults[0].Column != c.column || faults[0].Detail == "" {
				t.Errorf("got %+v, want line %d column %q", faults, c.line, c.column)
			}
		})
	}
}

func TestRefusesWhatIsNoTable(t *testing.T) {
	for name, c := range map[string]struct {
		text   string
		limits Limits
		want   models.Code
	}{
		"empty":            {"", ample, models.Malformed},
		"only blanks":      {"\n\n,,,\n", ample, models.Malformed},
		"a name twice":     {"a,A \n1,2\n", ample, models.Malformed},
		"header in 1251":   {"\xcd\xe0\xe7\xe2,b\n", ample, models.Malformed},
		"a broken header":  {"a,\"b\"c\n1,2\n", ample, models.Malformed},
		"old Macintosh":    {"a,b\r1,2\r", ample, models.Malformed},
		"too many rows":    {"a,b\n1,2\n1,2\n1,2\n", Limits{Bytes: 100, Rows: 2}, models.TooLarge},
		"too many broken":  {"a,b\nx\"\nx\"\nx\"\n", Limits{Bytes: 100, Rows: 2}, models.TooLarge},
		"too many bytes":   {"a,b\n1,2\n1,2\n1,2\n", Limits{Bytes: 10, Rows: 100}, models.TooLarge},
		"one endless cell": {"a,b\n\"" + strings.Repeat("x", 200<<10), Limits{Bytes: 100 << 10, Rows: 100}, models.TooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := read(t, c.text, c.limits)
			if models.CodeOf(err) != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestALimitThatIsJustReachedIsNotPassed(t *testing.T) {
	text := "a,b c\n1,2\n1,2\n"
	rows, faults, err := read(t, text, Limits{Bytes: int64(len(text)), Rows: 2})
	if err != nil || len(rows) != 2 || len(faults) > 0 {
		t.Errorf("got %v %v %v", rows, faults, err)
	}
}

func TestNoCellRunsAsAFormula(t *testing.T) {
	for in, want := range map[string]string{
		"=1+1": "'=1+1", "+cmd|' /C calc'!A0": "'+cmd|' /C calc'!A0", "-2+3": "'-2+3", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t'=1",
		"\r=1": "'\r'=1", "\n=1": "'\n'=1", "＝1": "'＝1", "plain": "plain", "": "", "'quoted": "'quoted", "a=b": "a=b",
		"-12.50": "-12.50", "+7": "+7", "-": "'-", "+7 700": "'+7 700", "a;=1": "a;'=1", "a; @b": "a; '@b", "a\t-1": "a\t'-1",
		"a\n=1\n+2": "a\n'=1\n'+2", "a;b": "a;b", "=1;=2": "'=1;'=2", "'=1": "''=1", "a;'=1": "a;''=1",
	} {
		if got := Text(in).text; got != want {
			t.Errorf("Text(%q) = %q, want %q", in, got, want)
		}
		if want[:min(1, len(want))] == "'" && in != "'quoted" && unescaped(want) != in {
			t.Errorf("%q is read back as %q", want, unescaped(want))
		}
	}
}

func TestTextsAreReadBackAsTheyWere(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 50_000 {
		text := make([]byte, random.IntN(9))
		for i := range text {
			text[i] = "';\t\n=-1a "[random.IntN(9)]
		}
		if got := unescaped(Text(string(text)).text); got != string(text) {
			t.Fatalf("%q is written as %q and read back as %q", text, Text(string(text)).text, got)
		}
	}
}

// TestAQuotationMarkThatSwallowsLines is told with the line where it opens and where the reader noticed.
func TestAQuotationMarkThatSwallowsLines(t *testing.T) {
	for text, want := range map[string]string{
		"a,b\n\"x,1\ny,2\nz,3\n":               "line 2, cell 1 (a), is not closed and has swallowed 2 lines, up to line 4",
		"a,b\n1,2\nx,\"1\ny,2\nz,\"3\"\n9,9\n": "line 3, cell 2 (b), is not closed and has swallowed 2 lines, up to line 5",
		"a,b\n\"p\nq\",\"r\ns\",\"1\n2,2":      "line 4, cell 3, is not closed and has swallowed 1 line, up to line 5",
		"sep=,\na,b\n\"x,1\ny,2":               "line 3, cell 1 (a), is not closed and has swallowed 1 line, up to line 4",
		"a,b\n\"x\"y,1\n":                      "wrong place",
	} {
		_, faults, err := read(t, text, ample)
		if err != nil || len(faults) != 1 || !strings.Contains(faults[0].Detail, want) {
			t.Errorf("%q: got %v %v, want %q", text, faults, err, want)
		}
	}
	if _, _, err := read(t, "a,\"b\n1,2\n3,4\n", ample); err == nil || !strings.Contains(err.Error(), "swallowed 2 lines") {
		t.Errorf("in the header: %v", err)
	}
}

func TestWritesHeaderTagsAndRows(t *testing.T) {
	var out bytes.Buffer
	w, err := NewWriter(&out, []Column{{"a", "#org"}, {"b_c", ""}}, Options{HXL: true, BOM: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(Text("one, \"two\"\nthree"), Number("-5.00")); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if want := "\ufeffa,b_c\n#org,\n\"one, \"\"two\"\"\nthree\",-5.00\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
	rows, faults, err := read(t, out.String(), ample)
	if err != nil || len(faults) > 0 || len(rows) != 1 || rows[0][1] != "one, \"two\"\nthree" || rows[0][2] != "-5.00" {
		t.Errorf("read back %q %v %v", rows, faults, err)
	}
}

// FuzzReader holds that no file makes the reader panic, go on for ever or answer with an error that is not ours.
func FuzzReader(f *testing.F) {
	f.Add("a,b\n1,2\n")
	f.Add("sep=;\n\"a\";\"\nb\"\n'=1;\xff\n")
	f.Fuzz(func(t *testing.T, text string) {
		if _, _, err := read(t, text, ample); err != nil && models.CodeOf(err) == models.Internal {
			t.Errorf("an error of nobody: %v", err)
		}
	})
}

// TestRowsAreCountedAsASpreadsheetDoes holds that the number of a row is the one that Excel shows, whatever breaks of lines its cells have.
func TestRowsAreCountedAsASpreadsheetDoes(t *testing.T) {
	in, err := NewReader(strings.NewReader("sep=;\nThe needs;;\n\"a\nof two\";b c;d\n\n"+
		"1;\"x\r\ny\r\nz\";\n;;\n2;bro\"ken;\n3;4;\n5;6;\"\xff\"\n7;8;\n"), ample)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for {
		row, err := in.Next()
		var fault *LineError
		switch {
		case err == io.EOF:
			if want := "4 6; fault 6 10; 7 11; fault 8 12; 9 13"; strings.Join(got, "; ") != want {
				t.Errorf("the rows and lines are %v, not %s", got, want)
			}
			return
		case errors.As(err, &fault):
			got = append(got, fmt.Sprintf("fault %d %d", fault.Number, fault.Line))
		default:
			got = append(got, fmt.Sprintf("%d %d", row.Number, row.Line))
		}
	}
}

// TestOtherCharsetsAreNotGuessed holds that only what can be nothing else is read as Cyrillic: other bytes are refused, or read by their
// charset's name.
func TestOtherCharsetsAreNotGuessed(t *testing.T) {
	for name, text := range map[string]string{"windows-1252": "a;b c\n\xc9quipement num\xe9rique \xe0 pr\xe9voir;2\n",
		"windows-1256": "a;b c\n\xc7\xe1\xe3\xcf\xed\xe4\xc9 \xc7\xe1\xde\xcf\xed\xe3\xc9 \xe6\xc7\xe1\xcd\xcf\xed\xcb\xc9;2\n",
		"koi8-r":       "a;b c\n\xed\xc1\xd2\xcb\xc9\xd2\xcf\xd7\xcb\xc1 \xcf\xd2\xd5\xd6\xc9\xd1 \xc9 \xd5\xde\xa3\xd4;2\n"} {
		rows, faults, err := read(t, text, ample)
		if len(rows) > 0 || len(faults) != 1 || err != nil {
			t.Errorf("%s is read as %q %v %v", name, rows, faults, err)
		}
		r, err := Decode(strings.NewReader(text), name)
		if err != nil {
			t.Fatal(err)
		}
		decoded, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if rows, faults, err = read(t, string(decoded), ample); len(rows) != 1 || len(faults) > 0 || err != nil {
			t.Errorf("%s by its name is %q %v %v", name, rows, faults, err)
		}
	}
	if _, err := Decode(strings.NewReader(""), "no-such-charset"); models.CodeOf(err) != models.UnsupportedMediaType {
		t.Errorf("a charset that there is not gives %v", err)
	}
}
