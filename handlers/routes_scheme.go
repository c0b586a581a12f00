package handlers

import "qadam/app"

func schemeRoutes(a *app.App) group {
	n := nounAt("/schemes", a.Schemes)
	return group{"schemes", "Weighted criteria by which needs are prioritized.", []route{
		n.list("Prioritization schemes"),
		n.get(),
		n.create(`{"name":"Example scheme","edition":1,"current":false,"criteria":[{"code":"urgency","name":"Urgency","weight":100,` +
			`"direction":"higher_first","scale":["None","Low","Some","High","Now"]}]}`),
		n.patch(`{"name":"Example scheme, renamed"}`).conflicts().
			note("Once needs are scored by a scheme its criteria stand; make a new edition instead. One that becomes current takes the " +
				"place of the current one, which cannot be given up otherwise: needs are always ranked by one."),
		action("/schemes/:id/weight", "scheme.weigh", "Change one weight; the others keep their proportions", `{"code":"urgency",`+
			`"weight":70}`, a.WeighScheme).
			note("Locked weights stay; when all others are locked it is refused. The weights sum to exactly 100: each of the others " +
				"gets its part rounded down to a hundredth, and what is left over goes to the largest remainders. Once needs are " +
				"scored by a scheme, make a new edition instead."),
		versionless("/schemes/:id/editions", "scheme.edition", "Make the next edition of a scheme",
			`{"current":false,`+
				`"weights":[{"code":"urgency","weight":70}]}`, a.NewEdition).withETag().
			note("Criteria that do not change are the same in both editions, and so are their scores: either can rank by them. Give " +
				"weights, or criteria with theirs. When it becomes current all needs are ranked anew; with more than 2,000 " +
				"scored needs a job does that, see /work."),
		versionless("/schemes/:id/comparisons", "scheme.compare", "Find weights by comparing criteria in pairs (AHP)",
			`{"comparisons":[{"more":"urgency",`+
				`"less":"cost","times":3}]}`, a.CompareCriteria).
			note("It changes nothing. Each pair is compared once; how many times the one counts as the other is a whole number from " +
				"1 to 9 (Saaty). The weights are the principal eigenvector; a consistency ratio of up to 10 per cent is held to " +
				"be enough, and pairs says which comparisons fit the others least."),
	}}
}
