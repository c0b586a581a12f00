package pages_test

import (
	"fmt"
	"testing"

	"qadam/handlers/handlerstest"
	"qadam/models"
)

// TestLongListsAreWhole shows all needs of a ranking, and offers all organisations for a referral.
func TestLongListsAreWhole(t *testing.T) {
	t.Parallel()
	handlerstest.Each(t, func(t *testing.T, w *world) {
		var last *models.Organisation
		for i := range models.MaxLimit + 1 {
			last = handlerstest.Create(w, fmt.Sprint("org", i), w.App.Organisations, models.OrganisationInput{Code: fmt.Sprint("ORG", i),
				Name: fmt.Sprintf("Zz organisation %03d", i), Kind: "ngo", Listed: true})
		}
		handlerstest.TakeSteps(w, w.App.Needs, "shared need", handlerstest.To(models.NeedAgreed))
		need := at(t, w, "manager", "need", "shared need")
		handlerstest.WantText(t, need.read(), 200, string(last.ID))
		need.done("refer", "organisation", string(last.ID), "words", "You know the desk")

		const many = 60
		mission := handlerstest.Create(w, "long mission", w.App.Missions, models.MissionInput{CountryCode: "KAZ", Title: "Long",
			Modality: "virtual", LeadOrganisationID: w.IDs["partner"],
			Parts: []models.MissionPart{{StartsOn: "2021-01-18", EndsOn: "2021-01-25"}}})
		for i := range many {
			name := fmt.Sprint("ranked", i)
			handlerstest.Create(w, name, w.App.Needs, models.NeedInput{MissionID: mission.ID, Title: fmt.Sprintf("Ranked need %03d", i),
				Level: "operational", Kind: "training", ThemeCodes: []string{"marking"}})
			handlerstest.TakeSteps(w, w.App.Needs, name, handlerstest.To(models.NeedAgreed))
			handlerstest.CreateBy(w, w.Actor("manager"), "score of "+name, w.App.Scores, models.ScoreInput{NeedID: w.IDs[name],
				CriterionID: w.IDs["criterion"], Value: 1 + i%5, Reason: "Fiction"})
		}
		handlerstest.Create(w, "long ranking", w.App.Rankings, models.RankingInput{MissionID: mission.ID, Title: "Ranking",
			HeldOn: "2021-05-10", Participants: []string{"A ministry"}, IncompleteReason: "Costs are open"})
		var titles []string
		for i := range many {
			titles = append(titles, fmt.Sprintf("Ranked need %03d", i))
		}
		handlerstest.WantText(t, at(t, w, "kaz", "ranking", "long ranking").read(), 200, titles...)
	})
}
