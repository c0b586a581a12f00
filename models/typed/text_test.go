package typed_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"qadam/models/fold"
	"qadam/models/typed"
)

func TestLineAndText(t *testing.T) {
	for text, want := range map[string][2]string{
		"":                                {"", ""},
		" a title ":                       {"a title", "a title"},
		"Уче\u0308т":                      {"Учёт", "Учёт"},
		"marking\u200b":                   {"marking", "marking"},
		"\ufeffsoft\u00adhyphen":          {"softhyphen", "softhyphen"},
		"\u200b":                          {"", ""},
		"\u200c\u3164 \u2060":             {"", ""},
		"می\u200cخواهم":                   {"می\u200cخواهم", "می\u200cخواهم"},
		"\u202eevil\u202c \u2066x\u2069":  {"evil x", "evil x"},
		"نص\u200f C++\u200e":              {"نص C++", "نص\u200f C++\u200e"},
		"Pasted\vfrom slides":             {"Pasted from slides", "Pasted\nfrom slides"},
		"two\r\nlines":                    {"two lines", "two\nlines"},
		"two\rlines\u2028three\u0085four": {"two lines three four", "two\nlines\nthree\nfour"},
		"a\tb  c\u00a0d":                  {"a b c d", "a\tb  c\u00a0d"},
		"👩\u200d🚀":                        {"👩\u200d🚀", "👩\u200d🚀"},
	} {
		line, f := typed.Line(text)
		if f != nil || line != want[0] {
			t.Errorf("%+q as a line is %+q: %v", text, line, f)
		}
		several, f := typed.Text(text)
		if f != nil || several != want[1] {
			t.Errorf("%+q as text is %+q: %v", text, several, f)
		}
	}
	for text, want := range map[string]string{
		"Pasted\vfrom slides\a (fiction)": `A character that cannot be shown, U+0007, stands after "Pasted from slides". Take it out, or type the text anew.`,
		"\x1b[31mRed":                     `A character that cannot be shown, U+001B, stands after "". Take it out, or type the text anew.`,
		"a\x00b":                          `A character that cannot be shown, U+0000, stands after "a". Take it out, or type the text anew.`,
		"a\u009fb":                        `A character that cannot be shown, U+009F, stands after "a". Take it out, or type the text anew.`,
		"\xff":                            "This is not UTF-8 text.",
	} {
		for name, read := range map[string]func(string) (string, *typed.Fault){"Line": typed.Line, "Text": typed.Text} {
			if got, f := read(text); f == nil || f.Error() != want {
				t.Errorf("%s of %+q is %+q: %v", name, text, got, f)
			}
		}
	}
}

func TestList(t *testing.T) {
	if got, f := typed.List("marking\u200b; tracing|\n ;storage "); f != nil ||
		!slices.Equal(got, []string{"marking", "tracing", "storage"}) {
		t.Errorf("%q %v", got, f)
	}
	if got, f := typed.List(" "); f != nil || got == nil || len(got) > 0 {
		t.Errorf("%q %v", got, f)
	}
	if _, f := typed.List("a\a"); f == nil {
		t.Error("a bell is no text")
	}
}

func TestYesOrNo(t *testing.T) {
	for text, want := range map[string]bool{"true": true, "TRUE": true, " Yes": true, "1": true, "да": true, "ИСТИНА": true, "oui": true,
		"Sí": true, "VRAI": true, "نعم": true, "是": true,
		"false": false, "No": false, "0": false, "нет": false, "Ложь": false, "non": false, "لا": false, "否": false} {
		if got, f := typed.YesOrNo(text); f != nil || got != want {
			t.Errorf("%q is read as %t: %v", text, got, f)
		}
	}
	for _, text := range []string{"", "maybe", "2", "yes no"} {
		if got, f := typed.YesOrNo(text); f == nil || f.Code != typed.NotYesOrNo {
			t.Errorf("%q is read as %t: %v", text, got, f)
		}
	}
}

// FuzzText holds what every text keeps that was read, and that reading it again changes nothing.
func FuzzText(f *testing.F) {
	for _, s := range []string{"Учёт", "a\u200b\u0308", "\r\r\n\n", "a\v", "\u202e", "\x1b", "e\u00ad\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for name, read := range map[string]func(string) (string, *typed.Fault){"Line": typed.Line, "Text": typed.Text} {
			got, no := read(text)
			if no != nil {
				continue
			}
			if again, no := read(got); no != nil || again != got {
				t.Errorf("%s of %+q is %+q, and of that %+q: %v", name, text, got, again, no)
			}
			if !utf8.ValidString(got) || !norm.NFC.IsNormalString(got) || fold.Key(got) != fold.Key(text) {
				t.Errorf("%s of %+q is %+q", name, text, got)
			}
			controls := strings.IndexFunc(got,
				func(r rune) bool { return unicode.IsControl(r) && !(name == "Text" && (r == '\n' || r == '\t')) })
			if controls >= 0 || name == "Line" && strings.ContainsFunc(got, fold.Invisible) {
				t.Errorf("%s of %+q leaves %+q", name, text, got)
			}
		}
	})
}
