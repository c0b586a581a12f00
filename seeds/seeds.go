// Package seeds holds the reference data that the product ships with and the demo portfolio, as files that people can
// read and edit (README.md says which), and reads them strictly. Loading them goes through the application's use cases,
// so that seeds obey the same rules as everybody.
package seeds

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"qadam/models"
)

//go:embed reference demo
var files embed.FS

// Earliest is the first day on which the demo can be loaded: its relative days reach 600 days back and have to come after
// its absolute ones, the last of which lie in 2023.
const Earliest models.Date = "2026-01-01"

// Data is everything that the files say, relative days resolved. Links are still the keys of the files: see IDs.
type Data struct {
	Reference Reference
	Demo      Demo
}

// Reference is what every installation starts with; an admin edits it afterwards.
type Reference struct {
	Countries     []models.CountryInput
	Calendars     []models.CalendarInput
	CalendarDays  []CalendarDay
	Themes        []models.ThemeInput
	Instruments   []models.InstrumentInput
	Provisions    []Provision
	Ratings       []models.RatingInput
	Schemes       []models.SchemeInput
	ReminderRules []models.ReminderRuleInput
}

// Demo is the Kazakhstan portfolio: one real mission, all else fiction. It needs the reference data.
type Demo struct {
	Organisations []models.OrganisationInput
	Contacts      []Contact
	Users         []User
	Institutions  []models.InstitutionInput
	Rates         []models.RateInput

	Missions  []Mission
	Findings  []Finding
	Needs     []Need
	Scores    []Score
	Rankings  []Ranking
	Referrals []Referral
	Consents  []Consent
	Asked     []ConsentRequest

	Offers       []Offer
	Projects     []Project
	Indicators   []Indicator
	Overlaps     []Overlap
	Updates      []Update
	Transactions []Transaction

	Comments  []Comment
	Reports   []Report
	Deadlines []Deadline
	Views     []View
}

// Parse reads all files for the day on which they are loaded. It names every fault with its file and line at once.
func Parse(today models.Date) (*Data, error) {
	if _, err := models.ParseDate(string(today)); err != nil {
		return nil, fmt.Errorf("today: %w", err)
	}
	if today < Earliest {
		return nil, fmt.Errorf("the demo can be loaded from %s on, not on %s", Earliest, today)
	}
	return parse(files, today)
}

func parse(fsys fs.FS, today models.Date) (*Data, error) {
	r := &reader{fsys: fsys, today: today}
	data := &Data{Reference: readReference(r), Demo: readDemo(r)}
	if err := errors.Join(r.faults...); err != nil {
		return nil, err
	}
	return data, nil
}

func readReference(r *reader) Reference {
	return Reference{
		Countries:     readCSV[models.CountryInput](r, "reference/countries.csv"),
		Calendars:     readYAML[models.CalendarInput](r, "reference/calendars.yaml"),
		CalendarDays:  readCSV[CalendarDay](r, "reference/calendar_days.csv"),
		Themes:        readCSV[models.ThemeInput](r, "reference/themes.csv"),
		Instruments:   readCSV[models.InstrumentInput](r, "reference/instruments.csv"),
		Provisions:    readCSV[Provision](r, "reference/provisions.csv"),
		Ratings:       readCSV[models.RatingInput](r, "reference/ratings.csv"),
		Schemes:       readYAML[models.SchemeInput](r, "reference/scheme.yaml"),
		ReminderRules: readYAML[models.ReminderRuleInput](r, "reference/reminder_rules.yaml"),
	}
}

func readDemo(r *reader) Demo {
	return Demo{
		Organisations: readCSV[models.OrganisationInput](r, "demo/organisations.csv"),
		Contacts:      readCSV[Contact](r, "demo/contacts.csv"),
		Users:         readCSV[User](r, "demo/users.csv"),
		Institutions:  readCSV[models.InstitutionInput](r, "demo/institutions.csv"),
		Rates:         readCSV[models.RateInput](r, "demo/rates.csv"),

		Missions:  readYAML[Mission](r, "demo/mission.yaml"),
		Findings:  readYAML[Finding](r, "demo/findings.yaml"),
		Needs:     readYAML[Need](r, "demo/needs.yaml"),
		Scores:    append(readCSV[Score](r, "demo/scores.csv"), readCSV[Score](r, "demo/second_opinions.csv")...),
		Rankings:  readYAML[Ranking](r, "demo/rankings.yaml"),
		Referrals: readYAML[Referral](r, "demo/referrals.yaml"),
		Consents:  readYAML[Consent](r, "demo/consents.yaml"),
		Asked:     readYAML[ConsentRequest](r, "demo/consent_requests.yaml"),

		Offers:       readYAML[Offer](r, "demo/offers.yaml"),
		Projects:     readYAML[Project](r, "demo/projects.yaml"),
		Overlaps:     readYAML[Overlap](r, "demo/overlaps.yaml"),
		Indicators:   readYAML[Indicator](r, "demo/indicators.yaml"),
		Updates:      readYAML[Update](r, "demo/updates.yaml"),
		Transactions: readCSV[Transaction](r, "demo/transactions.csv"),

		Comments:  readYAML[Comment](r, "demo/comments.yaml"),
		Reports:   readYAML[Report](r, "demo/reports.yaml"),
		Deadlines: readCSV[Deadline](r, "demo/report_deadlines.csv"),
		Views:     readYAML[View](r, "demo/views.yaml"),
	}
}
