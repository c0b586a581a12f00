// Package fold makes texts comparable that people take for the same: in capitals or not, composed on a Mac or elsewhere, with
// one apostrophe or another. What it gives depends on the text alone, so that it can be kept in a column and indexed; a
// change of its rules therefore asks for those columns to be computed anew (the tests fix what it gives).
package fold

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Key is for uniqueness and for look-up by a name or a code: two texts are the same when their keys are. It composes letters
// (NFC), ignores case, invisible characters and how blanks, apostrophes, dashes and quotation marks are written, and takes ё
// for е, and the dotted and the dotless i for one letter. Diacritics count, and й stays й.
func Key(text string) string {
	if folded, ok := plain(text); ok {
		return spaced(folded)
	}
	return spaced(norm.NFC.String(folded(norm.NFD, text)))
}

// Search is for finding: a text holds what is looked for when its Search holds that of the words. Besides what Key ignores it
// drops diacritics, so that securite finds sécurité and izmir İzmir, and takes compatible forms (ﬁ, ２, ٢) for the plain ones. й
// and ў stay letters of their own, and so do the vowel signs of scripts that write them as marks.
func Search(text string) string {
	if folded, ok := plain(text); ok {
		return spaced(withoutDiacritics(folded))
	}
	return spaced(norm.NFC.String(withoutDiacritics(plainer.Replace(folded(norm.NFKD, folded(norm.NFD, text))))))
}

// longestTerm is how many letters of a word count: an index takes no longer ones.
const longestTerm = 200

// Terms gives the words of some texts in the form in which Search compares them, with a blank between two. Anything but letters,
// digits and marks separates words.
func Terms(texts ...string) string {
	var all []string
	for _, text := range texts {
		for _, w := range strings.FieldsFunc(Search(text), separates) {
			if letters := []rune(w); len(letters) > longestTerm {
				w = string(letters[:longestTerm])
			}
			all = append(all, w)
		}
	}
	return strings.Join(all, " ")
}

func separates(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) }

// folded gives a decomposed text without invisible characters and case, its letters and marks written in one way.
func folded(form norm.Form, text string) string {
	text = form.String(strings.Map(visible, text))
	return sameLetters(form.String(alike.Replace(strings.ToLower(strings.ToUpper(text))))) // by way of the capitals: ς is σ
}

// visible drops the characters that Invisible tells, for strings.Map.
func visible(r rune) rune {
	if r >= 0xad && (Invisible(r) || joins(r) || r >= 0x180b && unicode.Is(unicode.Variation_Selector, r)) {
		return -1
	}
	return r
}

// joins tells the marks that join letters or part them. They show in Persian and in pictures, but make no other word.
func joins(r rune) bool { return r == '\u200c' || r == '\u200d' }

// Invisible tells characters that show nothing and change no word: the zero-width space, the byte order mark, the soft
// hyphen, controls of direction, tags and the like. They come along unseen when a text is copied.
func Invisible(r rune) bool {
	switch {
	case r < 0x115f: // nearly all text
		return r == 0xad || r == 0x34f || r == 0x61c
	case r == 0x180e, r == 0x200b, 0x2060 <= r && r <= 0x206f, r == 0xfeff, 0xe0000 <= r && r <= 0xe007f:
		return true
	}
	return unicode.Is(unicode.Bidi_Control, r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
}

// alike gives one way of writing to marks that are typed in several.
var alike = strings.NewReplacer(pairs(
	"'", "`´ʹʻʼʽʾʿˈ‘’‛′‵＇ꞌ՚",
	"-", "‐‑‒–—―−﹘﹣－",
	`"`, "“”„‟«»″〝〞＂",
	"ss", "ß",
)...)

func pairs(table ...string) []string {
	var out []string
	for i := 0; i+1 < len(table); i += 2 {
		for _, from := range table[i+1] {
			out = append(out, string(from), table[i])
		}
	}
	return out
}

// sameLetters makes е of a decomposed ё, and i of its dotted and dotless forms: which of them a capital stands for depends on the
// language, which a name does not tell.
func sameLetters(text string) string {
	var out strings.Builder
	base := rune(0)
	for _, r := range text {
		if r == 'ı' {
			r = 'i'
		}
		switch {
		case !modifies(r):
			base = r
		case base == 'е' && r == diaeresis, base == 'i' && r == dotAbove:
			continue
		}
		out.WriteRune(r)
	}
	return out.String()
}

// modifies tells the marks that stand with a letter. Latin, Greek and Cyrillic letters are passed without a look into the tables.
func modifies(r rune) bool {
	return r >= 0x300 && (r < 0x370 || r > 0x482) && unicode.Is(unicode.Mn, r)
}

const breve, dotAbove, diaeresis = '\u0306', '\u0307', '\u0308'

// withoutDiacritics drops the marks of a decomposed text where they modify a letter, and with them the apostrophe of the Uzbek oʻ
// and gʻ. The breve and the diaeresis make other letters in Cyrillic, and marks of other scripts are vowels.
func withoutDiacritics(text string) string {
	var out strings.Builder
	base := rune(0)
	for _, r := range text {
		switch {
		case r == '\'' && (base == 'o' || base == 'g'):
			continue
		case !modifies(r):
			base = r
		case unicode.Is(unicode.Cyrillic, base) && (r == breve || r == diaeresis):
		case unicode.In(base, unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Arabic, unicode.Hebrew):
			continue
		}
		out.WriteRune(r)
	}
	return out.String()
}

// plainer writes letters that do not decompose as people type them who do not have them, the Arabic and Persian forms of one
// letter as one, and their digits as ours.
var plainer = strings.NewReplacer("ł", "l", "đ", "d", "ø", "o", "æ", "ae", "œ", "oe", "ð", "d", "þ", "th",
	"ی", "ي", "ى", "ي", "ک", "ك", "ـ", "",
	"٠", "0", "١", "1", "٢", "2", "٣", "3", "٤", "4", "٥", "5", "٦", "6", "٧", "7", "٨", "8", "٩", "9",
	"۰", "0", "۱", "1", "۲", "2", "۳", "3", "۴", "4", "۵", "5", "۶", "6", "۷", "7", "۸", "8", "۹", "9")

// spaced puts one blank wherever there are some, and none at the ends.
func spaced(text string) string { return strings.Join(strings.Fields(text), " ") }

// plain gives nearly all English, Russian and Kazakh text as folded does, at once; false for text with other letters and marks.
func plain(text string) (string, bool) {
	var out strings.Builder
	out.Grow(len(text))
	for _, r := range text {
		switch {
		case r == '`':
			return "", false
		case r < 0x80, 'А' <= r && r <= 'я', 0x48a <= r && r <= 0x4c0, strings.ContainsRune("ӘәӨөІі", r):
			out.WriteRune(unicode.ToLower(r))
		case r == 'ё', r == 'Ё':
			out.WriteRune('е')
		case r == '«', r == '»':
			out.WriteByte('"')
		case r == '–', r == '—':
			out.WriteByte('-')
		case r == '’':
			out.WriteByte('\'')
		default:
			return "", false
		}
	}
	return out.String(), true
}
