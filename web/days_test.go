package web_test

import (
	"testing"

	"qadam/models"
	"qadam/web"
)

// TestParseDay reads days as people type them in each language of the pages.
func TestParseDay(t *testing.T) {
	site, err := web.New()
	if err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string]models.Date{
		"2021-08-31": "2021-08-31", "31.08.2021": "2021-08-31", "31/8/21": "2021-08-31", "31.8": "2021-08-31",
		"31 August 2021": "2021-08-31", "31 Aug": "2021-08-31",
		"31 Aug. 2021": "2021-08-31", "1st September": "2021-09-01", "2 Jan": "2022-01-02",
		"31 août 2021": "2021-08-31", "31 août": "2021-08-31", "31 aout": "2021-08-31", "1er septembre 2021": "2021-09-01",
		"1er juil.": "2021-07-01", "le 2 févr. 2022": "2022-02-02",
		"31 de agosto de 2021": "2021-08-31", "31 ago.": "2021-08-31", "31 ago 2021": "2021-08-31", "31 de agosto del 2021": "2021-08-31",
		"1.º de setiembre de 2021": "2021-09-01", "1º sept. 2021": "2021-09-01",
		"el 2 de ene. de 2022": "2022-01-02",
		"31 августа 2021 г.":   "2021-08-31", "31 авг": "2021-08-31", "2 май": "2021-05-02", "2 июля 2021 года": "2021-07-02",
		"2021年8月31日": "2021-08-31", "8月31日": "2021-08-31", "2021 年 8 月 31 日": "2021-08-31", "8月31号": "2021-08-31",
		"２０２１年８月３１日": "2021-08-31", "1月2日": "2022-01-02", "2021/8/31": "2021-08-31",
		"31 آب/أغسطس 2021": "2021-08-31", "٣١ آب ٢٠٢١": "2021-08-31", "31 اغسطس": "2021-08-31", "٢ كانون الثاني/يناير ٢٠٢٢": "2022-01-02",
		"2 يونيو 2021": "2021-06-02", "2 تشرين الأول 2021": "2021-10-02",
	} {
		if got, fault := site.ParseDay(typed, "2021-07-14"); fault != nil || got != want {
			t.Errorf("%q is read as %q, not %s", typed, got, want)
		}
	}
	for _, typed := range []string{"", "soon", "31 June 2021", "31 jui", "2 juin juin juin", "13月1日", "8月32日", "2021年8月", "تشرين 2021",
		"2 كانون", "2 de", "de 2", "31 x 2021", "1er", "0 août"} {
		if got, fault := site.ParseDay(typed, "2021-07-14"); fault == nil {
			t.Errorf("%q is read as %s", typed, got)
		}
	}
}
