package app_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	utf16 "golang.org/x/text/encoding/unicode"

	"qadam/app/engine"
	"qadam/app/register"
	"qadam/app/store"
	"qadam/app/store/storetest"
	"qadam/models"
)

// matrixWorld has what a matrix of needs names: themes that ship, two institutions, and a person who imports.
func matrixWorld(t *testing.T, s *store.Store) *importWorld {
	r := newRegister(t, s)
	for code, name := range map[string]string{"record-keeping": "Record-keeping", "transfer-controls": "Transfer controls"} {
		made(r, r.Themes, models.ThemeInput{Code: code, Name: name})
	}
	for name, local := range map[string]string{"Ministry of the Interior (fiction)": "Министерство внутренних дел (вымысел)",
		"Customs (fiction)": "Таможенная служба (вымысел)"} {
		made(r, r.Institutions, models.InstitutionInput{CountryCode: "KAZ", Name: name, LocalName: local})
	}
	u, err := r.Users.Create(r.ctx, engine.System(), models.UserInput{Email: "officer@example.org", Name: "Officer", Role: models.Manager,
		OrganisationID: r.org.ID, Language: "ru", Active: true})
	if err != nil {
		t.Fatal(err)
	}
	r.me = models.Actor{UserID: u.ID, Name: u.Name, Role: models.Manager, OrganisationID: r.org.ID, CanWrite: true}
	return r
}

func matrix(t *testing.T) string {
	t.Helper()
	file, err := os.ReadFile("testdata/needs_matrix_ru.csv")
	if err != nil {
		t.Fatal(err)
	}
	return string(file)
}

// matrixColumns are the headings of the matrix that are no word for a column.
var matrixColumns = map[string]string{"Приоритетная потребность в технической помощи": "title", "Кратко": "releasable_summary",
	"Кому": "institution_names", "Примечание": "-"}

// TestAMatrixAsAnOfficersExcelExportsIt imports 25 rows at the first try, in each charset that Excel writes, and again without saying
// what was said before.
func TestAMatrixAsAnOfficersExcelExportsIt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := matrixWorld(t, s)
		text := matrix(t)
		unmarked := strings.TrimPrefix(text, "\ufeff")
		cyrillic, err := charmap.Windows1251.NewEncoder().String(unmarked)
		if err != nil {
			t.Fatal(err)
		}
		wide, err := utf16.UTF16(utf16.LittleEndian, utf16.UseBOM).NewEncoder().String(unmarked)
		if err != nil {
			t.Fatal(err)
		}
		said := register.ImportOptions{Columns: matrixColumns, Currency: "USD"}
		for _, c := range []struct{ charset, file string }{{"utf-8", text}, {"windows-1251", cyrillic}, {"utf-16", wide}} {
			dry := said
			dry.DryRun = true
			if res := r.load(r.mission.ID, c.file, dry); res.Rows != 25 || res.Refused > 0 || res.Charset != c.charset {
				t.Errorf("in %s: %+v", c.charset, res)
			}
		}
		// A dry run keeps nothing, and what nobody has said is asked for.
		_, err = r.ImportNeeds(r.ctx, r.me, r.mission.ID, strings.NewReader(text), register.ImportOptions{Currency: "USD"})
		if models.CodeOf(err) != models.Invalid || !strings.Contains(err.Error(), "another look") {
			t.Fatalf("without a mapping it is %v", err)
		}
		res := r.load(r.mission.ID, text, said)
		if len(res.Created) != 25 || res.Created[0].Row != 4 || res.Created[0].Line != 5 || res.Created[24].Row != 28 {
			t.Fatalf("%+v", res)
		}
		checkMatrix(t, r, res)
		again := r.load(r.mission.ID, text, register.ImportOptions{Currency: "USD", Existing: models.ExistingUpdate, DryRun: true})
		if again.Unchanged != 25 || again.Columns[1].By != models.HeadingKept {
			t.Errorf("the second time: %+v", again)
		}
		// What is kept is a person's own.
		r.me.UserID = ""
		if _, err := r.ImportNeeds(r.ctx, r.me, r.mission.ID, strings.NewReader(text), register.ImportOptions{}); err == nil {
			t.Error("another reads the file by what an officer has said")
		}
	})
}

// checkMatrix looks at what became of the first rows.
func checkMatrix(t *testing.T, r *importWorld, res *register.ImportResult) {
	t.Helper()
	first, err := r.Needs.Get(r.ctx, r.me, res.Created[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if first.Level != models.LevelOperational || first.Kind != models.KindEquipment || first.EstimatedCost != models.USD(48500000) ||
		first.WantedBy != "2021-07-14" || !slices.Equal(first.ThemeCodes, []string{"marking"}) || len(first.InstitutionIDs) != 1 ||
		!strings.Contains(first.Description, "\n") || first.ReleasableSummary == "" {
		t.Errorf("the first row is %+v", first)
	}
	for i, want := range map[int][]string{1: {"marking", "record-keeping"}, 2: {"record-keeping", "tracing"}, 4: {"marking", "tracing"},
		5: {"transfer-controls"}} {
		n, err := r.Needs.Get(r.ctx, r.me, res.Created[i].ID)
		if err != nil || !slices.Equal(n.ThemeCodes, want) {
			t.Errorf("the themes of row %d are %v, not %v: %v", i, n.ThemeCodes, want, err)
		}
	}
	var by []string
	for _, h := range res.Columns {
		by = append(by, h.Column+":"+string(h.By))
	}
	if got, want := strings.Join(by, " "), ":word title:given description:word releasable_summary:given level:word kind:word "+
		"theme_codes:word institution_names:given estimated_cost_amount:word wanted_by:word :given"; got != want {
		t.Errorf("the headings are read as %s\nnot %s", got, want)
	}
}

// TestARefusedRowIsFoundAgain holds that faults name the row of the spreadsheet and its title.
func TestARefusedRowIsFoundAgain(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := matrixWorld(t, s)
		res := r.load(r.mission.ID, "Потребность;Описание;Уровень;Вид помощи;Тема;Стоимость\n"+
			"Первая;\"одна\nдве\";Оперативный;Обучение;Маркировка;\n"+
			"Вторая;\"одна\nдве\nтри\";Высокий;Обучение;Покраска;5,00\n", register.ImportOptions{DryRun: true})
		var got []string
		for _, e := range res.Errors {
			if e.Row != 3 || e.Line != 4 || e.Title != "Вторая" {
				t.Errorf("%+v", e)
			}
			got = append(got, e.Column)
		}
		slices.Sort(got)
		if strings.Join(got, " ") != "estimated_cost_currency level theme_codes" {
			t.Errorf("the faults are %+v", res.Errors)
		}
		for _, opt := range []register.ImportOptions{{Columns: map[string]string{"Nowhere": "title"}},
			{Columns: map[string]string{"Тема": "colour"}}, {Columns: map[string]string{"Описание": "title"}}, {Currency: "DOLLAR"}} {
			file := "Потребность;Описание;Уровень;Вид помощи;Тема\nПервая;;Оперативный;Обучение;Маркировка\n"
			if _, err := r.ImportNeeds(r.ctx, r.me, r.mission.ID, strings.NewReader(file), opt); models.CodeOf(err) != models.Invalid {
				t.Errorf("%+v is answered with %v", opt, err)
			}
		}
	})
}
