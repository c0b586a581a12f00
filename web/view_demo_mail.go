package web

import (
	"regexp"
	"time"
)

// DemoMails is the page on which a demo shows the mails that it would send.
type DemoMails struct {
	Mails []DemoMail
	// Older is the mail before which the next page begins; "" at the end.
	Older string
}

// DemoMail is one mail: its HTML part has an address of its own; its text is in parts, some of which are links.
type DemoMail struct {
	ID, To, Subject, Language string
	At                        time.Time
	Parts                     []MailPart
}

// MailPart is a piece of a mail's text, the address to which it leads, "" for none, or a break of lines.
type MailPart struct {
	Text, URL string
	Break     bool
}

var address = regexp.MustCompile(`https?://[^\s<>]+|\n`)

// MailParts parts a mail's text at its addresses and breaks of lines.
func MailParts(text string) []MailPart {
	var parts []MailPart
	from := 0
	for _, at := range address.FindAllStringIndex(text, -1) {
		found := MailPart{Break: true}
		if u := text[at[0]:at[1]]; u != "\n" {
			found = MailPart{Text: u, URL: u}
		}
		parts = append(parts, MailPart{Text: text[from:at[0]]}, found)
		from = at[1]
	}
	return append(parts, MailPart{Text: text[from:]})
}

func (DemoMails) page() page { return page{name: "demo_mails", framed: true} }

func (DemoMails) examples() []View {
	return []View{DemoMails{}, DemoMails{Older: "01981c5e-0000-7000-8000-000000000001", Mails: []DemoMail{{
		ID: "01981c5e-0000-7000-8000-000000000001", To: "focal@partner.example", Subject: "Update due: KAZ-P02-A3", Language: "en",
		At: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), Parts: MailParts("Tell it here: https://qadam.example/u/AbC\n")}}}}
}
