package app_test

import (
	"context"
	"testing"

	"qadam/app/engine"
	"qadam/models"
)

// TestReminderGoesToTheTeam tells the team of a need's mission, and not every manager; of an owner's need the owner alone.
func TestReminderGoesToTheTeam(t *testing.T) {
	t.Parallel()
	remEach(t, func(t *testing.T, w *remWorld) {
		ctx := context.Background()
		lead, deputy := w.user("lena@managers.example", models.Manager), w.user("dave@managers.example", models.Manager)
		gone, owner := w.user("gone@managers.example", models.Manager), w.user("olga@managers.example", models.Manager)
		need, owned := w.need(remStart, ""), w.need(remStart, owner.ID)
		member := func(u *models.User, duty models.TeamDuty) models.TeamMemberInput {
			return models.TeamMemberInput{UserID: u.ID, Duty: duty}
		}
		set := func(members ...models.TeamMemberInput) error {
			_, err := w.a.SetMissionTeam(ctx, engine.System(), w.mission, models.MissionTeamInput{Members: members})
			return err
		}
		partner := remMake(w, w.a.Users,
			models.UserInput{Name: "P", Email: "p@p1.example", Role: models.Partner, OrganisationID: w.org, Active: true})
		refused(t, set(member(partner, models.TeamDeputy)), models.Invalid, "a partner in the team")
		remPatch(w, w.a.Users, partner.ID, func(in *models.UserInput) { in.Active = false })
		refused(t, set(member(lead, models.TeamManager), member(deputy, models.TeamManager)), models.Invalid, "two managers of a team")
		refused(t, set(member(lead, models.TeamManager), member(lead, models.TeamDeputy)), models.Invalid, "a person twice")
		w.must(set(member(deputy, models.TeamDeputy), member(lead, models.TeamManager), member(gone, models.TeamDeputy)))
		remPatch(w, w.a.Users, gone.ID, func(in *models.UserInput) { in.Active = false })
		team, err := w.a.MissionTeam(ctx, engine.System(), w.mission)
		w.must(err)
		if len(team.Members) != 3 || team.Members[0].UserID != lead.ID {
			t.Errorf("the team is %+v", team.Members)
		}
		line := func(n *models.Need, to string) string {
			return remLine("need_unmatched", n.Reference, "2021-10-01+0", to)
		}
		w.expect("on the day", w.scan("2021-10-31"), line(need, "dave@managers.example"), line(need, "lena@managers.example"),
			line(owned, "olga@managers.example"))

		w.scan("2021-11-29") // the second rung of the needs

		m := w.milestone("2021-12-15") // nobody is responsible for it, and its activity answers no need yet
		all := []string{"dana@managers.example", "dave@managers.example", "lena@managers.example", "olga@managers.example"}
		var lines []string
		for _, to := range all {
			lines = append(lines, remLine("milestone_due", m.Reference, "2021-12-15-3", to))
		}
		w.expect("a milestone outside missions", w.scan("2021-12-12"), lines...)
		remPatch(w, w.a.Activities, w.activity.ID, func(in *models.ActivityInput) {
			in.Needs = []models.ActivityNeed{{NeedID: need.ID, Share: 100}}
		})
		w.expect("a milestone of the mission's need", w.scan("2021-12-16"),
			remLine("milestone_overdue", m.Reference, "2021-12-15+1", "dave@managers.example"),
			remLine("milestone_overdue", m.Reference, "2021-12-15+1", "lena@managers.example"))
	})
}
