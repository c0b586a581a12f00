package handlerstest

import (
	"reflect"
	"slices"

	"qadam/models"
)

// reader is an actor as the oracle knows it.
type reader struct {
	name    string
	role    models.Role
	user    models.ID
	org     models.ID
	country string
}

func (w *World) reader(name string) reader {
	w.T.Helper()
	if name == Nobody {
		return reader{name: name, role: models.Public}
	}
	user := name
	if name == "reader" {
		user = "manager"
	}
	in := w.Plants.byID[w.IDs["user "+user]].in.(models.UserInput)
	return reader{name: name, role: in.Role, user: w.IDs["user "+user], org: in.OrganisationID, country: in.CountryCode}
}

func (r reader) seesAll() bool { return r.role == models.Manager || r.role == models.Admin }

// bounded tells that consent bounds what the reader sees.
func (r reader) bounded() bool {
	return r.role == models.Partner || r.role == models.Donor || r.role == models.Public
}

// may tells whether a reader may read a field of an object.
func (p *plants) may(r reader, o *planted, field string) bool {
	if r.seesAll() { // others' tokens a manager sees in the audit alone
		return true
	}
	if o.of != nil {
		return p.mayReadReason(r, o.of)
	}
	switch in := o.in.(type) {
	case models.MissionInput, models.FindingInput, models.NeedInput:
		extent := p.extent(r, o)
		return extent == models.ExtentFull || extent == models.ExtentPartial && field == "releasable_summary"
	case models.ReferralInput: // the note may say what the need says
		return p.sees(r, o) && p.extent(r, p.byID[in.NeedID]) == models.ExtentFull
	case models.UpdateInput: // what was sent as spent is an expenditure, which counts in the figures of the activity's donors
		return p.sees(r, o) || field == "spent" && o.status != "" && r.role == models.Donor && p.seesPart(r, in.ProjectID, in.ActivityID)
	case models.UserInput: // colleagues read of each other what a contact says; a State who asked it, and who wrote into its ledger
		colleague := in.OrganisationID != "" && in.OrganisationID == r.org
		return p.sees(r, o) || colleague && slices.Contains([]string{"name", "email", "language", "time_zone"}, field) ||
			field == "name" && (r.role == models.National && p.asked(r, o) || p.named(r, o.id) || p.spoke(r, o))
	case models.OrganisationInput: // a State reads who may have received something of its own
		return p.sees(r, o) || field == "name" && r.role == models.National && p.receives(r, o.id)
	case models.InstitutionInput: // what is shown with its id is shown with its name
		return p.sees(r, o) || field == "name" && p.named(r, o.id)
	}
	return p.sees(r, o)
}

// asked tells whether a user asked for the consent of a reader's State, or recorded it.
func (p *plants) asked(r reader, user *planted) bool {
	return slices.ContainsFunc(p.All, func(o *planted) bool {
		switch o.in.(type) {
		case models.ConsentInput, models.ConsentRequestInput:
			return o.by.UserID == user.id && p.sees(r, o)
		}
		return false
	})
}

// receives tells whether something of a State is shared with an organisation's people.
func (p *plants) receives(state reader, org models.ID) bool {
	for _, u := range p.All {
		in, is := u.in.(models.UserInput)
		if !is || in.OrganisationID != org {
			continue
		}
		as := reader{role: in.Role, user: u.id, org: org}
		if as.bounded() && slices.ContainsFunc(p.All, func(o *planted) bool {
			switch o.in.(type) {
			case models.MissionInput, models.FindingInput, models.NeedInput:
				return p.sees(state, o) && p.extent(as, o) != models.ExtentNone
			}
			return false
		}) {
			return true
		}
	}
	return false
}

// named tells whether an object that a reader is shown in full names an owner or an institution.
func (p *plants) named(r reader, id models.ID) bool {
	return slices.ContainsFunc(p.All, func(o *planted) bool {
		switch in := o.in.(type) {
		case models.NeedInput:
			return (in.OwnerID == id || slices.Contains(in.InstitutionIDs, id)) && p.extent(r, o) == models.ExtentFull
		case models.ActivityInput:
			return slices.Contains(in.InstitutionIDs, id) && p.sees(r, o)
		}
		return false
	})
}

// mayReadReason tells whether a reader may read the reason that another user gave for a step of an object.
func (p *plants) mayReadReason(r reader, of *planted) bool {
	switch in := of.in.(type) {
	case models.MissionInput, models.NeedInput:
		return p.sees(r, of) && !r.bounded()
	case models.ReferralInput:
		return p.sees(r, of) && p.extent(r, p.byID[in.NeedID]) == models.ExtentFull
	case models.UpdateInput:
		return p.reports(of) == r.org && r.org != ""
	}
	return p.sees(r, of)
}

// sees tells whether a reader that does not see all sees an object of the world.
func (p *plants) sees(r reader, o *planted) bool {
	switch in := o.in.(type) {
	case models.CountryInput, models.CalendarInput, models.ThemeInput, models.InstrumentInput, models.ProvisionInput, models.RatingInput,
		models.RateInput:
		return true
	case models.OrganisationInput:
		return in.Listed || o.id == r.org
	case models.UserInput:
		return o.id == r.user
	case models.TokenInput:
		return in.UserID == r.user
	case models.SavedViewInput:
		return o.by.UserID == r.user || in.Sharing == models.ViewShared && r.org != "" && o.by.OrganisationID == r.org
	case models.PasskeyInput, models.WebhookInput, models.FeedInput:
		return o.by.UserID == r.user
	case models.UpdateLinkInput:
		return p.sees(r, p.byID[in.ContactID])
	case models.IdentityInput:
		return in.UserID == r.user
	case models.CommentInput:
		return p.mayReadComment(r, in)
	case models.FileInput:
		return o.by.UserID == r.user || p.mayReadFileOf(r, p.byID[p.uses[o.id]])
	case models.SchemeInput:
		return r.role == models.National
	case models.MissionInput, models.FindingInput, models.NeedInput:
		return p.extent(r, o) != models.ExtentNone
	case models.ReferralInput:
		return in.OrganisationID == r.org || r.role == models.National && p.country(p.byID[in.NeedID]) == r.country
	case models.ScoreInput:
		return r.role == models.National && p.country(p.byID[in.NeedID]) == r.country
	case models.ConsentRequestInput:
		return r.role == models.National && p.country(p.byID[in.SubjectID]) == r.country
	case models.RankingInput:
		return r.role == models.National && p.country(p.byID[in.MissionID]) == r.country
	case models.ConsentInput:
		return r.role == models.National && p.country(p.byID[in.SubjectID]) == r.country
	case models.ProjectInput:
		return p.seesProject(r, o, in)
	case models.ActivityInput:
		return p.seesActivity(r, o, in)
	case models.MilestoneInput: // the organisation that it names only owes it
		return p.sees(r, p.byID[in.ActivityID])
	case models.UpdateInput:
		return p.seesUpdate(r, o, in)
	case models.TransactionInput:
		led := p.byID[in.ProjectID].in.(models.ProjectInput).LeadOrganisationID == r.org
		return (r.role == models.Donor || r.role == models.Partner) && in.OrganisationID == r.org || r.role == models.Partner && led
	}
	return p.seesByOwner(r, o.in)
}

// seesByOwner is the rule of every other noun: visible to the people of the organisation or the country that it names, or to those
// to whom the object is visible of which it is a part.
func (p *plants) seesByOwner(r reader, in any) bool {
	v := reflect.ValueOf(in)
	if org := v.FieldByName("OrganisationID"); org.IsValid() {
		return r.org != "" && org.String() == string(r.org)
	}
	if country := v.FieldByName("CountryCode"); country.IsValid() {
		return r.role == models.National && country.String() == r.country
	}
	for _, whole := range []string{"ActivityID", "ProjectID", "NeedID", "MissionID"} {
		if id := v.FieldByName(whole); id.IsValid() && id.String() != "" {
			return p.sees(r, p.byID[models.ID(id.String())])
		}
	}
	return false
}

func (p *plants) country(o *planted) string {
	switch in := o.in.(type) {
	case models.MissionInput:
		return in.CountryCode
	case models.FindingInput:
		return p.country(p.byID[in.MissionID])
	case models.NeedInput:
		return p.country(p.byID[in.MissionID])
	}
	return ""
}

// extent is how much of a mission, a finding or a need is shared with a reader: for its audience and the public alike the
// last entry on the object itself decides, or else on its mission; the wider of the two holds.
func (p *plants) extent(r reader, o *planted) models.Extent {
	switch {
	case r.seesAll(), r.role == models.National && p.country(o) == r.country:
		return models.ExtentFull
	case !r.bounded():
		return models.ExtentNone
	}
	mission := o.id
	switch in := o.in.(type) {
	case models.FindingInput:
		mission = in.MissionID
	case models.NeedInput:
		mission = in.MissionID
	}
	audiences := map[models.Role]models.Audience{models.Partner: models.AudiencePartners, models.Donor: models.AudienceDonors,
		models.Public: models.AudiencePublic}
	widest := models.ExtentNone
	for _, audience := range []models.Audience{audiences[r.role], models.AudiencePublic} {
		var onIt, onMission models.Extent
		for _, c := range p.All {
			in, isConsent := c.in.(models.ConsentInput)
			switch {
			case !isConsent || in.Audience != audience:
			case in.SubjectID == o.id:
				onIt = in.Extent
			case in.SubjectID == mission:
				onMission = in.Extent
			}
		}
		extent := onIt
		if extent == "" {
			extent = onMission
		}
		if extent == models.ExtentFull || extent == models.ExtentPartial && widest == models.ExtentNone {
			widest = extent
		}
	}
	return widest
}

func (p *plants) seesProject(r reader, o *planted, in models.ProjectInput) bool {
	switch r.role {
	case models.National:
		return slices.Contains(in.CountryCodes, r.country)
	case models.Donor:
		return p.gave(r, func(t models.TransactionInput) bool { return t.ProjectID == o.id })
	}
	return in.LeadOrganisationID == r.org || slices.ContainsFunc(p.All, func(v *planted) bool {
		activity, isActivity := v.in.(models.ActivityInput)
		return isActivity && activity.ProjectID == o.id && partners(activity, r.org)
	})
}

func (p *plants) seesActivity(r reader, o *planted, in models.ActivityInput) bool {
	switch r.role {
	case models.National:
		return in.CountryCode == r.country
	case models.Donor:
		return p.gave(r, func(t models.TransactionInput) bool {
			return t.ProjectID == in.ProjectID && (t.ActivityID == "" || t.ActivityID == o.id)
		})
	}
	return partners(in, r.org) || p.byID[in.ProjectID].in.(models.ProjectInput).LeadOrganisationID == r.org
}

func partners(in models.ActivityInput, org models.ID) bool {
	return slices.ContainsFunc(in.Partners, func(p models.ActivityPartner) bool { return p.OrganisationID == org })
}

// gave tells whether a donor's money went where fits says.
func (p *plants) gave(r reader, fits func(models.TransactionInput) bool) bool {
	return slices.ContainsFunc(p.All, func(o *planted) bool {
		t, isTransaction := o.in.(models.TransactionInput)
		return isTransaction && t.OrganisationID == r.org && t.Kind != models.Expenditure && fits(t)
	})
}

// seesPart tells whether a reader sees the activity that a noun belongs to, or the project if it names no activity.
func (p *plants) seesPart(r reader, project, activity models.ID) bool {
	if activity != "" {
		return p.sees(r, p.byID[activity])
	}
	return p.sees(r, p.byID[project])
}

// reports is the organisation that an update is of: a manager writes for the lead.
func (p *plants) reports(o *planted) models.ID {
	if o.by.Role == models.Partner {
		return o.by.OrganisationID
	}
	return p.byID[o.in.(models.UpdateInput).ProjectID].in.(models.ProjectInput).LeadOrganisationID
}

func (p *plants) seesUpdate(r reader, o *planted, in models.UpdateInput) bool {
	switch seen := p.seesPart(r, in.ProjectID, in.ActivityID); r.role {
	case models.Partner:
		return p.reports(o) == r.org || o.status != "" && seen
	default:
		return o.status == string(models.UpdateAccepted) && seen
	}
}
