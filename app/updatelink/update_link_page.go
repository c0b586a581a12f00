package updatelink

import (
	"cmp"
	"context"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// Page is what the page behind an update link may show: what the recipient's own organisation sees of one activity.
// Where the link no longer works there is no activity in it.
type Page struct {
	Link         *models.UpdateLink
	State        models.LinkState
	Today        models.Date
	MayAsk       bool // for a new link
	Activity     *models.Activity
	Organisation string
	// Due are the milestones that the organisation may report on: those that are late, or due within dueSoon days.
	Due []models.Milestone
	// Past are the organisation's own reports, the newest first.
	Past []models.Update
	// Spent is what it has spent on the activity so far, booked and reported, in the currency of the project.
	Spent store.SpentTold
	// MayFinish tells that it may say that all is done.
	MayFinish  bool
	Colleagues []models.Contact
	// Sent is what was reported by the link.
	Sent                      *models.Update
	Milestones                []models.Milestone // all of the activity
	ManagerName, ManagerEmail string
	// linked is the activity whatever the link's state; nil when its recipient is inactive or its organisation no longer a partner.
	linked *models.Activity
}

const (
	// dueSoon is for how many days ahead a milestone is asked about.
	dueSoon = 14
	// maxDue keeps the page short.
	maxDue = 12
	// maxNewsLength is the most characters of what changed.
	maxNewsLength = 600
)

// OpenUpdateLink gives the page of a link by the secret in its address. It changes nothing. NotFound for an unknown link.
func (a *Links) OpenUpdateLink(ctx context.Context, secret string) (*Page, error) {
	return engine.View(a.Engine, ctx, engine.System(), func(tx *store.Tx) (*Page, error) {
		l, err := store.UpdateLinks.By(tx, "hash", engine.UpdateLinkHash(secret))
		if err != nil {
			return nil, err
		}
		return a.page(tx, l)
	})
}

// updateLinkActor is whom a link acts as: its recipient, at its own organisation.
func updateLinkActor(l *models.UpdateLink) models.Actor {
	return models.Actor{
		UserID:         l.UserID,
		Name:           l.RecipientName,
		Email:          l.Recipient,
		Role:           models.Partner,
		OrganisationID: l.OrganisationID,
		Language:       l.Language,
		CanWrite:       true,
	}
}

// page fills the page of a link, once a request.
func (a *Links) page(tx *store.Tx, l *models.UpdateLink) (*Page, error) {
	p := &Page{Link: l, State: l.State(tx.Now()), Today: engine.Today(tx)}
	managers, err := store.ActiveManagers(tx)
	if err != nil {
		return nil, err
	}
	if len(managers) > 0 {
		p.ManagerName, p.ManagerEmail = managers[0].Name, managers[0].Email
	}
	as := tx.As(updateLinkActor(l))
	v, err := linkedActivity(tx, as, l)
	if err != nil || v == nil || p.State == models.LinkOpen && models.Closed(v.Status) {
		p.State = models.LinkRevoked
		return p, err
	}
	p.MayAsk, p.linked = true, v
	if p.State == models.LinkOpen || p.State == models.LinkUsed {
		p.Activity = v
		err = p.fill(as, v)
	}
	return p, err
}

// linkedActivity gives the activity of a link, or nil when its recipient is inactive or its organisation no longer a partner.
func linkedActivity(tx, as *store.Tx, l *models.UpdateLink) (*models.Activity, error) {
	if _, err := store.LinkRecipientOf(tx, l); err != nil {
		return nil, engine.IgnoreNotFound(err)
	}
	v, err := store.Activities.Get(as, l.ActivityID)
	if err != nil {
		return nil, engine.IgnoreNotFound(err)
	}
	if !v.HasPartner(l.OrganisationID) {
		return nil, nil
	}
	return v, nil
}

// fill loads what the form and the confirmation show, with the visibility of the link's organisation.
func (p *Page) fill(as *store.Tx, v *models.Activity) error {
	org, err := store.Organisations.Get(as, p.Link.OrganisationID)
	if err != nil {
		return err
	}
	p.Organisation = org.Code
	leads, err := store.LeadsActivity(as, p.Link.OrganisationID, v.ID)
	if err != nil {
		return err
	}
	p.MayFinish = leads && v.Status == models.ActivityImplementation
	if p.Milestones, err = store.MilestonesOf(as, v.ID); err != nil {
		return err
	}
	for _, m := range p.Milestones {
		if m.Status == models.MilestonePlanned && m.DueOn <= p.Today.AddDays(dueSoon) &&
			(leads || m.OrganisationID == p.Link.OrganisationID) &&
			len(p.Due) < maxDue {
			p.Due = append(p.Due, m)
		}
	}
	if p.Past, err = store.LastUpdates(as, p.Link.OrganisationID, v.ID, 3); err != nil {
		return err
	}
	budget, err := store.BudgetCurrency(as, v.ProjectID)
	if err != nil {
		return err
	}
	currency := cmp.Or(budget, models.ReportingCurrency)
	if p.Spent, err = store.SpentToldSoFar(as, p.Link.OrganisationID, v.ProjectID, v.ID, currency); err != nil {
		return err
	}
	if p.Link.UpdateID != "" {
		p.Sent, err = store.Updates.Get(as, p.Link.UpdateID)
		return err
	}
	page, err := store.Contacts.List(as, models.ListQuery{Filters: map[string]string{"active": "true"}, Limit: 50})
	for _, c := range page.Items {
		if c.Email != p.Link.Recipient && c.BouncedAt == nil {
			p.Colleagues = append(p.Colleagues, c)
		}
	}
	return err
}
