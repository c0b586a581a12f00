package handlers

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"qadam/app"
	"qadam/app/priority"
	"qadam/models"
	"qadam/models/ranking"
)

// prioritiesRoutes are how needs are put in order, how sure that is, and what was agreed with the State.
func prioritiesRoutes(a *app.App) []route {
	return []route{
		action("/schemes/:id/weight", "scheme.weigh", "Change one weight; the others keep their proportions", `{"code":"urgency","weight":70}`, a.WeighScheme),
		trial("/schemes/:id/editions", "scheme.edition", "Make the next edition of a scheme", `{"current":false,"weights":[{"code":"urgency","weight":70}]}`, a.NewEdition),
		trial("/schemes/:id/comparisons", "scheme.compare", "Find weights by comparing criteria in pairs (AHP)", `{"comparisons":[{"more":"urgency","less":"cost","times":3}]}`, a.CompareCriteria),
		scoringRoute(a),
		trial("/missions/:id/assessors", "mission.assessors", "Say who is asked to score a mission's needs", `{"user_ids":["$me"]}`, a.AskAssessors),
		robustnessRoute(a), exchangeRoute(a),
		spendingRoute(a),
		list("/rankings", a.Rankings, "Rankings that were put before States"), get("/rankings", a.Rankings), looked("/rankings/:id/moves", "moves.get", "Which needs moved since a ranking was agreed, and why", a.Moves),
		create("/rankings", a.Rankings, `{"mission_id":"$mission","title":"Ranking of 2021 (fiction)","held_on":"2021-05-10","participants":["Interior ministry (fiction)"]}`),
		step("/rankings", a.Rankings, `{"to":"withdrawn","reason":"Two scores were missing"}`), steps("/rankings", a.Rankings),
		list("/work", a.Works, "Work that takes longer than a request, and how far it is"), get("/work", a.Works),
	}
}

// trial is an action that is no change of a version that was read: it needs no If-Match.
func trial[T, I any](path, name, summary, example string, do func(context.Context, models.Actor, models.ID, I) (*T, error)) route {
	return route{method: fiber.MethodPost, path: path, action: name, summary: summary, in: *new(I), out: new(T), example: example, conflict: true, etag: versioned[T](),
		run: func(x *exchange) error {
			id, err := x.id()
			if err != nil {
				return err
			}
			var in I
			if err := x.decode(&in); err != nil {
				return err
			}
			out, err := do(x.ctx, x.actor, id, in)
			if err != nil {
				return err
			}
			return x.send(fiber.StatusOK, out)
		}}
}

var schemeParam = param{name: "scheme_id", kind: "uuid", doc: "The scheme; the one in use when it is left out"}

func scoringRoute(a *app.App) route {
	return route{method: fiber.MethodGet, path: "/missions/:id/scoring", action: "scoring.get", summary: "How far the scoring of a mission's needs is", out: new(models.Scoring),
		params: []param{schemeParam},
		run: func(x *exchange) error {
			id, err := x.id()
			if err != nil {
				return err
			}
			q, err := x.asked()
			if err != nil {
				return err
			}
			scheme, err := q.id("scheme_id")
			if err != nil {
				return err
			}
			out, err := a.Scoring(x.ctx, x.actor, id, scheme)
			if err != nil {
				return err
			}
			return x.send(fiber.StatusOK, out)
		}}
}

// whichNeeds are the filters of the needs that are ranked.
var whichNeeds = []param{
	{name: "mission_id", kind: "uuid", doc: "Needs of this mission alone"},
	{name: "country", kind: "string", doc: "Needs of these countries, ISO 3166-1 alpha-3 codes with commas between"},
}

// drawing are the parameters of how weights are drawn.
func drawing(draws, most int) []param {
	return []param{schemeParam,
		{name: "weights", kind: "string", doc: "Weights to try, such as urgency:26,severity:24; the others keep their proportions. Today's when it is left out"},
		{name: "method", kind: "string", doc: "near draws weights around these; ordinal trusts only their order. near when it is left out", enum: []string{string(ranking.Near), string(ranking.Ordinal)}},
		{name: "concentration", kind: "integer", doc: "How near: with c a weight w varies by the root of w(100-w)/(c+1). " + strconv.Itoa(priority.DefaultConcentration) + " when it is left out", low: 1, high: 10_000},
		{name: "spread", kind: "boolean", doc: "Draw the scores from the assessors, too", enum: []string{"true", "false"}},
		{name: "draws", kind: "integer", doc: "How many weights are drawn; " + strconv.Itoa(draws) + " when it is left out", low: 100, high: most},
		{name: "seed", kind: "integer", doc: "The same seed draws the same; 1 when it is left out", low: 0, high: 1_000_000_000},
	}
}

func robustnessRoute(a *app.App) route {
	const draws, most = 10_000, 100_000
	params := append(append([]param{}, whichNeeds...), param{name: "status", kind: "string", doc: "Needs in these statuses, with commas between"},
		param{name: "theme", kind: "string", doc: "Needs with these themes, with commas between"},
		param{name: "top", kind: "integer", doc: "How many first places are looked at; " + strconv.Itoa(priority.DefaultTop) + " when it is left out", low: 1, high: 1000})
	return route{method: fiber.MethodGet, path: "/robustness", action: "robustness.get", summary: "Does the order of needs hold under other weights", out: new(models.Robustness),
		params: append(params, drawing(draws, most)...),
		run: func(x *exchange) error {
			q, err := x.asked()
			if err != nil {
				return err
			}
			try, err := q.try(draws)
			if err != nil {
				return err
			}
			out, err := a.Robustness(x.ctx, x.actor, try)
			if err != nil {
				return err
			}
			return x.send(fiber.StatusOK, out)
		}}
}

func exchangeRoute(a *app.App) route {
	trying := drawing(0, 0)[:2] // which scheme and weights; nothing is drawn
	return route{method: fiber.MethodGet, path: "/robustness/exchange", action: "exchange.get", summary: "Which change of one weight would exchange two needs", out: new(models.Exchange),
		params: slices.Concat([]param{{name: "one", kind: "string", doc: "The reference of a scored need; the first by rank when it is left out"},
			{name: "other", kind: "string", doc: "The reference of another one; the next by rank when it is left out"}}, whichNeeds, trying),
		run: func(x *exchange) error {
			q, err := x.asked()
			if err != nil {
				return err
			}
			try, err := q.try(0)
			if err != nil {
				return err
			}
			out, err := a.Exchange(x.ctx, x.actor, try, q.values["one"], q.values["other"])
			if err != nil {
				return err
			}
			return x.send(fiber.StatusOK, out)
		}}
}

func spendingRoute(a *app.App) route {
	const draws, most = 500, 2_000
	params := append(append([]param{}, whichNeeds...), param{name: "amount", kind: "string", doc: "The money there is, such as 250000.00; 1000000.00 when it is left out"},
		param{name: "currency", kind: "string", doc: "Its ISO 4217 code; USD when it is left out"})
	return route{method: fiber.MethodGet, path: "/spending", action: "spending.get", summary: "Which needs an amount of money answers best", out: new(models.Spending),
		params: append(params, drawing(draws, most)...),
		run: func(x *exchange) error {
			q, err := x.asked()
			if err != nil {
				return err
			}
			try, err := q.try(draws)
			if err != nil {
				return err
			}
			amount, err := models.ParseMoney(q.or("amount", "1000000.00"), q.or("currency", models.ReportingCurrency))
			if err != nil || amount.Minor < 0 {
				return models.Fault("amount", "Give an amount of 0 or more such as 250000.00, and its ISO 4217 currency.")
			}
			out, err := a.Spending(x.ctx, x.actor, try, amount)
			if err != nil {
				return err
			}
			return x.send(fiber.StatusOK, out)
		}}
}

// try reads what is to be tried.
func (q asked) try(draws int) (priority.Trial, error) {
	t := priority.Trial{Filters: map[string]string{}}
	for _, name := range []string{"mission_id", "country", "status", "theme"} {
		if text := q.values[name]; text != "" {
			t.Filters[name] = text
		}
	}
	var err error
	if t.Scheme, err = q.id("scheme_id"); err != nil {
		return t, err
	}
	if t.Weights, err = readWeights(q.values["weights"]); err != nil {
		return t, err
	}
	t.Method, t.Spread = ranking.Method(q.or("method", string(ranking.Near))), q.values["spread"] == "true"
	seed := 0
	for _, n := range []struct {
		name     string
		to       *int
		fallback int
	}{{"top", &t.Top, priority.DefaultTop}, {"draws", &t.Draws, draws}, {"concentration", &t.Concentration, priority.DefaultConcentration}, {"seed", &seed, 1}} {
		if *n.to, err = q.number(n.name, n.fallback); err != nil {
			return t, err
		}
	}
	t.Seed = uint64(seed)
	return t, nil
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
