package pages

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"qadam/app/reminders"
	"qadam/models"
	"qadam/web"
)

// An update that came back is corrected and sent again, with what it says of milestones.

// resendForm is the form by which an update that came back is corrected and sent again, with the reviewer's words.
func (x *exchange) resendForm(u *models.Update) (web.ActForm, error) {
	f := actForm(reminders.ActResend, u.ID, u.Version, "words", u.Narrative, "health", string(u.Health))
	f.Says = []web.Sentence{sentence("period", "From", u.PeriodFrom, "To", u.PeriodTo)}
	f.Quotes = []web.Quote{{On: u.StatusOn, Role: string(models.Manager), Text: u.ReturnReason}}
	if currency := u.Spent.Currency; currency != "" {
		f.Add(2, web.Spent(currency))
		f.Values.Set("spent", u.Spent.Text())
	}
	movable, err := x.movable(u)
	if len(movable) > 0 {
		var all []web.Option
		for _, m := range movable {
			all = append(all, web.Option{Value: string(m.ID), Text: m.Title})
			f.Fields = append(f.Fields, web.NewDate(string(m.ID), m.Title))
		}
		f.Fields = append(f.Fields, web.Delivered(all...))
		for _, move := range u.Milestones {
			if move.DoneOn != "" {
				f.Values.Add("delivered", string(move.MilestoneID))
			} else {
				f.Values.Set(web.NewDate(string(move.MilestoneID), "").Name, string(move.DueOn))
			}
		}
	}
	return f, err
}

// movable are the milestones of which an update may still say that they are delivered, or wanted on another day: those that are planned,
// or stand as it reported them, and are the organisation's, or any of the activity for its lead.
func (x *exchange) movable(u *models.Update) ([]models.Milestone, error) {
	if u.ActivityID == "" {
		return nil, nil
	}
	a, err := x.app.Activities.Get(x.ctx, x.actor, u.ActivityID)
	if err != nil {
		return nil, err
	}
	found, err := x.milestonesOf(a.ID)
	return slices.DeleteFunc(found, func(m models.Milestone) bool {
		reported := slices.ContainsFunc(u.Milestones, func(move models.MilestoneMove) bool { return move.Holds(&m) })
		return m.Status != models.MilestonePlanned && !reported || m.OrganisationID != u.OrganisationID && a.Lead() != u.OrganisationID
	}), err
}

// resendUpdate corrects an update that came back, and sends it again.
func resendUpdate(s *step) error {
	old, err := s.app.Updates.Get(s.ctx, s.actor, s.of)
	if err != nil {
		return err
	}
	in := old.UpdateInput
	in.Health = models.Health(s.choice("health", "/health"))
	s.hint("health", nil)
	in.Narrative = s.text("words", "/narrative")
	s.hint("words", nil)
	if in.Milestones, err = s.moves(old); err != nil {
		return err
	}
	if in.NoChange = in.NoChange && in.Health == "" && in.Narrative == "" && len(in.Milestones) == 0; old.Spent.Currency != "" {
		if spent := s.amount("spent", "/spent", old.Spent.Currency); spent != nil {
			in.Spent = *spent
		}
	}
	return s.submit(in, func() error {
		return s.app.Together(s.ctx, s.actor, func(ctx context.Context) error {
			u, err := s.app.Updates.Patch(s.once(ctx, "words"), s.actor, s.of, s.version, func(to *models.UpdateInput) error {
				*to = in
				return nil
			})
			if err != nil {
				return err
			}
			_, err = s.app.Updates.Step(s.once(ctx, "send"), s.actor, s.of, u.Version, models.StepInput{To: string(models.UpdateSubmitted)})
			return err
		})
	})
}

// moves reads what is said of milestones now. What the form did not ask about stays as the update says it.
func (s *step) moves(old *models.Update) (out []models.MilestoneMove, err error) {
	movable, err := s.movable(old)
	if err != nil {
		return nil, err
	}
	asked := func(id models.ID) bool {
		return s.form.sent.Has(web.NewDate(string(id), "").Name) &&
			slices.ContainsFunc(movable, func(m models.Milestone) bool { return m.ID == id })
	}
	out = slices.DeleteFunc(slices.Clone(old.Milestones), func(m models.MilestoneMove) bool { return asked(m.MilestoneID) })
	for _, m := range movable {
		if !asked(m.ID) {
			continue
		}
		name := web.NewDate(string(m.ID), "").Name
		move := models.MilestoneMove{MilestoneID: m.ID, DueOn: s.day(name, fmt.Sprintf("/milestones/%d", len(out)))}
		s.hint("day", nil)
		moved, delivered := strings.TrimSpace(s.form.sent.Get(name)) != "", slices.Contains(s.form.sent["delivered"], string(m.ID))
		switch {
		case delivered && moved:
			s.refuse(models.FieldError{Rule: "both", Detail: "Give a new date or tick that it is delivered, not both."})
		case delivered:
			move.DoneOn = cmp.Or(old.DeliveredOn(m.ID), s.today()) // the day that was told before stays
		}
		if delivered || moved {
			out = append(out, move)
		}
	}
	return out, nil
}
