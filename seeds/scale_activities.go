package seeds

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"qadam/models"
)

// work is what the parts of an activity must know of it.
type work struct {
	undertaking
	project        int
	begin, finish  models.Date // as planned
	status         models.ActivityStatus
	began, ended   models.Date // in fact
	lead, second   int         // which partners
	newest         models.Date // when the newest update was written
	newestStatus   models.UpdateStatus
	heard          models.Date // when the newest update came in
	late, underWay bool
}

func (s *scale) work(i int) work {
	r, project, at := chance(anActivity, i), i/activitiesAProject, i%activitiesAProject
	w := work{undertaking: s.undertaking(project), project: project}
	span := w.start.DaysUntil(w.end)
	w.begin = w.start.AddDays(span*at/12 + r.IntN(20))
	w.finish = min(w.begin.AddDays(span/5+r.IntN(span/6)), w.end)
	w.lead, w.second = w.undertaking.lead, (w.undertaking.lead+1+r.IntN(scalePartners-1))%scalePartners
	if share(r, 20) {
		w.lead, w.second = w.second, w.lead
	}
	w.status = s.workStatus(r, w)
	if slices.Contains(scaleWays[w.status], models.ActivityImplementation) {
		w.began = s.past(w.begin.AddDays(r.IntN(8)))
	}
	if w.status == models.ActivityClosed {
		w.ended = max(s.past(w.finish.AddDays(between(r, -10, 20))), w.began)
	}
	w.underWay = w.status == models.ActivityImplementation || w.status == models.ActivityFinalisation
	w.late = w.underWay && w.finish < s.today
	s.hear(r, &w)
	return w
}

// workStatus follows from the project's and from the days; some activities go on after the day on which they should be done.
func (s *scale) workStatus(r *rand.Rand, w work) models.ActivityStatus {
	luck := r.IntN(100)
	switch {
	case w.undertaking.status == models.ActivityPipeline || w.undertaking.status == models.ActivityCancelled:
		return w.undertaking.status
	case w.undertaking.status == models.ActivityClosed:
		if luck < 4 {
			return models.ActivityCancelled
		}
		return models.ActivityClosed
	case w.begin > s.today:
		return models.ActivityPipeline
	case w.finish < s.today && luck >= 15:
		return models.ActivityClosed
	case w.undertaking.status == models.ActivitySuspended:
		return models.ActivitySuspended
	case w.finish < s.today.AddDays(15):
		return models.ActivityFinalisation
	}
	return models.ActivityImplementation
}

// hear says when the newest update was written, and when the newest came in: of one activity in ten not lately.
func (s *scale) hear(r *rand.Rand, w *work) {
	days, luck := r.IntN(25), r.IntN(100)
	if share(r, 10) {
		days = between(r, 31, 120)
	}
	w.newest = s.today.AddDays(-days)
	if w.ended != "" {
		w.newest = s.past(w.ended.AddDays(5))
	}
	w.heard = w.newest
	switch {
	case luck < 5 && w.underWay:
		w.newestStatus, w.heard = models.UpdateDraft, w.newest.AddDays(-updateDays)
	case luck < 12 && w.underWay:
		w.newestStatus = models.UpdateReturned
	case luck < 30 && w.underWay:
		w.newestStatus = models.UpdateSubmitted
	default:
		w.newestStatus = models.UpdateAccepted
	}
}

func (s *scale) activityID(i int) models.ID {
	return s.id(anActivity, i, s.projectBorn(s.undertaking(i/activitiesAProject)))
}

func activityReference(i int, u undertaking) string {
	return models.ShortReference(projectReference(i/activitiesAProject, u), "A", i%activitiesAProject+1)
}

func (s *scale) activity(i int) models.Activity {
	r, w := chance(anActivity, -i-1), s.work(i)
	t := tongueOf(r)
	a := models.Activity{Base: s.base(anActivity, i, s.projectBorn(w.undertaking)), Status: w.status,
		StatusOn: s.projectBorn(w.undertaking), ActualStart: w.began, ActualEnd: w.ended, LastUpdateOn: w.heard}
	if days := s.workDays(w); len(days) > 0 {
		a.StatusOn = days[len(days)-1]
	}
	a.ActivityInput = models.ActivityInput{Reference: activityReference(i, w.undertaking), ProjectID: s.projectID(w.project),
		Title: t.title(r), Description: t.prose(r, between(r, 1, 4)),
		CountryCode: w.state, ThemeCodes: s.twoThemes(r), PlannedStart: w.begin, PlannedEnd: w.finish,
		Partners: []models.ActivityPartner{{OrganisationID: s.partnerID(w.lead), PartnerRole: models.PartnerLead},
			{OrganisationID: s.partnerID(w.second), PartnerRole: models.PartnerImplementing}},
		Needs: s.needsOf(r, i), InstitutionIDs: []models.ID{s.institutionID(w.state, r.IntN(institutionsAState))},
		Health: scaleHealth(r), Progress: s.progress(w), Kinds: []models.NeedKind{oneOf(r, scaleKinds...)}}
	return a
}

func scaleHealth(r *rand.Rand) models.Health {
	return oneOf(r, models.OnTrack, models.OnTrack, models.OnTrack, models.AtRisk, models.OffTrack)
}

// needsOf picks one or two of the needs that the project is about, and is sure to answer each that counts as answered.
func (s *scale) needsOf(r *rand.Rand, i int) []models.ActivityNeed {
	from := i / activitiesAProject * needsAProject
	one := from + []int{0, 1, 2, 3, 0, 1, 2, 0, 1, 0}[i%activitiesAProject]
	if !answered(one) {
		one = from
	}
	if share(r, 70) {
		return []models.ActivityNeed{{NeedID: s.needID(one), Share: 100}}
	}
	two := from + (one-from+1)%3
	return []models.ActivityNeed{{NeedID: s.needID(one), Share: 60}, {NeedID: s.needID(two), Share: 40}}
}

// progress is how much of the planned time is over.
func (s *scale) progress(w work) int {
	switch {
	case w.status == models.ActivityClosed:
		return 100
	case w.began == "":
		return 0
	}
	return min(95, 100*max(0, w.begin.DaysUntil(s.today))/max(1, w.begin.DaysUntil(w.finish)))
}

// workDays are the days of an activity's steps.
func (s *scale) workDays(w work) []models.Date {
	switch n := len(scaleWays[w.status]) - 1; {
	case w.status == models.ActivityCancelled:
		return []models.Date{s.past(w.begin)}
	case w.status == models.ActivityClosed:
		return []models.Date{w.began, w.ended}
	default:
		return []models.Date{w.began, max(w.began, s.today.AddDays(-10))}[:n]
	}
}

func (s *scale) activitySteps(i int) []*models.Step {
	w := s.work(i)
	return stepsOf(s, "activity", s.activityID(i), anActivity, i, scaleWays[w.status], s.workDays(w))
}

func (s *scale) milestone(i int) models.Milestone {
	activity, at := i/milestonesAnActivity, i%milestonesAnActivity
	r, w := chance(aMilestone, i), s.work(activity)
	born := s.projectBorn(w.undertaking)
	m := models.Milestone{Base: s.base(aMilestone, i, born), Status: models.MilestonePlanned, StatusOn: born}
	office := oneOf(r, w.lead, w.lead, w.second)
	m.MilestoneInput = models.MilestoneInput{Reference: models.ShortReference(activityReference(activity, w.undertaking), "M", at+1),
		ActivityID: s.activityID(activity),
		Title:      oneOf(r, milestoneTitles...), DueOn: w.begin.AddDays(w.begin.DaysUntil(w.finish) * (at + 1) / milestonesAnActivity),
		Weight: between(r, 1, 3), OrganisationID: s.partnerID(office), ContactID: s.contactID(office, r.IntN(contactsAnOffice))}
	m.FirstDueOn = m.DueOn
	if at > 0 && share(r, 20) {
		m.WaitsForID = s.id(aMilestone, i-1, born)
	}
	s.deliver(r, &m, w, at)
	return m
}

// deliver says what became of a milestone. Of those due under way some are not delivered, the recent ones more often.
func (s *scale) deliver(r *rand.Rand, m *models.Milestone, w work, at int) {
	behind := m.DueOn.DaysUntil(s.today)
	done := s.past(m.DueOn.AddDays(between(r, -10, 12)))
	switch {
	case w.status == models.ActivityClosed && share(r, 5) || w.status == models.ActivityCancelled:
		m.Status, m.StatusOn = models.MilestoneDropped, s.past(m.DueOn)
	case w.status == models.ActivityClosed:
		m.Status, m.DoneOn = models.MilestoneDelivered, min(done, w.ended)
	case w.underWay && behind >= 0 && !(w.late && at == milestonesAnActivity-1) && !share(r, 3+100/(4+behind)):
		m.Status, m.DoneOn = models.MilestoneDelivered, done
	case w.status == models.ActivitySuspended && behind >= 0 && share(r, 80):
		m.Status, m.DoneOn = models.MilestoneDelivered, done
	case w.underWay && share(r, 4):
		m.ProposedOn = max(m.DueOn, s.today).AddDays(30)
	}
	if m.DoneOn != "" {
		m.StatusOn = m.DoneOn
	}
}

// updateDays lie between two updates of an activity.
const updateDays = 90

func (s *scale) update(i int) models.Update {
	activity, back := i/updatesAnActivity, i%updatesAnActivity
	r, w := chance(anUpdate, i), s.work(activity)
	day, status := w.newest.AddDays(-back*updateDays), models.UpdateAccepted
	if back == 0 {
		status = w.newestStatus
	}
	u := models.Update{Base: s.base(anUpdate, i, day), OrganisationID: s.partnerID(w.lead),
		AuthorID: s.id(aUser, w.lead*usersAnOffice+r.IntN(usersAnOffice), s.founded()), Status: status, StatusOn: day}
	u.UpdateInput = models.UpdateInput{ProjectID: s.projectID(w.project), ActivityID: s.activityID(activity),
		PeriodFrom: day.AddDays(-updateDays - 4), PeriodTo: day.AddDays(-5),
		NoChange: w.began == "" || day < w.began || share(r, 20), Narrative: tongueOf(r).prose(r, between(r, 1, 3))}
	if !u.NoChange {
		progress := max(0, s.progress(w)-15*back)
		u.Progress, u.Health = &progress, scaleHealth(r)
	}
	if status != models.UpdateDraft {
		at := morning(day)
		u.SubmittedAt = &at
	}
	if status == models.UpdateReturned {
		u.ReturnReason = fmt.Sprintf("Say which of the %d milestones moved.", milestonesAnActivity)
	}
	return u
}
