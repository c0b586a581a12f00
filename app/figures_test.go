package app_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/app/store/storetest"
	"qadam/models"
)

// Each figure is defined once (docs/domain.md#figures). Wherever its name stands it has the same value for the same reader and day: the
// tests here make portfolios at random and compare all places that show a figure.

// randomNeed is a need of a random portfolio, of either State; steps is how many of its lifecycle it takes.
type randomNeed struct {
	kgz    bool
	cost   models.Money
	themes []string
	steps  int
	ends   models.NeedStatus // "" for one that goes on
}

// randomActivity answers some needs by their numbers, with shares.
type randomActivity struct {
	project int
	lead    bool
	shares  map[int]int
	status  string
}

// randomMoney is a transaction; activity is a number, or -1 for the project as a whole. Allot are the parts in hundredths of what is
// left, by activity.
type randomMoney struct {
	kind     models.TransactionKind
	donorB   bool
	project  int
	activity int
	amount   models.Money
	on       models.Date
	allot    []int
}

// randomReport is an update on an activity that says what was spent in all.
type randomReport struct {
	activity int
	spent    models.Money
	accepted bool
}

type randomPortfolio struct {
	reports    []randomReport
	needs      []randomNeed
	activities []randomActivity
	money      []randomMoney
	asked      []int // the needs that are put before partner 2, beside those that take the step to referred
}

func drawAmount(t *rapid.T, currencies ...string) models.Money {
	minor := rapid.Int64Range(1, 40_000_000).Draw(t, "minor")
	return models.Money{Minor: minor, Currency: rapid.SampledFrom(currencies).Draw(t, "currency")}
}

// portfolios makes random portfolios of two projects.
var portfolios = rapid.Custom(func(t *rapid.T) randomPortfolio {
	var p randomPortfolio
	for range rapid.IntRange(4, 9).Draw(t, "needs") {
		n := randomNeed{kgz: rapid.Bool().Draw(t, "kgz"), steps: rapid.IntRange(0, 5).Draw(t, "steps"),
			themes: rapid.SampledFrom([][]string{{"marking"}, {"tracing"}, {"marking", "tracing"}}).Draw(t, "themes")}
		if rapid.IntRange(0, 4).Draw(t, "cost") > 0 {
			n.cost = drawAmount(t, "USD", "EUR", "KZT", "GBP") // no rate of GBP is stored
		}
		if n.steps == 5 {
			n.ends = rapid.SampledFrom([]models.NeedStatus{"", models.NeedMet, models.NeedPartlyMet, models.NeedLapsed}).Draw(t, "ends")
		}
		p.needs = append(p.needs, n)
	}
	for range rapid.IntRange(2, 5).Draw(t, "activities") {
		a := randomActivity{project: rapid.IntRange(0, 1).Draw(t, "project"), lead: rapid.Bool().Draw(t, "lead"), shares: map[int]int{},
			status: rapid.SampledFrom([]string{"", "implementation", "suspended", "cancelled"}).Draw(t, "status")}
		for left := 100; left > 0 && len(a.shares) < 3; {
			share := rapid.IntRange(1, left).Draw(t, "share")
			a.shares[rapid.IntRange(0, len(p.needs)-1).Draw(t, "need")] = share
			left -= share
		}
		p.activities = append(p.activities, a)
	}
	for range rapid.IntRange(4, 12).Draw(t, "transactions") {
		m := randomMoney{kind: rapid.SampledFrom([]models.TransactionKind{models.Pledge, models.Commitment, models.Commitment,
			models.Disbursement, models.Expenditure}).Draw(t, "kind"), donorB: rapid.Bool().Draw(t, "donor B"),
			project: rapid.IntRange(0, 1).Draw(t, "of project"), activity: rapid.IntRange(-1, len(p.activities)-1).Draw(t, "activity"),
			amount: drawAmount(t, "USD", "EUR", "KZT"), on: models.Date("2021-02-01").AddDays(rapid.IntRange(0, 300).Draw(t, "day")),
			allot: rapid.SliceOfN(rapid.IntRange(0, 60), 0, 3).Draw(t, "allot")}
		if rapid.IntRange(0, 6).Draw(t, "correction") == 0 {
			m.amount.Minor /= -10
		}
		p.money = append(p.money, m)
	}
	for range rapid.IntRange(1, 6).Draw(t, "reports") {
		p.reports = append(p.reports, randomReport{rapid.IntRange(0, len(p.activities)-1).Draw(t, "on activity"),
			drawAmount(t, "USD", "EUR"), rapid.Bool().Draw(t, "accepted")})
	}
	p.asked = rapid.SliceOfNDistinct(rapid.IntRange(0, len(p.needs)-1), 0, 3, rapid.ID[int]).Draw(t, "asked")
	return p
})

// newRandomWorld makes a random portfolio beside the world's own.
func newRandomWorld(t *testing.T, s *store.Store, p randomPortfolio) *world {
	t.Helper()
	w := newWorld(t, s)
	w.scored()
	needs, activities := w.randomNeeds(p), []*models.Activity{}
	projects := []*models.Project{w.newProject("First"), w.newProject("Second")}
	for i, a := range p.activities {
		lead, answered := w.partner1, []models.ActivityNeed{}
		if !a.lead {
			lead = w.partner2
		}
		for n, share := range a.shares {
			answered = append(answered, models.ActivityNeed{NeedID: needs[n].ID, Share: share})
		}
		activities = append(activities, w.activity(projects[a.project], fmt.Sprint("Activity ", i), lead, answered...))
		if a.status == "suspended" {
			w.stepActivity(activities[i], "implementation", "2021-04-20")
		}
		if a.status != "" {
			w.stepActivity(activities[i], a.status, "2021-05-15")
		}
	}
	for _, m := range p.money {
		w.randomMoney(m, p, projects, activities)
	}
	for _, r := range p.reports {
		if p.activities[r.activity].status != "cancelled" {
			w.randomReport(r, activities[r.activity])
		}
	}
	return w
}

// randomReport sends an update of the lead, unless it says less than what was told before, and has it accepted if that was drawn.
func (w *world) randomReport(r randomReport, v *models.Activity) {
	w.t.Helper()
	by := w.partner1
	if v.Partners[0].OrganisationID == w.partner2.OrganisationID {
		by = w.partner2
	}
	u := sure(w.Updates.Create(w.ctx, by, models.UpdateInput{ProjectID: v.ProjectID, ActivityID: v.ID, PeriodFrom: "2021-06-01",
		PeriodTo: "2021-12-31", Spent: r.spent}))(w.t)
	sent, err := w.Updates.Step(w.ctx, by, u.ID, u.Version, models.StepInput{To: "submitted"})
	if len(models.FieldsOf(err)) > 0 {
		return
	}
	if sent = sure(sent, err)(w.t); r.accepted {
		sure(w.Updates.Step(w.ctx, w.manager, u.ID, sent.Version, models.StepInput{To: "accepted"}))(w.t)
	}
}

// balanced holds that what goes into a stop of the way of money goes out of it, and that all of what was committed goes in.
func balanced(t testing.TB, s *models.Summary) {
	t.Helper()
	in, out := map[string]int64{}, map[string]int64{}
	for _, e := range s.Graph.Edges {
		in[e.To] += e.Amount.Minor
		out[e.From] += e.Amount.Minor
	}
	if out["donor"] != s.Money.Committed.Minor {
		t.Errorf("%d cents set out, of %s that are committed", out["donor"], s.Money.Committed.Text())
	}
	for _, n := range s.Graph.Nodes {
		if n.Kind != models.StopDonor && out[n.Key] != 0 && in[n.Key] != out[n.Key] {
			t.Errorf("into %s go %d cents, and out %d", n.Key, in[n.Key], out[n.Key])
		}
	}
}

// reportedTo is what the reader's updates say was spent and what is not accepted: the newest total of each organisation on each activity,
// less what is booked there.
func (w *world) reportedTo(who models.Actor, booked []models.Transaction) (cents int64) {
	w.t.Helper()
	seen := map[[2]models.ID]bool{}
	for _, u := range pages(w.t, func(q models.ListQuery) (models.Page[models.Update], error) { return w.Updates.List(w.ctx, who, q) }) {
		at := [2]models.ID{u.OrganisationID, u.ActivityID} // the newest first
		if u.Status != models.UpdateSubmitted || u.Spent.IsZero() || seen[at] {
			continue
		}
		seen[at] = true
		left, rate := u.Spent.Minor, int64(100)
		for _, t := range booked {
			switch {
			case t.Kind != models.Expenditure || t.OrganisationID != u.OrganisationID || t.ActivityID != u.ActivityID:
			case u.Spent.Currency == "USD":
				left -= t.InUSD.Minor
			case u.Spent.Currency == t.Amount.Currency:
				left -= t.Amount.Minor
			}
		}
		if u.Spent.Currency == "EUR" {
			rate = 110
		}
		cents += (max(left, 0)*rate + 50) / 100
	}
	return cents
}

// randomNeeds makes the needs, and takes them along their lifecycles.
func (w *world) randomNeeds(p randomPortfolio) []*models.Need {
	w.t.Helper()
	path := []models.NeedStatus{models.NeedAgreed, models.NeedPrioritized, models.NeedReferred, models.NeedTakenUp, models.NeedInDelivery}
	out := make([]*models.Need, len(p.needs))
	for i, r := range p.needs {
		mission := w.missionKAZ
		if r.kgz {
			mission = w.missionKGZ
		}
		n := sure(w.Needs.Create(w.ctx, w.manager, models.NeedInput{MissionID: mission.ID, Title: "Secret title", Level: "operational",
			Kind: "training", ThemeCodes: r.themes, EstimatedCost: r.cost}))(w.t)
		steps := path[:r.steps]
		if r.ends != "" {
			steps = append(slices.Clone(steps), r.ends)
		}
		for _, to := range steps {
			in := models.StepInput{To: string(to), Reason: "As drawn"}
			if to == models.NeedReferred {
				in.OrganisationID = w.partner1.OrganisationID
			}
			n = sure(w.Needs.Step(w.ctx, engine.System(), n.ID, n.Version, in))(w.t)
		}
		if slices.Contains(p.asked, i) && r.steps > 1 && r.ends == "" {
			sure(w.Referrals.Create(w.ctx, w.manager, models.ReferralInput{NeedID: n.ID, OrganisationID: w.partner2.OrganisationID,
				Purpose: "deliver"}))(w.t)
		}
		out[i] = n
	}
	return out
}

// randomMoney writes a transaction, and allots of it what was drawn.
func (w *world) randomMoney(m randomMoney, p randomPortfolio, projects []*models.Project, activities []*models.Activity) {
	w.t.Helper()
	by, project, v := w.donorA, projects[m.project], (*models.Activity)(nil)
	if m.donorB {
		by = w.donorB
	}
	if m.activity >= 0 {
		project, v = projects[p.activities[m.activity].project], activities[m.activity]
	}
	if m.kind == models.Expenditure {
		by = w.partner1
	}
	t := w.pay(string(m.kind), by, project, v, m.amount, m.on)
	if !t.Allottable() {
		return
	}
	var parts []models.AllotmentPart
	for i, a := range p.activities {
		if i >= len(m.allot) || m.allot[i] == 0 || a.status == "cancelled" || projects[a.project].ID != project.ID {
			continue
		}
		amount := models.Money{Minor: t.Amount.Minor * int64(m.allot[i]) / 200, Currency: t.Amount.Currency}
		if amount.Minor > 0 {
			parts = append(parts, part(activities[i], nil, amount))
		}
	}
	sure(w.allot(w.manager, t, parts...))(w.t)
}

// TestNoFigureContradictsAnother compares what overview, coverage, gaps, the register, spending, summaries and reports say of random
// portfolios, to each reader.
func TestNoFigureContradictsAnother(t *testing.T) {
	t.Parallel()
	for _, kind := range storetest.Kinds {
		for seed := range 6 {
			t.Run(fmt.Sprint(kind, "/", seed), func(t *testing.T) {
				t.Parallel()
				p := portfolios.Example(seed)
				w := newRandomWorld(t, openAt(t, kind), p)
				for _, who := range []models.Actor{w.manager, w.admin, w.nationalKAZ, w.nationalKGZ} {
					w.compareNeeds("to "+who.Name, who)
				}
				for _, who := range []models.Actor{w.manager, w.donorA, w.donorB, w.partner1, w.partner2} {
					w.compareMoney("to "+who.Name, who)
				}
				w.compareSummaries()
				if t.Failed() {
					t.Logf("the portfolio is %+v", p)
				}
			})
		}
	}
}

// pages reads all pages of a list.
func pages[T any](t testing.TB, read func(models.ListQuery) (models.Page[T], error)) (out []T) {
	t.Helper()
	for q := (models.ListQuery{Limit: 3}); ; {
		page := sure(read(q))(t)
		out = append(out, page.Items...)
		if q.Cursor = page.Next; q.Cursor == "" {
			return out
		}
	}
}

// compareNeeds compares the figures of needs: one by one in the register, the matrix, the gap list and a simulation, and their sums in
// the overview and the matrices.
func (w *world) compareNeeds(where string, who models.Actor) {
	w.t.Helper()
	differ := func(what string, a, b any) {
		if a != b {
			w.t.Errorf("%s: %s is %+v here and %+v there", where, what, a, b)
		}
	}
	overview := w.overview(who)
	rows := pages(w.t, func(q models.ListQuery) (models.Page[models.Need], error) {
		q.Expand = []string{"funding"}
		return w.Needs.List(w.ctx, who, q)
	})
	money, statuses, covers, total, noMoney := map[models.ID]models.NeedMoney{}, map[models.NeedStatus]int{}, map[models.Cover]int{},
		models.GapTotal{}, 0
	total.Add(models.Gap{})
	open := map[models.ID]bool{}
	for _, n := range rows {
		money[n.ID] = *n.Expanded.Funding
		statuses[n.Status]++
		if open[n.ID] = slices.Contains(models.OpenNeeds, n.Status); open[n.ID] {
			total.Add(n.Expanded.Funding.Gap)
			if n.Expanded.Funding.NoMoney {
				noMoney++
			}
		}
	}
	for status, n := range statuses {
		differ("needs by status "+string(status), overview.Needs[status], n)
	}
	differ("the sum of gaps", overview.Gap, total)
	differ("no money", overview.Counts["no_money"], noMoney)

	matrix := w.wholeMatrix(who)
	differ("needs of the matrix", len(matrix), len(rows))
	nobody := map[models.ID]bool{}
	for _, n := range matrix {
		differ("the money of "+n.Reference, n.Money, money[n.ID])
		covers[n.Cover]++
		nobody[n.ID] = n.Cover == models.CoverNobody
	}
	for _, by := range []models.Matrix{models.ThemeByLevel, models.ThemeByCountry, models.PartnerByNeed} {
		c := sure(w.Coverage(w.ctx, who, by, models.ListQuery{}))(w.t)
		differ("coverage by "+string(by), c.Total, models.Covered{Nobody: covers[models.CoverNobody], Met: covers[models.CoverMet],
			Proposed: covers[models.CoverProposed], Answered: covers[models.CoverAnswered], Money: total})
		if who.SeesAll() {
			differ("not yet allotted", c.NotYetAllotted, overview.Money.NotYetAllotted)
		}
	}
	if n := overview.Counts["unmatched"]; n > covers[models.CoverNobody] {
		w.t.Errorf("%s: %d are unmatched, and nobody answers %d", where, n, covers[models.CoverNobody])
	}

	gaps := map[models.ID]bool{}
	for _, g := range pages(w.t, func(q models.ListQuery) (models.Page[models.NeedGap], error) { return w.Gaps(w.ctx, who, q) }) {
		gaps[g.ID] = true
		differ("the gap of "+g.Reference, g.NeedMoney, money[g.ID])
		differ("nobody for "+g.Reference, g.Nobody, nobody[g.ID])
	}
	for id, m := range money {
		differ("in the gap list "+string(id), gaps[id], open[id] && (nobody[id] || m.Committed.Minor == 0 || m.Missing.Minor > 0))
	}
	spending := sure(w.Spending(w.ctx, who, plainTry, usd("1000.00")))(w.t)
	for _, n := range spending.Needs {
		differ("the gap to spend on "+n.Reference, n.Gap, money[n.ID].Missing)
	}
	for _, n := range spending.Excluded {
		m := money[n.ID]
		differ(n.Reference+" is funded", n.Why == models.ExcludedFunded, !m.Needed.IsZero() && m.Needed.Minor > 0 && m.Missing.Minor == 0)
	}
}

// wholeMatrix reads the matrix of partners and needs, page by page.
func (w *world) wholeMatrix(who models.Actor) []models.CoveredNeed {
	w.t.Helper()
	return pages(w.t, func(q models.ListQuery) (models.Page[models.CoveredNeed], error) {
		c, err := w.Coverage(w.ctx, who, models.PartnerByNeed, q)
		if err != nil {
			return models.Page[models.CoveredNeed]{}, err
		}
		return models.Page[models.CoveredNeed]{Items: c.Needs, Next: c.Next}, nil
	})
}

// compareMoney holds the sums of the overview against the transactions that the reader lists.
func (w *world) compareMoney(where string, who models.Actor) {
	w.t.Helper()
	sums, left := map[models.TransactionKind]int64{}, int64(0)
	all := pages(w.t, func(q models.ListQuery) (models.Page[models.Transaction], error) {
		return w.Transactions.List(w.ctx, who, q)
	})
	for _, t := range all {
		sums[t.Kind] += t.InUSD.Minor
		if t.Kind == models.Commitment && t.ActivityID == "" {
			left += t.InUSD.Minor
			for _, part := range t.Allotments {
				left -= part.InUSD.Minor
			}
		}
	}
	want := models.MoneyTotals{Pledged: models.USD(sums[models.Pledge]), Committed: models.USD(sums[models.Commitment]),
		Earmarked: models.USD(sums[models.Commitment] - left), NotYetAllotted: models.USD(left),
		Disbursed: models.USD(sums[models.Disbursement]), Spent: models.USD(sums[models.Expenditure]),
		Reported: models.USD(0)}
	if who.Role != models.Donor { // it reads of updates once they are accepted
		want.Reported = models.USD(w.reportedTo(who, all))
	}
	if got := w.overview(who).Money; *got != want {
		w.t.Errorf("%s: the sums are %+v, the transactions' %+v", where, *got, want)
	}
}

// compareSummaries holds a donor's summary against its overview, its report and, with the other donor's, against all that was spent.
func (w *world) compareSummaries() {
	w.t.Helper()
	attributed, reported := map[models.ID]int64{}, int64(0)
	for _, donor := range []models.Actor{w.donorA, w.donorB} {
		s, money := w.summary(donor, donor, worldDay), w.overview(donor).Money
		if given := (models.Given{Pledged: money.Pledged, Committed: money.Committed, Disbursed: money.Disbursed}); s.Money != given {
			w.t.Errorf("%s reads %+v in its summary, %+v in its overview", donor.Name, s.Money, given)
		}
		committed := int64(0)
		for _, p := range s.Projects {
			committed += p.Money.Committed.Minor
			attributed[p.ID] += p.Attributed.Minor
			reported += p.Reported.Minor
		}
		balanced(w.t, s)
		if committed != s.Money.Committed.Minor {
			w.t.Errorf("the projects of %s sum to %d cents of %+v", donor.Name, committed, s.Money)
		}
		report := sure(w.Reports.Create(w.ctx, w.manager, models.ReportInput{OrganisationID: donor.OrganisationID, AsOf: worldDay,
			Title: "Report"}))(w.t)
		var issued models.ReportContent
		if err := json.Unmarshal([]byte(report.Content), &issued); err != nil {
			w.t.Fatal(err)
		}
		if issued.Summary.Money != s.Money || issued.Summary.Attributed != s.Attributed {
			w.t.Errorf("%s is issued %+v, not %+v", donor.Name, issued.Summary.Money, s.Money)
		}
	}
	spent := map[models.ID]int64{}
	for _, t := range pages(w.t, func(q models.ListQuery) (models.Page[models.Transaction], error) {
		q.Filters = map[string]string{"kind": "expenditure"}
		return w.Transactions.List(w.ctx, w.manager, q)
	}) {
		spent[t.ProjectID] += t.InUSD.Minor
	}
	if all := w.overview(w.manager).Money.Reported.Minor; reported > all {
		w.t.Errorf("%d cents that are not accepted are told to donors, of %d", reported, all)
	}
	for id, cents := range attributed {
		if max(cents, -cents) > max(spent[id], -spent[id]) {
			w.t.Errorf("of a project %d cents count for its donors, and %d were spent", cents, spent[id])
		}
	}
}
