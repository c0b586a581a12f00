package pages

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"qadam/app/priority"
	"qadam/i18n"
	"qadam/models"
	"qadam/models/ranking"
	"qadam/web"
)

// The register of needs. It reads through the use cases of the API, with the reader's own sight.

func needRoutes() []route {
	return []route{
		{fiber.MethodGet, "/needs", "need.list", signedIn(func(x *exchange) error { return x.needs(fiber.StatusOK, web.Form{}) })},
		{fiber.MethodGet, "/needs/:reference", "need.get", signedIn(showNeed)},
		{fiber.MethodPost, "/needs/views", saveAction, signedIn(saveView)},
	}
}

const (
	// mostSure is of how many needs the ranks are tried under other weights while a page waits; of more, one mission has to be chosen.
	mostSure = 60
	// sureDraws is how often, as the API does it unless it is told.
	sureDraws = 10_000
)

// needs shows the register. Back is the form by which the view is saved, as it comes back with faults.
func (x *exchange) needs(status int, back web.Form) error {
	filters, err := x.needFacets()
	if err != nil {
		return err
	}
	l := readList("/needs", x.c, filters, x.sent.Get("address"))
	q := l.query()
	q.Expand = []string{"themes"}
	found, err := x.app.Needs.List(x.ctx, x.actor, q)
	if err != nil {
		return hide(err)
	}
	v := web.Needs{List: l.shown(len(found.Items), *found.Total, found.Next), Save: back, Token: string(models.NewID())}
	if x.actor.ViewedBy == "" { // the browser has the file by its session, as the person itself
		v.Exports = l.exports("/api/v1/needs/export")
	}
	if err := x.addTabs(&v.List, "needs.all", l); err != nil {
		return err
	}
	for i := range found.Items {
		v.Rows = append(v.Rows, needRow(&found.Items[i]))
	}
	if len(v.Rows) == 0 {
		v.Helps, err = helps(l, func(q models.ListQuery) (int, error) {
			found, err := x.app.Needs.List(x.ctx, x.actor, q)
			if err != nil {
				return 0, err
			}
			return *found.Total, nil
		})
		return x.showNeeds(status, v, err)
	}
	if x.actor.Audience() != "" {
		v.Sorts = map[string]web.Order{}
		return x.showNeeds(status, v, x.addOwnPartners(&v, found.Items))
	}
	if err := x.addCover(&v, found.Items, q); err != nil {
		return err
	}
	if err := x.addSharing(&v, found.Items); err != nil {
		return err
	}
	return x.showNeeds(status, v, x.addSure(&v, found.Items, q))
}

func (x *exchange) showNeeds(status int, v web.Needs, err error) error {
	if err != nil {
		return err
	}
	for i := range v.Rows {
		v.Scored = v.Scored || v.Rows[i].Score != nil
	}
	return x.show(status, v)
}

// needRow is a need as the register shows it to its reader.
func needRow(n *models.Need) web.NeedRow {
	r := web.NeedRow{Path: "/needs/" + n.Reference, Reference: n.Reference, Title: shown(n.Shared, n.Title, n.ReleasableSummary),
		Partial: n.Version == 0, Status: n.Status, Score: n.Priority, Next: web.NextStep{Key: n.NextStep.Key,
			Owner: string(n.NextStep.Owner)}}
	if n.ScoredCriteria != nil && n.SchemeCriteria != nil && *n.ScoredCriteria < *n.SchemeCriteria {
		r.From, r.Of = *n.ScoredCriteria, *n.SchemeCriteria
	}
	if n.Expanded != nil {
		var names []string
		for _, t := range n.Expanded.Themes {
			names = append(names, t.Name)
		}
		r.Themes = strings.Join(names, ", ")
	}
	return r
}

// mostShared is of how many missions a page says how their needs are shared; of more, some have to be chosen.
const mostShared = 5

// addSharing marks the needs that are not shared in full.
func (x *exchange) addSharing(v *web.Needs, needs []models.Need) error {
	var missions []models.ID
	for _, n := range needs {
		if !slices.Contains(missions, n.MissionID) {
			missions = append(missions, n.MissionID)
		}
	}
	if len(missions) > mostShared {
		return nil
	}
	shared, err := x.sharing(missions...)
	for i, n := range needs {
		if state := shared[n.ID]; state != "" && state != models.SharingFull && state != models.SharingPublic {
			found, err := web.SignOf("sharing", state)
			if err != nil {
				return err
			}
			v.Rows[i].Sharing = &found
		}
	}
	return err
}

// addCover adds who does what for each need, its money and what is missing, and the sum over all needs that answer to the filters.
func (x *exchange) addCover(v *web.Needs, needs []models.Need, q models.ListQuery) error {
	var references []string
	for _, n := range needs {
		references = append(references, n.Reference)
	}
	of := models.ListQuery{Filters: map[string]string{"reference": strings.Join(references, ",")}, Limit: models.MaxLimit}
	cover, err := x.app.Coverage(x.ctx, x.actor, models.PartnerByNeed, of)
	if err != nil {
		return err
	}
	names, err := x.organisations(cover.Needs)
	if err != nil {
		return err
	}
	for _, c := range cover.Needs {
		i := slices.Index(references, c.Reference)
		row := &v.Rows[i]
		row.Money = &web.NeedFunding{Missing: c.Money.Missing,
			Funding: web.Funding{Needed: c.Money.Needed.Minor, Committed: c.Money.Committed.Minor}}
		for _, p := range c.Partners {
			if o, named := names[p.OrganisationID]; named {
				row.Partners = append(row.Partners, web.Org{Code: o.Code, Name: o.Name, Asked: p.Part == models.PartProposed})
			}
		}
		switch open := slices.Contains(models.OpenNeeds, c.Status); {
		case open && c.Cover == models.CoverNobody:
			row.Matters = []string{string(models.MatterUnmatched)}
		case open && c.Money.NoMoney:
			row.Matters = []string{"no_money"}
		}
	}
	total := cover
	if v.Total > len(needs) {
		if total, err = x.app.Coverage(x.ctx, x.actor, models.ThemeByLevel, models.ListQuery{Filters: q.Filters,
			Words: q.Words}); err != nil {
			return err
		}
	}
	v.Funded, v.Sum = true, &total.Total.Money
	return nil
}

// organisations names those that have a part in needs, as far as the reader sees them.
func (x *exchange) organisations(needs []models.CoveredNeed) (map[models.ID]models.Organisation, error) {
	var ids []string
	for _, n := range needs {
		for _, p := range n.Partners {
			ids = append(ids, string(p.OrganisationID))
		}
	}
	out := map[models.ID]models.Organisation{}
	found, err := allByValues(x, x.app.Organisations, "organisation_id", ids, models.ListQuery{})
	for _, o := range found {
		out[o.ID] = o
	}
	return out, err
}

// addOwnPartners names who delivers for needs, by the activities that a partner or a donor sees.
func (x *exchange) addOwnPartners(v *web.Needs, needs []models.Need) error {
	var ids []string
	for _, n := range needs {
		ids = append(ids, string(n.ID))
	}
	found, err := allByValues(x, x.app.Activities, "need_id", ids, models.ListQuery{Expand: []string{"organisations"}})
	for _, a := range found {
		for _, answered := range a.Needs {
			if i := slices.Index(ids, string(answered.NeedID)); i >= 0 && a.Expanded != nil {
				v.Rows[i].Partners = withOrgs(v.Rows[i].Partners, a.Expanded.Organisations)
			}
		}
	}
	return err
}

// withOrgs adds organisations that are not there yet.
func withOrgs(to []web.Org, more []models.Name) []web.Org {
	for _, o := range more {
		if !slices.ContainsFunc(to, func(was web.Org) bool { return was.Code == o.Code }) {
			to = append(to, web.Org{Code: o.Code, Name: o.Name})
		}
	}
	return to
}

// addSure adds ranks and how sure they are, among the open needs of the chosen missions and States.
func (x *exchange) addSure(v *web.Needs, needs []models.Need, q models.ListQuery) error {
	try := sureTrial()
	for _, name := range []string{"mission_id", "country"} {
		if q.Filters[name] != "" {
			try.Filters[name] = q.Filters[name]
		}
	}
	ranked, err := x.robustness(try)
	if err != nil || ranked == nil {
		return err
	}
	v.Ranked, v.Sure, v.Scheme = true, true, ranked.Scheme
	for i := range needs {
		v.Rows[i].Sure = sureOf(ranked, needs[i].ID)
	}
	return nil
}

func sureTrial() priority.Trial {
	return priority.Trial{Filters: map[string]string{}, Top: priority.DefaultTop, Options: ranking.Options{Method: ranking.Near,
		Draws: sureDraws, Seed: 1, Concentration: priority.DefaultConcentration}}
}

// robustness tries a ranking; nil where there are too many needs for a page to wait, or no scheme.
func (x *exchange) robustness(try priority.Trial) (*models.Robustness, error) {
	open := models.ListQuery{Limit: 1, Count: true, Filters: map[string]string{"status": models.JoinTexts(models.OpenNeeds)}}
	for name, value := range try.Filters {
		open.Filters[name] = value
	}
	found, err := x.app.Needs.List(x.ctx, x.actor, open)
	if err != nil || *found.Total > mostSure || *found.Total == 0 {
		return nil, err
	}
	return x.tried(try)
}

// tried tries a ranking; nil where no scheme is in use.
func (x *exchange) tried(try priority.Trial) (*models.Robustness, error) {
	ranked, err := x.app.Robustness(x.ctx, x.actor, try)
	if models.CodeOf(err) == models.Invalid {
		return nil, nil
	}
	return ranked, err
}

// sureOf is how sure a need's rank is; nil where it has none.
func sureOf(r *models.Robustness, id models.ID) *web.Robustness {
	i := slices.IndexFunc(r.Needs, func(n models.RankedNeed) bool { return n.ID == id })
	if i < 0 {
		return nil
	}
	n := r.Needs[i]
	return &web.Robustness{Rank: n.Rank, First: n.FirstRank, Of: len(r.Needs), Top: r.Top, Low: n.RankLow, High: n.RankHigh,
		Shares: n.Ranks, TopShare: n.TopShare, Word: n.Word, Incomplete: n.Incomplete != ""}
}

// needFacets are the filters that the reader may use. Of needs that are shared in part, only their country may be filtered by.
func (x *exchange) needFacets() ([]facet, error) {
	states, err := x.app.NeedStates(x.ctx, x.actor)
	if err != nil {
		return nil, err
	}
	byCountry := facet{name: "country", key: "filter.country"}
	for _, code := range states {
		byCountry.options = append(byCountry.options, web.FacetOption{Value: code, Text: i18n.CountryNames(code)[x.tag()]})
	}
	if x.actor.Audience() != "" {
		return []facet{byCountry}, nil
	}
	themes, err := all(x, x.app.Themes, models.ListQuery{})
	if err != nil {
		return nil, err
	}
	byTheme := facet{name: "theme", key: "filter.theme"}
	for _, t := range themes {
		byTheme.options = append(byTheme.options, web.FacetOption{Value: t.Code, Text: t.Name})
	}
	missions, err := all(x, x.app.Missions, models.ListQuery{})
	byMission := facet{name: "mission_id", key: "filter.mission"}
	for _, m := range missions {
		byMission.options = append(byMission.options, web.FacetOption{Value: string(m.ID),
			Text: m.Reference + " " + shown(m.Shared, m.Title, m.ReleasableSummary)})
	}
	return []facet{byTheme, byMission, byCountry, wordsOf("status", "filter.status", "word.need.", models.NeedStatus("").Values()),
		wordsOf("level", "filter.level", "level.", models.NeedLevel("").Values()),
		wordsOf("kind", "filter.kind", "kind_of_need.", models.NeedKind("").Values())}, err
}
