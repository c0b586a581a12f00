package seeds

import (
	"strings"

	"qadam/models"
)

// Contact is a person at an organisation; milestones name it by its email.
type Contact struct {
	models.ContactInput
	Organisation string `json:"organisation"`
}

// Input gives the contact with its organisation.
func (c Contact) Input(ids *IDs) models.ContactInput {
	in := c.ContactInput
	in.OrganisationID = ids.Of(NounOrganisation, c.Organisation)
	return in
}

// User is a person with a role; steps name it by its email.
type User struct {
	models.UserInput
	Organisation string `json:"organisation"`
}

// Input gives the user with its organisation.
func (u User) Input(ids *IDs) models.UserInput {
	in := u.UserInput
	in.OrganisationID = ids.Of(NounOrganisation, u.Organisation)
	return in
}

// Offer is what an organisation can deliver or wants to fund. Status is where its steps lead.
type Offer struct {
	models.OfferInput
	Organisation string             `json:"organisation"`
	CreatedOn    models.Date        `json:"created_on"`
	Status       models.OfferStatus `json:"status"`
	Steps        []Step             `json:"steps"`
}

// Input gives the offer as it was opened.
func (o Offer) Input(ids *IDs) models.OfferInput {
	in := o.OfferInput
	in.OrganisationID = ids.Of(NounOrganisation, o.Organisation)
	return in
}

// Project is a project with its activities. Status is where its steps lead.
type Project struct {
	models.ProjectInput
	LeadOrganisation string                `json:"lead_organisation"`
	CreatedOn        models.Date           `json:"created_on"`
	Status           models.ActivityStatus `json:"status"`
	Steps            []Step                `json:"steps"`
	Activities       []Activity            `json:"activities"`
}

// Input gives the project as it was written down.
func (p Project) Input(ids *IDs) models.ProjectInput {
	in := p.ProjectInput
	in.LeadOrganisationID = ids.Of(NounOrganisation, p.LeadOrganisation)
	return in
}

// Activity is an activity of the project that it stands in, with its milestones. Status is where its steps lead.
type Activity struct {
	models.ActivityInput
	Partners     []ActivityPartner     `json:"partners"`
	Needs        []ActivityNeed        `json:"needs"`
	Institutions []string              `json:"institutions"`
	Files        []Attachment          `json:"files"`
	CreatedOn    models.Date           `json:"created_on"`
	Status       models.ActivityStatus `json:"status"`
	Steps        []Step                `json:"steps"`
	Milestones   []Milestone           `json:"milestones"`
}

// ActivityPartner is an organisation's part in an activity.
type ActivityPartner struct {
	models.ActivityPartner
	Organisation string `json:"organisation"`
}

// ActivityNeed is a need that an activity answers, with its share of the activity's money.
type ActivityNeed struct {
	Need  string `json:"need"`
	Share int    `json:"share"`
}

// Input gives the activity of a project as it was written down.
func (a Activity) Input(ids *IDs, project string) models.ActivityInput {
	in := a.ActivityInput
	in.ProjectID = ids.Of(NounProject, project)
	in.InstitutionIDs = ids.all(NounInstitution, a.Institutions)
	in.Partners = make([]models.ActivityPartner, len(a.Partners))
	for i, p := range a.Partners {
		in.Partners[i] = p.ActivityPartner
		in.Partners[i].OrganisationID = ids.Of(NounOrganisation, p.Organisation)
	}
	in.Needs = make([]models.ActivityNeed, len(a.Needs))
	for i, n := range a.Needs {
		in.Needs[i] = models.ActivityNeed{NeedID: ids.Of(NounNeed, n.Need), Share: n.Share}
	}
	return in
}

// Milestone is a milestone of the activity that it stands in. Status is where its steps lead, or an update that moves it.
type Milestone struct {
	models.MilestoneInput
	Organisation string                 `json:"organisation"`
	Contact      string                 `json:"contact"`
	WaitsFor     string                 `json:"waits_for"`
	Status       models.MilestoneStatus `json:"status"`
	Steps        []Step                 `json:"steps"`
}

// Input gives the milestone of an activity as it was planned. What it waits for stands before it in the file.
func (m Milestone) Input(ids *IDs, activity string) models.MilestoneInput {
	in := m.MilestoneInput
	in.ActivityID = ids.Of(NounActivity, activity)
	in.OrganisationID = ids.Of(NounOrganisation, m.Organisation)
	in.ContactID = ids.Of(NounContact, m.Contact)
	in.WaitsForID = ids.Of(NounMilestone, m.WaitsFor)
	return in
}

// Overlap is a pair of activities that a manager compared and did not find to overlap.
type Overlap struct {
	Activities []string `json:"activities"`
	By         string   `json:"by"`
	Reason     string   `json:"reason"`
}

// Indicator measures a project or one of its activities.
type Indicator struct {
	models.IndicatorInput
	Project  string `json:"project"`
	Activity string `json:"activity"`
}

// Input gives the indicator with its links.
func (i Indicator) Input(ids *IDs) models.IndicatorInput {
	in := i.IndicatorInput
	in.ProjectID = ids.Of(NounProject, i.Project)
	in.ActivityID = ids.Of(NounActivity, i.Activity)
	return in
}

// Update is one partner's report. Author is the user who writes it, and uploads its files; status is where its steps lead from "draft".
// Comments name it by its key.
type Update struct {
	models.UpdateInput
	Project    string              `json:"project"`
	Activity   string              `json:"activity"`
	Author     string              `json:"author"`
	Key        string              `json:"key"`
	Files      []Attachment        `json:"files"`
	Milestones []MilestoneMove     `json:"milestones"`
	Status     models.UpdateStatus `json:"status"`
	Steps      []Step              `json:"steps"`
}

// MilestoneMove is what an update says of a milestone.
type MilestoneMove struct {
	models.MilestoneMove
	Milestone string `json:"milestone"`
}

// Input gives the update as it was drafted.
func (u Update) Input(ids *IDs) models.UpdateInput {
	in := u.UpdateInput
	in.ProjectID = ids.Of(NounProject, u.Project)
	in.ActivityID = ids.Of(NounActivity, u.Activity)
	in.Milestones = make([]models.MilestoneMove, len(u.Milestones))
	for i, m := range u.Milestones {
		in.Milestones[i] = m.MilestoneMove
		in.Milestones[i].MilestoneID = ids.Of(NounMilestone, m.Milestone)
	}
	return in
}

// Transaction is one pledge, commitment, disbursement or expenditure. Allot are the parts of a commitment to a project as a whole that
// are allotted to its activities, each as an activity, "=" and an amount.
type Transaction struct {
	models.TransactionInput
	Organisation string   `json:"organisation"`
	Project      string   `json:"project"`
	Activity     string   `json:"activity"`
	Allot        []string `json:"allot"`
}

// Allotment gives the parts that are allotted of the transaction.
func (t Transaction) Allotment(ids *IDs) (in models.AllotmentInput, err error) {
	for _, text := range t.Allot {
		activity, amount, _ := strings.Cut(text, "=")
		money, err := models.ParseMoney(amount, t.Amount.Currency)
		if err != nil {
			return in, err
		}
		in.Parts = append(in.Parts, models.AllotmentPart{ActivityID: ids.Of(NounActivity, activity), Amount: money})
	}
	return in, nil
}

// Input gives the transaction with its links.
func (t Transaction) Input(ids *IDs) models.TransactionInput {
	in := t.TransactionInput
	in.OrganisationID = ids.Of(NounOrganisation, t.Organisation)
	in.ProjectID = ids.Of(NounProject, t.Project)
	in.ActivityID = ids.Of(NounActivity, t.Activity)
	return in
}
