package seeds

import (
	"strings"

	"qadam/models"
)

const (
	largeManager  = "manager@demo.example"
	largeAssessor = "assessor@demo.example"
	largeSecond   = "assessor-two@demo.example"
)

// partner is a partner with the addresses of its focal point, who signs in, and of its coordinator, who does not.
type partner struct{ code, user, coordinator string }

// partnersOfLarge are the fourteen partners, the demo's own first.
func partnersOfLarge() []partner {
	all := []partner{{"BSN", "partner@demo.example", "coordinator@partner-one.example"},
		{"TPC", "partner-two@demo.example", "coordinator@partner-two.example"},
		{"IDJ", "partner-three@demo.example", "coordinator@partner-three.example"},
		{"SST", "partner-four@demo.example", "coordinator@partner-four.example"},
		{"CFI", "partner-five@demo.example", "coordinator@partner-five.example"}}
	for _, p := range largePartners {
		at := strings.ToLower(p[0]) + ".example"
		all = append(all, partner{p[0], "focal@" + at, "coordinator@" + at})
	}
	return all
}

// partnerOf gives one of the partners by its number, whatever it is.
func partnerOf(i int) partner {
	all := partnersOfLarge()
	return all[i%len(all)]
}

var largeDonors = []string{"DON-A", "DON-B", "DON-C", "DON-D"}

// counterpart is the user of a State.
func counterpart(state string) string {
	switch state {
	case "KAZ":
		return "national@demo.example"
	case "KGZ":
		return "national-kgz@demo.example"
	}
	return "national-" + strings.ToLower(state) + "@demo.example"
}

func (g *large) people() {
	for i, p := range largePartners {
		x := partnerOf(5 + i)
		g.Organisations = append(g.Organisations, models.OrganisationInput{Code: p[0], Name: p[1], Kind: models.OrganisationNGO,
			Listed: true, Note: "Fiction: one of many partners of the large demo."})
		user := User{Organisation: p[0]}
		user.UserInput = models.UserInput{Name: p[2], Email: x.user, Role: models.Partner, Language: largeLanguages[i%len(largeLanguages)],
			TimeZone: "Asia/Almaty", Active: true}
		g.Users = append(g.Users, user)
		focal, coordinator := Contact{Organisation: p[0]}, Contact{Organisation: p[0]}
		focal.ContactInput = models.ContactInput{Name: p[2], Email: x.user, Duty: models.DutyFocalPoint, Language: user.Language,
			TimeZone: "Asia/Almaty", Active: true}
		coordinator.ContactInput = models.ContactInput{Name: "Coordinator of " + p[0], Email: x.coordinator, Duty: models.DutyCoordinator,
			Language: "en", TimeZone: "Asia/Almaty", Active: true}
		g.Contacts = append(g.Contacts, focal, coordinator)
	}
	again := Contact{Organisation: largePartners[0][0]} // of whom the admin is asked whether it is the focal point
	again.ContactInput = models.ContactInput{Name: largePartners[0][2], Email: "again@" + strings.ToLower(largePartners[0][0]) + ".example",
		Duty: models.DutyOther, Language: "en", TimeZone: "Asia/Almaty", Active: true}
	g.Contacts = append(g.Contacts, again)
	for state, name := range map[string]string{"UZB": "Шахноза Ғуломова", "TJK": "Ҷамшед Қодиров", "TKM": "Ogulgerek Ýazmyradowa"} {
		user := User{}
		user.UserInput = models.UserInput{Name: name, Email: counterpart(state), Role: models.National, CountryCode: state, Language: "ru",
			TimeZone: "Asia/Tashkent", Active: true}
		g.Users = append(g.Users, user)
	}
	for _, state := range largeStates {
		for _, name := range largeInstitutions {
			g.Institutions = append(g.Institutions, models.InstitutionInput{CountryCode: state, Name: institutionOf(state, name),
				MonthlyLimit: 4})
		}
	}
	// The sum is a rate of a currency that nobody keeps up; the somoni has none.
	g.Rates = append(g.Rates,
		models.RateInput{Currency: "UZS", OnDate: g.today.AddDays(-1300), USDPerUnit: "0.000091", Source: "Fiction"},
		models.RateInput{Currency: "UZS", OnDate: g.today.AddDays(-95), USDPerUnit: "0.000079", Source: "Fiction"})
}

// largeLanguages are those in which people of the large demo read their mails.
var largeLanguages = []string{"ar", "ru", "en", "fr", "es", "zh"}

var largeInstitutions = []string{"Border Service", "Customs Committee", "Forensic Laboratory", "Prosecutor's Office"}

func institutionOf(state, name string) string { return name + " of " + largeStateNames[state] }
