package seeds

import (
	"fmt"

	"qadam/models"
)

// missionDays say when a mission began, by where it stands; those with needs lie behind each other.
func (g *large) missionStart(i int) models.Date {
	if i < largeFollowed {
		return g.today.AddDays(48*i - 1300)
	}
	return g.today.AddDays([]int{-160, -70, -110, -30, -2, 40, -100}[i-largeFollowed])
}

func (g *large) missionEnd(i int) models.Date { return g.missionStart(i).AddDays(5) }

// missionStatus is where a mission stands: each of the last ones elsewhere.
func missionStatus(i int) models.MissionStatus {
	switch {
	case i == 3 || i == 11:
		return models.MissionClosed
	case i < largeFollowed:
		return models.MissionFollowUp
	}
	return []models.MissionStatus{models.MissionReportSent, models.MissionDraftSent, models.MissionDraftSent, models.MissionDrafting,
		models.MissionUnderWay, models.MissionPlanned, models.MissionCancelled}[i-largeFollowed]
}

// missionLife leads to where a mission stands.
func (g *large) missionLife(i int) (out []Step) {
	end, last := g.missionEnd(i), missionStatus(i)
	if last == models.MissionCancelled {
		return []Step{step(last, g.missionStart(i).AddDays(-20), largeManager, "The State asked for another year")}
	}
	for _, s := range []struct {
		to models.MissionStatus
		on models.Date
	}{{models.MissionUnderWay, g.missionStart(i)}, {models.MissionDrafting, end.AddDays(1)}, {models.MissionDraftSent, end.AddDays(45)},
		{models.MissionReportSent, end.AddDays(90)}, {models.MissionFollowUp, end.AddDays(100)},
		{models.MissionClosed, g.today.AddDays(-3)}} {
		if s.on > g.today || last == models.MissionPlanned {
			break
		}
		if i == largeFollowed+2 && s.to == models.MissionDraftSent {
			s.on = g.today.AddDays(-45) // its comments are late
		}
		out = append(out, step(s.to, s.on, largeAssessor, ""))
		if s.to == last {
			break
		}
	}
	return out
}

func (g *large) mission(i int) {
	start, end, state := g.missionStart(i), g.missionEnd(i), largeState(i)
	m := Mission{LeadOrganisation: "DESK", Participants: []string{partnerOf(i).code}, CreatedOn: min(start.AddDays(-70), g.today),
		Status: missionStatus(i), Institutions: []string{institutionOf(state, largeInstitutions[i%len(largeInstitutions)])},
		Steps: g.missionLife(i)}
	m.MissionInput = models.MissionInput{Reference: missionReference(i), CountryCode: state, Title: title(aMission, i),
		Modality: []models.Modality{models.ModalityOnSite, models.ModalityVirtual, models.ModalityHybrid}[i%3],
		Parts:    []models.MissionPart{{StartsOn: start, EndsOn: end, Place: largeStateNames[state]}}, SourceNote: "Fiction",
		ReleasableSummary: fmt.Sprintf("A visit to %s of %s.", largeStateNames[state], start.Words())}
	m.Team = []TeamMember{{User: largeManager, Duty: models.TeamManager}, {User: largeSecond, Duty: models.TeamDeputy}}
	g.Missions = append(g.Missions, m)
	if i < largeFindings {
		g.findings(i)
	}
}

func findingReference(mission, at int) string {
	return fmt.Sprintf("%s-F%d", missionReference(mission), at+1)
}

// findings are three a mission.
func (g *large) findings(mission int) {
	dimensions := models.Dimension("").Values()
	for at := range 3 {
		i := mission*3 + at
		f := Finding{Mission: missionReference(mission)}
		f.FindingInput = models.FindingInput{Reference: findingReference(mission, at),
			Dimension: models.Dimension(dimensions[i%len(dimensions)]), Kind: models.FindingShortfall, Text: prose(aFinding, i, 3),
			Evidence:          prose(aFinding, i+1, 1),
			ReleasableSummary: "A matter of " + english.subject(chance(aFinding, i)) + "."}
		if at == 2 {
			f.Kind = models.FindingGoodPractice
		}
		g.Findings = append(g.Findings, f)
	}
}

// judge scores the needs of the first missions, and puts a ranking of some before the State, with each outcome.
func (g *large) judge(i int) {
	if i >= 9 {
		return
	}
	criteria := g.criteria
	if i >= 6 {
		criteria = criteria[:4]
	}
	on := g.missionEnd(i).AddDays(50)
	for p := range largeFollowed {
		for c, code := range criteria {
			s := Score{Need: g.needReference(p*largeFollowed + i), Criterion: code, Assessor: largeAssessor, OnDate: on}
			s.ScoreInput = models.ScoreInput{Value: 1 + (p*7+c*3+i)%5, Reason: "Seen by the mission"}
			g.Scores = append(g.Scores, s)
		}
	}
	status, ranked := map[int]models.RankingStatus{0: models.RankingFrozen, 1: models.RankingAgreed, 2: models.RankingProposed,
		4: models.RankingDeclined, 5: models.RankingWithdrawn, 6: models.RankingProposed}[i]
	if !ranked {
		return
	}
	r := Ranking{Mission: missionReference(i), Reference: missionReference(i) + "-K1", CreatedOn: on.AddDays(12), By: largeManager,
		Status: status}
	r.RankingInput = models.RankingInput{Title: "Ranking " + missionReference(i), HeldOn: on.AddDays(11),
		Participants: []string{"Border service"}, Note: prose(aMission, i, 1)}
	if i >= 6 {
		r.IncompleteReason = "The laboratory answers on two criteria later."
	}
	if status == models.RankingAgreed || status == models.RankingFrozen {
		r.Steps = append(r.Steps, step(models.RankingAgreed, on.AddDays(13), counterpart(largeState(i)), "As discussed"))
	}
	if status != models.RankingAgreed && status != models.RankingProposed {
		by := largeManager
		if status == models.RankingDeclined {
			by = counterpart(largeState(i))
		}
		r.Steps = append(r.Steps, step(status, on.AddDays(14), by, "As both sides wish"))
	}
	g.Rankings = append(g.Rankings, r)
}
