package updatelink

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// LinkAnswer is the form of an update link as it was sent.
type LinkAnswer struct {
	// FormToken is that of the form: sent twice, it counts once.
	FormToken string
	NoChange  bool
	// Health is one of an activity's, or "finished": the work is done, and all of its milestones are delivered.
	Health     string
	Milestones []models.MilestoneMove
	Narrative  string
	// Spent is what the organisation has spent on the activity in all, in US dollars; nil when nothing is said.
	Spent *models.Money
}

// ErrLinkOver says that a link is not open any more: it was used by another form than this one, or has ended since.
var ErrLinkOver = errors.New("this link is not open any more")

// AnswerLink writes and sends an update as the link's recipient, and ends the link, all in one transaction and through the
// use cases of the API. The same form again changes nothing. What comes through an address alone is no session: nothing but
// this update, of this activity, can be done with it.
func (a *Links) AnswerLink(ctx context.Context, secret string, in LinkAnswer) error {
	return a.withUpdateLink(ctx, secret, func(tx, as *store.Tx, l *models.UpdateLink, before models.RawJSON) error {
		p, err := a.linkPage(tx, l)
		switch {
		case err != nil:
			return err
		case p.State == models.LinkUsed && in.FormToken != "" && in.FormToken == l.FormToken:
			return nil
		case p.State != models.LinkOpen:
			return ErrLinkOver
		}
		update, err := p.Judge(in)
		if err != nil {
			return err
		}
		u, err := a.sendUpdate(ctx, as, update)
		if err != nil {
			return err
		}
		if err := a.bookSpent(ctx, as, p, in.Spent); err != nil {
			return err
		}
		if in.Health == "finished" {
			if err := a.finish(ctx, as, l.ActivityID); err != nil {
				return err
			}
		}
		now := tx.Now()
		l.UsedAt, l.UpdateID, l.FormToken = &now, u.ID, in.FormToken
		if err := store.UpdateLinks.Update(tx, l); err != nil {
			return err
		}
		return engine.Audit(ctx, as, "update_link.use", "update_link", l.ID, before, l)
	})
}

// withUpdateLink locks a link for a change by its recipient.
func (a *Links) withUpdateLink(
	ctx context.Context,
	secret string,
	fn func(tx, as *store.Tx, l *models.UpdateLink, before models.RawJSON) error,
) error {
	return a.Store().Update(ctx, engine.System(), func(tx *store.Tx) error {
		found, err := store.UpdateLinks.By(tx, "hash", engine.UpdateLinkHash(secret))
		if err != nil {
			return err
		}
		l, _, before, err := a.UpdateLinks.Lock(tx, found.ID, engine.AnyVersion)
		if err != nil {
			return err
		}
		return fn(tx, tx.As(updateLinkActor(l)), l, before)
	})
}

// Judge checks the form's own rules, and makes an update of it.
func (p *LinkPage) Judge(in LinkAnswer) (models.UpdateInput, error) {
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
	var faults []models.FieldError
	fault := func(pointer, rule, format string, args ...any) {
		faults = append(faults, models.FieldError{Pointer: pointer, Rule: rule, Detail: fmt.Sprintf(format, args...)})
	}
	u.Narrative, u.Health, u.Milestones = in.Narrative, models.Health(in.Health), in.Milestones
	if in.Health == "" || in.Health == "finished" && !p.MayFinish {
		fault("/health", "health", "Say how it is going.")
	}
	for _, m := range in.Milestones {
		if m.DueOn != "" && m.DueOn <= p.Today {
			fault("/milestones/"+string(m.MilestoneID), "after", "Give a date after %s.", p.Today)
		}
		if !p.asksAbout(m.MilestoneID) {
			return u, models.NotFoundError()
		}
	}
	if utf8.RuneCountInString(in.Narrative) > maxNewsLength {
		fault("/narrative", "long", "Give at most %d characters.", maxNewsLength)
	}
	if in.Spent != nil {
		if u.Spent = *in.Spent; u.Spent.Minor < p.Spent.Minor {
			fault("/spent", "less", "Give at least %s: so much is booked already.", p.Spent.Decimal().StringFixed(2))
		}
	}
	if len(faults) > 0 {
		return u, &models.Error{Code: models.Invalid, Message: "Some fields need another look.", Fields: faults}
	}
	if in.Health == "finished" {
		u.Health, u.Milestones = models.OnTrack, p.allDelivered()
		whole := 100
		u.Progress = &whole
	}
	return u, nil
}

func (p *LinkPage) asksAbout(id models.ID) bool {
	for _, m := range p.Due {
		if m.ID == id {
			return true
		}
	}
	return false
}

// allDelivered reports every open milestone as delivered today, those that others wait for first.
func (p *LinkPage) allDelivered() []models.MilestoneMove {
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

func (p *LinkPage) open(id models.ID) bool {
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

// bookSpent records the difference to the earlier total as one expenditure of today: people know what they have spent in all, and
// transactions are single amounts.
func (a *Links) bookSpent(ctx context.Context, as *store.Tx, p *LinkPage, spent *models.Money) error {
	if spent == nil || spent.Minor == p.Spent.Minor {
		return nil
	}
	in := models.TransactionInput{
		Kind:           models.Expenditure,
		OrganisationID: p.Link.OrganisationID,
		ProjectID:      p.Activity.ProjectID,
		ActivityID:     p.Activity.ID,
		Amount: models.USD(
			spent.Minor - p.Spent.Minor,
		),
		ValueDate:   p.Today,
		Description: "Reported as spent so far: USD " + spent.Decimal().StringFixed(2),
	}
	if err := engine.CheckShape(in); err != nil {
		return err
	}
	_, err := a.register.Transactions.CreateIn(ctx, as, in)
	return err
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

// AskAnotherLink mails a new link to the address that the old one went to, and to no other. One that was asked for a moment ago
// is still on its way, and no second is sent.
func (a *Links) AskAnotherLink(ctx context.Context, secret string) error {
	return a.withUpdateLink(ctx, secret, func(tx, as *store.Tx, l *models.UpdateLink, _ models.RawJSON) error {
		v, err := linkedActivity(tx, as, l)
		if err != nil || v == nil {
			return cmp.Or[error](err, models.NotFoundError())
		}
		to, err := store.LinkRecipientAt(tx, l.OrganisationID, l.Recipient)
		if err != nil {
			return err
		}
		if comes, err := store.HasOpenLinkSince(tx, l.ActivityID, to.Email, tx.Now().Add(-resendAfter)); err != nil || comes {
			return err
		}
		_, err = a.mailFurtherLink(ctx, tx, as, l, v, to)
		return err
	})
}

// PassLink mails a link to a colleague at the same organisation, and ends the one that was passed on.
func (a *Links) PassLink(ctx context.Context, secret string, contact models.ID) error {
	return a.withUpdateLink(ctx, secret, func(tx, as *store.Tx, l *models.UpdateLink, before models.RawJSON) error {
		v, err := linkedActivity(tx, as, l)
		if err != nil || v == nil || l.State(tx.Now()) != models.LinkOpen {
			return cmp.Or[error](err, models.NotFoundError())
		}
		c, err := store.Contacts.Get(as, contact)
		if err != nil {
			return err
		}
		to, err := store.LinkRecipientAt(tx, l.OrganisationID, c.Email)
		if err != nil {
			return err
		}
		if _, err := a.mailFurtherLink(ctx, tx, as, l, v, to); err != nil {
			return err
		}
		_, err = a.endUpdateLink(ctx, as, l, before, "Passed on to "+to.Name)
		return err
	})
}

// mailFurtherLink makes and mails a link that was requested on the page of another, up to a daily limit.
func (a *Links) mailFurtherLink(
	ctx context.Context,
	tx, as *store.Tx,
	l *models.UpdateLink,
	v *models.Activity,
	to store.LinkRecipient,
) (*models.UpdateLink, error) {
	n, err := store.CountRequestedLinks(tx, l.ActivityID, to.Email, tx.Now().Add(-24*time.Hour))
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
	another, err := a.newUpdateLink(ctx, as, l.ActivityID, to, l.ID, 0)
	if err != nil {
		return nil, err
	}
	return another, a.mailUpdateLink(tx, another, v.Reference)
}
