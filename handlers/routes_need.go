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

func needRoutes(a *app.App) group {
	n := nounAt("/needs", a.Needs)
	return group{"needs", "Priority technical assistance needs: the register, its steps, its gaps.", []route{
		needGaps(a).note("Needed less committed, by share, in the order of priority."),
		export("/needs/export", "need.export", "All needs that you may see, as a file", a.Needs.Spec(), a.ExportNeeds).
			note("It is sent as it is read; when the last chunk is missing, the export is not whole."),
		needTemplate(a).
			note("Its columns are those that an import reads. Rows whose cells all begin with # are passed over under the header."),
		n.list("Needs, in the order of their priority").
			note("Highest priority first, for those who see all. Readers who see some needs in part only may filter by country and " +
				"reference; any other filter leaves needs out that are shared in part."),
		n.get(),
		n.create(`{"mission_id":"$mission","title":"Example need (fiction)","level":"operational","kind":"training",` +
			`"theme_codes":["marking"],"estimated_cost":{"amount":"120000.00","currency":"USD"},"wanted_by":"2027-06-30"}`).
			note("Its country is the mission's. A reference is made when none is given."),
		n.patch(`{"title":"Example need, reworded (fiction)"}`).conflicts().note("Status is changed by steps alone, priority by scores."),
		n.step(`{"to":"agreed","on_date":"2021-03-15"}`).
			note("A partner's step to taken_up, met or partly_met is a proposal, for a manager to decide. The step to referred names " +
				"the organisation. A step that is not allowed is a 409 that lists the allowed ones."),
		needsMany("/needs/steps", "need.step_many", "Take the same step with up to 500 needs",
			`{"need_ids":["$need","$open_need"],"to":"agreed"}`, a.StepNeeds).
			note("For one request instead of many: to agree to needs, to take those of a frozen ranking along to prioritized (name the " +
				"ranking), to refer them. Each takes the step from the status that it has now, whatever version you read; a need that " +
				"cannot is passed over and told with the reason, and the others take it all the same."),
		n.steps(),
		action("/needs/:id/answer", "need.answer", "Say whether a need was met", `{"answer":"met"}`, a.AnswerNeed).
			note("The State's own word, once a need was referred. An answer that says what the status says confirms it; another one is " +
				"the managers' to decide on. A manager notes an answer that came by letter."),
		needsMany("/needs/answers", "need.answer_many", "Say of up to 500 needs whether they were met",
			`{"need_ids":["$met need","$referred need"],"answer":"met"}`, a.AnswerNeeds).
			note("As /needs/{id}/answer, whatever version you read; a need that takes no answer is passed over and told with the reason."),
		action("/needs/:id/refuse", "need.refuse", "Leave a need as it is, though a partner has proposed a step",
			`{"reason":"The State has not seen the results yet"}`, a.RefuseProposal).
			note("The partner who proposed it is told by mail, with the reason."),
		n.history(),
		look("/needs/:id/consent", "need.consent", "What of it is shared, with whom, and why", a.ExplainNeed),
		look("/needs/:id/suggestions", "need.suggestions", "Offers that fit a need, with the reasons", a.SuggestOffers).
			note("Without offers of those that the need was put before already. The score is the sum of its parts."),
	}}
}

// needsMany does the same with many needs. What a need refuses is logged as a refusal of its own would be.
func needsMany[I any](
	path, name, summary, example string,
	do func(context.Context, models.Actor, I) (*models.NeedSteps, error),
) route {
	return route{openapi.Route{Method: http.MethodPost, Path: path, Action: name, Summary: summary, In: *new(I),
		Out: new(models.NeedSteps), Example: example},
		func(x *exchange) error {
			var in I
			if err := x.decode(&in); err != nil {
				return err
			}
			out, err := do(x.ctx, x.actor, in)
			if err == nil {
				for _, n := range out.Skipped {
					one := *x
					one.object = string(n.ID)
					x.server.refused(&one, models.Errorf(n.Code, "%s", n.Why))
				}
			}
			return x.ok(out, err)
		}}
}

// needGaps gives the needs that have no answer or lack money.
func needGaps(a *app.App) route {
	spec := models.ListSpec{Filters: []models.FilterSpec{{Name: "country", Kind: models.ByCode, Doc: "ISO 3166-1 alpha-3 codes"}}}
	return route{openapi.Route{Method: http.MethodGet, Path: "/needs/gaps", Action: "need.gaps",
		Summary: "Open needs with nobody, no money or too little", Out: models.Page[models.NeedGap]{}, List: &spec},
		func(x *exchange) error { return x.ok(a.Gaps(x.ctx, x.actor, x.query.list)) }}
}

// needTemplate gives an empty table of needs.
func needTemplate(a *app.App) route {
	return route{openapi.Route{Method: http.MethodGet, Path: "/needs/template", Action: "need.template",
		Summary: "A CSV file of needs to fill in and import", Media: "text/csv", Out: ""},
		func(x *exchange) error {
			return x.download("needs", "csv", func(ctx context.Context, w io.Writer) error { return a.NeedTemplate(ctx, x.actor, w) })
		}}
}

// needImport takes needs from a CSV file: what is right is saved, what is not is reported by line and column.
func needImport(a *app.App) route {
	return route{openapi.Route{Method: http.MethodPost, Path: "/missions/:id/needs/import", Action: "need.import",
		Summary: "Add needs from a CSV file; bad rows are reported, good ones kept",
		Media:   "text/csv", Limit: importLimit, In: "", Out: new(register.ImportResult),
		Example: "title,level,kind,theme_codes,estimated_cost_amount,estimated_cost_currency,wanted_by\n" +
			"Example need from a file (fiction),operational,training,marking,120000.00,USD,2027-06-30\n",
		Params: []openapi.Param{{Name: "dry_run", Kind: "boolean", Doc: "Check everything, save nothing", Enum: yesNo},
			{Name: "all_or_nothing", Kind: "boolean", Doc: "Save only if no row is refused", Enum: yesNo},
			{Name: "existing", Kind: "string", Doc: "What becomes of rows that look like needs that are here already, by reference or " +
				"title, or like an earlier row: without it they are refused, and the answer asks; update changes the columns that the " +
				"file has", Enum: models.Existing("").Values()},
			{Name: "columns", Kind: "string", Doc: "Headings of the file and the columns as which they are read, as a JSON object: " +
				"`{\"Вид помощи\":\"kind\",\"Примечание\":\"-\"}`. `-` passes a heading over, an empty column forgets what was kept of " +
				"it. It is kept for your own next files once a file is imported with it, so that you say it once"},
			{Name: "currency", Kind: "string", Doc: "The ISO 4217 code of the currency of amounts beside which none stands"}}},
		func(x *exchange) error {
			id, err := x.id()
			if err != nil {
				return err
			}
			body, charset, err := x.text(x.route.Media)
			if err != nil {
				return err
			}
			opt := register.ImportOptions{DryRun: x.query.flag("dry_run"), AllOrNothing: x.query.flag("all_or_nothing"),
				Existing: models.Existing(x.query.or("existing", "")), Currency: x.query.or("currency", ""), Charset: charset}
			if opt.Columns, err = x.query.texts("columns"); err != nil {
				return err
			}
			return x.ok(a.ImportNeeds(x.ctx, x.actor, id, bytes.NewReader(body), opt))
		}}
}
