package seeds

import (
	"fmt"

	"qadam/models"
)

// largeLives say where the needs of a mission stand, by their place in it; what is beyond is not agreed.
var largeLives = []models.NeedStatus{models.NeedIdentified, models.NeedIdentified, models.NeedAgreed, models.NeedAgreed, models.NeedAgreed,
	models.NeedAgreed, models.NeedPrioritized, models.NeedPrioritized, models.NeedPrioritized, models.NeedReferred, models.NeedReferred,
	models.NeedReferred, models.NeedTakenUp, models.NeedTakenUp, models.NeedInDelivery, models.NeedInDelivery, models.NeedInDelivery,
	models.NeedInDelivery, models.NeedMet, models.NeedMet, models.NeedPartlyMet, models.NeedLapsed}

// The places of needs that have a story of their own.
const (
	placeNoRate   = 3
	placeAsked    = 9  // referred lately, and waits for an answer
	placeExpired  = 10 // referred long ago, and never answered
	placeRefused  = 11 // referred lately, and declined by the partner
	placeProposed = 17 // its partner says that it is met
	placeMet      = 18
	placeLast     = 21 // lapsed, or declined by the State
)

// needStatus is where a need stands.
func needStatus(mission, place int) models.NeedStatus {
	switch {
	case place >= len(largeLives):
		return models.NeedIdentified
	case place == placeLast && mission%2 == 1:
		return models.NeedDeclined
	}
	return largeLives[place]
}

func (g *large) needReference(i int) string {
	return fmt.Sprintf("%s-N%02d", missionReference(i%largeFollowed), i/largeFollowed+1)
}

// needAt is the reference of the need at a place of a mission.
func (g *large) needAt(mission, place int) string {
	return g.needReference(place*largeFollowed + mission)
}

func (g *large) need(i int) {
	mission, place := i%largeFollowed, i/largeFollowed
	r, state, end := chance(aNeed, i), largeState(mission), g.missionEnd(mission)
	n := Need{Mission: missionReference(mission), Findings: []string{findingReference(mission, place%3)},
		Institutions: []string{institutionOf(state, largeInstitutions[place%len(largeInstitutions)])}, Owner: largeManager,
		CreatedOn: end.AddDays(10), Status: needStatus(mission, place)}
	levels := []models.NeedLevel{models.LevelLegislative, models.LevelStrategic, models.LevelOperational}
	n.NeedInput = models.NeedInput{Reference: g.needReference(i), Title: title(aNeed, i), Description: prose(aNeed, i, between(r, 2, 5)),
		ReleasableSummary: "Help with " + english.subject(r) + ".", Level: levels[i%len(levels)], Kind: oneOf(r, scaleKinds...),
		ThemeCodes: g.twoThemes(i), EstimatedCost: usd(between(r, 20, 900)), WantedBy: end.AddDays(between(r, 400, 1600))}
	if place == placeNoRate {
		n.EstimatedCost.Currency = []string{"TJS", "UZS"}[mission%2]
	}
	g.needLife(&n, mission, place)
	g.Needs = append(g.Needs, n)
	g.share(mission, place)
}

// needLife leads a need to where it stands, with the referrals that are part of it.
func (g *large) needLife(n *Need, mission, place int) {
	end, state := g.missionEnd(mission), counterpart(largeState(mission))
	to := partnerOf(mission*3 + answeredBy(place))
	if n.Status == models.NeedDeclined {
		n.Steps = []Step{step(n.Status, end.AddDays(40), state, "It is done with our own means")}
		return
	}
	life := scaleLives[n.Status]
	for _, status := range life {
		switch status {
		case models.NeedAgreed:
			n.Steps = append(n.Steps, step(status, end.AddDays(40), state, ""))
		case models.NeedPrioritized:
			n.Steps = append(n.Steps, step(status, end.AddDays(60), largeManager, ""))
		case models.NeedReferred:
			n.Steps = append(n.Steps, g.refer(n.Reference, mission, place, to))
		case models.NeedTakenUp:
			n.Steps = append(n.Steps, step(status, end.AddDays(90), largeManager, ""))
		case models.NeedInDelivery:
			s := step(status, end.AddDays(110), "", "")
			s.ByActivity = activityReferenceOf(mission, answeredBy(place))
			n.Steps = append(n.Steps, s)
		default:
			n.Steps = append(n.Steps, step(status, end.AddDays(170), largeManager, "Seen on the spot"))
		}
	}
	if place == placeProposed && mission%2 == 0 {
		n.Steps = append(n.Steps, step(models.NeedMet, g.today.AddDays(-5), to.user, "All courses were held"))
	}
	if place == placeMet && mission%2 == 0 {
		n.ConfirmedOn, n.ConfirmedBy = end.AddDays(175), state
		switch mission {
		case 2:
			n.Answer, n.AnswerReason = models.AnswerPartlyMet, "One of the two posts is still without a scanner"
		case 4:
			n.Answer, n.AnswerReason = models.AnswerNotMet, "The scanner stands unused"
		}
	}
}

// refer puts a need before a partner, which answers, declines, or does not.
func (g *large) refer(need string, mission, place int, to partner) Step {
	on := g.missionEnd(mission).AddDays(75)
	switch place {
	case placeAsked:
		on = g.today.AddDays(-8)
	case placeRefused:
		on = g.today.AddDays(-25)
	}
	s := step(models.NeedReferred, on, largeManager, "Works on this elsewhere")
	s.Organisation = to.code
	r := Referral{Need: need, Organisation: to.code, CreatedOn: on, Status: models.ReferralAccepted}
	r.Purpose = models.PurposeDeliver
	switch place {
	case placeAsked, placeExpired, placeLast:
		return s
	case placeRefused:
		r.Status = models.ReferralDeclined
		r.Steps = []Step{step(r.Status, on.AddDays(5), to.user, "No staff before next year")}
	default:
		r.Steps = []Step{step(r.Status, on.AddDays(10), to.user, "")}
	}
	g.Referrals = append(g.Referrals, r)
	return s
}

// share has the State open some needs of each mission, each in another way.
func (g *large) share(mission, place int) {
	extents := map[int]models.Extent{9: models.ExtentFull, 10: models.ExtentPartial, 12: models.ExtentFull, 14: models.ExtentFull,
		16: models.ExtentPartial, placeProposed: models.ExtentFull, placeMet: models.ExtentFull, 19: models.ExtentNone}
	extent, told := extents[place]
	if !told {
		return
	}
	audiences := []models.Audience{models.AudiencePartners}
	switch place {
	case 14:
		audiences = append(audiences, models.AudienceDonors)
	case placeMet:
		audiences = []models.Audience{models.AudiencePartners, models.AudienceDonors, models.AudiencePublic}
	}
	for _, audience := range audiences {
		c := Consent{Subject: g.needAt(mission, place), By: counterpart(largeState(mission))}
		c.ConsentInput = models.ConsentInput{SubjectType: models.SubjectNeed, Extent: extent, Audience: audience,
			Instrument: fmt.Sprintf("Note verbale %d/%d", mission+1, place+1), GivenOn: g.missionEnd(mission).AddDays(65)}
		if audience == models.AudiencePublic {
			c.Extent = models.ExtentPartial
		}
		if place == 16 && mission%4 == 0 {
			c.WithdrawnOn, c.WithdrawnReason = c.GivenOn.AddDays(30), "The text was changed"
		}
		g.Consents = append(g.Consents, c)
	}
}
