package pages

import (
	"context"
	"slices"
	"strings"

	"qadam/app/engine"
	"qadam/app/reminders"
	"qadam/models"
	"qadam/web"
)

// What partners were asked and what they report.

// readReferral shows a proposal: to those before whom it was put what they can read of the need, to others what these can read.
func readReferral(x *exchange, id models.ID) (*web.Act, error) {
	r, err := x.app.Referrals.Get(x.ctx, x.actor, id)
	if err != nil {
		return nil, err
	}
	v := &web.Act{Noun: "referral", Reference: r.NeedReference}
	waits := r.Status == models.ReferralProposed
	own := x.actor.OrganisationID == r.OrganisationID
	if own {
		if err := x.sayWhatIsSeen(v, r); err != nil {
			return nil, err
		}
	} else {
		switch o, err := x.app.Organisations.Get(x.ctx, x.actor, r.OrganisationID); {
		case err == nil:
			v.Facts = []web.Sentence{sentence("asked_of", "Organisation", o.Name, "Date", r.StatusOn)}
		case models.CodeOf(err) == models.NotFound:
			v.Facts = []web.Sentence{sentence("asked_other", "Date", r.StatusOn)}
		default:
			return nil, err
		}
		if r.Sees != nil {
			v.Facts = append(v.Facts, sentence("sees_"+string(r.Sees.Extent)))
		}
	}
	if r.Note != "" {
		v.Facts = append(v.Facts, sentence("note", "Text", r.Note))
	}
	if waits && r.EndsOn != "" {
		v.Facts = append(v.Facts, sentence("answer_by", "Date", r.EndsOn))
	}
	switch {
	case !waits:
	case own:
		v.Forms = []web.ActForm{actForm(reminders.ActReply, "", r.Version)}
	case x.may("referral.step"):
		v.Forms = []web.ActForm{actForm(reminders.ActNoteReply, "", r.Version)}
	case x.may("referral.choose"):
		f := actForm(reminders.ActChoose, "", r.Version)
		f.Says = []web.Sentence{sentence("others_end")}
		v.Forms = []web.ActForm{f}
	}
	return v, nil
}

// sayWhatIsSeen says what the receiver of a proposal reads of its need, now and once it has accepted.
func (x *exchange) sayWhatIsSeen(v *web.Act, r *models.Referral) error {
	if r.NeedReference == "" {
		v.Facts = []web.Sentence{sentence("you_see_none"), sentence("will_see_none")}
		return nil
	}
	n, err := x.app.Needs.Get(x.ctx, x.actor, r.NeedID)
	if err != nil {
		return err
	}
	v.Facts = []web.Sentence{sentence("you_see", "Reference", n.Reference, "Title", shown(n.Shared, n.Title, n.ReleasableSummary)),
		sentence("will_see_" + string(n.Shared))}
	return nil
}

// stepReferral answers a proposal, notes the answer to it, or withdraws it.
func stepReferral(s *step) error {
	in := models.StepInput{To: s.answer("/to"), Reason: s.reason()}
	return s.submit(in, func() error {
		_, err := s.app.Referrals.Step(s.ctx, s.actor, s.id, s.version, in)
		return err
	})
}

func chooseReferral(s *step) error {
	_, err := s.app.ChooseProposal(s.ctx, s.actor, s.id, s.version)
	return err
}

// readProject shows a project's activities, and lets its lead report on the period that is owed.
func readProject(x *exchange, id models.ID) (*web.Act, error) {
	p, err := x.app.Projects.Get(x.ctx, x.actor, id)
	if err != nil {
		return nil, err
	}
	v := &web.Act{Noun: "project", Reference: p.Reference, Name: p.Title}
	if x.actor.Role == models.Partner && p.LeadOrganisationID == x.actor.OrganisationID && p.Reports() {
		from, to := x.owedPeriod(p)
		f := actForm(reminders.ActReport, "", 0)
		f.Hidden = []web.Hidden{{Name: "period_from", Value: string(from)}, {Name: "period_to", Value: string(to)}}
		f.Says = []web.Sentence{sentence("period", "From", from, "To", to)}
		v.Forms = []web.ActForm{f}
	}
	all, err := x.app.Activities.List(x.ctx, x.actor, first("project_id", string(id)))
	for _, a := range all.Items {
		v.Parts = append(v.Parts, web.ActPart{Path: engine.PageOf("activity", a.ID), Reference: a.Reference, Name: a.Title})
	}
	return v, err
}

// owedPeriod is the first period of a project on which nothing was sent, as far as its days are over.
func (x *exchange) owedPeriod(p *models.Project) (from, to models.Date) {
	if len(p.MissedPeriods) > 0 {
		return p.MissedPeriods[0].PeriodFrom, p.MissedPeriods[0].PeriodTo
	}
	from, to = p.NextStep.Due.AddMonths(-p.ReportingMonths), p.NextStep.Due.AddDays(-1)
	to = min(to, x.today())
	return min(from, to), to
}

// reportPeriod writes an update of a project on the period that its writer was shown, and sends it.
func reportPeriod(s *step) error {
	in := models.UpdateInput{ProjectID: s.id, NoChange: s.answer("/no_change") == "same", Milestones: []models.MilestoneMove{},
		Evidence: []models.Document{}}
	in.PeriodFrom, in.PeriodTo = models.Date(s.form.sent.Get("period_from")), models.Date(s.form.sent.Get("period_to"))
	in.Narrative = s.text("words", "/narrative")
	s.hint("words", nil)
	return s.submit(in, func() error {
		return s.app.Together(s.ctx, s.actor, func(ctx context.Context) error {
			if _, err := hold(ctx, s, s.app.Projects, engine.AnyVersion, func(p *models.Project) error {
				if from, to := s.owedPeriod(p); from != in.PeriodFrom || to != in.PeriodTo {
					return models.Errorf(models.Conflict, "The period that is owed is another one now: from %s to %s.", from, to)
				}
				return nil
			}); err != nil {
				return err
			}
			u, err := s.app.Updates.Create(s.once(ctx, "update"), s.actor, in)
			if err != nil {
				return err
			}
			_, err = s.app.Updates.Step(s.once(ctx, "send"), s.actor, u.ID, u.Version, models.StepInput{To: string(models.UpdateSubmitted)})
			return err
		})
	})
}

// readActivity shows what waits about an activity: to managers updates to review and dates to decide on, to its partners updates that
// came back.
func readActivity(x *exchange, id models.ID) (*web.Act, error) {
	a, err := x.app.Activities.Get(x.ctx, x.actor, id)
	if err != nil {
		return nil, err
	}
	v := &web.Act{Noun: "activity", Reference: a.Reference, Name: a.Title}
	open := models.RefuseClosed("activity", a.Reference, a.Status) == nil
	switch {
	case x.actor.SeesAll():
		if err := x.offerDecisions(v, id); err != nil {
			return nil, err
		}
		if open {
			f := actForm(reminders.ActAsk, "", 0)
			f.Says = []web.Sentence{sentence("by_link")}
			v.Forms = append(v.Forms, f)
		}
	case x.actor.Role == models.Partner && a.HasPartner(x.actor.OrganisationID):
		if err := x.offerReturned(v, id); err != nil {
			return nil, err
		}
		if open {
			v.Forms = append(v.Forms, actForm(reminders.ActWrite, "", 0))
		}
	}
	return v, x.offerComment(v, models.CommentActivity, id, models.ExtentFull)
}

// offerDecisions are the updates of an activity that wait for a manager, and the dates that are asked for.
func (x *exchange) offerDecisions(v *web.Act, activity models.ID) error {
	sent, err := x.app.Updates.List(x.ctx, x.actor, first("activity_id", string(activity), "status", string(models.UpdateSubmitted)))
	if err != nil {
		return err
	}
	milestones, err := x.milestonesOf(activity)
	if err != nil {
		return err
	}
	for i := range sent.Items {
		f := actForm(reminders.ActReview, sent.Items[i].ID, sent.Items[i].Version)
		f.Says = told(&sent.Items[i], milestones)
		v.Forms = append(v.Forms, f)
	}
	for i := range milestones {
		if m := &milestones[i]; m.Status == models.MilestonePlanned && m.ProposedOn != "" {
			v.Forms = append(v.Forms, dateForm(m))
		}
	}
	return nil
}

// milestonesOf are the milestones of an activity, all of them: it has no more than a page holds. An update of a project alone has none.
func (x *exchange) milestonesOf(activity models.ID) ([]models.Milestone, error) {
	if activity == "" {
		return nil, nil
	}
	page, err := x.app.Milestones.List(x.ctx, x.actor, first("activity_id", string(activity)))
	return page.Items, err
}

// dateForm is the form by which it is decided on a date that is asked for.
func dateForm(m *models.Milestone) web.ActForm {
	f := actForm(reminders.ActDate, m.ID, m.Version)
	f.About = m.Reference
	f.Says = []web.Sentence{sentence("moves", "Title", m.Title, "From", m.DueOn, "To", m.ProposedOn)}
	return f
}

// readMilestone shows a milestone of which another date is asked for.
func readMilestone(x *exchange, id models.ID) (*web.Act, error) {
	m, err := x.app.Milestones.Get(x.ctx, x.actor, id)
	if err != nil {
		return nil, err
	}
	v := &web.Act{Noun: "milestone", Reference: m.Reference, Name: m.Title}
	if x.may("milestone.decide") && m.ProposedOn != "" {
		v.Forms = []web.ActForm{dateForm(m)}
	}
	return v, nil
}

// offerReturned are the updates of an activity that came back to the organisation of the reader, with the reviewer's words.
func (x *exchange) offerReturned(v *web.Act, activity models.ID) error {
	back, err := x.app.Updates.List(x.ctx, x.actor, first("activity_id", string(activity), "status", string(models.UpdateReturned),
		"organisation_id", string(x.actor.OrganisationID)))
	if err != nil {
		return err
	}
	for i := range back.Items {
		f, err := x.resendForm(&back.Items[i])
		if err != nil {
			return err
		}
		v.Forms = append(v.Forms, f)
	}
	return nil
}

// askForUpdate mails a link to the focal point.
func askForUpdate(s *step) error {
	_, err := s.app.CreateUpdateLink(s.ctx, s.actor, models.UpdateLinkInput{ActivityID: s.id})
	return err
}

// writeUpdate opens the form of an update.
func writeUpdate(s *step) (err error) {
	s.next, err = s.app.UpdateForm(s.ctx, s.actor, s.id)
	return err
}

// reviewUpdate accepts an update, or sends it back.
func reviewUpdate(s *step) error {
	in := models.StepInput{To: s.answer("/to"), Reason: s.reason()}
	return s.submit(in, func() error {
		_, err := s.app.Updates.Step(s.ctx, s.actor, s.of, s.version, in)
		return err
	})
}

// decideDate accepts the date that is asked for, or keeps the one before.
func decideDate(s *step) error {
	in := models.DateDecisionInput{Decision: models.DateDecision(s.answer("/decision")), Reason: s.reason()}
	return s.submit(in, func() error {
		_, err := s.app.DecideDate(s.ctx, s.actor, s.of, s.version, in)
		return err
	})
}

// told says what an update tells, to those who decide on it. What it says of milestones that were removed since is left out.
func told(u *models.Update, milestones []models.Milestone) []web.Sentence {
	out := []web.Sentence{sentence("period", "From", u.PeriodFrom, "To", u.PeriodTo)}
	if u.NoChange {
		out = append(out, sentence("no_change"))
	}
	if u.Health != "" {
		out = append(out, sentence("health_"+string(u.Health)))
	}
	if u.Progress != nil {
		out = append(out, sentence("progress", "Percent", *u.Progress))
	}
	if !u.Spent.IsZero() {
		out = append(out, sentence("spent", "Amount", u.Spent, "Currency", u.Spent.Currency))
	}
	for _, move := range u.Milestones {
		at := slices.IndexFunc(milestones, func(m models.Milestone) bool { return m.ID == move.MilestoneID })
		if at < 0 {
			continue
		}
		m := &milestones[at]
		if move.DoneOn != "" {
			out = append(out, sentence("delivered", "Title", m.Title, "Date", move.DoneOn))
		} else {
			out = append(out, sentence("moves", "Title", m.Title, "From", m.DueOn, "To", move.DueOn))
		}
	}
	var names []string
	for _, d := range u.Evidence {
		names = append(names, d.Title)
	}
	if len(names) > 0 {
		out = append(out, sentence("files", "Names", strings.Join(names, ", ")))
	}
	if u.Narrative != "" {
		out = append(out, sentence("note", "Text", u.Narrative))
	}
	return out
}
