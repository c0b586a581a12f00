package seeds

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"qadam/app"
	"qadam/app/engine"
	"qadam/models"
)

func (s *scale) assessment(f *filling, a *app.App) {
	needs := s.n * scaleNeeds
	table(f, "missions", scaleMissions, a.Missions.Load, single(s.mission))
	table(f, "findings", s.n*scaleFindings, a.Findings.Load, single(s.finding))
	table(f, "needs", needs, a.Needs.Load, single(s.need))
	table(f, "steps of needs", needs, (*engine.Bulk).Steps, s.needSteps)
	table(f, "referrals", needs, a.Referrals.Load, s.referral)
	table(f, "consents", needs, a.Consents.Load, s.consent)
}

func scaleState(mission int) string { return scaleMissionStates[mission%len(scaleMissionStates)] }

// missionStart spreads the missions over the last five years, the oldest first.
func (s *scale) missionStart(i int) models.Date { return s.today.AddDays(58*i - 1800) }

func (s *scale) missionEnd(i int) models.Date { return s.missionStart(i).AddDays(5) }

func (s *scale) missionID(i int) models.ID { return s.id(aMission, i, s.missionStart(i)) }

func (s *scale) mission(i int) models.Mission {
	start, end := s.missionStart(i), s.missionEnd(i)
	m := models.Mission{Base: s.base(aMission, i, start), Status: models.MissionFollowUp, DraftSentOn: end.AddDays(20),
		ReportSentOn: end.AddDays(60), StartsOn: start, EndsOn: end}
	if m.StatusOn = m.ReportSentOn.AddDays(60); m.StatusOn > s.today {
		m.Status, m.StatusOn = models.MissionReportSent, m.ReportSentOn
	}
	m.MissionInput = models.MissionInput{Reference: fmt.Sprintf("S-%s-M%02d", scaleState(i), i+1), CountryCode: scaleState(i),
		Title:              fmt.Sprintf("Scaled assessment visit %d", i+1),
		Modality:           []models.Modality{models.ModalityOnSite, models.ModalityVirtual, models.ModalityHybrid}[i%3],
		LeadOrganisationID: s.entityID(), Parts: []models.MissionPart{{StartsOn: start, EndsOn: end}},
		ParticipantIDs: []models.ID{s.partnerID(i), s.partnerID(i + 7)},
		InstitutionIDs: []models.ID{s.institutionID(scaleState(i), i%institutionsAState)}, SourceNote: "Invented for measuring"}
	return m
}

func (s *scale) findingID(i int) models.ID {
	return s.id(aFinding, i, s.missionEnd(i%scaleMissions))
}

func (s *scale) finding(i int) models.Finding {
	r, mission := chance(aFinding, i), i%scaleMissions
	t := tongueOf(r)
	return models.Finding{Base: s.base(aFinding, i, s.missionEnd(mission)), CountryCode: scaleState(mission),
		FindingInput: models.FindingInput{
			Reference: fmt.Sprintf("S-%s-F%06d", scaleState(mission), i+1), MissionID: s.missionID(mission),
			Dimension: oneOf[models.Dimension](r, models.DimensionLegislative, models.DimensionInstitutional, models.DimensionOperational,
				models.DimensionResponseCapacity), Kind: oneOf[models.FindingKind](r, models.FindingShortfall, models.FindingShortfall,
				models.FindingShortfall, models.FindingGoodPractice),
			Text: t.prose(r, 3), Evidence: t.prose(r, 1), RatingCode: "", ReleasableSummary: "A matter of " + english.subject(r) + "."}}
}

// The lives that a need has led, by where it is now.
var scaleLives = map[models.NeedStatus][]models.NeedStatus{
	models.NeedIdentified:  nil,
	models.NeedDeclined:    {models.NeedDeclined},
	models.NeedAgreed:      {models.NeedAgreed},
	models.NeedPrioritized: {models.NeedAgreed, models.NeedPrioritized},
	models.NeedReferred:    {models.NeedAgreed, models.NeedPrioritized, models.NeedReferred},
	models.NeedTakenUp:     {models.NeedAgreed, models.NeedPrioritized, models.NeedReferred, models.NeedTakenUp},
	models.NeedInDelivery:  {models.NeedAgreed, models.NeedPrioritized, models.NeedReferred, models.NeedTakenUp, models.NeedInDelivery},
	models.NeedMet: {models.NeedAgreed, models.NeedPrioritized, models.NeedReferred, models.NeedTakenUp, models.NeedInDelivery,
		models.NeedMet},
	models.NeedPartlyMet: {models.NeedAgreed, models.NeedPrioritized, models.NeedReferred, models.NeedTakenUp, models.NeedInDelivery,
		models.NeedPartlyMet}, models.NeedLapsed: {models.NeedAgreed, models.NeedPrioritized, models.NeedReferred, models.NeedLapsed},
}

// answered tells whether activities answer a need: of the five that a project is about always three, and often a fourth.
func answered(need int) bool {
	at := need % needsAProject
	return at < 3 || at == 3 && need/needsAProject%5 < 2
}

// needStatus follows from how far the project is that answers the need.
func (s *scale) needStatus(r *rand.Rand, need int, u undertaking) models.NeedStatus {
	if !answered(need) {
		return oneOf[models.NeedStatus](r, models.NeedIdentified, models.NeedAgreed, models.NeedAgreed, models.NeedPrioritized,
			models.NeedPrioritized, models.NeedReferred, models.NeedDeclined, models.NeedLapsed)
	}
	switch u.status {
	case models.ActivityPipeline:
		return models.NeedTakenUp
	case models.ActivityClosed:
		return oneOf[models.NeedStatus](r, models.NeedMet, models.NeedMet, models.NeedPartlyMet)
	case models.ActivityCancelled:
		return models.NeedLapsed
	}
	return models.NeedInDelivery
}

// stepDay is when a need came to a status.
func (s *scale) stepDay(status models.NeedStatus, visited models.Date, u undertaking) models.Date {
	days := map[models.NeedStatus]int{models.NeedAgreed: 30, models.NeedDeclined: 40, models.NeedPrioritized: 55, models.NeedReferred: 75,
		models.NeedTakenUp: 100}
	switch status {
	case models.NeedInDelivery:
		return s.past(u.start)
	case models.NeedMet, models.NeedPartlyMet, models.NeedLapsed:
		return s.past(u.end)
	}
	return s.past(visited.AddDays(days[status]))
}

func (s *scale) needBorn(i int) models.Date {
	return s.missionEnd(missionOf(i / needsAProject)).AddDays(10)
}

func (s *scale) needID(i int) models.ID { return s.id(aNeed, i, s.needBorn(i)) }

// scaleKinds are the kinds of assistance, the common one more often.
var scaleKinds = []models.NeedKind{models.KindLegislativeDrafting, models.KindTraining, models.KindTraining, models.KindMentoring,
	models.KindEquipment, models.KindITSystem, models.KindAdvisory, models.KindRegionalCoordination}

func (s *scale) need(i int) models.Need {
	r, u := chance(aNeed, i), s.undertaking(i/needsAProject)
	status := s.needStatus(r, i, u)
	t := tongueOf(r)
	n := models.Need{Base: s.base(aNeed, i, s.needBorn(i)), CountryCode: u.state, Status: status, StatusOn: s.needBorn(i)}
	n.NeedInput = models.NeedInput{Reference: fmt.Sprintf("S-%s-%06d", u.state, i+1), MissionID: s.missionID(u.mission), Title: t.title(r),
		Description: t.prose(r, between(r, 2, 5)), ReleasableSummary: "Help with " + english.subject(r) + ".",
		Level: oneOf[models.NeedLevel](r, models.LevelLegislative, models.LevelStrategic, models.LevelOperational,
			models.LevelOperational), Kind: oneOf(r, scaleKinds...),
		ThemeCodes: s.twoThemes(r), FindingIDs: s.findingsOf(r, u.mission),
		InstitutionIDs: []models.ID{s.institutionID(u.state, r.IntN(institutionsAState))},
		EstimatedCost:  models.Money{Minor: int64(between(r, 20, 900)) * 100000, Currency: oneOf(r, "USD", "USD", "USD", "USD", "EUR")},
		WantedBy:       s.needBorn(i).AddDays(between(r, 300, 1600)), OwnerID: s.managerID()}
	for _, step := range scaleLives[status] {
		n.StatusOn = s.stepDay(step, s.missionEnd(u.mission), u)
	}
	if slices.Contains(scaleLives[status], models.NeedPrioritized) || share(r, 20) {
		p := models.Score(between(r, 1500, 9800))
		n.Priority = &p
	}
	n.SetRank()
	return n
}

// findingsOf picks one or two findings of a mission.
func (s *scale) findingsOf(r *rand.Rand, mission int) []models.ID {
	each := s.n * scaleFindings / scaleMissions
	one := r.IntN(each)
	ids := []models.ID{s.findingID(mission + scaleMissions*one)}
	if share(r, 30) {
		ids = append(ids, s.findingID(mission+scaleMissions*((one+1)%each)))
	}
	return ids
}

func (s *scale) needSteps(i int) []*models.Step {
	u := s.undertaking(i / needsAProject)
	var days []models.Date
	life := scaleLives[s.needStatus(chance(aNeed, i), i, u)]
	for _, status := range life {
		days = append(days, s.stepDay(status, s.missionEnd(u.mission), u))
	}
	return stepsOf(s, "need", s.needID(i), aNeed, i, append([]models.NeedStatus{models.NeedIdentified}, life...), days)
}

// stepsOf writes the way through a life, a day for each step.
func stepsOf[S ~string](s *scale, noun string, id models.ID, k kind, i int, life []S, days []models.Date) []*models.Step {
	out := make([]*models.Step, len(days))
	for at, day := range days {
		when := morning(day).Add(time.Duration(at) * time.Minute)
		out[at] = &models.Step{ID: idAt(aStep, int(k)<<32+i*10+at, when), SubjectType: noun, SubjectID: id, FromStatus: string(life[at]),
			ToStatus: string(life[at+1]), OnDate: day, ActorID: s.managerID(), ActorName: "User 083", CreatedAt: when}
	}
	return out
}

func (s *scale) referral(i int) []*models.Referral {
	u := s.undertaking(i / needsAProject)
	if !slices.Contains(scaleLives[s.needStatus(chance(aNeed, i), i, u)], models.NeedReferred) {
		return nil
	}
	on := s.stepDay(models.NeedReferred, s.missionEnd(u.mission), u)
	row := &models.Referral{Base: s.base(aReferral, i, on), Status: models.ReferralProposed, StatusOn: on,
		ReferralInput: models.ReferralInput{NeedID: s.needID(i), OrganisationID: s.partnerID(u.lead), Purpose: models.PurposeDeliver}}
	if answered(i) {
		row.Status, row.StatusOn = models.ReferralAccepted, s.stepDay(models.NeedTakenUp, s.missionEnd(u.mission), u)
	}
	return []*models.Referral{row}
}

// consent makes a State's consent to share every third need; a few say no, were withdrawn or have run out.
func (s *scale) consent(i int) []*models.Consent {
	if i%3 != 0 {
		return nil
	}
	r, u := chance(aConsent, i), s.undertaking(i/needsAProject)
	on := s.missionEnd(u.mission).AddDays(between(r, 40, 100))
	from := morning(on)
	c := models.Consent{Base: s.base(aConsent, i, on), CountryCode: u.state,
		ConsentInput: models.ConsentInput{SubjectType: models.SubjectNeed, SubjectID: s.needID(i),
			Extent: oneOf[models.Extent](r, models.ExtentPartial, models.ExtentPartial, models.ExtentPartial, models.ExtentPartial,
				models.ExtentFull, models.ExtentFull, models.ExtentFull, models.ExtentFull, models.ExtentNone),
			Audience: oneOf[models.Audience](r, models.AudiencePartners, models.AudiencePartners, models.AudienceDonors,
				models.AudienceDonors, models.AudiencePublic), Instrument: fmt.Sprintf("Note verbale %d", i+1), GivenOn: on,
			EffectiveFrom: &from}}
	switch r.IntN(20) {
	case 0:
		at := morning(s.past(on.AddDays(30)))
		c.WithdrawnAt, c.WithdrawnReason = &at, "Withdrawn for measuring"
	case 1:
		end := models.AddMonths(from, 2)
		c.ExpiresAt = &end
	}
	return []*models.Consent{&c}
}
