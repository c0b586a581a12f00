package app_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"qadam/app"
	"qadam/app/engine"
	"qadam/app/store"
	"qadam/app/store/storetest"
	"qadam/models"
)

// TestBulkIsWhatWasCreated holds that rows that are loaded many at a time, and all that hangs on them, read as those did
// that were created one by one: the two ways to write them must not drift apart.
func TestBulkIsWhatWasCreated(t *testing.T) {
	t.Parallel()
	from := newRegister(t, storetest.Open(t, "sqlite", time.Now))
	instrument := made(from, from.Instruments, models.InstrumentInput{Code: "poa", Title: "Programme of Action", Year: 2001})
	provision := made(from, from.Provisions, models.ProvisionInput{InstrumentID: instrument.ID, Paragraph: "II.9"})
	home := made(from, from.Institutions, models.InstitutionInput{CountryCode: "KAZ", Name: "Border Service"})
	visit := made(
		from,
		from.Missions,
		models.MissionInput{CountryCode: "KAZ", Title: "Second", Modality: "hybrid", LeadOrganisationID: from.org.ID,
			Parts: []models.MissionPart{
				{StartsOn: "2022-01-18", EndsOn: "2022-01-19", Place: "Here"},
				{StartsOn: "2023-01-18", EndsOn: "2023-01-19"},
			},
			Sessions: []models.MissionSession{
				{OnDate: "2022-01-18", Title: "Opening", InstitutionIDs: []models.ID{home.ID}},
				{OnDate: "2022-01-19", Title: "End"},
			},
			ParticipantIDs: []models.ID{
				from.org.ID,
			}, InstitutionIDs: []models.ID{home.ID}, Documents: []models.Document{{Title: "Agenda", URL: "https://example.org/a"}}},
	)
	finding := made(
		from,
		from.Findings,
		models.FindingInput{
			MissionID:    visit.ID,
			Dimension:    "operational",
			Kind:         "shortfall",
			Text:         "Text",
			ProvisionIDs: []models.ID{provision.ID},
		},
	)
	need := made(
		from,
		from.Needs,
		models.NeedInput{MissionID: visit.ID, Title: "Need", Level: "operational", Kind: "training",
			ThemeCodes: []string{"tracing", "marking"},
			FindingIDs: []models.ID{finding.ID}, InstitutionIDs: []models.ID{home.ID}, EstimatedCost: models.USD(100),
			WantedBy: "2030-01-01"},
	)
	project := made(
		from,
		from.Projects,
		models.ProjectInput{
			Title:              "Project",
			LeadOrganisationID: from.org.ID,
			CountryCodes:       []string{"KAZ", "UZB"},
			StartsOn:           "2024-01-01",
			EndsOn:             "2026-01-01",
			ReportingMonths:    3,
		},
	)
	second := made(from, from.Organisations, models.OrganisationInput{Code: "TWO", Name: "Two", Kind: "ngo"})
	work := made(
		from,
		from.Activities,
		models.ActivityInput{
			ProjectID:   project.ID,
			Title:       "Курс",
			CountryCode: "KAZ",
			ThemeCodes:  []string{"marking", "tracing"},
			Health:      "at_risk",
			Partners: []models.ActivityPartner{
				{OrganisationID: second.ID, PartnerRole: "supporting"},
				{OrganisationID: from.org.ID, PartnerRole: "lead"},
			},
			Needs: []models.ActivityNeed{
				{NeedID: need.ID, Share: 60},
			},
			InstitutionIDs: []models.ID{home.ID},
			PlannedStart:   "2024-02-01",
			PlannedEnd:     "2024-03-01",
		},
	)
	made(from, from.Milestones, models.MilestoneInput{ActivityID: work.ID, Title: "Done", DueOn: "2024-02-20", Weight: 2})
	made(
		from,
		from.Indicators,
		models.IndicatorInput{ProjectID: project.ID, ActivityID: work.ID, Kind: "output", Title: "People", Unit: "people", Baseline: "0",
			Periods: []models.IndicatorPeriod{
				{StartsOn: "2024-01-01", EndsOn: "2024-06-30", Group: "women", Target: "10", Actual: "4"},
				{StartsOn: "2024-07-01", EndsOn: "2024-12-31"},
			}},
	)
	made(
		from,
		from.Consents,
		models.ConsentInput{
			SubjectType: "need",
			SubjectID:   need.ID,
			Extent:      "full",
			Audience:    "donors",
			Instrument:  "NV",
			GivenOn:     "2024-01-01",
		},
	)
	made(
		from,
		from.Transactions,
		models.TransactionInput{
			Kind:           "commitment",
			OrganisationID: second.ID,
			ProjectID:      project.ID,
			Amount:         models.USD(500),
			ValueDate:      "2024-01-02",
		},
	)
	progress := 10
	made(
		from,
		from.Updates,
		models.UpdateInput{
			ProjectID:  project.ID,
			ActivityID: work.ID,
			PeriodFrom: "2024-01-01",
			PeriodTo:   "2024-02-01",
			Health:     "at_risk",
			Progress:   &progress,
			Evidence:   []models.Document{{Title: "Photo", URL: "https://example.org/p"}},
		},
	)

	storetest.Each(t, func(t *testing.T, s *store.Store) {
		to := &importWorld{App: app.New(s, slog.New(slog.DiscardHandler), app.Options{}), t: t, ctx: context.Background(),
			me: engine.System()}
		var compare []func()
		err := to.LoadBulk(to.ctx, to.me, func(b *engine.Bulk) error {
			compare = []func(){
				carry(from, b, from.Countries, to, to.Countries),
				carry(from, b, from.Themes, to, to.Themes),
				carry(from, b, from.Instruments, to, to.Instruments),
				carry(
					from,
					b,
					from.Provisions,
					to,
					to.Provisions,
				),
				carry(from, b, from.Organisations, to, to.Organisations),
				carry(from, b, from.Institutions, to, to.Institutions),
				carry(
					from,
					b,
					from.Missions,
					to,
					to.Missions,
				),
				carry(from, b, from.Findings, to, to.Findings),
				carry(from, b, from.Needs, to, to.Needs),
				carry(
					from,
					b,
					from.Projects,
					to,
					to.Projects,
				),
				carry(from, b, from.Activities, to, to.Activities),
				carry(from, b, from.Milestones, to, to.Milestones),
				carry(
					from,
					b,
					from.Indicators,
					to,
					to.Indicators,
				),
				carry(from, b, from.Consents, to, to.Consents),
				carry(from, b, from.Transactions, to, to.Transactions),
				carry(from, b, from.Updates, to, to.Updates),
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, same := range compare {
			same()
		}
		log, err := to.Changes.List(to.ctx, to.me, models.ListQuery{})
		if err != nil || len(log.Items) != 1 || log.Items[0].Action != "bulk.load" {
			t.Errorf("the audit: %+v, %v", log.Items, err)
		}
	})
}

// carry loads the rows of a list into another installation, and gives what compares the lists afterwards.
func carry[T, I any](
	from *importWorld,
	b *engine.Bulk,
	source engine.Resource[T, I],
	to *importWorld,
	target engine.Resource[T, I],
) func() {
	page, err := source.List(from.ctx, from.me, models.ListQuery{})
	rows := make([]*T, len(page.Items))
	for i, row := range page.Items {
		rows[i] = &row
	}
	if err == nil {
		err = target.Load(b, rows)
	}
	if err != nil || len(rows) == 0 {
		to.t.Fatalf("%s: %d rows, %v", source.Name(), len(rows), err)
	}
	return func() {
		got, err := target.List(to.ctx, to.me, models.ListQuery{})
		if err != nil {
			to.t.Fatal(err)
		}
		if a, b := asJSON(to.t, page.Items), asJSON(to.t, got.Items); a != b {
			to.t.Errorf("%s differ:\n%s\n%s", source.Name(), a, b)
		}
	}
}

func TestOnlyTheSystemLoadsAndOnlyIntoTheEmpty(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := newRegister(t, s)
		nothing := func(*engine.Bulk) error { t.Error("it began"); return nil }
		for _, role := range models.Roles {
			if err := r.LoadBulk(r.ctx, models.Actor{Role: role, CanWrite: true}, nothing); models.CodeOf(err) != models.Forbidden {
				t.Errorf("a %s: %v", role, err)
			}
		}
		if err := r.LoadBulk(r.ctx, r.me, nothing); models.CodeOf(err) != models.Conflict {
			t.Errorf("with data there: %v", err)
		}
	})
}
