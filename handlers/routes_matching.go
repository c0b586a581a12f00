package handlers

import (
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"qadam/app"
	"qadam/models"
)

// matchingRoutes find who could answer which need, where nobody does, and where two do the same.
func matchingRoutes(a *app.App) []route {
	return []route{
		looked("/needs/:id/suggestions", "need.suggestions", "Offers that fit a need, with the reasons", a.SuggestOffers),
		looked("/offers/:id/suggestions", "offer.suggestions", "Needs that an offer fits, with the reasons", a.SuggestNeeds),
		patch("/referrals", a.Referrals, `{"note":"An example, reworded","ends_on":"2027-01-31"}`),
		plainAction("/referrals/:id/choose", "referral.choose", "Choose one proposal for a need; the others are withdrawn", a.ChooseProposal),
		coverage(a),
		list("/overlaps", a.Overlaps, "Pairs of activities of different partners that are alike, the strongest first"), get("/overlaps", a.Overlaps),
		action("/overlaps/:id/ask", "overlap.ask", "Ask the lead partners of both activities by mail", `{"note":"Could you run it together?"}`, a.AskPartners),
		step("/overlaps", a.Overlaps, `{"to":"dismissed","reason":"One teaches, the other equips"}`), steps("/overlaps", a.Overlaps),
		absorption(a),
	}
}

var matrices = []string{"theme_level", "theme_country", "partner_need"}

// coverage gives a matrix of needs. It takes the filters of the register, and pages where it goes need by need.
func coverage(a *app.App) route {
	spec := models.ListSpec{Filters: a.Needs.Spec().Filters, Words: true}
	params := []param{{name: "by", kind: "string", doc: "The matrix; theme_level when it is left out", enum: matrices},
		{name: "limit", kind: "string", doc: "The most needs of a matrix of partners and needs, up to 200"}, {name: "cursor", kind: "string", doc: "The next of such a matrix"},
		{name: "q", kind: "string", doc: "Words to find in the needs, all of them"}}
	return route{method: fiber.MethodGet, path: "/coverage", action: "coverage.load", summary: "Which agreed needs have nobody, a proposal, an activity, or are met", out: new(models.Coverage),
		params: append(params, paramsOf(spec.Filters)...),
		run: func(x *exchange) error {
			by, limit, cursor := x.own("by", matrices[0]), x.own("limit", "0"), x.own("cursor", "")
			n, err := strconv.Atoi(limit)
			if err != nil || n < 0 || n > models.MaxLimit {
				return models.Fault("limit", "Give a number from 1 to %d.", models.MaxLimit)
			}
			if !slices.Contains(matrices, by) {
				return models.Fault("by", "Give one of: theme_level, theme_country, partner_need.")
			}
			q, err := x.query(spec)
			if err != nil {
				return err
			}
			q.Limit, q.Cursor = n, cursor
			c, err := a.Coverage(x.ctx, x.actor, by, q)
			if err != nil {
				return err
			}
			return x.send(fiber.StatusOK, c)
		}}
}

// absorption gives the load on institutions by month.
func absorption(a *app.App) route {
	spec := models.ListSpec{Filters: a.Institutions.Spec().Filters}
	params := []param{{name: "from", kind: "string", doc: "The first month, such as 2026-11; this one when it is left out"},
		{name: "to", kind: "string", doc: "The last month; a year later when it is left out"}}
	return route{method: fiber.MethodGet, path: "/absorption", action: "institution.load", summary: "How many activities touch institutions by month, and which months are over the limit", out: new(models.Absorption),
		params: append(params, paramsOf(spec.Filters)...),
		run: func(x *exchange) error {
			from, to := x.own("from", ""), x.own("to", "")
			q, err := x.query(spec)
			if err != nil {
				return err
			}
			l, err := a.Absorption(x.ctx, x.actor, from, to, q)
			if err != nil {
				return err
			}
			return x.send(fiber.StatusOK, l)
		}}
}

// own takes a parameter of the route itself from the query, so that what is left is the list's.
func (x *exchange) own(name, usual string) string {
	value := x.c.Query(name, usual)
	x.c.Request().URI().QueryArgs().Del(name)
	return value
}

// paramsOf describes a list's filters as parameters of a route that is no list.
func paramsOf(filters []models.FilterSpec) []param {
	var all []param
	for _, f := range filters {
		p := param{name: f.Name, kind: "string", doc: f.Doc + "; several are separated by commas"}
		switch f.Kind {
		case models.From, models.To:
			p = param{name: f.Name, kind: "date", doc: f.Doc}
		case models.ByBool:
			p = param{name: f.Name, kind: "string", doc: f.Doc, enum: []string{"true", "false"}}
		}
		all = append(all, p)
	}
	return all
}
