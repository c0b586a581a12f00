package app_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"qadam/app/engine"
	"qadam/models"
)

// TestAssessorsHearThatTheyAreAsked by a mail of their own, each for itself, until they have scored all that they may read, or are asked no
// more.
func TestAssessorsHearThatTheyAreAsked(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		ctx, nina := context.Background(), w.counterpart("nina@state.example")
		w.shippedRules()
		scheme := remMake(w, w.a.Schemes, models.SchemeInput{Name: "Two", Edition: 1, Current: true, Criteria: []models.Criterion{
			{Code: "urgency", Name: "Urgency", Weight: 60_00, Direction: models.HigherFirst, Scale: []string{"1", "2", "3", "4", "5"}},
			{Code: "cost", Name: "Cost", Weight: 40_00, Direction: models.LowerFirst, Scale: []string{"1", "2", "3", "4", "5"}}}})
		need := func(title string) *models.Need {
			return remMake(w, w.a.Needs, models.NeedInput{MissionID: w.mission, Title: title, ReleasableSummary: "In short",
				Level: "operational", Kind: "training", ThemeCodes: []string{"marking"}})
		}
		first := need("Secret one")
		mission, err := w.a.Missions.Get(ctx, nina, w.mission)
		w.must(err)
		step := mission.Reference + ": Score the needs that you were asked to score"
		org := remMake(w, w.a.Organisations, models.OrganisationInput{Code: "DONOR", Name: "Donor", Kind: "government", Listed: true}).ID
		dora := remMake(w, w.a.Users, models.UserInput{Name: "dora", Email: "dora@donor.example", Role: models.Donor, OrganisationID: org,
			Active: true})
		donor := models.Actor{UserID: dora.ID, Name: "dora", Email: dora.Email, Role: models.Donor, OrganisationID: org, CanWrite: true}
		w.turnTo("2021-10-05")
		ask := func(users ...models.ID) {
			_, err := w.a.AskAssessors(ctx, w.asManager(), w.mission, models.AssessorsInput{UserIDs: users})
			w.must(err)
		}
		w.hears(nina.Email) // of what waits for her agreement
		ask(nina.UserID, w.manager)
		w.expect("at once", w.hearsAtOnce(nina.Email), "Answer due: "+mission.Reference)
		if m := w.last(nina.Email); strings.Contains(m.TextBody, "Secret") ||
			!strings.Contains(m.TextBody, "/reminders/mission/"+string(mission.ID)+"\n") ||
			!strings.Contains(m.TextBody, "Score the needs that you were asked to score") {
			t.Errorf("the mail says %s", m.TextBody)
		}
		for _, who := range []models.Actor{nina, w.asManager()} {
			if !slices.Contains(w.owes(who), step) {
				t.Errorf("%s owes %q", who.Name, w.owes(who))
			}
		}
		ask(nina.UserID, w.manager)
		w.expect("who was asked before is not told again", w.hearsAtOnce(nina.Email))

		_, err = w.a.Consents.Create(ctx, nina, models.ConsentInput{SubjectType: "need", SubjectID: first.ID, Extent: models.ExtentFull,
			Audience: models.AudienceDonors, GivenOn: "2021-10-05", Instrument: "Note 1"})
		w.must(err)
		ask(nina.UserID, w.manager, donor.UserID)
		w.expect("one need is", w.hearsAtOnce(donor.Email), "Answer due: DONOR")
		w.expect("the mission is not named", w.owes(donor), "DONOR: Score the needs that you were asked to score")
		if m := w.last(donor.Email); strings.Contains(m.TextBody+m.Subject, mission.Reference) {
			t.Errorf("a mission that is not shared is named: %s", m.TextBody)
		}
		_, err = w.a.Missions.Patch(ctx, engine.System(), w.mission, mission.Version, func(in *models.MissionInput) error {
			in.ReleasableSummary = "In short"
			return nil
		})
		w.must(err)
		_, err = w.a.Consents.Create(ctx, nina, models.ConsentInput{SubjectType: "mission", SubjectID: w.mission,
			Extent: models.ExtentPartial, Audience: models.AudienceDonors, GivenOn: "2021-10-05", Instrument: "Note 2"})
		w.must(err)
		w.expect("nor once it is shared, for a reminder outlives the consent", w.owes(donor),
			"DONOR: Score the needs that you were asked to score")
		score := func(who models.Actor, n *models.Need, codes ...string) {
			var cells []models.NeedCell
			for _, c := range codes {
				cells = append(cells, models.NeedCell{NeedReference: n.Reference, Code: c, Value: 3, Reason: "Seen"})
			}
			_, err := w.a.ScoreMission(ctx, who, w.mission, models.MissionScoresInput{SchemeID: scheme.ID, Scores: cells})
			w.must(err)
		}
		next := func(who models.Actor) *models.NeedToScore {
			n, err := w.a.NextToScore(ctx, who, w.mission)
			w.must(err)
			return n
		}
		score(donor, first, "urgency")
		if n := next(donor); n == nil || n.NeedID != first.ID || n.Waiting != 1 || len(n.Criteria) != 1 || n.Criteria[0].Code != "cost" {
			t.Errorf("next is %+v", n)
		}
		score(donor, first, "cost")
		w.expect("all is scored", w.owes(donor))
		if n := next(donor); n != nil {
			t.Errorf("next is %+v", n)
		}
		second := need("Secret two")
		w.expect("what is not shared is not asked of the donor", w.owes(donor))
		score(nina, first, "urgency", "cost")
		if n := next(nina); n == nil || n.NeedID != second.ID {
			t.Errorf("next is %+v", n)
		}
		w.turnTo("2021-10-12") // five working days before the end
		if got := w.hears(nina.Email); len(got) != 1 {
			t.Errorf("on the ladder she hears %q", got)
		}
		score(nina, second, "urgency", "cost")
		if slices.Contains(w.owes(nina), step) {
			t.Error("who has scored all owes it still")
		}
		ask(nina.UserID, donor.UserID)
		if slices.Contains(w.owes(w.asManager()), step) {
			t.Error("who is asked no more owes it still")
		}

		third := need("Secret three")
		if !slices.Contains(w.owes(nina), step) {
			t.Error("a new need is not owed")
		}
		user, err := w.a.Users.Get(ctx, w.asManager(), nina.UserID)
		w.must(err)
		remMake(w, w.a.Countries, models.CountryInput{Code: "UZB", TimeZone: "Asia/Tashkent"})
		move := func(country string) {
			user, err = w.a.Users.Patch(ctx, engine.System(), user.ID, user.Version, func(in *models.UserInput) error {
				in.CountryCode = country
				return nil
			})
			w.must(err)
			nina.CountryCode = country
		}
		move("UZB")
		w.expect("another State's counterpart hears nothing", w.hearsAtOnce(nina.Email))
		if slices.Contains(w.owes(nina), step) {
			t.Error("another State's counterpart owes it")
		}
		move("KAZ")
		if !slices.Contains(w.owes(nina), step) {
			t.Errorf("%s is not owed", third.Reference)
		}
		w.missionTo("2021-10-12", "under_way", "drafting", "draft_sent", "report_sent", "follow_up", "closed")
		if slices.Contains(w.owes(nina), step) {
			t.Error("scores of a mission that is closed are owed")
		}
	})
}
