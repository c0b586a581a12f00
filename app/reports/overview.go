package reports

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"qadam/app/engine"
	"qadam/app/matching"
	"qadam/app/outbox"
	"qadam/app/store"
	"qadam/models"
)

// defaultStaleDays is after how many days without news an activity is stale where no rule says otherwise.
const defaultStaleDays = 30

// Overview answers what needs the actor today, and how big the gap is, among what it may see.
func (a *Reporting) Overview(ctx context.Context, actor models.Actor) (*models.Overview, error) {
	if err := engine.Allow(actor, "overview.get"); err != nil {
		return nil, err
	}
	o := &models.Overview{Counts: map[string]int{}, Basis: models.GapBasis, Rates: []models.RateUsed{}}
	err := a.Store().Snapshot(ctx, actor, func(tx *store.Tx) (err error) {
		o.AsOf = engine.Today(tx)
		if err := a.addAttention(tx, o); err != nil {
			return err
		}
		if o.Needs, err = store.NeedsByStatus(tx); err != nil {
			return err
		}
		if actor.SeesAll() {
			mail, err := store.MailState(tx)
			if err != nil {
				return err
			}
			o.Mail = &mail
		}
		if engine.MayRole(actor.Role, "transaction.list") {
			if o.Money, err = sumMoney(tx); err != nil {
				return err
			}
		}
		if actor.Role == models.Donor {
			return addDonor(tx, o)
		}
		return matching.AddGap(tx, o)
	})
	return o, err
}

// DueMilestones gives the milestones that somebody owes, among those that the actor sees, and that are due on or before a day, the earliest
// first: of those before today there are as many as the overview counts as overdue.
func (a *Reporting) DueMilestones(ctx context.Context, actor models.Actor, until models.Date) ([]models.DueMilestone, error) {
	if err := engine.Allow(actor, "overview.get"); err != nil {
		return nil, err
	}
	return engine.View(a.Engine, ctx, actor, func(tx *store.Tx) ([]models.DueMilestone, error) { return store.DueMilestones(tx, until) })
}

// sumMoney sums the transactions that the actor sees, and what is reported as spent beside them.
func sumMoney(tx *store.Tx) (*models.MoneyTotals, error) {
	money, err := store.SumMoney(tx)
	if err != nil {
		return nil, err
	}
	reported, err := engine.ReportedFlows(tx, store.ReportedToReader(tx), engine.Today(tx))
	money.Reported = models.USD(0)
	for _, f := range reported {
		money.Reported.Minor += f.Amount
	}
	return &money, err
}

// matterKind is one kind of matter: where its matters come from, and how one is put in words.
type matterKind struct {
	matter  models.Matter
	subject string
	// title stands for a matter that has none, or none that the actor may see.
	title string
	find  func(*store.Tx, models.Date) ([]store.OverviewItem, error)
	why   func(m store.OverviewItem, days int) string
}

// mattersOf are the kinds of matters of an actor, the most urgent kind first.
func (a *Reporting) mattersOf(actor models.Actor) []matterKind {
	switch {
	case actor.Role == models.National:
		return stateMatters
	case actor.Role == models.Donor:
		return donorMatters
	case actor.SeesAll():
		return append(slices.Clone(matterKinds), a.oldRates(), doubles)
	}
	return matterKinds
}

// oldRates is the matter of rates that are older than a setting allows.
func (a *Reporting) oldRates() matterKind {
	return matterKind{models.MatterRate, "rate", "Exchange rate", func(tx *store.Tx, day models.Date) ([]store.OverviewItem, error) {
		return store.OldRates(tx, day.AddDays(-a.rateDays))
	}, func(m store.OverviewItem, days int) string {
		return fmt.Sprintf("The latest rate of %s is of %s, %s old; add a newer one", m.Reference, m.Since.Words(), daysOf(days))
	}}
}

// doubles is the admins' matter of people who may be one.
var doubles = matterKind{models.MatterPeople, "person", "People who may be one",
	func(tx *store.Tx, _ models.Date) ([]store.OverviewItem, error) { return store.DoublesToDecide(tx) },
	func(m store.OverviewItem, _ int) string {
		return fmt.Sprintf("Pairs of people who may be one: %d; join them, or say that they are two", m.Total)
	}}

// matterKinds lists the matters of those who steer and deliver.
var matterKinds = []matterKind{
	{models.MatterOverdue, "milestone", "", func(tx *store.Tx, day models.Date) ([]store.OverviewItem, error) {
		return store.OverdueMilestones(tx, day, models.AttentionLimit)
	}, func(m store.OverviewItem, days int) string {
		if models.LongAgo(days) {
			return "Overdue since " + m.Since.MonthWords()
		}
		return fmt.Sprintf("Due %s, overdue by %s", m.Since.Words(), daysOf(days))
	}},
	{models.MatterUnmatched, "need", models.NeedPlaceholder, unmatchedNeeds, func(m store.OverviewItem, _ int) string {
		return fmt.Sprintf("Agreed %s; nobody answers it", m.Since.Words())
	}},
	{models.MatterOverlap, "overlap", "", func(tx *store.Tx, _ models.Date) ([]store.OverviewItem,
		error) {
		return store.OverlapsToCompare(tx)
	},
		func(m store.OverviewItem, _ int) string { return m.Detail }},
	{models.MatterStale, "activity", "", staleActivities, func(m store.OverviewItem, days int) string {
		if models.LongAgo(days) {
			return "Not heard of since " + m.Since.MonthWords()
		}
		return fmt.Sprintf("Last heard of on %s, %s ago", m.Since.Words(), daysOf(days))
	}},
	{models.MatterDecide, "need", models.NeedPlaceholder, func(tx *store.Tx, _ models.Date) ([]store.OverviewItem, error) {
		return store.NeedsToDecide(tx, models.AttentionLimit)
	}, needDecision},
	{models.MatterDecide, "milestone", "", func(tx *store.Tx, _ models.Date) ([]store.OverviewItem, error) {
		return store.DatesToDecide(tx, models.AttentionLimit)
	}, func(m store.OverviewItem, _ int) string {
		return fmt.Sprintf("Due %s; its partner asks for %s: accept that date, or keep the one before", m.Since.Words(), m.Ends.Words())
	}},
	{models.MatterDecide, "update", "", func(tx *store.Tx, _ models.Date) ([]store.OverviewItem, error) {
		return store.UpdatesToDecide(tx, models.AttentionLimit)
	}, func(m store.OverviewItem, _ int) string {
		if m.Detail == string(models.UpdateReturned) {
			return fmt.Sprintf("Update returned on %s; correct it and send it again", m.Since.Words())
		}
		return fmt.Sprintf("Update sent on %s; accept or return it", m.Since.Words())
	}},
	{models.MatterDecide, "referral", models.NeedPlaceholder, func(tx *store.Tx, _ models.Date) ([]store.OverviewItem, error) {
		return store.ReferralsToAnswer(tx, models.AttentionLimit)
	}, func(m store.OverviewItem, _ int) string {
		return fmt.Sprintf("Put before you on %s to %s; accept or decline", m.Since.Words(), m.Detail)
	}},
	{models.MatterAllot, "transaction", "", func(tx *store.Tx, _ models.Date) ([]store.OverviewItem, error) {
		return store.CommitmentsToAllot(tx, models.AttentionLimit)
	}, func(m store.OverviewItem, _ int) string {
		return fmt.Sprintf("%s of what was committed on %s is not allotted to activities or needs", m.Detail, m.Since.Words())
	}},
	{models.MatterMail, "outbox", "Mail that does not leave", func(tx *store.Tx, _ models.Date) ([]store.OverviewItem, error) {
		return store.LateMail(tx, tx.Now().Add(-outbox.MailLateAfter))
	},
		func(m store.OverviewItem, _ int) string {
			return fmt.Sprintf("Mail does not leave: %d wait, the oldest since %s; look at the mail server", m.Total, m.Since.Words())
		}},
	{models.MatterMail, "outbox", "Mail that does not leave", func(tx *store.Tx, _ models.Date) ([]store.OverviewItem,
		error) {
		return store.DeadMail(tx)
	},
		func(m store.OverviewItem, _ int) string {
			return fmt.Sprintf("Given up: %d, the oldest of %s; retry, or correct the address", m.Total, m.Since.Words())
		}},
}

// unmatchedNeeds are those that nobody answers when the clock of the reminders says so.
func unmatchedNeeds(tx *store.Tx, day models.Date) ([]store.OverviewItem, error) {
	days, err := store.UnmatchedDays(tx)
	if err != nil || days == 0 {
		return nil, err
	}
	return store.NeedsWithNobody(tx, day.AddDays(-days), models.AttentionLimit)
}

func staleActivities(tx *store.Tx, day models.Date) ([]store.OverviewItem, error) {
	days, err := store.RuleDays(tx, "activity_stale", defaultStaleDays)
	if err != nil || days == 0 {
		return nil, err
	}
	return store.ActivitiesWithoutNews(tx, day.AddDays(-days), models.AttentionLimit)
}

func needDecision(m store.OverviewItem, _ int) string {
	return "Decide on the proposal: " + strings.ReplaceAll(m.Detail, "_", " ")
}

func daysOf(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

// addAttention collects the matters of all kinds, counts them, and names the most urgent.
func (a *Reporting) addAttention(tx *store.Tx, o *models.Overview) error {
	var lists [][]models.Attention
	for _, k := range a.mattersOf(tx.Actor()) {
		found, err := k.find(tx, o.AsOf)
		if err != nil {
			return err
		}
		list := make([]models.Attention, len(found))
		for i, m := range found {
			days := max(m.Since.DaysUntil(o.AsOf), 0)
			list[i] = models.Attention{Matter: k.matter, SubjectType: k.subject, SubjectID: m.ID, Reference: m.Reference,
				Title: cmp.Or(m.Title, k.title), Why: k.why(m, days), Days: days, ActivityID: m.ActivityID}
		}
		if len(found) > 0 {
			o.Counts[string(k.matter)] += found[0].Total
		}
		lists = append(lists, list)
	}
	o.Attention = mostUrgent(lists, models.AttentionLimit)
	named := map[string][]models.ID{}
	for _, m := range o.Attention {
		named[m.SubjectType] = append(named[m.SubjectType], m.SubjectID)
	}
	store.Needs.LogRows(tx, engine.ReadInFull(named["need"])...)
	store.Missions.LogRows(tx, engine.ReadInFull(named["mission"])...)
	return nil
}

// mostUrgent takes as many matters from lists as there is room for, the most urgent first; where there are too many, each list
// keeps at least an even part.
func mostUrgent(lists [][]models.Attention, room int) []models.Attention {
	take := make([]int, len(lists))
	for free := room; free > 0; {
		given := 0
		for i := range lists {
			if free > given && take[i] < len(lists[i]) {
				take[i]++
				given++
			}
		}
		if given == 0 {
			break
		}
		free -= given
	}
	out := []models.Attention{}
	for i, list := range lists {
		out = append(out, list[:take[i]]...)
	}
	return out
}
