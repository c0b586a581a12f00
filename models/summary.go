package models

import "fmt"

// HeadlineOf says a summary in two plain sentences: the money by its bases, then what it did. Counts are given as "3 of 4",
// never in per cent.
func HeadlineOf(s *Summary) string {
	if len(s.Projects) == 0 {
		return fmt.Sprintf("No project is funded up to %s.", s.AsOf.Words())
	}
	money := s.Money.Committed.Words() + " committed, " + s.Money.Disbursed.Words() + " disbursed"
	if s.Money.Committed.Minor == 0 {
		money = s.Money.Pledged.Words() + " pledged, nothing committed yet"
	}
	if s.Attributed.Minor != 0 {
		money += "; partners spent " + s.Attributed.Words() + " of what you committed"
	}
	all := 0
	for _, n := range s.ByStatus {
		all += n
	}
	if all == 0 {
		return money + ". No activity yet."
	}
	did := countOf(s.ByStatus[ActivityClosed], all, "activity", "activities", "closed")
	if m := s.Milestones; m.Planned > 0 {
		did += "; " + countOf(m.Delivered, m.Planned, "milestone", "milestones", "delivered")
		if m.Overdue > 0 {
			did += fmt.Sprintf(", %d overdue", m.Overdue)
		}
	}
	return money + ". " + did + "."
}

// countOf says "3 of 8 activities are closed".
func countOf(n, all int, one, many, done string) string {
	noun, are := many, "are"
	if all == 1 {
		noun = one
	}
	if n == 1 {
		are = "is"
	}
	return fmt.Sprintf("%d of %d %s %s %s", n, all, noun, are, done)
}

// Summary tells a donor what its money did up to a day, and what changed since the report before. Only what the donor
// may see counts: every figure is computed among it, by the consent in force when the summary is made.
//
// "As of" goes by the dates that people gave: money by its value date, milestones by due and done date, statuses by their last
// step up to the day. Health, progress and the needs of activities keep no history and are today's.
type Summary struct {
	OrganisationID   ID               `json:"organisation_id"`
	OrganisationName string           `json:"organisation_name"`
	AsOf             Date             `json:"as_of"`
	Period           SummaryPeriod    `json:"period"`
	Portfolio        SummaryPortfolio `json:"portfolio"`
	Headline         string           `json:"headline" example:"US$ 1.20 M committed. 3 of 8 activities are closed."`
	// Money is the donor's own pledges, commitments and disbursements, each at its value date's rate.
	Money Given `json:"money"`
	// Attributed is what partners spent of it: by the earmarked commitments of the activity where it has any, else by the
	// commitments to the whole project.
	Attributed Money `json:"attributed_spending"`
	// Reported is the donor's part of what partners report as spent beyond that; it counts once it is accepted.
	Reported       Money                  `json:"reported_spending" doc:"Reported as spent beyond that, in updates that are not accepted yet."`
	Basis          string                 `json:"basis"`
	RatesBehind    RatesBehind            `json:"rates_behind"`
	Projects       []SummaryProject       `json:"projects"`
	MoreProjects   int                    `json:"more_projects"`
	Activities     []SummaryActivity      `json:"activities"`
	MoreActivities int                    `json:"more_activities"`
	ByStatus       map[ActivityStatus]int `json:"activities_by_status"`
	Milestones     MilestoneCount         `json:"milestones"`
	// MilestoneList is by due date.
	MilestoneList  []SummaryMilestone `json:"milestone_list"`
	MoreMilestones int                `json:"more_milestones"`
	Graph          MoneyGraph         `json:"money_graph"`
	Needs          []SummaryNeed      `json:"needs"`
	MoreNeeds      int                `json:"more_needs"`
	// HiddenNeeds tells that some need of the activities is not shared with donors, not how many.
	HiddenNeeds bool `json:"needs_not_shared"`
	// Indicators are those of the projects and activities that are named here.
	Indicators     []SummaryMeasure `json:"indicators"`
	MoreIndicators int              `json:"more_indicators"`
	Since          *SummaryChange   `json:"since"`
	Fiction        string           `json:"notice,omitempty"`
}

// SummaryLimit is how many projects, activities, needs, indicators and events a summary names; the rest is counted.
const SummaryLimit = 50

// Given is what a donor gave, by basis in the reporting currency. The three are never summed.
type Given struct {
	Pledged   Money `json:"pledged"`
	Committed Money `json:"committed"`
	Disbursed Money `json:"disbursed"`
}

// SummaryProject is one project that the donor funds, with its own money and its share of what is not earmarked.
type SummaryProject struct {
	ID        ID             `json:"id"`
	Reference string         `json:"reference"`
	Title     string         `json:"title"`
	Status    ActivityStatus `json:"status" enum:"-"`
	Lead      SummaryPartner `json:"lead"`
	StartsOn  Date           `json:"starts_on"`
	EndsOn    Date           `json:"ends_on"`
	Budget    Money          `json:"budget" doc:"Of the whole project, whoever pays for it."`
	Money     Given          `json:"money"`
	// Share is the donor's part of the unearmarked commitments, in per cent; null where there are none.
	Share      *Score `json:"share_of_unearmarked" doc:"Per cent of the commitments that no activity is named for."`
	Attributed Money  `json:"attributed_spending"`
	Reported   Money  `json:"reported_spending"`
	Beyond     Money  `json:"spent_beyond_disbursed" doc:"By how much the attributed spending exceeds what the donor disbursed."`
}

// SummaryActivity is one activity that the donor's money reaches. Attributed is what was spent on it of that money.
type SummaryActivity struct {
	ID           ID               `json:"id"`
	Reference    string           `json:"reference"`
	Title        string           `json:"title"`
	Status       ActivityStatus   `json:"status" enum:"-"`
	Health       Health           `json:"health" enum:"-"`
	Progress     int              `json:"progress"`
	Partners     []SummaryPartner `json:"partners"`
	ThemeCodes   []string         `json:"theme_codes"`
	PlannedStart Date             `json:"planned_start"`
	PlannedEnd   Date             `json:"planned_end"`
	ActualStart  Date             `json:"actual_start"`
	ActualEnd    Date             `json:"actual_end"`
	Milestones   MilestoneCount   `json:"milestones"`
	Attributed   Money            `json:"attributed_spending"`
	Reported     Money            `json:"reported_spending"`
}

// MilestoneCount counts milestones as of a day; those dropped by then are left out. Due ones count whether they were
// delivered or not; overdue are those due before the day and not delivered by it, of activities that were not finished.
type MilestoneCount struct {
	Planned   int `json:"planned"`
	Due       int `json:"due"`
	Delivered int `json:"delivered"`
	Overdue   int `json:"overdue"`
}

// SummaryNeed is a need that the donor's activities answer and that it may see; of one shared in part only the reference
// and the releasable summary.
type SummaryNeed struct {
	ID          ID         `json:"id"`
	Reference   string     `json:"reference"`
	CountryCode string     `json:"country_code,omitempty"`
	Title       string     `json:"title"`
	Summary     string     `json:"releasable_summary"`
	Status      NeedStatus `json:"status" enum:"-"`
	Shared      Extent     `json:"shared"`
	// WithdrawnOn is the day on which consent ended after the report was issued. The Placeholder stands for what is not shared.
	WithdrawnOn Date   `json:"withdrawn_on,omitempty"`
	Placeholder string `json:"placeholder,omitempty"`
}

// SummaryMeasure is an indicator's latest target and actual up to the day, in all or for one group. A period that had not ended
// on a past day has its target only: earlier actuals are not kept.
type SummaryMeasure struct {
	// Reference is that of the activity or the project that is measured.
	Reference string        `json:"reference"`
	Title     string        `json:"title"`
	Kind      IndicatorKind `json:"kind" enum:"-"`
	Unit      string        `json:"unit"`
	Group     string        `json:"group"`
	Baseline  string        `json:"baseline" doc:"A decimal number as text."`
	StartsOn  Date          `json:"starts_on"`
	EndsOn    Date          `json:"ends_on"`
	Target    string        `json:"target"`
	Actual    string        `json:"actual"`
}

// SummaryChange is what happened after the day of the last issued report, or since any other day, and up to this one's.
type SummaryChange struct {
	LastReport    string         `json:"last_report" doc:"Empty when the day was asked for."`
	From          Date           `json:"from"`
	Delivered     []SummaryEvent `json:"milestones_delivered"`
	MoreDelivered int            `json:"more_milestones_delivered"`
	Closed        []SummaryEvent `json:"activities_closed"`
	MoreClosed    int            `json:"more_activities_closed"`
	Started       []SummaryEvent `json:"activities_started"`
	MoreStarted   int            `json:"more_activities_started"`
	// Health is what accepted updates say; a change that was made without one is not told.
	Health      []HealthChange     `json:"health_changed"`
	Corrections []ReportCorrection `json:"corrections" doc:"Updates that were corrected since."`
	Money       Given              `json:"money"`
	Attributed  Money              `json:"attributed_spending"`
}

// SummaryEvent is one dated thing that happened to a milestone or an activity.
type SummaryEvent struct {
	On        Date   `json:"on"`
	Reference string `json:"reference"`
	Title     string `json:"title"`
}

// Add counts others in.
func (c *MilestoneCount) Add(other MilestoneCount) {
	c.Planned, c.Due = c.Planned+other.Planned, c.Due+other.Due
	c.Delivered, c.Overdue = c.Delivered+other.Delivered, c.Overdue+other.Overdue
}

// Withheld blanks what is no longer shared of a need.
func (n SummaryNeed) Withheld(extent Extent, on Date) SummaryNeed {
	if extent == ExtentPartial {
		return SummaryNeed{ID: n.ID, Reference: n.Reference, CountryCode: n.CountryCode, Summary: n.Summary, Shared: extent,
			WithdrawnOn: on, Placeholder: PartlyShared}
	}
	return SummaryNeed{Shared: ExtentNone, WithdrawnOn: on, Placeholder: "A need stands behind this. Consent ended on " + on.Words() + "."}
}
