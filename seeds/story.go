package seeds

import (
	"cmp"
	"fmt"
	"slices"

	"qadam/app/engine"
	"qadam/models"
)

// The ranks of what happens on the same day: things are made before they are judged, judged before they are answered.
const (
	rankBorn = iota
	rankNeed
	rankScore
	rankConsent
	rankAnswer // a referral's answer, before the manager acts on it
	rankNeedStep
	rankConfirm
	rankReferral
	rankProject
	rankActivity
	rankMilestone
	rankProjectStep
	rankDelivery
	rankUpdate
	rankActivityStep
	rankMoney
	rankReport
	rankTalk   // files and comments
	rankRemind // last of a day: what is owed, and the mails about it
)

// plan lays the whole demo out as events.
func (l *loader) plan(d Demo, today models.Date) {
	for _, m := range d.Missions {
		l.mission(m, d.Findings)
	}
	for _, n := range d.Needs {
		l.need(n)
	}
	const scored models.Date = "2021-05-10" // after the State agreed, before the ranking
	for i, s := range d.Scores {
		l.at(cmp.Or(s.OnDate, scored), rankScore, fmt.Sprint("score ", i+1), func() error {
			_, err := l.app.Scores.Create(l.ctx, l.actors[s.Assessor], s.Input(&l.ids))
			return err
		})
	}
	for _, r := range d.Rankings {
		l.at(r.CreatedOn, rankBorn, r.Title, func() error {
			x, err := l.app.Rankings.Create(l.ctx, l.actors[r.By], r.Input(&l.ids))
			if err != nil {
				return err
			}
			l.ids.Set("ranking", r.Reference, x.ID)
			return nil
		})
		lives(l, l.app.Rankings, "ranking", r.Reference, rankAnswer, r.Steps)
	}
	for _, r := range d.Referrals {
		l.referral(r)
	}
	for _, c := range d.Consents {
		l.consent(c)
	}
	for _, r := range d.Asked {
		l.asked(r)
	}
	for _, o := range d.Offers {
		created(l, l.app.Offers, o.CreatedOn, rankBorn, "offer", o.Reference, func() models.OfferInput { return o.Input(&l.ids) })
		lives(l, l.app.Offers, "offer", o.Reference, rankNeed, o.Steps)
	}
	for _, p := range d.Projects {
		l.project(p)
	}
	for i, u := range d.Updates {
		l.update(cmp.Or(u.Key, fmt.Sprint("update ", i+1)), u, today)
	}
	for _, x := range d.Indicators {
		created(l, l.app.Indicators, d.begun(x.Project, x.Activity), rankMilestone, "indicator", x.Project+x.Activity+x.Title,
			func() models.IndicatorInput { return x.Input(&l.ids) })
	}
	for i, x := range d.Transactions {
		on := today
		if x.Kind == models.Expenditure { // what updates tell as spent in all has these in it
			on = max(x.ValueDate, d.begun(x.Project, x.Activity))
		}
		created(l, l.app.Transactions, on, rankMoney, "transaction", fmt.Sprint(i),
			func() models.TransactionInput { return x.Input(&l.ids) })
		if len(x.Allot) > 0 {
			l.at(today, rankMoney, "allotment", func() error { return l.allot(fmt.Sprint(i), x) })
		}
	}
	for _, r := range d.Reports {
		createdBy(l, l.app.Reports, r.IssuedOn, rankReport, NounReport, r.Key, r.By, func() models.ReportInput { return r.Input(&l.ids) })
	}
	for _, x := range d.Deadlines {
		created(l, l.app.ReportDeadlines, today, rankReport, "report deadline", x.Agreement,
			func() models.ReportDeadlineInput { return x.Input(&l.ids) })
	}
	for _, v := range d.Views {
		createdBy(l, l.app.SavedViews, today, rankTalk, "view", v.By+v.Name, v.By, func() models.SavedViewInput { return v.SavedViewInput })
	}
	for i, c := range d.Comments {
		l.comment(i, c)
	}
}

// allot has the manager allot a commitment.
func (l *loader) allot(key string, x Transaction) error {
	in, err := x.Allotment(&l.ids)
	if err != nil {
		return err
	}
	_, err = l.app.AllotTransaction(l.ctx, l.actors["manager@demo.example"], l.ids.Of("transaction", key), engine.AnyVersion, in)
	return err
}

// begun is the day on which an activity or, without one, a project was made.
func (d Demo) begun(project, activity string) models.Date {
	for _, p := range d.Projects {
		if p.Reference != project {
			continue
		}
		for _, v := range p.Activities {
			if v.Reference == activity {
				return v.CreatedOn
			}
		}
		return p.CreatedOn
	}
	return ""
}

// created plans the making of an object.
func created[T, I any](l *loader, r engine.Resource[T, I], on models.Date, rank int, noun Noun, key string, in func() I) {
	createdBy(l, r, on, rank, noun, key, "", in)
}

// createdBy plans the making of an object by a user.
func createdBy[T, I any](l *loader, r engine.Resource[T, I], on models.Date, rank int, noun Noun, key, by string, in func() I) {
	l.at(on, rank, key, func() error {
		row, err := r.Create(l.ctx, l.actors[by], in())
		if err == nil {
			l.ids.Set(noun, key, any(row).(models.Entity).Meta().ID)
		}
		return err
	})
}

// lives plans the steps of an object's life. Those that follow by themselves from an activity's start are left to it.
func lives[T, I any](l *loader, r engine.Resource[T, I], noun Noun, key string, rank int, steps []Step) {
	for _, s := range steps {
		if s.ByActivity != "" {
			continue
		}
		l.at(s.OnDate, rank, key+" "+s.To, func() error {
			row, err := r.Get(l.ctx, engine.System(), l.ids.Of(noun, key))
			if err != nil {
				return err
			}
			meta := any(row).(models.Entity).Meta()
			_, err = r.Step(l.ctx, l.actors[s.By], meta.ID, meta.Version, s.Input(&l.ids))
			return err
		})
	}
}

// mission plans a mission and what it found; the findings are written down when it ends.
func (l *loader) mission(m Mission, findings []Finding) {
	l.at(m.CreatedOn, rankBorn, m.Reference, func() error {
		x, err := put(l, l.app.Missions, NounMission, m.Reference, "", nil, m.Input(&l.ids))
		if err != nil {
			return err
		}
		for i, s := range x.Sessions {
			l.ids.Set(NounSession, m.SessionKey(m.Sessions[i]), s.ID)
		}
		return nil
	})
	lives(l, l.app.Missions, NounMission, m.Reference, rankNeed, m.Steps)
	if len(m.Team) > 0 {
		l.at(m.CreatedOn, rankTalk, m.Reference+" team", func() error {
			_, err := l.app.SetMissionTeam(l.ctx, l.actors[m.Team[0].User], l.ids.Of(NounMission, m.Reference), m.team(&l.ids))
			return err
		})
	}
	attach(l, l.app.Missions, NounMission, m.Reference, m.Files, func(in *models.MissionInput) *[]models.Document { return &in.Documents })
	written := m.Parts[len(m.Parts)-1].EndsOn.AddDays(6)
	for _, f := range findings {
		if f.Mission == m.Reference {
			created(l, l.app.Findings, written, rankBorn, NounFinding, f.Reference, func() models.FindingInput { return f.Input(&l.ids) })
		}
	}
}

func (l *loader) need(n Need) {
	created(l, l.app.Needs, n.CreatedOn, rankNeed, NounNeed, n.Reference, func() models.NeedInput { return n.Input(&l.ids) })
	lives(l, l.app.Needs, NounNeed, n.Reference, rankNeedStep, n.Steps)
	if n.ConfirmedOn == "" {
		return
	}
	l.at(n.ConfirmedOn, rankConfirm, n.Reference+" confirmed", func() error {
		x, err := l.app.Needs.Get(l.ctx, engine.System(), l.ids.Of(NounNeed, n.Reference))
		if err != nil {
			return err
		}
		_, err = l.app.AnswerNeed(l.ctx, l.actors[n.ConfirmedBy], x.ID, x.Version,
			models.NeedAnswerInput{Answer: cmp.Or(n.Answer, models.AnswerMet), Reason: n.AnswerReason})
		return err
	})
}

// referral plans a referral, unless the need's own step to "referred" has made it.
func (l *loader) referral(r Referral) {
	key := r.Need + " to " + r.Organisation + " to " + string(r.Purpose)
	l.at(r.CreatedOn, rankReferral, key, func() error {
		in := r.Input(&l.ids)
		page, err := l.app.Referrals.List(l.ctx, engine.System(), models.ListQuery{Filters: map[string]string{
			"need_id": string(in.NeedID), "organisation_id": string(in.OrganisationID), "purpose": string(in.Purpose)}})
		if err != nil {
			return err
		}
		if len(page.Items) == 1 {
			made := page.Items[0]
			l.ids.Set("referral", key, made.ID)
			in.Note, in.EndsOn = made.Note, cmp.Or(in.EndsOn, made.EndsOn)
			if in == made.ReferralInput {
				return nil
			}
			_, err := l.app.Referrals.Patch(l.ctx, engine.System(), made.ID, made.Version, func(r *models.ReferralInput) error {
				*r = in
				return nil
			})
			return err
		}
		_, err = put(l, l.app.Referrals, "referral", key, "", nil, in)
		return err
	})
	for _, s := range r.Steps {
		rank := rankAnswer
		if s.OnDate == r.CreatedOn {
			rank = rankProject
		}
		lives(l, l.app.Referrals, "referral", key, rank, []Step{s})
	}
}

func (l *loader) consent(c Consent) {
	key := fmt.Sprint(c.Subject, " ", c.Audience, " ", c.Instrument)
	l.at(c.GivenOn, rankConsent, key, func() error {
		x, err := l.app.Consents.Create(l.ctx, l.actors[c.By], c.Input(&l.ids))
		if err != nil || c.WithdrawnOn == "" {
			return err
		}
		l.ids.Set("consent", key, x.ID)
		return nil
	})
	if c.WithdrawnOn == "" {
		return
	}
	l.at(c.WithdrawnOn, rankConsent, key+" withdrawn", func() error {
		x, err := l.app.Consents.Get(l.ctx, engine.System(), l.ids.Of("consent", key))
		if err != nil {
			return err
		}
		_, err = l.app.WithdrawConsent(l.ctx, l.actors[c.By], x.ID, x.Version, models.WithdrawInput{Reason: c.WithdrawnReason})
		return err
	})
}

// asked plans a request for consent and its answer.
func (l *loader) asked(r ConsentRequest) {
	key := fmt.Sprint(r.Subject, " ", r.Audience, " asked")
	l.at(r.AskedOn, rankConsent, key, func() error {
		x, err := l.app.ConsentRequests.Create(l.ctx, l.actors[r.By], r.Input(&l.ids))
		if err != nil {
			return err
		}
		l.ids.Set("consent_request", key, x.ID)
		return l.app.BeginSilence(l.ctx, x.ID) // the story has no mails: its State was told on the day
	})
	if r.CancelledOn != "" {
		l.at(r.CancelledOn, rankAnswer, key+" and cancelled", func() error {
			_, err := l.app.CancelRequest(l.ctx, l.actors[r.By], l.ids.Of("consent_request", key), engine.AnyVersion,
				models.WithdrawInput{Reason: cmp.Or(r.AnswerReason, "Asked for again in other words")})
			return err
		})
	}
	if r.Answer == "" {
		return
	}
	l.at(r.AnsweredOn, rankAnswer, key+" and answered", func() error {
		x, err := l.app.ConsentRequests.Get(l.ctx, engine.System(), l.ids.Of("consent_request", key))
		if err != nil {
			return err
		}
		_, err = l.app.AnswerRequest(l.ctx, l.actors[r.AnsweredBy], x.ID, x.Version,
			models.AnswerInput{Answer: r.Answer, Instrument: r.Instrument, GivenOn: r.AnsweredOn, Reason: r.AnswerReason})
		return err
	})
}

func (l *loader) project(p Project) {
	created(l, l.app.Projects, p.CreatedOn, rankProject, NounProject, p.Reference, func() models.ProjectInput { return p.Input(&l.ids) })
	lives(l, l.app.Projects, NounProject, p.Reference, rankProjectStep, p.Steps)
	for _, v := range p.Activities {
		created(l, l.app.Activities, v.CreatedOn, rankActivity, NounActivity, v.Reference,
			func() models.ActivityInput { return v.Input(&l.ids, p.Reference) })
		lives(l, l.app.Activities, NounActivity, v.Reference, rankActivityStep, v.Steps)
		attach(l, l.app.Activities, NounActivity, v.Reference, v.Files,
			func(in *models.ActivityInput) *[]models.Document { return &in.Documents })
		for _, m := range v.Milestones {
			created(l, l.app.Milestones, v.CreatedOn, rankMilestone, NounMilestone, m.Reference,
				func() models.MilestoneInput { return m.Input(&l.ids, v.Reference) })
			lives(l, l.app.Milestones, NounMilestone, m.Reference, rankDelivery, m.Steps)
		}
	}
}

// update plans a report; it is written on the day of its first step, a draft today.
func (l *loader) update(key string, u Update, today models.Date) {
	on := today
	if len(u.Steps) > 0 {
		on = u.Steps[0].OnDate
	}
	l.at(on, rankDelivery, key, func() error {
		in := u.Input(&l.ids)
		documents, err := l.upload(l.actors[u.Author], u.Files)
		if err != nil {
			return err
		}
		in.Evidence = append(in.Evidence, documents...)
		x, err := l.app.Updates.Create(l.ctx, l.actors[u.Author], in)
		if err != nil {
			return err
		}
		l.ids.Set(NounUpdate, key, x.ID)
		return nil
	})
	lives(l, l.app.Updates, NounUpdate, key, rankUpdate, u.Steps)
}

// lookedAt lets the jobs of the day run: referrals without an answer expire, overlaps are found, hints for offers are made.
// It dismisses the pairs that were looked at.
func (l *loader) lookedAt(dismissed []Overlap) error {
	if _, err := l.app.ExpireProposals(l.ctx); err != nil {
		return err
	}
	if _, err := l.app.ScanOverlaps(l.ctx); err != nil {
		return err
	}
	for _, d := range dismissed {
		found, err := l.app.Overlaps.List(l.ctx, engine.System(),
			models.ListQuery{Filters: map[string]string{"activity_id": string(l.ids.Of(NounActivity, d.Activities[0]))}})
		if err != nil {
			return err
		}
		other := l.ids.Of(NounActivity, d.Activities[1])
		at := slices.IndexFunc(found.Items, func(o models.Overlap) bool { return o.FirstID == other || o.SecondID == other })
		if at < 0 {
			return fmt.Errorf("%v do not overlap", d.Activities)
		}
		o := found.Items[at]
		in := models.StepInput{To: string(models.OverlapDismissed), Reason: d.Reason}
		if _, err := l.app.Overlaps.Step(l.ctx, l.actors[d.By], o.ID, o.Version, in); err != nil {
			return err
		}
	}
	if err := l.ids.Err(); err != nil {
		return err
	}
	return l.app.HintOffers(l.ctx)
}
