package handlers

import "qadam/app"

func rankingRoutes(a *app.App) group {
	n := nounAt("/rankings", a.Rankings)
	return group{"rankings", "Orders of a mission's needs as they were put before the State, agreed to, and frozen.", []route{
		n.list("Rankings that were put before States"),
		n.get().note("Exactly as proposed."),
		look("/rankings/:id/moves", "moves.get", "Which needs moved since a ranking was agreed, and why", a.Moves).
			note("Beside today's ranking by the scheme in use: for each need what changed its priority, by the scores and by the " +
				"weights of each criterion, and which needs came and went."),
		n.create(`{"mission_id":"$mission","title":"Ranking of 2021 (fiction)","held_on":"2021-05-10",` +
			`"participants":["Interior ministry (fiction)"],"incomplete_reason":"Not all costs are known yet"}`).
			note("Today's ranking of the mission's needs that are agreed to and open is kept, with scores, weights and robustness, and " +
				"its SHA-256. Where a need is not scored in full, incomplete_reason says why it is ranked all the same. It never " +
				"changes; it can be withdrawn until it is frozen."),
		n.step(`{"to":"withdrawn","reason":"Two scores were missing"}`).
			note("Only the State agrees or declines. What is agreed is frozen by a manager."),
		n.steps(),
	}}
}
