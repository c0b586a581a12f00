package models

// At gives the figures of an indicator as of a day, one for each group of people in the order of the periods; reference is
// that of the activity or the project that it measures. Of the periods that had begun it takes the latest that had ended
// by then, or, today, that still runs: its actual is what was reached so far. On a past day a period that still ran tells
// its target alone. An indicator without a period has its baseline.
func (i *Indicator) At(reference string, day Date, isToday bool) []SummaryMeasure {
	bare := SummaryMeasure{Reference: reference, Title: i.Title, Kind: i.Kind, Unit: i.Unit, Baseline: i.Baseline}
	told := func(p IndicatorPeriod) bool { return isToday || p.EndsOn <= day }
	latest, groups := map[string]IndicatorPeriod{}, []string{}
	for _, p := range i.Periods {
		if p.StartsOn > day {
			continue
		}
		q, seen := latest[p.Group]
		if !seen {
			groups = append(groups, p.Group)
		}
		if !seen || told(p) && !told(q) || told(p) == told(q) && p.after(q) {
			latest[p.Group] = p
		}
	}
	if len(groups) == 0 {
		return []SummaryMeasure{bare}
	}
	out := make([]SummaryMeasure, len(groups))
	for n, g := range groups {
		p := latest[g]
		out[n] = bare
		out[n].Group, out[n].StartsOn, out[n].EndsOn, out[n].Target = g, p.StartsOn, p.EndsOn, p.Target
		if told(p) {
			out[n].Actual = p.Actual
		}
	}
	return out
}

func (p IndicatorPeriod) after(q IndicatorPeriod) bool {
	return p.StartsOn > q.StartsOn || p.StartsOn == q.StartsOn && p.EndsOn > q.EndsOn
}
