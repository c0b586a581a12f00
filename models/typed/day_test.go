package typed_test

import (
	"testing"
	"time"

	"qadam/models"
	"qadam/models/typed"
)

func TestDay(t *testing.T) {
	for text, want := range map[string]models.Date{
		"2021-07-14": "2021-07-14", "2021/7/14": "2021-07-14", "2021.07.14": "2021-07-14", " 2021-07-14 ": "2021-07-14",
		"2021‑07‑14": "2021-07-14", "2021–07–14": "2021-07-14",
		"14.07.2021": "2021-07-14", "1.2.2021": "2021-02-01", "02.03.2027": "2027-03-02", "14. 7. 2021": "2021-07-14",
		"14.07.21":   "2021-07-14",
		"14/07/2021": "2021-07-14", "31/8/21": "2021-08-31", "14-07-2021": "2021-07-14", "03/03/2027": "2027-03-03",
		"29/02/2028": "2028-02-29",
		"2021年8月31日": "2021-08-31", "2021 年 8 月 31 日": "2021-08-31", "２０２１年８月３１日": "2021-08-31", "٣١.٠٨.٢٠٢١": "2021-08-31",
		"۳۱.۰۸.۲۰۲۱": "2021-08-31", "\u202a14.07.2021\u202c": "2021-07-14", "\ufeff2021-07-14": "2021-07-14",
	} {
		if got, f := typed.Day(text); f != nil || got != want {
			t.Errorf("%+q is read as %s: %v", text, got, f)
		}
	}
	for text, want := range map[string]struct {
		code   typed.Code
		detail string
	}{
		"02/03/2027":   {typed.TwoDays, `02/03/2027 can mean 2027-03-02 or 2027-02-03. Write the one that you mean in that way.`},
		"2-3-2027":     {typed.TwoDays, ""},
		"1/2/27":       {typed.TwoDays, `1/2/27 can mean 2027-02-01 or 2027-01-02. Write the one that you mean in that way.`},
		"12/31/2030":   {typed.MonthFirst, `12/31/2030 has the month before the day. If you mean 2030-12-31, write it in that way.`},
		"30/02/2027":   {typed.NotDay, "Give a day that exists as YYYY-MM-DD, such as 2021-01-18."},
		"29/02/2027":   {typed.NotDay, ""},
		"31.06.2021":   {typed.NotDay, ""},
		"2021-13-01":   {typed.NotDay, ""},
		"0000-01-01":   {typed.NotDay, ""},
		"1899-12-31":   {typed.NotDay, ""},
		"":             {typed.NotDay, ""},
		"soon":         {typed.NotDay, ""},
		"31.08":        {typed.NotDay, ""},
		"31/08":        {typed.NotDay, ""},
		"8月31日":        {typed.NotDay, ""},
		"31 May 2021":  {typed.NotDay, ""},
		"44408":        {typed.NotDay, ""},
		"20210714":     {typed.NotDay, ""},
		"14.07/2021":   {typed.NotDay, ""},
		"31.0821":      {typed.NotDay, ""},
		"2021-07-14T9": {typed.NotDay, ""},
	} {
		got, f := typed.Day(text)
		if f == nil || f.Code != want.code || got != "" {
			t.Errorf("%q is read as %s: %v", text, got, f)
		} else if want.detail != "" && f.Error() != want.detail {
			t.Errorf("%q: %s", text, f.Error())
		}
	}
}

// months are a few of the names that the pages give.
func months() map[string]time.Month {
	out := map[string]time.Month{}
	for month, names := range map[time.Month][]string{time.January: {"January", "كانون الثاني/يناير"}, time.March: {"March", "mars"},
		time.May:  {"May", "май", "mayo"},
		time.June: {"June", "juin"}, time.July: {"July", "juillet"}, time.August: {"August", "août", "agosto", "августа", "آب/أغسطس"},
		time.September: {"septembre", "setiembre"}} {
		for _, n := range names {
			typed.MonthNames(out, month, n)
		}
	}
	return out
}

func TestDayInWordsAndWithoutAYear(t *testing.T) {
	days := typed.Days{Months: months(), Today: "2021-07-14"}
	for text, want := range map[string]models.Date{
		"31 August 2021": "2021-08-31", "31 Aug": "2021-08-31", "31 Aug. 2021": "2021-08-31", "31 août": "2021-08-31",
		"31 aout 2021": "2021-08-31", "1er juil.": "2021-07-01",
		"31 de agosto del 2021": "2021-08-31", "1.º de setiembre de 2021": "2021-09-01", "31 августа 2021 г.": "2021-08-31",
		"31 آب/أغسطس 2021": "2021-08-31", "31 اغسطس": "2021-08-31",
		"٢ كانون الثاني ٢٠٢٢": "2022-01-02", "2 Jan": "2022-01-02", "31.8": "2021-08-31", "31.8.": "2021-08-31", "31/8": "2021-08-31",
		"8月31日": "2021-08-31", "1月2日": "2022-01-02", "29.2": "",
	} {
		if got, f := days.Read(text); got != want || (f != nil) != (want == "") {
			t.Errorf("%q is read as %s: %v", text, got, f)
		}
	}
	for text, code := range map[string]typed.Code{"2/3": typed.TwoDays, "8/31": typed.MonthFirst, "31 jui": typed.NotDay,
		"31 ma 2021": typed.NotDay, "31 June 2021": typed.NotDay, "May 2021": typed.NotDay, "0 août": typed.NotDay} {
		if got, f := days.Read(text); f == nil || f.Code != code {
			t.Errorf("%q is read as %s: %v", text, got, f)
		}
	}
}

// FuzzDay holds that what is read is a day that exists, and that a refusal says what to do.
func FuzzDay(f *testing.F) {
	for _, s := range []string{"2021-08-31", "02/03/2027", "31 août", "8月31日", "31.8", "12/31/30"} {
		f.Add(s)
	}
	days := typed.Days{Months: months(), Today: "2021-07-14"}
	f.Fuzz(func(t *testing.T, text string) {
		got, no := days.Read(text)
		switch {
		case no == nil:
			if again, err := models.ParseDate(string(got)); err != nil || again != got {
				t.Errorf("%q is read as %q", text, got)
			}
		case no.Error() == "" || got != "":
			t.Errorf("%q is read as %q: %v", text, got, no)
		}
	})
}
