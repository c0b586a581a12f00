package pages

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"qadam/models"
	"qadam/web"
)

// The page of one need. Its parts are read by the use cases of the API, each only where the reader may ask it.

func showNeed(x *exchange) error {
	n, err := x.needAsked()
	if err == nil && n.Version != 0 {
		n, err = x.app.Needs.GetExpanded(x.ctx, x.actor, n.ID,
			[]string{"owner", "themes", "institutions", "funding", "activities", "organisations"})
	}
	if err != nil {
		return hide(err)
	}
	v := &web.Need{Address: "/needs/" + n.Reference, Acts: "/reminders/need/" + string(n.ID), Reference: n.Reference,
		Title: shown(n.Shared, n.Title, n.ReleasableSummary), Partial: n.Version == 0, Status: n.Status, Done: x.c.Query("done") != ""}
	if v.Sharing, err = web.SignOf("extent", n.Shared); err != nil {
		return err
	}
	if v.Partial {
		return x.show(fiber.StatusOK, *v)
	}
	row := needRow(n)
	v.Description, v.Next, v.NextDue, v.Score, v.From, v.Of = n.Description, row.Next, n.NextStep.Due, row.Score, row.From, row.Of
	if v.Facts, err = x.needFacts(n); err != nil {
		return err
	}
	for _, fill := range []func(*web.Need, *models.Need) error{x.addNeedMoney, x.addFindings, x.addNeedRank, x.addActivities,
		x.addNeedPartners, x.addNeedConsent, x.addNeedHistory, x.addNeedActs} {
		if err := fill(v, n); err != nil {
			return err
		}
	}
	return x.show(fiber.StatusOK, *v)
}

// needAsked is the need of the address, which names it by its reference or its id.
func (x *exchange) needAsked() (*models.Need, error) {
	if id, err := models.ParseID(x.c.Params("reference")); err == nil {
		return x.app.Needs.Get(x.ctx, x.actor, id)
	}
	return x.app.Needs.By(x.ctx, x.actor, "reference", strings.ToUpper(x.c.Params("reference")))
}

func (x *exchange) needFacts(n *models.Need) ([]web.Fact, error) {
	countries, err := x.app.Countries.List(x.ctx, x.actor, models.ListQuery{Limit: 1, Filters: map[string]string{"code": n.CountryCode}})
	if err != nil {
		return nil, err
	}
	var country, owner string
	if len(countries.Items) > 0 {
		country = countries.Items[0].Names[x.tag()]
	}
	if n.Expanded.Owner != nil {
		owner = n.Expanded.Owner.Name
	}
	var out []web.Fact
	for _, f := range []web.Fact{{Key: "need.country", Text: country}, {Key: "need.state_since", Day: n.StatusOn},
		{Key: "need.institutions", Text: namesOf(n.Expanded.Institutions)}, {Key: "need.themes", Text: namesOf(n.Expanded.Themes)},
		{Key: "need.level", WordKey: "level." + string(n.Level)}, {Key: "need.kind", WordKey: "kind_of_need." + string(n.Kind)},
		{Key: "need.wanted_by", Day: n.WantedBy}, {Key: "need.confirmed", Day: n.ConfirmedOn}, {Key: "need.owner", Text: owner}} {
		if f.Text != "" || f.WordKey != "" || f.Day != "" {
			out = append(out, f)
		}
	}
	return out, nil
}

func namesOf(all []models.Name) string {
	var out []string
	for _, n := range all {
		out = append(out, n.Name)
	}
	return strings.Join(out, ", ")
}

func (x *exchange) addNeedMoney(v *web.Need, n *models.Need) error {
	if f := n.Expanded.Funding; f != nil {
		v.Awaits = f.AwaitsAllotment
		v.Money = &web.NeedFunding{Missing: f.Missing, Funding: web.Funding{Needed: f.Needed.Minor, Committed: f.Committed.Minor}}
	}
	return nil
}

// addFindings adds the findings that the need rests on, as far as the reader sees them, with what they are found against.
func (x *exchange) addFindings(v *web.Need, n *models.Need) error {
	if len(n.FindingIDs) == 0 {
		return nil
	}
	findings, err := all(x, x.app.Findings, models.ListQuery{Filters: map[string]string{"need_id": string(n.ID)}})
	if err != nil || len(findings) == 0 {
		return err
	}
	provisions, err := x.provisions(findings)
	if err != nil {
		return err
	}
	sessions := map[models.ID]models.MissionSession{}
	if n.MissionID != "" {
		m, err := x.app.Missions.Get(x.ctx, x.actor, n.MissionID)
		if err != nil {
			return err
		}
		for _, s := range m.Sessions {
			sessions[s.ID] = s
		}
	}
	shared, err := x.sharing(n.MissionID)
	if err != nil {
		return err
	}
	for _, o := range findings {
		f := web.NeedFinding{Reference: o.Reference, Text: shown(o.Shared, o.Text, o.ReleasableSummary), Dimension: string(o.Dimension),
			Session: sessions[o.SessionID].Title, SessionOn: sessions[o.SessionID].OnDate,
			Path: "/reminders/finding/" + string(o.ID)}
		for _, id := range o.ProvisionIDs {
			f.Provisions = append(f.Provisions, provisions[id])
		}
		if f.Sharing, err = sharingSign(shared, o.ID, o.Shared); err != nil {
			return err
		}
		v.Findings = append(v.Findings, f)
	}
	return nil
}

// sharing tells how what missions found is shared, to those who may know it.
func (x *exchange) sharing(missions ...models.ID) (map[models.ID]models.Sharing, error) {
	out := map[models.ID]models.Sharing{}
	if !x.may("mission.sharing") {
		return out, nil
	}
	for _, id := range missions {
		found, err := x.app.MissionSharing(x.ctx, x.actor, id)
		if err != nil {
			return nil, err
		}
		for _, i := range found.Items {
			out[i.SubjectID] = i.State
		}
	}
	return out, nil
}

// sharingSign is how an item is shared; to who may not know it, how much of it the reader itself sees.
func sharingSign(shared map[models.ID]models.Sharing, id models.ID, own models.Extent) (web.Sign, error) {
	if state, known := shared[id]; known {
		return web.SignOf("sharing", state)
	}
	return web.SignOf("extent", own)
}

// provisions names what findings are found against, by instrument and paragraph.
func (x *exchange) provisions(findings []models.Finding) (map[models.ID]string, error) {
	var ids, instrumentIDs []string
	for _, f := range findings {
		for _, id := range f.ProvisionIDs {
			ids = append(ids, string(id))
		}
	}
	found, err := allByValues(x, x.app.Provisions, "id", ids, models.ListQuery{})
	if err != nil {
		return nil, err
	}
	for _, p := range found {
		instrumentIDs = append(instrumentIDs, string(p.InstrumentID))
	}
	instruments, err := allByValues(x, x.app.Instruments, "id", instrumentIDs, models.ListQuery{})
	titles, out := map[models.ID]string{}, map[models.ID]string{}
	for _, i := range instruments {
		titles[i.ID] = i.Title
	}
	for _, p := range found {
		out[p.ID] = titles[p.InstrumentID] + ", " + p.Paragraph
	}
	return out, err
}

// addNeedRank adds where the need stands among the open needs of its mission, and how it was scored.
func (x *exchange) addNeedRank(v *web.Need, n *models.Need) error {
	if !x.may("robustness.get") || n.ScoredCriteria == nil || *n.ScoredCriteria == 0 {
		return nil
	}
	try := sureTrial()
	try.Filters["mission_id"] = string(n.MissionID)
	ranked, err := x.robustness(try)
	if err != nil {
		return err
	}
	if ranked != nil {
		v.Sure = sureOf(ranked, n.ID)
	}
	if v.Sure == nil { // it is not in the ranking, and has its scores nevertheless
		try.Filters, try.Draws = map[string]string{"reference": n.Reference, "status": string(n.Status)}, 100
		if ranked, err = x.tried(try); err != nil || ranked == nil {
			return hide(err)
		}
	}
	i := slices.IndexFunc(ranked.Needs, func(r models.RankedNeed) bool { return r.ID == n.ID })
	if i < 0 {
		return nil
	}
	for j, c := range ranked.Needs[i].Scores {
		v.Scores = append(v.Scores, web.NeedScore{Name: ranked.Criteria[j].Name, Weight: ranked.Criteria[j].Weight, Adds: c.Contribution,
			Mean: c.Mean, Lowest: c.Lowest, Highest: c.Highest, Assessors: c.Assessors})
	}
	return nil
}

// addActivities adds the activities that answer the need, with what of their milestones is delivered and late.
func (x *exchange) addActivities(v *web.Need, n *models.Need) error {
	for _, a := range n.Expanded.Activities {
		row := web.NeedActivity{Path: "/reminders/activity/" + string(a.ID), Reference: a.Reference, Title: a.Title, Status: a.Status,
			Health: a.Health, Start: a.PlannedStart, End: a.PlannedEnd, Progress: a.Progress, Milestones: len(a.Milestones)}
		for _, m := range a.Milestones {
			switch {
			case m.Status == models.MilestoneDelivered:
				row.Delivered++
			case m.Status == models.MilestonePlanned && m.DueOn < x.today() && slices.Contains(liveActivities, string(a.Status)):
				row.Late++
			}
			if m.Status == models.MilestonePlanned && (row.NextDue == "" || m.DueOn < row.NextDue) {
				row.NextDue, row.NextReference, row.NextTitle = m.DueOn, m.Reference, m.Title
			}
		}
		for _, p := range a.Partners {
			if i := slices.IndexFunc(n.Expanded.Organisations, func(o models.Name) bool { return o.ID == p.OrganisationID }); i >= 0 {
				o := web.Org{Code: n.Expanded.Organisations[i].Code, Name: n.Expanded.Organisations[i].Name}
				row.Orgs = append(row.Orgs, o)
				v.Partners = append(v.Partners, web.NeedPartner{Org: o, Part: string(p.PartnerRole)})
			}
		}
		if row.Late > 0 && !slices.Contains(v.Matters, string(models.MatterOverdue)) {
			v.Matters = append(v.Matters, string(models.MatterOverdue))
		}
		v.Activities = append(v.Activities, row)
	}
	return nil
}

// addNeedPartners adds before whom the need was put, and what they answered.
func (x *exchange) addNeedPartners(v *web.Need, n *models.Need) error {
	referrals, err := all(x, x.app.Referrals, models.ListQuery{Filters: map[string]string{"need_id": string(n.ID)}})
	if err != nil || len(referrals) == 0 {
		return err
	}
	var parts []models.PartnerPart
	for _, r := range referrals {
		parts = append(parts, models.PartnerPart{OrganisationID: r.OrganisationID})
	}
	names, err := x.organisations([]models.CoveredNeed{{Partners: parts}})
	for _, r := range referrals {
		if o, seen := names[r.OrganisationID]; seen {
			v.Partners = append(v.Partners, web.NeedPartner{Org: web.Org{Code: o.Code, Name: o.Name,
				Asked: r.Status == models.ReferralProposed},
				Part: string(r.Purpose), Status: r.Status, On: r.StatusOn, Ends: r.EndsOn, Note: r.Note})
		}
	}
	return err
}

// addNeedConsent says who reads what of the need, to those who may know it.
func (x *exchange) addNeedConsent(v *web.Need, n *models.Need) error {
	if !x.may("need.consent") {
		return nil
	}
	open, err := x.app.ExplainNeed(x.ctx, x.actor, n.ID)
	if err != nil {
		return err
	}
	for _, a := range open.Audiences {
		v.Sees = append(v.Sees, a.Words)
	}
	v.Sharing, err = web.SignOf("sharing", open.State)
	return err
}

// addNeedHistory tells what happened, the latest first.
func (x *exchange) addNeedHistory(v *web.Need, n *models.Need) error {
	found, err := x.app.Needs.History(x.ctx, x.actor, n.ID, models.ListQuery{Limit: models.MaxLimit})
	for _, e := range found.Items {
		v.History = append(v.History, web.Event{At: e.At, Words: e.Words})
	}
	slices.Reverse(v.History)
	return err
}

// addNeedActs offers what the reader can do about the need as it is shown, by the forms of the page on which its steps are taken. With
// another's eyes nothing can be done.
func (x *exchange) addNeedActs(v *web.Need, n *models.Need) error {
	acts, err := x.needActs(n)
	if err != nil {
		return err
	}
	for _, f := range acts.Forms {
		if f.Do == "comment" && x.actor.ViewedBy != "" {
			v.Comments = f.Quotes
		}
		if x.actor.ViewedBy != "" {
			continue
		}
		f.Token, f.Hidden = string(models.NewID()), append(f.Hidden, web.Hidden{Name: "from", Value: v.Address})
		v.Forms = append(v.Forms, f)
	}
	return nil
}
