package handlers

import "qadam/app"

func offerRoutes(a *app.App) group {
	n := nounAt("/offers", a.Offers)
	return group{"offers", "What partners can deliver and donors want to fund.", []route{
		n.list("What partners can deliver and donors want to fund"),
		n.get(),
		n.create(`{"organisation_id":"$partner","purpose":"deliver","title":"Example offer (fiction)","theme_codes":["marking"],` +
			`"country_codes":["KAZ"],"languages":["ru"]}`),
		n.patch(`{"capacity":"One course a year"}`).conflicts(),
		n.step(`{"to":"closed"}`),
		n.steps(),
		look("/offers/:id/suggestions", "offer.suggestions", "Needs that an offer fits, with the reasons", a.SuggestNeeds).
			note("To its owner the needs that are shared with it in full. Of all others it is said at the most that one matches: " +
				"found out once a week, for offers that have stood for a week."),
	}}
}
