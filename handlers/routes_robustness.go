package handlers

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"qadam/app"
	"qadam/app/priority"
	"qadam/handlers/openapi"
	"qadam/models"
	"qadam/models/ranking"
)

func robustnessRoutes(a *app.App) group {
	return group{"robustness", "How sure an order is when the weights are not.", []route{
		robustness(a).
			note("It changes nothing. Ranks are among the needs that you see and that answer to the filters. Weights are drawn from " +
				"a Dirichlet distribution (SMAA); the same seed gives the same answer on every machine. The words: certain from " +
				"95% on, likely from 60, contested from 15, unlikely from 1. See docs/methods.md."),
		needExchange(a).
			note("The need that is behind passes the other one when that weight changes so far and the others keep their " +
				"proportions. It is computed and not sampled, to the hundredth. Swap is null where no change of one weight does " +
				"it."),
	}}
}

func robustness(a *app.App) route {
	const draws, most = 10_000, 100_000
	params := slices.Concat(rankedNeeds, []openapi.Param{rankedStatus,
		{Name: "theme", Kind: "string", Doc: "Needs with these themes, with commas between"},
		{Name: "top", Kind: "integer", Doc: "How many first places are looked at; " + strconv.Itoa(priority.DefaultTop) +
			" when it is left out", Low: 1, High: 1000}}, drawing(draws, most))
	return route{openapi.Route{Method: http.MethodGet, Path: "/robustness", Action: "robustness.get",
		Summary: "Does the order of needs hold under other weights", Out: new(models.Robustness), Params: params},
		func(x *exchange) error {
			try, err := x.query.try(draws)
			if err != nil {
				return err
			}
			return x.ok(a.Robustness(x.ctx, x.actor, try))
		}}
}

func needExchange(a *app.App) route {
	params := slices.Concat([]openapi.Param{
		{Name: "one", Kind: "string", Doc: "The reference of a scored need; the first by rank when it is left out"},
		{Name: "other", Kind: "string", Doc: "The reference of another one; the next by rank when it is left out"}},
		rankedNeeds, []openapi.Param{rankedStatus}, weighting)
	return route{openapi.Route{Method: http.MethodGet, Path: "/robustness/exchange", Action: "exchange.get",
		Summary: "Which change of one weight would exchange two needs", Out: new(models.Exchange), Params: params},
		func(x *exchange) error {
			try, err := x.query.try(0)
			if err != nil {
				return err
			}
			return x.ok(a.Exchange(x.ctx, x.actor, try, x.query.values["one"], x.query.values["other"]))
		}}
}

// rankedNeeds are the filters of the needs that are ranked.
var rankedNeeds = []openapi.Param{
	{Name: "mission_id", Kind: "uuid", Doc: "Needs of this mission alone"},
	{Name: "country", Kind: "string", Doc: "Needs of these countries, ISO 3166-1 alpha-3 codes with commas between"},
}

var rankedStatus = openapi.Param{Name: "status", Kind: "string",
	Doc: "Needs in these statuses, with commas between; those agreed to and open when it is left out"}

// weighting says by which weights needs are ranked.
var weighting = []openapi.Param{schemeParam, {Name: "weights", Kind: "string",
	Doc: "Weights to try, such as urgency:26,severity:24; the others keep their proportions. Today's when it is left out"}}

// drawing are the parameters of how weights are drawn.
func drawing(draws, most int) []openapi.Param {
	return slices.Concat(weighting, []openapi.Param{
		{Name: "method", Kind: "string", Doc: "near draws weights around these; ordinal trusts only their order. near when it is left out",
			Enum: []string{string(ranking.Near), string(ranking.Ordinal)}},
		{Name: "concentration", Kind: "integer", Doc: "How near: with c a weight w varies by the root of w(100-w)/(c+1). " +
			strconv.Itoa(priority.DefaultConcentration) + " when it is left out", Low: 1, High: 10_000},
		{Name: "spread", Kind: "boolean", Doc: "Draw the scores from the assessors, too", Enum: yesNo},
		{Name: "draws", Kind: "integer", Doc: "How many weights are drawn; " + strconv.Itoa(draws) + " when it is left out", Low: 100,
			High: most},
		{Name: "seed", Kind: "integer", Doc: "The same seed draws the same; 1 when it is left out", Low: 0, High: 1_000_000_000},
	})
}

// try reads what is to be tried. A route without a parameter has what stands for it when it is left out.
func (q query) try(draws int) (priority.Trial, error) {
	t := priority.Trial{Filters: map[string]string{}, Scheme: q.id("scheme_id"), Top: q.number("top", priority.DefaultTop)}
	t.Method, t.Spread = ranking.Method(q.or("method", string(ranking.Near))), q.flag("spread")
	t.Draws, t.Seed = q.number("draws", draws), uint64(q.number("seed", 1))
	t.Concentration = q.number("concentration", priority.DefaultConcentration)
	for _, name := range []string{"mission_id", "country", "status", "theme"} {
		if text := q.values[name]; text != "" {
			t.Filters[name] = text
		}
	}
	var err error
	t.Weights, err = readWeights(q.values["weights"])
	return t, err
}

// readWeights reads "urgency:26,severity:24".
func readWeights(text string) ([]models.WeightInput, error) {
	if text == "" {
		return nil, nil
	}
	var out []models.WeightInput
	for one := range strings.SplitSeq(text, ",") {
		code, number, _ := strings.Cut(one, ":")
		weight, err := models.ParseScore(number)
		if err != nil || code == "" || weight < 0 || weight > ranking.Whole || len(out) == 20 {
			return nil, models.Fault("weights", "Give weights from 0 to 100 such as urgency:26,severity:24.5, each criterion by its code.")
		}
		out = append(out, models.WeightInput{Code: code, Weight: weight})
	}
	return out, nil
}
