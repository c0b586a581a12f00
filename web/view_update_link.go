package web

import (
	"net/url"
	"time"

	"qadam/i18n"
	"qadam/models"
	"qadam/models/typed"
)

// UpdateForm is the form behind an update link. Its fields are health, narrative, spent, files, and for each milestone the two that
// DueMilestone names.
type UpdateForm struct {
	Form
	// Address is the page's own; the form is sent there.
	Address string
	// Token makes the same form, sent twice, count once.
	Token string
	// Only shows the one-tap answer alone, for the mail's "nothing changed".
	Only                    bool
	Recipient, Organisation string
	Reference, Title        string
	LastOn                  models.Date
	LastHealth              string
	Due                     []DueMilestone
	MayFinish, MayPass      bool
	Country                 map[string]string // its names by language
	Until, Starts, Ends     models.Date
	Example                 models.Date // of a day that can be typed
	Needs                   []string
	// HiddenNeeds tells that the activity has needs which the recipient may not see; their number is not shown.
	HiddenNeeds                 bool
	Booked, Waiting             models.Money // what is booked as spent, and what is reported beside it and not accepted yet
	Past                        []PastUpdate
	ManagerName, ManagerAddress string
	// MaxFiles is how many files it takes, of so many megabytes in all.
	MaxFiles, MaxMegabytes int
}

// Told tells that something is booked or reported as spent.
func (f UpdateForm) Told() bool { return f.Booked.Minor != 0 || f.Waiting.Minor != 0 }

// DueMilestone is a milestone that the form asks about: for a new date, or whether it is delivered.
type DueMilestone struct {
	ID, Title string
	DueOn     models.Date
	Late      bool
}

// NewDate is the field for a new date.
func (m DueMilestone) NewDate() string { return "d-" + m.ID }

// Delivered is the field to tick when it is delivered.
func (m DueMilestone) Delivered() string { return "m-" + m.ID }

// PastUpdate is a report that was sent before.
type PastUpdate struct {
	On           models.Date
	Health, Text string
	NoChange     bool
}

func (UpdateForm) page() page { return page{name: "update_form", inline: true} }

func (UpdateForm) examples() []View {
	faults := []Fault{{Text: "It waits for another milestone."}, {Field: "health", Rule: "health"},
		{Field: "d-1", Rule: "after", Args: map[string]any{"Date": models.Date("2021-07-14")}},
		{Field: "d-2", Rule: "date", Args: map[string]any{"Date": models.Date("2021-08-28")}},
		{Field: "d-2", Rule: "both"}, {Field: "narrative", Rule: "long"},
		{Field: "files", Rule: "file_type"}, {Field: "files", Rule: "file_image"}, {Field: "files", Rule: "file_harmful"},
		{Field: "files", Rule: "files", Args: map[string]any{"Most": 10}},
		{Field: "spent", Rule: "less", Args: map[string]any{"Amount": models.USD(8000050), "Currency": "USD"}},
		{Field: "spent", Rule: "amount"}}
	for _, f := range typed.Examples() {
		faults = append(faults, Fault{Field: "spent", Rule: string(f.Code), Args: f.Args})
	}
	full := UpdateForm{Address: "/u/x", Token: "t", Recipient: "Serik T. (fiction)", Organisation: "INTERPOL", Reference: "KAZ-P02-A3",
		Title: "National tracing desk and iARMS connection",
		Form: NewForm("", url.Values{"health": {"at_risk"}, "narrative": {"Servers cleared customs on 9 July."}, "spent": {"96,000"},
			"d-1": {"30 June 2021"}, "m-2": {"1"}}, faults...),
		LastOn: "2021-06-02", LastHealth: "at_risk", MayFinish: true, MayPass: true,
		Due: []DueMilestone{{ID: "1", Title: "Tracing desk staffed and equipped", DueOn: "2021-06-30", Late: true},
			{ID: "2", Title: "Second training", DueOn: "2021-07-20"}},
		Country: i18n.CountryNames("KAZ"), Until: "2021-07-28", Example: "2021-08-28", Starts: "2021-04-01", Ends: "2022-03-31",
		MaxFiles: 10, MaxMegabytes: 16,
		Needs: []string{"KAZ-2021-03"}, HiddenNeeds: true, Booked: models.USD(8000050), Waiting: models.USD(100),
		Past: []PastUpdate{{On: "2021-06-02", Health: "at_risk", Text: "Equipment order delayed at the supplier."},
			{On: "2020-04-29", NoChange: true}, {On: "2020-04-29", Health: "off_track"}, {On: "2020-03-29"}}}
	plain := UpdateForm{Address: "/u/x", Token: "t", Recipient: "Serik T. (fiction)", Reference: "KAZ-P02-A3",
		Title: "National tracing desk", Until: "2021-07-28", Example: "2021-08-28", Starts: "2021-04-01", Ends: "2022-03-31", Only: true,
		Booked: models.USD(0)}
	known := plain
	known.LastOn, known.Only = "2021-06-02", false
	return []View{full, plain, known}
}

// UpdateSent is what was sent by a link.
type UpdateSent struct {
	Address, Recipient, Reference, Title string
	Health                               string
	NoChange, Finished                   bool
	Milestones                           []SentMilestone
	Narrative                            string
	Spent                                models.Money
	Files                                []string // by name
	At                                   time.Time
	// Again says that the form which was just sent came too late: the link had been used.
	Again bool
}

// SentMilestone is what was said of a milestone: delivered, or a new date.
type SentMilestone struct {
	Title string
	NewOn models.Date
}

func (UpdateSent) page() page { return page{name: "update_sent", inline: true} }

func (UpdateSent) examples() []View {
	return []View{
		UpdateSent{Address: "/u/x", Recipient: "Serik T. (fiction)", Reference: "KAZ-P02-A3", Title: "Desk", Health: "at_risk",
			Milestones: []SentMilestone{{"Desk staffed", "2021-08-31"}, {"Training", ""}},
			Files:      []string{"photo.jpg", "attendance.pdf"},
			Narrative:  "Two of four.", Spent: models.USD(9600000), At: time.Date(2021, 7, 14, 16, 20, 0, 0, time.UTC)},
		UpdateSent{Address: "/u/x", Recipient: "Serik T. (fiction)", Reference: "KAZ-P02-A3", NoChange: true, Again: true},
		UpdateSent{Reference: "KAZ-P02-A3", NoChange: true},
		UpdateSent{Finished: true, Health: "on_track"},
	}
}

// UpdateState is the page of a link that does not open the form: why not, and what its recipient can do.
type UpdateState struct {
	// Kind is expired, revoked, wrong, asked, passed, limited or files: it takes no more of these today.
	Kind, Address               string
	Until                       models.Date
	MayAsk                      bool
	ManagerName, ManagerAddress string
}

func (UpdateState) page() page { return page{name: "update_state", inline: true} }

func (UpdateState) examples() []View {
	out := []View{}
	for _, kind := range []string{"expired", "revoked", "wrong", "asked", "passed", "limited", "files"} {
		out = append(out, UpdateState{Kind: kind, Address: "/u/x", Until: "2021-07-28", MayAsk: true,
			ManagerName: "Dana S.", ManagerAddress: "dana@demo.example"})
	}
	return out
}

// UpdateColleague is the page on which the recipient chooses a colleague to answer instead, in the field contact.
type UpdateColleague struct {
	Form
	Address, Reference, Title string
	Colleagues                []Colleague
}

// Colleague is another contact of the same organisation.
type Colleague struct{ ID, Name string }

func (UpdateColleague) page() page { return page{name: "update_colleague", inline: true} }

func (UpdateColleague) examples() []View {
	return []View{UpdateColleague{Address: "/u/x", Reference: "KAZ-P02-A3", Title: "Desk",
		Colleagues: []Colleague{{"1", "Aigul S."}, {"2", "Bek T."}},
		Form:       NewForm("", nil, Fault{Field: "contact", Rule: "colleague"})}}
}

// Choices are the values of health that the form offers, and "finished".
func (f UpdateForm) Choices() []string {
	all := []string{"on_track", "at_risk", "off_track"}
	if f.MayFinish {
		all = append(all, "finished")
	}
	return all
}
