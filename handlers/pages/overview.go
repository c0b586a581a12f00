package pages

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

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
	if v.Matters, err = x.matters(o.Attention[:min(len(o.Attention), mattersNamed)]); err != nil {
		return err
	}
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
	if x.actor.SeesAll() || x.actor.Role == models.Partner { // whom the API tells how many are overdue
		v.Late = o.Counts[string(models.MatterOverdue)]
	}
	return x.show(fiber.StatusOK, v)
}

var ofMilestone = regexp.MustCompile(`-M[0-9]+$`)

// matters says of each matter where it is taken in hand.
func (x *exchange) matters(found []models.Attention) ([]web.Matter, error) {
	var references []string
	for _, m := range found {
		if m.SubjectType == "milestone" {
			references = append(references, ofMilestone.ReplaceAllString(m.Reference, ""))
		}
	}
	activities, err := x.activityIDs(references)
	if err != nil {
		return nil, err
	}
	pages := actPages()
	var out []web.Matter
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
			if id := activities[ofMilestone.ReplaceAllString(m.Reference, "")]; id != "" {
				row.Path = "/reminders/activity/" + string(id)
			}
		case hasPage:
			row.Path = "/reminders/" + m.SubjectType + "/" + string(m.SubjectID)
		}
		out = append(out, row)
	}
	return out, nil
}

// activityIDs finds activities by their references.
func (x *exchange) activityIDs(references []string, statuses ...string) (map[string]models.ID, error) {
	out := map[string]models.ID{}
	q := models.ListQuery{Filters: map[string]string{}}
	if len(statuses) > 0 {
		q.Filters["status"] = strings.Join(statuses, ",")
	}
	found, err := allByValues(x, x.app.Activities, "reference", references, q)
	for _, a := range found {
		out[a.Reference] = a.ID
	}
	return out, err
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

// addStates adds the States of the regions in which there are missions, with their latest ones.
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
		if i := slices.IndexFunc(missions, func(m models.Mission) bool { return m.CountryCode == c.Code }); i >= 0 {
			// the latest comes first
			tile.Mission, tile.On = missions[i].Status, missions[i].StatusOn
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
	found, err := all(x, x.app.Milestones, models.ListQuery{Sort: "due_on", Filters: map[string]string{
		"status": string(models.MilestonePlanned), "due_to": string(x.today().AddDays(web.DaysAhead))}})
	if err != nil {
		return err
	}
	var references []string
	for _, m := range found {
		references = append(references, ofMilestone.ReplaceAllString(m.Reference, ""))
	}
	live, err := x.activityIDs(references, liveActivities...)
	for j, m := range found {
		day, reference := x.today().DaysUntil(m.DueOn), references[j]
		if live[reference] == "" { // what is suspended or closed is due to nobody
			continue
		}
		if v.Due++; day < 0 {
			v.Due, v.Late = v.Due-1, v.Late+1
		}
		i := slices.IndexFunc(v.Next, func(a web.NextActivity) bool { return a.Reference == reference })
		if i < 0 {
			if len(v.Next) == nextRows {
				continue
			}
			i = len(v.Next)
			v.Next = append(v.Next, web.NextActivity{Path: "/reminders/activity/" + string(m.ActivityID), Reference: reference})
		}
		v.Next[i].Milestones = append(v.Next[i].Milestones, web.NextMilestone{Title: m.Title, On: m.DueOn, Day: day})
	}
	return err
}
