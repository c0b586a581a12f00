package handlers

import (
	"qadam/app"
	"qadam/handlers/openapi"
)

// route is one line of the API's table: what the description says of it, and what answers.
type route struct {
	openapi.Route
	run func(*exchange) error
}

// group is the routes whose paths begin with one word, usually a noun's, and what they are about. Each has the file of its noun.
type group struct {
	name, about string
	routes      []route
}

// table is the whole API under /api/v1, in the order in which the reference page shows it.
func table(a *app.App) []group {
	return withNames([]group{
		meRoutes(a), organisationRoutes(a), contactRoutes(a), userRoutes(a), personRoutes(a), tokenRoutes(a),
		countryRoutes(a), themeRoutes(a), instrumentRoutes(a), provisionRoutes(a), ratingRoutes(a), institutionRoutes(a), rateRoutes(a),
		missionRoutes(a), findingRoutes(a), needRoutes(a), referralRoutes(a), schemeRoutes(a), scoreRoutes(a),
		offerRoutes(a), projectRoutes(a), activityRoutes(a), milestoneRoutes(a), indicatorRoutes(a), updateRoutes(a), transactionRoutes(a),
		commentRoutes(a), fileRoutes(a), searchRoutes(a),
		overviewRoutes(a), summaryRoutes(a), reportRoutes(a), outboxRoutes(a),
		reminderRoutes(a), reminderRuleRoutes(a), mailboxRoutes(a), reportDeadlineRoutes(a), calendarRoutes(a),
		savedViewRoutes(a), publicRoutes(a), batchRoutes(a), changeRoutes(a), consentRoutes(a), consentRequestRoutes(a),
		signInRoutes(a), sessionRoutes(a), signOutRoutes(a), passkeyRoutes(a), identityRoutes(a),
		coverageRoutes(a), overlapRoutes(a), absorptionRoutes(a), robustnessRoutes(a), spendingRoutes(a), rankingRoutes(a), workRoutes(a),
		webhookRoutes(a), webhookDeliveryRoutes(a), feedRoutes(a), updateLinkRoutes(a),
	})
}

// Routes are the groups of the table as the description reads them.
func Routes(a *app.App) []openapi.Group { return lines(table(a)) }

func lines(groups []group) []openapi.Group {
	var all []openapi.Group
	for _, g := range groups {
		described := openapi.Group{Name: g.name, About: g.about}
		for _, r := range g.routes {
			described.Routes = append(described.Routes, r.Route)
		}
		all = append(all, described)
	}
	return all
}
