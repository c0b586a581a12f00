package seeds

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	_ "time/tzdata"

	"qadam/app/engine"
	"qadam/models"
)

// days are days of loading on which everything has to hold: the first one, a leap day, ends of years, far ahead.
var days = []models.Date{Earliest, "2026-11-23", "2026-12-31", "2028-02-29", "2031-03-01"}

func eachDay(t *testing.T, check func(*testing.T, models.Date, *Data)) {
	for _, day := range days {
		t.Run(string(day), func(t *testing.T) {
			data, err := Parse(day)
			if err != nil {
				t.Fatal(err)
			}
			check(t, day, data)
		})
	}
}

// activities gives every activity of the demo.
func (d Demo) activities() []Activity {
	var out []Activity
	for _, p := range d.Projects {
		out = append(out, p.Activities...)
	}
	return out
}

// keysOf gives every key an id, as loading would.
func keysOf(d *Data) *IDs {
	ids := &IDs{}
	set := func(noun Noun, key string) { ids.Set(noun, key, models.NewID()) }
	for _, i := range d.Reference.Instruments {
		set(NounInstrument, i.Code)
	}
	for _, p := range d.Reference.Provisions {
		set(NounProvision, p.Key())
	}
	for _, s := range d.Reference.Schemes {
		for _, c := range s.Criteria {
			set(NounCriterion, c.Code)
		}
	}
	for _, o := range d.Demo.Organisations {
		set(NounOrganisation, o.Code)
	}
	for _, c := range d.Demo.Contacts {
		set(NounContact, c.Email)
	}
	for _, u := range d.Demo.Users {
		set(NounUser, u.Email)
	}
	for _, i := range d.Demo.Institutions {
		set(NounInstitution, i.Name)
	}
	for _, o := range d.Demo.Offers {
		set("offer", o.Reference)
	}
	for _, u := range d.Demo.Updates {
		if u.Key != "" {
			set(NounUpdate, u.Key)
		}
	}
	for _, r := range d.Demo.Reports {
		set(NounReport, r.Key)
	}
	for _, c := range d.Demo.Comments {
		if c.Key != "" {
			set("comment", c.Key)
		}
	}
	assessmentKeys(d.Demo, set)
	for _, p := range d.Demo.Projects {
		set(NounProject, p.Reference)
	}
	for _, a := range d.Demo.activities() {
		set(NounActivity, a.Reference)
		for _, m := range a.Milestones {
			set(NounMilestone, m.Reference)
		}
	}
	return ids
}

func assessmentKeys(d Demo, set func(Noun, string)) {
	for _, m := range d.Missions {
		set(NounMission, m.Reference)
		for _, s := range m.Sessions {
			set(NounSession, m.SessionKey(s))
		}
	}
	for _, f := range d.Findings {
		set(NounFinding, f.Reference)
	}
	for _, n := range d.Needs {
		set(NounNeed, n.Reference)
	}
}

// inputs gives every input that loading would hand to the use cases, by file and place.
func inputs(d *Data, ids *IDs) map[string]any {
	out := map[string]any{}
	linked := func(file string, i int, in any) { out[fmt.Sprintf("%s %d", file, i+1)] = in }
	plain(d.Reference.Countries, "countries", linked)
	plain(d.Reference.calendars(), "calendars", linked)
	plain(d.Reference.Themes, "themes", linked)
	plain(d.Reference.Instruments, "instruments", linked)
	plain(d.Reference.Ratings, "ratings", linked)
	plain(d.Reference.Schemes, "scheme", linked)
	plain(d.Demo.Organisations, "organisations", linked)
	plain(d.Demo.Institutions, "institutions", linked)
	plain(d.Demo.Rates, "rates", linked)
	keyed(d.Reference.Provisions, "provisions", ids, linked)
	keyed(d.Demo.Contacts, "contacts", ids, linked)
	keyed(d.Demo.Users, "users", ids, linked)
	keyed(d.Demo.Missions, "mission", ids, linked)
	keyed(d.Demo.Findings, "findings", ids, linked)
	keyed(d.Demo.Needs, "needs", ids, linked)
	keyed(d.Demo.Scores, "scores", ids, linked)
	keyed(d.Demo.Rankings, "rankings", ids, linked)
	keyed(d.Demo.Referrals, "referrals", ids, linked)
	keyed(d.Demo.Consents, "consents", ids, linked)
	keyed(d.Demo.Asked, "consent requests", ids, linked)
	keyed(d.Demo.Offers, "offers", ids, linked)
	keyed(d.Demo.Projects, "projects", ids, linked)
	keyed(d.Demo.Indicators, "indicators", ids, linked)
	keyed(d.Demo.Updates, "updates", ids, linked)
	keyed(d.Demo.Transactions, "transactions", ids, linked)
	keyed(d.Demo.Comments, "comments", ids, linked)
	keyed(d.Demo.Reports, "reports", ids, linked)
	keyed(d.Demo.Deadlines, "report_deadlines", ids, linked)
	for i, r := range d.Reference.ReminderRules {
		linked("reminder_rules", i, r)
	}
	for _, p := range d.Demo.Projects {
		for i, a := range p.Activities {
			linked(p.Reference+" activities", i, a.Input(ids, p.Reference))
			for j, m := range a.Milestones {
				linked(a.Reference+" milestones", j, m.Input(ids, a.Reference))
			}
		}
	}
	return out
}

func plain[T any](records []T, file string, put func(string, int, any)) {
	for i, r := range records {
		put(file, i, r)
	}
}

func keyed[T interface{ Input(*IDs) I }, I any](records []T, file string, ids *IDs, put func(string, int, any)) {
	for i, r := range records {
		put(file, i, r.Input(ids))
	}
}

func TestEveryInputIsValidAndEveryKeyResolves(t *testing.T) {
	eachDay(t, func(t *testing.T, _ models.Date, d *Data) {
		ids := keysOf(d)
		for where, in := range inputs(d, ids) {
			var e *models.Error
			if errors.As(engine.CheckShape(in), &e) {
				t.Errorf("%s: %v", where, e.Fields)
			}
		}
		if err := ids.Err(); err != nil {
			t.Error(err)
		}
	})
}

// codes gathers one field of all records.
func codes[T any](records []T, field func(T) string) map[string]bool {
	out := map[string]bool{}
	for _, r := range records {
		out[field(r)] = true
	}
	return out
}

func TestCodesExist(t *testing.T) {
	d, err := Parse(Earliest)
	if err != nil {
		t.Fatal(err)
	}
	themes := codes(d.Reference.Themes, func(x models.ThemeInput) string { return x.Code })
	ratings := codes(d.Reference.Ratings, func(x models.RatingInput) string { return x.Code })
	countries := codes(d.Reference.Countries, func(x models.CountryInput) string { return x.Code })
	want := func(known map[string]bool, where string, used ...string) {
		for _, code := range used {
			if !known[code] {
				t.Errorf("%s: there is no %q", where, code)
			}
		}
	}
	for _, f := range d.Demo.Findings {
		want(ratings, f.Reference, f.RatingCode)
	}
	for _, n := range d.Demo.Needs {
		want(themes, n.Reference, n.ThemeCodes...)
	}
	for _, o := range d.Demo.Offers {
		want(themes, o.Reference, o.ThemeCodes...)
		want(countries, o.Reference, o.CountryCodes...)
	}
	for _, p := range d.Demo.Projects {
		want(countries, p.Reference, p.CountryCodes...)
	}
	for _, a := range d.Demo.activities() {
		want(themes, a.Reference, a.ThemeCodes...)
	}
	for _, u := range d.Demo.Users {
		if u.CountryCode != "" {
			want(countries, u.Email, u.CountryCode)
		}
	}
}

func TestReferenceData(t *testing.T) {
	d, err := Parse(Earliest)
	if err != nil {
		t.Fatal(err)
	}
	r := d.Reference
	if n := len(codes(r.Countries, func(c models.CountryInput) string { return c.Code })); n != 195 || len(r.Countries) != n {
		t.Errorf("%d countries, %d of them different; want 195", len(r.Countries), n)
	}
	if len(r.Themes) != 16 || len(r.Instruments) != 16 || len(r.Ratings) != 5 || len(r.ReminderRules) != 18 {
		t.Error(len(r.Themes), len(r.Instruments), len(r.Ratings), len(r.ReminderRules))
	}
	zones := map[string]string{"KAZ": "Asia/Almaty", "KGZ": "Asia/Bishkek", "TJK": "Asia/Dushanbe", "TKM": "Asia/Ashgabat",
		"UZB": "Asia/Tashkent"}
	for _, c := range r.Countries {
		if want, ok := zones[c.Code]; ok && (c.TimeZone != want || c.Region != "Central Asia") {
			t.Errorf("%+v", c)
		}
		if c.Region == "" {
			t.Errorf("%s has no region", c.Code)
		}
	}
	for _, th := range r.Themes {
		if !strings.Contains(" 15130 15132 15134 15137 15240 ", " "+th.Sector+" ") && th.Sector != "" {
			t.Errorf("%s has the sector %s", th.Code, th.Sector)
		}
	}
	for _, s := range r.Schemes {
		sum := models.Score(0)
		for _, c := range s.Criteria {
			sum += c.Weight
		}
		if sum != 100_00 || len(s.Criteria) != 6 || !s.Current {
			t.Errorf("%s: %d criteria, weights %d", s.Name, len(s.Criteria), sum)
		}
	}
	for _, p := range r.Provisions {
		if p.Source == "" || p.Summary == "" {
			t.Errorf("%s has no source or summary", p.Key())
		}
		if strings.Contains(p.Source, "press release") && !strings.Contains(p.Paragraph, "number to check") {
			t.Errorf("%s: a press release gives no paragraph numbers", p.Key())
		}
	}
}
