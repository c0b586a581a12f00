package app_test

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"qadam/app/store"
	"qadam/app/store/storetest"
	"qadam/models"
)

func (w *world) summary(as models.Actor, donor models.Actor, day models.Date) *models.Summary {
	w.t.Helper()
	return sure(w.Summary(w.ctx, as, donor.OrganisationID, day, ""))(w.t)
}

func text(t testing.TB, v any) string {
	t.Helper()
	return string(sure(json.Marshal(v))(t))
}

func TestSummary(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		a, b := w.summary(w.donorA, w.donorA, worldDay), w.summary(w.donorB, w.donorB, worldDay)

		if want := (models.Given{Pledged: usd("500000.00"), Committed: usd("300000.00"), Disbursed: usd("150000.00")}); a.Money != want {
			t.Errorf("donor A gave %+v", a.Money)
		}
		if want := (models.Given{Pledged: usd("0.00"), Committed: usd("220000.00"), Disbursed: usd("0.00")}); b.Money != want {
			t.Errorf("donor B gave %+v", b.Money)
		}
		// Of 10,000.01 for the project five sevenths, of 70,000 for activity 1 too; activity 2 is earmarked by B alone.
		if a.Attributed != usd("57142.86") || b.Attributed != usd("44857.15") {
			t.Errorf("attributed: A %v, B %v", a.Attributed.Decimal(), b.Attributed.Decimal())
		}
		if *a.Projects[0].Share != 7143 || *b.Projects[0].Share != 2857 || a.Projects[0].Attributed != a.Attributed {
			t.Errorf("projects: A %+v, B %+v", a.Projects, b.Projects)
		}
		if a.Activities[1].Attributed != usd("0.00") || b.Activities[1].Attributed != usd("22000.00") {
			t.Errorf("activity 2: A %v, B %v", a.Activities[1].Attributed, b.Activities[1].Attributed)
		}
		if want := (models.MilestoneCount{Planned: 4, Due: 3, Delivered: 2, Overdue: 1}); a.Milestones != want {
			t.Errorf("milestones %+v", a.Milestones)
		}
		if want := "US$ 300 k committed, US$ 150 k disbursed; partners spent US$ 57 k of what you committed. " +
			"0 of 2 activities are closed; 2 of 4 milestones are delivered, 1 overdue."; a.Headline != want {
			t.Errorf("headline %q", a.Headline)
		}
		if len(a.Indicators) != 2 || a.Indicators[0].Actual != "41" || a.Indicators[1].Group != "women" ||
			a.Indicators[0].Reference != "KAZ-P01-A1" {
			t.Errorf("indicators %+v", a.Indicators)
		}
		if a.Since != nil || a.Fiction != "Fiction" || a.ByStatus["implementation"] != 2 {
			t.Errorf("got %+v", a)
		}
		if got := text(t, w.summary(w.manager, w.donorA, worldDay)); got != text(t, a) {
			t.Errorf("the manager's preview differs:\n%s\n%s", got, text(t, a))
		}
	})
}

// TestSummaryShowsWhatConsentOpens: full, partial and none, and nothing of what is closed anywhere in the text.
func TestSummaryShowsWhatConsentOpens(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		got := w.summary(w.donorA, w.donorA, worldDay)
		want := []models.SummaryNeed{
			{
				ID:        w.needs[1].ID,
				Reference: "KAZ-2021-01", CountryCode: "KAZ",
				Title:   "Secret title 1",
				Summary: "Open summary 1",
				Status:  "in_delivery",
				Shared:  "full",
			},
			{ID: w.needs[2].ID, Reference: "KAZ-2021-02", CountryCode: "KAZ", Summary: "Open summary 2", Shared: "partial",
				Placeholder: models.PartlyShared}}
		if !reflect.DeepEqual(got.Needs, want) || !got.HiddenNeeds || got.MoreNeeds != 0 {
			t.Errorf("needs %+v, hidden %v", got.Needs, got.HiddenNeeds)
		}
		for _, secret := range []string{"Secret title 2", "Secret title 3", "KAZ-2021-03", string(w.needs[3].ID), "Secret description",
			"Secret finding"} {
			if strings.Contains(text(t, got), secret) {
				t.Errorf("the summary holds %q", secret)
			}
		}
		w.consent(w.needs[3].ID, models.ExtentFull, models.AudiencePartners) // not for donors
		if got := w.summary(w.donorA, w.donorA, worldDay); len(got.Needs) != 2 || !got.HiddenNeeds {
			t.Errorf("what partners may see was opened to a donor: %+v", got.Needs)
		}
		w.consent(w.needs[3].ID, models.ExtentFull, models.AudiencePublic)
		if got := w.summary(w.donorA, w.donorA, worldDay); len(got.Needs) != 3 || got.HiddenNeeds {
			t.Errorf("what is public is hidden: %+v %v", got.Needs, got.HiddenNeeds)
		}
	})
}

// TestSummaryHoldsNoOtherDonor looks for every trace of another donor, and of what its money alone reaches.
func TestSummaryHoldsNoOtherDonor(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		other := w.newProject("Of another donor")
		mine := w.activity(other, "Not for donor B", w.partner1)
		w.pay("commitment", w.donorA, other, mine, usd("1234.56"), "2021-05-01")
		alone := w.activity(other, "Earmarked by B", w.partner2)
		w.pay("commitment", w.donorB, other, alone, usd("777.77"), "2021-05-01")
		w.pay("expenditure", w.partner1, other, mine, usd("100.00"), "2021-06-01")

		b := w.summary(w.donorB, w.donorB, worldDay)
		for _, secret := range []string{string(w.donorA.OrganisationID), "DONORA", "1234.56", "500000.00", "Not for donor B",
			string(mine.ID)} {
			if strings.Contains(text(t, b), secret) {
				t.Errorf("donor B's summary holds %q", secret)
			}
		}
		if len(b.Activities) != 3 || b.Activities[2].Title != "Earmarked by B" || b.Projects[1].Share != nil ||
			b.Projects[1].Attributed != usd("0.00") {
			t.Errorf("activities %+v, projects %+v", b.Activities, b.Projects)
		}
		seen := sure(w.Activities.List(w.ctx, w.donorB, models.ListQuery{}))(t)
		if len(seen.Items) != len(b.Activities) {
			t.Errorf("the list shows %d activities, the summary %d", len(seen.Items), len(b.Activities))
		}
	})
}

func TestSummaryIsForItsDonor(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		for _, c := range []struct {
			actor models.Actor
			of    models.ID
			want  models.Code
		}{
			{w.donorA, w.donorB.OrganisationID, models.NotFound}, {w.donorA, models.NewID(), models.NotFound},
			{w.manager, models.NewID(), models.NotFound},
			{w.partner1, w.partner1.OrganisationID, models.Forbidden}, {w.nationalKAZ, w.donorA.OrganisationID, models.Forbidden},
			{models.Actor{}, w.donorA.OrganisationID, models.Unauthenticated},
		} {
			if _, err := w.Summary(w.ctx, c.actor, c.of, worldDay, ""); models.CodeOf(err) != c.want {
				t.Errorf("a %s asking for %s got %v", c.actor.Role, c.of, err)
			}
		}
		if _, err := w.Summary(w.ctx, w.donorA, w.donorA.OrganisationID, "2022-02-01", ""); models.CodeOf(err) != models.Invalid {
			t.Errorf("a summary of the future: %v", err)
		}
		got := w.summary(w.manager, w.partner1, worldDay) // funds nothing
		if got.Headline != "No project is funded up to 10 January 2022." || strings.Contains(text(t, got), "null,\"more") {
			t.Errorf("of nothing: %s", text(t, got))
		}
	})
}

// TestSummaryOfThePast goes back day by day over the story.
func TestSummaryOfThePast(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.stepActivity(w.activities[2], "closed", "2021-12-01")
		w.pay("expenditure", w.partner1, w.project, w.activities[1], usd("-10000.00"), "2021-10-01") // a refund
		for _, c := range []struct {
			day              models.Date
			committed, spent string
			milestones       models.MilestoneCount
			statuses         map[models.ActivityStatus]int
			need1            models.NeedStatus
			actual, target   string
		}{
			{"2021-02-28", "0.00", "0.00", models.MilestoneCount{Planned: 4},
				map[models.ActivityStatus]int{"pipeline": 2}, "agreed", "", ""},
			{"2021-05-01", "300000.00", "0.00", models.MilestoneCount{Planned: 4},
				map[models.ActivityStatus]int{"pipeline": 1, "implementation": 1},
				"taken_up", "", "20"},
			{"2021-06-15", "300000.00", "7142.86", models.MilestoneCount{Planned: 4, Due: 1, Delivered: 1},
				map[models.ActivityStatus]int{"implementation": 2}, "taken_up", "", "20"},
			{"2021-08-10", "300000.00", "57142.86", models.MilestoneCount{Planned: 4, Due: 2, Delivered: 1, Overdue: 1},
				map[models.ActivityStatus]int{"implementation": 2}, "taken_up", "18", "20"},
			{"2021-09-01", "300000.00", "57142.86", models.MilestoneCount{Planned: 4, Due: 3, Delivered: 2},
				map[models.ActivityStatus]int{"implementation": 2}, "taken_up", "18", "20"},
			{"2021-12-31", "300000.00", "50000.00", models.MilestoneCount{Planned: 4, Due: 3, Delivered: 2, Overdue: 1},
				map[models.ActivityStatus]int{"implementation": 1, "closed": 1}, "taken_up", "18", "20"},
			{worldDay, "300000.00", "50000.00", models.MilestoneCount{Planned: 4, Due: 3, Delivered: 2, Overdue: 1},
				map[models.ActivityStatus]int{"implementation": 1, "closed": 1}, "in_delivery", "41", "60"},
		} {
			got := w.summary(w.donorA, w.donorA, c.day)
			if got.Money.Committed != usd(c.committed) || got.Attributed != usd(c.spent) || got.Milestones != c.milestones ||
				!reflect.DeepEqual(got.ByStatus, c.statuses) {
				t.Errorf(
					"as of %s: committed %s, spent %s, %+v, %v",
					c.day,
					got.Money.Committed.Decimal(),
					got.Attributed.Decimal(),
					got.Milestones,
					got.ByStatus,
				)
			}
			if got.Needs[0].Status != c.need1 || got.Indicators[0].Actual != c.actual || got.Indicators[0].Target != c.target {
				t.Errorf("as of %s: need %s, indicator %+v", c.day, got.Needs[0].Status, got.Indicators[0])
			}
		}
		if got := w.summary(w.donorA, w.donorA, "2021-01-31"); len(got.Projects)+len(got.Activities)+len(got.Needs)+
			len(got.Indicators) != 0 ||
			got.HiddenNeeds {
			t.Errorf("before the first money: %+v", got)
		}
	})
}

var uuids = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// TestSummaryIsTheSameOnBoth compares all of it, ids apart.
func TestSummaryIsTheSameOnBoth(t *testing.T) {
	t.Parallel()
	var got [2]string
	for i, kind := range storetest.Kinds {
		w := newWorld(t, openAt(t, kind))
		w.issue(w.donorA, "2021-05-31")
		out := text(t, w.summary(w.manager, w.donorA, worldDay)) + text(t, w.summary(w.manager, w.donorB, "2021-08-10")) +
			text(t, sure(w.Overview(w.ctx, w.manager))(t)) + text(t, sure(w.Gaps(w.ctx, w.manager, models.ListQuery{}))(t))
		got[i] = uuids.ReplaceAllString(out, "id")
	}
	if got[0] != got[1] {
		t.Errorf("%s\n%s\n%s\n%s", storetest.Kinds[0], got[0], storetest.Kinds[1], got[1])
	}
}

// TestSummaryAsksAFixedNumberOfQuestions, whether the donor funds 2 activities or 40.
func TestSummaryAsksAFixedNumberOfQuestions(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.issue(w.donorA, "2021-05-31")
		ask := func() (int64, *models.Summary) {
			before := s.Queries()
			got := w.summary(w.donorA, w.donorA, worldDay)
			return s.Queries() - before, got
		}
		few, _ := ask()
		for i := range 60 {
			v := w.activity(w.project, fmt.Sprint("Another ", i), w.partner1, models.ActivityNeed{NeedID: w.needs[1].ID, Share: 10})
			w.milestone(v, "2021-07-01", "2021-07-02")
		}
		many, got := ask()
		if few != many || many > 34 { // some of its own, and those that leave it in the log
			t.Errorf("%d questions for 2 activities, %d for 62", few, many)
		}
		if len(got.Activities) != 50 || got.MoreActivities != 12 || got.ByStatus["pipeline"] != 60 || got.Milestones.Delivered != 62 {
			t.Errorf("%d and %d more activities, %v, %+v", len(got.Activities), got.MoreActivities, got.ByStatus, got.Milestones)
		}
		if len(got.Since.Delivered) != 50 || got.Since.MoreDelivered != 11 {
			t.Errorf("%d and %d more delivered", len(got.Since.Delivered), got.Since.MoreDelivered)
		}
	})
}

// TestPartsOfAllDonorsAreTheWhole pays at random and holds that what is attributed to all donors is, to the cent, what was spent
// where money was committed. The rule itself is tried harder in models.
func TestPartsOfAllDonorsAreTheWhole(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		donors := []models.Actor{w.donorA, w.donorB, w.user(models.Donor, "donorc", w.partner2.OrganisationID, "")}
		var whole, parts int64 = 10200001, 0
		for seed := range uint64(6) {
			r := rand.New(rand.NewPCG(seed, 1))
			p := w.newProject("Random")
			purses := []*models.Activity{nil, w.activity(p, "One", w.partner1), w.activity(p, "Two", w.partner2)}
			committed, spent := map[*models.Activity]bool{}, map[*models.Activity]int64{}
			for range 2 + seed {
				at, minor, by := purses[r.IntN(3)], r.Int64N(1e9)+1, donors[r.IntN(3)]
				w.pay("commitment", by, p, at, models.USD(minor), "2021-06-01")
				committed[at] = true
				at = purses[r.IntN(3)]
				w.pay("expenditure", by, p, at, models.USD(minor/3+1), "2021-06-01")
				spent[at] += minor/3 + 1
			}
			for at, n := range spent {
				if committed[at] || committed[nil] {
					whole += n
				}
			}
		}
		for _, d := range donors {
			parts += w.summary(w.manager, d, worldDay).Attributed.Minor
		}
		if parts != whole {
			t.Errorf("the parts sum to %d, the whole is %d", parts, whole)
		}
	})
}

func (w *world) issue(donor models.Actor, day models.Date) *models.Report {
	w.t.Helper()
	return sure(
		w.Reports.Create(
			w.ctx,
			w.manager,
			models.ReportInput{OrganisationID: donor.OrganisationID, AsOf: day, Title: "Progress <1> & more",
				Narrative: "All went \u2028well"},
		),
	)(
		w.t,
	)
}

func TestReportStaysAsIssued(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		first := w.issue(w.donorA, "2021-06-30")
		sum := sha256.Sum256([]byte(first.Content))
		if first.Reference != "DONORA-R1" || first.IssuedBy != w.manager.UserID || first.SHA256 != hex.EncodeToString(sum[:]) {
			t.Errorf("got %+v", first)
		}
		var issued models.ReportContent
		if err := json.Unmarshal([]byte(first.Content), &issued); err != nil || issued.Reference != "DONORA-R1" ||
			issued.Narrative != "All went \u2028well" ||
			issued.Summary.AsOf != "2021-06-30" {
			t.Errorf("%v: %+v", err, issued)
		}
		// All that it tells of changes afterwards.
		c := sure(w.Consents.List(w.ctx, w.manager,
			models.ListQuery{Filters: map[string]string{"subject_id": string(w.needs[1].ID)}}))(t).Items[0]
		sure(w.WithdrawConsent(w.ctx, w.nationalKAZ, c.ID, c.Version, models.WithdrawInput{Reason: "The State asks for it"}))(t)
		w.pay("expenditure", w.partner1, w.project, nil, usd("5000.00"), "2021-06-01")
		v := sure(w.Activities.Get(w.ctx, w.manager, w.activities[1].ID))(t)
		sure(
			w.Activities.Patch(w.ctx, w.manager, v.ID, v.Version,
				func(in *models.ActivityInput) error { in.Title = "Renamed"; return nil }),
		)(
			t,
		)

		again := sure(w.Reports.Get(w.ctx, w.manager, first.ID))(t)
		if again.Content != first.Content || again.SHA256 != first.SHA256 {
			t.Errorf("it opens as\n%s\nand was issued as\n%s", again.Content, first.Content)
		}
		var body struct {
			Content json.RawMessage `json:"content"`
		}
		if err := json.Unmarshal([]byte(text(t, again)), &body); err != nil || string(body.Content) != string(first.Content) {
			t.Errorf("in an answer it is %s (%v)", body.Content, err)
		}
		// To the donor all but the need that it may no longer read.
		told := sure(w.Reports.Get(w.ctx, w.donorA, first.ID))(t)
		var said models.ReportContent
		if err := json.Unmarshal([]byte(told.Content), &said); err != nil || len(said.Summary.Needs) != len(issued.Summary.Needs) {
			t.Fatalf("%v: %s", err, told.Content)
		}
		if n := said.Summary.Needs[0]; n.Title != "" || n.Reference != "" || n.Placeholder == "" {
			t.Errorf("the donor reads %+v", n)
		}
		said.Summary.Needs[0] = issued.Summary.Needs[0]
		if !reflect.DeepEqual(said, issued) || told.SHA256 != first.SHA256 {
			t.Errorf("it opens to the donor as\n%s\nand was issued as\n%s", told.Content, first.Content)
		}
		if strings.Contains(text(t, w.summary(w.donorA, w.donorA, "2021-06-30")), "Secret title 1") {
			t.Error("the summary of today shows what was withdrawn")
		}
		page := sure(w.Reports.List(w.ctx, w.donorA, models.ListQuery{}))(t)
		if len(page.Items) != 1 || page.Items[0].Content != "" || page.Items[0].SHA256 == "" || strings.Contains(text(t, page), "content") {
			t.Errorf("the list holds %+v", page.Items)
		}
		if _, err := w.Reports.Get(w.ctx, w.donorB, first.ID); models.CodeOf(err) != models.NotFound {
			t.Errorf("another donor got %v", err)
		}
	})
}

func TestReportIsRefused(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.issue(w.donorA, "2021-06-30")
		for _, c := range []struct {
			what  string
			actor models.Actor
			in    models.ReportInput
			want  models.Code
		}{
			{"before the last one", w.manager, models.ReportInput{OrganisationID: w.donorA.OrganisationID, AsOf: "2021-06-29", Title: "x"},
				models.Invalid},
			{"of the future", w.manager, models.ReportInput{OrganisationID: w.donorA.OrganisationID, AsOf: "2022-01-12", Title: "x"},
				models.Invalid},
			{"of nobody", w.manager, models.ReportInput{OrganisationID: models.NewID(), AsOf: "2021-06-30", Title: "x"}, models.Invalid},
			{"by the donor", w.donorA, models.ReportInput{OrganisationID: w.donorA.OrganisationID, AsOf: "2021-06-30", Title: "x"},
				models.Forbidden},
		} {
			if _, err := w.Reports.Create(w.ctx, c.actor, c.in); models.CodeOf(err) != c.want {
				t.Errorf("%s: %v", c.what, err)
			}
		}
		same := w.issue(w.donorA, "2021-06-30")
		other := w.issue(w.donorB, "2021-01-31")
		if same.Reference != "DONORA-R2" || other.Reference != "DONORB-R1" {
			t.Errorf("references %s and %s", same.Reference, other.Reference)
		}
		for _, actor := range []models.Actor{w.manager, {Role: models.System, CanWrite: true}} {
			if _, err := w.Reports.Patch(context.Background(), actor, same.ID, 1,
				func(in *models.ReportInput) error { in.Title = "y"; return nil }); err == nil {
				t.Errorf("a %s changed a report", actor.Role)
			}
		}
	})
}

// TestReportsAtOnce: reports issued at the same time get numbers in the order of their days, or a clear refusal.
func TestReportsAtOnce(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		var wait sync.WaitGroup
		for i := range 6 {
			wait.Go(func() {
				_, err := w.Reports.Create(
					w.ctx,
					w.manager,
					models.ReportInput{OrganisationID: w.donorA.OrganisationID, AsOf: models.Date("2021-06-01").AddDays(i * 5 % 6),
						Title: "x"},
				)
				if err != nil && models.CodeOf(err) != models.Invalid {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		issued := sure(w.Reports.List(w.ctx, w.manager, models.ListQuery{}))(t).Items
		slices.SortFunc(issued, func(a, b models.Report) int { return models.CompareReferences(a.Reference, b.Reference) })
		if len(issued) == 0 || !slices.IsSortedFunc(issued, func(a, b models.Report) int { return cmp.Compare(a.AsOf, b.AsOf) }) {
			t.Errorf("issued %+v", issued)
		}
		for i, r := range issued {
			full := sure(w.Reports.Get(w.ctx, w.donorA, r.ID))(t)
			var content models.ReportContent
			if err := json.Unmarshal([]byte(full.Content), &content); err != nil || content.Reference != r.Reference ||
				i > 0 && r.AsOf > issued[i-1].AsOf && content.Summary.Since.From != issued[i-1].AsOf {
				t.Errorf("%v: %s tells of %+v", err, r.Reference, content.Summary.Since)
			}
		}
	})
}

// TestReportTellsWhatChanged since the one before: by days, whichever were written first.
func TestReportTellsWhatChanged(t *testing.T) {
	t.Parallel()
	eachAt(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.issue(w.donorB, "2021-04-30")
		w.stepActivity(w.activities[2], "closed", "2021-12-01")
		got := w.summary(w.donorB, w.donorB, worldDay).Since
		want := &models.SummaryChange{LastReport: "DONORB-R1", From: "2021-04-30", Health: []models.HealthChange{},
			Started:     []models.SummaryEvent{{On: "2021-05-15", Reference: "KAZ-P01-A2", Title: "Activity 2"}},
			Corrections: []models.ReportCorrection{},
			Delivered: []models.SummaryEvent{
				{On: "2021-08-20", Reference: "KAZ-P01-A2-M1", Title: "Due 2021-08-01"},
				{On: "2021-05-20", Reference: "KAZ-P01-A1-M1", Title: "Due 2021-06-01"},
			},
			Closed: []models.SummaryEvent{{On: "2021-12-01", Reference: "KAZ-P01-A2", Title: "Activity 2"}},
			Money:  models.Given{Pledged: usd("0.00"), Committed: usd("100000.00"), Disbursed: usd("0.00")}, Attributed: usd("44857.15")}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v", got)
		}
		if s := w.summary(w.donorB, w.donorB, "2021-04-30"); s.Since != nil {
			t.Errorf("the first report comes after %+v", s.Since)
		}
		if s := w.summary(w.donorB, w.donorB, "2021-06-30"); len(s.Since.Closed) != 0 || len(s.Since.Delivered) != 1 {
			t.Errorf("in June it told %+v", s.Since)
		}
	})
}
