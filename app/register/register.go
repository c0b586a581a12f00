// Package register holds reference data, missions, findings, needs, referrals, projects, activities, milestones, indicators,
// updates, transactions, comments and files, with import and export.
package register

import (
	"context"

	"qadam/app/consent"
	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// Register is the use cases of the package.
type Register struct {
	*engine.Engine
	consent  *consent.Ledger
	evidence Evidence
	// returned tells who sent an update that it came back.
	returned func(context.Context, *store.Tx, *models.Update) error

	Countries     engine.Resource[models.Country, models.CountryInput]
	Organisations engine.Resource[models.Organisation, models.OrganisationInput]
	Contacts      engine.Resource[models.Contact, models.ContactInput]
	Themes        engine.Resource[models.Theme, models.ThemeInput]
	Instruments   engine.Resource[models.Instrument, models.InstrumentInput]
	Provisions    engine.Resource[models.Provision, models.ProvisionInput]
	Ratings       engine.Resource[models.Rating, models.RatingInput]
	Institutions  engine.Resource[models.Institution, models.InstitutionInput]
	Rates         engine.Resource[models.Rate, models.RateInput]
	Missions      engine.Resource[models.Mission, models.MissionInput]
	Findings      engine.Resource[models.Finding, models.FindingInput]
	Needs         engine.Resource[models.Need, models.NeedInput]
	Referrals     engine.Resource[models.Referral, models.ReferralInput]
	Projects      engine.Resource[models.Project, models.ProjectInput]
	Activities    engine.Resource[models.Activity, models.ActivityInput]
	Milestones    engine.Resource[models.Milestone, models.MilestoneInput]
	Indicators    engine.Resource[models.Indicator, models.IndicatorInput]
	Updates       engine.Resource[models.Update, models.UpdateInput]
	Transactions  engine.Resource[models.Transaction, models.TransactionInput]
	Comments      engine.Resource[models.Comment, models.CommentInput]
	Files         engine.Resource[models.File, engine.None]
}

// OnReturned says who tells the sender of an update that it came back.
func (a *Register) OnReturned(tell func(context.Context, *store.Tx, *models.Update) error) {
	a.returned = tell
}

// New makes the use cases over the engine and the packages that they use, and over what keeps files.
func New(e *engine.Engine, c *consent.Ledger, kept Evidence) *Register {
	a := &Register{Engine: e, consent: c, evidence: kept}
	a.Countries = a.countries()
	a.Organisations = a.organisations()
	a.Contacts = a.contacts()
	a.Themes = a.themes()
	a.Instruments = a.instruments()
	a.Provisions = a.provisions()
	a.Ratings = a.ratings()
	a.Institutions = a.institutions()
	a.Rates = a.rates()
	a.Missions = a.missions()
	a.Findings = a.findings()
	a.Needs = a.needs()
	a.Referrals = a.referrals()
	a.Projects = a.projects()
	a.Activities = a.activities()
	a.Milestones = a.milestones()
	a.Indicators = a.indicators()
	a.Updates = a.updates()
	a.Transactions = a.transactions()
	a.Comments = a.comments()
	a.Files = a.files()
	return a
}
