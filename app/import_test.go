package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"qadam/app"
	"qadam/app/engine"
	"qadam/app/register"
	"qadam/app/store"
	"qadam/app/store/storetest"
	"qadam/models"
)

// importWorld is a database with a mission to import needs into.
type importWorld struct {
	*app.App
	t       testing.TB
	ctx     context.Context
	me      models.Actor
	mission *models.Mission
	finding *models.Finding
	org     *models.Organisation
}

func newRegister(t testing.TB, s *store.Store) *importWorld {
	t.Helper()
	r := &importWorld{App: app.New(s, slog.New(slog.DiscardHandler), app.Options{}), t: t, ctx: context.Background(), me: engine.System()}
	for _, code := range []string{"KAZ", "UZB"} {
		made(r, r.Countries, models.CountryInput{Code: code, TimeZone: "Asia/Almaty"})
	}
	for _, code := range []string{"marking", "tracing"} {
		made(r, r.Themes, models.ThemeInput{Code: code, Name: code})
	}
	r.org = made(r, r.Organisations, models.OrganisationInput{Code: "CTED", Name: "CTED", Kind: "un_entity", Listed: true})
	r.mission = r.visit("KAZ", "2021-01-18")
	r.finding = made(
		r,
		r.Findings,
		models.FindingInput{MissionID: r.mission.ID, Dimension: "operational", Kind: "shortfall", Text: "Кабель"},
	)
	made(r, r.Institutions, models.InstitutionInput{CountryCode: "KAZ", Name: "Ministry of Invention", LocalName: "Өнертабыс министрлігі"})
	return r
}

func made[T, I any](r *importWorld, noun engine.Resource[T, I], in I) *T {
	r.t.Helper()
	row, err := noun.Create(r.ctx, r.me, in)
	if err != nil {
		r.t.Fatal(err)
	}
	return row
}

func (r *importWorld) visit(country, on string) *models.Mission {
	r.t.Helper()
	return made(r, r.Missions, models.MissionInput{CountryCode: country, Title: "Visit", Modality: "on_site", LeadOrganisationID: r.org.ID,
		Parts: []models.MissionPart{{StartsOn: models.Date(on), EndsOn: models.Date(on)}}})
}

func (r *importWorld) load(mission models.ID, text string, opt register.ImportOptions) *register.ImportResult {
	r.t.Helper()
	res, err := r.ImportNeeds(r.ctx, r.me, mission, strings.NewReader(text), opt)
	if err != nil {
		r.t.Fatal(err)
	}
	if res.Rows != res.Accepted+res.Refused {
		r.t.Errorf("%d rows are not %d accepted and %d refused", res.Rows, res.Accepted, res.Refused)
	}
	return res
}

func (r *importWorld) needs() []models.Need {
	r.t.Helper()
	page, err := r.Needs.List(r.ctx, r.me, models.ListQuery{Sort: "reference", Limit: models.MaxLimit})
	if err != nil {
		r.t.Fatal(err)
	}
	return page.Items
}

const head = "reference,title,description,releasable_summary,level,kind,theme_codes,finding_references,institution_names,estimated_cost_amount,estimated_cost_currency,wanted_by\n"

func TestImportIsCreationManyTimes(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := newRegister(t, s)
		res := r.load(r.mission.ID, head+
			",Marking of stocks,\"Two\nlines\",Summary,operational,training,tracing; marking,KAZ-2021-F01,өнертабыс "+
			"МИНИСТРЛІГІ,120000.50,USD,31.12.2030\n"+
			"KAZ-2021-77,Tracing,,,legislative,advisory,tracing,,,,,\n", register.ImportOptions{})
		if res.Accepted != 2 || len(res.Errors) != 0 || len(res.Created) != 2 || res.Created[0].Reference != "KAZ-2021-01" ||
			res.Created[1].Line != 4 {
			t.Fatalf("got %+v", res)
		}
		cost := models.USD(12000050)
		by := r.finding.ID
		single := made(
			r,
			r.Needs,
			models.NeedInput{MissionID: r.mission.ID, Title: "Marking of stocks", Description: "Two\nlines", ReleasableSummary: "Summary",
				Level: "operational", Kind: "training", ThemeCodes: []string{"tracing", "marking"}, FindingIDs: []models.ID{by},
				EstimatedCost: cost, WantedBy: "2030-12-31", InstitutionIDs: first(r.Institutions.List(r.ctx, r.me, models.ListQuery{}))},
		)
		if single.Reference != "KAZ-2021-02" {
			t.Errorf("the next one by hand is %s", single.Reference)
		}
		imported, err := r.Needs.Get(r.ctx, r.me, res.Created[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		was, is := *single, *imported
		was.Base, is.Base, was.Reference, is.Reference, was.RankKey, is.RankKey = models.Base{}, models.Base{}, "", "", "", ""
		if a, b := asJSON(t, was), asJSON(t, is); a != b {
			t.Errorf("by hand and by file differ:\n%s\n%s", a, b)
		}
		if imported.Version != 1 || imported.RankKey != models.RankKey(nil, "2030-12-31", "KAZ-2021-01") || imported.CreatedAt.IsZero() {
			t.Errorf("got %+v", imported.Base)
		}
		audit, err := r.Changes.List(r.ctx, r.me, models.ListQuery{Filters: map[string]string{"subject_id": string(imported.ID)}})
		if err != nil || len(audit.Items) != 1 {
			t.Fatal(audit, err)
		}
		if c := audit.Items[0]; c.Action != "need.create" || c.Before != "" || string(c.After) != asJSON(t, imported) {
			t.Errorf("the audit says %s\nof     %s", c.After, asJSON(t, imported))
		}
		found, err := r.Needs.List(r.ctx, r.me, models.ListQuery{Words: "marking stock"})
		if err != nil || len(found.Items) != 2 {
			t.Errorf("the word search finds %d, %v", len(found.Items), err)
		}
	})
}

// TestImportFindsInstitutionsHoweverTheyAreTyped holds that a name finds its institution when it is composed otherwise, or has
// other apostrophes, capitals or invisible characters.
func TestImportFindsInstitutionsHoweverTheyAreTyped(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := newRegister(t, s)
		made(r, r.Institutions, models.InstitutionInput{CountryCode: "KAZ", Name: "Oʻqchilar uyushmasi", LocalName: "Отдел учёта"})
		for _, name := range []string{"O'QCHILAR uyushmasi", "O’qchilar\u00a0 uyushmasi\u200b", "отдел учета", "Отдел уче\u0308та",
			"\ufeffотдел УЧЁТА"} {
			if res := r.load(r.mission.ID, head+",a,,,operational,training,marking,,"+name+",,,\n",
				register.ImportOptions{DryRun: true}); res.Accepted != 1 {
				t.Errorf("%+q: %+v", name, res.Errors)
			}
		}
		if res := r.load(r.mission.ID, head+",a,,,operational,training,marking,,Отдел учета и,,,\n",
			register.ImportOptions{DryRun: true}); res.Accepted != 0 {
			t.Error("another name found it, too")
		}
	})
}

// TestImportReadsWhatPeopleType holds what each cell of a need may look like, and what is asked about.
func TestImportReadsWhatPeopleType(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := newRegister(t, s)
		load := func(opt register.ImportOptions, title, themes, amount, currency, day string) *register.ImportResult {
			return r.load(r.mission.ID, strings.ReplaceAll(head, ",", "\t")+
				fmt.Sprintf("\t%s\t\t\toperational\ttraining\t%s\t\t\t%s\t%s\t%s\n", title, themes, amount, currency, day), opt)
		}
		for _, c := range []struct {
			title, themes, amount, currency, day string
			want                                 models.NeedInput
		}{
			{"Сумма с запятой", "marking", "120000,50", "USD", "30.06.2027", models.NeedInput{EstimatedCost: models.USD(12000050),
				WantedBy: "2027-06-30"}},
			{"Blanks", "marking\u200b", "120 000", "USD", "14/07/2027", models.NeedInput{EstimatedCost: models.USD(12000000),
				WantedBy: "2027-07-14"}},
			{"No-break", "mar\u00adking", "1\u00a0234\u202f567,5", "USD", "2027/7/14",
				models.NeedInput{EstimatedCost: models.USD(123456750), WantedBy: "2027-07-14"}},
			{"Apostrophe", "\ufeffmarking", "120’000.5", "USD", "", models.NeedInput{EstimatedCost: models.USD(12000050)}},
		} {
			res := load(register.ImportOptions{}, c.title, c.themes, c.amount, c.currency, c.day)
			if res.Accepted != 1 {
				t.Errorf("%s: %+v", c.title, res.Errors)
				continue
			}
			n, err := r.Needs.Get(r.ctx, r.me, res.Created[0].ID)
			if err != nil {
				t.Fatal(err)
			}
			if n.Title != c.title || n.EstimatedCost != c.want.EstimatedCost || n.WantedBy != c.want.WantedBy ||
				fmt.Sprint(n.ThemeCodes) != "[marking]" {
				t.Errorf("%s is %+v", c.title, n.NeedInput)
			}
		}
		for _, c := range []struct{ title, themes, amount, currency, day, want string }{
			{"Comma", "marking", "1,234", "USD", "", "estimated_cost_amount 1,234 can mean 1234 or 1.234. Write it with no mark but the " +
				"decimal one, such as 1234.00."},
			{"Point", "marking", "1.234", "USD", "", "estimated_cost_amount 1.234 can mean 1234 or 1.234. Write it with no mark but the " +
				"decimal one, such as 1234.00."},
			{"Shortened", "marking", "1.23457E+11", "KZT", "", "estimated_cost_amount 1.23457E+11 is a number that a spreadsheet has " +
				"shortened. Let its column show numbers in full, without an exponent, and give all digits."},
			{"Day", "marking", "", "", "02/03/2027", "wanted_by 02/03/2027 can mean 2027-03-02 or 2027-02-03. Write the one that you " +
				"mean in that way."},
			{"Month", "marking", "", "", "12/31/2030", "wanted_by 12/31/2030 has the month before the day. If you mean 2030-12-31, " +
				"write it in that way."},
			{"\u200b", "marking", "", "", "", "title This is needed."},
			{"Pasted\vfrom slides\a (fiction)", "marking", "", "", "",
				`title A character that cannot be shown, U+0007, stands after "Pasted from slides". Take it out, or type the text anew.`},
			{"Escape", "mark\x1b[0ming", "", "", "",
				`theme_codes A character that cannot be shown, U+001B, stands after "mark". Take it out, or type the text anew.`},
		} {
			res := load(register.ImportOptions{DryRun: true}, c.title, c.themes, c.amount, c.currency, c.day)
			if len(res.Errors) != 1 || res.Errors[0].Column+" "+res.Errors[0].Detail != c.want {
				t.Errorf("%q: %+v", c.title, res.Errors)
			}
		}
		res := r.load(r.mission.ID, head+",\"Two\r\nlines\u202e\",\"And\r\n\r\ntwo\u00ad more\",,operational,training,marking,,,,,\n",
			register.ImportOptions{})
		if n, err := r.Needs.Get(r.ctx, r.me, res.Created[0].ID); err != nil || n.Title != "Two lines" ||
			n.Description != "And\n\ntwo more" {
			t.Errorf("%q %q %v", n.Title, n.Description, err)
		}
	})
}

func first(page models.Page[models.Institution], _ error) []models.ID {
	return []models.ID{page.Items[0].ID}
}

func asJSON(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestImportSavesTheGoodRowsAndSaysWhatToDoAboutTheOthers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := newRegister(t, s)
		r.load(r.mission.ID, head+"KAZ-2021-01,Taken,,,operational,training,marking,,,,,\n", register.ImportOptions{})
		text := head +
			",Good one,,,operational,training,marking,,,,,\n" + // 2
			",,,,operational,training,marking,,,,,\n" + // 3: no title
			"KAZ-2021-01,Used,,,operational,training,marking,,,,,\n" + // 4: in the database
			"KAZ-2021-02,Good two,,,operational,training,marking,,,,,\n" + // 5
			"KAZ-2021-02,Twice,,,operational,training,marking,,,,,\n" + // 6: in the file
			",x,,,tactical,training,markng|marking,KAZ-2021-F99,Ministry of Nothing,1.234,USD,12/31/2030\n" + // 7: almost everything
			",Theme,,,operational,training,markng,,,,,\n" + // 8
			",Money,,,operational,training,marking,,,5,,\n" + // 9
			",Money,,,operational,training,marking,,,,USD,\n" + // 10
			",Money,,,operational,training,marking,,,-5,USD,\n" + // 11
			",Money,,,operational,training,marking,,,5,DOLLAR,\n" + // 12
			",\"bro\"ken,,,operational,training,marking,,,,,\n" + // 13
			",\xcc\xe0\xf0,,,operational,training,marking,,,,,\n" + // 14
			",Twice,,,operational,training,marking;marking,,,,,\n" + // 15
			",Good three,,,operational,training,marking,,ministry of invention,0,KZT,2030-01-31\n" // 16
		want := []string{
			"3 title",
			"4 reference",
			"6 reference",
			"7 wanted_by",
			"7 estimated_cost_amount",
			"7 theme_codes",
			"7 finding_references",
			"7 institution_names",
			"7 level",
			"8 theme_codes",
			"9 estimated_cost_currency",
			"10 estimated_cost_amount",
			"11 estimated_cost_amount",
			"12 estimated_cost_currency",
			"13 ",
			"14 title",
			"15 theme_codes",
		}
		for _, opt := range []register.ImportOptions{{DryRun: true}, {DryRun: true, AllOrNothing: true}, {AllOrNothing: true}, {}} {
			res := r.load(r.mission.ID, text, opt)
			var got []string
			for _, e := range res.Errors {
				got = append(got, fmt.Sprint(e.Line, " ", e.Column))
				if !strings.HasSuffix(e.Detail, ".") {
					t.Errorf("%+v is no sentence", e)
				}
			}
			if strings.Join(got, "\n") != strings.Join(want, "\n") {
				t.Errorf("%+v: errors\n%s", opt, strings.Join(got, "\n"))
			}
			if res.Rows != 15 || res.Accepted != 3 || res.DryRun != opt.DryRun {
				t.Errorf("%+v: %+v", opt, res)
			}
			saved := 0
			if !opt.DryRun && !opt.AllOrNothing {
				saved = 3
			}
			if len(res.Created) != saved || len(r.needs()) != 1+saved {
				t.Errorf("%+v: created %d, there are %d", opt, len(res.Created), len(r.needs()))
			}
		}
		// 01 is in the database and 02 in the file, so the rows without a reference get the two after.
		if all := r.needs(); all[1].Title != "Good two" || all[2].Reference != "KAZ-2021-03" || all[3].Reference != "KAZ-2021-04" {
			t.Errorf("got %s %s %s", all[1].Title, all[2].Reference, all[3].Reference)
		}
		if _, err := r.Missions.Get(r.ctx, r.me, r.mission.ID); err != nil {
			t.Error(err)
		}
	})
}

func TestImportForSeveralMissions(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := newRegister(t, s)
		other := r.visit("UZB", "2022-05-01")
		short := "mission_reference;title;level;kind;theme_codes;institution_names\r\n"
		res := r.load(
			"",
			short+"KAZ-2021-M1;a;operational;training;marking;Ministry of "+
				"Invention\r\nUZB-2022-M1;b;operational;training;\"marking;tracing\";\r\n"+
				";c;operational;training;marking;\r\nNO-M1;d;operational;training;marking;\r\nUZB-2022-M1;e;operational;training;marking;Ministry of Invention\r\n",
			register.ImportOptions{},
		)
		if res.Accepted != 2 || res.Created[0].Reference != "KAZ-2021-01" || res.Created[1].Reference != "UZB-2022-01" {
			t.Errorf("got %+v", res)
		}
		if len(res.Errors) != 3 || res.Errors[0].Column != "mission_reference" || res.Errors[1].Column != "mission_reference" ||
			res.Errors[2].Column != "institution_names" {
			t.Errorf("got %+v", res.Errors)
		}
		res = r.load(
			other.ID,
			short+";f;operational;training;marking;\nUZB-2022-M1;g;operational;training;marking;\nKAZ-2021-M1;h;operational;training;marking;\n",
			register.ImportOptions{},
		)
		if res.Accepted != 2 || len(res.Errors) != 1 || res.Errors[0].Line != 4 {
			t.Errorf("got %+v", res)
		}
	})
}

func TestImportRefusesAFileAsAWhole(t *testing.T) {
	t.Parallel()
	r := newRegister(t, storetest.Open(t, "sqlite", time.Now))
	row := "a,operational,training,marking\n"
	for name, c := range map[string]struct {
		mission models.ID
		text    string
		actor   models.Actor
		want    models.Code
		fields  []string
	}{
		"no table":        {r.mission.ID, "", r.me, models.Malformed, nil},
		"unknown column":  {r.mission.ID, "title,level,kind,theme_codes,Remarks\n" + row, r.me, models.Invalid, []string{"remarks"}},
		"missing columns": {r.mission.ID, "title,level\na,operational\n", r.me, models.Invalid, []string{"kind", "theme_codes"}},
		"no mission":      {"", "title,level,kind,theme_codes\n" + row, r.me, models.Invalid, []string{"mission_reference"}},
		"another mission": {models.NewID(), "title,level,kind,theme_codes\n" + row, r.me, models.NotFound, nil},
		"too many rows":   {r.mission.ID, "title,level,kind,theme_codes\n" + strings.Repeat(row, 20001), r.me, models.TooLarge, nil},
		"a partner": {r.mission.ID, "title,level,kind,theme_codes\n" + row, models.Actor{Role: models.Partner, CanWrite: true},
			models.Forbidden, nil},
		"a reading token": {r.mission.ID, "title,level,kind,theme_codes\n" + row, models.Actor{Role: models.Manager}, models.Forbidden,
			nil},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := r.ImportNeeds(r.ctx, c.actor, c.mission, strings.NewReader(c.text), register.ImportOptions{})
			if models.CodeOf(err) != c.want {
				t.Fatal(err)
			}
			for i, f := range c.fields {
				if got := err.(*models.Error).Fields; len(got) != len(c.fields) || got[i].Pointer != f {
					t.Errorf("got %+v", got)
				}
			}
		})
	}
}

func TestImportIsDoneOnceForOneKey(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := newRegister(t, s)
		r.me = models.Actor{UserID: models.NewID(), Role: models.Manager, CanWrite: true}
		text := head + ",One,,,operational,training,marking,,,,,\n,,,,operational,training,marking,,,,,\n"
		r.ctx = engine.WithRequest(context.Background(), "r1", "need.import", "key-1", []byte(text))
		once := asJSON(t, r.load(r.mission.ID, text, register.ImportOptions{}))
		if again := asJSON(t, r.load(r.mission.ID, text, register.ImportOptions{})); again != once {
			t.Errorf("got %s, then %s", once, again)
		}
		if len(r.needs()) != 1 {
			t.Errorf("there are %d needs", len(r.needs()))
		}
		r.ctx = engine.WithRequest(context.Background(), "r2", "need.import", "key-1", []byte("another file"))
		if _, err := r.ImportNeeds(r.ctx, r.me, r.mission.ID, strings.NewReader(text), register.ImportOptions{}); models.CodeOf(
			err,
		) != models.Conflict {
			t.Errorf("another file with the key: %v", err)
		}
	})
}

func TestImportNamesAThousandErrorsAndCountsTheRest(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := newRegister(t, s)
		res := r.load(r.mission.ID, head+strings.Repeat(",,,,operational,training,,,,,,\n", 1200), register.ImportOptions{})
		if res.Refused != 1200 || len(res.Errors) != 1000 || res.MoreErrors != 1400 || res.Created == nil {
			t.Errorf("refused %d, errors %d and %d more", res.Refused, len(res.Errors), res.MoreErrors)
		}
	})
}

// someNeeds is a file of n good needs, every third one with a reference of its own.
func someNeeds(n int) string {
	var b strings.Builder
	b.WriteString(head)
	for i := range n {
		ref := ""
		if i%3 == 0 {
			ref = fmt.Sprintf("OWN-%06d", i)
		}
		fmt.Fprintf(
			&b,
			"%s,Secure storage of seized weapons in depot %d,\"The depot keeps seized and surplus weapons without electronic records, "+
				"and its alarm has been out of order since the flood; see session %d.\",A depot needs records and an "+
				"alarm.,operational,equipment,marking; tracing,KAZ-2021-F01,Ministry of Invention,%d.00,USD,2031-0%d-15\n",
			ref,
			i,
			i%9,
			1000+i,
			1+i%9,
		)
	}
	return b.String()
}

func TestImportAsksLittleOfTheDatabase(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := newRegister(t, s)
		before := s.Queries()
		res := r.load(r.mission.ID, someNeeds(2500), register.ImportOptions{})
		if res.Accepted != 2500 || len(res.Created) != 2500 {
			t.Fatalf("accepted %d", res.Accepted)
		}
		if n := s.Queries() - before; n > 62 {
			t.Errorf("%d statements", n)
		}
		seen := map[string]bool{}
		for _, c := range res.Created {
			seen[c.Reference] = true
		}
		if len(seen) != 2500 {
			t.Errorf("only %d references", len(seen))
		}
	})
}

func BenchmarkImportNeeds(b *testing.B) {
	for _, kind := range storetest.Kinds {
		b.Run(kind, func(b *testing.B) {
			const n = 10000
			text := someNeeds(n)
			for b.Loop() {
				b.StopTimer()
				r := newRegister(b, storetest.Open(b, kind, time.Now))
				b.StartTimer()
				if res := r.load(r.mission.ID, text, register.ImportOptions{}); res.Accepted != n {
					b.Fatalf("accepted %d", res.Accepted)
				}
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
