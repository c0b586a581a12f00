package web

import (
	"net/url"

	"qadam/models"
)

// Act is the page of one object on which its reader takes the steps that wait: a form an act.
type Act struct {
	// Sent is the form that was sent, as it comes back with faults.
	Sent Form
	// Address is the page's own; the forms are sent there.
	Address, Noun, Reference, Name string
	// From is the page from which a form was sent; "" for this one.
	From string
	// Facts are what the reader has to know of the object.
	Facts []Sentence
	Forms []ActForm
	// Parts are parts of the object that have such a page of their own.
	Parts []ActPart
}

// ActPart is a part of an object, with its page.
type ActPart struct{ Path, Reference, Name string }

// Show puts the form that was sent back in its place. What it was is gone where the step waits no more: then its faults stand alone.
func (v *Act) Show(sent Form) {
	v.Sent = sent
	for i := range v.Forms {
		if v.Forms[i].Key == sent.Key {
			v.Forms[i].Form = sent
			return
		}
	}
	for i := range v.Sent.Faults {
		v.Sent.Faults[i].At = ""
	}
}

func (Act) page() page { return page{name: "act", shell: true} }

// ActSays are the keys of the sentences on such pages, with arguments to try them with.
var actSays = []Sentence{
	{"act.asks_partners", nil}, {"act.asks_donors", nil}, {"act.asks_public", nil}, {"act.silence", map[string]any{"Date": day0}},
	{"act.silence_waits", map[string]any{"Count": 5}}, {"act.asked_by", map[string]any{"Name": "Dana S."}},
	{"act.opens_full", map[string]any{"References": "KAZ-1, KAZ-2", "Organisations": "UNODC"}},
	{"act.opens_partial", map[string]any{"References": "KAZ-1", "Organisations": "UNODC"}},
	{"act.opens_nothing", nil}, {"act.no_summary", map[string]any{"References": "KAZ-3"}}, {"act.others", nil}, {"act.others_end", nil},
	{"act.agree_opens", nil}, {"act.ranked", map[string]any{"Rank": 1, "Reference": "KAZ-1", "Title": "Desk"}},
	{"act.held", map[string]any{"Date": day0, "Names": "Ministry"}}, {"act.incomplete", map[string]any{"Reason": "Costs are open"}},
	{"act.proposed", map[string]any{"Name": "Serik T."}}, {"act.to_taken_up", nil}, {"act.to_met", nil}, {"act.to_partly_met", nil},
	{"act.asked_of", map[string]any{"Organisation": "UNODC", "Date": day0}}, {"act.asked_other", map[string]any{"Date": day0}},
	{"act.sees_none", nil}, {"act.sees_partial", nil},
	{"act.sees_full", nil}, {"act.you_see_none", nil}, {"act.you_see", map[string]any{"Reference": "KAZ-1", "Title": "Desk"}},
	{"act.answer_by", map[string]any{"Date": day0}}, {"act.will_see_none", nil}, {"act.will_see_partial", nil},
	{"act.will_see_full", nil},
	{"act.not_prioritized", nil}, {"act.period", map[string]any{"From": day0, "To": day0}},
	{"act.no_change", nil}, {"act.health_on_track", nil}, {"act.health_at_risk", nil}, {"act.health_off_track", nil},
	{"act.progress", map[string]any{"Percent": 45}}, {"act.spent", map[string]any{"Amount": models.USD(9600000), "Currency": "USD"}},
	{"act.delivered", map[string]any{"Title": "Desk", "Date": day0}}, {"act.files", map[string]any{"Names": "photo.jpg"}},
	{"act.moves", map[string]any{"Title": "Desk", "From": day0, "To": day0}}, {"act.clock_ends", map[string]any{"Date": day0}},
	{"act.ends", map[string]any{"Date": day0}}, {"act.withdrawn", map[string]any{"Date": day0}},
	{"act.replaced_none", map[string]any{"Date": day0}}, {"act.replaced_partial", map[string]any{"Date": day0}},
	{"act.replaced_full", map[string]any{"Date": day0}}, {"act.covers", map[string]any{"Date": day0}}, {"act.by_link", nil},
	{"act.read_by_team", nil}, {"act.note", map[string]any{"Text": "For the search for money"}},
	{"act.waiting", map[string]any{"Count": 3}},
}

const day0 = "2021-07-14"

func (Act) examples() []View {
	faults := []Fault{{Rule: "stale"}, {Rule: "moved"}, {Field: "reason", Rule: "reason"}, {Field: "answer", Rule: "answer"},
		{Field: "needs", Rule: "some"}, {Field: "words", Rule: "words"}, {Field: "instrument", Rule: "instrument"},
		{Field: "organisation", Rule: "organisation"}, {Field: "on", Rule: "day"}, {Field: "comment", Rule: "comment"},
		{Field: "title", Rule: "title"}, {Field: "audience", Rule: "audience"},
		{Rule: "skipped", Args: map[string]any{"Reference": "KAZ-1"}}}
	full := Act{Address: "/reminders/need/1", Noun: "need", Reference: "KAZ-2021-03", Name: "National tracing desk", Facts: actSays,
		Parts: []ActPart{{"/reminders/activity/1", "KAZ-P02-A3", "Desk"}}}
	for _, do := range Acts() {
		f := NewActForm(do, "")
		f.Token, f.Version, f.About = "t", 3, "KAZ-2021-03"
		f.Offer("needs", Option{"1", "KAZ-2021-03 Desk"}, Option{"2", "KAZ-2021-04 Law"})
		f.Offer("organisation", Option{"1", "UNODC"}, Option{"2", "INTERPOL"})
		if do == "comment" {
			f.Add(0, Audience("team", "partner", "state", "donor"))
			f.Quotes = []Quote{{On: day0, Name: "Dana S.", Role: "manager", Text: "Two of four."},
				{On: day0, Role: "national", Text: "Yes"}}
		}
		if do == "resend" {
			f.Add(2, Spent("USD"))
			f.Fields = append(f.Fields, NewDate("1", "Desk"), Delivered(Option{"1", "Desk"}))
		}
		if do == "score" {
			f.Fields = Criterion("urgency", "Urgency", []string{"Can wait", "This year", "This quarter", "This month", "Now"})
		}
		if do == "report" {
			f.Hidden = []Hidden{{"period_from", day0}, {"period_to", day0}}
		}
		if do == "consent" {
			f.Says = actSays[5:6]
		}
		full.Forms = append(full.Forms, f)
	}
	full.Show(NewForm("consent", url.Values{"answer": {"full"}, "instrument": {"Note 12"}}, faults...))
	gone := Act{From: "/needs/KAZ-2021-03", Address: "/reminders/finding/1", Noun: "finding", Reference: "KAZ-F1"}
	gone.Show(NewForm("met", nil, faults[1]))
	out := []View{full, gone}
	for _, noun := range []string{"mission", "finding", "need", "ranking", "consent", "consent_request", "referral", "project", "activity",
		"update", "report", "report_deadline", "milestone"} {
		out = append(out, Act{Address: "/reminders/need/1", Noun: noun, Reference: "KAZ-1", Forms: full.Forms[:3]})
	}
	return out
}
