package reports

import (
	"fmt"

	"qadam/app/engine"
	"qadam/app/store"
	"qadam/models"
)

// stateMatters lists a State's matters: what waits for its word, then what becomes of its needs. That partners are late is not its
// matter.
var stateMatters = append([]matterKind{
	{models.MatterDecide, "consent_request", "The State was asked for its consent", func(tx *store.Tx, _ models.Date) ([]store.OverviewItem,
		error) {
		return store.RequestsToAnswer(tx, models.AttentionLimit)
	}, func(m store.OverviewItem, _ int) string {
		asked := fmt.Sprintf("Asked on %s to share it with %s", m.Since.Words(), models.AudienceWords(models.Audience(m.Detail)))
		if m.Ends == "" {
			return asked + "; give consent or refuse it"
		}
		return asked + "; silence is consent after " + m.Ends.Words()
	}},
	{models.MatterDecide, "mission", "", reportsToAnswer, func(m store.OverviewItem, _ int) string {
		what := map[string]string{string(models.MissionDraftSent): "Draft report sent on %s; comment on it",
			string(models.MissionReportSent): "Report sent on %s; respond to it"}[m.Detail]
		if m.Ends != "" {
			what += " by " + m.Ends.Words()
		}
		return fmt.Sprintf(what, m.Since.Words())
	}},
	{models.MatterDecide, "ranking", "", func(tx *store.Tx, _ models.Date) ([]store.OverviewItem, error) {
		return store.RankingsToAnswer(tx, models.AttentionLimit)
	}, func(m store.OverviewItem, _ int) string {
		return fmt.Sprintf("Put before you on %s; agree to it or decline it", m.Since.Words())
	}},
	{models.MatterDecide, "mission", "", func(tx *store.Tx, _ models.Date) ([]store.OverviewItem, error) {
		return store.NeedsToAgree(tx, models.AttentionLimit)
	}, func(m store.OverviewItem, _ int) string {
		if m.Count == 1 {
			return fmt.Sprintf("1 need waits for agreement since %s", m.Since.Words())
		}
		return fmt.Sprintf("%d needs wait for agreement, the first since %s", m.Count, m.Since.Words())
	}},
	{models.MatterDecide, "need", "", func(tx *store.Tx, _ models.Date) ([]store.OverviewItem, error) {
		return store.NeedsToConfirm(tx, models.AttentionLimit)
	}, func(m store.OverviewItem, _ int) string {
		return fmt.Sprintf("Said to be met on %s; say whether it was", m.Since.Words())
	}},
}, kindsOf(models.MatterUnmatched, models.MatterOverlap)...)

// kindsOf are those of the common kinds that are of some matters.
func kindsOf(matters ...models.Matter) (out []matterKind) {
	for _, m := range matters {
		for _, k := range matterKinds {
			if k.matter == m {
				out = append(out, k)
			}
		}
	}
	return out
}

// reportsToAnswer gives the reports that wait for the State with the end of their clocks, which the rules say unless it was adjusted.
func reportsToAnswer(tx *store.Tx, _ models.Date) ([]store.OverviewItem, error) {
	found, err := store.ReportsToAnswer(tx, models.AttentionLimit)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	rules, err := store.ActiveRules(tx.As(engine.System()))
	for i := range found {
		for _, r := range rules {
			watched := map[string]models.Watch{string(models.MissionDraftSent): models.WatchDraft,
				string(models.MissionReportSent): models.WatchReport}[found[i].Detail]
			if r.Watches == watched && found[i].Ends == "" {
				found[i].Ends = r.End(found[i].Since)
			}
		}
	}
	return found, err
}
