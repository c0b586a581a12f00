package mail_test

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"qadam/app/mail"
	"qadam/app/mail/mailtest"
)

// reminder is a reminder with every field set.
func reminder(rule, kind, reference string, days int) mail.Reminder {
	return mail.Reminder{
		Reference: reference, ItemKind: kind, Rule: rule, DueOn: "30 June 2021", DaysLate: days,
		NextStep: "Tracing desk staffed <b>and</b> equipped", RecipientName: "Serik T.",
		URL: "https://qadam.example.org/u/7Kq2?a=1&b=2", ManagerName: "Dana S.", OrganisationName: "World Customs Organization",
	}
}

var reminders = map[string]mail.Reminder{
	"Update due: KAZ-P02-A3":          reminder("milestone_due", "Milestone", "KAZ-P02-A3", 0),
	"Overdue: KAZ-P02-A3-M2":          reminder("milestone_overdue", "Milestone", "KAZ-P02-A3-M2", 14),
	"No news for 30 days: KAZ-P02-A3": reminder("activity_stale", "Activity", "KAZ-P02-A3", 0),
	"No news for 45 days: KAZ-P02-A3": reminder("activity_stale", "Activity", "KAZ-P02-A3", 45),
	"No partner yet: KAZ-2021-07":     reminder("need_unmatched", "Need", "KAZ-2021-07", 31),
}

func TestReminder(t *testing.T) {
	for want, r := range reminders {
		subject, text, page, err := mail.Render("reminder", r)
		if err != nil {
			t.Fatalf("%s: %v", want, err)
		}
		if subject != want {
			t.Errorf("subject %q, want %q", subject, want)
		}
		checkHTML(t, want, r, page)
		checkSameWords(t, want, text, page)
		for _, line := range strings.Split(text, "\n") {
			if len([]rune(line)) > 72 {
				t.Errorf("%s: a line of text is too long: %q", want, line)
			}
		}
		for _, part := range []string{"\n" + r.URL + "\n", "because you are responsible for", "Sent by the Qadam installation at qadam.example.org.", "Dear Serik T.,", "it goes to Dana S.,"} {
			if !strings.Contains(strings.ReplaceAll(text, "\n"+"programme", " programme"), part) {
				t.Errorf("%s: the text lacks %q:\n%s", want, part, text)
			}
		}
	}
}

func checkHTML(t *testing.T, what string, r mail.Reminder, page string) {
	t.Helper()
	if len(page) > 8<<10 {
		t.Errorf("%s: HTML of %d bytes", what, len(page))
	}
	for _, banned := range []string{"<img", "<style", "<script", "<link", "url(", "background-image", "ZgotmplZ", "<b>and</b>"} {
		if strings.Contains(page, banned) {
			t.Errorf("%s: HTML with %q", what, banned)
		}
	}
	links := regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(page, -1)
	if len(links) != 2 {
		t.Errorf("%s: %d links, want the button and the address below it", what, len(links))
	}
	for _, link := range links {
		if html.UnescapeString(link[1]) != r.URL {
			t.Errorf("%s: link to %q", what, link[1])
		}
	}
	// 12 + 24 + 12 px make the button 48 px high.
	if strings.Count(page, "padding:12px 26px;font-size:17px;line-height:24px") != 1 {
		t.Errorf("%s: not exactly one button of 48 px", what)
	}
	if !strings.Contains(page, ">"+html.EscapeString(r.URL)+"<") {
		t.Errorf("%s: the address is not written out", what)
	}
}

// checkSameWords compares the two parts word by word, but for the page's title
// and mark, the address (once in the text, with a colon before it) and layout.
func checkSameWords(t *testing.T, what, text, page string) {
	t.Helper()
	_, page, _ = strings.Cut(page, "<p ")
	page = regexp.MustCompile(`<span aria-hidden[^>]*>[^<]*</span>`).ReplaceAllString("<p "+page, "")
	page = regexp.MustCompile(`</?(p|td|tr|table|br|div)\b[^>]*>`).ReplaceAllString(page, " ")
	page = html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, ""))
	text = strings.Replace(strings.Replace(text, "\n-- \n", "\n", 1), ":\nhttps", "\nhttps", 1)
	if a, b := strings.Join(strings.Fields(text), " "), strings.Join(strings.Fields(page), " "); a != b {
		t.Errorf("%s: the parts differ:\n%s\n%s", what, a, b)
	}
}

func TestReminderLeavesOutWhatIsUnknown(t *testing.T) {
	subject, text, page, err := mail.Render("reminder", mail.Reminder{
		Reference: "KAZ-2021-07", ItemKind: "Need", Rule: "need_unmatched", URL: "http://localhost:8080/needs/1"})
	if err != nil {
		t.Fatal(err)
	}
	if subject != "No partner yet: KAZ-2021-07" || !strings.HasPrefix(text, "Hello,\n") {
		t.Errorf("got %q:\n%s", subject, text)
	}
	for _, part := range []string{text, page} {
		if strings.Contains(part, "reply") || strings.Contains(part, " at .") || !strings.Contains(part, "localhost:8080.") {
			t.Errorf("got:\n%s", part)
		}
	}
}

func TestReminderToTheManagerSpeaksOfNoReply(t *testing.T) {
	r := reminder("need_unmatched", "Need", "KAZ-2021-07", 31)
	r.RecipientName = r.ManagerName
	_, text, _, err := mail.Render("reminder", r)
	if err != nil || strings.Contains(text, "reply") {
		t.Errorf("got %v:\n%s", err, text)
	}
}

func TestReminderRefusesWhatItCannotSay(t *testing.T) {
	for fault, spoil := range map[string]func(*mail.Reminder){
		"unknown rule":       func(r *mail.Reminder) { r.Rule = "" },
		"unknown kind":       func(r *mail.Reminder) { r.ItemKind = "Finding" },
		"is no reference":    func(r *mail.Reminder) { r.Reference = "KAZ-1 The border post has no power" },
		"whole http":         func(r *mail.Reminder) { r.URL = "javascript:alert(1)" },
		"https address":      func(r *mail.Reminder) { r.URL = "/u/7Kq2" },
		"negative":           func(r *mail.Reminder) { r.DaysLate = -1 },
		"without a due date": func(r *mail.Reminder) { r.DueOn = " " },
	} {
		r := reminder("milestone_overdue", "Milestone", "KAZ-P02-A3-M2", 1)
		spoil(&r)
		if _, _, _, err := mail.Render("reminder", r); err == nil || !strings.Contains(err.Error(), fault) {
			t.Errorf("%s: got %v", fault, err)
		}
	}
	if _, _, _, err := mail.Render("reminder", "text"); err == nil {
		t.Error("a reminder of a string")
	}
	if _, _, _, err := mail.Render("invoice", reminders["Overdue: KAZ-P02-A3-M2"]); err == nil {
		t.Error("a template that is not there")
	}
}

// A long Russian step of the kind that the register holds stays within the
// budget, keeps to one paragraph and arrives whole.
func TestReminderInRussianArrives(t *testing.T) {
	r := reminder("milestone_overdue", "Milestone", "KAZ-P02-A3-M2", 1)
	r.NextStep = strings.Repeat("Огнестрельное оружие\r\nпроверено; ", 8)
	r.RecipientName = "Айгүл Қасымова"
	subject, text, page, err := mail.Render("reminder", r)
	if err != nil {
		t.Fatal(err)
	}
	checkHTML(t, "Russian", r, page)
	checkSameWords(t, "Russian", text, page)
	server := mailtest.Start(t)
	m := message(a)
	m.Subject, m.Text, m.HTML = subject, text, page
	accepted(t, "Russian", send(t, newSender(t, server), m)[0])
	if got := server.Messages()[0]; got.Text != text || got.HTML != page || got.Subject() != subject {
		t.Errorf("arrived as:\n%s\n%s", got.Subject(), got.Text)
	}
}
