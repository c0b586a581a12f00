package app_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"qadam/app"
	"qadam/app/engine"
	"qadam/app/register"
	"qadam/app/store"
	"qadam/app/store/storetest"
	"qadam/models"
)

// portfolio is a loaded installation: needs of which every third is shared in full and the next in part with partners, and
// activities that each answer one of them.
type portfolio struct {
	*app.App
	t                              testing.TB
	ctx                            context.Context
	partner, donor, hidden         models.ID
	manager, asPartner, asNational models.Actor
}

func newPortfolio(t testing.TB, s *store.Store, size int) *portfolio {
	t.Helper()
	p := &portfolio{App: app.New(s, slog.New(slog.DiscardHandler), app.Options{}), t: t, ctx: context.Background(),
		partner: models.NewID(), donor: models.NewID(), hidden: models.NewID()}
	p.manager = models.Actor{UserID: models.NewID(), Role: models.Manager}
	p.asPartner = models.Actor{UserID: models.NewID(), Role: models.Partner, OrganisationID: p.partner}
	p.asNational = models.Actor{UserID: models.NewID(), Role: models.National, CountryCode: "KAZ"}
	for _, err := range []error{
		second(p.Countries.Create(p.ctx, engine.System(), models.CountryInput{Code: "KAZ", TimeZone: "Asia/Almaty"})),
		second(p.Themes.Create(p.ctx, engine.System(), models.ThemeInput{Code: "marking", Name: "Marking"})),
		p.LoadBulk(p.ctx, engine.System(), func(b *engine.Bulk) error { return p.fill(b, size) }),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return p
}

func second[T any](_ *T, err error) error { return err }

func born() models.Base {
	at := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	return models.Base{ID: models.NewID(), Version: 1, CreatedAt: at, UpdatedAt: at}
}

func (p *portfolio) fill(b *engine.Bulk, size int) error {
	office := func(id models.ID, code string, listed bool) *models.Organisation {
		o := &models.Organisation{
			Base:              born(),
			OrganisationInput: models.OrganisationInput{Code: code, Name: "Office " + code, Kind: "government", Listed: listed},
		}
		o.ID = id
		return o
	}
	mission := &models.Mission{Base: born(), Status: "follow_up", StatusOn: "2026-01-05", StartsOn: "2026-01-05", EndsOn: "2026-01-06",
		MissionInput: models.MissionInput{
			Reference:          "KAZ-M1",
			CountryCode:        "KAZ",
			Title:              "Visit",
			Modality:           "virtual",
			LeadOrganisationID: p.partner,
		}}
	project := &models.Project{
		Base:     born(),
		Status:   "implementation",
		StatusOn: "2026-01-05",
		ProjectInput: models.ProjectInput{Reference: "KAZ-P1", Title: "Project",
			LeadOrganisationID: p.partner, CountryCodes: []string{"KAZ"}, StartsOn: "2026-01-05", EndsOn: "2027-01-05"},
	}
	var needs []*models.Need
	var works []*models.Activity
	var consents []*models.Consent
	from := born().CreatedAt
	for i := range size {
		n := &models.Need{
			Base:        born(),
			CountryCode: "KAZ",
			Status:      "agreed",
			StatusOn:    "2026-01-05",
			NeedInput: models.NeedInput{Reference: fmt.Sprintf("KAZ-%06d", i),
				MissionID: mission.ID, Title: fmt.Sprintf("=SECRET(%d)", i), ReleasableSummary: "Open words", Level: "operational",
				Kind: "training", ThemeCodes: []string{"marking"}, EstimatedCost: models.USD(-123456)},
		}
		n.SetRank()
		needs = append(needs, n)
		if i%3 < 2 {
			consents = append(
				consents,
				&models.Consent{Base: born(), CountryCode: "KAZ", ConsentInput: models.ConsentInput{SubjectType: "need", SubjectID: n.ID,
					Extent: []models.Extent{"full", "partial"}[i%3], Audience: "partners", Instrument: "NV", GivenOn: "2026-01-05",
					EffectiveFrom: &from}},
			)
		}
		works = append(
			works,
			&models.Activity{
				Base:     born(),
				Status:   "implementation",
				StatusOn: "2026-01-05",
				ActivityInput: models.ActivityInput{Reference: fmt.Sprintf("KAZ-P1-A%06d", i),
					ProjectID: project.ID, Title: "Курс " + fmt.Sprint(i), Description: strings.Repeat("Words that fill a page. ", 40),
					CountryCode: "KAZ", ThemeCodes: []string{"marking"}, Partners: []models.ActivityPartner{
						{OrganisationID: p.partner, PartnerRole: "lead"},
						{OrganisationID: p.hidden, PartnerRole: "supporting"},
					},
					Needs: []models.ActivityNeed{
						{NeedID: n.ID, Share: 100},
					}, PlannedStart: "2026-02-01", PlannedEnd: "2026-06-01", Health: "on_track", Progress: 5},
			},
		)
	}
	return errors.Join(
		p.Organisations.Load(
			b,
			[]*models.Organisation{office(p.partner, "PART", true), office(p.donor, "DON", true), office(p.hidden, "HID", false)},
		),
		p.Missions.Load(b, []*models.Mission{mission}),
		p.Needs.Load(b, needs),
		p.Consents.Load(b, consents),
		p.Projects.Load(b, []*models.Project{project}),
		p.Activities.Load(b, works),
	)
}

// listed gives the lines of a list, as JSON.
func listed[T, I any](p *portfolio, r engine.Resource[T, I], actor models.Actor, q models.ListQuery) string {
	p.t.Helper()
	var out bytes.Buffer
	q.Limit = 30
	for {
		page, err := r.List(p.ctx, actor, q)
		if err != nil {
			p.t.Fatal(err)
		}
		for _, row := range page.Items {
			if err := json.NewEncoder(&out).Encode(row); err != nil {
				p.t.Fatal(err)
			}
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			return out.String()
		}
	}
}

type exporter func(context.Context, models.Actor, models.ListQuery, io.Writer, register.ExportOptions) error

func (p *portfolio) export(do exporter, actor models.Actor, q models.ListQuery, opt register.ExportOptions) string {
	p.t.Helper()
	var out bytes.Buffer
	if err := do(p.ctx, actor, q, &out, opt); err != nil {
		p.t.Fatal(err)
	}
	return out.String()
}

// table reads a CSV as rows of cells by column.
func (p *portfolio) table(text string) []map[string]string {
	p.t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		p.t.Fatal(err)
	}
	var out []map[string]string
	for _, cells := range rows[1:] {
		row := map[string]string{}
		for i, c := range cells {
			row[rows[0][i]] = c
		}
		out = append(out, row)
	}
	return out
}

func TestExportIsTheListToItsEnd(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p := newPortfolio(t, s, 310)
		for _, actor := range []models.Actor{p.manager, p.asPartner, p.asNational, {UserID: models.NewID(), Role: models.Donor,
			OrganisationID: p.donor}} {
			for _, q := range []models.ListQuery{{Sort: "-reference"},
				{Words: "open words", Filters: map[string]string{"country": "KAZ"}}} {
				if got, want := p.export(p.ExportActivities, actor, q, register.ExportOptions{Format: register.NDJSON}),
					listed(p, p.Activities, actor, q); got != want {
					t.Errorf("%s %+v: the export has %d bytes, the list %d", actor.Role, q, len(got), len(want))
				}
				got := p.export(p.ExportNeeds, actor, q, register.ExportOptions{Format: register.NDJSON})
				if want := listed(p, p.Needs, actor, q); got != want {
					t.Errorf("%s %+v: the export has %d bytes, the list %d", actor.Role, q, len(got), len(want))
				}
				if rows := p.table(p.export(p.ExportNeeds, actor, q, register.ExportOptions{Format: register.CSV})); len(
					rows,
				) != strings.Count(
					got,
					"\n",
				) {
					t.Errorf("%s %+v: %d rows of CSV", actor.Role, q, len(rows))
				}
			}
		}
	})
}

func TestExportShowsOfANeedWhatIsShared(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p := newPortfolio(t, s, 9)
		rows := p.table(p.export(p.ExportNeeds, p.asPartner, models.ListQuery{Sort: "reference"},
			register.ExportOptions{Format: register.CSV}))
		if len(rows) != 6 {
			t.Fatalf("a partner gets %d needs", len(rows))
		}
		if full := rows[0]; full["title"] != "'=SECRET(0)" || full["estimated_cost_amount"] != "-1234.56" || full["status"] != "agreed" ||
			full["shared"] != "full" {
			t.Errorf("the shared need is %v", full)
		}
		for column, cell := range rows[1] {
			want := map[string]string{
				"reference":          "KAZ-000001",
				"country_code":       "KAZ",
				"releasable_summary": "Open words",
				"shared":             "partial",
				"id":                 rows[1]["id"],
			}
			if cell != want[column] {
				t.Errorf("the need shared in part tells its %s: %q", column, cell)
			}
		}
		acts := p.table(p.export(p.ExportActivities, p.asPartner, models.ListQuery{}, register.ExportOptions{Format: register.CSV}))
		if acts[0]["needs"] != "KAZ-000000" || acts[1]["needs"] != "KAZ-000001" || acts[2]["needs"] != models.NeedPlaceholder {
			t.Errorf("behind the activities stand %q, %q and %q", acts[0]["needs"], acts[1]["needs"], acts[2]["needs"])
		}
		if a := acts[0]; a["project_reference"] != "KAZ-P1" || a["lead_partner"] != "Office PART" ||
			a["supporting_partners"] != string(p.hidden) ||
			a["progress"] != "5" {
			t.Errorf("the activity is %v", a)
		}
		if a := p.table(p.export(p.ExportActivities, p.manager, models.ListQuery{},
			register.ExportOptions{Format: register.CSV}))[0]; a["supporting_partners"] != "Office HID" {
			t.Errorf("a manager reads %q", a["supporting_partners"])
		}
		donor := models.Actor{Role: models.Donor, OrganisationID: p.donor}
		if out := p.export(p.ExportNeeds, donor, models.ListQuery{}, register.ExportOptions{Format: register.CSV}) +
			p.export(p.ExportActivities, donor, models.ListQuery{}, register.ExportOptions{Format: register.NDJSON}); strings.Count(
			out,
			"\n",
		) != 1 {
			t.Errorf("a donor without consent and money gets %s", out)
		}
	})
}

func TestExportWritesTagsAndMarkOnRequest(t *testing.T) {
	t.Parallel()
	p := newPortfolio(t, storetest.Open(t, "sqlite", time.Now), 1)
	for _, do := range []exporter{p.ExportNeeds, p.ExportActivities} {
		text := p.export(do, p.manager, models.ListQuery{}, register.ExportOptions{Format: register.CSV, HXL: true, BOM: true})
		lines := strings.Split(text, "\n")
		if !strings.HasPrefix(text, "\ufeffreference,") || !strings.HasPrefix(lines[1], "#") ||
			strings.Count(lines[1], "#") != 1+strings.Count(lines[0], ",") {
			t.Errorf("it begins with %q %q", lines[0], lines[1])
		}
	}
}

func TestEveryExportIsLogged(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p := newPortfolio(t, s, 1200)
		q := models.ListQuery{Filters: map[string]string{"country": "KAZ"}, Words: "secret", Sort: "reference"}
		p.export(p.ExportNeeds, p.manager, q, register.ExportOptions{Format: register.CSV})
		if err := p.ExportActivities(p.ctx, engine.System(), models.ListQuery{}, &broken{after: 500 << 10},
			register.ExportOptions{Format: register.NDJSON}); !errors.Is(
			err,
			errBroken,
		) {
			t.Errorf("writing to nowhere: %v", err)
		}
		log, err := p.Changes.List(p.ctx, p.manager, models.ListQuery{Filters: map[string]string{"action": "need.export,activity.export"}})
		if err != nil {
			t.Fatal(err)
		}
		slices.Reverse(log.Items)
		var kinds, pages []string
		for _, c := range log.Items {
			kinds = append(kinds, string(c.Kind))
			if c.Kind == models.LogRead {
				pages = append(pages, fmt.Sprint(strings.Count(string(c.After), "-")/4)) // ids have four hyphens
			}
		}
		if got := strings.Join(kinds, " "); got != "read export read export export export" ||
			strings.Join(pages, " ") != "1000 200" {
			t.Fatalf("the log has %s with pages of %s", got, pages)
		}
		var first, second struct {
			Format, Q, Sort string
			Filters         map[string]string
			Rows            int
			Complete        bool
		}
		for i, to := range map[int]any{3: &first, 5: &second} {
			if err := json.Unmarshal([]byte(log.Items[i].After), to); err != nil {
				t.Fatal(err)
			}
		}
		if c := log.Items[3]; c.Action != "need.export" || c.ActorID != p.manager.UserID || first.Rows != 1200 || !first.Complete ||
			first.Filters["country"] != "KAZ" || first.Q != "secret" || first.Sort != "reference" || first.Format != "csv" {
			t.Errorf("the first is logged as %+v %+v", c, first)
		}
		if c := log.Items[5]; c.Action != "activity.export" || c.SubjectType != "activity" || second.Complete || second.Rows != 400 {
			t.Errorf("the second is logged as %+v %+v", c, second)
		}
	})
}

var errBroken = errors.New("the reader is gone")

// broken takes some bytes and then no more.
type broken struct{ after int }

func (b *broken) Write(p []byte) (int, error) {
	if b.after -= len(p); b.after < 0 {
		return 0, errBroken
	}
	return len(p), nil
}

func TestExportSaysNoBeforeTheFirstByte(t *testing.T) {
	t.Parallel()
	p := newPortfolio(t, storetest.Open(t, "sqlite", time.Now), 1)
	var out bytes.Buffer
	for name, c := range map[string]struct {
		actor models.Actor
		q     models.ListQuery
		opt   register.ExportOptions
		want  models.Code
	}{
		"nobody":           {models.Actor{}, models.ListQuery{}, register.ExportOptions{Format: register.CSV}, models.Unauthenticated},
		"a strange format": {p.manager, models.ListQuery{}, register.ExportOptions{Format: "xls"}, models.Invalid},
		"a strange filter": {p.manager, models.ListQuery{Filters: map[string]string{"status": "great"}},
			register.ExportOptions{Format: register.CSV}, models.Invalid},
		"a strange order": {p.manager, models.ListQuery{Sort: "title"}, register.ExportOptions{Format: register.CSV}, models.Invalid},
	} {
		if err := p.ExportNeeds(p.ctx, c.actor, c.q, &out, c.opt); models.CodeOf(err) != c.want || out.Len() > 0 {
			t.Errorf("%s: %v, and %d bytes", name, err, out.Len())
		}
	}
}

// TestWithdrawnConsentStopsAnExportThatRuns holds that consent counts at the instant at which a page is read.
func TestWithdrawnConsentStopsAnExportThatRuns(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p := newPortfolio(t, s, 1500)
		w := &once{do: func() {
			consents, err := p.Consents.List(p.ctx, p.manager, models.ListQuery{Limit: 200})
			for _, c := range consents.Items {
				if err == nil {
					_, err = p.WithdrawConsent(p.ctx, engine.System(), c.ID, c.Version, models.WithdrawInput{Reason: "Changed our mind"})
				}
			}
			if err != nil {
				t.Error(err)
			}
		}}
		if err := p.ExportNeeds(p.ctx, p.asPartner, models.ListQuery{Sort: "reference"}, w,
			register.ExportOptions{Format: register.NDJSON}); err != nil {
			t.Fatal(err)
		}
		if w.lines != 800 {
			t.Errorf("%d needs went out, 200 of 1000 were withdrawn on the way", w.lines)
		}
	})
}

// once does something when the first bytes come, and counts lines.
type once struct {
	do    func()
	lines int
}

func (o *once) Write(p []byte) (int, error) {
	if o.lines == 0 {
		o.do()
	}
	o.lines += bytes.Count(p, []byte("\n"))
	return len(p), nil
}

func TestExportTakesTheSameMemoryHoweverLong(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		size := map[string]int{"postgres": 20000, "sqlite": 6000}[s.Dialect()] // SQLite is slow under the race detector
		p := newPortfolio(t, s, size)
		w := &gauge{}
		w.sample()
		before := w.most
		if err := p.ExportActivities(p.ctx, p.manager, models.ListQuery{}, w, register.ExportOptions{Format: register.CSV}); err != nil {
			t.Fatal(err)
		}
		if w.bytes < size<<10 {
			t.Errorf("only %d bytes", w.bytes)
		}
		if grown := int64(w.most) - int64(before); grown > 16<<20 {
			t.Errorf("%d MB went out, and the heap grew by %d MB", w.bytes>>20, grown>>20)
		} else {
			t.Logf("%d MB went out, and the heap grew by %d kB", w.bytes>>20, grown>>10)
		}
	})
}

// gauge counts bytes, and watches the heap while they come.
type gauge struct {
	bytes, next int
	most        uint64
}

func (g *gauge) Write(p []byte) (int, error) {
	if g.bytes += len(p); g.bytes > g.next {
		g.next += 2 << 20
		g.sample()
	}
	return len(p), nil
}

func (g *gauge) sample() {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	g.most = max(g.most, m.HeapInuse)
}
