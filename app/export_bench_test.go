package app_test

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"testing"
	"time"

	"qadam/app"
	"qadam/app/engine"
	"qadam/app/register"
	"qadam/app/store"
	"qadam/app/store/storetest"
	"qadam/models"
)

// BenchmarkExport writes 20,000 activities into nothing, as a manager, and says how long one takes:
// go test ./app -run XXX -bench Export -benchtime 3x
func BenchmarkExport(b *testing.B) {
	const activities = 20_000
	for _, kind := range storetest.Kinds {
		s := storetest.Open(b, kind, time.Now)
		a, manager := manyActivities(b, s, activities)
		for _, format := range []string{register.CSV, register.NDJSON} {
			b.Run(kind+"/"+format, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := a.ExportActivities(b.Context(), manager, models.ListQuery{}, io.Discard,
						register.ExportOptions{Format: format}); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*activities), "µs/activity")
			})
		}
	}
}

// manyActivities fills a database with activities of one project, each with two partners, two themes, a need and three milestones.
func manyActivities(b *testing.B, s *store.Store, n int) (*app.App, models.Actor) {
	b.Helper()
	a, ctx := app.New(s, nil, app.Options{}), context.Background()
	sure(a.Countries.Create(ctx, engine.System(), models.CountryInput{Code: "KAZ", TimeZone: "Asia/Almaty"}))(b)
	for _, code := range []string{"marking", "tracing"} {
		sure(a.Themes.Create(ctx, engine.System(), models.ThemeInput{Code: code, Name: code}))(b)
	}
	base := func() models.Base {
		return models.Base{ID: models.NewID(), Version: 1, CreatedAt: time.Now().UTC(), UpdatedAt: time.Now().UTC()}
	}
	lead, second, user, mission, need, project := base(), base(), base(), base(), base(), base()
	var activities []*models.Activity
	var milestones []*models.Milestone
	for i := range n {
		v := &models.Activity{Base: base(), Status: models.ActivityImplementation, StatusOn: "2021-06-01",
			ActivityInput: models.ActivityInput{ProjectID: project.ID, Reference: fmt.Sprintf("KAZ-P01-A%d", i),
				Title: "Marking of firearms", Description: "Marking machines and training for those who work with them.",
				CountryCode: "KAZ",
				ThemeCodes:  []string{"marking", "tracing"}, PlannedStart: "2021-06-01", PlannedEnd: "2027-06-01", Health: "on_track",
				Partners: []models.ActivityPartner{{OrganisationID: lead.ID, PartnerRole: models.PartnerLead},
					{OrganisationID: second.ID, PartnerRole: models.PartnerSupporting}},
				Needs: []models.ActivityNeed{{NeedID: need.ID, Share: 1}}}}
		activities = append(activities, v)
		for j := range 3 {
			milestones = append(milestones, &models.Milestone{Base: base(), Status: models.MilestonePlanned, StatusOn: "2021-06-01",
				FirstDueOn: "2026-12-01",
				MilestoneInput: models.MilestoneInput{ActivityID: v.ID, Reference: fmt.Sprintf("%s-M%d", v.Reference, j), Title: "Step",
					OrganisationID: lead.ID, DueOn: models.Date(fmt.Sprintf("2026-12-%02d", j+1)), Weight: 1}})
		}
	}
	err := a.LoadBulk(ctx, engine.System(), func(l *engine.Bulk) (err error) {
		load := func(do error) { err = cmp.Or(err, do) }
		load(a.Organisations.Load(l, []*models.Organisation{
			{Base: lead, OrganisationInput: models.OrganisationInput{Code: "LEAD", Name: "Lead", Kind: "ngo", Listed: true}},
			{Base: second, OrganisationInput: models.OrganisationInput{Code: "OTHER", Name: "Other", Kind: "ngo", Listed: true}}}))
		load(a.Users.Load(l, []*models.User{{Base: user, UserInput: models.UserInput{Name: "Manager", Email: "manager@example.org",
			Role: models.Manager, Active: true}}}))
		load(a.Missions.Load(l, []*models.Mission{{Base: mission, Status: "planned", StatusOn: "2021-01-01", StartsOn: "2021-01-01",
			EndsOn: "2021-01-02", MissionInput: models.MissionInput{Reference: "M", CountryCode: "KAZ", Title: "Mission",
				LeadOrganisationID: lead.ID}}}))
		load(a.Needs.Load(l, []*models.Need{{Base: need, CountryCode: "KAZ", Status: "identified", StatusOn: "2021-01-01",
			NeedInput: models.NeedInput{Reference: "N-1", MissionID: mission.ID, Title: "Need", Level: "operational", Kind: "training"}}}))
		load(a.Projects.Load(l, []*models.Project{{Base: project, Status: "implementation", StatusOn: "2021-01-01",
			ProjectInput: models.ProjectInput{Reference: "KAZ-P01", Title: "Project", LeadOrganisationID: lead.ID,
				CountryCodes: []string{"KAZ"}, StartsOn: "2021-01-01", EndsOn: "2027-01-01", Budget: models.USD(100)}}}))
		load(a.Activities.Load(l, activities))
		load(a.Milestones.Load(l, milestones))
		return err
	})
	if err != nil {
		b.Fatalf("%+v", err)
	}
	return a, models.Actor{UserID: user.ID, Name: "Manager", Email: "manager@example.org", Role: models.Manager, CanWrite: true}
}
