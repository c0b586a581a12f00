package seeds

import (
	"fmt"
	"slices"

	"qadam/app"
	"qadam/models"
)

// scaleStates are the States of the scaled portfolio.
var scaleStates = []string{"KAZ", "UZB", "KGZ", "TJK", "TKM"}

// scaleMissionStates says which State each mission went to, over and over.
var scaleMissionStates = []string{"KAZ", "UZB", "KAZ", "KGZ", "TJK", "KAZ", "UZB", "KGZ", "TKM", "KAZ"}

// longAgo is the day on which the organisations came in, before the first mission.
const longAgo = -1900

// offices are the organisations: the partners, then the donors, then the entity that leads the missions.
const offices = scalePartners + scaleDonors + 1

func (s *scale) founded() models.Date { return s.today.AddDays(longAgo) }

func (s *scale) partnerID(i int) models.ID { return s.id(anOrganisation, i%scalePartners, s.founded()) }

func (s *scale) donorID(i int) models.ID {
	return s.id(anOrganisation, scalePartners+i%scaleDonors, s.founded())
}

func (s *scale) entityID() models.ID { return s.id(anOrganisation, offices-1, s.founded()) }

// managerID is the user who did what a manager does.
func (s *scale) managerID() models.ID { return s.id(aUser, offices*usersAnOffice, s.founded()) }

func (s *scale) contactID(office, i int) models.ID {
	return s.id(aContact, office*contactsAnOffice+i, s.founded())
}

func (s *scale) institutionID(state string, i int) models.ID {
	return s.id(anInstitution, slices.Index(scaleStates, state)*institutionsAState+i, s.founded())
}

func (s *scale) people(f *filling, a *app.App) {
	table(f, "organisations", offices, a.Organisations.Load, single(s.organisation))
	table(f, "contacts", (offices-1)*contactsAnOffice, a.Contacts.Load, single(s.contact))
	table(f, "users", offices*usersAnOffice+1+2*len(scaleStates), a.Users.Load, single(s.user))
	table(f, "institutions", len(scaleStates)*institutionsAState, a.Institutions.Load, single(s.institution))
	table(f, "rates", len(scaleCurrencies)*scaleMonthsOfExchange, a.Rates.Load, single(s.rate))
}

func (s *scale) organisation(i int) models.Organisation {
	in := models.OrganisationInput{Code: fmt.Sprintf("S-P%02d", i+1), Name: fmt.Sprintf("Scaled partner %02d", i+1),
		Kind: models.OrganisationIntergovernmental, Listed: true}
	switch {
	case i == offices-1:
		in.Code, in.Name, in.Kind = "S-LEAD", "Scaled assessment entity", models.OrganisationUNEntity
	case i >= scalePartners:
		d := i - scalePartners
		in.Code, in.Name, in.Kind, in.Listed = fmt.Sprintf("S-D%02d", d+1), fmt.Sprintf("Scaled donor %02d", d+1),
			models.OrganisationGovernment, d%4 != 3
	}
	return models.Organisation{Base: s.base(anOrganisation, i, s.founded()), OrganisationInput: in}
}

func (s *scale) contact(i int) models.Contact {
	office, at := i/contactsAnOffice, i%contactsAnOffice
	duty := models.DutyFocalPoint
	if at == contactsAnOffice-1 {
		duty = models.DutyCoordinator
	}
	return models.Contact{Base: s.base(aContact, i, s.founded()), ContactInput: models.ContactInput{
		OrganisationID: s.id(anOrganisation, office, s.founded()), Name: fmt.Sprintf("Contact %02d-%d", office+1, at+1),
		Email: fmt.Sprintf("contact-%02d-%d@scale.example.org", office+1, at+1), Duty: duty,
		Language: []string{"en", "ru", "en"}[at], TimeZone: "Asia/Almaty", Active: true}}
}

// user makes the offices' people first (those of the assessment entity are managers), then a manager and an admin of no
// office, and two counterparts a State.
func (s *scale) user(i int) models.User {
	in := models.UserInput{Name: fmt.Sprintf("User %03d", i+1), Email: fmt.Sprintf("user-%03d@scale.example.org", i+1), Language: "en",
		TimeZone: "Asia/Almaty", Active: true}
	office := i / usersAnOffice
	switch {
	case office < scalePartners:
		in.Role, in.OrganisationID = models.Partner, s.partnerID(office)
	case office < scalePartners+scaleDonors:
		in.Role, in.OrganisationID = models.Donor, s.donorID(office-scalePartners)
	case office < offices || i == offices*usersAnOffice:
		in.Role = models.Manager
	default:
		in.Role, in.CountryCode, in.Language = models.National, scaleStates[i%len(scaleStates)], "ru"
	}
	return models.User{Base: s.base(aUser, i, s.founded()), UserInput: in}
}

func (s *scale) institution(i int) models.Institution {
	state, at := scaleStates[i/institutionsAState], i%institutionsAState
	return models.Institution{Base: s.base(anInstitution, i, s.founded()), InstitutionInput: models.InstitutionInput{
		CountryCode: state, Name: fmt.Sprintf("%s of %s", scaleInstitutions[at], state)}}
}

// scaleCurrencies are the currencies that have a rate on the first of each month.
var scaleCurrencies = []string{"EUR", "KZT"}

// rate makes the rates, the youngest first.
func (s *scale) rate(i int) models.Rate {
	at := i % len(scaleCurrencies)
	text := fmt.Sprintf("1.%04d", between(chance(aRate, i), 500, 1999))
	if at == 1 {
		text = fmt.Sprintf("0.00%04d", between(chance(aRate, i), 1900, 2400))
	}
	day := models.Date(s.today[:8] + "01").AddMonths(-i / len(scaleCurrencies))
	return models.Rate{Base: s.base(aRate, i, day), RateInput: models.RateInput{Currency: scaleCurrencies[at], OnDate: day,
		USDPerUnit: text, Source: "Invented for measuring"}}
}

// rateOn gives the rate of a currency that holds on a day.
func (s *scale) rateOn(currency string, day models.Date) models.Rate {
	from, to := day.Time(), s.today.Time()
	months := (to.Year()-from.Year())*12 + int(to.Month()) - int(from.Month())
	return s.rate(months*len(scaleCurrencies) + slices.Index(scaleCurrencies, currency))
}
