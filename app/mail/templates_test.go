package mail_test

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"qadam/app/mail"
	"qadam/app/mail/mailtest"
	"qadam/models"
)

// group is an activity with one step that is late and one that is planned.
func group(reference string) mail.Group {
	return mail.Group{Kind: "activity", Reference: reference, Title: "Tracing desk <b>and</b> connection", LastNews: "2021-06-02", URL: "https://qadam.example.org/u/7Kq2?a=1&b=2", Until: "2021-07-28",
		Lines: []mail.Line{{Watches: models.WatchMilestone, Title: "Desk staffed", DueOn: "2021-06-30", Days: 14, Late: true, ToldBefore: "Serik T."},
			{Watches: models.WatchMilestone, Title: "First 100 firearms checked", DueOn: "2021-10-30"}}}
}

func digest(language string, groups ...mail.Group) mail.Digest {
	return mail.Digest{Language: language, RecipientName: "Aigul K.", ManagerName: "Dana S.", Site: "qadam.example.org", Groups: groups,
		Rest: "https://qadam.example.org/reminders", Notice: "Illustrative demo data."}
}

func need() mail.Group {
	return mail.Group{Kind: "need", Reference: "KAZ-2021-07", URL: "https://qadam.example.org/needs/1", Lines: []mail.Line{{Watches: models.WatchUnmatched, DueOn: "2021-06-30", Days: 31, Late: true}}}
}

func mission(watches string) mail.Group {
	return mail.Group{Kind: "mission", Reference: "KAZ-2021-M1", URL: "https://qadam.example.org/missions/1", Lines: []mail.Line{{Watches: watches, DueOn: "2021-06-30"}}}
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
		{"ru", []mail.Group{group("KAZ-P02-A3")}, "Нужно обновление: KAZ-P02-A3, опоздание 14 дней"},
		{"en", []mail.Group{planned}, "Update due: KAZ-P02-A3"},
		{"en", []mail.Group{quiet}, "No news lately: KAZ-P02-A3"},
		{"en", []mail.Group{need()}, "No partner yet: KAZ-2021-07"},
		{"en", []mail.Group{mission(models.WatchDraft)}, "Answer due: KAZ-2021-M1"},
		{"en", []mail.Group{group("KAZ-P02-A3"), need()}, "3 items need you: KAZ-P02-A3 and others"},
		{"ru", []mail.Group{group("KAZ-P02-A3"), need()}, "Вас ждут 3 пункта: KAZ-P02-A3 и другие"},
		{"fr", []mail.Group{planned}, "Update due: KAZ-P02-A3"},
	} {
		subject, text, page, lang, err := mail.RenderDigest(digest(c.language, c.groups...))
		if err != nil || subject != c.want {
			t.Errorf("%q, %v; want %q", subject, err, c.want)
		}
		spoken := c.language
		if !slices.Contains(mail.Languages, spoken) {
			spoken = "en"
		}
		if lang != spoken || !strings.Contains(page, `<html lang="`+spoken+`"`) {
			t.Errorf("%s: asked for %s, it says that it is in %s", c.want, c.language, lang)
		}
		checkHTML(t, c.want, page)
		checkSameWords(t, c.want, text, page)
		for _, line := range strings.Split(text, "\n") {
			if len([]rune(line)) > 72 {
				t.Errorf("%s: a line of text is too long: %q", c.want, line)
			}
		}
	}
}

func TestDigestSaysWhatIsToBeKnown(t *testing.T) {
	d := digest("en", group("KAZ-P02-A3"))
	d.Groups[0].Lines[0].Nobody, d.Groups[0].Lines[0].Wording = "Customs Union", "Thank you for helping."
	d.StandsInFor, d.Unsubscribe = "Marat B.", "https://qadam.example.org/unsubscribe/k"
	_, text, page, _, err := mail.RenderDigest(d)
	if err != nil {
		t.Fatal(err)
	}
	text = strings.Join(strings.Fields(text), " ")
	for _, part := range []string{"Dear Aigul K.,", "in place of Marat B.", "Please tell us how Tracing desk <b>and</b> connection (KAZ-P02-A3) is going. The last update was on 2 June 2021.",
		"Desk staffed", "due 30 June 2021, 14 days ago", "Told before: Serik T.", "Nobody at Customs Union is responsible for it", "Thank you for helping.",
		"Planned: First 100 firearms checked due 30 October 2021", "Update KAZ-P02-A3: https://qadam.example.org/u/7Kq2?a=1&b=2", "it goes to Dana S., programme manager", "needs no password and works until 28 July 2021. Opening a link changes nothing",
		"Turn them off: https://qadam.example.org/unsubscribe/k", "at most one mail a day", "Illustrative demo data."} {
		if !strings.Contains(text, part) {
			t.Errorf("the text lacks %q:\n%s", part, text)
		}
	}
	checkSameWords(t, "all", strings.ReplaceAll(text, " -- ", "\n-- \n"), page)
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
	for _, language := range mail.Languages {
		subject, text, page, _, err := mail.RenderDigest(digest(language, groups...))
		if err != nil {
			t.Fatal(err)
		}
		checkHTML(t, language, page)
		checkSameWords(t, language, text, page)
		if !strings.Contains(text, "https://qadam.example.org/reminders") || !strings.Contains(subject, "120") {
			t.Errorf("%s: it does not say that there is more: %s\n%s", language, subject, text)
		}
	}
}

// TestLanguagesAreWhole renders everything that the catalogue has, in each language.
func TestLanguagesAreWhole(t *testing.T) {
	var groups []mail.Group
	for _, watches := range []string{models.WatchMilestone, models.WatchUpdate, models.WatchNews, models.WatchUnmatched, models.WatchMet, models.WatchDraft, models.WatchReport,
		models.WatchSilence, models.WatchExpiry, models.WatchDonorReport} {
		for _, kind := range []string{"activity", "project", "need", "mission", "consent", "report_deadline"} {
			groups = append(groups, mail.Group{Kind: kind, Reference: "KAZ-1", URL: "https://qadam.example.org/1", Lines: []mail.Line{{Watches: watches, DueOn: "2021-06-30"}, {Watches: watches, DueOn: "2021-12-30", Late: true, Days: 3}}})
		}
	}
	english := map[string]string{}
	for _, language := range mail.Languages {
		for i, g := range groups {
			_, text, _, lang, err := mail.RenderDigest(digest(language, g))
			if err != nil || lang != language {
				t.Fatalf("%s %s: %s, %v", language, g.Kind, lang, err)
			}
			if language == "en" {
				english[g.Kind+string(rune(i))] = text
				continue
			}
			if words := regexp.MustCompile(`[A-Za-z]{4,}`).FindAllString(regexp.MustCompile(`https?://\S+|Aigul|Dana|Qadam|qadam\S*|Illustrative demo data`).ReplaceAllString(text, ""), -1); len(words) > 0 {
				t.Errorf("%s says %v in English:\n%s", language, words, text)
			}
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
		return strings.Join(strings.Fields(strings.NewReplacer("\n-- \n", "\n", ":", " ").Replace(s)), " ")
	}
	if a, b := bare(text), bare(page); a != b {
		t.Errorf("%s: the parts differ:\n%s\n%s", what, a, b)
	}
}

func TestDigestLeavesOutWhatIsUnknown(t *testing.T) {
	d := digest("en", need())
	d.RecipientName, d.ManagerName, d.Notice = "", "", ""
	_, text, page, _, err := mail.RenderDigest(d)
	if err != nil || !strings.HasPrefix(text, "Hello,\n") {
		t.Errorf("%v:\n%s", err, text)
	}
	for _, part := range []string{text, page} {
		if strings.Contains(part, "reply") || strings.Contains(part, "courtesy") || strings.Contains(part, "Told before") {
			t.Errorf("got:\n%s", part)
		}
	}
	d = digest("en", need())
	d.RecipientName = d.ManagerName
	if _, text, _, _, err := mail.RenderDigest(d); err != nil || strings.Contains(text, "reply") {
		t.Errorf("the manager is asked to reply to itself: %v\n%s", err, text)
	}
}

func TestDigestRefusesWhatItCannotSay(t *testing.T) {
	for fault, spoil := range map[string]func(*mail.Digest){
		"a digest of nothing": func(d *mail.Digest) { d.Groups = nil },
		"is no reference":     func(d *mail.Digest) { d.Groups[0].Reference = "KAZ-1 The border post has no power" },
		"whole http":          func(d *mail.Digest) { d.Groups[0].URL = "javascript:alert(1)" },
		"https address":       func(d *mail.Digest) { d.Groups[0].URL = "/u/7Kq2" },
		"waits for nothing":   func(d *mail.Digest) { d.Groups[0].Lines = nil },
	} {
		d := digest("en", group("KAZ-P02-A3"))
		spoil(&d)
		if _, _, _, _, err := mail.RenderDigest(d); err == nil || !strings.Contains(err.Error(), fault) {
			t.Errorf("%s: got %v", fault, err)
		}
	}
	if _, _, _, err := mail.Render("invoice", nil); err == nil {
		t.Error("a template that is not there")
	}
}

// TestDigestInRussianArrives hands one over, with the headers that let its reader turn courtesies off.
func TestDigestInRussianArrives(t *testing.T) {
	d := digest("ru", group("KAZ-P02-A3"))
	d.RecipientName = "Айгүл Қасымова"
	subject, text, page, lang, err := mail.RenderDigest(d)
	if err != nil {
		t.Fatal(err)
	}
	server := mailtest.Start(t)
	m := message(a)
	m.Subject, m.Text, m.HTML, m.Language = subject, text, page, lang
	m.Headers = map[string]string{"List-Unsubscribe": "<https://qadam.example.org/unsubscribe/k>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
	accepted(t, "Russian", send(t, newSender(t, server), m)[0])
	got := server.Messages()[0]
	if got.Text != text || got.HTML != page || got.Subject() != subject {
		t.Errorf("arrived as:\n%s\n%s", got.Subject(), got.Text)
	}
	for name, want := range map[string]string{"Content-Language": "ru", "List-Unsubscribe": m.Headers["List-Unsubscribe"], "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} {
		if got.Header.Get(name) != want {
			t.Errorf("%s is %q", name, got.Header.Get(name))
		}
	}
}
