package handlers

import (
	"bytes"
	"context"
	"io"
	"net/http"

	"qadam/app"
	"qadam/app/register"
	"qadam/handlers/openapi"
	"qadam/models"
)

func missionRoutes(a *app.App) group {
	n := nounAt("/missions", a.Missions)
	return group{"missions", "Assessments of a State, in one or more parts, and their clocks.", []route{
		n.list("Assessment missions"),
		n.get(),
		n.create(`{"country_code":"KAZ","title":"Follow-up visit (fiction)","modality":"on_site","lead_organisation_id":"$lead",` +
			`"parts":[{"starts_on":"2022-09-05","ends_on":"2022-09-09","place":"Astana"}]}`),
		n.patch(`{"title":"Follow-up visit, second draft (fiction)"}`).conflicts(),
		needImport(a).note("The first line names the columns, as here or by a word for them in one of the six languages; say the others " +
			"in `columns`. Cells are parted by commas, semicolons or tabs, several values in a cell by `;`, `|`, breaks of lines, or " +
			"commas where no name has one. The file is in UTF-8, UTF-16 or windows-1251, or in what its Content-Type says. Each refused " +
			"row is told by line, by the row that a spreadsheet shows, by title and column. The columns:\n\n" + register.NeedColumns()),
		n.step(`{"to":"closed","reason":"All needs are met or handed over"}`).
			note("The steps to draft_sent and report_sent start the State's clocks."),
		n.steps(),
		look("/missions/:id/clocks", "mission.clocks", "The clocks that a mission's events started", a.MissionClocks).withETag(),
		action("/missions/:id/clocks", "mission.adjust", "Give a clock another end, or say that it was met, with the reason",
			`{"watches":"final_report",`+
				`"subject_id":"$reported","ends_on":"2027-08-31","reason":"The State asked for two more months"}`, a.AdjustClock),
		n.history(),
		look("/missions/:id/consent", "mission.consent", "What of it is shared, with whom, and why", a.ExplainMission).
			note("In words, in the State's time zone. below counts what the mission found."),
		look("/missions/:id/sharing", "mission.sharing", "What of a mission and of all that it found is open to whom", a.MissionSharing),
		missionScoring(a).
			note("Assessors are those who were asked, and those who scored any need of the mission. Two points between the highest " +
				"and the lowest value are worth a talk."),
		versionless("/missions/:id/assessors", "mission.assessors", "Say who is asked to score a mission's needs",
			`{"user_ids":["$me"]}`, a.AskAssessors).
			note("All of them, instead of those named before."),
		versionless("/missions/:id/scores", "mission.score", "Give your scores of a mission's needs in one request",
			`{"scores":[{"need_reference":"KAZ-2021-01","code":"urgency","value":4,"reason":"An example"}]}`, a.ScoreMission).
			note("An assessor's own. A score that is there is changed; one that cannot be taken refuses all."),
		scoreSheet(a).note("A row a need, and two columns a criterion: the value, and why. It has your own scores; row two says what " +
			"the values mean."),
		scoreSheetImport(a).note("Cells that are right are saved; the others are told by line and column. An empty cell says nothing."),
		look("/missions/:id/team", "mission.team", "Who runs the follow-up of a mission", a.MissionTeam),
		versionless("/missions/:id/team", "mission.set_team", "Say who runs the follow-up of a mission",
			`{"members":[{"user_id":"$me","duty":"manager"}]}`, a.SetMissionTeam).
			note("All of them, instead of those named before. Reminders about the mission, its needs and their activities go to them, " +
				"and not to every manager; those about a need that has an owner go to the owner."),
	}}
}

// schemeParam names the scheme by which needs are ranked.
var schemeParam = openapi.Param{Name: "scheme_id", Kind: "uuid", Doc: "The scheme; the one in use when it is left out"}

// missionScoring tells how far the scoring of a mission is.
func missionScoring(a *app.App) route {
	return route{openapi.Route{Method: http.MethodGet, Path: "/missions/:id/scoring", Action: "scoring.get",
		Summary: "How far the scoring of a mission's needs is", Out: new(models.Scoring), Params: []openapi.Param{schemeParam}},
		func(x *exchange) error {
			id, err := x.id()
			if err != nil {
				return err
			}
			return x.ok(a.Scoring(x.ctx, x.actor, id, x.query.id("scheme_id")))
		}}
}

// scoreSheet gives the actor's sheet of scores of a mission.
func scoreSheet(a *app.App) route {
	return route{openapi.Route{Method: http.MethodGet, Path: "/missions/:id/scores/sheet", Action: "mission.score_sheet",
		Summary: "Your sheet of scores of a mission's needs", Media: "text/csv", Out: "", Params: []openapi.Param{schemeParam}},
		func(x *exchange) error {
			id, err := x.id()
			if err != nil {
				return err
			}
			scheme := x.query.id("scheme_id")
			return x.download("scores", "csv", func(ctx context.Context, w io.Writer) error {
				return a.ScoreSheet(ctx, x.actor, id, scheme, w)
			})
		}}
}

// scoreSheetImport takes the actor's scores from a sheet.
func scoreSheetImport(a *app.App) route {
	return route{openapi.Route{Method: http.MethodPost, Path: "/missions/:id/scores/sheet", Action: "mission.import_scores",
		Summary: "Take your scores of a mission's needs from a sheet", Media: "text/csv", Limit: importLimit, In: "",
		Out: new(models.MissionScores), Example: "need_reference,urgency,urgency_reason\nKAZ-2021-01,5,An example\n",
		Params: []openapi.Param{schemeParam, {Name: "dry_run", Kind: "boolean", Doc: "Check everything, save nothing", Enum: yesNo}}},
		func(x *exchange) error {
			id, body, err := x.file()
			if err != nil {
				return err
			}
			return x.ok(a.ImportScores(x.ctx, x.actor, id, x.query.id("scheme_id"), bytes.NewReader(body), x.query.flag("dry_run")))
		}}
}
