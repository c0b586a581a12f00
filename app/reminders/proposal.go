package reminders

import (
	"context"
	"net/url"

	"qadam/app/engine"
	"qadam/app/mail"
	"qadam/app/outbox"
	"qadam/app/store"
	"qadam/models"
)

// RefuseProposal leaves a need as it is, though a partner has proposed a step, with the reason. The proposer is told.
func (a *FollowUp) RefuseProposal(
	ctx context.Context,
	actor models.Actor,
	id models.ID,
	version int,
	in models.RefusalInput,
) (*models.Need, error) {
	if err := engine.Begin(actor, "need.refuse", in); err != nil {
		return nil, err
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Need, error) {
		n, _, before, err := a.register.Needs.Lock(tx, id, version)
		if err != nil {
			return nil, err
		}
		if n.ProposedStatus == "" {
			return nil, models.Errorf(models.Conflict, "Nobody has proposed a step of this need.")
		}
		to, err := store.ProposerOf(tx, n.ID)
		if err != nil {
			return nil, err
		}
		told := mail.Decision{Refused: n.ProposedStatus, Note: in.Reason}
		n.ProposedStatus, n.ProposedBy = "", ""
		if err := store.Needs.Update(tx, n); err != nil {
			return nil, err
		}
		if err := store.AddStep(tx, models.Step{SubjectType: "need", SubjectID: n.ID, FromStatus: string(n.Status),
			ToStatus: string(n.Status), OnDate: engine.Today(tx), Proposed: true, Reason: in.Reason}); err != nil {
			return nil, err
		}
		if to != nil {
			if told.Reference, err = referenceFor(tx, n, to); err != nil {
				return nil, err
			}
			if err := a.tell(ctx, tx, *to, told, engine.PeoplesPage, ""); err != nil {
				return nil, err
			}
		}
		return a.register.Needs.Finish(ctx, tx, "need.refuse", nil, n, before)
	})
}

// referenceFor names a need to its proposer, or the proposer's own organisation where consent does not open the need to it.
func referenceFor(tx *store.Tx, n *models.Need, to *store.Proposer) (string, error) {
	extent, err := store.NeedExtentFor(tx, n.ID, models.AudiencePartners)
	if err != nil || extent == models.ExtentNone {
		return to.OrganisationCode, err
	}
	return n.Reference, nil
}

// DecideDate accepts the date that was asked for a milestone, or keeps the one before, apart from the update that asks. Who asked is
// told.
func (a *FollowUp) DecideDate(
	ctx context.Context,
	actor models.Actor,
	id models.ID,
	version int,
	in models.DateDecisionInput,
) (*models.Milestone, error) {
	if err := engine.Begin(actor, "milestone.decide", in); err != nil {
		return nil, err
	}
	if in.Decision == models.DateKept && in.Reason == "" {
		return nil, models.Fault("/reason", "Say why the date stays.")
	}
	return engine.Change(a.Engine, ctx, actor, func(tx *store.Tx) (*models.Milestone, error) {
		m, _, before, err := a.register.Milestones.Lock(tx, id, version)
		if err != nil {
			return nil, err
		}
		if m.ProposedOn == "" || m.Status != models.MilestonePlanned {
			return nil, models.Errorf(models.Conflict, "Nobody asks for another date of this milestone.")
		}
		to, err := store.WhoAskedForDate(tx, m)
		if err != nil {
			return nil, err
		}
		asked := m.ProposedOn
		told, said := mail.Decision{Reference: m.Reference, Date: asked, Note: in.Reason}, "New date accepted: "
		if in.Decision == models.DateKept {
			told.Due, said = m.DueOn, "New date not accepted: "
		} else {
			m.MoveTo(asked)
		}
		said += asked.Words()
		if in.Reason != "" {
			said += ". " + in.Reason
		}
		m.ProposedOn = ""
		if err := store.Milestones.Update(tx, m); err != nil {
			return nil, err
		}
		if err := store.AddStep(tx, models.Step{SubjectType: "milestone", SubjectID: m.ID, FromStatus: string(m.Status),
			ToStatus: string(m.Status), OnDate: engine.Today(tx), Reason: said}); err != nil {
			return nil, err
		}
		if to != nil {
			if err := a.tell(ctx, tx, *to, told, engine.PageOf("activity", m.ActivityID), m.ActivityID); err != nil {
				return nil, err
			}
		}
		return a.register.Milestones.Finish(ctx, tx, "milestone.decide", nil, m, before)
	})
}

// tellReturned mails to who sent an update that it came back, and why.
func (a *FollowUp) tellReturned(ctx context.Context, tx *store.Tx, u *models.Update) error {
	to, err := store.WhoSent(tx, u)
	if err != nil || to == nil || to.UserID == tx.Actor().UserID {
		return err
	}
	p, err := store.Projects.Get(tx, u.ProjectID)
	if err != nil {
		return err
	}
	told := mail.Decision{Returned: true, Reference: p.Reference, Note: u.ReturnReason}
	if u.ActivityID != "" {
		v, err := store.Activities.Get(tx, u.ActivityID)
		if err != nil {
			return err
		}
		told.Reference = v.Reference
	}
	return a.tell(ctx, tx, *to, told, engine.PageOf("update", u.ID), u.ID)
}

// tell mails to a person what became of their proposal, with a page of ours, or for who does not sign in with the form of an update about
// an object; the reply goes to who decided. What comes back from an address goes to none.
func (a *FollowUp) tell(ctx context.Context, tx *store.Tx, to store.Proposer, d mail.Decision, page string, about models.ID) error {
	if bounced, err := store.BounceOf(tx, to.Email); err != nil || bounced != "" {
		return err
	}
	site, err := a.Site()
	if err != nil {
		return nil // without an address of its own the installation sends no mails
	}
	d.Frame, d.URL, d.ManagerName = a.outbox.Frame(site, to.Name), site.JoinPath(page).String(), tx.Actor().Name
	if to.UserID == "" {
		if d.URL, _, err = a.formFor(ctx, tx, about, to.OrganisationID, to.ID); err != nil {
			return err
		}
	}
	m, err := outbox.Letter(to.Language, d, models.OutboxMail{Recipient: to.Email, Name: to.Name, ReplyTo: tx.Actor().Email,
		MessageID: string(models.NewID()) + "@" + url.PathEscape(site.Hostname())})
	if err != nil {
		return err
	}
	return store.AddMails(tx, m)
}

// formFor makes the link by which somebody who does not sign in reports, at an organisation, on an activity, on that of an update, or on
// one of a project; "" where there is none.
func (a *FollowUp) formFor(
	ctx context.Context,
	tx *store.Tx,
	about, organisation, person models.ID,
) (place string, until models.Date, err error) {
	activity, err := store.ActivityToReport(tx, about, organisation)
	if err != nil || activity == "" {
		return "", "", err
	}
	place, until, err = a.links.UpdateLinkFor(ctx, tx, activity, organisation, person)
	return place, until, engine.IgnoreNotFound(err)
}
