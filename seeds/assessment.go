package seeds

import (
	"slices"

	"qadam/models"
)

// Each type here embeds an input of the models and adds the links by key, which take the place of the input's ids, and what
// happened to the object later. Input gives the models' input once the ids of the keys are known.

// CalendarDay is a dated day of a State's working calendar.
type CalendarDay struct {
	Country string `json:"country"`
	models.CalendarDay
}

// calendars gives the working calendars with their days.
func (r Reference) calendars() []models.CalendarInput {
	all := slices.Clone(r.Calendars)
	for i := range all {
		for _, d := range r.CalendarDays {
			if d.Country == all[i].CountryCode {
				all[i].Days = append(all[i].Days, d.CalendarDay)
			}
		}
	}
	return all
}

// Provision is a paragraph of an instrument. Source tells where its number and content were read.
type Provision struct {
	models.ProvisionInput
	Instrument string `json:"instrument"`
	Source     string `json:"source"`
}

// Key names the provision in findings.
func (p Provision) Key() string { return p.Instrument + " " + p.Paragraph }

// Input appends the source to the summary, because a provision has no other place for it.
func (p Provision) Input(ids *IDs) models.ProvisionInput {
	in := p.ProvisionInput
	in.InstrumentID = ids.Of(NounInstrument, p.Instrument)
	in.Summary += " Source: " + p.Source + "."
	return in
}

// Step is one step of an object's life. By is the email of the user who takes it or, where the life says so, only proposes it.
// ByActivity names the activity whose start takes the step by itself.
type Step struct {
	models.StepInput
	By           string `json:"by"`
	ByActivity   string `json:"by_activity"`
	Organisation string `json:"organisation"`
}

// Input gives the step as its taker asks for it.
func (s Step) Input(ids *IDs) models.StepInput {
	in := s.StepInput
	in.OrganisationID = ids.Of(NounOrganisation, s.Organisation)
	return in
}

// Mission is an assessment. Status is where its steps lead.
type Mission struct {
	models.MissionInput
	LeadOrganisation string               `json:"lead_organisation"`
	Participants     []string             `json:"participants"`
	Institutions     []string             `json:"institutions"`
	Sessions         []Session            `json:"sessions"`
	CreatedOn        models.Date          `json:"created_on"`
	Team             []TeamMember         `json:"team"`
	Files            []Attachment         `json:"files"`
	Status           models.MissionStatus `json:"status"`
	Steps            []Step               `json:"steps"`
}

// TeamMember is a user of a mission's team.
type TeamMember struct {
	User string          `json:"user"`
	Duty models.TeamDuty `json:"duty"`
}

// team gives a mission's team.
func (m Mission) team(ids *IDs) (in models.MissionTeamInput) {
	for _, x := range m.Team {
		in.Members = append(in.Members, models.TeamMemberInput{UserID: ids.Of(NounUser, x.User), Duty: x.Duty})
	}
	return in
}

// Session is one item of a mission's agenda; findings name it by its key.
type Session struct {
	Key string `json:"key"`
	models.MissionSession
	Institutions []string `json:"institutions"`
}

// SessionKey names a session of the mission among those of all missions.
func (m Mission) SessionKey(s Session) string { return m.Reference + "/" + s.Key }

// Input gives the sessions in the file's order and without ids: the application makes those.
func (m Mission) Input(ids *IDs) models.MissionInput {
	in := m.MissionInput
	in.LeadOrganisationID = ids.Of(NounOrganisation, m.LeadOrganisation)
	in.ParticipantIDs = ids.all(NounOrganisation, m.Participants)
	in.InstitutionIDs = ids.all(NounInstitution, m.Institutions)
	in.Sessions = make([]models.MissionSession, len(m.Sessions))
	for i, s := range m.Sessions {
		in.Sessions[i] = s.MissionSession
		in.Sessions[i].InstitutionIDs = ids.all(NounInstitution, s.Institutions)
	}
	return in
}

// Finding is what the mission found; in the demo all of them are fiction.
type Finding struct {
	models.FindingInput
	Mission    string   `json:"mission"`
	Session    string   `json:"session"`
	Provisions []string `json:"provisions"`
}

// Input gives the finding with its links.
func (f Finding) Input(ids *IDs) models.FindingInput {
	in := f.FindingInput
	in.MissionID = ids.Of(NounMission, f.Mission)
	if f.Session != "" {
		in.SessionID = ids.Of(NounSession, f.Mission+"/"+f.Session)
	}
	in.ProvisionIDs = ids.all(NounProvision, f.Provisions)
	return in
}

// Need is a need and its way through life. Status is where its steps lead. The State may have said whether it is met, which confirms it
// where nothing else is said in answer.
type Need struct {
	models.NeedInput
	Mission      string            `json:"mission"`
	Findings     []string          `json:"findings"`
	Institutions []string          `json:"institutions"`
	Owner        string            `json:"owner"`
	CreatedOn    models.Date       `json:"created_on"`
	Status       models.NeedStatus `json:"status"`
	Steps        []Step            `json:"steps"`
	ConfirmedOn  models.Date       `json:"confirmed_on"`
	ConfirmedBy  string            `json:"confirmed_by"`
	Answer       models.NeedAnswer `json:"answer"`
	AnswerReason string            `json:"answer_reason"`
}

// Input gives the need as it was identified.
func (n Need) Input(ids *IDs) models.NeedInput {
	in := n.NeedInput
	in.MissionID = ids.Of(NounMission, n.Mission)
	in.FindingIDs = ids.all(NounFinding, n.Findings)
	in.InstitutionIDs = ids.all(NounInstitution, n.Institutions)
	in.OwnerID = ids.Of(NounUser, n.Owner)
	return in
}

// Score is one assessor's value of one need on one criterion, given on a day; before the ranking where none is said.
type Score struct {
	models.ScoreInput
	Need      string      `json:"need"`
	Criterion string      `json:"criterion"`
	Assessor  string      `json:"assessor"`
	OnDate    models.Date `json:"on_date"`
}

// Input gives the score; the assessor is who writes it.
func (s Score) Input(ids *IDs) models.ScoreInput {
	in := s.ScoreInput
	in.NeedID = ids.Of(NounNeed, s.Need)
	in.CriterionID = ids.Of(NounCriterion, s.Criterion)
	return in
}

// Ranking is the order of a mission's needs as it was put before the State, and what came of it.
type Ranking struct {
	models.RankingInput
	Mission   string               `json:"mission"`
	Reference string               `json:"reference"`
	CreatedOn models.Date          `json:"created_on"`
	By        string               `json:"by"`
	Status    models.RankingStatus `json:"status"`
	Steps     []Step               `json:"steps"`
}

// Input gives the ranking as it was proposed.
func (r Ranking) Input(ids *IDs) models.RankingInput {
	in := r.RankingInput
	in.MissionID = ids.Of(NounMission, r.Mission)
	return in
}

// Referral is a need put before an organisation. Status is where its steps lead from "proposed".
type Referral struct {
	models.ReferralInput
	Need         string                `json:"need"`
	Organisation string                `json:"organisation"`
	Offer        string                `json:"offer"`
	CreatedOn    models.Date           `json:"created_on"`
	Status       models.ReferralStatus `json:"status"`
	Steps        []Step                `json:"steps"`
}

// Input gives the referral as it was proposed.
func (r Referral) Input(ids *IDs) models.ReferralInput {
	in := r.ReferralInput
	in.NeedID = ids.Of(NounNeed, r.Need)
	in.OrganisationID = ids.Of(NounOrganisation, r.Organisation)
	in.OfferID = ids.Of("offer", r.Offer)
	return in
}

// Consent is one entry of the ledger, recorded by a user, and perhaps its withdrawal by the same. Where effective_from is left
// out it takes effect when it is recorded.
type Consent struct {
	models.ConsentInput
	Subject         string      `json:"subject"`
	By              string      `json:"by"`
	WithdrawnOn     models.Date `json:"withdrawn_on"`
	WithdrawnReason string      `json:"withdrawn_reason"`
}

// Input gives the entry as it was recorded.
func (c Consent) Input(ids *IDs) models.ConsentInput {
	in := c.ConsentInput
	in.SubjectID = ids.Of(Noun(c.SubjectType), c.Subject)
	return in
}

// ConsentRequest is what the State was asked for, and perhaps its answer, or that who asked has cancelled it.
type ConsentRequest struct {
	models.ConsentRequestInput
	Subject      string        `json:"subject"`
	By           string        `json:"by"`
	AskedOn      models.Date   `json:"asked_on"`
	Answer       models.Answer `json:"answer"`
	AnsweredOn   models.Date   `json:"answered_on"`
	AnsweredBy   string        `json:"answered_by"`
	AnswerReason string        `json:"answer_reason"`
	CancelledOn  models.Date   `json:"cancelled_on"`
}

// Input gives the request as it was sent.
func (r ConsentRequest) Input(ids *IDs) models.ConsentRequestInput {
	in := r.ConsentRequestInput
	in.SubjectID = ids.Of(Noun(r.SubjectType), r.Subject)
	return in
}
