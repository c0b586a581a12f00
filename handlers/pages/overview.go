package pages

import (
	"cmp"
	"slices"

	"github.com/gofiber/fiber/v2"

	"qadam/models"
	"qadam/web"
)

// The home of whoever has signed in: what the API's overview says to its reader, with the pages on which it is taken in hand.

// mattersNamed is how many matters the page names.
const mattersNamed = 7

func showOverview(x *exchange) error {
	o, err := x.app.Overview(x.ctx, x.actor)
	if err != nil {
		return err
	}
	v := web.Overview{Money: o.Money}
	for name, n := range o.Counts {
		if name != "no_money" { // it is no matter of its own, but of the gap
			v.All += n
		}
	}
	v.Matters = x.matters(o.Attention[:min(len(o.Attention), mattersNamed)])
	if x.may("need.gaps") {
		v.Gap = &o.Gap
		if err := x.addGaps(&v); err != nil {
			return err
		}
	}
	if x.may("coverage.load") {
		if err := x.addThemes(&v); err != nil {
			return err
		}
	}
	if x.actor.SeesAll() {
		if err := x.addStates(&v); err != nil {
			return err
		}
	}
	if err := x.addNext(&v); err != nil {
		return err
	}
	return x.show(fiber.StatusOK, v)
}

// matters says of each matter where it is taken in hand.
func (x *exchange) matters(found []models.Attention) (out []web.Matter) {
	pages := actPages()
	for _, m := range found {
		row := web.Matter{Matter: m.Matter, Reference: m.Reference, Title: m.Title, Why: m.Why, Do: string(m.Matter)}
		_, hasPage := pages[m.SubjectType]
		hasPage = hasPage && (m.SubjectType != "report_deadline" || x.actor.SeesAll()) // a donor waits for its report
		if !x.actor.SeesAll() && m.Matter != models.MatterDecide {
			row.Do = "open"
		}
		switch {
		case m.SubjectType == "need" && m.Reference != "":
			row.Path = "/needs/" + m.Reference
		case m.SubjectType == "milestone" && m.Matter == models.MatterOverdue:
			row.Path = "/reminders/activity/" + string(m.ActivityID)
		case hasPage:
			row.Path = "/reminders/" + m.SubjectType + "/" + string(m.SubjectID)
		}
		out = append(out, row)
	}
	return out
}

// addGaps adds the needs that lack most.
func (x *exchange) addGaps(v *web.Overview) error {
	found, err := x.app.Gaps(x.ctx, x.actor, models.ListQuery{Limit: models.MaxLimit})
	if err != nil {
		return err
	}
	gaps := found.Items
	slices.SortStableFunc(gaps, func(a, b models.NeedGap) int { return cmp.Compare(b.Missing.Minor, a.Missing.Minor) })
	for _, g := range gaps[:min(len(gaps), 5)] {
		if g.Missing.Minor == 0 {
			break
		}
		v.Gaps = append(v.Gaps, web.NeedRow{Path: "/needs/" + g.Reference, Reference: g.Reference, Title: g.Title,
			Money: &web.NeedFunding{Missing: g.Missing, Funding: web.Funding{Needed: g.Needed.Minor, Committed: g.Committed.Minor}}})
	}
	return nil
}

// addThemes adds what there is for the needs of each theme.
func (x *exchange) addThemes(v *web.Overview) error {
	cover, err := x.app.Coverage(x.ctx, x.actor, models.ThemeByLevel, models.ListQuery{})
	if err != nil {
		return err
	}
	themes, err := all(x, x.app.Themes, models.ListQuery{})
	if err != nil {
		return err
	}
	for _, t := range themes {
		row := web.ThemeCover{Name: t.Name, Path: "/needs?theme=" + t.Code, Money: &web.NeedFunding{}}
		for _, c := range cover.Cells {
			if c.Theme != t.Code {
				continue
			}
			row.Nobody, row.Proposed = row.Nobody+c.Nobody, row.Proposed+c.Proposed
			row.Answered, row.Met = row.Answered+c.Answered, row.Met+c.Met
			row.Money.Needed += c.Money.Needed.Minor
			row.Money.Committed += c.Money.Covered.Minor
		}
		if row.Of() > 0 {
			v.Themes = append(v.Themes, row)
		}
	}
	return nil
}

// addStates adds the States of the regions in which there are missions, with their latest ones: a cancelled one only where there is no
// other.
func (x *exchange) addStates(v *web.Overview) error {
	missions, err := all(x, x.app.Missions, models.ListQuery{})
	if err != nil {
		return err
	}
	countries, err := all(x, x.app.Countries, models.ListQuery{})
	regions := map[string]bool{}
	for _, c := range countries {
		for _, m := range missions {
			regions[c.Region] = regions[c.Region] || m.CountryCode == c.Code && c.Region != ""
		}
	}
	for _, c := range countries {
		if !regions[c.Region] {
			continue
		}
		tile := web.StateTile{Name: c.Names[x.tag()], Path: "/needs?country=" + c.Code}
		for _, m := range missions { // the latest comes first
			if m.CountryCode == c.Code && (tile.Mission == "" || tile.Mission == models.MissionCancelled && m.Status != tile.Mission) {
				tile.Mission, tile.On = m.Status, m.StatusOn
			}
		}
		v.States = append(v.States, tile)
	}
	slices.SortStableFunc(v.States, func(a, b web.StateTile) int { return cmp.Compare(b.On, a.On) })
	return err
}

// liveActivities are the statuses of activities whose milestones somebody owes.
var liveActivities = slices.DeleteFunc(models.ActivityLifecycle.Statuses(), models.Finished)

// nextRows is how many activities the strip of the next days has.
const nextRows = 10

// addNext adds the milestones that are late or due soon, by activity.
func (x *exchange) addNext(v *web.Overview) error {
	found, err := x.app.DueMilestones(x.ctx, x.actor, x.today().AddDays(web.DaysAhead))
	for _, m := range found {
		day := x.today().DaysUntil(m.DueOn)
		if day < 0 {
			v.Late++
		} else {
			v.Due++
		}
		i := slices.IndexFunc(v.Next, func(a web.NextActivity) bool { return a.Reference == m.Activity })
		if i < 0 {
			if len(v.Next) == nextRows {
				continue
			}
			i = len(v.Next)
			v.Next = append(v.Next, web.NextActivity{Path: "/reminders/activity/" + string(m.ActivityID), Reference: m.Activity})
		}
		v.Next[i].Milestones = append(v.Next[i].Milestones, web.NextMilestone{Title: m.Title, On: m.DueOn, Day: day})
	}
	return err
}
