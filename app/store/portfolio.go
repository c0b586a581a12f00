package store

import (
	"qadam/models"
)

// The portfolio: what partners offer and do, and what donors fund.
var (
	Offers = &Noun[models.Offer]{Table: "offers", Scope: ownOrganisation("offers"),
		Filters: []Filter{ids("organisation_id", "offers.organisation_id IN ?", "Organisations"), enum("status", "offers.status IN ?", models.OfferLife.Statuses()),
			enum("purpose", "offers.purpose IN ?", []string{"deliver", "fund"}),
			codes("theme", "EXISTS (SELECT 1 FROM offer_themes ot WHERE ot.offer_id = offers.id AND ot.theme_code IN ?)", "Theme codes"),
			codes("country", "EXISTS (SELECT 1 FROM offer_countries oc WHERE oc.offer_id = offers.id AND oc.country_code IN ?)", "Countries")},
		Sorts: []Sort{{Key: "reference", Column: "offers.reference"}}, Load: loadOffers,
		Save: func(tx *Tx, o *models.Offer) error {
			if err := writeLinks(tx, offerLinks[0], o.ID, o.ThemeCodes); err != nil {
				return err
			}
			return writeLinks(tx, offerLinks[1], o.ID, o.CountryCodes)
		},
		Ties: func(o *models.Offer) []ties {
			return []ties{tie(offerLinks[0], o.ID, o.ThemeCodes), tie(offerLinks[1], o.ID, o.CountryCodes)}
		}}
	Projects = &Noun[models.Project]{Table: "projects", Scope: projectScope,
		Filters: []Filter{codes("reference", "projects.reference IN ?", "References"), enum("status", "projects.status IN ?", models.ProjectLife.Statuses()),
			codes("country", "EXISTS (SELECT 1 FROM project_countries fc WHERE fc.project_id = projects.id AND fc.country_code IN ?)", "Countries"),
			ids("lead_organisation_id", "projects.lead_organisation_id IN ?", "Lead partners")},
		Sorts: []Sort{{Key: "reference", Column: "projects.reference"}, {Key: "ends_on", Column: "projects.ends_on"}}, Load: loadProjects,
		Save: func(tx *Tx, p *models.Project) error { return writeLinks(tx, projectCountries, p.ID, p.CountryCodes) },
		Ties: func(p *models.Project) []ties { return []ties{tie(projectCountries, p.ID, p.CountryCodes)} }}
	Activities = &Noun[models.Activity]{Table: "activities", Scope: activityScope, Words: true,
		Filters: []Filter{codes("reference", "activities.reference IN ?", "References"), ids("project_id", "activities.project_id IN ?", "Projects"),
			enum("status", "activities.status IN ?", models.ActivityLife.Statuses()), enum("health", "activities.health IN ?", []string{"on_track", "at_risk", "off_track"}),
			codes("country", "activities.country_code IN ?", "Countries"),
			codes("theme", "EXISTS (SELECT 1 FROM activity_themes at WHERE at.activity_id = activities.id AND at.theme_code IN ?)", "Theme codes"),
			ids("organisation_id", "EXISTS (SELECT 1 FROM activity_partners fp WHERE fp.activity_id = activities.id AND fp.organisation_id IN ?)", "Partners"),
			until("planned_end_to", "activities.planned_end <= ?", "Planned to end by this day")},
		Sorts: []Sort{{Key: "reference", Column: "activities.reference"}, {Key: "planned_end", Column: "activities.planned_end"}},
		Load:  loadActivities, Save: saveActivity, Ties: tiesOfActivity}
	Milestones = &Noun[models.Milestone]{Table: "milestones", Scope: milestoneScope,
		Filters: []Filter{ids("activity_id", "milestones.activity_id IN ?", "Activities"), enum("status", "milestones.status IN ?", models.MilestoneLife.Statuses()),
			since("due_from", "milestones.due_on >= ?", "Due on or after"), until("due_to", "milestones.due_on <= ?", "Due on or before"),
			ids("organisation_id", "milestones.organisation_id IN ?", "Responsible partners")},
		Sorts: []Sort{{Key: "due_on", Column: "milestones.due_on"}, {Key: "reference", Column: "milestones.reference"}}, Hide: hideWaits}
	Indicators = &Noun[models.Indicator]{Table: "indicators", Scope: indicatorScope,
		Filters: []Filter{ids("project_id", "indicators.project_id IN ?", "Projects"), ids("activity_id", "indicators.activity_id IN ?", "Activities"),
			enum("kind", "indicators.kind IN ?", []string{"output", "outcome"})},
		Sorts: []Sort{byBirth("indicators")}, Load: loadIndicators,
		Save: func(tx *Tx, i *models.Indicator) error {
			return replace(tx, "indicator_periods", "indicator_id", i.ID, len(i.Periods), func(n int) any {
				return &periodRow{IndicatorID: i.ID, Position: n, IndicatorPeriod: i.Periods[n]}
			})
		},
		Ties: tiesOfIndicator}
	Updates = &Noun[models.Update]{Table: "updates", Scope: updateScope,
		Filters: []Filter{ids("activity_id", "updates.activity_id IN ?", "Activities"), ids("project_id", "updates.project_id IN ?", "Projects"),
			enum("status", "updates.status IN ?", models.UpdateLife.Statuses()), ids("organisation_id", "updates.organisation_id IN ?", "Reporting partners"),
			since("period_from", "updates.period_to >= ?", "About days on or after"), until("period_to", "updates.period_from <= ?", "About days on or before")},
		Sorts: []Sort{byBirth("updates")},
		Load: func(_ *Tx, found []*models.Update) error {
			for _, u := range found {
				u.Milestones, u.Evidence = orEmpty(u.Milestones), orEmpty(u.Evidence)
			}
			return nil
		},
		Hide: func(tx *Tx, found []*models.Update) error {
			for _, u := range found {
				if !tx.actor.SeesAll() && u.OrganisationID != tx.actor.OrganisationID {
					u.ReturnReason = "" // between the manager and the partner that reports
				}
			}
			return nil
		}}
	Transactions = &Noun[models.Transaction]{Table: "transactions", Scope: transactionScope,
		Filters: []Filter{ids("project_id", "transactions.project_id IN ?", "Projects"), ids("activity_id", "transactions.activity_id IN ?", "Activities"),
			ids("organisation_id", "transactions.organisation_id IN ?", "Donors or spenders"), enum("kind", "transactions.kind IN ?", []string{"pledge", "commitment", "disbursement", "expenditure"}),
			since("from", "transactions.value_date >= ?", "On or after"), until("to", "transactions.value_date <= ?", "On or before")},
		Sorts: []Sort{{Key: "value_date", Column: "transactions.value_date", Desc: true}}}
	Reports = &Noun[models.Report]{Table: "reports", Scope: ownOrganisation("reports"),
		Filters: []Filter{ids("organisation_id", "reports.organisation_id IN ?", "Donors")}, Sorts: []Sort{byBirth("reports")},
		Heavy: []string{"content"}}
)

var (
	offerLinks       = []link{{"offer_themes", "offer_id", "theme_code"}, {"offer_countries", "offer_id", "country_code"}}
	projectCountries = link{"project_countries", "project_id", "country_code"}
	activityLinks    = []link{{"activity_themes", "activity_id", "theme_code"}, {"activity_institutions", "activity_id", "institution_id"}}
)

type periodRow struct {
	IndicatorID models.ID
	Position    int
	models.IndicatorPeriod
}

func loadOffers(tx *Tx, found []*models.Offer) error {
	all, index := byID(found)
	for _, o := range found {
		o.ThemeCodes, o.CountryCodes = []string{}, []string{}
		o.Levels, o.Kinds, o.Languages, o.Regions = orEmpty(o.Levels), orEmpty(o.Kinds), orEmpty(o.Languages), orEmpty(o.Regions)
	}
	if err := loadLeft(tx, all, index); err != nil {
		return err
	}
	return readLinks(tx, all, offerLinks, func(list int, owner models.ID, value string) {
		if o := index[owner]; list == 0 {
			o.ThemeCodes = append(o.ThemeCodes, value)
		} else {
			o.CountryCodes = append(o.CountryCodes, value)
		}
	})
}

func loadProjects(tx *Tx, found []*models.Project) error {
	all, index := byID(found)
	for _, p := range found {
		p.CountryCodes, p.NextStep = []string{}, p.NextOf()
	}
	return readLinks(tx, all, []link{projectCountries}, func(_ int, owner models.ID, value string) {
		index[owner].CountryCodes = append(index[owner].CountryCodes, value)
	})
}

func loadIndicators(tx *Tx, found []*models.Indicator) error {
	all, index := byID(found)
	for _, i := range found {
		i.Periods = []models.IndicatorPeriod{}
	}
	var periods []periodRow
	if err := tx.db.Table("indicator_periods").Where("indicator_id IN ?", all).Order("indicator_id, position").Find(&periods).Error; err != nil {
		return err
	}
	for _, p := range periods {
		index[p.IndicatorID].Periods = append(index[p.IndicatorID].Periods, p.IndicatorPeriod)
	}
	return nil
}
