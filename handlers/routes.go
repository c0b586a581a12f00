package handlers

import (
	"github.com/gofiber/fiber/v2"

	"qadam/app"
	"qadam/app/engine"
	"qadam/models"
)

// route is one line of the API: what is asked, who may knock, the types in and out, and what answers. The OpenAPI
// description, the reference page and the tests all read this table.
type route struct {
	method, path string
	action       string // of the policy table
	summary      string
	note         string // what is particular to it
	in, out      any
	media        string // of the body or the answer, where it is not JSON
	status       int    // of success; 200 when not given
	example      string // a body that works on the demo data; $need and the like stand for ids
	list         *models.ListSpec
	params       []param
	open         bool // for whoever has not signed in
	proof        bool // of these: it may be refused as no proof of who somebody is
	person       bool // for people who have signed in, not for tokens
	etag         bool // the answer carries an ETag
	ifMatch      bool // a change of something that was read
	conflict     bool // can be refused from this state
	pure         bool // a POST that changes nothing
	partial      bool // the body is a part of the input, as in a PATCH
	limit        int  // bytes of the body, where it is not JSON
	run          func(*exchange) error
}

// param is a query parameter of a route that is no list.
type param struct {
	name, kind, doc string
	required        bool
	enum            []string
	low, high       int // of an integer
}

// table is the whole API under /api/v1.
func table(a *app.App) []route {
	return concat(peopleRoutes(a), referenceRoutes(a), assessmentRoutes(a), portfolioRoutes(a), followUpRoutes(a), reminderRoutes(a), calendarRoutes(a), auditRoutes(a), consentRoutes(a), signInRoutes(a), matchingRoutes(a), prioritiesRoutes(a), linkRoutes(a))
}

func concat(groups ...[]route) []route {
	var all []route
	for _, g := range groups {
		all = append(all, g...)
	}
	return all
}

func peopleRoutes(a *app.App) []route {
	addToken := creation("/tokens", "token", `{"user_id":"$me","name":"Report script","scope":"read"}`, a.CreateToken)
	addToken.person = true
	return []route{
		{method: fiber.MethodGet, path: "/me", action: "me.get", summary: "Who you are", out: new(models.User), etag: true, run: one(a.Me)},
		list("/organisations", a.Organisations, "Organisations that you may know of"),
		get("/organisations", a.Organisations),
		create("/organisations", a.Organisations, `{"code":"EX-ORG","name":"Example organisation (fiction)","kind":"ngo","listed":true}`),
		patch("/organisations", a.Organisations, `{"note":"Renamed in 2022"}`),
		list("/contacts", a.Contacts, "People to whom reminders go"),
		get("/contacts", a.Contacts),
		create("/contacts", a.Contacts, `{"organisation_id":"$partner","name":"Focal Point (fiction)","email":"new@partner-one.example","duty":"focal_point","language":"en","active":true}`),
		patch("/contacts", a.Contacts, `{"active":false}`),
		list("/users", a.Users, "Users of this installation"),
		get("/users", a.Users),
		create("/users", a.Users, `{"name":"New Partner (fiction)","email":"new.partner@demo.example","role":"partner","organisation_id":"$partner","active":true}`),
		patch("/users", a.Users, `{"active":false}`),
		list("/tokens", a.Tokens, "Your tokens; an admin sees all"),
		get("/tokens", a.Tokens),
		addToken,
		plainAction("/tokens/:id/revoke", "token.revoke", "End a token at once", a.RevokeToken),
	}
}

func referenceRoutes(a *app.App) []route {
	return concat(
		reference("/countries", a.Countries, "States", `{"code":"MNG","region":"Eastern Asia","time_zone":"Asia/Ulaanbaatar"}`, `{"note":"Focal point named in 2021"}`),
		reference("/themes", a.Themes, "What needs are about", `{"code":"example-theme","name":"Example theme","position":90}`, `{"position":91}`),
		reference("/instruments", a.Instruments, "Resolutions, treaties and guidance", `{"code":"example-2020","title":"Example instrument (fiction)","year":2020,"binding":false}`, `{"year":2021}`),
		reference("/provisions", a.Provisions, "Paragraphs of instruments", `{"instrument_id":"$instrument","paragraph":"OP 99","summary":"An example"}`, `{"summary":"An example, reworded"}`),
		reference("/ratings", a.Ratings, "This installation's own scale of implementation", `{"code":"example","label":"Example point","position":9}`, `{"label":"Example, renamed"}`),
		reference("/institutions", a.Institutions, "National institutions", `{"country_code":"KAZ","name":"Example Institution (fiction)"}`, `{"local_name":"Мысал мекемесі"}`),
		[]route{
			list("/rates", a.Rates, "Exchange rates to the US dollar"),
			get("/rates", a.Rates),
			create("/rates", a.Rates, `{"currency":"CHF","on_date":"2021-05-03","usd_per_unit":"1.0967","source":"Example"}`),
		})
}

// reference makes the four routes of a noun that is listed, read, added and changed.
func reference[T, I any](path string, r *engine.Resource[T, I], summary, added, changed string) []route {
	return []route{list(path, r, summary), get(path, r), create(path, r, added), patch(path, r, changed)}
}

func assessmentRoutes(a *app.App) []route {
	return concat(
		reference("/missions", a.Missions, "Assessment missions",
			`{"country_code":"KAZ","title":"Follow-up visit (fiction)","modality":"on_site","lead_organisation_id":"$lead","parts":[{"starts_on":"2022-09-05","ends_on":"2022-09-09","place":"Astana"}]}`, `{"title":"Follow-up visit, second draft (fiction)"}`),
		reference("/findings", a.Findings, "Findings; confidential until the State consents",
			`{"mission_id":"$mission","dimension":"operational","kind":"shortfall","text":"An example finding (fiction).","releasable_summary":"An example."}`, `{"releasable_summary":"An example, reworded."}`),
		[]route{gaps(a)},
		[]route{exportRoute("/needs/export", "need.export", "All needs that you may see, as a file", a.Needs.Spec(), a.ExportNeeds)},
		reference("/needs", a.Needs, "Needs, in the order of their priority",
			`{"mission_id":"$mission","title":"Example need (fiction)","level":"operational","kind":"training","theme_codes":["marking"],"estimated_cost":{"amount":"120000.00","currency":"USD"},"wanted_by":"2027-06-30"}`, `{"title":"Example need, reworded (fiction)"}`),
		[]route{
			importRoute(a),
			step("/missions", a.Missions, `{"to":"closed","reason":"All needs are met or handed over"}`), steps("/missions", a.Missions),
			step("/needs", a.Needs, `{"to":"agreed","on_date":"2021-03-15"}`), steps("/needs", a.Needs),
			plainAction("/needs/:id/confirm", "need.confirm", "Confirm that a need is met", a.ConfirmNeed),
			list("/referrals", a.Referrals, "Needs put before partners and donors"), get("/referrals", a.Referrals),
			create("/referrals", a.Referrals, `{"need_id":"$open_need","organisation_id":"$partner","purpose":"deliver","note":"Example"}`),
			step("/referrals", a.Referrals, `{"to":"accepted"}`), steps("/referrals", a.Referrals),
			list("/schemes", a.Schemes, "Prioritization schemes"), get("/schemes", a.Schemes),
			create("/schemes", a.Schemes, `{"name":"Example scheme","edition":1,"current":false,"criteria":[{"code":"urgency","name":"Urgency","weight":100,"direction":"higher_first","scale":["None","Low","Some","High","Now"]}]}`),
			patch("/schemes", a.Schemes, `{"name":"Example scheme, renamed"}`),
			list("/scores", a.Scores, "Assessors' scores"), get("/scores", a.Scores),
			create("/scores", a.Scores, `{"need_id":"$open_need","criterion_id":"$criterion","value":4,"reason":"An example"}`),
			patch("/scores", a.Scores, `{"value":5}`),
		})
}

func portfolioRoutes(a *app.App) []route {
	return concat(
		reference("/offers", a.Offers, "What partners can deliver and donors want to fund",
			`{"organisation_id":"$partner","purpose":"deliver","title":"Example offer (fiction)","theme_codes":["marking"],"country_codes":["KAZ"],"languages":["ru"]}`, `{"capacity":"One course a year"}`),
		reference("/projects", a.Projects, "Projects",
			`{"title":"Example project (fiction)","lead_organisation_id":"$partner","country_codes":["KAZ"],"starts_on":"2022-01-01","ends_on":"2023-12-31","budget":{"amount":"500000.00","currency":"EUR"},"reporting_months":3}`, `{"ends_on":"2024-12-31"}`),
		[]route{exportRoute("/activities/export", "activity.export", "All activities that you may see, as a file", a.Activities.Spec(), a.ExportActivities)},
		reference("/activities", a.Activities, "Activities",
			`{"project_id":"$project","title":"Example activity (fiction)","country_code":"KAZ","theme_codes":["marking"],"partners":[{"organisation_id":"$partner","partner_role":"lead"}],"planned_start":"2022-02-01","planned_end":"2022-09-30","health":"on_track","progress":0}`, `{"progress":40,"health":"at_risk"}`),
		reference("/milestones", a.Milestones, "Milestones, by due date",
			`{"activity_id":"$activity","title":"Example milestone (fiction)","due_on":"2027-03-31","weight":1}`, `{"due_on":"2027-04-30"}`),
		reference("/indicators", a.Indicators, "Indicators with targets and actuals",
			`{"project_id":"$project","activity_id":"$activity","kind":"output","title":"Officers trained (fiction)","unit":"officers","baseline":"0","periods":[{"starts_on":"2022-01-01","ends_on":"2022-12-31","target":"40","actual":"12"}]}`, `{"baseline":"2"}`),
		reference("/updates", a.Updates, "Partners' reports",
			`{"project_id":"$project","activity_id":"$activity","period_from":"2021-07-01","period_to":"2021-09-30","narrative":"An example (fiction).","health":"on_track","progress":45}`, `{"narrative":"An example, reworded (fiction)."}`),
		[]route{
			step("/offers", a.Offers, `{"to":"closed"}`), steps("/offers", a.Offers),
			step("/projects", a.Projects, `{"to":"suspended","reason":"Waiting for the host agreement"}`), steps("/projects", a.Projects),
			step("/activities", a.Activities, `{"to":"suspended","reason":"Waiting for the host agreement"}`), steps("/activities", a.Activities),
			step("/milestones", a.Milestones, `{"to":"delivered"}`), steps("/milestones", a.Milestones),
			step("/updates", a.Updates, `{"to":"submitted"}`), steps("/updates", a.Updates),
		},
		reference("/transactions", a.Transactions, "Pledges, commitments, disbursements and expenditures",
			`{"kind":"commitment","organisation_id":"$donor","project_id":"$project","amount":{"amount":"250000.00","currency":"USD"},"value_date":"2021-06-15"}`, `{"description":"Second tranche"}`))
}

func followUpRoutes(a *app.App) []route {
	return []route{
		{method: fiber.MethodGet, path: "/overview", action: "overview.get", summary: "What needs you today", out: new(models.Overview), run: one(a.Overview)},
		summaryRoute(a),
		list("/reports", a.Reports, "Donor reports that were issued"), get("/reports", a.Reports),
		create("/reports", a.Reports, `{"organisation_id":"$donor","as_of":"2026-06-30","title":"Progress report (fiction)"}`),
		list("/outbox", a.Outbox, "Mails, with those that were given up"), get("/outbox", a.Outbox),
		retryRoute(a),
	}
}
