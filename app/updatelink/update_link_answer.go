package updatelink

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// Answer is the form of an update link as it was sent.
type Answer struct {
	// FormToken names the form with all that was typed: sent twice, it counts once.
	FormToken string
	NoChange  bool
	// Health is one of an activity's, or "finished": the work is done, and all of its milestones are delivered.
	Health     string
	Milestones []models.MilestoneMove
	Narrative  string
	// Evidence are files that are kept already, and are added with the update.
	Evidence []*models.File
	// Spent is what the organisation has spent on the activity in all, in the currency of the page; nil when nothing is said.
	Spent *models.Money
}

// ErrOver says that a link is not open any more: it was used by another form than this one, or has ended.
var ErrOver = errors.New("this link is not open any more")

// AnswerUpdateLink writes and sends an update as the link's recipient, and ends the link, all in one transaction and through the
// use cases of the API. The same form again changes nothing. What comes through an address alone is no session: nothing but
// this update, of this activity, can be done with it.
//
// Read makes the answer of what was typed into the form that the page shows, with the faults of what it could not read. It may be
// called again. The page is given back also with an error, to be shown with it.
func (a *Links) AnswerUpdateLink(ctx context.Context, secret string, read func(*Page) (Answer, error)) (*Page, error) {
	return a.changeByLink(ctx, secret, func(tx, as *store.Tx, p *Page, before models.RawJSON) error {
		if p.State != models.LinkOpen && p.State != models.LinkUsed {
			return ErrOver
		}
		in, unread := read(p)
		if p.State == models.LinkUsed {
			return p.sentBefore(in)
		}
		update, err := p.update(in)
		if err := models.JoinFaults(unread, err); err != nil {
			return err
		}
		if update.Evidence, err = a.addEvidence(ctx, as, in.Evidence); err != nil {
			return err
		}
		u, err := a.sendUpdate(ctx, as, update)
		if err != nil {
			return err
		}
		if in.Health == Finished {
			if err := a.finish(ctx, as, p.Activity.ID); err != nil {
				return err
			}
		}
		now, l := tx.Now(), p.Link
		l.UsedAt, l.UpdateID, l.FormToken = &now, u.ID, in.FormToken
		if err := store.UpdateLinks.Update(tx, l); err != nil {
			return err
		}
		return engine.Audit(ctx, as, "update_link.use", "update_link", l.ID, before, l)
	})
}

// Finished is the value of Answer.Health by which the work is done.
const Finished = "finished"

// sentBefore takes the same form again, and no other: neither one of another browser, nor this one with something changed.
func (p *Page) sentBefore(in Answer) error {
	if in.FormToken == "" || in.FormToken != p.Link.FormToken {
		return ErrOver
	}
	return nil
}

// changeByLink locks a link for a change by its recipient, and fills its page. The page is given back also with an error.
func (a *Links) changeByLink(
	ctx context.Context,
	secret string,
	fn func(tx, as *store.Tx, p *Page, before models.RawJSON) error,
) (p *Page, err error) {
	err = a.Store().UpdateShown(ctx, engine.System(), func(tx *store.Tx) error {
		l, before, err := a.UpdateLinks.LockBy(tx, "hash", engine.UpdateLinkHash(secret))
		if err != nil {
			return err
		}
		if p, err = a.page(tx, l); err != nil {
			return err
		}
		return fn(tx, tx.As(updateLinkActor(l)), p, before)
	})
	return p, err
}

// update checks the form's own rules, and makes an update of it.
func (p *Page) update(in Answer) (models.UpdateInput, error) {
	u := models.UpdateInput{
		ProjectID:  p.Activity.ProjectID,
		ActivityID: p.Activity.ID,
		NoChange:   in.NoChange,
		PeriodFrom: p.Activity.PlannedStart,
		PeriodTo:   p.Today,
	}
	if len(p.Past) > 0 {
		u.PeriodFrom = p.Past[0].PeriodTo.AddDays(1)
	}
	u.PeriodFrom = min(u.PeriodFrom, p.Today)
	if in.NoChange {
		return u, nil
	}
	for _, m := range in.Milestones {
		if !p.asksAbout(m.MilestoneID) {
			return u, models.NotFoundError()
		}
	}
	if faults := p.faults(in); len(faults) > 0 {
		return u, models.Faults(faults...)
	}
	u.Narrative, u.Health, u.Milestones = in.Narrative, models.Health(in.Health), in.Milestones
	if in.Spent != nil {
		u.Spent = *in.Spent
	}
	if in.Health == Finished {
		u.Health, u.Milestones = models.OnTrack, p.allDelivered()
		whole := 100
		u.Progress = &whole
	}
	return u, nil
}

// faults are what the form's own rules find.
func (p *Page) faults(in Answer) (out []models.FieldError) {
	fault := func(pointer, rule, detail string, args map[string]any) {
		out = append(out, models.FieldError{Pointer: pointer, Rule: rule, Args: args, Detail: detail})
	}
	if in.Health == "" || in.Health == Finished && !p.MayFinish {
		fault("/health", "health", "Say how it is going.", nil)
	}
	for i, m := range in.Milestones {
		if m.DueOn != "" && m.DueOn <= p.Today {
			fault(fmt.Sprintf("/milestones/%d", i), "after", fmt.Sprintf("Give a date after %s.", p.Today),
				map[string]any{"Date": p.Today})
		}
	}
	if utf8.RuneCountInString(in.Narrative) > maxNewsLength {
		fault("/narrative", "long", fmt.Sprintf("Give at most %d characters.", maxNewsLength), nil)
	}
	if in.Spent == nil {
		return out
	}
	if in.Spent.Minor < 0 {
		fault("/spent", "amount", "Give an amount of 0 or more.", nil)
	} else if less := models.LessSpent(*in.Spent, p.Spent.Most()); less != nil {
		out = append(out, *less)
	}
	return out
}

func (p *Page) asksAbout(id models.ID) bool {
	for _, m := range p.Due {
		if m.ID == id {
			return true
		}
	}
	return false
}

// allDelivered reports every open milestone as delivered today, those that others wait for first.
func (p *Page) allDelivered() []models.MilestoneMove {
	var out []models.MilestoneMove
	done := map[models.ID]bool{}
	for range p.Milestones {
		for _, m := range p.Milestones {
			if m.Status == models.MilestonePlanned && !done[m.ID] && (m.WaitsForID == "" || done[m.WaitsForID] || !p.open(m.WaitsForID)) {
				done[m.ID] = true
				out = append(out, models.MilestoneMove{MilestoneID: m.ID, DoneOn: p.Today})
			}
		}
	}
	return out
}

func (p *Page) open(id models.ID) bool {
	for _, m := range p.Milestones {
		if m.ID == id {
			return m.Status == models.MilestonePlanned
		}
	}
	return false
}

// sendUpdate writes an update and submits it.
func (a *Links) sendUpdate(ctx context.Context, as *store.Tx, in models.UpdateInput) (*models.Update, error) {
	if err := engine.CheckShape(in); err != nil {
		return nil, err
	}
	u, err := a.register.Updates.CreateIn(ctx, as, in)
	if err != nil {
		return nil, err
	}
	row, _, before, err := a.register.Updates.Lock(as, u.ID, engine.AnyVersion)
	if err != nil {
		return nil, err
	}
	return a.register.Updates.StepIn(ctx, as, row, before, models.StepInput{To: string(models.UpdateSubmitted)})
}

// finish takes an activity whose work is done into finalisation: a manager or the lead closes it when the books are.
func (a *Links) finish(ctx context.Context, as *store.Tx, activity models.ID) error {
	v, _, before, err := a.register.Activities.Lock(as, activity, engine.AnyVersion)
	if err != nil {
		return err
	}
	_, err = a.register.Activities.StepIn(ctx, as, v, before,
		models.StepInput{To: string(models.ActivityFinalisation), Reason: "Reported as finished"})
	return err
}

// AskAnotherUpdateLink mails a new link to the address that the old one went to, and to no other. One that was asked for a moment
// ago is still on its way, and no second is sent.
func (a *Links) AskAnotherUpdateLink(ctx context.Context, secret string) (*Page, error) {
	return a.changeByLink(ctx, secret, func(tx, as *store.Tx, p *Page, _ models.RawJSON) error {
		if p.linked == nil {
			return models.NotFoundError()
		}
		to, err := store.LinkRecipientOf(tx, p.Link)
		if err != nil {
			return err
		}
		comes, err := store.HasOpenLinkSince(tx, p.Link.ActivityID, to.Email, tx.Now().Add(-resendAfter))
		if err != nil || comes {
			return err
		}
		_, err = a.mailFurtherLink(ctx, tx, as, p, to)
		return err
	})
}

// PassUpdateLink mails a link to a colleague at the same organisation, and ends the one that was passed on.
func (a *Links) PassUpdateLink(ctx context.Context, secret string, contact models.ID) (*Page, error) {
	return a.changeByLink(ctx, secret, func(tx, as *store.Tx, p *Page, before models.RawJSON) error {
		if p.State != models.LinkOpen {
			return ErrOver
		}
		i := slices.IndexFunc(p.Colleagues, func(c models.Contact) bool { return c.ID == contact })
		if i < 0 {
			return models.Fault("/contact", "Choose a colleague.")
		}
		to, err := store.LinkRecipientAt(tx, p.Link.OrganisationID, p.Colleagues[i].ID)
		if err != nil {
			return err
		}
		if _, err := a.mailFurtherLink(ctx, tx, as, p, to); err != nil {
			return err
		}
		_, err = a.endUpdateLink(ctx, as, p.Link, before, "Passed on to "+to.Name)
		return err
	})
}

// mailFurtherLink makes and mails a link that was requested on the page of another, up to a daily limit.
func (a *Links) mailFurtherLink(
	ctx context.Context,
	tx, as *store.Tx,
	p *Page,
	to store.LinkRecipient,
) (*models.UpdateLink, error) {
	n, err := store.CountRequestedLinks(tx, p.Link.ActivityID, to.Email, tx.Now().Add(-24*time.Hour))
	if err != nil {
		return nil, err
	}
	if n >= updateLinksADay {
		return nil, &models.Error{
			Code:       models.TooManyRequests,
			RetryAfter: 24 * time.Hour,
			Message:    "So many links were asked for today that no more are sent. Look for one of them in the mail.",
		}
	}
	another, err := a.newUpdateLink(ctx, as, p.Link.ActivityID, to, p.Link.ID, 0)
	if err != nil {
		return nil, err
	}
	return another, a.mailUpdateLink(tx, another, p.linked.Reference)
}
