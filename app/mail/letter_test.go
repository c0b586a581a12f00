package mail_test

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rivo/uniseg"

	"qadam/app/mail"
	"qadam/app/mail/mailtest"
	"qadam/i18n"
	"qadam/models"
)

// group is an activity with one step that is late and one that is planned.
func group(reference string) mail.Group {
	return mail.Group{Kind: "activity", Reference: reference, Title: "Tracing desk <b>and</b> connection", LastNews: "2021-06-02",
		URL: "https://qadam.example.org/u/7Kq2", Until: "2021-07-28",
		Lines: []mail.Line{{Watches: models.WatchMilestone, Title: "Desk staffed", DueOn: "2021-06-30", Days: 14, Late: true,
			ToldBefore: "Serik T."},
			{Watches: models.WatchMilestone, Title: "First 100 firearms checked", DueOn: "2021-10-30"}}}
}

func digest(groups ...mail.Group) mail.Digest {
	return mail.Digest{Frame: frame(), ManagerName: "Dana S.", Groups: groups, Rest: "https://qadam.example.org/reminders"}
}

func frame() mail.Frame {
	return mail.Frame{RecipientName: "Aigul K.", Site: "qadam.example.org", Notice: "Illustrative demo data."}
}

func need() mail.Group {
	return mail.Group{Kind: "need", Reference: "KAZ-2021-07", URL: "https://qadam.example.org/needs/1",
		Lines: []mail.Line{{Watches: models.WatchUnmatched, DueOn: "2021-06-30", Days: 31, Late: true}}}
}

func mission(watches models.Watch) mail.Group {
	return mail.Group{Kind: "mission", Reference: "KAZ-2021-M1", URL: "https://qadam.example.org/missions/1",
		Lines: []mail.Line{{Watches: watches, DueOn: "2021-06-30"}}}
}

// TestLongTimesAreToldByTheirMonth holds that nobody is told of hundreds of days.
func TestLongTimesAreToldByTheirMonth(t *testing.T) {
	for language, want := range map[string][3]string{
		"en": {"Update due since April 2021: KAZ-P02-A3", "due since April 2021", "no news since April 2021"},
		"ru": {"Отчёт просрочен с апреля 2021 года: KAZ-P02-A3", "срок истёк, с апреля 2021 года", "нет новостей с апреля 2021 года"},
		"fr": {"Mise à jour attendue depuis avril 2021 : KAZ-P02-A3", "en retard depuis avril 2021",
			"pas de nouvelles depuis avril 2021"},
		"es": {"Actualización pendiente desde abril de 2021: KAZ-P02-A3", "vencido desde abril de 2021",
			"sin noticias desde abril de 2021"},
		"ar": {"تحديث متأخر منذ \u2068نيسان/أبريل 2021\u2069: \u2068KAZ-P02-A3\u2069", "متأخر منذ \u2068نيسان/أبريل 2021\u2069",
			"لا أخبار منذ \u2068نيسان/أبريل 2021\u2069"},
		"zh": {"自2021年4月起应更新：KAZ-P02-A3", "自2021年4月起逾期", "自2021年4月起没有消息"},
	} {
		g := group("KAZ-P02-A3")
		g.Lines = []mail.Line{{Watches: models.WatchMilestone, Title: "Desk staffed", DueOn: "2021-04-15", Since: "2021-04-15", Days: 2097,
			Late: true}, {Watches: models.WatchNews, DueOn: "2021-05-15", Since: "2021-04-15", Days: 2097, Late: true}}
		l, err := mail.Render(language, digest(g))
		if err != nil || l.Subject != want[0] || !strings.Contains(l.Text, want[1]) || !strings.Contains(l.Text, want[2]) ||
			strings.Contains(l.Text, "2097") {
			t.Errorf("%v\n%s\n%s", err, l.Subject, l.Text)
		}
	}
}

func TestDigestSubjects(t *testing.T) {
	quiet := group("KAZ-P02-A3")
	quiet.Lines = []mail.Line{{Watches: models.WatchNews, DueOn: "2021-06-30", Days: 45, Late: true}}
	planned := group("KAZ-P02-A3")
	planned.Lines = planned.Lines[1:]
	for _, c := range []struct {
		language string
		groups   []mail.Group
		want     string
	}{
		{"en", []mail.Group{group("KAZ-P02-A3")}, "Update due: KAZ-P02-A3, 14 days late"},
		{"ru", []mail.Group{group("KAZ-P02-A3")}, "Нужен отчёт: KAZ-P02-A3, опоздание 14 дней"},
		{"en", []mail.Group{planned}, "Update due: KAZ-P02-A3"},
		{"en", []mail.Group{quiet}, "No news lately: KAZ-P02-A3"},
		{"en", []mail.Group{need()}, "No partner yet: KAZ-2021-07"},
		{"en", []mail.Group{mission(models.WatchDraft)}, "Answer due: KAZ-2021-M1"},
		{"en", []mail.Group{group("KAZ-P02-A3"), need()}, "3 items need you: KAZ-P02-A3 and others"},
		{"ru", []mail.Group{group("KAZ-P02-A3"), need()}, "Вас ждут 3 пункта: KAZ-P02-A3 и другие"},
		{"fr", []mail.Group{group("KAZ-P02-A3")}, "Mise à jour attendue : KAZ-P02-A3, 14 jours de retard"},
		{"es", []mail.Group{need()}, "Todavía sin asociado: KAZ-2021-07"},
		{"zh", []mail.Group{group("KAZ-P02-A3"), need()}, "有3个事项等您处理：KAZ-P02-A3等"},
		{"ar", []mail.Group{group("KAZ-P02-A3"), need()}, "3 بنود في انتظارك: \u2068KAZ-P02-A3\u2069 وغيرها"},
		{"kk", []mail.Group{planned}, "Update due: KAZ-P02-A3"},
	} {
		l, err := mail.Render(c.language, digest(c.groups...))
		if err != nil || l.Subject != c.want {
			t.Errorf("%q, %v; want %q", l.Subject, err, c.want)
		}
		spoken := c.language
		if !slices.Contains(i18n.Tags(), spoken) {
			spoken = "en"
		}
		if l.Language != spoken || !strings.Contains(l.HTML, `<html lang="`+spoken+`"`) {
			t.Errorf("%s: asked for %s, it says that it is in %s", c.want, c.language, l.Language)
		}
		checkLetter(t, c.want, l)
	}
}

func TestDigestSaysWhatIsToBeKnown(t *testing.T) {
	d := digest(group("KAZ-P02-A3"))
	d.Groups[0].Lines[0].Nobody, d.Groups[0].Lines[0].Wording = "Customs Union", "Thank you for helping."
	d.StandsInFor, d.Unsubscribe = "Marat B.", "https://qadam.example.org/unsubscribe/k"
	l, err := mail.Render("en", d)
	if err != nil {
		t.Fatal(err)
	}
	checkLetter(t, "all", l)
	text := strings.Join(strings.Fields(l.Text), " ")
	for _, part := range []string{"Dear Aigul K.,", "in place of Marat B.",
		"Please tell us how Tracing desk <b>and</b> connection (KAZ-P02-A3) is going. The last update was on 2 June 2021.",
		"Desk staffed", "due 30 June 2021, 14 days ago", "Told before: Serik T.", "Nobody at Customs Union is responsible for it",
		"Thank you for helping.",
		"Planned: First 100 firearms checked due 30 October 2021", "Update KAZ-P02-A3: https://qadam.example.org/u/7Kq2 ",
		"Nothing changed since 2 June 2021: https://qadam.example.org/u/7Kq2?same=1 ",
		"Ask a colleague to answer instead: https://qadam.example.org/u/7Kq2/colleague ", "it goes to Dana S., programme manager",
		"needs no password and works until 28 July 2021. Opening a link changes nothing",
		"Turn them off: https://qadam.example.org/unsubscribe/k", "at most one mail a day", "Illustrative demo data."} {
		if !strings.Contains(text, part) {
			t.Errorf("the text lacks %q:\n%s", part, text)
		}
	}
}

// TestDigestHoldsItsBudget bundles more than a mail has room for, in the longest words.
func TestDigestHoldsItsBudget(t *testing.T) {
	var groups []mail.Group
	for range 60 {
		g := group("KAZ-P02-A3")
		g.Title = strings.Repeat("Огнестрельное оружие\r\nпроверено; ", 12)
		g.Lines[0].Title, g.Lines[1].Title = g.Title, g.Title
		groups = append(groups, g)
	}
	for _, language := range i18n.Tags() {
		l, err := mail.Render(language, digest(groups...))
		if err != nil {
			t.Fatal(err)
		}
		checkLetter(t, language, l)
		if !strings.Contains(l.Text, "https://qadam.example.org/reminders") || !strings.Contains(l.Subject, "120") {
			t.Errorf("%s: it does not say that there is more: %s\n%s", language, l.Subject, l.Text)
		}
	}
}

// TestDigestOfHundreds holds that a mail about hundreds of steps shows the first ones, in their order, and counts the rest.
func TestDigestOfHundreds(t *testing.T) {
	var groups []mail.Group
	for i := range 336 {
		n := need()
		n.Reference = fmt.Sprintf("KAZ-2021-%03d", i)
		groups = append(groups, n)
	}
	l, err := mail.Render("en", digest(groups...))
	if err != nil {
		t.Fatal(err)
	}
	checkLetter(t, "336 steps", l)
	shown := 0
	for strings.Contains(l.Text, fmt.Sprintf("(KAZ-2021-%03d)", shown)) {
		shown++
	}
	more := fmt.Sprintf("And %d more:\nhttps://qadam.example.org/reminders", 336-shown)
	if shown < 5 || shown > 20 || !strings.Contains(l.Text, more) || strings.Count(l.Text, "(KAZ-2021-") != shown ||
		!strings.Contains(l.Subject, "336") {
		t.Errorf("%d are shown, without %q: %s\n%s", shown, more, l.Subject, l.Text)
	}
}

// TestLanguagesAreWhole writes every mail that there is, in each language.
func TestLanguagesAreWhole(t *testing.T) {
	latin := regexp.MustCompile(`[A-Za-z]{4,}`)
	names := regexp.MustCompile(`https?://\S+|Aigul|Dana|Qadam|qadam\S*|Serik|Illustrative demo data|marking`)
	for _, language := range i18n.Tags() {
		for i, c := range everything() {
			english, err := mail.Render("en", c)
			if err != nil {
				t.Fatal(err)
			}
			l, err := mail.Render(language, c)
			if err != nil || l.Language != language {
				t.Fatalf("%s %d: %s, %v", language, i, l.Language, err)
			}
			checkLetter(t, language, l)
			if language == "en" {
				continue
			}
			if words := latin.FindAllString(names.ReplaceAllString(l.Text, ""), -1); len(words) > 0 &&
				slices.Contains([]string{"ru", "ar", "zh"}, language) {
				t.Errorf("%s says %v in English:\n%s", language, words, l.Text)
			}
			for line := range strings.Lines(english.Text) {
				if strings.Count(names.ReplaceAllString(strings.TrimSpace(line), ""), " ") > 1 &&
					strings.Contains(l.Text, strings.TrimSpace(line)) {
					t.Errorf("%s says in English: %s", language, line)
				}
			}
		}
	}
}

// everything is a mail of each kind, with each of its sentences in one of them.
func everything() []mail.Content {
	var out []mail.Content
	for _, watches := range []models.Watch{models.WatchMilestone, models.WatchUpdate, models.WatchNews, models.WatchUnmatched,
		models.WatchMet, models.WatchDraft, models.WatchReport,
		models.WatchSilence, models.WatchExpiry, models.WatchDonorReport, models.WatchScoring} {
		for _, kind := range []string{"activity", "project", "need", "mission", "consent", "report_deadline"} {
			one := mail.Group{Kind: kind, Reference: "KAZ-1", URL: "https://qadam.example.org/1",
				Lines: []mail.Line{{Watches: watches, DueOn: "2021-06-30"},
					{Watches: watches, DueOn: "2021-07-01", Today: true},
					{Watches: watches, DueOn: "2021-12-30", Late: true, Days: 3, ToldBefore: "Aigul K.", Nobody: "Qadam"},
					{Watches: watches, DueOn: "2021-03-03", Since: "2021-03-03", Late: true, Days: 300}}}
			out = append(out, digest(one))
			one.Theirs = true
			d := digest(one)
			d.Urgent, d.StandsInFor, d.Unsubscribe = true, "Dana S.", "https://qadam.example.org/off"
			out = append(out, d)
		}
	}
	first := group("KAZ-P02-A3")
	first.Title, first.Lines, first.LastNews = "", first.Lines[:1], ""
	first.Lines[0].Title = "2021"
	return append(out, digest(first), mail.SignIn{Frame: frame(), URL: "https://qadam.example.org/sign-in/1", Minutes: 15},
		mail.UpdateLink{Frame: frame(), Reference: "KAZ-P02-A3", URL: "https://qadam.example.org/u/1", Until: "2021-07-28"},
		mail.UpdateLink{Frame: frame(), Reference: "KAZ-P02-A3", URL: "https://qadam.example.org/u/1", Until: "2021-07-28",
			ManagerName: "Dana S."},
		mail.Overlap{Frame: frame(), Reference: "KAZ-P02-A3", URL: "https://qadam.example.org/1", ManagerName: "Dana S."},
		mail.Overlap{Frame: frame(), Reference: "KAZ-P02-A3", Other: "KAZ-P03-A1", URL: "https://qadam.example.org/1",
			ManagerName: "Dana S.", Note: "2021",
			Alike: []string{"theme", "dates", "institution", "kind"}, Themes: []string{"marking"}})
}

// TestDirections sets apart what is written in another direction than the words around it.
func TestDirections(t *testing.T) {
	d := digest(group("KAZ-P02-A3"))
	d.RecipientName = "ليلى"
	l, err := mail.Render("en", d)
	if err != nil || !strings.HasPrefix(l.Text, "Dear \u2068ليلى\u2069,\n") || !strings.Contains(l.HTML, `dir="ltr"`) ||
		strings.Contains(l.Text, "\u2068Dana") {
		t.Errorf("%v\n%s", err, l.Text)
	}
	// An isolated part has the direction of its first letter that is in none of its own: a name and its reference are one part.
	l, err = mail.Render("ar", digest(group("KAZ-P02-A3"), need()))
	if err != nil || !strings.Contains(l.HTML, `dir="rtl"`) || !strings.Contains(l.Text, "\u20682 حزيران") ||
		!strings.Contains(l.HTML, "<bdi><b>الاحتياج</b> <span style=\"white-space:nowrap\">(KAZ-2021-07)</span></bdi>") {
		t.Errorf("%v\n%s\n%s", err, l.Text, l.HTML)
	}
}

func checkLetter(t *testing.T, what string, l mail.Letter) {
	t.Helper()
	checkHTML(t, what, l.HTML)
	checkSameWords(t, what, l.Text, l.HTML)
	if strings.Contains(l.Text, "\n\n\n") {
		t.Errorf("%s: a hole in the text:\n%s", what, l.Text)
	}
	for line := range strings.Lines(l.Text) {
		if uniseg.StringWidth(strings.TrimSuffix(line, "\n")) > 72 && strings.Contains(strings.TrimSpace(line), " ") {
			t.Errorf("%s: a line of text is too long: %q", what, line)
		}
	}
}

func checkHTML(t *testing.T, what, page string) {
	t.Helper()
	if len(page) > 8<<10 {
		t.Errorf("%s: HTML of %d bytes", what, len(page))
	}
	for _, banned := range []string{"<img", "<style", "<script", "<link", "url(", "background-image", "ZgotmplZ", "<b>and</b>"} {
		if strings.Contains(page, banned) {
			t.Errorf("%s: HTML with %q", what, banned)
		}
	}
	// 12 + 24 + 12 px make the button 48 px high.
	if strings.Count(page, "padding:12px 26px;font-size:17px;line-height:24px") != 1 {
		t.Errorf("%s: not exactly one button of 48 px", what)
	}
}

// spaceless is what Chinese is written in: a line may be broken before and behind it where there is no space.
var spaceless = regexp.MustCompile(` ?([\p{Han}\x{3000}-\x{303F}\x{FF00}-\x{FFEF}]) ?`)

// checkSameWords compares the two parts word by word, but for the page's title and mark, and for where an address stands:
// the page writes out the button's and what is a link by its words.
func checkSameWords(t *testing.T, what, text, page string) {
	t.Helper()
	_, page, _ = strings.Cut(page, "<p ")
	page = regexp.MustCompile(`<span aria-hidden[^>]*>[^<]*</span>`).ReplaceAllString("<p "+page, "")
	page = regexp.MustCompile(`</?(p|td|tr|table|br|div)\b[^>]*>`).ReplaceAllString(page, " ")
	page = html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, ""))
	bare := func(s string) string {
		s = regexp.MustCompile(`https?://\S+`).ReplaceAllString(s, "")
		s = strings.Join(strings.Fields(strings.NewReplacer("\n-- \n", "\n", ":", " ", "：", " ").Replace(s)), " ")
		return spaceless.ReplaceAllString(s, "$1")
	}
	if a, b := bare(text), bare(page); a != b {
		t.Errorf("%s: the parts differ:\n%s\n%s", what, a, b)
	}
}

func TestDigestLeavesOutWhatIsUnknown(t *testing.T) {
	d := digest(need())
	d.Frame, d.ManagerName = mail.Frame{Site: "qadam.example.org"}, ""
	l, err := mail.Render("en", d)
	if err != nil || !strings.HasPrefix(l.Text, "Hello,\n") {
		t.Errorf("%v:\n%s", err, l.Text)
	}
	checkLetter(t, "all unknown", l)
	for _, part := range []string{l.Text, l.HTML} {
		if strings.Contains(part, "reply") || strings.Contains(part, "courtesy") || strings.Contains(part, "Told before") ||
			strings.Contains(part, "Nothing changed") {
			t.Errorf("got:\n%s", part)
		}
	}
	d = digest(need())
	d.RecipientName = d.ManagerName
	if l, err := mail.Render("en", d); err != nil || strings.Contains(l.Text, "reply") {
		t.Errorf("the manager is asked to reply to itself: %v\n%s", err, l.Text)
	}
}

func TestMailsRefuseWhatTheyCannotSay(t *testing.T) {
	for fault, spoil := range map[string]func(*mail.Digest){
		"a digest of nothing": func(d *mail.Digest) { d.Groups = nil },
		"is no reference":     func(d *mail.Digest) { d.Groups[0].Reference = "KAZ-1 The border post has no power" },
		"whole http":          func(d *mail.Digest) { d.Groups[0].URL = "javascript:alert(1)" },
		"https address":       func(d *mail.Digest) { d.Groups[0].URL = "/u/7Kq2" },
		"waits for nothing":   func(d *mail.Digest) { d.Groups[0].Lines = nil },
	} {
		d := digest(group("KAZ-P02-A3"))
		spoil(&d)
		if _, err := mail.Render("en", d); err == nil || !strings.Contains(err.Error(), fault) {
			t.Errorf("%s: got %v", fault, err)
		}
	}
	for _, c := range []mail.Content{mail.SignIn{URL: "https://qadam.example.org/1"}, mail.SignIn{URL: "qadam", Minutes: 1},
		mail.UpdateLink{Reference: "KAZ 1", URL: "https://qadam.example.org/1"},
		mail.Overlap{Reference: "KAZ-1", Other: "KAZ 2", URL: "https://qadam.example.org/1"},
		mail.Overlap{Reference: "KAZ-1", URL: "ftp://qadam.example.org/1"}} {
		if l, err := mail.Render("en", c); err == nil {
			t.Errorf("%+v is written as %s", c, l.Text)
		}
	}
}

// TestDigestInRussianArrives hands one over, with the headers that let its reader turn courtesies off.
func TestDigestInRussianArrives(t *testing.T) {
	d := digest(group("KAZ-P02-A3"))
	d.RecipientName = "Айгүл Қасымова"
	l, err := mail.Render("ru", d)
	if err != nil {
		t.Fatal(err)
	}
	server := mailtest.Start(t)
	m := message(a)
	m.Subject, m.Text, m.HTML, m.Language = l.Subject, l.Text, l.HTML, l.Language
	m.Headers = map[string]string{"List-Unsubscribe": "<https://qadam.example.org/unsubscribe/k>",
		"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
	accepted(t, "Russian", send(t, newSender(t, server), m)[0])
	got := server.Messages()[0]
	if got.Text != l.Text || got.HTML != l.HTML || got.Subject() != l.Subject {
		t.Errorf("arrived as:\n%s\n%s", got.Subject(), got.Text)
	}
	for name, want := range map[string]string{"Content-Language": "ru", "List-Unsubscribe": m.Headers["List-Unsubscribe"],
		"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} {
		if got.Header.Get(name) != want {
			t.Errorf("%s is %q", name, got.Header.Get(name))
		}
	}
}
